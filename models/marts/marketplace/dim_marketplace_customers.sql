{{
    config(
        materialized='incremental',
        incremental_strategy='merge',
        unique_key='customer_key',
        meta={'gone_when_null': 'customer_id'},
        tblproperties={'delta.enableDeletionVectors': deletion_vectors()},
    )
}}
{%- set news = since_last_run({
    'customers': ref('int_marketplace__customers_judged'),
    'orders': ref('int_marketplace__orders_judged'),
}) %}

with

touched as (

    {{ keys_since_last_run(news, ['customer_id']) }}

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
        coalesce(customers.customer_id, named.customer_id) as customer_id,
        customers.customer_unique_id,
        customers.zip_code_prefix,
        coalesce(customers.city, 'Unknown') as city,
        coalesce(customers.state, 'Unknown') as state,
        customers.customer_id is null as is_placeholder
    from touched
    left join customers
        on touched.customer_id = customers.customer_id
    left join named
        on touched.customer_id = named.customer_id

)

select * from final
{{ 'where customer_id is not null' if not is_incremental() }}
