-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select *
from `ecommerce_catalog`.`processed`.`int_distribution__prices`
where price_inr <= 0
    ) dbt_internal_test
;

