{{ config(materialized='view') }}

with

sales as (

    select * from {{ ref('rpt_distribution_sales') }}

),

channels as (

    select
        channel,

        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by channel

),

final as (

    select
        channel,

        revenue_inr,
        quantity,
        cast(try_divide(revenue_inr, sum(revenue_inr) over ()) as decimal(18, 6)) as revenue_share
    from channels

)

select * from final
