-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
-- nulls are equal to each other in a group by, so a repeated combination with a null fails too
select
    feed,
    count(*) as row_count
from `ecommerce_catalog`.`reference`.`reject_limits`
group by feed
having count(*) > 1
    ) dbt_internal_test
;

