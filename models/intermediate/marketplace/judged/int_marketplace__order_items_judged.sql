{{
    config(
        incremental_strategy='merge',
        unique_key=['_file_id', '_line_number'],
        tblproperties=judged_properties(['_record_key', 'changed_at']),
    )
}}
{%- set state = judging_state() %}

with

delivered as (

    select * from {{ ref('stg_marketplace__order_items') }}
    where
        _row_kind = 'row'
        and _load_id > {{ state.after_load_id }}

),

typed as (

    select
        {{ filled('order_id') }} as order_id,
        {{ filled('order_item_id') }} as order_item_id,
        {{ filled('product_id') }} as product_id,
        {{ filled('seller_id') }} as seller_id,
        {{ sao_paulo_time('shipping_limit_date') }} as shipping_limit_at,
        {{ money('price') }} as price_brl,
        {{ money('freight_value') }} as freight_brl,
        {{ is_unreadable('shipping_limit_date', 'shipping_limit_at') }} as _is_time_unreadable,

        {{ change_columns('order_items') }}
    from delivered

),

{{ judge_changes(state, change_entities().order_items) }}

select * from final
