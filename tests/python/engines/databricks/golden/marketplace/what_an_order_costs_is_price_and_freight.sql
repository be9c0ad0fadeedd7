-- batch 2, cluster

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select 1 as is_failure
from `marketplace_catalog`.`analytics`.`fct_orders`
where not ( gross_revenue_brl = net_revenue_brl + freight_brl)
    ) dbt_internal_test
;

