{{ config(materialized='view') }}

with

regions as (

    select
        sum(gross_revenue_brl) as gross_revenue_brl,
        sum(net_revenue_brl) as net_revenue_brl,
        sum(order_count) as order_count
    from {{ ref('rpt_marketplace_revenue_by_region') }}

),

payments as (

    select count(*) as payment_difference_count
    from {{ ref('rpt_marketplace_payment_differences') }}

),

final as (

    select
        stack(
            4,
            1,
            'gross_revenue_brl',
            'Gross revenue',
            cast(coalesce(regions.gross_revenue_brl, 0) as decimal(28, 10)),
            'BRL',
            2,
            2,
            'net_revenue_brl',
            'Net revenue',
            cast(coalesce(regions.net_revenue_brl, 0) as decimal(28, 10)),
            'BRL',
            2,
            3,
            'order_count',
            'Orders',
            cast(coalesce(regions.order_count, 0) as decimal(28, 10)),
            '',
            0,
            4,
            'payment_difference_count',
            'Orders paid otherwise',
            cast(payments.payment_difference_count as decimal(28, 10)),
            '',
            0
        ) as (position, name, label, value, unit, decimals),
        'analytics.rpt_marketplace_revenue_by_region' as look_at
    from regions
    cross join payments

)

select * from final
