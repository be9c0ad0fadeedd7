with

headline as (

    select * from {{ ref('rpt_webshop_headline') }}

),

final as (

    select
        stack(
            5,
            1,
            'sale',
            'Sales with tax',
            cast(coalesce(sale, 0) as decimal(28, 10)),
            '{{ reporting_currency() }}',
            2,
            2,
            'net',
            'Net revenue',
            cast(coalesce(net, 0) as decimal(28, 10)),
            '{{ reporting_currency() }}',
            2,
            3,
            'order_count',
            'Orders',
            cast(order_count as decimal(28, 10)),
            '',
            0,
            4,
            'unit_count',
            'Units',
            cast(coalesce(unit_count, 0) as decimal(28, 10)),
            'units',
            0,
            5,
            'lines_without_rate',
            'Lines without a rate',
            cast(lines_without_rate as decimal(28, 10)),
            '',
            0
        ) as (position, name, label, value, unit, decimals),
        'analytics.rpt_webshop_sales' as look_at
    from headline

)

select * from final
