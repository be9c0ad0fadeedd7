with

order_groups as (

    select * from {{ ref('bridge_marketplace_order_groups') }}
    where
        not is_cancelled
        and delivered_on is not null
        and promised_on is not null

),

final as (

    select
        dimension,
        member,

        count(*) as order_count,
        count_if(delivered_on > promised_on) as late_order_count,
        round(count_if(delivered_on > promised_on) / count(*), 6) as late_share,
        round(avg(datediff(promised_on, delivered_on)), 4) as mean_days_early
    from order_groups
    group by dimension, member

)

select * from final
