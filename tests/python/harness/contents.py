"""What the tables of a lakehouse hold, and how two such readings differ.

Tables on this machine are read by delta-rs, which knows nothing of Spark: a statement of Spark
costs as much as reading them all.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
from deltalake import DeltaTable, QueryBuilder

from orchestration.setup.render import PROJECT
from tests.python.harness.lakehouse import Lakehouse

# The columns that tell when and in which run a row was written, and nothing about what it says:
# the only ones that an increment and a full refresh may differ in.
RUN_COLUMNS = ("_judgement_id", "_loaded_at")

# What a full refresh builds anew and must build alike.
SILVER_AND_GOLD = ("processed", "analytics")
SHOWN_ROWS = 5
# Views over all that others hold, which take longer to read than those together.
COMPUTED_WHEN_ASKED = {
    f"logs.{path.stem}" for path in (PROJECT / "models" / "operations" / "anomalies").glob("*.sql")
}


@dataclass(frozen=True)
class Contents:
    """Every row of some tables: columns `name` (`<schema>.<table>`) and `record` (JSON)."""

    rows: pa.Table

    @property
    def names(self) -> set[str]:
        """The tables, those without rows left out."""
        return set(self.rows["name"].unique().to_pylist())

    def without(self, names: Collection[str]) -> Contents:
        """The same without some tables."""
        left_out = pc.is_in(self.rows["name"], pa.array(sorted(names), pa.string()))
        return Contents(self.rows.filter(pc.invert(left_out)))

    def records(self, name: str) -> list[dict[str, Any]]:
        """The rows of a table."""
        texts = self.rows.filter(pc.equal(self.rows["name"], name))["record"].to_pylist()
        return [json.loads(text) for text in texts]


def tables_of(lakehouse: Lakehouse, schemas: Sequence[str], *, views: bool = False) -> list[str]:
    """Names (`<schema>.<table>`) of the tables in some schemas, of the views too if asked for."""
    found = []
    for schema in schemas:
        if not lakehouse.sql(f"show schemas like '{{{schema}}}'"):
            continue
        everything, views_alone = (
            {name for _, name, temporary, *_ in lakehouse.sql(statement) if not temporary}
            for statement in (f"show tables in {{{schema}}}", f"show views in {{{schema}}}")
        )
        shown_names = everything if views else everything - views_alone
        found += [f"{schema}.{name}" for name in shown_names]
    return sorted(found)


def read_contents(
    lakehouse: Lakehouse,
    schemas: Sequence[str] = SILVER_AND_GOLD,
    *,
    views: bool | Collection[str] = False,
    without: Collection[str] = (),
) -> Contents:
    """Reads all rows of some schemas' tables, of their views too if asked for.

    views: all of them or none, or the `<schema>.<view>` of some: reading one costs a statement of
        Spark, reading a table next to nothing.
    without: `<schema>.<table>` of what is not read; the views of anomalies never are.
    """
    left_out = COMPUTED_WHEN_ASKED | set(without)
    names = tables_of(lakehouse, schemas, views=views is True)
    names += [] if isinstance(views, bool) else views
    names = [name for name in names if name not in left_out]
    if not names:
        raise AssertionError(f"There are no tables in {', '.join(schemas)}.")
    return gathered((name, rows_of(lakehouse, name)) for name in names)


def gathered(tables: Iterable[tuple[str, pa.Table]]) -> Contents:
    """The rows of tables, by their names (`<schema>.<table>`)."""
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("create table contents (name varchar, record varchar)")
        for name, rows in tables:
            connection.register("rows_read", rows)
            connection.execute(
                "insert into contents select ?, to_json(rows_read) from rows_read", [name]
            )
        return Contents(connection.execute("from contents").to_arrow_table())


def folder_of(lakehouse: Lakehouse, name: str) -> Path:
    """The folder of `<schema>.<table>` on this machine."""
    schema, table = name.split(".")
    return lakehouse.warehouse / f"{lakehouse.prefix}{schema}.db" / table


def rows_of(lakehouse: Lakehouse, name: str) -> pa.Table:
    """All rows of `<schema>.<table>`; a view, or a table elsewhere, is read by Spark."""
    folder = folder_of(lakehouse, name)
    if not (folder / "_delta_log").is_dir():
        # one task: each takes the whole plan apart anew, and a view may have a hundred
        query = f"select * from {lakehouse.prefix}{name}"
        return lakehouse.session.spark.sql(query).coalesce(1).toArrow()
    reader = QueryBuilder().register("rows_read", DeltaTable(folder))
    return pa.table(reader.execute("select * from rows_read").read_all())


def differences(
    before: Contents, after: Contents, *, ignored: Sequence[str] = RUN_COLUMNS
) -> list[str]:
    """How two readings differ, in both directions, as lines to read; none if they are equal."""
    patch = "{" + ", ".join(f'"{column}": null' for column in ignored) + "}"
    with duckdb.connect() as connection:
        for name, contents in (("before", before), ("after", after)):
            connection.register(f"{name}_read", contents.rows)
            connection.execute(
                f"create table {name}_rows as select name, cast(json_merge_patch("
                f"record, '{patch}') as varchar) as record from {name}_read"
            )
        found = connection.execute(
            """
            select name, side, record
            from (
                select 'only before' as side, *
                from (from before_rows except all from after_rows)
                union all
                select 'only after', *
                from (from after_rows except all from before_rows)
            )
            order by name, record, side
            """
        ).fetchall()
    return shown([(f"{name}: {side}", record) for name, side, record in found])


def shown(found: list[tuple[str, object]]) -> list[str]:
    """Rows under what is said of them, at most a few each, with their number."""
    titles = sorted({title for title, _ in found})
    lines = []
    for title in titles:
        rows = [row for each, row in found if each == title]
        lines.append(f"{title}: {len(rows):,} rows")
        lines += [f"    {row}" for row in rows[:SHOWN_ROWS]]
    return lines


def assert_same(before: Contents, after: Contents, claim: str) -> None:
    """Fails with the rows that differ."""
    found = differences(before, after)
    assert not found, "\n".join([f"{claim}:", *found])


def assert_refresh_changes_nothing(lakehouse: Lakehouse) -> None:
    """Rebuilds silver and gold from bronze and fails unless they hold the same rows as before."""
    before = read_contents(lakehouse)
    lakehouse.run(full_refresh=True)
    assert_same(before, read_contents(lakehouse), "a full refresh gave other rows than the runs")
