{{ config(materialized='view') }}

with

orders as (

    select * from {{ ref('fct_marketplace_orders') }}
    where
        not is_cancelled
        and not is_placeholder
        and payment_difference_brl <> 0

),

final as (

    select
        order_id,
        order_status,
        purchase_month,
        item_count,
        gross_revenue_brl,
        paid_brl,
        payment_difference_brl
    from orders

)

select * from final
