{{ config(materialized='view') }}

with

headline as (

    select * from {{ ref('rpt_distribution_headline') }}

),

final as (

    select
        stack(
            4,
            1,
            'total_revenue_inr',
            'Total revenue',
            cast(total_revenue_inr as decimal(28, 10)),
            'INR',
            0,
            2,
            'total_quantity',
            'Total quantity',
            cast(total_quantity as decimal(28, 10)),
            'units',
            0,
            3,
            'unique_customer_count',
            'Unique customers',
            cast(unique_customer_count as decimal(28, 10)),
            '',
            0,
            4,
            'average_selling_price_inr',
            'Average selling price',
            cast(average_selling_price_inr as decimal(28, 10)),
            'INR',
            4
        ) as (position, name, label, value, unit, decimals),
        'analytics.rpt_distribution_sales' as look_at
    from headline

)

select * from final
