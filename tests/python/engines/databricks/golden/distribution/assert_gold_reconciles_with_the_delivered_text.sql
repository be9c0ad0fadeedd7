-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
-- Units and revenue of the newest check agree from the delivered text to gold.
select
    company,
    check_name,
    expected_value,
    found_value,
    difference
from `ecommerce_catalog`.`logs`.`reconciliation`
where
    difference <> 0
    and checked_at = (select max(newest.checked_at) from `ecommerce_catalog`.`logs`.`reconciliation` as newest)
    ) dbt_internal_test
;

