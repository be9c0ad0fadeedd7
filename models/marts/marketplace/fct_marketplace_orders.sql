{{
    config(
        incremental_strategy='merge',
        unique_key='order_key',
        meta={'delete_when': 'source_record_count = 0', 'optimize_by': ['purchase_month']},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
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
    {%- if has_news(seen, 'customers') %}
    union distinct
    select orders.order_id
    from orders
    left semi join {{ sources.customers }} as customers
        on
            orders.customer_id = customers.customer_id
            and customers._judgement_id > {{ seen.customers }}
    {%- endif %}

),

items as (

    select * from {{ ref('int_marketplace__order_items') }}

),

payments as (

    select * from {{ ref('int_marketplace__order_payments') }}

),

reviews as (

    select * from {{ ref('int_marketplace__order_reviews') }}

),

-- In one list, because each use of the touched orders is planned anew.
parts as (

    select
        order_id,
        'item' as kind,
        price_brl,
        freight_brl,
        cast(null as decimal(18, 2)) as paid_brl,
        cast(null as int) as score,
        cast(null as struct<answered_at: timestamp, created_on: date, review_id: string>) as age
    from items
    union all
    select
        order_id,
        'payment' as kind,
        null as price_brl,
        null as freight_brl,
        value_brl as paid_brl,
        null as score,
        null as age
    from payments
    union all
    select
        order_id,
        'review' as kind,
        null as price_brl,
        null as freight_brl,
        null as paid_brl,
        score,
        struct(answered_at, created_on, review_id) as age
    from reviews

),

sums as (

    select
        parts.order_id,

        count(*) as part_count,
        count_if(parts.kind = 'item') as item_count,
        coalesce(sum(parts.price_brl), 0) as net_revenue_brl,
        coalesce(sum(parts.freight_brl), 0) as freight_brl,
        coalesce(sum(parts.paid_brl), 0) as paid_brl,
        max_by(parts.score, parts.age) filter (where parts.kind = 'review') as review_score
    from parts
    left semi join touched
        on parts.order_id = touched.order_id
    group by parts.order_id

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

        coalesce(sums.item_count, 0) as item_count,
        coalesce(sums.net_revenue_brl, 0) as net_revenue_brl,
        coalesce(sums.freight_brl, 0) as freight_brl,
        coalesce(sums.net_revenue_brl + sums.freight_brl, 0) as gross_revenue_brl,
        coalesce(sums.paid_brl, 0) as paid_brl,
        coalesce(
            sums.paid_brl - sums.net_revenue_brl - sums.freight_brl, 0
        ) as payment_difference_brl,
        sums.review_score,

        if(orders.order_id is null, 0, 1) + coalesce(sums.part_count, 0) as source_record_count,
        {{ seen_column(seen) }}
    from touched
    left join orders
        on touched.order_id = orders.order_id
    left join customers
        on orders.customer_id = customers.customer_id
    left join purchases
        on touched.order_id = purchases.order_id
    left join sums
        on touched.order_id = sums.order_id
    where touched.order_id is not null

)

select * from final
{{ 'where source_record_count > 0' if not is_incremental() }}
