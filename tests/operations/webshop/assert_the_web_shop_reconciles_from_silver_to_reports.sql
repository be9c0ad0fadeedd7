{{
    config(
        meta={
            'mend': 'Compare fct_webshop_order_lines with int_webshop__order_lines; run `dbt build --full-refresh` if an '
            ~ 'increment went wrong.',
        },
    )
}}

-- Lines, units and amounts of the newest check agree from silver to the reports.
select
    company,
    check_name,
    expected_value,
    found_value,
    difference
from {{ ref('reconciliation_webshop') }}
where
    difference <> 0
    and checked_at = (select max(newest.checked_at) from {{ ref('reconciliation_webshop') }} as newest)
