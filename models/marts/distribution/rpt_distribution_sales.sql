{{ config(materialized='view') }}

with

sales as (

    select * from {{ ref('fct_distribution_monthly_sales') }}

),

customers as (

    select * from {{ ref('dim_distribution_customers') }}

),

products as (

    select * from {{ ref('dim_distribution_products') }}

),

companies as (

    select * from {{ ref('dim_distribution_companies') }}

),

final as (

    select
        sales.monthly_sale_key,
        sales.month,
        year(sales.month) as year,
        sales.company,
        companies.company_name,

        sales.product_id,
        products.product_name,
        products.variant,
        products.category,
        products.division,

        sales.customer_id,
        customers.customer_name,
        customers.city,
        customers.market,
        customers.platform,
        customers.channel,

        sales.quantity,
        sales.price_inr,
        sales.revenue_inr
    from sales
    left join customers
        on sales.customer_key = customers.customer_key
    left join products
        on sales.product_key = products.product_key
    left join companies
        on sales.company = companies.company

)

select * from final
