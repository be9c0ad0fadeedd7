{{- awaits_gates() }}

with

atlon as (

    select * from {{ ref('int_distribution__atlon_gross_prices_judged') }}
    where _outcome = 'accepted'

),

sports_bar as (

    select * from {{ ref('int_distribution__sports_bar_gross_prices_judged') }}
    where _outcome = 'accepted'

),

aligned as (

    select
        'atlon' as company,
        product_id,

        price_month,
        price_inr
    from atlon
    union all
    select
        'sports_bar' as company,
        product_id,

        price_month,
        price_inr
    from sports_bar

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
    from aligned

)

select * from final
