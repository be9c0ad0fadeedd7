-- batch 2, cluster

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
-- nulls are equal to each other in a group by, so a repeated combination with a null fails too
select
    company, customer_id,
    count(*) as row_count
from `marketplace_catalog`.`reference`.`customer_cities`
group by company, customer_id
having count(*) > 1
    ) dbt_internal_test
;

