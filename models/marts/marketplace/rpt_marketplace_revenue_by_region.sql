with

orders as (

    select * from {{ ref('fct_marketplace_orders') }}
    where
        not is_cancelled
        and item_count > 0

),

final as (

    select
        state,
        city,
        purchase_month as month,

        count(*) as order_count,
        sum(item_count) as item_count,
        sum(gross_revenue_brl) as gross_revenue_brl,
        sum(freight_brl) as freight_brl,
        sum(net_revenue_brl) as net_revenue_brl
    from orders
    group by state, city, purchase_month

)

select * from final
