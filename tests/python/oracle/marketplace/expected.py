"""Computes everything that the marketplace must hold, from the files that were delivered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import pyarrow as pa

from tests.python.oracle import deliveries as delivered
from tests.python.oracle.cleaning import MACROS
from tests.python.oracle.database import Database, connect
from tests.python.oracle.deliveries import Delivery, in_order
from tests.python.oracle.loading import load_deliveries
from tests.python.oracle.marketplace.changes import CHANGES
from tests.python.oracle.marketplace.entities import FEEDS
from tests.python.oracle.marketplace.facts import FACTS
from tests.python.oracle.marketplace.reports import SEGMENTS, Segment, reports
from tests.python.oracle.marketplace.values import VALUES

KpiTable = Literal[
    "rpt_marketplace_revenue_by_region",
    "rpt_marketplace_customer_lifetime_value",
    "rpt_marketplace_fulfilment_latency",
    "rpt_marketplace_delivery_promises",
]
GoldTable = Literal[
    KpiTable,
    "dim_marketplace_customers",
    "dim_marketplace_products",
    "dim_marketplace_sellers",
    "fct_marketplace_orders",
    "fct_marketplace_order_items",
    "fct_marketplace_payments",
]
KPI_TABLES: tuple[KpiTable, ...] = get_args(KpiTable)
GOLD_TABLES: tuple[GoldTable, ...] = get_args(GoldTable)


@dataclass(frozen=True)
class Marketplace(Database):
    """What the marketplace must hold. Close it, or use it in a `with` statement.

    The tables (times are TIMESTAMP in UTC, money is DECIMAL in BRL, counts are BIGINT; `<entity>`
    is one of `entities.ENTITIES`):
        changes: one row per landed row of every feed: entity, feed, file (relative to the landing
            root), modified_at_ms, size_bytes, line (physical, from 1), outcome (accepted,
            superseded, rejected), rejects (sorted rule names), op, changed_at, record_key, and for
            accepted ones valid_from, valid_to, is_current, is_deleted.
        changes_<entity>: the same of one entity with its key and its typed values.
        history_<entity>: the accepted ones, the versions: key, values, valid_from, valid_to,
            is_current, is_deleted, op, record_key, file, line.
        current_<entity>: key and values of the records that exist.
        history_archive: the versions that left the current state, and open deletions: entity,
            record_key, valid_from, valid_to, is_deleted, left_reason (updated, deleted,
            reinserted, is_deletion), left_at, left_file_path, left_line_number, record (JSON).
        dim_..., fct_..., rpt_...: see `facts` and `reports`.

    Beside them is how they came about: deliveries, raw_marketplace_<entity>, judged_<entity>.
    What is computed from extracts has only current_<entity> and the tables of GOLD_TABLES.
    """

    def table(self, name: GoldTable) -> pa.Table:
        """One of the tables of gold, in its own order."""
        return self.connection.table(name).to_arrow_table()


def deliveries_of(landing_root: Path) -> list[Delivery]:
    """Lists the files of the marketplace below a landing root as deliveries.

    Raises:
        FileNotFoundError: the landing root itself does not exist.
    """
    return delivered.deliveries_of(landing_root, FEEDS)


def expect(
    landing: Path | Iterable[Delivery], segments: tuple[Segment, ...] = SEGMENTS
) -> Marketplace:
    """Computes what the marketplace must hold.

    Args:
        landing: a landing root, whose files are taken as the only deliveries; or every delivery
            that a run could see so far, in any order, files that have since been replaced or
            deleted included.
        segments: the segments of persons; one belongs to the first that fits.

    Raises:
        FileNotFoundError: the landing root does not exist.
        ValueError: a delivery contradicts itself or belongs to no feed of the marketplace.
    """
    deliveries = deliveries_of(landing) if isinstance(landing, Path) else landing
    connection = connect()
    try:
        load_deliveries(connection, in_order(deliveries, FEEDS), FEEDS)
        for statements in (MACROS, VALUES, *CHANGES, FACTS, *reports(segments)):
            connection.execute(statements)
    except BaseException:
        connection.close()
        raise
    return Marketplace(connection)
