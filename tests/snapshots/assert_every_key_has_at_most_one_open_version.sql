{{
    config(
        meta={
            'mend': 'Drop the snapshot that the row names and run again; its history begins anew, that of silver '
            ~ 'stays.',
        },
    )
}}

-- The version that a snapshot shows now is one row per customer, product and price.
with

open_versions as (

    select
        'snap_distribution_customers' as snapshot_name,
        customer_key as key
    from {{ ref('snap_distribution_customers') }}
    where dbt_valid_to is null
    union all
    select
        'snap_distribution_products' as snapshot_name,
        product_key as key
    from {{ ref('snap_distribution_products') }}
    where dbt_valid_to is null
    union all
    select
        'snap_distribution_prices' as snapshot_name,
        price_key as key
    from {{ ref('snap_distribution_prices') }}
    where dbt_valid_to is null

)

select
    snapshot_name,
    key,
    count(*) as open_version_count
from open_versions
group by snapshot_name, key
having count(*) > 1
