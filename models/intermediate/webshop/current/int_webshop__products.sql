with

valid as (

    select
        *,
        {{ file_order() }} as _file_order
    from {{ ref('int_webshop__products_judged') }}
    where size(_reject_rules) = 0

),

dated as (

    select
        *,
        max(_file_order) over () as _newest_delivery
    from valid

),

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
        _file_order = _newest_delivery as is_active
    from dated
    where _outcome = 'accepted'

)

select * from final
