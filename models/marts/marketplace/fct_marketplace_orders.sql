{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='order_key',
        meta={'gone_when_null': 'order_id', 'optimize_by': ['purchase_month']},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{%- set news = since_last_run({
    'orders': ref('int_marketplace__orders_judged'),
    'order_items': ref('int_marketplace__order_items_judged'),
    'order_payments': ref('int_marketplace__order_payments_judged'),
    'order_reviews': ref('int_marketplace__order_reviews_judged'),
    'customers': ref('int_marketplace__customers_judged'),
}) %}
{%- set parts = ['orders', 'order_items', 'order_payments', 'order_reviews'] %}

with

-- Orders that changed, or whose items, payments, reviews or customer did.
touched as (

    {{ keys_since_last_run(news, ['order_id'], parts) }}
    {%- if news.customers.is_new %}
    union distinct
    select orders.order_id
    from {{ ref('int_marketplace__orders') }} as orders
    left semi join {{ news.customers.relation }} as customers
        on
            orders.customer_id = customers.customer_id
            and customers._judgement_id > {{ news.customers.since }}
    {%- endif %}

),

orders as (

    select * from {{ ref('int_marketplace__orders') }}
    {{ where_touched(news, ['order_id']) }}

),

customers as (

    select * from {{ ref('int_marketplace__customers') }}

),

totals as (

    select * from {{ ref('int_marketplace__order_totals') }}
    {{ where_touched(news, ['order_id']) }}

),

addresses as (

    select * from {{ ref('int_marketplace__order_addresses') }}
    {{ where_touched(news, ['order_id']) }}

),

final as (

    select
        {{ marketplace_key(['touched.order_id']) }} as order_key,
        {{ marketplace_key(['orders.customer_id']) }} as customer_key,
        coalesce(orders.order_id, totals.order_id) as order_id,
        orders.customer_id,
        customers.customer_unique_id,
        orders.order_status,
        coalesce(orders.order_status in ('canceled', 'unavailable'), false) as is_cancelled,
        orders.order_id is null as is_placeholder,

        orders.purchased_at,
        orders.approved_at,
        orders.handed_over_at,
        orders.delivered_at,
        orders.purchased_on,
        orders.delivered_on,
        orders.promised_on,
        cast(trunc(orders.purchased_on, 'month') as date) as purchase_month,

        coalesce(customers.state, 'Unknown') as state,
        coalesce(customers.city, 'Unknown') as city,
        coalesce(addresses.state, 'Unknown') as state_at_purchase,
        coalesce(addresses.city, 'Unknown') as city_at_purchase,

        coalesce(totals.item_count, 0) as item_count,
        coalesce(totals.net_revenue_brl, 0) as net_revenue_brl,
        coalesce(totals.freight_brl, 0) as freight_brl,
        coalesce(totals.net_revenue_brl + totals.freight_brl, 0) as gross_revenue_brl,
        coalesce(totals.paid_brl, 0) as paid_brl,
        coalesce(
            totals.paid_brl - totals.net_revenue_brl - totals.freight_brl, 0
        ) as payment_difference_brl,
        totals.review_score
    from touched
    left join orders
        on touched.order_id = orders.order_id
    left join customers
        on orders.customer_id = customers.customer_id
    left join addresses
        on touched.order_id = addresses.order_id
    left join totals
        on touched.order_id = totals.order_id

)

select * from final
{{ 'where order_id is not null' if not is_incremental() }}
