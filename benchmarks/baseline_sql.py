"""The baselines' SQL: from CSV to the monthly fact as people write it by hand, one text for both.

It reads with a declared schema, by position, and does the typing, the removal of duplicates, the
product check, the prices and the sums that the project does. It has no ledger, no header check, no
lineage, no quarantine, no increment and no test.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# Each feed's folder below the landing root, with its columns in the order of the files.
FEEDS = {
    "atlon/customers": ("customer_code", "customer", "market", "platform", "channel"),
    "atlon/products": ("product_code", "division", "category", "product", "variant"),
    "atlon/gross_prices": ("product_code", "price_inr", "year"),
    "atlon/orders": ("date", "product_code", "customer_code", "sold_quantity"),
    "sports_bar/customers": ("customer_id", "customer_name", "city"),
    "sports_bar/products": ("product_name", "product_id", "category"),
    "sports_bar/gross_prices": ("product_id", "month", "gross_price"),
    "sports_bar/orders": (
        "order_id",
        "order_placement_date",
        "customer_id",
        "product_id",
        "order_qty",
    ),
}
KPIS = (
    "total_revenue_inr",
    "total_quantity",
    "unique_customer_count",
    "average_selling_price_inr",
)

ORDER_LINES = """
select distinct
    'sports_bar' as company,
    order_id,
    {date_of_day} as order_date,
    case when {customer_is_number} then customer_id else '999999' end as customer_id,
    product_id,
    cast(try_cast(order_qty as decimal(38, 4)) as bigint) as quantity
from (
    select *, regexp_replace(order_placement_date, '^[A-Za-z]+, ', '') as day
    from {sports_bar_orders}
) as orders
semi join {sports_bar_products} as products
    on orders.product_id = products.product_id
where order_qty is not null
union all
select distinct
    'atlon',
    cast(null as varchar(1)),
    try_cast(date as date),
    customer_code,
    orders.product_code,
    try_cast(sold_quantity as bigint)
from {atlon_orders} as orders
semi join {atlon_products} as products
    on orders.product_code = products.product_code
"""

FACT = """
with prices as (
    select
        'sports_bar' as company,
        product_id,
        year(price_month) as price_year,
        max_by(price, price_month) as price_inr
    from (
        select
            product_id,
            {date_of_day} as price_month,
            abs(try_cast(gross_price as decimal(18, 2))) as price
        from (select *, month as day from {sports_bar_gross_prices}) as delivered
    ) as typed
    where price <> 0
    group by all
    union all
    select distinct
        'atlon',
        product_code,
        try_cast(year as int),
        try_cast(price_inr as decimal(18, 2))
    from {atlon_gross_prices}
),

monthly as (
    select
        company,
        {month_of_order} as month,
        product_id,
        customer_id,
        cast(sum(quantity) as bigint) as quantity
    from {order_lines}
    group by all
)

select
    monthly.*,
    prices.price_inr,
    cast(monthly.quantity * prices.price_inr as decimal(38, 2)) as revenue_inr
from monthly
left join prices
    on
        monthly.company = prices.company
        and monthly.product_id = prices.product_id
        and year(monthly.month) = prices.price_year
"""

# The four formats by their shape: trying one format after the other costs an exception each.
DATE_OF_DAY = """case
        when day like '____/__/__' or day like '____-__-__'
            then try_cast(replace(day, '/', '-') as date)
        when day like '__/__/____' or day like '__-__-____'
            then try_cast(
                concat(substr(day, 7, 4), '-', substr(day, 4, 2), '-', substr(day, 1, 2)) as date
            )
        else cast({date_in_words} as date)
    end"""

HEADLINE = """
select
    sum(revenue_inr),
    sum(quantity),
    (select count(*) from (select distinct company, customer_id from {fact}) as customers),
    sum(price_inr) / count(price_inr)
from {fact}
"""


@dataclass(frozen=True)
class Dialect:
    """What the engines write differently."""

    date_in_words: str
    customer_is_number: str
    month_of_order: str

    def names(self) -> dict[str, str]:
        """What stands for the expressions in the texts above."""
        return {
            "date_of_day": DATE_OF_DAY.format(date_in_words=self.date_in_words),
            "customer_is_number": self.customer_is_number,
            "month_of_order": self.month_of_order,
        }


SPARK = Dialect(
    date_in_words="try_to_timestamp(day, 'MMMM dd, yyyy')",
    customer_is_number="customer_id rlike '^[0-9]+$'",
    month_of_order="trunc(order_date, 'month')",
)
DUCKDB = Dialect(
    date_in_words="try_strptime(day, '%B %d, %Y')",
    customer_is_number="regexp_full_match(customer_id, '[0-9]+')",
    month_of_order="cast(date_trunc('month', order_date) as date)",
)


def table_name(feed: str) -> str:
    """The name of a feed's bronze table."""
    return feed.replace("/", "_")


def headline(row: tuple[object, ...]) -> Mapping[str, str]:
    """The headline KPIs of the row that HEADLINE gives, as texts."""
    return dict(zip(KPIS, map(str, row), strict=True))
