{{ config(materialized='view') }}

with

sales as (

    select * from {{ ref('rpt_distribution_sales') }}

),

products as (

    select
        company,
        product_id,
        product_name,
        variant,
        category,
        division,

        sum(revenue_inr) as revenue_inr,
        sum(quantity) as quantity
    from sales
    group by company, product_id, product_name, variant, category, division

),

final as (

    select
        rank() over (
            order by revenue_inr desc nulls last, company asc, product_id asc
        ) as revenue_rank,
        *
    from products

)

select * from final
