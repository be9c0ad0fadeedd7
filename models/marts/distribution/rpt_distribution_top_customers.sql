{{ config(materialized='view') }}

with

sales as (

    select * from {{ ref('rpt_distribution_sales') }}

),

customers as (

    select
        company,
        customer_id,
        customer_name,
        city,
        channel,

        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by company, customer_id, customer_name, city, channel

),

final as (

    select
        rank() over (
            order by revenue_inr desc nulls last, company asc, customer_id asc
        ) as revenue_rank,
        *
    from customers

)

select * from final
