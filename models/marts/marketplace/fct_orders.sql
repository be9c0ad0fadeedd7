{{
    config(
        incremental_strategy='merge',
        unique_key='order_key',
        meta={'delete_when': 'source_record_count = 0', 'optimize_by': ['purchase_month']},
    )
}}
{{- awaits_gates() }}
{%- set sources = {
    'orders': ref('int_marketplace__orders_judged'),
    'order_items': ref('int_marketplace__order_items_judged'),
    'order_payments': ref('int_marketplace__order_payments_judged'),
    'order_reviews': ref('int_marketplace__order_reviews_judged'),
    'customers': ref('int_marketplace__customers_judged'),
} %}
{%- set seen = seen_judgements(sources) %}

with

orders as (

    select * from {{ ref('int_marketplace__orders') }}

),

-- Orders that changed, or whose items, payments, reviews or customer did.
touched as (

    {{ touched_keys(sources, seen, 'order_id', {'customers': none}) }}
    union distinct
    select orders.order_id
    from orders
    left semi join {{ sources.customers }} as customers
        on
            orders.customer_id = customers.customer_id
            and customers._judgement_id > {{ seen.customers }}

),

items as (

    select
        items.order_id,

        count(*) as item_count,
        sum(items.price_brl) as net_revenue_brl,
        sum(items.freight_brl) as freight_brl
    from {{ ref('int_marketplace__order_items') }} as items
    left semi join touched
        on items.order_id = touched.order_id
    group by items.order_id

),

payments as (

    select
        payments.order_id,

        count(*) as payment_count,
        sum(payments.value_brl) as paid_brl
    from {{ ref('int_marketplace__order_payments') }} as payments
    left semi join touched
        on payments.order_id = touched.order_id
    group by payments.order_id

),

reviews as (

    select
        reviews.order_id,

        count(*) as review_count,
        max_by(
            reviews.score, struct(reviews.answered_at, reviews.created_on, reviews.review_id)
        ) as review_score
    from {{ ref('int_marketplace__order_reviews') }} as reviews
    left semi join touched
        on reviews.order_id = touched.order_id
    group by reviews.order_id

),

customers as (

    select * from {{ ref('int_marketplace__customers') }}

),

purchases as (

    select
        orders.order_id,

        max_by(
            struct(addresses.state, addresses.city), addresses.valid_from
        ) filter (where addresses.valid_from <= orders.purchased_at) as address,
        min_by(struct(addresses.state, addresses.city), addresses.valid_from) as first_address
    from orders
    left semi join touched
        on orders.order_id = touched.order_id
    inner join {{ ref('int_marketplace__customers_history') }} as addresses
        on
            orders.customer_id = addresses.customer_id
            and not addresses.is_deleted
    group by orders.order_id

),

final as (

    select
        {{ marketplace_key(['touched.order_id']) }} as order_key,
        {{ marketplace_key(['orders.customer_id']) }} as customer_key,
        touched.order_id,
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
        coalesce(
            coalesce(purchases.address, purchases.first_address).state, 'Unknown'
        ) as state_at_purchase,
        coalesce(
            coalesce(purchases.address, purchases.first_address).city, 'Unknown'
        ) as city_at_purchase,

        coalesce(items.item_count, 0) as item_count,
        coalesce(items.net_revenue_brl, 0) as net_revenue_brl,
        coalesce(items.freight_brl, 0) as freight_brl,
        coalesce(items.net_revenue_brl, 0) + coalesce(items.freight_brl, 0) as gross_revenue_brl,
        coalesce(payments.paid_brl, 0) as paid_brl,
        coalesce(payments.paid_brl, 0)
        - coalesce(items.net_revenue_brl, 0)
        - coalesce(items.freight_brl, 0) as payment_difference_brl,
        reviews.review_score,

        if(orders.order_id is null, 0, 1)
        + coalesce(items.item_count, 0)
        + coalesce(payments.payment_count, 0)
        + coalesce(reviews.review_count, 0) as source_record_count,
        {{ seen_column(seen) }}
    from touched
    left join orders
        on touched.order_id = orders.order_id
    left join customers
        on orders.customer_id = customers.customer_id
    left join purchases
        on touched.order_id = purchases.order_id
    left join items
        on touched.order_id = items.order_id
    left join payments
        on touched.order_id = payments.order_id
    left join reviews
        on touched.order_id = reviews.order_id
    where touched.order_id is not null

)

select * from final
{{ 'where source_record_count > 0' if not is_incremental() }}
