with

orders as (

    select * from {{ ref('int_marketplace__orders') }}

),

addresses as (

    select * from {{ ref('int_marketplace__customers_history') }}
    where not is_deleted

),

-- Where nothing is known of the time of the order, what was known first counts.
found as (

    select
        orders.order_id,

        max_by(
            struct(addresses.state, addresses.city), addresses.valid_from
        ) filter (where addresses.valid_from <= orders.purchased_at) as at_purchase,
        min_by(struct(addresses.state, addresses.city), addresses.valid_from) as first_known
    from orders
    inner join addresses
        on orders.customer_id = addresses.customer_id
    group by orders.order_id

),

final as (

    select
        order_id,

        coalesce(at_purchase, first_known).state as state,
        coalesce(at_purchase, first_known).city as city
    from found

)

select * from final
