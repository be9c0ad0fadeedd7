{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='order_item_key',
        meta={'gone_when_null': 'order_id'},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{%- set news = since_last_run({'order_items': ref('int_marketplace__order_items_judged')}) %}

with

touched as (

    {{ keys_since_last_run(news, ['order_id', 'order_item_id']) }}

),

items as (

    select * from {{ ref('int_marketplace__order_items') }}
    {{ where_touched(news, ['order_id', 'order_item_id']) }}

),

final as (

    select
        {{ marketplace_key(['touched.order_id', 'touched.order_item_id']) }} as order_item_key,
        {{ marketplace_key(['touched.order_id']) }} as order_key,
        {{ marketplace_key(['items.product_id']) }} as product_key,
        {{ marketplace_key(['items.seller_id']) }} as seller_key,
        items.order_id,
        items.order_item_id,
        items.product_id,
        items.seller_id,

        items.shipping_limit_at,
        items.price_brl,
        items.freight_brl
    from touched
    left join items
        on
            touched.order_id = items.order_id
            and touched.order_item_id = items.order_item_id

)

select * from final
{{ 'where order_id is not null' if not is_incremental() }}
