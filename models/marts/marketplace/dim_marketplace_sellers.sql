{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='seller_key',
        meta={'gone_when_null': 'seller_id'},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{%- set news = since_last_run({
    'sellers': ref('int_marketplace__sellers_judged'),
    'order_items': ref('int_marketplace__order_items_judged'),
}) %}

with

touched as (

    {{ keys_since_last_run(news, ['seller_id']) }}

),

sellers as (

    select * from {{ ref('int_marketplace__sellers') }}

),

-- Sellers that items name; who is not described yet gets a placeholder.
named as (

    select distinct seller_id from {{ ref('int_marketplace__order_items') }}

),

final as (

    select
        {{ marketplace_key(['touched.seller_id']) }} as seller_key,
        coalesce(sellers.seller_id, named.seller_id) as seller_id,
        sellers.zip_code_prefix,
        coalesce(sellers.city, 'Unknown') as city,
        coalesce(sellers.state, 'Unknown') as state,
        sellers.seller_id is null as is_placeholder
    from touched
    left join sellers
        on touched.seller_id = sellers.seller_id
    left join named
        on touched.seller_id = named.seller_id

)

select * from final
{{ 'where seller_id is not null' if not is_incremental() }}
