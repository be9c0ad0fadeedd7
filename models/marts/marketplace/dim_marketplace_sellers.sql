{{
    config(
        incremental_strategy='merge',
        unique_key='seller_key',
        meta={'delete_when': '_is_gone'},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{{- awaits_gates() }}
{%- set sources = {
    'sellers': ref('int_marketplace__sellers_judged'),
    'order_items': ref('int_marketplace__order_items_judged'),
} %}
{%- set seen = seen_judgements(sources) %}

with

touched as (

    {{ touched_keys(sources, seen, 'seller_id') }}

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
        touched.seller_id,
        sellers.zip_code_prefix,
        coalesce(sellers.city, 'Unknown') as city,
        coalesce(sellers.state, 'Unknown') as state,
        sellers.seller_id is null as is_placeholder,

        sellers.seller_id is null and named.seller_id is null as _is_gone,
        {{ seen_column(seen) }}
    from touched
    left join sellers
        on touched.seller_id = sellers.seller_id
    left join named
        on touched.seller_id = named.seller_id
    where touched.seller_id is not null

)

select * from final
{{ 'where not _is_gone' if not is_incremental() }}
