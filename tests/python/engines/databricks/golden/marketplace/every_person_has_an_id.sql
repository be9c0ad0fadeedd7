-- batch 2, cluster

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select person_id
from `marketplace_catalog`.`analytics`.`rpt_customer_lifetime_value`
where person_id is null
    ) dbt_internal_test
;

