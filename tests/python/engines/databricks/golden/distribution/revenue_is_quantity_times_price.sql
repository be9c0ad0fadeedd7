-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select 1 as is_failure
from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
where not ( revenue_inr <=> quantity * price_inr)
    ) dbt_internal_test
;

