with

orders as (

    select * from {{ ref('fct_orders') }}
    where
        not is_cancelled
        and not is_placeholder

),

order_groups as (

    select * from {{ ref('bridge_order_groups') }}

),

stages as (

    select
        order_groups.dimension,
        order_groups.member,
        stack(
            4,
            'approve',
            unix_seconds(orders.approved_at) - unix_seconds(orders.purchased_at),
            'hand_over',
            unix_seconds(orders.handed_over_at) - unix_seconds(orders.approved_at),
            'transit',
            unix_seconds(orders.delivered_at) - unix_seconds(orders.handed_over_at),
            'total',
            unix_seconds(orders.delivered_at) - unix_seconds(orders.purchased_at)
        ) as (stage, seconds)
    from orders
    inner join order_groups
        on orders.order_id = order_groups.order_id

),

summed as (

    select
        dimension,
        member,
        stage,

        count(*) as order_count,
        avg(seconds) as mean_seconds,
        -- in one list, because each percentile collects all values anew
        percentile(seconds, array(0.5, 0.9, 0.99)) as percentiles
    from stages
    where seconds >= 0
    group by dimension, member, stage

),

final as (

    select
        dimension,
        member,
        stage,

        order_count,
        round(mean_seconds / 3600, 4) as mean_hours,
        round(percentiles[0] / 3600, 4) as p50_hours,
        round(percentiles[1] / 3600, 4) as p90_hours,
        round(percentiles[2] / 3600, 4) as p99_hours
    from summed

)

select * from final
