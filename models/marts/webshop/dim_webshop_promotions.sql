{{ config(materialized='view') }}

with

promotions as (

    select * from {{ ref('int_webshop__promotions') }}

),

final as (

    select
        coupon_code,
        promotion_name,
        valid_from,
        valid_to
    from promotions

)

select * from final
