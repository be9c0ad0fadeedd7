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
        order_id,
        stack(
            4,
            'approve',
            unix_seconds(approved_at) - unix_seconds(purchased_at),
            'hand_over',
            unix_seconds(handed_over_at) - unix_seconds(approved_at),
            'transit',
            unix_seconds(delivered_at) - unix_seconds(handed_over_at),
            'total',
            unix_seconds(delivered_at) - unix_seconds(purchased_at)
        ) as (stage, seconds)
    from orders

),

final as (

    select
        order_groups.dimension,
        order_groups.member,
        stages.stage,

        count(*) as order_count,
        round(avg(stages.seconds) / 3600, 4) as mean_hours,
        round(percentile(stages.seconds, 0.5) / 3600, 4) as p50_hours,
        round(percentile(stages.seconds, 0.9) / 3600, 4) as p90_hours,
        round(percentile(stages.seconds, 0.99) / 3600, 4) as p99_hours
    from stages
    inner join order_groups
        on stages.order_id = order_groups.order_id
    where stages.seconds >= 0
    group by order_groups.dimension, order_groups.member, stages.stage

)

select * from final
