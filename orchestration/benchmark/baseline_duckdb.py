"""DuckDB from the CSV files to the monthly fact in Parquet: the bound of one machine.

The same steps as baseline_spark.py in its ``tables`` form. Run by the benchmark:

    python -m orchestration.benchmark.baseline_duckdb <landing root> <output folder> <threads>
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb

from orchestration.benchmark.baseline_spark import FEEDS
from orchestration.benchmark.lakehouses import HEADLINE_MARK

ORDER_LINES = """
select distinct
    'sports_bar' as company, order_id, {order_date} as order_date,
    if(regexp_full_match(customer_id, '[0-9]+'), customer_id, '999999') as customer_id,
    product_id, cast(try_cast(order_qty as decimal(38, 4)) as bigint) as quantity
from (
    select *, regexp_replace(order_placement_date, '^[A-Za-z]+, ', '') as day from {sports_bar_orders}
)
semi join {sports_bar_products} using (product_id)
where order_qty is not null
union all
select distinct
    'atlon', null, try_cast(date as date), customer_code, product_code,
    try_cast(sold_quantity as bigint)
from {atlon_orders}
semi join {atlon_products} using (product_code)
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
    select
        company, cast(date_trunc('month', order_date) as date) as month, product_id, customer_id,
        cast(sum(quantity) as bigint) as quantity
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

DATE = """
case
    when day like '____/__/__' or day like '____-__-__' then try_cast(replace(day, '/', '-') as date)
    when day like '__/__/____' or day like '__-__-____'
        then try_cast(concat(substr(day, 7), '-', substr(day, 4, 2), '-', substr(day, 1, 2)) as date)
    else cast(try_strptime(day, '%B %d, %Y') as date)
end
"""

HEADLINE = """
select
    sum(revenue_inr), sum(quantity), count(distinct (company, customer_id)),
    sum(price_inr), count(price_inr)
from {fact}
"""


def build(root: Path, out: Path, threads: int) -> dict[str, str]:
    """Builds the fact. Returns the headline KPIs as texts."""
    names = {"order_date": DATE, "price_month": DATE}
    out.mkdir(parents=True, exist_ok=True)
    database = duckdb.connect(config={"threads": threads})
    # rows keep their order in no table of the other baselines either
    database.execute("set preserve_insertion_order = false")

    def write(name: str, query: str) -> None:
        file = out / f"{name}.parquet"
        database.execute(f"copy ({query}) to '{file}' (format parquet)")
        names[name] = f"'{file}'"

    for feed, columns in FEEDS.items():
        declared = ", ".join(f"'{column}': 'varchar'" for column in columns.split(", "))
        write(
            feed.replace("/", "_"),
            f"select * from read_csv('{root}/{feed}/*.csv', columns = {{{declared}}}, "
            "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"')",
        )
    write("order_lines", ORDER_LINES.format(**names))
    write("monthly_sales", FACT.format(**names))
    row = database.execute(HEADLINE.format(fact=names["monthly_sales"])).fetchone()
    assert row is not None
    return {
        "total_revenue_inr": str(row[0]),
        "total_quantity": str(row[1]),
        "unique_customer_count": str(row[2]),
        "average_selling_price_inr": str(row[3] / row[4]),
    }


def main(root: str, out: str, threads: str) -> None:
    """Builds and prints the headline."""
    headline = build(Path(root), Path(out), int(threads))
    print(HEADLINE_MARK + json.dumps(headline), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:4])
