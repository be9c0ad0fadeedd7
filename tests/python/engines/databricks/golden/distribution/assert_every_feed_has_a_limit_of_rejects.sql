-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
-- A feed without a limit would never be stopped by its rejects.
with
feeds as (
    select explode(array('atlon.products', 'atlon.orders', 'sports_bar.products', 'sports_bar.orders', 'sports_bar.customers', 'atlon.gross_prices', 'atlon.customers', 'sports_bar.gross_prices')) as feed
)
select feeds.feed
from feeds
left anti join `ecommerce_catalog`.`reference`.`reject_limits` as limits
    on feeds.feed = limits.feed
    ) dbt_internal_test
;

