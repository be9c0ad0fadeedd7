-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select price_key
from `ecommerce_catalog`.`processed`.`int_distribution__prices`
where price_key is null
    ) dbt_internal_test
;

