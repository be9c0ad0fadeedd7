-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select price_inr
from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
where price_inr is null
    ) dbt_internal_test
;

