{{ config(materialized='view') }}

with

orders as (

    select
        order_id,
        purchase_month,
        state,

        is_cancelled,
        purchased_at,
        approved_at,
        handed_over_at,
        delivered_at,
        delivered_on,
        promised_on
    from {{ ref('fct_marketplace_orders') }}
    where not is_placeholder

),

items as (

    select * from {{ ref('fct_marketplace_order_items') }}

),

products as (

    select * from {{ ref('dim_marketplace_products') }}

),

groups_of_orders as (

    select
        *,
        stack(
            3,
            'all',
            'all',
            'month',
            date_format(purchase_month, 'yyyy-MM'),
            'state',
            state
        ) as (dimension, member)
    from orders

),

groups_of_items as (

    select distinct
        order_id,
        'seller' as dimension,
        seller_id as member
    from items
    union all
    select distinct
        items.order_id,
        'category' as dimension,
        products.category as member
    from items
    inner join products
        on items.product_key = products.product_key

),

-- Only what hangs on items needs a join: every order is in three groups by itself.
joined as (

    select
        orders.*,
        groups_of_items.dimension,
        groups_of_items.member
    from orders
    inner join groups_of_items
        on orders.order_id = groups_of_items.order_id

),

final as (

    select * from groups_of_orders
    union all
    select * from joined

)

select * from final
