with

delivered as (

    select
        *,
        {{ file_order() }} as _file_order
    from {{ ref('int_webshop__products_judged') }}

),

{{ accepted_of_full_pictures() }},

final as (

    select
        product_id,
        sku,
        category_code,
        brand_code,
        color,
        size,
        material,

        weight_grams,
        length_cm,
        width_cm,
        height_cm,
        rating_count,
        is_active
    from accepted

)

select * from final
