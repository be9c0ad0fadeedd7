with

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
        rating_count
    from {{ ref('int_webshop__products_judged') }}
    where _outcome = 'accepted'

)

select * from final
