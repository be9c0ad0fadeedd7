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

final as (

    {{ lifetime_value(
        'people',
        value='gross_revenue_brl',
        segments=ref('customer_segments'),
        minimum='min_gross_revenue_brl',
        unit='_brl',
    ) }}

)

select * from final
