with

products as (

    select * from {{ ref('int_distribution__products') }}

),

final as (

    select
        product_key,
        company,
        product_id,

        product_name,
        division,
        category,
        variant,
        is_unidentified,
        is_active
    from products

)

select * from final
