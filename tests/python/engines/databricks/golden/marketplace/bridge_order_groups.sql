-- batch 1, SQL warehouse

create or replace view `marketplace_catalog`.`analytics`.`bridge_order_groups`
  as (
    with
orders as (
    select * from `marketplace_catalog`.`analytics`.`fct_orders`
    where not is_placeholder
),
items as (
    select * from `marketplace_catalog`.`analytics`.`fct_order_items`
),
products as (
    select * from `marketplace_catalog`.`analytics`.`dim_marketplace_products`
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
    union distinct
    select
        order_id,
        'seller' as dimension,
        seller_id as member
    from items
    union distinct
    select
        items.order_id,
        'category' as dimension,
        products.category as member
    from items
    inner join products
        on items.product_key = products.product_key
)
select * from final
  )
;

-- batch 2, cluster

describe extended `marketplace_catalog`.`analytics`.`bridge_order_groups`
;

create or replace view `marketplace_catalog`.`analytics`.`bridge_order_groups`
  as (
    with
orders as (
    select * from `marketplace_catalog`.`analytics`.`fct_orders`
    where not is_placeholder
),
items as (
    select * from `marketplace_catalog`.`analytics`.`fct_order_items`
),
products as (
    select * from `marketplace_catalog`.`analytics`.`dim_marketplace_products`
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
    union distinct
    select
        order_id,
        'seller' as dimension,
        seller_id as member
    from items
    union distinct
    select
        items.order_id,
        'category' as dimension,
        products.category as member
    from items
    inner join products
        on items.product_key = products.product_key
)
select * from final
  )
;

