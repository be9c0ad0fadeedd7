with

orders as (

    select * from {{ ref('fct_orders') }}
    where
        not is_cancelled
        and delivered_on is not null
        and promised_on is not null

),

order_groups as (

    select * from {{ ref('bridge_order_groups') }}

),

final as (

    select
        order_groups.dimension,
        order_groups.member,

        count(*) as order_count,
        count_if(orders.delivered_on > orders.promised_on) as late_order_count,
        round(count_if(orders.delivered_on > orders.promised_on) / count(*), 6) as late_share,
        round(avg(datediff(orders.promised_on, orders.delivered_on)), 4) as mean_days_early
    from orders
    inner join order_groups
        on orders.order_id = order_groups.order_id
    group by order_groups.dimension, order_groups.member

)

select * from final
