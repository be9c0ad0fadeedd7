{{ config(materialized='view') }}

with

sales as (

    select * from {{ ref('fct_distribution_monthly_sales') }}

),

final as (

    select
        sum(revenue_inr) as total_revenue_inr,
        sum(quantity) as total_quantity,
        count(distinct customer_key) as unique_customer_count,
        cast(sum(price_inr) / count(price_inr) as decimal(28, 10)) as average_selling_price_inr
    from sales

)

select * from final
