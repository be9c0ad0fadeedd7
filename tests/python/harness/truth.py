"""Whether a lakehouse holds what the oracle computes from everything that was delivered."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb

from tests.python import oracle
from tests.python.harness.contents import Contents, read_contents, shown
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.register import registered_feeds
from tests.python.harness.zone import Zone

JUDGED = {feed.folder: feed.judged for feed in registered_feeds("distribution")}
BRONZE = {feed.folder: feed.bronze for feed in registered_feeds("distribution")}

# The warnings that the rules name; the project may have more of its own.
WARNINGS = "['city_unknown', 'customer_unknown', 'price_negative']"


@dataclass(frozen=True)
class Comparison:
    """One thing that must be equal: the lakehouse's rows of some tables, and the oracle's rows.

    Attributes:
        tables: `<schema>.<table>` of the lakehouse; their rows are `actual` in the query, with the
            table's `name`, and `columns` as typed columns.
        columns: the columns that are read, with DuckDB's types.
        actual, expected: queries with the same columns.
    """

    tables: tuple[str, ...]
    columns: dict[str, str]
    actual: str
    expected: str


def feed_of(prefix: str, models: dict[str, str]) -> str:
    """SQL that turns a table's name into its feed."""
    cases = " ".join(f"when '{prefix}{model}' then '{feed}'" for feed, model in models.items())
    return f"case name {cases} end"


FILE_COLUMNS = {
    "_file_path": "varchar",
    "_file_modified_at": "timestamptz",
    "_file_size": "bigint",
}
FILE = "_file_path as file, epoch_ms(_file_modified_at) as modified_at_ms, _file_size as size_bytes"

COMPARISONS: dict[str, Comparison] = {
    "outcome of every row": Comparison(
        tuple(f"processed.{model}" for model in JUDGED.values()),
        {
            **FILE_COLUMNS,
            "_line_number": "bigint",
            "_outcome": "varchar",
            "_reject_rules": "varchar[]",
            "_warn_rules": "varchar[]",
        },
        f"""
        select
            {feed_of("processed.", JUDGED)} as feed, {FILE}, _line_number as line,
            _outcome as outcome, list_sort(_reject_rules) as rejects,
            list_sort(list_filter(_warn_rules, lambda rule: rule in {WARNINGS})) as warnings
        from actual
        """,
        """
        select feed, file, modified_at_ms, size_bytes, line, outcome, rejects, warnings
        from outcomes
        """,
    ),
    "files and their rows": Comparison(
        tuple(f"raw.{model}" for model in BRONZE.values()),
        {
            **FILE_COLUMNS,
            "_row_kind": "varchar",
            "_file_row_count": "bigint",
            "_file_problem": "varchar",
        },
        f"""
        select
            {feed_of("raw.", BRONZE)} as feed, {FILE},
            _file_row_count as landed, _file_problem is null as is_ok
        from actual
        where _row_kind = 'file'
        """,
        """
        select feed, file, modified_at_ms, size_bytes, landed, status = 'ok' as is_ok
        from file_accounting
        """,
    ),
    "customers": Comparison(
        ("processed.int_distribution__customers",),
        {
            "company": "varchar",
            "customer_id": "varchar",
            "customer_name": "varchar",
            "city": "varchar",
            "market": "varchar",
            "platform": "varchar",
            "channel": "varchar",
            "is_active": "boolean",
        },
        "select * exclude (name) from actual",
        "select company, customer_id, customer, city, market, platform, channel, is_active"
        " from customers",
    ),
    "products": Comparison(
        ("processed.int_distribution__products",),
        {
            "company": "varchar",
            "product_id": "varchar",
            "product_name": "varchar",
            "variant": "varchar",
            "category": "varchar",
            "division": "varchar",
            "is_active": "boolean",
        },
        "select * exclude (name) from actual",
        "select company, product_id, product, variant, category, division, is_active from products",
    ),
    "prices": Comparison(
        ("processed.int_distribution__prices",),
        {
            "company": "varchar",
            "product_id": "varchar",
            "price_month": "date",
            "price_year": "integer",
            "price_inr": "decimal(18, 2)",
        },
        "select * exclude (name) from actual",
        "select company, product_id, coalesce(price_month, make_date(price_year, 1, 1)),"
        " price_year, price_inr from prices",
    ),
    "prices of the years": Comparison(
        ("analytics.dim_distribution_prices",),
        {
            "company": "varchar",
            "product_id": "varchar",
            "price_year": "integer",
            "price_inr": "decimal(18, 2)",
        },
        "select * exclude (name) from actual",
        "select company, product_id, price_year, price_inr from yearly_prices",
    ),
    "monthly sales": Comparison(
        ("analytics.fct_distribution_monthly_sales",),
        {
            "company": "varchar",
            "month": "date",
            "product_id": "varchar",
            "customer_id": "varchar",
            "quantity": "bigint",
            "price_inr": "decimal(18, 2)",
            "revenue_inr": "decimal(38, 2)",
        },
        "select * exclude (name) from actual",
        "select company, date, product_id, customer_id, quantity, price_inr, revenue_inr"
        " from fct_distribution_monthly_sales",
    ),
}

MONEY = {"revenue_inr": "decimal(38, 2)", "quantity": "bigint"}

# The KPIs are views: they cost more to read.
KPI_COMPARISONS: dict[str, Comparison] = {
    "headline": Comparison(
        ("analytics.rpt_distribution_headline",),
        {
            "total_revenue_inr": "decimal(38, 2)",
            "total_quantity": "bigint",
            "unique_customer_count": "bigint",
            "average_selling_price_inr": "decimal(28, 10)",
        },
        """
        select
            coalesce(total_revenue_inr, 0), coalesce(total_quantity, 0), unique_customer_count,
            cast(average_selling_price_inr as decimal(22, 6))
        from actual
        """,
        "from kpi_headline",
    ),
    "revenue by month": Comparison(
        ("analytics.rpt_distribution_monthly_revenue",),
        {"month": "date", **MONEY, "revenue_change_inr": "decimal(38, 2)"},
        "select month, revenue_inr, quantity, revenue_change_inr from actual",
        "select date, revenue_inr, quantity, revenue_change_inr from kpi_monthly_revenue",
    ),
    "share of the channels": Comparison(
        ("analytics.rpt_distribution_channel_revenue_share",),
        {"channel": "varchar", **MONEY, "revenue_share": "decimal(18, 6)"},
        "select channel, revenue_inr, quantity, cast(revenue_share as decimal(22, 6)) from actual",
        "select channel, revenue_inr, quantity, revenue_share from kpi_channel_share",
    ),
    "top products": Comparison(
        ("analytics.rpt_distribution_top_products",),
        {
            "revenue_rank": "bigint",
            "company": "varchar",
            "product_id": "varchar",
            "product_name": "varchar",
            "variant": "varchar",
            "category": "varchar",
            "division": "varchar",
            **MONEY,
        },
        "select * exclude (name) from actual",
        "select position, company, product_id, product, variant, category, division, revenue_inr,"
        " quantity from kpi_top_products",
    ),
    "top customers": Comparison(
        ("analytics.rpt_distribution_top_customers",),
        {
            "revenue_rank": "bigint",
            "company": "varchar",
            "customer_id": "varchar",
            "channel": "varchar",
            **MONEY,
        },
        "select * exclude (name) from actual",
        "select position, company, customer_id, channel, revenue_inr, quantity"
        " from kpi_top_customers",
    ),
    "variants": Comparison(
        ("analytics.rpt_distribution_variant_performance",),
        {
            "company": "varchar",
            "category": "varchar",
            "variant": "varchar",
            "product_count": "bigint",
            **MONEY,
        },
        "select company, category, variant, product_count, quantity, revenue_inr from actual",
        "select company, category, variant, product_count, quantity, revenue_inr from kpi_variants",
    ),
    "price and quantity": Comparison(
        ("analytics.rpt_distribution_price_quantity",),
        {
            "company": "varchar",
            "product_id": "varchar",
            "product_name": "varchar",
            "variant": "varchar",
            "category": "varchar",
            "year": "bigint",
            "price_inr": "decimal(18, 2)",
            **MONEY,
        },
        "select * exclude (name) from actual",
        "select company, product_id, product, variant, category, year, price_inr, revenue_inr,"
        " quantity from kpi_price_quantity",
    ),
}


LAYERS = ("raw", "processed", "analytics")


def read_layers(lakehouse: Lakehouse, *, kpis: bool = False) -> Contents:
    """Reads what can be compared with the oracle."""
    return read_contents(lakehouse, LAYERS, views=kpis)


def truth_differences(
    contents: Contents, zone: Zone, seeds: Path, *, kpis: bool = False
) -> list[str]:
    """How tables differ from the oracle over all deliveries so far, as lines to read."""
    comparisons = {**COMPARISONS, **(KPI_COMPARISONS if kpis else {})}
    with oracle.expect(zone.delivered.values(), seeds) as expected:
        return compared(expected.connection, contents, comparisons)


def compared(
    connection: duckdb.DuckDBPyConnection, contents: Contents, comparisons: dict[str, Comparison]
) -> list[str]:
    """How tables differ from what a database of expected rows holds, as lines to read."""
    connection.execute("set timezone = 'UTC'")
    connection.register("contents", contents.rows)
    found = []
    for subject, comparison in comparisons.items():
        found += compare(connection, subject, comparison)
    return shown(found)


def compare(
    connection: duckdb.DuckDBPyConnection, subject: str, comparison: Comparison
) -> list[tuple[str, object]]:
    """Rows of one comparison that only one side has."""
    names = ", ".join(f"'{table}'" for table in comparison.tables)
    fields = ", ".join(f'"{column}": "{kind}"' for column, kind in comparison.columns.items())
    connection.execute(
        f"""
        create or replace temporary table actual as
        select name, unnest(from_json(record, '{{{fields}}}'))
        from contents
        where name in ({names})
        """
    )
    connection.execute(f"create or replace temporary view compared as {comparison.actual}")
    connection.execute(f"create or replace temporary view wanted as {comparison.expected}")
    found: list[tuple[str, object]] = []
    for title, query in (
        ("only in the lakehouse", "from compared except all from wanted"),
        ("only in the truth", "from wanted except all from compared"),
    ):
        rows = connection.execute(f"select * from ({query}) order by all").fetchall()
        found += [(f"{subject}: {title}", readable(row)) for row in rows]
    return found


def readable(row: tuple[object, ...]) -> str:
    """A row as text."""
    return ", ".join(str(value) if isinstance(value, Decimal) else repr(value) for value in row)


def lakehouse_differences(lakehouse: Lakehouse, *, kpis: bool = False) -> list[str]:
    """How a lakehouse differs, now, from the oracle over all deliveries so far."""
    contents = read_layers(lakehouse, kpis=kpis)
    return truth_differences(contents, lakehouse.zone, lakehouse.project / "seeds", kpis=kpis)


def assert_truth(lakehouse: Lakehouse, *, kpis: bool = False) -> None:
    """Fails with the rows that differ from what the oracle computes."""
    found = lakehouse_differences(lakehouse, kpis=kpis)
    assert not found, "\n".join(["the tables differ from the oracle:", *found])
