{{ config(materialized='view') }}

with

brands as (

    select * from {{ ref('int_webshop__brands') }}

),

final as (

    select
        brand_code,
        coalesce(brand_name, 'Unknown') as brand_name,
        category_code,
        is_active
    from brands

)

select * from final
