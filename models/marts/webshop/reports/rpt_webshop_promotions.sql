with

sold as (

    select
        *,
        coalesce(coupon_code, 'none') as coupon
    from {{ ref('rpt_webshop_sales') }}
    where not is_cancelled

),

final as (

    select
        order_date,
        category,
        coupon as coupon_code,
        is_promoted,

        count_if(is_coupon_outside_validity) as lines_outside_validity,
        count_if(is_coupon_unknown) as lines_of_unknown_coupon,
        {{ webshop_measures() }}
    from sold
    group by order_date, category, coupon, is_promoted

)

select * from final
