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

    select * from {{ ref('stg_sports_bar__orders') }}
    where
        _row_kind = 'row'
        and _load_id > {{ state.after_load_id }}

),

product_ids as (

    select * from {{ ref('int_distribution__product_ids') }}
    where company = 'sports_bar'

),

typed as (

    select
        {{ filled('order_id') }} as order_id,
        {{ parse_date(
            trimmed("regexp_replace(order_placement_date, '^\\\\s*[A-Za-z]+,', '')"),
            ['MMMM dd, yyyy', 'yyyy/MM/dd', 'dd/MM/yyyy', 'dd-MM-yyyy'],
        ) }} as order_date,
        if(
            {{ is_number(trimmed('customer_id')) }}, {{ trimmed('customer_id') }}, '999999'
        ) as customer_id,
        {{ filled('product_id') }} as source_product_id,
        {{ filled('order_qty') }} as quantity_as_delivered,

        {{ lineage_columns() }}
    from delivered

),

{{ judge_lines(
    state,
    line_key=['order_id', 'source_product_id'],
    columns=['order_id', 'order_date', 'customer_id', 'source_product_id', 'quantity_as_delivered'],
) }}

select * from final
