{{
    config(
        incremental_strategy='merge',
        unique_key='payment_key',
        meta={'delete_when': '_is_gone'},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{{- awaits_gates() }}
{%- set sources = {'order_payments': ref('int_marketplace__order_payments_judged')} %}
{%- set seen = seen_judgements(sources) %}

with

payments as (

    select * from {{ ref('int_marketplace__order_payments') }}

),

touched as (

    select distinct
        order_id,
        payment_sequential
    from {{ sources.order_payments }}
    where _judgement_id > {{ seen.order_payments }}
    {%- if seen.judged_again %}
    union distinct
    select
        order_id,
        payment_sequential
    from {{ this }}
    {%- endif %}

),

final as (

    select
        {{ marketplace_key(['touched.order_id', 'touched.payment_sequential']) }} as payment_key,
        {{ marketplace_key(['touched.order_id']) }} as order_key,
        touched.order_id,
        touched.payment_sequential,

        payments.payment_type,
        payments.installment_count,
        payments.value_brl,

        payments.order_id is null as _is_gone,
        {{ seen_column(seen) }}
    from touched
    left join payments
        on
            touched.order_id = payments.order_id
            and touched.payment_sequential = payments.payment_sequential
    where touched.order_id is not null and touched.payment_sequential is not null

)

select * from final
{{ 'where not _is_gone' if not is_incremental() }}
