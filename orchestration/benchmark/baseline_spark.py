"""Plain Spark SQL from the CSV files to the monthly fact, as people write it by hand.

It reads with a declared schema, by position, and does the typing, the removal of duplicates, the
product check, the prices and the sums that the project does. It has no ledger, no header check, no
lineage, no quarantine, no increment and no test. Run by the benchmark in the environment of a
lakehouse:

    python -m orchestration.benchmark.baseline_spark <landing root> tables|gold

``tables`` writes bronze, clean order lines and the fact as Delta tables, ``gold`` only the fact.
"""

from __future__ import annotations

import json
import sys

from pyspark.sql import SparkSession

from orchestration.benchmark.lakehouses import HEADLINE_MARK

FEEDS = {
    "atlon/customers": "customer_code, customer, market, platform, channel",
    "atlon/products": "product_code, division, category, product, variant",
    "atlon/gross_prices": "product_code, price_inr, year",
    "atlon/orders": "date, product_code, customer_code, sold_quantity",
    "sports_bar/customers": "customer_id, customer_name, city",
    "sports_bar/products": "product_name, product_id, category",
    "sports_bar/gross_prices": "product_id, month, gross_price",
    "sports_bar/orders": "order_id, order_placement_date, customer_id, product_id, order_qty",
}

ORDER_LINES = """
select distinct
    'sports_bar' as company, order_id, {order_date} as order_date,
    if(customer_id rlike '^[0-9]+$', customer_id, '999999') as customer_id,
    product_id, cast(try_cast(order_qty as decimal(38, 4)) as bigint) as quantity
from (
    select *, regexp_replace(order_placement_date, '^[A-Za-z]+, ', '') as day from {sports_bar_orders}
)
left semi join {sports_bar_products} using (product_id)
where order_qty is not null
union all
select distinct
    'atlon', null, try_cast(date as date), customer_code, product_code,
    try_cast(sold_quantity as bigint)
from {atlon_orders}
left semi join {atlon_products} using (product_code)
"""

FACT = """
with prices as (
    select 'sports_bar' as company, product_id, year(month) as year, max_by(price, month) as price_inr
    from (
        select product_id, {price_month} as month, abs(try_cast(gross_price as decimal(18, 2))) as price
        from (select *, month as day from {sports_bar_gross_prices})
    )
    where price <> 0
    group by all
    union all
    select distinct
        'atlon', product_code, try_cast(year as int), try_cast(price_inr as decimal(18, 2))
    from {atlon_gross_prices}
),

monthly as (
    select company, trunc(order_date, 'month') as month, product_id, customer_id, sum(quantity) as quantity
    from {order_lines}
    group by all
)

select monthly.*, price_inr, cast(quantity * price_inr as decimal(38, 2)) as revenue_inr
from monthly
left join prices
    on
        monthly.company = prices.company
        and monthly.product_id = prices.product_id
        and year(monthly.month) = prices.year
"""

# The four formats by their shape: trying one format after the other costs an exception each.
DATE = """
case
    when day like '____/__/__' or day like '____-__-__' then try_cast(replace(day, '/', '-') as date)
    when day like '__/__/____' or day like '__-__-____'
        then try_cast(concat(substr(day, 7), '-', substr(day, 4, 2), '-', substr(day, 1, 2)) as date)
    else cast(try_to_timestamp(day, 'MMMM dd, yyyy') as date)
end
"""

HEADLINE = """
select
    sum(revenue_inr), sum(quantity), count(distinct company, customer_id),
    cast(sum(price_inr) / count(price_inr) as decimal(28, 10))
from {fact}
"""


def build(spark: SparkSession, root: str, *, writes_tables: bool) -> dict[str, str]:
    """Builds the fact. Returns the headline KPIs as texts."""
    names = {"order_date": DATE, "price_month": DATE}
    for schema in ("raw", "processed", "analytics"):
        spark.sql(f"create schema if not exists {schema}")
    for feed, columns in FEEDS.items():
        name = feed.replace("/", "_")
        declared = ", ".join(f"{column} string" for column in columns.split(", "))
        spark.sql(
            f"create temporary view {name}_csv ({declared}) using csv "
            f"options (path '{root}/{feed}', header 'true')"
        )
        names[name] = f"{name}_csv"
        if writes_tables:
            names[name] = f"raw.{name}"
            spark.sql(f"create table raw.{name} using delta as select * from {name}_csv")
    lines = ORDER_LINES.format(**names)
    if writes_tables:
        spark.sql(f"create table processed.order_lines using delta as {lines}")
        names["order_lines"] = "processed.order_lines"
    else:
        spark.sql(f"create temporary view order_lines as {lines}")
        names["order_lines"] = "order_lines"
    spark.sql(f"create table analytics.monthly_sales using delta as {FACT.format(**names)}")
    row = spark.sql(HEADLINE.format(fact="analytics.monthly_sales")).collect()[0]
    kpis = ("total_revenue_inr", "total_quantity", "unique_customer_count")
    return dict(zip((*kpis, "average_selling_price_inr"), map(str, row), strict=True))


def main(root: str, what: str) -> None:
    """Builds and prints the headline."""
    spark = SparkSession.builder.enableHiveSupport().getOrCreate()
    headline = build(spark, root, writes_tables=what == "tables")
    print(HEADLINE_MARK + json.dumps(headline), flush=True)
    spark.stop()


if __name__ == "__main__":
    main(*sys.argv[1:3])
