-- batch 1, SQL warehouse

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`) as newest_orders,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`) as oldest_orders,
            0
            as read_orders,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as newest_order_items,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as oldest_order_items,
            0
            as read_order_items,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`) as newest_order_payments,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`) as oldest_order_payments,
            0
            as read_order_payments,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_judged`) as newest_order_reviews,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_judged`) as oldest_order_reviews,
            0
            as read_order_reviews,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`) as newest_customers,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`) as oldest_customers,
            0
            as read_customers
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_orders'
;

create or replace table `marketplace_catalog`.`analytics`.`fct_orders`
    using delta
      as
      with
orders as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__orders`
),
-- Orders that changed, or whose items, payments, reviews or customer did.
touched as (
    select order_id as order_id from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`
    where _judgement_id > 0
    union distinct
    select order_id as order_id from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    where _judgement_id > 0
    union distinct
    select order_id as order_id from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`
    where _judgement_id > 0
    union distinct
    select order_id as order_id from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_judged`
    where _judgement_id > 0
    union distinct
    select orders.order_id
    from orders
    left semi join `marketplace_catalog`.`processed`.`int_marketplace__customers_judged` as customers
        on
            orders.customer_id = customers.customer_id
            and customers._judgement_id > 0
),
items as (
    select
        items.order_id,
        count(*) as item_count,
        sum(items.price_brl) as net_revenue_brl,
        sum(items.freight_brl) as freight_brl
    from `marketplace_catalog`.`processed`.`int_marketplace__order_items` as items
    left semi join touched
        on items.order_id = touched.order_id
    group by items.order_id
),
payments as (
    select
        payments.order_id,
        count(*) as payment_count,
        sum(payments.value_brl) as paid_brl
    from `marketplace_catalog`.`processed`.`int_marketplace__order_payments` as payments
    left semi join touched
        on payments.order_id = touched.order_id
    group by payments.order_id
),
reviews as (
    select
        reviews.order_id,
        count(*) as review_count,
        max_by(
            reviews.score, struct(reviews.answered_at, reviews.created_on, reviews.review_id)
        ) as review_score
    from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews` as reviews
    left semi join touched
        on reviews.order_id = touched.order_id
    group by reviews.order_id
),
customers as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__customers`
),
purchases as (
    select
        orders.order_id,
        max_by(
            struct(addresses.state, addresses.city), addresses.valid_from
        ) filter (where addresses.valid_from <= orders.purchased_at) as address,
        min_by(struct(addresses.state, addresses.city), addresses.valid_from) as first_address
    from orders
    left semi join touched
        on orders.order_id = touched.order_id
    inner join `marketplace_catalog`.`processed`.`int_marketplace__customers_history` as addresses
        on
            orders.customer_id = addresses.customer_id
            and not addresses.is_deleted
    group by orders.order_id
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as order_key,
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(orders.customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as customer_key,
        touched.order_id,
        orders.customer_id,
        customers.customer_unique_id,
        orders.order_status,
        coalesce(orders.order_status in ('canceled', 'unavailable'), false) as is_cancelled,
        orders.order_id is null as is_placeholder,
        orders.purchased_at,
        orders.approved_at,
        orders.handed_over_at,
        orders.delivered_at,
        orders.purchased_on,
        orders.delivered_on,
        orders.promised_on,
        cast(trunc(orders.purchased_on, 'month') as date) as purchase_month,
        coalesce(customers.state, 'Unknown') as state,
        coalesce(customers.city, 'Unknown') as city,
        coalesce(
            coalesce(purchases.address, purchases.first_address).state, 'Unknown'
        ) as state_at_purchase,
        coalesce(
            coalesce(purchases.address, purchases.first_address).city, 'Unknown'
        ) as city_at_purchase,
        coalesce(items.item_count, 0) as item_count,
        coalesce(items.net_revenue_brl, 0) as net_revenue_brl,
        coalesce(items.freight_brl, 0) as freight_brl,
        coalesce(items.net_revenue_brl, 0) + coalesce(items.freight_brl, 0) as gross_revenue_brl,
        coalesce(payments.paid_brl, 0) as paid_brl,
        coalesce(payments.paid_brl, 0)
        - coalesce(items.net_revenue_brl, 0)
        - coalesce(items.freight_brl, 0) as payment_difference_brl,
        reviews.review_score,
        if(orders.order_id is null, 0, 1)
        + coalesce(items.item_count, 0)
        + coalesce(payments.payment_count, 0)
        + coalesce(reviews.review_count, 0) as source_record_count,
        named_struct(
            'orders', cast(1 as bigint),
            'order_items', cast(1 as bigint),
            'order_payments', cast(1 as bigint),
            'order_reviews', cast(1 as bigint),
            'customers', cast(1 as bigint)
        ) as _seen
    from touched
    left join orders
        on touched.order_id = orders.order_id
    left join customers
        on orders.customer_id = customers.customer_id
    left join purchases
        on touched.order_id = purchases.order_id
    left join items
        on touched.order_id = items.order_id
    left join payments
        on touched.order_id = payments.order_id
    left join reviews
        on touched.order_id = reviews.order_id
    where touched.order_id is not null
)
select * from final
where source_record_count > 0
;

-- batch 2, cluster

select
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`) as newest_orders,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`) as oldest_orders,
            (select coalesce(max(_seen.orders), 0) from `marketplace_catalog`.`analytics`.`fct_orders`)
            as read_orders,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as newest_order_items,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`) as oldest_order_items,
            (select coalesce(max(_seen.order_items), 0) from `marketplace_catalog`.`analytics`.`fct_orders`)
            as read_order_items,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`) as newest_order_payments,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`) as oldest_order_payments,
            (select coalesce(max(_seen.order_payments), 0) from `marketplace_catalog`.`analytics`.`fct_orders`)
            as read_order_payments,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_judged`) as newest_order_reviews,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_judged`) as oldest_order_reviews,
            (select coalesce(max(_seen.order_reviews), 0) from `marketplace_catalog`.`analytics`.`fct_orders`)
            as read_order_reviews,
            (select coalesce(max(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`) as newest_customers,
            (select coalesce(min(_judgement_id), 0) from `marketplace_catalog`.`processed`.`int_marketplace__customers_judged`) as oldest_customers,
            (select coalesce(max(_seen.customers), 0) from `marketplace_catalog`.`analytics`.`fct_orders`)
            as read_customers
;

SELECT column_name
  FROM `marketplace_catalog`.`information_schema`.`columns`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_orders'
    AND is_nullable = 'NO'
;

SELECT kcu.constraint_name, kcu.column_name
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'fct_orders'
    AND kcu.constraint_name = (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'fct_orders'
        AND constraint_type = 'PRIMARY KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    kcu.constraint_name,
    kcu.column_name AS from_column,
    ukcu.table_catalog AS to_catalog,
    ukcu.table_schema AS to_schema,
    ukcu.table_name AS to_table,
    ukcu.column_name AS to_column
  FROM `marketplace_catalog`.information_schema.key_column_usage kcu
  JOIN `marketplace_catalog`.information_schema.referential_constraints rc
    ON kcu.constraint_catalog = rc.constraint_catalog
    AND kcu.constraint_schema = rc.constraint_schema
    AND kcu.constraint_name = rc.constraint_name
  JOIN `marketplace_catalog`.information_schema.key_column_usage ukcu
    ON rc.unique_constraint_catalog = ukcu.constraint_catalog
    AND rc.unique_constraint_schema = ukcu.constraint_schema
    AND rc.unique_constraint_name = ukcu.constraint_name
    AND kcu.ordinal_position = ukcu.ordinal_position
  WHERE kcu.table_catalog = 'marketplace_catalog'
    AND kcu.table_schema = 'analytics'
    AND kcu.table_name = 'fct_orders'
    AND kcu.constraint_name IN (
      SELECT constraint_name
      FROM `marketplace_catalog`.information_schema.table_constraints
      WHERE table_catalog = 'marketplace_catalog'
        AND table_schema = 'analytics'
        AND table_name = 'fct_orders'
        AND constraint_type = 'FOREIGN KEY'
    )
  ORDER BY kcu.ordinal_position
;

SELECT
    column_name,
    mask_name,
    using_columns
  FROM `system`.`information_schema`.`column_masks`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_orders'
;

SELECT
    table_catalog,
    table_schema,
    table_name,
    filter_name,
    target_columns
  FROM `marketplace_catalog`.`information_schema`.`row_filters`
  WHERE table_catalog = 'marketplace_catalog'
    AND table_schema = 'analytics'
    AND table_name = 'fct_orders'
;

SHOW TBLPROPERTIES `marketplace_catalog`.`analytics`.`fct_orders`
;

describe extended `marketplace_catalog`.`analytics`.`fct_orders`
;

create or replace temporary view `fct_orders__dbt_tmp` as
      with
orders as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__orders`
),
-- Orders that changed, or whose items, payments, reviews or customer did.
touched as (
    select order_id as order_id from `marketplace_catalog`.`processed`.`int_marketplace__orders_judged`
    where _judgement_id > 1
    union distinct
    select order_id as order_id from `marketplace_catalog`.`processed`.`int_marketplace__order_items_judged`
    where _judgement_id > 1
    union distinct
    select order_id as order_id from `marketplace_catalog`.`processed`.`int_marketplace__order_payments_judged`
    where _judgement_id > 1
    union distinct
    select order_id as order_id from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews_judged`
    where _judgement_id > 1
    union distinct
    select order_id from `marketplace_catalog`.`analytics`.`fct_orders`
    union distinct
    select orders.order_id
    from orders
    left semi join `marketplace_catalog`.`processed`.`int_marketplace__customers_judged` as customers
        on
            orders.customer_id = customers.customer_id
            and customers._judgement_id > 1
),
items as (
    select
        items.order_id,
        count(*) as item_count,
        sum(items.price_brl) as net_revenue_brl,
        sum(items.freight_brl) as freight_brl
    from `marketplace_catalog`.`processed`.`int_marketplace__order_items` as items
    left semi join touched
        on items.order_id = touched.order_id
    group by items.order_id
),
payments as (
    select
        payments.order_id,
        count(*) as payment_count,
        sum(payments.value_brl) as paid_brl
    from `marketplace_catalog`.`processed`.`int_marketplace__order_payments` as payments
    left semi join touched
        on payments.order_id = touched.order_id
    group by payments.order_id
),
reviews as (
    select
        reviews.order_id,
        count(*) as review_count,
        max_by(
            reviews.score, struct(reviews.answered_at, reviews.created_on, reviews.review_id)
        ) as review_score
    from `marketplace_catalog`.`processed`.`int_marketplace__order_reviews` as reviews
    left semi join touched
        on reviews.order_id = touched.order_id
    group by reviews.order_id
),
customers as (
    select * from `marketplace_catalog`.`processed`.`int_marketplace__customers`
),
purchases as (
    select
        orders.order_id,
        max_by(
            struct(addresses.state, addresses.city), addresses.valid_from
        ) filter (where addresses.valid_from <= orders.purchased_at) as address,
        min_by(struct(addresses.state, addresses.city), addresses.valid_from) as first_address
    from orders
    left semi join touched
        on orders.order_id = touched.order_id
    inner join `marketplace_catalog`.`processed`.`int_marketplace__customers_history` as addresses
        on
            orders.customer_id = addresses.customer_id
            and not addresses.is_deleted
    group by orders.order_id
),
final as (
    select
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(touched.order_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as order_key,
        md5(cast(concat(coalesce(cast('marketplace' as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(orders.customer_id as string), '_dbt_utils_surrogate_key_null_')) as string)) as customer_key,
        touched.order_id,
        orders.customer_id,
        customers.customer_unique_id,
        orders.order_status,
        coalesce(orders.order_status in ('canceled', 'unavailable'), false) as is_cancelled,
        orders.order_id is null as is_placeholder,
        orders.purchased_at,
        orders.approved_at,
        orders.handed_over_at,
        orders.delivered_at,
        orders.purchased_on,
        orders.delivered_on,
        orders.promised_on,
        cast(trunc(orders.purchased_on, 'month') as date) as purchase_month,
        coalesce(customers.state, 'Unknown') as state,
        coalesce(customers.city, 'Unknown') as city,
        coalesce(
            coalesce(purchases.address, purchases.first_address).state, 'Unknown'
        ) as state_at_purchase,
        coalesce(
            coalesce(purchases.address, purchases.first_address).city, 'Unknown'
        ) as city_at_purchase,
        coalesce(items.item_count, 0) as item_count,
        coalesce(items.net_revenue_brl, 0) as net_revenue_brl,
        coalesce(items.freight_brl, 0) as freight_brl,
        coalesce(items.net_revenue_brl, 0) + coalesce(items.freight_brl, 0) as gross_revenue_brl,
        coalesce(payments.paid_brl, 0) as paid_brl,
        coalesce(payments.paid_brl, 0)
        - coalesce(items.net_revenue_brl, 0)
        - coalesce(items.freight_brl, 0) as payment_difference_brl,
        reviews.review_score,
        if(orders.order_id is null, 0, 1)
        + coalesce(items.item_count, 0)
        + coalesce(payments.payment_count, 0)
        + coalesce(reviews.review_count, 0) as source_record_count,
        named_struct(
            'orders', cast(2 as bigint),
            'order_items', cast(2 as bigint),
            'order_payments', cast(2 as bigint),
            'order_reviews', cast(2 as bigint),
            'customers', cast(2 as bigint)
        ) as _seen
    from touched
    left join orders
        on touched.order_id = orders.order_id
    left join customers
        on orders.customer_id = customers.customer_id
    left join purchases
        on touched.order_id = purchases.order_id
    left join items
        on touched.order_id = items.order_id
    left join payments
        on touched.order_id = payments.order_id
    left join reviews
        on touched.order_id = reviews.order_id
    where touched.order_id is not null
)
select * from final
;

DESCRIBE TABLE `fct_orders__dbt_tmp`
;

DESCRIBE TABLE `marketplace_catalog`.`analytics`.`fct_orders`
;

-- back compat for old kwarg name
  merge into `marketplace_catalog`.`analytics`.`fct_orders` as DBT_INTERNAL_DEST
    using `fct_orders__dbt_tmp` as DBT_INTERNAL_SOURCE
    on
        DBT_INTERNAL_SOURCE.order_key = DBT_INTERNAL_DEST.order_key
    when matched and DBT_INTERNAL_SOURCE.source_record_count = 0 then delete
    when matched then update set *
    when not matched and not DBT_INTERNAL_SOURCE.source_record_count = 0 then insert *
;

