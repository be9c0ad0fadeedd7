{{ config(alias='sales_metrics') }}

with

sold as (

    select * from {{ ref('rpt_webshop_sales') }}
    where not is_cancelled

),

first_days as (

    select
        customer_id,
        min(order_date) as first_day
    from sold
    where is_of_customer
    group by customer_id

),

daily as (

    select
        sold.order_date,
        sold.currency,
        sold.channel,

        count(distinct sold.seller, sold.order_id) as order_count,
        count(*) as line_count,
        sum(sold.quantity) as unit_count,

        sum(sold.gross_amount) as gross_amount,
        sum(sold.discount_amount) as discount_amount,
        sum(sold.net_amount) as net_amount,
        sum(sold.tax_amount) as tax_amount,
        sum(sold.sale_amount) as sale_amount,
        sum(sold.net) as net,
        sum(sold.sale) as sale,

        count(distinct if(sold.is_of_customer, sold.customer_id, null)) as customer_count,
        count(
            distinct if(first_days.first_day = sold.order_date, sold.customer_id, null)
        ) as new_customer_count
    from sold
    left join first_days
        on sold.customer_id = first_days.customer_id
    group by sold.order_date, sold.currency, sold.channel

),

final as (

    select
        *,
        {{ average_amount('sale_amount', 'order_count') }} as average_order_value
    from daily

)

select * from final
