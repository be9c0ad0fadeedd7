{{
    config(
        meta={
            'mend': 'Compare rpt_distribution_headline with row_accounting; run `dbt build --full-refresh` if an '
            ~ 'increment went wrong.',
        },
    )
}}

-- Units and revenue of the newest check agree from the delivered text to gold.
select
    company,
    check_name,
    expected_value,
    found_value,
    difference
from {{ ref('reconciliation_distribution') }}
where
    difference <> 0
    and checked_at = (select max(newest.checked_at) from {{ ref('reconciliation_distribution') }} as newest)
