"""The marketplace's facts and KPIs, from the final state of its entities.

It knows no changes and no versions: extracts, or what a replay says is true in the end, are enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb
import pyarrow as pa

# Views over the texts, typed. Times are those of the clock in Sao Paulo, and UTC where it says so.
TYPED = """
create macro clock(text) as try_cast(nullif(trim(text), '') as timestamp);
-- an hour that the clock showed twice, when summer ended, is the first one (two hours behind UTC)
create macro utc(text) as case
    when timezone('America/Sao_Paulo', timezone('UTC', clock(text) + interval 2 hour)) = clock(text)
        then clock(text) + interval 2 hour
    else timezone('UTC', timezone('America/Sao_Paulo', clock(text)))
end;
create macro day(text) as cast(try_cast(nullif(trim(text), '') as timestamp) as date);
create macro place(text) as coalesce(
    nullif(regexp_replace(lower(trim(text)), '\\s+', ' ', 'g'), ''), 'unknown'
);

create view items as
select
    order_id, order_item_id, product_id, seller_id,
    cast(price as decimal(18, 2)) as price,
    cast(freight_value as decimal(18, 2)) as freight
from order_items;

create view people as
select
    customer_id, customer_unique_id,
    place(customer_city) as city,
    coalesce(nullif(upper(trim(customer_state)), ''), 'Unknown') as state
from customers;

create view categories as
select
    products.product_id,
    coalesce(
        translations.product_category_name_english,
        nullif(trim(products.product_category_name), ''),
        'Unknown'
    ) as category
from products
left join category_translations as translations
    on trim(products.product_category_name) = trim(translations.product_category_name);

create view named_orders as
select order_id from orders
union select order_id from order_items
union select order_id from order_payments
union select order_id from order_reviews;

create table facts as
select
    named_orders.order_id,
    orders.customer_id,
    people.customer_unique_id,
    lower(trim(orders.order_status)) as status,
    orders.order_id is null as is_placeholder,
    coalesce(
        lower(trim(orders.order_status)) in ('canceled', 'unavailable'), false
    ) as is_cancelled,
    utc(orders.order_purchase_timestamp) as purchased_at,
    utc(orders.order_approved_at) as approved_at,
    utc(orders.order_delivered_carrier_date) as handed_over_at,
    utc(orders.order_delivered_customer_date) as delivered_at,
    day(orders.order_purchase_timestamp) as purchased_on,
    day(orders.order_delivered_customer_date) as delivered_on,
    day(orders.order_estimated_delivery_date) as promised_on,
    cast(date_trunc('month', day(orders.order_purchase_timestamp)) as date) as month,
    coalesce(people.state, 'Unknown') as state,
    coalesce(people.city, 'unknown') as city,
    (select count(*) from items where items.order_id = named_orders.order_id) as item_count,
    coalesce((
        select sum(price) from items where items.order_id = named_orders.order_id
    ), 0) as net,
    coalesce((
        select sum(freight) from items where items.order_id = named_orders.order_id
    ), 0) as freight,
    coalesce((
        select sum(cast(payment_value as decimal(18, 2))) from order_payments
        where order_payments.order_id = named_orders.order_id
    ), 0) as paid,
    (
        select cast(review_score as int) from order_reviews
        where order_reviews.order_id = named_orders.order_id
        order by utc(review_answer_timestamp) desc nulls last,
            day(review_creation_date) desc nulls last, review_id desc
        limit 1
    ) as review_score
from named_orders
left join orders using (order_id)
left join people using (customer_id);

create view memberships as
select order_id, 'all' as dimension, 'all' as member from facts where not is_placeholder
union select order_id, 'month', strftime(month, '%Y-%m') from facts where not is_placeholder
union select order_id, 'state', state from facts where not is_placeholder
union select order_id, 'seller', seller_id from items
union select order_id, 'category', coalesce(category, 'Unknown') from items
    left join categories using (product_id);

create view stages as
select order_id, 'approve' as stage, epoch(approved_at) - epoch(purchased_at) as seconds
from facts where not is_placeholder and not is_cancelled
union all select order_id, 'hand_over', epoch(handed_over_at) - epoch(approved_at)
from facts where not is_placeholder and not is_cancelled
union all select order_id, 'transit', epoch(delivered_at) - epoch(handed_over_at)
from facts where not is_placeholder and not is_cancelled
union all select order_id, 'total', epoch(delivered_at) - epoch(purchased_at)
from facts where not is_placeholder and not is_cancelled;
"""

# By the mart's table: the columns that are compared (of the mart) and the rows that it must have.
EXPECTED: dict[str, tuple[str, str]] = {
    "fct_orders": (
        "order_id, customer_id, customer_unique_id, order_status, is_placeholder, is_cancelled, "
        "purchased_at, approved_at, handed_over_at, delivered_at, purchased_on, delivered_on, "
        "promised_on, purchase_month, state, city, item_count, net_revenue_brl, freight_brl, "
        "gross_revenue_brl, paid_brl, payment_difference_brl, review_score",
        """
        select
            order_id, customer_id, customer_unique_id, status, is_placeholder, is_cancelled,
            purchased_at, approved_at, handed_over_at, delivered_at, purchased_on, delivered_on,
            promised_on, month, state, city, item_count, net, freight, net + freight, paid,
            paid - net - freight, review_score
        from facts
        """,
    ),
    "fct_order_items": (
        "order_id, order_item_id, product_id, seller_id, price_brl, freight_brl",
        "select * from items",
    ),
    "fct_payments": (
        "order_id, payment_sequential, payment_type, installment_count, value_brl",
        """
        select
            order_id, payment_sequential, payment_type, cast(payment_installments as int),
            cast(payment_value as decimal(18, 2))
        from order_payments
        """,
    ),
    "dim_marketplace_customers": (
        "customer_id, customer_unique_id, city, state, is_placeholder",
        """
        select
            customer_id, people.customer_unique_id, coalesce(people.city, 'unknown'),
            coalesce(people.state, 'Unknown'), people.customer_id is null
        from (select customer_id from customers union select customer_id from orders) as ids
        left join people using (customer_id)
        """,
    ),
    "dim_marketplace_products": (
        "product_id, category, is_placeholder",
        """
        select product_id, coalesce(categories.category, 'Unknown'), categories.product_id is null
        from (select product_id from products union select product_id from items) as ids
        left join categories using (product_id)
        """,
    ),
    "rpt_revenue_by_region": (
        "state, city, month, order_count, item_count, gross_revenue_brl, freight_brl, "
        "net_revenue_brl",
        """
        select
            state, city, month, count(*), sum(item_count), sum(net + freight), sum(freight),
            sum(net)
        from facts
        where not is_cancelled and item_count > 0
        group by all
        """,
    ),
    "rpt_customer_lifetime_value": (
        "person_id, first_order_at, last_order_at, order_count, gross_revenue_brl, "
        "net_revenue_brl, average_order_value_brl, tenure_days, predicted_clv_brl, segment",
        """
        select
            coalesce(customer_unique_id, customer_id) as person_id,
            min(purchased_at), max(purchased_at), count(*) as orders, sum(net + freight) as gross,
            sum(net), round(gross / orders, 2),
            date_diff('day', min(purchased_on), max(purchased_on)) as tenure,
            round(gross / greatest(tenure / 365, 1) * 3, 2),
            case
                when orders >= 3 and gross >= 500 then 'champion'
                when orders >= 2 then 'loyal'
                when gross >= 500 then 'big_ticket'
                else 'one_time'
            end
        from facts
        where not is_cancelled and not is_placeholder
        group by person_id
        """,
    ),
    "rpt_fulfilment_latency": (
        "dimension, member, stage, order_count, mean_hours, p50_hours, p90_hours, p99_hours",
        """
        select
            dimension, member, stage, count(*), round(avg(seconds) / 3600, 4),
            round(quantile_cont(seconds, 0.5) / 3600, 4),
            round(quantile_cont(seconds, 0.9) / 3600, 4),
            round(quantile_cont(seconds, 0.99) / 3600, 4)
        from stages inner join memberships using (order_id)
        where seconds >= 0
        group by all
        """,
    ),
    "rpt_delivery_promises": (
        "dimension, member, order_count, late_order_count, late_share, mean_days_early",
        """
        select
            dimension, member, count(*), count(*) filter (delivered_on > promised_on),
            round(count(*) filter (delivered_on > promised_on) / count(*), 6),
            round(avg(date_diff('day', delivered_on, promised_on)), 4)
        from facts inner join memberships using (order_id)
        where
            not is_placeholder and not is_cancelled
            and delivered_on is not null and promised_on is not null
        group by all
        """,
    ),
}
# Of a city only the words count here; capitals are the mart's.
WITHOUT_CASE = {"city"}
# A last digit may differ where binary and decimal arithmetic round a half.
TOLERANCE = {
    "average_order_value_brl": 0.011,
    "predicted_clv_brl": 0.011,
    "mean_hours": 0.0002,
    "p50_hours": 0.0002,
    "p90_hours": 0.0002,
    "p99_hours": 0.0002,
    "late_share": 0.000002,
    "mean_days_early": 0.0002,
}


def expected_rows(state: Mapping[str, pa.Table]) -> dict[str, list[dict[str, Any]]]:
    """The rows of every fact and KPI table, by the mart's columns.

    Args:
        state: the records that exist in the end, by entity: the columns of the extracts, as text.
    """
    with duckdb.connect() as connection:
        for name, table in state.items():
            connection.register(f"{name}_texts", table)
            connection.execute(f"create table {name} as from {name}_texts")
        connection.execute(TYPED)
        found = {}
        for table, (columns, query) in EXPECTED.items():
            names = [name.strip() for name in columns.split(",")]
            rows = connection.execute(query).fetchall()
            found[table] = [dict(zip(names, row, strict=True)) for row in rows]
        return found
