{{
    config(
        incremental_strategy='merge',
        unique_key='product_key',
        meta={'delete_when': '_is_gone'},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{{- awaits_gates() }}
{%- set sources = {
    'products': ref('int_marketplace__products_judged'),
    'order_items': ref('int_marketplace__order_items_judged'),
    'category_translations': ref('int_marketplace__category_translations_judged'),
} %}
{%- set seen = seen_judgements(sources) %}

with

products as (

    select * from {{ ref('int_marketplace__products') }}

),

translations as (

    select * from {{ ref('int_marketplace__category_translations') }}

),

touched as (

    {{ touched_keys(sources, seen, 'product_id', {'category_translations': none}) }}
    {%- if has_news(seen, 'category_translations') %}
    union distinct
    select products.product_id
    from products
    left semi join {{ sources.category_translations }} as retranslated
        on
            products.category_name = retranslated.category_name
            and retranslated._judgement_id > {{ seen.category_translations }}
    {%- endif %}

),

-- Products that items name; what is not described yet gets a placeholder.
named as (

    select distinct product_id from {{ ref('int_marketplace__order_items') }}

),

final as (

    select
        {{ marketplace_key(['touched.product_id']) }} as product_key,
        touched.product_id,
        products.category_name,
        coalesce(
            translations.category_name_english, products.category_name, 'Unknown'
        ) as category,
        products.name_length,
        products.description_length,
        products.photo_count,
        products.weight_g,
        products.length_cm,
        products.height_cm,
        products.width_cm,
        products.product_id is null as is_placeholder,

        products.product_id is null and named.product_id is null as _is_gone,
        {{ seen_column(seen) }}
    from touched
    left join products
        on touched.product_id = products.product_id
    left join translations
        on products.category_name = translations.category_name
    left join named
        on touched.product_id = named.product_id
    where touched.product_id is not null

)

select * from final
{{ 'where not _is_gone' if not is_incremental() }}
