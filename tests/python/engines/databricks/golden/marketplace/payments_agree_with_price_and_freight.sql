-- batch 2, cluster

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
select 1 as is_failure
from `marketplace_catalog`.`analytics`.`rpt_payment_differences`
where not ( payment_difference_brl = 0)
    ) dbt_internal_test
;

