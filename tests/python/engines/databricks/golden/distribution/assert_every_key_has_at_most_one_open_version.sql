-- batch 3, SQL warehouse

select
      count(*) as failures,
      count(*) != 0 as should_warn,
      count(*) != 0 as should_error
    from (
-- The version that a snapshot shows now is one row per customer, product and price.
with
open_versions as (
    select
        'snap_customers' as snapshot_name,
        customer_key as key
    from `ecommerce_catalog`.`snapshots`.`snap_customers`
    where dbt_valid_to is null
    union all
    select
        'snap_products' as snapshot_name,
        product_key as key
    from `ecommerce_catalog`.`snapshots`.`snap_products`
    where dbt_valid_to is null
    union all
    select
        'snap_prices' as snapshot_name,
        price_key as key
    from `ecommerce_catalog`.`snapshots`.`snap_prices`
    where dbt_valid_to is null
)
select
    snapshot_name,
    key,
    count(*) as open_version_count
from open_versions
group by snapshot_name, key
having count(*) > 1
    ) dbt_internal_test
;

