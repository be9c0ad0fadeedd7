-- batch 2, cluster

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
-- Orders and amounts of the newest check agree from the delivered text to gold.
select
    company,
    check_name,
    expected_value,
    found_value,
    difference
from `marketplace_catalog`.`logs`.`reconciliation_marketplace`
where
    difference <> 0
    and checked_at = (
        select max(newest.checked_at) from `marketplace_catalog`.`logs`.`reconciliation_marketplace` as newest
    )
    ) dbt_internal_test
;

