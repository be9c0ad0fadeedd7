with

accepted as (

    select * from {{ ref('int_distribution__price_rows') }}
    where _outcome = 'accepted'

),

final as (

    select
        {{ dbt_utils.generate_surrogate_key(
            ['company', 'product_id', 'price_month']
        ) }} as price_key,
        company,
        product_id,

        price_month,
        year(price_month) as price_year,
        price_inr
    from accepted

)

select * from final
