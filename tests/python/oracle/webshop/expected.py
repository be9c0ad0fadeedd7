"""Computes everything that the web shop must hold, from the files that were delivered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from tests.python.oracle import deliveries as delivered
from tests.python.oracle.database import Database, connect
from tests.python.oracle.deliveries import Delivery, in_order
from tests.python.oracle.webshop import facts
from tests.python.oracle.webshop.feeds import FEEDS, ORDER_FEEDS
from tests.python.oracle.webshop.judging import (
    Judged,
    judge,
    versions_of_pictures,
    versions_of_upserts,
    winning_lines,
)
from tests.python.oracle.webshop.reports import reports
from tests.python.oracle.webshop.seeds import Seeds, read_seeds

REPORTING_CURRENCY = "INR"
MONEY = pa.decimal128(20, 2)
TEXT, DATE, TIME, COUNT = pa.string(), pa.date32(), pa.timestamp("us"), pa.int64()

COLUMNS: dict[str, dict[str, Any]] = {
    "lines": {
        "seller": TEXT,
        "order_id": TEXT,
        "item_seq": COUNT,
        "order_date": DATE,
        "ordered_at": TIME,
        "customer_id": TEXT,
        "product_id": TEXT,
        "quantity": COUNT,
        "currency": TEXT,
        "unit_price": MONEY,
        "discount_pct": pa.decimal128(5, 2),
        "tax_amount": MONEY,
        "channel": TEXT,
        "coupon_code": TEXT,
        "order_status": TEXT,
        "payment_method": TEXT,
        "source_feed": TEXT,
        "file": TEXT,
        "line": COUNT,
    },
    "brands": {"brand_code": TEXT, "brand_name": TEXT, "category_code": TEXT},
    "categories": {"category_code": TEXT, "category_name": TEXT},
    "products": {
        "product_id": TEXT,
        "sku": TEXT,
        "category_code": TEXT,
        "brand_code": TEXT,
        "color": TEXT,
        "size": TEXT,
        "material": TEXT,
        "weight_grams": pa.decimal128(20, 3),
        "length_cm": MONEY,
        "width_cm": MONEY,
        "height_cm": MONEY,
        "rating_count": COUNT,
    },
    "customers": {
        "customer_id": TEXT,
        "phone_masked": TEXT,
        "country_code": TEXT,
        "state": TEXT,
        "gender": TEXT,
    },
    "promotions": {
        "coupon_code": TEXT,
        "promotion_name": TEXT,
        "valid_from": DATE,
        "valid_to": DATE,
    },
    "exchange_rates": {
        "rate_date": DATE,
        "from_currency": TEXT,
        "to_currency": TEXT,
        "rate": pa.decimal128(24, 8),
    },
    "country_names": {"country_code": TEXT, "country": TEXT},
    "outcomes": {
        "feed": TEXT,
        "file": TEXT,
        "modified_at_ms": COUNT,
        "size_bytes": COUNT,
        "line": COUNT,
        "outcome": TEXT,
        "rejects": pa.list_(TEXT),
        "warnings": pa.list_(TEXT),
    },
}
VERSION = {"valid_from": TIME, "valid_to": TIME, "is_current": pa.bool_()}


@dataclass(frozen=True)
class Webshop(Database):
    """What the web shop must hold. Close it, or use it in a `with` statement.

    The tables (times are TIMESTAMP in UTC, money is DECIMAL; `..._amount` is in the order's own
    currency, the same word without it in the reporting currency):
        outcomes: one row per landed row of every feed: feed, file (relative to the landing root),
            modified_at_ms, size_bytes, line, outcome, rejects and warnings (sorted rule names).
        lines: one row per order line of a seller, typed, the last one that was delivered.
        brands, categories, products, customers, promotions, exchange_rates: what counts now.
        history_customers, history_products: versions with valid_from, valid_to, is_current.
        dim_webshop_..., fct_webshop_...: see `facts`.
        rpt_webshop_..., sales_metrics, fct_revenue_of_webshop: see `reports`.
    """

    def table(self, name: str) -> pa.Table:
        """One of the tables, in its own order."""
        return self.connection.table(name).to_arrow_table()


def deliveries_of(landing_root: Path) -> list[Delivery]:
    """Lists the files of the web shop below a landing root as deliveries."""
    return delivered.deliveries_of(landing_root, FEEDS)


def expect(
    landing: Path | Iterable[Delivery], seeds: Path, reporting_currency: str = REPORTING_CURRENCY
) -> Webshop:
    """Computes what the web shop must hold.

    Args:
        landing: a landing root, whose files are taken as the only deliveries; or every delivery
            that a run could see so far, in any order.
        seeds: the folder with the project's seeds.
        reporting_currency: code of the currency that everything is shown in.

    Raises:
        FileNotFoundError: the landing root or a seed does not exist.
        ValueError: a delivery or a seed contradicts itself.
    """
    deliveries = deliveries_of(landing) if isinstance(landing, Path) else landing
    mappings = read_seeds(seeds)
    judged = judge_all(deliveries, mappings)
    connection = connect()
    try:
        load(connection, judged, mappings)
        for statements in (
            facts.MACROS,
            facts.facts(reporting_currency),
            *reports(mappings.segments),
        ):
            connection.execute(statements)
    except BaseException:
        connection.close()
        raise
    return Webshop(connection)


def judge_all(deliveries: Iterable[Delivery], seeds: Seeds) -> dict[str, list[Judged]]:
    """Judges the rows of all feeds, deliveries in one order over all of them."""
    every = [each for feed in in_order(deliveries, FEEDS).values() for each in feed]
    ordered = sorted(every, key=place)
    ranked = list(enumerate(ordered))
    return {
        feed: judge(feed, ((rank, each) for rank, each in ranked if each.feed == feed), seeds)
        for feed in FEEDS
    }


def place(delivery: Delivery) -> tuple[int, str, str, int]:
    """Sorts the deliveries of all feeds into the order that decides which is later."""
    stem = delivery.file.removesuffix(delivery.extension or "")
    return (delivery.modified_at_ms, stem, delivery.file, len(delivery.content))


def load(
    connection: duckdb.DuckDBPyConnection, judged: Mapping[str, list[Judged]], seeds: Seeds
) -> None:
    """Makes the tables that everything else is computed from."""
    orders = [row for feed in ORDER_FEEDS for row in judged[feed]]
    load_rows(connection, "lines", winning_lines(orders))
    for name in ("brands", "categories", "products", "customers", "promotions", "exchange_rates"):
        rows = judged[f"webshop/{name}"]
        current = [values for row in rows if row.outcome == "accepted" for values in row.lines]
        load_rows(connection, name, current)
    load_rows(
        connection,
        "history_customers",
        versions_of_upserts(judged["webshop/customers"], "customer_id"),
        {**COLUMNS["customers"], **VERSION},
    )
    load_rows(
        connection,
        "history_products",
        versions_of_pictures(judged["webshop/products"], "product_id"),
        {**COLUMNS["products"], **VERSION},
    )
    names = [{"country_code": code, "country": name} for code, name in seeds.country_names.items()]
    load_rows(connection, "country_names", names)
    load_rows(connection, "outcomes", [outcome(row) for feed in FEEDS for row in judged[feed]])


def outcome(row: Judged) -> dict[str, Any]:
    """What became of a delivered row."""
    return {
        "feed": row.delivery.feed,
        "file": row.delivery.file,
        "modified_at_ms": row.delivery.modified_at_ms,
        "size_bytes": len(row.delivery.content),
        "line": row.line,
        "outcome": row.outcome,
        "rejects": row.rejects,
        "warnings": row.warnings,
    }


def load_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    rows: list[dict[str, Any]],
    columns: Mapping[str, Any] | None = None,
) -> None:
    """Makes a table of rows."""
    kinds = COLUMNS[name] if columns is None else columns
    arrays = [pa.array([row[column] for row in rows], kind) for column, kind in kinds.items()]
    connection.register("incoming", pa.table(arrays, names=list(kinds)))
    connection.execute(f"create table {name} as from incoming")
    connection.unregister("incoming")
