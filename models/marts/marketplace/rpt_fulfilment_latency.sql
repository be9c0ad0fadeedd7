with

order_groups as (

    select * from {{ ref('bridge_order_groups') }}
    where not is_cancelled

),

-- Seconds, side by side: with a row for each stage Spark would sort four times as many rows.
waits as (

    select
        dimension,
        member,

        unix_seconds(approved_at) - unix_seconds(purchased_at) as approve,
        unix_seconds(handed_over_at) - unix_seconds(approved_at) as hand_over,
        unix_seconds(delivered_at) - unix_seconds(handed_over_at) as transit,
        unix_seconds(delivered_at) - unix_seconds(purchased_at) as total
    from order_groups

),

in_order as (

    select
        dimension,
        member,

        if(approve >= 0, approve, null) as approve,
        if(hand_over >= 0, hand_over, null) as hand_over,
        if(transit >= 0, transit, null) as transit,
        if(total >= 0, total, null) as total
    from waits

),

-- Percentiles in one list, because each of them collects all values anew.
measured as (

    select
        dimension,
        member,

        struct(
            count(approve) as order_count,
            avg(approve) as mean,
            percentile(approve, array(0.5, 0.9, 0.99)) as percentiles
        ) as approve,
        struct(
            count(hand_over) as order_count,
            avg(hand_over) as mean,
            percentile(hand_over, array(0.5, 0.9, 0.99)) as percentiles
        ) as hand_over,
        struct(
            count(transit) as order_count,
            avg(transit) as mean,
            percentile(transit, array(0.5, 0.9, 0.99)) as percentiles
        ) as transit,
        struct(
            count(total) as order_count,
            avg(total) as mean,
            percentile(total, array(0.5, 0.9, 0.99)) as percentiles
        ) as total
    from in_order
    group by dimension, member

),

stages as (

    select
        dimension,
        member,
        stack(
            4,
            'approve',
            approve,
            'hand_over',
            hand_over,
            'transit',
            transit,
            'total',
            total
        ) as (stage, seconds)
    from measured

),

final as (

    select
        dimension,
        member,
        stage,

        seconds.order_count,
        round(seconds.mean / 3600, 4) as mean_hours,
        round(seconds.percentiles[0] / 3600, 4) as p50_hours,
        round(seconds.percentiles[1] / 3600, 4) as p90_hours,
        round(seconds.percentiles[2] / 3600, 4) as p99_hours
    from stages
    where seconds.order_count > 0

)

select * from final
