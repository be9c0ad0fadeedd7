"""Whether a lakehouse holds what the oracle computes of the web shop.

contents = read_webshop(lakehouse)
truth_differences(contents, deliveries, seeds)        # everything that was delivered so far
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import duckdb

from tests.python.harness.contents import Contents, read_contents
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.register import registered_feeds
from tests.python.harness.truth import FILE, FILE_COLUMNS, LAYERS, Comparison, compared
from tests.python.harness.zone import Zone
from tests.python.oracle import Delivery, webshop

REVENUE = (
    *("product", "category", "brand", "customer", "country", "gender"),
    *("channel", "partner", "day", "month", "coupon"),
)
SALES = "analytics.rpt_webshop_sales"
CANCELLATION = ("product", "brand", "category", "customer", "country", "month", "payment_method")

# Tables of the lakehouse and those of the oracle that they must equal; the latter's columns are
# compared, with their types.
SILVER = {
    "processed.orders_cleaned": "lines",
    **{
        f"processed.int_webshop__{name}": name
        for name in (
            *("brands", "categories", "products", "customers", "promotions", "exchange_rates"),
        )
    },
    "processed.int_webshop__customer_history": "history_customers",
    "processed.int_webshop__product_history": "history_products",
}
GOLD = {
    f"analytics.{name}": name
    for name in (
        *(f"dim_webshop_{name}" for name in ("brands", "categories", "promotions")),
        *("dim_webshop_products", "dim_webshop_customers"),
        *("fct_webshop_order_lines", "fct_webshop_orders"),
    )
} | {"analytics.dim_exchange_rates": "exchange_rates"}
REPORTS = {
    f"analytics.{name}": name
    for name in (
        *(f"rpt_webshop_revenue_by_{name}" for name in REVENUE),
        *(f"rpt_webshop_cancellation_by_{name}" for name in CANCELLATION),
        *("rpt_webshop_headline", "rpt_webshop_promotions", "sales_metrics"),
        "rpt_webshop_customer_lifetime_value",
    )
} | {
    SALES: "described_lines",
    "analytics.fct_revenue": "fct_revenue_of_webshop",
}
# What a table of the oracle calls otherwise.
RENAMED = {"lines": {"file": "_file_path", "line": "_line_number"}}
ONLY = {"fct_revenue_of_webshop": "where line_of_business = 'webshop'"}

# Views that hold the rows of other tables again: they are not read.
AGAIN = frozenset(
    f"processed.int_webshop__{name}" for name in ("order_line_rows", "line_amounts", "valued_lines")
)

JUDGED = tuple(f"processed.{feed.judged}" for feed in registered_feeds("webshop"))
OUTCOMES = Comparison(
    JUDGED,
    {
        **FILE_COLUMNS,
        "_line_number": "bigint",
        "_outcome": "varchar",
        "_reject_rules": "varchar[]",
        "_warn_rules": "varchar[]",
    },
    f"""
    select
        {FILE}, _line_number as line, _outcome as outcome,
        list_sort(_reject_rules) as rejects, list_sort(_warn_rules) as warnings
    from actual
    """,
    "select file, modified_at_ms, size_bytes, line, outcome, rejects, warnings from outcomes",
)


class WebshopZone(Zone):
    """A landing root of the web shop's feeds, which notes what runs can see of them."""

    def deliveries(self) -> list[Delivery]:
        """What lies there now, of the feeds of its line of business."""
        return webshop.deliveries_of(self.root)


def same(connection: duckdb.DuckDBPyConnection, table: str, expected: str) -> Comparison:
    """Every row of a table, by the columns of the oracle's table.

    Times are compared in whole milliseconds: the rows of views are read as JSON that has no finer
    ones.
    """
    renamed = RENAMED.get(expected, {})
    oracle_table = connection.table(expected)
    kinds = {
        name: str(kind) for name, kind in zip(oracle_table.columns, oracle_table.types, strict=True)
    }
    in_utc = " at time zone 'UTC'"
    times = {name for name, kind in kinds.items() if kind == "TIMESTAMP"}
    columns = {
        renamed.get(name, name): "timestamptz" if name in times else kind
        for name, kind in kinds.items()
    }

    def selected(names: Mapping[str, str], zone: str) -> str:
        return ", ".join(
            f"date_trunc('milliseconds', {names.get(name, name)}{zone}) as {name}"
            if name in times
            else f"{names.get(name, name)} as {name}"
            for name in kinds
        )

    return Comparison(
        (table,),
        {**columns, **({"line_of_business": "varchar"} if expected in ONLY else {})},
        f"select {selected(renamed, in_utc)} from actual {ONLY.get(expected, '')}",
        f"select {selected({}, '')} from {expected}",
    )


def read_webshop(lakehouse: Lakehouse, *, kpis: bool = True) -> Contents:
    """Reads what can be compared with the oracle; without KPIs no view."""
    catalog, sales = lakehouse.session.spark.catalog, f"{lakehouse.prefix}{SALES}"
    is_kept = kpis and catalog.tableExists(sales)
    if is_kept:
        # what all reports are made of is joined once
        catalog.cacheTable(sales)
    try:
        return read_contents(lakehouse, LAYERS[1:], views=kpis, without=AGAIN)
    finally:
        if is_kept:
            catalog.uncacheTable(sales)


def truth_differences(
    contents: Contents,
    deliveries: Iterable[Delivery],
    seeds: Path,
    *,
    kpis: bool = True,
    currency: str = "INR",
) -> list[str]:
    """How tables differ from the oracle over all deliveries so far, as lines to read.

    Args:
        contents: what read_webshop has read.
        deliveries: every delivery that a run could see so far.
        seeds: the folder with the lakehouse's seeds.
        kpis: whether views were read, too.
        currency: the reporting currency.
    """
    with webshop.expect(deliveries, seeds, currency) as expected:
        known = {**SILVER, **GOLD, **REPORTS}
        read = known if kpis else {name: known[name] for name in known.keys() & contents.names}
        comparisons = {"outcome of every row": OUTCOMES} | {
            name: same(expected.connection, name, wanted) for name, wanted in sorted(read.items())
        }
        return compared(expected.connection, contents, comparisons)


def differences_from_truth(lakehouse: Lakehouse, *, kpis: bool = True) -> list[str]:
    """How a lakehouse differs, now, from the oracle over all deliveries so far; without KPIs its tables."""
    return truth_differences(
        read_webshop(lakehouse, kpis=kpis),
        lakehouse.zone.delivered.values(),
        lakehouse.project / "seeds",
        kpis=kpis,
        currency=lakehouse.reporting_currency,
    )
