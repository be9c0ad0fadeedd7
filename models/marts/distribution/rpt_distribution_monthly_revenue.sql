{{ config(materialized='view') }}

with

sales as (

    select * from {{ ref('rpt_distribution_sales') }}

),

monthly as (

    select
        month,

        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by month

),

final as (

    select
        month,

        revenue_inr,
        quantity,
        revenue_inr - lag(revenue_inr) over (order by month) as revenue_change_inr
    from monthly

)

select * from final
