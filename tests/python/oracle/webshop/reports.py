"""The reports of the web shop, from its facts; all money in the reporting currency.

Choices:
- Cancelled lines are in no revenue. An order counts once for every member that its lines have, and
  among those of a member only if a line of it is no cancelled one.
- A line without a rate counts with its units and orders, not with its money; every report says how
  many there are.
- Averages and shares are rounded half up once, money to two places, shares to six.
- A customer is new on the day of their first order that is not cancelled. Placeholders of lines
  without customer (`unknown`, partners) are no customers: they are counted nowhere.
- A share of fewer than SMALL_GROUP orders is marked as one of a small group.
- The lifetime value of a customer whose orders span at most 365 days is three times their sale;
  otherwise it is that times 365 and divided by the days. Cancelled orders do not count.
- Cancellation is counted by orders: a group's orders with a line of the group, and those of them
  with a cancelled one; the value lost is the net amount of the cancelled lines.
"""

from __future__ import annotations

from tests.python.oracle.webshop.facts import MONEY

SMALL_GROUP = 30

# The columns of `sold` that revenue is asked by.
DIMENSIONS = {
    "product": "product_id",
    "category": "category",
    "brand": "brand",
    "customer": "customer_id",
    "country": "country",
    "gender": "gender",
    "channel": "channel",
    "partner": "seller",
    "day": "order_date",
    "month": "month",
    "coupon": "coalesce(coupon_code, 'none')",
}
CANCELLATION = {
    name: DIMENSIONS[name]
    for name in ("product", "brand", "category", "customer", "country", "month")
} | {"payment_method": "payment_method"}

LINES = """
create view described_lines as
select
    lines.*,
    coalesce(products.category_code, 'Unknown') as category,
    products.brand,
    coalesce(customers.country_code, 'Unknown') as country,
    customers.gender,
    customers.customer_id <> 'unknown' and not customers.customer_id like 'partner:%'
        as is_of_customer,
    cast(date_trunc('month', order_date) as date) as month
from fct_webshop_order_lines as lines
join dim_webshop_products as products using (product_id)
join dim_webshop_customers as customers using (customer_id);

create view sold as from described_lines where not is_cancelled;
"""

MEASURES = f"""
    count(distinct (seller, order_id)) as order_count,
    count(*) as line_count,
    cast(sum(quantity) as bigint) as unit_count,
    cast(sum(gross) as {MONEY}) as gross,
    cast(sum(discount) as {MONEY}) as discount,
    cast(sum(net) as {MONEY}) as net,
    cast(sum(tax) as {MONEY}) as tax,
    cast(sum(sale) as {MONEY}) as sale,
    cast(coalesce(sum(net) filter (is_returned), 0) as {MONEY}) as returned_net,
    count(*) filter (is_without_rate) as lines_without_rate
"""


def revenue_by(name: str, column: str) -> str:
    """SQL of revenue by one thing."""
    return f"""
create table rpt_webshop_revenue_by_{name} as
select {column} as {name}, {MEASURES}
from sold
group by all
order by all;
"""


def cancellation_by(name: str, column: str) -> str:
    """SQL of cancellation by one thing."""
    return f"""
create table rpt_webshop_cancellation_by_{name} as
select
    *,
    cast(rounded_share(cancelled_order_count, order_count, 1000000) * 0.000001 as decimal(18, 6))
        as cancellation_rate,
    order_count < {SMALL_GROUP} as is_small_group
from (
    select
        {column} as {name},
        count(distinct (seller, order_id)) as order_count,
        count(distinct (seller, order_id)) filter (is_cancelled) as cancelled_order_count,
        cast(coalesce(sum(net) filter (is_cancelled), 0) as {MONEY}) as lost_net,
        cast(coalesce(sum(net), 0) as {MONEY}) as placed_net,
        count(*) filter (is_without_rate) as lines_without_rate
    from described_lines
    group by all
)
order by all;
"""


MACROS = """
create macro rounded_share(dividend, divisor, unit) as
    (2 * unit * cast(dividend as hugeint) + divisor) // (2 * divisor);

create macro hundredths(money) as cast(money * cast(100 as decimal(3, 0)) as hugeint);
"""

TOTALS = f"""
create table rpt_webshop_headline as
select count(distinct customer_id) as customer_count, {MEASURES} from sold;
"""

PROMOTIONS = f"""
create table rpt_webshop_promotions as
select
    order_date,
    category,
    coalesce(coupon_code, 'none') as coupon_code,
    is_promoted,
    count(*) filter (is_coupon_outside_validity) as lines_outside_validity,
    count(*) filter (is_coupon_unknown) as lines_of_unknown_coupon,
    {MEASURES}
from sold
group by order_date, category, coupon_code, is_promoted
order by all;
"""

SALES_METRICS = f"""
create table first_days as
select customer_id, min(order_date) as first_day from sold where is_of_customer group by all;

create table sales_metrics as
select
    *,
    cast(
        rounded_share(hundredths(sale_amount), order_count, 1) * 0.01 as {MONEY}
    ) as average_order_value
from (
    select
        order_date,
        currency,
        channel,
        count(distinct (seller, order_id)) as order_count,
        count(*) as line_count,
        cast(sum(quantity) as bigint) as unit_count,
        cast(sum(gross_amount) as {MONEY}) as gross_amount,
        cast(sum(discount_amount) as {MONEY}) as discount_amount,
        cast(sum(net_amount) as {MONEY}) as net_amount,
        cast(sum(tax_amount) as {MONEY}) as tax_amount,
        cast(sum(sale_amount) as {MONEY}) as sale_amount,
        cast(sum(net) as {MONEY}) as net,
        cast(sum(sale) as {MONEY}) as sale,
        count(distinct customer_id) filter (is_of_customer) as customer_count,
        count(distinct customer_id) filter (is_of_customer and first_day = order_date)
            as new_customer_count
    from sold
    left join first_days using (customer_id)
    group by order_date, currency, channel
)
order by order_date, currency, channel;
"""

REVENUE = f"""
create table fct_revenue_of_webshop as
select
    'webshop' as line_of_business,
    order_date as date,
    country,
    currency,
    count(distinct (seller, order_id)) as order_count,
    cast(sum(quantity) as bigint) as unit_count,
    cast(sum(net_amount) as {MONEY}) as net_amount,
    cast(sum(net) as {MONEY}) as net
from sold
group by order_date, country, currency
order by all;
"""


def lifetime_value(segments: tuple[tuple[str, int, int], ...]) -> str:
    """SQL of the value of every customer."""
    cases = " ".join(
        f"when order_count >= {orders} and sale >= {least} then '{name}'"
        for name, orders, least in segments
    )
    return f"""
create table rpt_webshop_customer_lifetime_value as
select
    *,
    cast(rounded_share(hundredths(sale), order_count, 1) * 0.01 as {MONEY}) as average_order_value,
    cast(
        rounded_share(3 * 365 * hundredths(sale), greatest(tenure_days, 365), 1) * 0.01 as {MONEY}
    ) as predicted_clv,
    case {cases} end as segment
from (
    select
        customer_id,
        min(order_date) as first_order_date,
        max(order_date) as last_order_date,
        count(distinct (seller, order_id)) as order_count,
        count(distinct (seller, order_id)) >= 2 as is_repeat_customer,
        cast(coalesce(sum(sale), 0) as {MONEY}) as sale,
        cast(coalesce(sum(net), 0) as {MONEY}) as net,
        count(*) filter (is_without_rate) as lines_without_rate,
        date_diff('day', min(order_date), max(order_date)) as tenure_days
    from sold
    where is_of_customer
    group by customer_id
)
order by customer_id;
"""


def reports(segments: tuple[tuple[str, int, int], ...]) -> tuple[str, ...]:
    """The SQL of all reports."""
    return (
        MACROS,
        LINES,
        *(revenue_by(name, column) for name, column in DIMENSIONS.items()),
        *(cancellation_by(name, column) for name, column in CANCELLATION.items()),
        TOTALS,
        PROMOTIONS,
        SALES_METRICS,
        lifetime_value(segments),
        REVENUE,
    )
