with

final as (

    select
        coupon_code,
        promotion_name,
        valid_from,
        valid_to
    from {{ ref('int_webshop__promotions_judged') }}
    where _outcome = 'accepted'

)

select * from final
