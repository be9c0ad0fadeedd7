"""The four reports, each from the facts.

Choices:
- Means, shares and percentiles are divided as integers (centavos, seconds, days) and rounded half
  away from zero once, so that no float is involved.
- The lifetime value of a person whose orders span at most 365 days is three times their gross
  revenue; otherwise it is that times 365 and divided by the days.
- A person counts with all orders, also those without an item.
- An order counts once for every seller and category that its current items name. Orders without
  items are not in those two dimensions. A state that is not known is `Unknown`.
- A percentile lies between two neighbours in order: at p * (n - 1), counted from 0.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.python.oracle.marketplace.facts import AMOUNT


class Segment(NamedTuple):
    """Who belongs to a segment: at least so many orders and so much gross revenue, in BRL."""

    name: str
    least_orders: int
    least_gross_revenue_brl: int


# A person belongs to the first that fits.
SEGMENTS = (
    Segment("champion", 3, 500),
    Segment("loyal", 2, 0),
    Segment("big_ticket", 1, 500),
    Segment("one_time", 1, 0),
)

STAGES = {
    "approve": ("purchased_at", "approved_at"),
    "hand_over": ("approved_at", "handed_over_at"),
    "transit": ("handed_over_at", "delivered_at"),
    "total": ("purchased_at", "delivered_at"),
}

ARITHMETIC = """
create macro rounded(dividend, divisor) as cast(
    sign(dividend) * ((2 * abs(cast(dividend as hugeint)) + divisor) // (2 * divisor))
    as decimal(32, 0)
);

create macro centavos(money) as cast(money * cast(100 as decimal(3, 0)) as hugeint);

create macro hours(seconds, divisor) as
    cast(rounded(10000 * seconds, 3600 * divisor) * 0.0001 as decimal(18, 4));

create macro percentile_in_hundredths(numbers, percent) as
    (100 - percent * (len(numbers) - 1) % 100) * numbers[1 + percent * (len(numbers) - 1) // 100]
    + (percent * (len(numbers) - 1) % 100)
    * coalesce(numbers[2 + percent * (len(numbers) - 1) // 100], 0);

create macro percentile_hours(numbers, percent) as
    hours(percentile_in_hundredths(numbers, percent), 100);
"""

REGIONS = f"""
create table rpt_marketplace_revenue_by_region as
select
    state,
    city,
    purchase_month as month,
    count(*) as order_count,
    cast(sum(item_count) as bigint) as item_count,
    cast(sum(gross_revenue_brl) as {AMOUNT}) as gross_revenue_brl,
    cast(sum(freight_brl) as {AMOUNT}) as freight_brl,
    cast(sum(net_revenue_brl) as {AMOUNT}) as net_revenue_brl
from fct_marketplace_orders
where not is_cancelled and item_count > 0
group by all
order by all;
"""

# Orders that count in the other reports, and what each of them belongs to.
MEMBERS = """
create view real_orders as
from fct_marketplace_orders where not is_cancelled and not is_placeholder;

create table members as
select order_id, 'all' as dimension, 'all' as member from real_orders
union all
select order_id, 'month', strftime(purchase_month, '%Y-%m') from real_orders
union all
select order_id, 'state', state from real_orders
union all
select distinct order_id, 'seller', seller_id
from real_orders join fct_marketplace_order_items using (order_id)
union all
select distinct order_id, 'category', category
from real_orders
join fct_marketplace_order_items using (order_id)
join dim_marketplace_products using (product_id);
"""


def lifetime_value(segments: tuple[Segment, ...]) -> str:
    """SQL of the value of every person."""
    cases = " ".join(
        f"when order_count >= {segment.least_orders}"
        f" and gross_revenue_brl >= {segment.least_gross_revenue_brl} then '{segment.name}'"
        for segment in segments
    )
    return f"""
create table rpt_marketplace_customer_lifetime_value as
select
    *,
    cast(rounded(centavos(gross_revenue_brl), order_count) * 0.01 as {AMOUNT})
        as average_order_value_brl,
    cast(
        rounded(3 * 365 * centavos(gross_revenue_brl), greatest(tenure_days, 365)) * 0.01
        as {AMOUNT}
    ) as predicted_clv_brl,
    case {cases} end as segment
from (
    select
        coalesce(customer_unique_id, customer_id) as person_id,
        min(purchased_at) as first_order_at,
        max(purchased_at) as last_order_at,
        count(*) as order_count,
        count(distinct order_id) >= 2 as is_repeat_customer,
        cast(sum(gross_revenue_brl) as {AMOUNT}) as gross_revenue_brl,
        cast(sum(net_revenue_brl) as {AMOUNT}) as net_revenue_brl,
        date_diff('day', min(purchased_on), max(purchased_on)) as tenure_days
    from real_orders
    group by person_id
)
order by person_id;
"""


def latency() -> str:
    """SQL of how long the stages of an order take."""
    stages = " union all ".join(
        f"select order_id, '{stage}' as stage, date_diff('second', {begin}, {end}) as seconds"
        f" from real_orders where {end} >= {begin}"
        for stage, (begin, end) in STAGES.items()
    )
    return f"""
create table rpt_marketplace_fulfilment_latency as
select
    dimension,
    member,
    stage,
    len(numbers) as order_count,
    hours(list_sum(numbers), len(numbers)) as mean_hours,
    percentile_hours(numbers, 50) as p50_hours,
    percentile_hours(numbers, 90) as p90_hours,
    percentile_hours(numbers, 99) as p99_hours
from (
    select dimension, member, stage, list(seconds order by seconds) as numbers
    from ({stages})
    join members using (order_id)
    group by all
)
order by dimension, member, stage;
"""


PROMISES = """
create table rpt_marketplace_delivery_promises as
select
    dimension,
    member,
    count(*) as order_count,
    count(*) filter (delivered_on > promised_on) as late_order_count,
    cast(
        rounded(1000000 * count(*) filter (delivered_on > promised_on), count(*)) * 0.000001
        as decimal(18, 6)
    ) as late_share,
    cast(
        rounded(10000 * sum(date_diff('day', delivered_on, promised_on)), count(*)) * 0.0001
        as decimal(18, 4)
    ) as mean_days_early
from real_orders
join members using (order_id)
where delivered_on is not null and promised_on is not null
group by all
order by dimension, member;
"""


def reports(segments: tuple[Segment, ...]) -> tuple[str, ...]:
    """The SQL of all reports."""
    return (ARITHMETIC, REGIONS, MEMBERS, lifetime_value(segments), latency(), PROMISES)
