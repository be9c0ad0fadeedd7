"""Small Delta tables under the names of the marts, written without Spark, for tests of pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import yaml
from deltalake import DeltaTable, write_deltalake

from orchestration.dashboards.catalogue import Page, marts_of
from orchestration.reading import GoodRun
from orchestration.reading.good_run import file_of
from orchestration.setup.render import PROJECT, replace_file

DATES = {"month", "date", "order_date", "purchase_month", "day"}
TIMES = {"finished_at", "failed_at", "loaded_at", "file_modified_at", "first_seen_at"}
NUMBERS = pa.decimal128(38, 4)


@cache
def described_columns(project: Path = PROJECT) -> dict[str, list[str]]:
    """The described columns of every table and view, by `<schema>.<table>`.

    That tables have just these columns another test says (test_everything_is_described).
    """
    found = {}
    for file in sorted((project / "models").rglob("_*.yml")):
        document = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        schema = "logs" if "operations" in file.parts else "analytics"
        tables = list(document.get("models", []))
        for source in document.get("sources", []):
            tables += source["tables"]
        for table in tables:
            name = table.get("config", {}).get("alias", table["name"])
            found[f"{schema}.{name}"] = [each["name"] for each in table.get("columns", [])]
    return found


def kind_of(column: str, numbers: set[str]) -> pa.DataType:
    """The type of a column: as the catalogue uses it."""
    if column in DATES:
        return pa.date32()
    if column in TIMES:
        return pa.timestamp("us", tz="UTC")
    if column.startswith("is_"):
        return pa.bool_()
    return NUMBERS if column in numbers else pa.string()


def numbers_in(pages: Sequence[Page]) -> set[str]:
    """The columns that are added up or compared in size."""
    found = set()
    for page in pages:
        for item in page.items:
            for measure in item.measures:
                for part in measure.parts:
                    if part.function in ("sum", "max", "min"):
                        found |= set(part.columns)
    return found - TIMES


def value_of(kind: pa.DataType, number: int) -> Any:
    """A value of a type."""
    if kind == pa.date32():
        return date(2025, 7 + number % 3, 1)
    if pa.types.is_timestamp(kind):
        return datetime(2025, 7, 1, 6, number % 60, tzinfo=UTC)
    if kind == pa.bool_():
        return False
    return Decimal(number + 1) * Decimal("1000.5") if kind == NUMBERS else f"name {number % 3}"


def write_tables(
    home: Path,
    pages: Sequence[Page],
    rows: int,
    *,
    without: str = "",
    draw: Callable[[str, pa.DataType, int], Any] = lambda column, kind, number: value_of(
        kind, number
    ),
    **changed: Any,
) -> dict[str, str]:
    """Writes a table for each mart and notes a good run. Returns the environment to read it.

    Args:
        home: a new folder.
        pages: whose marts are written.
        rows: how many each has.
        without: a mart that is not written.
        draw: the value of a column of a type in a row.
        changed: a value that all rows have, by the column's name.
    """
    columns, numbers = described_columns(), numbers_in(pages)
    versions: dict[str, int] = {}
    names = {*marts_of(pages), "logs.file_ledger", "logs.etl_errors", "logs.run_log"} & set(columns)
    names -= {without}
    for name in sorted(names):
        kinds = {column: kind_of(column, numbers) for column in columns[name]}
        made = [
            {
                column: changed[column] if column in changed else draw(column, kind, number)
                for column, kind in kinds.items()
            }
            for number in range(rows)
        ]
        versions[name] = write(home, name, pa.Table.from_pylist(made, pa.schema(kinds.items())))
    note(home, versions)
    return {
        "LAKEHOUSE_HOME": str(home),
        "DBT_TARGET_PATH": str(home / "target"),
    }


def write(home: Path, name: str, table: pa.Table, mode: Any = "overwrite") -> int:
    """Writes rows of a table where Spark would keep it. Returns the version."""
    schema, table_name = name.split(".")
    folder = home / "warehouse" / f"{schema}.db" / table_name
    write_deltalake(folder, table, mode=mode)
    return DeltaTable(folder).version()


def write_rows(home: Path, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes other rows into a table that is there; what a row does not say is null."""
    schema, table_name = name.split(".")
    there = DeltaTable(home / "warehouse" / f"{schema}.db" / table_name).to_pyarrow_table()
    write(home, name, pa.Table.from_pylist(list(rows), there.schema))


def note(
    home: Path, versions: Mapping[str, int], views: Mapping[str, str] | None = None
) -> GoodRun:
    """Notes a good run."""
    run = GoodRun(
        "0123456789", "2025-09-01T04:00:00+00:00", "", "INR", dict(versions), dict(views or {})
    )
    replace_file(file_of(home, ""), msgspec.json.encode(run).decode())
    return run
