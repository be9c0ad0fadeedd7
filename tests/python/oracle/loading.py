"""Puts the rows of deliveries into tables, as they are read."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from tests.python.oracle.database import create_table
from tests.python.oracle.deliveries import Delivery
from tests.python.oracle.feeds import Feed
from tests.python.oracle.reading import RawRow, read

DELIVERY_COLUMNS = {
    "feed": pa.string(),
    "file_number": pa.int64(),
    "file": pa.string(),
    "modified_at_ms": pa.int64(),
    "size_bytes": pa.int64(),
    "status": pa.string(),
    "landed": pa.int64(),
    "columns": pa.list_(pa.string()),
}


def load_deliveries(
    connection: duckdb.DuckDBPyConnection,
    ordered: Mapping[str, list[Delivery]],
    feeds: Mapping[str, Feed],
) -> None:
    """Makes the tables deliveries, raw_<feed> and landed (the places of all rows).

    Args:
        connection: where they are made.
        ordered: the deliveries of every feed, from the earliest to the latest; a delivery's place
            in its feed, from 1, is its file_number.
        feeds: the feeds by their names.
    """
    files: list[tuple[object, ...]] = []
    for name, feed in feeds.items():
        rows: list[RawRow] = []
        for number, delivery in enumerate(ordered[name], 1):
            landed = read(delivery, feed, number)
            rows.extend(landed.rows)
            size = len(delivery.content)
            place = (name, number, delivery.file, delivery.modified_at_ms, size)
            files.append((*place, landed.status, len(landed.rows), landed.columns))
        load_rows(connection, feed, rows)
    kinds = tuple(DELIVERY_COLUMNS.values())
    create_table(connection, "deliveries", tuple(DELIVERY_COLUMNS), kinds, files)
    every_feed = " union all ".join(
        f"select '{name}' as feed, file_number, line, row, raw from {feed.raw_table}"
        for name, feed in feeds.items()
    )
    connection.execute(f"create table landed as {every_feed}")


def load_rows(connection: duckdb.DuckDBPyConnection, feed: Feed, rows: list[RawRow]) -> None:
    """Makes the raw table of a feed."""
    columns = ("file_number", "line", "row", "row_status", "raw", *feed.every_column)
    kinds = (pa.int64(), pa.int64(), pa.int64(), *[pa.string()] * (2 + len(feed.every_column)))
    create_table(connection, feed.raw_table, columns, kinds, rows)
