-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select monthly_sale_key
from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
where monthly_sale_key is null
    ) dbt_internal_test
;

