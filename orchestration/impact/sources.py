"""Where both states are read: Delta tables without Spark, or a SQL warehouse of Databricks."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, Protocol

import pyarrow as pa
from deltalake.exceptions import DeltaError

from orchestration.dashboards.errors import DashboardError
from orchestration.dashboards.sources import connected
from orchestration.impact.changes import Manifest
from orchestration.impact.errors import ImpactError
from orchestration.reading import GoodRun, Reader, ReadingError, read_good_run
from orchestration.reading.good_run import built, version_of
from orchestration.reading.storage import Warehouse

Row = Mapping[str, Any]
SAME_TYPES = {
    "bool": "boolean",
    "int8": "tinyint",
    "int16": "smallint",
    "int32": "int",
    "int64": "bigint",
    "large_string": "string",
    "string_view": "string",
    "date32[day]": "date",
}


class Source(Protocol):
    """Something that answers Spark SQL on the tables of both states, by `<schema>.<table>`."""

    def ask(self, sql: str) -> list[Row]:
        """The rows of a query. Raises ImpactError when it cannot be answered."""

    def columns(self, relation: str) -> dict[str, str]:
        """Names and types of a table's columns. Raises ImpactError when there is none."""


class Files:
    """The tables of a warehouse of files: the good state as its last good run left it.

    Args:
        base: prefix of the good state.
        manifest: what dbt compiled for the branch.
        prefix: prefix of the branch.
    """

    def __init__(
        self, base: str, manifest: Manifest, prefix: str, values: Mapping[str, str]
    ) -> None:
        good = read_good_run({**values, "DBT_SCHEMA_PREFIX": base})
        warehouse = Warehouse.of_environment(values)
        views = {base + name: sql for name, sql in good.views.items()}
        for name, node in built(manifest, prefix).items():
            # only what was built has compiled SQL; a leftover of an earlier table must not be read instead
            if node["config"].get("materialized") == "view" and node.get("compiled_code"):
                views[prefix + name] = node["compiled_code"]
        tables = {base + name: version for name, version in good.tables.items()}
        both = GoodRun(good.run_id, good.finished_at, "", good.reporting_currency, tables, views)
        self.reader = Reader(warehouse, both)
        self.reporting = good.reporting_currency
        self.as_of = f"the good run that ended {good.finished_at} ({good.run_id[:8]})"
        self.notes = notes_of(warehouse, tables)

    def ask(self, sql: str) -> list[Row]:
        """The rows of a query."""
        return [dict(row) for row in self.table(sql).to_pylist()]

    def columns(self, relation: str) -> dict[str, str]:
        """Names and types, those of a view as DuckDB sees them."""
        schema = self.table(f"select * from {relation} limit 0").schema
        return {field.name: type_name(field.type) for field in schema}

    def table(self, sql: str) -> pa.Table:
        """The answer. Raises ImpactError with why there is none."""
        try:
            return self.reader.query(sql)
        except ReadingError as error:
            raise ImpactError(error.what, error.mend) from error

    def close(self) -> None:
        """Frees what was read."""
        self.reader.close()


class Databricks:
    """The tables of a catalog, through a SQL warehouse."""

    def __init__(self, connection: Any, reporting: str) -> None:
        self.connection = connection
        self.reporting = reporting
        self.as_of = "the tables as they are now"
        self.notes: Sequence[str] = ()
        self.known: dict[str, dict[str, str]] = {}

    def ask(self, sql: str) -> list[Row]:
        """The rows of a query. Raises ImpactError with why there are none."""
        from databricks.sql.exc import Error

        try:
            with closing(self.connection.cursor()) as cursor:
                cursor.execute(sql)
                return [row.asDict() for row in cursor.fetchall()]
        except Error as error:
            reason = " ".join(str(error).split())[:300].rstrip(".")
            raise ImpactError(f"The warehouse refuses: {reason}.", "mend what it names.") from error

    def columns(self, relation: str) -> dict[str, str]:
        """Names and types; asked once for a schema."""
        schema = relation.split(".")[0]
        if schema not in self.known:
            self.known[schema] = {}
            for row in self.ask(
                "select table_name, column_name, full_data_type from information_schema.columns "
                f"where table_schema = '{schema}' order by table_name, ordinal_position"
            ):
                columns = self.known.setdefault(f"{schema}.{row['table_name']}", {})
                columns[row["column_name"]] = row["full_data_type"]
        if relation not in self.known:
            raise ImpactError(f"There is no table {relation}.", "build it: make impact.")
        return self.known[relation]


@contextmanager
def source_of(
    target: str,
    base: str,
    manifest: Manifest,
    prefix: str,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Files | Databricks]:
    """The place where both states lie. Raises ImpactError when it cannot be opened."""
    values = os.environ if environment is None else environment
    try:
        if target == "databricks":
            currency = values.get("REPORTING_CURRENCY", "").strip().upper() or "INR"
            with closing(connected(values)) as connection:
                yield Databricks(connection, currency)
        else:
            with closing(Files(base, manifest, prefix, values)) as files:
                yield files
    except (ReadingError, DashboardError) as error:
        raise ImpactError(error.what, error.mend) from error


def notes_of(warehouse: Warehouse, tables: Mapping[str, int]) -> list[str]:
    """Whether the good state has moved on: the branch was then built from newer tables than it is compared with."""
    moved = []
    for name, version in tables.items():
        if name.split(".")[0].endswith(("logs", "raw")):
            continue
        try:
            if version_of(warehouse, name) != version:
                moved.append(name)
        except (DeltaError, OSError):
            moved.append(name)
    if not moved:
        return []
    return [
        f"{len(moved)} tables of the good state were written after its last good run ({moved[0]}): "
        "differences may be those of the data. Build it first: make run-pipeline."
    ]


def type_name(kind: pa.DataType) -> str:
    """A type of Arrow in Spark's words."""
    text = str(kind)
    if pa.types.is_decimal(kind):
        return f"decimal({kind.precision},{kind.scale})"
    if pa.types.is_timestamp(kind):
        return "timestamp" if kind.tz else "timestamp_ntz"
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return f"array<{type_name(kind.value_type)}>"
    return SAME_TYPES.get(text, text)
