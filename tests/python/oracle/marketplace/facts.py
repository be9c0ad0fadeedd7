"""Dimensions and facts, from the current state and the history of the customers.

Choices:
- An amount of nothing is 0: an order without items has no revenue, one without payments paid 0.
- A place that is not known, in a dimension as in a fact, is `Unknown`; other values that are not
  known are null.
- The address at the purchase is that of the customer's last version that is no deletion and began
  at or before the purchase, else of the first such version; a deletion in between changes nothing.
- An order whose own record is deleted, but not its items, payments or reviews, is a placeholder.
- Months are their first day.
- A review without a time or day of creation is earlier than one that has it.
- English names are found by the category's name exactly as it is delivered.
"""

UNKNOWN = "Unknown"
CANCELLED = ("canceled", "unavailable")

# Wide enough for the sum of many of the largest amounts that one row can hold.
AMOUNT = "decimal(30, 2)"

FACTS = f"""
create table dim_marketplace_customers as
select
    customer_id,
    customer_unique_id,
    zip_code_prefix,
    coalesce(city, '{UNKNOWN}') as city,
    coalesce(state, '{UNKNOWN}') as state,
    false as is_placeholder
from current_customers
union all by name
select distinct
    customer_id, '{UNKNOWN}' as city, '{UNKNOWN}' as state, true as is_placeholder
from current_orders
where customer_id not in (select customer_id from current_customers)
order by customer_id;

create table dim_marketplace_products as
select
    current_products.*,
    coalesce(category_name_english, category_name, '{UNKNOWN}') as category,
    false as is_placeholder
from current_products
left join current_category_translations using (category_name)
union all by name
select distinct product_id, '{UNKNOWN}' as category, true as is_placeholder
from current_order_items
where product_id not in (select product_id from current_products)
order by product_id;

create table dim_marketplace_sellers as
select
    seller_id,
    zip_code_prefix,
    coalesce(city, '{UNKNOWN}') as city,
    coalesce(state, '{UNKNOWN}') as state,
    false as is_placeholder
from current_sellers
union all by name
select distinct seller_id, '{UNKNOWN}' as city, '{UNKNOWN}' as state, true as is_placeholder
from current_order_items
where seller_id not in (select seller_id from current_sellers)
order by seller_id;

create table fct_marketplace_order_items as from current_order_items;

create table fct_marketplace_payments as from current_order_payments;

create table addresses_at_purchase as
select order_id, history.state, history.city
from current_orders
join history_customers as history using (customer_id)
where not history.is_deleted
qualify row_number() over (
    partition by order_id
    order by
        history.valid_from <= purchased_at desc,
        case when history.valid_from <= purchased_at then history.valid_from end desc,
        history.valid_from
) = 1;

create table amounts_of_orders as
select
    order_id,
    cast(sum(item_count) as bigint) as item_count,
    cast(sum(price_brl) as {AMOUNT}) as net_revenue_brl,
    cast(sum(freight_brl) as {AMOUNT}) as freight_brl,
    cast(sum(price_brl) + sum(freight_brl) as {AMOUNT}) as gross_revenue_brl,
    cast(sum(value_brl) as {AMOUNT}) as paid_brl
from (
    select order_id, 1 as item_count, price_brl, freight_brl, 0.00 as value_brl
    from current_order_items
    union all
    select order_id, 0, 0.00, 0.00, value_brl
    from current_order_payments
    union all
    select order_id, 0, 0.00, 0.00, 0.00
    from current_orders
    union all
    select order_id, 0, 0.00, 0.00, 0.00
    from current_order_reviews
)
group by order_id;

create table review_scores as
select order_id, score
from current_order_reviews
qualify row_number() over (
    partition by order_id
    order by answered_at desc nulls last, created_on desc nulls last, review_id desc
) = 1;

create table fct_marketplace_orders as
select
    order_id,
    orders.customer_id,
    customers.customer_unique_id,
    orders.order_status,
    coalesce(orders.order_status in {CANCELLED}, false) as is_cancelled,
    orders.customer_id is null as is_placeholder,
    orders.purchased_at,
    orders.approved_at,
    orders.handed_over_at,
    orders.delivered_at,
    orders.purchased_on,
    orders.delivered_on,
    orders.promised_on,
    cast(date_trunc('month', orders.purchased_on) as date) as purchase_month,
    coalesce(customers.state, '{UNKNOWN}') as state,
    coalesce(customers.city, '{UNKNOWN}') as city,
    coalesce(addresses.state, '{UNKNOWN}') as state_at_purchase,
    coalesce(addresses.city, '{UNKNOWN}') as city_at_purchase,
    amounts.item_count,
    amounts.net_revenue_brl,
    amounts.freight_brl,
    amounts.gross_revenue_brl,
    amounts.paid_brl,
    amounts.paid_brl - amounts.gross_revenue_brl as payment_difference_brl,
    review_scores.score as review_score
from amounts_of_orders as amounts
left join current_orders as orders using (order_id)
left join current_customers as customers on customers.customer_id = orders.customer_id
left join addresses_at_purchase as addresses using (order_id)
left join review_scores using (order_id)
order by order_id;
"""
