{{
    config(
        incremental_strategy='merge',
        unique_key=['_file_id', '_line_number'],
        tblproperties=judged_properties(['_line_hash', 'order_month']),
    )
}}
{%- set state = judging_state() %}

with

delivered as (

    select * from {{ ref('stg_atlon__orders') }}
    where
        _row_kind = 'row'
        and _load_id > {{ state.after_load_id }}

),

product_ids as (

    select * from {{ ref('int_distribution__product_ids') }}
    where company = 'atlon'

),

typed as (

    select
        {{ parse_date(trimmed('date'), ['yyyy-MM-dd']) }} as order_date,
        if(
            {{ is_number(trimmed('customer_code')) }}, {{ trimmed('customer_code') }}, '999999'
        ) as customer_id,
        {{ filled('product_code') }} as source_product_id,
        {{ filled('sold_quantity') }} as quantity_as_delivered,

        {{ lineage_columns() }}
    from delivered

),

{{ judge_lines(
    state,
    line_key=['order_date', 'customer_id', 'source_product_id'],
    columns=['order_date', 'customer_id', 'source_product_id', 'quantity_as_delivered'],
) }}

select * from final
