with

orders as (

    select
        *,
        coalesce(customer_unique_id, customer_id) as person_id
    from {{ ref('fct_marketplace_orders') }}
    where
        not is_cancelled
        and not is_placeholder

),

-- One row, best segment first: a join would give a row for each segment that a person is in.
segments as (

    select
        sort_array(collect_list(
            struct(rank, segment, min_order_count, min_gross_revenue_brl)
        )) as ranked
    from {{ ref('customer_segments') }}

),

people as (

    select
        person_id,

        min(purchased_at) as first_order_at,
        max(purchased_at) as last_order_at,
        count(*) as order_count,
        sum(gross_revenue_brl) as gross_revenue_brl,
        sum(net_revenue_brl) as net_revenue_brl,
        datediff(max(purchased_on), min(purchased_on)) as tenure_days
    from orders
    group by person_id

),

valued as (

    select
        *,
        cast(gross_revenue_brl / order_count as decimal(18, 2)) as average_order_value_brl,
        -- what the person spends a year, for three years; less than a year counts as one
        cast(
            round(gross_revenue_brl / greatest(tenure_days / 365.0, 1) * 3, 2) as decimal(18, 2)
        ) as predicted_clv_brl
    from people

),

final as (

    select
        valued.person_id,
        valued.first_order_at,
        valued.last_order_at,
        valued.order_count,
        valued.order_count > 1 as is_repeat_customer,
        valued.gross_revenue_brl,
        valued.net_revenue_brl,
        valued.average_order_value_brl,
        valued.tenure_days,
        valued.predicted_clv_brl,
        get(
            filter(
                segments.ranked,
                each -> valued.order_count >= each.min_order_count
                and valued.gross_revenue_brl >= each.min_gross_revenue_brl
            ),
            0
        ).segment as segment
    from valued
    cross join segments

)

select * from final
