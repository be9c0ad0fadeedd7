{{ config(materialized='view') }}

with

sales as (

    select * from {{ ref('rpt_distribution_sales') }}

),

final as (

    select
        company,
        category,
        variant,

        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity,
        count(distinct product_id) as product_count
    from sales
    group by company, category, variant

)

select * from final
