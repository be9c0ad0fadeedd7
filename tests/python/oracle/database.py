"""The DuckDB databases that hold what is expected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from tests.python.oracle import hygiene


@dataclass(frozen=True)
class Database:
    """Tables of expected rows. Close it, or use it in a `with` statement.

    Attributes:
        connection: the in-memory DuckDB database that holds them.
    """

    connection: duckdb.DuckDBPyConnection

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Rows of any query over the tables."""
        return self.connection.execute(query, list(parameters)).fetchall()

    def close(self) -> None:
        """Frees the memory of the database."""
        self.connection.close()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Closes."""
        self.close()


def connect() -> duckdb.DuckDBPyConnection:
    """A new empty database in memory."""
    connection = duckdb.connect(config={"threads": "2"})
    connection.execute("set enable_progress_bar = false")
    hygiene.register(connection)
    return connection


def create_table(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[str],
    kinds: Sequence[Any],
    rows: Sequence[Sequence[object]],
) -> None:
    """Makes a table of rows."""
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    arrays = [pa.array(column, kind) for column, kind in zip(values, kinds, strict=True)]
    connection.register("incoming", pa.table(arrays, names=list(columns)))
    connection.execute(f"create table {name} as from incoming")
    connection.unregister("incoming")
