with

prices as (

    select * from {{ ref('int_distribution__prices') }}

),

final as (

    select
        {{ dbt_utils.generate_surrogate_key(
            ['company', 'product_id', 'price_year']
        ) }} as yearly_price_key,
        company,
        product_id,
        price_year,

        max_by(price_inr, price_month) as price_inr,
        max(price_month) as price_month
    from prices
    group by company, product_id, price_year

)

select * from final
