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

    select * from {{ ref('stg_marketplace__order_payments') }}
    where
        _row_kind = 'row'
        and _load_id > {{ state.after_load_id }}

),

typed as (

    select
        {{ filled('order_id') }} as order_id,
        {{ filled('payment_sequential') }} as payment_sequential,
        {{ filled('payment_type') }} as payment_type,
        try_cast({{ filled('payment_installments') }} as int) as installment_count,
        {{ money('payment_value') }} as value_brl,
        coalesce(not {{ is_number(filled('payment_installments')) }}, false)
        or {{ is_unreadable('payment_installments', 'installment_count') }}
            as _is_number_unreadable,

        {{ change_columns('order_payments') }}
    from delivered

),

{{ judge_changes(state, change_entities().order_payments) }}

select * from final
