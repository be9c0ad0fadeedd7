with

lines as (

    select * from {{ ref('fct_webshop_order_lines') }}

),

products as (

    select * from {{ ref('dim_webshop_products') }}

),

customers as (

    select * from {{ ref('dim_webshop_customers') }}

),

final as (

    select
        lines.*,
        cast(trunc(lines.order_date, 'month') as date) as month,
        coalesce(products.category_code, 'Unknown') as category,
        products.brand,
        coalesce(customers.country_code, 'Unknown') as country,
        customers.gender,
        lines.customer_id <> 'unknown' and lines.customer_id not like 'partner:%' as is_of_customer
    from lines
    inner join products
        on lines.product_key = products.product_key
    inner join customers
        on lines.customer_key = customers.customer_key

)

select * from final
