with

valid as (

    select
        *,
        {{ file_order() }} as _file_order
    from {{ ref('int_webshop__brands_judged') }}
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
        brand_code,
        brand_name,
        category_code,
        _file_order = _newest_delivery as is_active
    from dated
    where _outcome = 'accepted'

)

select * from final
