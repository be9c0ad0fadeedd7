"""A connection of DuckDB in which the lakehouse's tables and views stand under their own names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import duckdb
import pyarrow as pa
from deltalake import DeltaTable, QueryBuilder
from deltalake.exceptions import DeltaError
from sqlglot import exp
from sqlglot.errors import SqlglotError

from orchestration.reading.errors import ReadingError
from orchestration.reading.good_run import GoodRun
from orchestration.reading.spark_sql import names_in, parsed, translated
from orchestration.reading.storage import Warehouse

# What a run says about itself is read as it is now, also when that run was no good one.
ALWAYS_NOW = ("logs", "raw")


class Reader:
    """Answers Spark SQL on the tables of a lakehouse. Only what a query names is opened.

    Gold and what it is made of are read as the last good run has left them; `logs` as they are now.

    Args:
        warehouse: where the tables lie.
        good_run: versions and views.
        now: reads all tables as they are now.
    """

    def __init__(self, warehouse: Warehouse, good_run: GoodRun, *, now: bool = False) -> None:
        self.warehouse = warehouse
        self.good_run = good_run
        self.now = now
        self.connection = duckdb.connect()
        self.connection.execute("set timezone = 'UTC'")
        self.opened: set[str] = set()

    def close(self) -> None:
        """Frees the memory of what was read."""
        self.connection.close()

    def query(self, sql: str) -> pa.Table:
        """The rows of a query in Spark SQL, with `<schema>.<table>` names without a prefix.

        Raises ReadingError when it cannot be understood, or names what is not there.
        """
        try:
            tree = parsed(sql)
        except SqlglotError as error:
            reason = str(error).splitlines()[0]
            raise ReadingError(f"The query is no SQL: {reason}", "correct it.") from error
        if not isinstance(tree, exp.Query | exp.Describe | exp.Show):
            raise ReadingError(
                "Only queries are answered here.",
                "write a select; tables are written by dbt alone.",
            )
        places = self.places_of(tree, is_now=False)
        with self.in_words():
            return self.connection.execute(translated(tree, places)).to_arrow_table()

    def places_of(self, tree: exp.Expression, *, is_now: bool) -> dict[str, str]:
        """Opens what a statement reads. Returns where each of it stands."""
        places = {}
        for name in sorted(names_in(tree)):
            plain = name.removeprefix(self.good_run.prefix)
            below = self.open(plain, is_now=is_now or plain.split(".")[0] in ALWAYS_NOW)
            places[name] = f"{below}.{plain.split('.', 1)[1]}"
        return places

    def open(self, name: str, *, is_now: bool) -> str:
        """Makes a table or view known to DuckDB. Returns the schema that it stands in.

        What a view of `logs` reads is read as it is now, too, so it stands in a schema of its own.
        """
        if "." not in name:
            raise ReadingError(
                f"{name} has no schema.", f"write it with one, for example analytics.{name}."
            )
        schema, table = name.removeprefix(self.good_run.prefix).split(".", 1)
        plain = f"{schema}.{table}"
        is_now = is_now or self.now
        at = f"{schema}{'' if not is_now or schema in ALWAYS_NOW else '__now'}"
        if f"{at}.{table}" in self.opened:
            return at
        self.connection.execute(f'create schema if not exists "{at}"')
        if plain in self.good_run.views:
            self.open_view(plain, at, table, is_now=is_now)
        else:
            version = None if is_now else self.good_run.tables.get(plain)
            self.open_table(schema, table, at, version)
        self.opened.add(f"{at}.{table}")
        return at

    def open_view(self, plain: str, at: str, table: str, *, is_now: bool) -> None:
        """A view, made of views and tables that are opened first."""
        tree = parsed(self.good_run.views[plain])
        places = self.places_of(tree, is_now=is_now)
        with self.in_words(plain):
            self.connection.execute(
                f'create or replace view "{at}"."{table}" as {translated(tree, places)}'
            )

    def open_table(self, schema: str, table: str, at: str, version: int | None) -> None:
        """A Delta table; its columns and files are read when a query asks for them."""
        found = self.warehouse.open(self.good_run.prefix + schema, table, version)
        rows = f"{at}__{table}__rows"
        self.connection.register(rows, rows_of(found))
        self.connection.execute(
            f'create or replace view "{at}"."{table}" as select * from "{rows}"'
        )

    @contextmanager
    def in_words(self, name: str = "") -> Iterator[None]:
        """Turns DuckDB's refusals into sentences."""
        try:
            yield
        except (duckdb.Error, DeltaError, OSError, pa.ArrowInvalid) as error:
            reason = str(error).strip().splitlines()[0].rstrip(".")
            what = f"{name or 'The query'} cannot be answered without Spark: {reason}."
            raise ReadingError(
                what,
                "correct the query; dbt show --inline '<query>' asks Spark itself; if files are "
                "missing, upkeep has removed them: make run-pipeline.",
            ) from error


def rows_of(table: DeltaTable) -> object:
    """What DuckDB reads of a table: lazily, or at once where rows are deleted in place."""
    if table.protocol().reader_features and "deletionVectors" in (
        table.protocol().reader_features or ()
    ):
        reader = QueryBuilder().register("rows_read", table)
        return pa.table(reader.execute("select * from rows_read").read_all())
    return table.to_pyarrow_dataset()


def listed(good_run: GoodRun) -> Mapping[str, str]:
    """All that can be asked for: table or view, by name."""
    kinds = dict.fromkeys(good_run.tables, "table") | dict.fromkeys(good_run.views, "view")
    return dict(sorted(kinds.items()))
