"""Computes everything the pipeline must produce from landed files and seeds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal, get_args

import duckdb
import pyarrow as pa
from duckdb.sqltypes import VARCHAR

from tests.python.oracle import hygiene
from tests.python.oracle.cleaning import MACROS
from tests.python.oracle.database import Database, connect, create_table
from tests.python.oracle.deliveries import Delivery, deliveries_of, in_order
from tests.python.oracle.feeds import FEEDS
from tests.python.oracle.kpis import KPIS
from tests.python.oracle.loading import load_deliveries
from tests.python.oracle.orders import ORDER_WINNERS, ORDERS, OUTCOMES, PARSED_TEXTS, SALES
from tests.python.oracle.reference import (
    CUSTOMERS,
    KEYED_REFERENCE,
    PRICES,
    PRODUCTS,
    REFERENCE_TABLES,
    corrected,
)
from tests.python.oracle.seeds import SEEDS, read_seeds

TableName = Literal[
    "outcomes",
    "file_accounting",
    "customers",
    "products",
    "prices",
    "yearly_prices",
    "order_lines",
    "fct_distribution_monthly_sales",
    "kpi_headline",
    "kpi_monthly_revenue",
    "kpi_channel_share",
    "kpi_top_products",
    "kpi_top_customers",
    "kpi_variants",
    "kpi_price_quantity",
]
TABLES: tuple[TableName, ...] = get_args(TableName)


@dataclass(frozen=True)
class Headline:
    """The four headline KPIs. Money in INR; the mean is unrounded to six decimals, or None."""

    total_revenue_inr: Decimal
    total_quantity: int
    unique_customers: int
    average_selling_price_inr: Decimal | None


@dataclass(frozen=True)
class Expected(Database):
    """What the pipeline must produce: every table of TABLES. Close it, or use it in a `with`.

    Beside the tables is how they came about: raw_<company>_<entity>, seed_<name>,
    judged_customers, judged_products, judged_prices, judged_orders (every line with its values,
    the rules it breaks and the warnings it raises).

    The tables (money is DECIMAL, counts are BIGINT):
        outcomes: one row per landed row: feed, file (relative to the landing root),
            modified_at_ms, size_bytes, line (physical, from 1), row (from 1), outcome (accepted,
            superseded, rejected), rejects and warnings (sorted rule names), raw (the line, where
            it could not be read into columns).
        file_accounting: one row per delivery: feed, file, modified_at_ms, size_bytes, status (ok,
            file_schema, empty, unsupported, unreadable), landed, accepted, superseded, rejected.
        customers, products: one row per (company, id), with is_active.
        prices: one row per (company, product_id, price_month or, for atlon, price_year).
        yearly_prices: one row per (company, product_id, price_year).
        order_lines: one row per accepted line; order_id is null for atlon.
        fct_distribution_monthly_sales: one row per (company, date, product_id, customer_id).
        kpi_...: see `kpis`.
    """

    def table(self, name: TableName) -> pa.Table:
        """One of the tables, in its own order."""
        return self.connection.table(name).to_arrow_table()

    @property
    def headline(self) -> Headline:
        """The headline KPIs."""
        return Headline(*self.rows("from kpi_headline")[0])


def expect(landing: Path | Iterable[Delivery], seeds: Path) -> Expected:
    """Computes what the pipeline must produce.

    Args:
        landing: a landing root, whose files are taken as the only deliveries; or every delivery
            that the pipeline has loaded so far, in any order, files that have since been replaced
            or deleted included.
        seeds: the folder with the project's seeds.

    Raises:
        FileNotFoundError: the landing root or a seed does not exist.
        ValueError: a seed or a delivery contradicts itself.
    """
    deliveries = deliveries_of(landing) if isinstance(landing, Path) else landing
    seed_rows = read_seeds(seeds)
    connection = connect()
    try:
        load_deliveries(connection, in_order(deliveries), FEEDS)
        load_seeds(connection, seed_rows)
        words = seed_rows["product_words"]
        hygiene.add(connection, "corrected", lambda text: corrected(text, words), VARCHAR)
        for statements in (
            MACROS,
            CUSTOMERS,
            PRODUCTS,
            PRICES,
            KEYED_REFERENCE,
            REFERENCE_TABLES,
            PARSED_TEXTS,
            ORDERS,
            ORDER_WINNERS,
            OUTCOMES,
            SALES,
            KPIS,
        ):
            connection.execute(statements)
    except BaseException:
        connection.close()
        raise
    return Expected(connection)


def load_seeds(
    connection: duckdb.DuckDBPyConnection, seeds: dict[str, list[tuple[str, ...]]]
) -> None:
    """Makes the tables seed_<name>."""
    for name, rows in seeds.items():
        columns = SEEDS[name].columns
        create_table(connection, f"seed_{name}", columns, [pa.string()] * len(columns), rows)
