-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
-- Shares are exact to about six decimals. Without revenue there are none, and nothing to compare.
select sum(revenue_share) as total_share
from `ecommerce_catalog`.`analytics`.`rpt_channel_revenue_share`
having abs(sum(revenue_share) - 1) > 0.00001
    ) dbt_internal_test
;

