-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
-- nulls are equal to each other in a group by, so a repeated combination with a null fails too
select
    feed, file_path, file_modified_at, file_size_bytes,
    count(*) as row_count
from `ecommerce_catalog`.`logs`.`file_ledger`
group by feed, file_path, file_modified_at, file_size_bytes
having count(*) > 1
    ) dbt_internal_test
;

