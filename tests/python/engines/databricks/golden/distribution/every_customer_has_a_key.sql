-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select customer_key
from `ecommerce_catalog`.`processed`.`int_distribution__customers`
where customer_key is null
    ) dbt_internal_test
;

