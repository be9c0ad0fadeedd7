"""A mart before and after a change: rows by key, columns, and which columns differ. One query a mart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from orchestration.impact.changes import Mart
from orchestration.impact.errors import ImpactError
from orchestration.impact.sources import Source

# sums of floats differ in their last places by the order of rows
FLOATS = ("double", "float")
CLOSE = "1e-9"
MARK = "is_there__"


class Difference(msgspec.Struct, frozen=True):
    """What became of a mart.

    Attributes:
        rows_before: None where there was none before.
        rows_after: None where there is none after.
        changed: rows whose key is in both, with another value in any column; None: nobody knows a key.
        changed_columns: how many rows differ in a column.
        added_columns: with their types; so are removed ones.
        other_types: types before and after, by column.
        note: what a reader has to know of the comparison.
    """

    mart: Mart
    rows_before: int | None = None
    rows_after: int | None = None
    added: int = 0
    removed: int = 0
    changed: int | None = 0
    changed_columns: Mapping[str, int] = {}
    added_columns: Mapping[str, str] = {}
    removed_columns: Mapping[str, str] = {}
    other_types: Mapping[str, tuple[str, str]] = {}
    note: str = ""

    @property
    def differs(self) -> bool:
        """Whether a reader of the mart sees anything else than before."""
        return bool(
            self.added
            or self.removed
            or self.changed
            or self.added_columns
            or self.removed_columns
            or self.other_types
            or self.note
            or self.rows_before is None
            or self.rows_after is None
        )


def difference_of(mart: Mart, source: Source) -> Difference:
    """Compares a mart. What cannot be compared is said in the note, so that others are shown nevertheless."""
    if mart.problem:
        return Difference(mart, note=f"not built: {mart.problem}")
    try:
        return compared(mart, source)
    except ImpactError as error:
        return Difference(mart, note=f"not compared: {error.what}")


def compared(mart: Mart, source: Source) -> Difference:
    """The same. Raises ImpactError when a side cannot be read."""
    if mart.before is None or mart.after is None:
        return one_sided(mart, source)
    old, new = source.columns(mart.before), source.columns(mart.after)
    common = [name for name in new if name in old]
    types = {name: (old[name], new[name]) for name in common}
    found = Difference(
        mart,
        added_columns={name: new[name] for name in new if name not in old},
        removed_columns={name: old[name] for name in old if name not in new},
        other_types={
            name: pair
            for name, pair in types.items()
            # declared types are checked by every build; those of a view are DuckDB's else
            if pair[0] != pair[1] and name not in mart.types
        },
    )
    key = mart.key
    if key is None or not set(key) <= set(common):
        return by_whole_rows(found, source, common, "no key is declared that both states have")
    if not is_unique(source, mart.before, key) or not is_unique(source, mart.after, key):
        return by_whole_rows(found, source, common, f"{', '.join(key) or 'one row'} is no key")
    values = [name for name in common if name not in key]
    row = source.ask(
        by_key_sql(mart.before, mart.after, key, {name: types[name] for name in values})
    )[0]
    return msgspec.structs.replace(
        found,
        rows_before=int(row["rows_before"]),
        rows_after=int(row["rows_after"]),
        added=int(row["added"]),
        removed=int(row["removed"]),
        changed=int(row["changed"]),
        changed_columns={
            name: int(row[f"changed_{at}"])
            for at, name in enumerate(values)
            if row[f"changed_{at}"]
        },
    )


def one_sided(mart: Mart, source: Source) -> Difference:
    """A mart that is new, or gone: its rows are counted, no row of it was added or removed."""
    there = mart.after or mart.before
    count = int(source.ask(f"select count(*) as row_count from {there}")[0]["row_count"])
    if mart.after:
        return Difference(mart, rows_after=count, added=count)
    return Difference(mart, rows_before=count, removed=count)


def is_unique(source: Source, relation: str, key: Sequence[str]) -> bool:
    """Whether each value of a key stands in one row; of no columns: whether there is one row at most."""
    if not key:
        return int(source.ask(f"select count(*) as row_count from {relation}")[0]["row_count"]) <= 1
    columns = ", ".join(key)
    return not source.ask(
        f"select {columns} from {relation} group by {columns} having count(*) > 1 limit 1"
    )


def by_key_sql(
    before: str, after: str, key: Sequence[str], values: Mapping[str, tuple[str, str]]
) -> str:
    """One row of counts: both states joined by the key, in which nothing equals nothing."""
    joined = " and ".join(f"o.{name} <=> n.{name}" for name in key) or f"o.{MARK} = n.{MARK}"
    both = f"o.{MARK} = 1 and n.{MARK} = 1"
    differing = [differs_sql(name, *types) for name, types in values.items()]
    counts = [
        f"count(o.{MARK}) as rows_before",
        f"count(n.{MARK}) as rows_after",
        f"count_if(o.{MARK} is null) as added",
        f"count_if(n.{MARK} is null) as removed",
        f"count_if({both} and ({' or '.join(differing) or 'false'})) as changed",
        *(f"count_if({both} and {sql}) as changed_{at}" for at, sql in enumerate(differing)),
    ]
    return (
        f"select {', '.join(counts)} from (select *, 1 as {MARK} from {before}) as o "
        f"full outer join (select *, 1 as {MARK} from {after}) as n on {joined}"
    )


def differs_sql(name: str, before: str, after: str) -> str:
    """Whether a column says something else in a row."""
    old, new = f"o.{name}", f"n.{name}"
    if before in FLOATS or after in FLOATS:
        close = f"abs({old} - {new}) <= {CLOSE} * greatest(abs({old}), abs({new}))"
        return f"not coalesce({old} <=> {new} or {close}, false)"
    if before != after and not (is_number(before) and is_number(after)):
        old, new = f"cast({old} as string)", f"cast({new} as string)"
    return f"not ({old} <=> {new})"


def is_number(kind: str) -> bool:
    """Whether values of a type can be compared with other numbers."""
    return kind in ("tinyint", "smallint", "int", "bigint") or kind.startswith("decimal")


def by_whole_rows(found: Difference, source: Source, common: Sequence[str], why: str) -> Difference:
    """Rows that only one state has, where nobody can say which belong together."""
    before, after = found.mart.before, found.mart.after
    columns = ", ".join(common)

    def count(sql: str) -> int:
        return int(
            source.ask(f"select count(*) as row_count from ({sql}) as counted")[0]["row_count"]
        )

    old, new = f"select {columns} from {before}", f"select {columns} from {after}"
    return msgspec.structs.replace(
        found,
        rows_before=count(old),
        rows_after=count(new),
        added=count(f"{new} except all {old}"),
        removed=count(f"{old} except all {new}"),
        changed=None,
        note=f"whole rows were compared: {why}",
    )
