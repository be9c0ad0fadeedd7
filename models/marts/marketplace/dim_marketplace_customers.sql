{{
    config(
        incremental_strategy='merge',
        unique_key='customer_key',
        meta={'delete_when': '_is_gone'},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{{- awaits_gates() }}
{%- set sources = {
    'customers': ref('int_marketplace__customers_judged'),
    'orders': ref('int_marketplace__orders_judged'),
} %}
{%- set seen = seen_judgements(sources) %}

with

touched as (

    {{ touched_keys(sources, seen, 'customer_id') }}

),

customers as (

    select * from {{ ref('int_marketplace__customers') }}

),

-- Customers that orders name; who is not described yet gets a placeholder.
named as (

    select distinct customer_id from {{ ref('int_marketplace__orders') }}

),

final as (

    select
        {{ marketplace_key(['touched.customer_id']) }} as customer_key,
        touched.customer_id,
        customers.customer_unique_id,
        customers.zip_code_prefix,
        coalesce(customers.city, 'Unknown') as city,
        coalesce(customers.state, 'Unknown') as state,
        customers.customer_id is null as is_placeholder,

        customers.customer_id is null and named.customer_id is null as _is_gone,
        {{ seen_column(seen) }}
    from touched
    left join customers
        on touched.customer_id = customers.customer_id
    left join named
        on touched.customer_id = named.customer_id
    where touched.customer_id is not null

)

select * from final
{{ 'where not _is_gone' if not is_incremental() }}
