-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select
    monthly_sale_key as unique_field,
    count(*) as n_records
from `ecommerce_catalog`.`analytics`.`fct_monthly_sales`
where monthly_sale_key is not null
group by monthly_sale_key
having count(*) > 1
    ) dbt_internal_test
;

