with

delivered as (

    select
        *,
        {{ file_order() }} as _file_order
    from {{ ref('int_webshop__brands_judged') }}

),

{{ accepted_of_full_pictures() }},

final as (

    select
        brand_code,
        brand_name,
        category_code,
        is_active
    from accepted

)

select * from final
