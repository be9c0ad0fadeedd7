{{ config(materialized='view') }}

with

orders as (

    select * from {{ ref('fct_orders') }}
    where not is_placeholder

),

items as (

    select * from {{ ref('fct_order_items') }}

),

products as (

    select * from {{ ref('dim_marketplace_products') }}

),

final as (

    select
        order_id,
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
    union all
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

)

select * from final
