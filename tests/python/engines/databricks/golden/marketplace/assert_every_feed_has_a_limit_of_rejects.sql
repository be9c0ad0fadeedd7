-- batch 2, cluster

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
-- A feed without a limit would never be stopped by its rejects.
with
feeds as (
    select explode(array('marketplace.order_items', 'marketplace.orders', 'marketplace.products', 'marketplace.sellers', 'marketplace.customers', 'marketplace.order_payments', 'marketplace.order_reviews', 'marketplace.category_translations')) as feed
)
select feeds.feed
from feeds
left anti join `marketplace_catalog`.`reference`.`reject_limits` as limits
    on feeds.feed = limits.feed
    ) dbt_internal_test
;

