{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='product_key',
        meta={'gone_when_null': 'product_id'},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{%- set news = since_last_run({
    'products': ref('int_marketplace__products_judged'),
    'order_items': ref('int_marketplace__order_items_judged'),
    'category_translations': ref('int_marketplace__category_translations_judged'),
}) %}

with

products as (

    select * from {{ ref('int_marketplace__products') }}

),

translations as (

    select * from {{ ref('int_marketplace__category_translations') }}

),

touched as (

    {{ keys_since_last_run(news, ['product_id'], ['products', 'order_items']) }}
    {%- if news.category_translations.is_new %}
    union distinct
    select products.product_id
    from products
    left semi join {{ news.category_translations.relation }} as retranslated
        on
            products.category_name = retranslated.category_name
            and retranslated._judgement_id > {{ news.category_translations.since }}
    {%- endif %}

),

-- Products that items name; what is not described yet gets a placeholder.
named as (

    select distinct product_id from {{ ref('int_marketplace__order_items') }}

),

final as (

    select
        {{ marketplace_key(['touched.product_id']) }} as product_key,
        coalesce(products.product_id, named.product_id) as product_id,
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
        products.product_id is null as is_placeholder
    from touched
    left join products
        on touched.product_id = products.product_id
    left join translations
        on products.category_name = translations.category_name
    left join named
        on touched.product_id = named.product_id

)

select * from final
{{ 'where product_id is not null' if not is_incremental() }}
