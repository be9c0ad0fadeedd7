with

delivered as (

    select
        *,
        'webshop' as seller,
        {{ file_order() }} as _file_order
    from {{ ref('int_webshop__products_judged') }}

),

{{ versions_of_full_pictures(
    key='product_id',
    attributes=[
        'sku', 'category_code', 'brand_code', 'color', 'size', 'material', 'weight_grams', 'length_cm', 'width_cm',
        'height_cm', 'rating_count',
    ],
    scope='seller',
) }}

select * from final
