-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select
    count(*) as row_count
from `ecommerce_catalog`.`analytics`.`dim_dates`
having
    (count(*) < 365)
    ) dbt_internal_test
;

