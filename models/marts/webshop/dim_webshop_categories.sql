{{ config(materialized='view') }}

with

categories as (

    select * from {{ ref('int_webshop__categories') }}

),

final as (

    select
        category_code,
        coalesce(category_name, 'Unknown') as category_name,
        is_active
    from categories

)

select * from final
