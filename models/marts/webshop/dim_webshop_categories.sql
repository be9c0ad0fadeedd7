{{ config(materialized='view') }}

with

categories as (

    select * from {{ ref('int_webshop__categories') }}

),

final as (

    select
        category_code,
        coalesce(category_name, 'Unknown') as category_name
    from categories

)

select * from final
