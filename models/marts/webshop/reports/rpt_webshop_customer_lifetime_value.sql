with

sold as (

    select * from {{ ref('rpt_webshop_sales') }}
    where
        not is_cancelled
        and is_of_customer

),

customers as (

    select
        customer_id,

        min(order_date) as first_order_date,
        max(order_date) as last_order_date,
        count(distinct seller, order_id) as order_count,
        coalesce(sum(sale), 0) as sale,
        coalesce(sum(net), 0) as net,
        count_if(is_without_rate) as lines_without_rate,
        datediff(max(order_date), min(order_date)) as tenure_days
    from sold
    group by customer_id

),

final as (

    {{ lifetime_value(
        'customers', value='sale', segments=ref('webshop_customer_segments'), minimum='min_sale'
    ) }}

)

select * from final
