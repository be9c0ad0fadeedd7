with

order_groups as (

    select * from {{ ref('bridge_marketplace_order_groups') }}
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

-- Sorted lists, because the percentile function slows down with the number of different waits.
measured as (

    select
        dimension,
        member,

        sort_array(collect_list(approve)) as approve,
        sort_array(collect_list(hand_over)) as hand_over,
        sort_array(collect_list(transit)) as transit,
        sort_array(collect_list(total)) as total
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

-- Where a percentile lies between two waits it is on the line between them.
interpolated as (

    select
        *,
        transform(
            transform(array(0.5D, 0.9D, 0.99D), share -> share * (size(seconds) - 1)),
            place -> get(seconds, int(floor(place)))
            + (place - floor(place))
            * (get(seconds, int(ceil(place))) - get(seconds, int(floor(place))))
        ) as percentiles
    from stages
    where size(seconds) > 0

),

final as (

    select
        dimension,
        member,
        stage,

        cast(size(seconds) as bigint) as order_count,
        round(
            aggregate(seconds, 0L, (total, each) -> total + each) / size(seconds) / 3600, 4
        ) as mean_hours,
        round(percentiles[0] / 3600, 4) as p50_hours,
        round(percentiles[1] / 3600, 4) as p90_hours,
        round(percentiles[2] / 3600, 4) as p99_hours
    from interpolated

)

select * from final
