{{ config(materialized='view') }}

with

revenue as (

    select
        *,
        cast(trunc(date, 'month') as date) as month
    from {{ ref('fct_revenue') }}

),

final as (

    select
        line_of_business,
        month,

        sum(order_count) as order_count,
        sum(unit_count) as unit_count,
        sum(net) as net,
        reporting_currency,

        coalesce(sum(unit_count) filter (where is_rate_of_a_later_day), 0) as units_by_a_later_rate,
        coalesce(sum(order_count) filter (where is_without_rate), 0) as orders_without_rate,
        coalesce(sum(unit_count) filter (where is_without_rate), 0) as units_without_rate,
        array_join(
            array_sort(collect_set(currency) filter (where is_without_rate)), ', '
        ) as currencies_without_rate
    from revenue
    group by line_of_business, month, reporting_currency

)

select * from final
