{{
    config(
        meta={
            'mend': 'Compare fct_marketplace_orders with row_accounting; run `dbt build --full-refresh` if an increment went wrong.',
        },
    )
}}

-- Orders and amounts of the newest check agree from the delivered text to gold.
select
    company,
    check_name,
    expected_value,
    found_value,
    difference
from {{ ref('reconciliation_marketplace') }}
where
    difference <> 0
    and checked_at = (
        select max(newest.checked_at) from {{ ref('reconciliation_marketplace') }} as newest
    )
