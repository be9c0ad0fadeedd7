{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='payment_key',
        meta={'gone_when_null': 'order_id'},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{%- set news = since_last_run({'order_payments': ref('int_marketplace__order_payments_judged')}) %}

with

touched as (

    {{ keys_since_last_run(news, ['order_id', 'payment_sequential']) }}

),

payments as (

    select * from {{ ref('int_marketplace__order_payments') }}
    {{ where_touched(news, ['order_id', 'payment_sequential']) }}

),

final as (

    select
        {{ marketplace_key(['touched.order_id', 'touched.payment_sequential']) }} as payment_key,
        {{ marketplace_key(['touched.order_id']) }} as order_key,
        payments.order_id,
        payments.payment_sequential,

        payments.payment_type,
        payments.installment_count,
        payments.value_brl
    from touched
    left join payments
        on
            touched.order_id = payments.order_id
            and touched.payment_sequential = payments.payment_sequential

)

select * from final
{{ 'where order_id is not null' if not is_incremental() }}
