with

items as (

    select * from {{ ref('int_marketplace__order_items') }}

),

payments as (

    select * from {{ ref('int_marketplace__order_payments') }}

),

reviews as (

    select * from {{ ref('int_marketplace__order_reviews') }}

),

-- In one list, because each reading of an order's parts by itself would be planned anew.
parts as (

    select
        order_id,
        'item' as kind,
        price_brl,
        freight_brl,
        cast(null as decimal(18, 2)) as paid_brl,
        cast(null as int) as score,
        cast(null as struct<answered_at: timestamp, created_on: date, review_id: string>) as age
    from items
    union all
    select
        order_id,
        'payment' as kind,
        null as price_brl,
        null as freight_brl,
        value_brl as paid_brl,
        null as score,
        null as age
    from payments
    union all
    select
        order_id,
        'review' as kind,
        null as price_brl,
        null as freight_brl,
        null as paid_brl,
        score,
        struct(answered_at, created_on, review_id) as age
    from reviews

),

final as (

    select
        order_id,

        count_if(kind = 'item') as item_count,
        coalesce(sum(price_brl), 0) as net_revenue_brl,
        coalesce(sum(freight_brl), 0) as freight_brl,
        coalesce(sum(paid_brl), 0) as paid_brl,
        max_by(score, age) filter (where kind = 'review') as review_score
    from parts
    group by order_id

)

select * from final
