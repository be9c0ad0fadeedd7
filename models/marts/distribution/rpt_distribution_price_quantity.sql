{{ config(materialized='view') }}

with

sales as (

    select * from {{ ref('rpt_distribution_sales') }}

),

final as (

    select
        company,
        product_id,
        product_name,
        variant,
        category,
        year,
        price_inr,

        sum(quantity) as quantity,
        sum(revenue_inr) as revenue_inr
    from sales
    group by company, product_id, product_name, variant, category, year, price_inr

)

select * from final
