{{
    config(
        incremental_strategy='merge',
        unique_key='order_item_key',
        meta={'delete_when': '_is_gone'},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{{- awaits_gates() }}
{%- set sources = {'order_items': ref('int_marketplace__order_items_judged')} %}
{%- set seen = seen_judgements(sources) %}

with

items as (

    select * from {{ ref('int_marketplace__order_items') }}

),

touched as (

    select distinct
        order_id,
        order_item_id
    from {{ sources.order_items }}
    where _judgement_id > {{ seen.order_items }}
    {%- if seen.judged_again %}
    union distinct
    select
        order_id,
        order_item_id
    from {{ this }}
    {%- endif %}

),

final as (

    select
        {{ marketplace_key(['touched.order_id', 'touched.order_item_id']) }} as order_item_key,
        {{ marketplace_key(['touched.order_id']) }} as order_key,
        {{ marketplace_key(['items.product_id']) }} as product_key,
        {{ marketplace_key(['items.seller_id']) }} as seller_key,
        touched.order_id,
        touched.order_item_id,
        items.product_id,
        items.seller_id,

        items.shipping_limit_at,
        items.price_brl,
        items.freight_brl,

        items.order_id is null as _is_gone,
        {{ seen_column(seen) }}
    from touched
    left join items
        on
            touched.order_id = items.order_id
            and touched.order_item_id = items.order_item_id
    where touched.order_id is not null and touched.order_item_id is not null

)

select * from final
{{ 'where not _is_gone' if not is_incremental() }}
