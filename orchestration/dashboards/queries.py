"""One query in Spark SQL of each item: for AI/BI dashboards, Databricks, and DuckDB alike."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from orchestration.dashboards.catalogue import Aggregate, Dimension, Item

# A page bears that much of an item; beyond it, filters are given up, and then all but the largest.
MOST_ROWS = 20_000
MOST_GROUPS = 500


class Query(msgspec.Struct, frozen=True):
    """What is asked for an item.

    Attributes:
        columns: of the groups first, then of the aggregates, by their SQL.
        is_detailed: its rows can be filtered and added up to what is shown; else they are what is shown.
    """

    sql: str
    groups: tuple[Dimension, ...]
    parts: tuple[Aggregate, ...]
    is_detailed: bool


def detailed(item: Item) -> Query:
    """Rows by everything that the item shows, filters by, and counts the different values of."""
    groups = list(item.groups)
    for each in item.filters.values():
        by_itself = Dimension(each.column, each.by, "")
        if not any((by.column, by.by) == (each.column, each.by) for by in groups):
            groups.append(by_itself)
    parts = parts_of(item)
    for part in parts:
        if part.function == "distinct":
            for column in part.columns:
                if not any(by.column == column and not by.by for by in groups):
                    groups.append(Dimension(column, "", ""))
    added = tuple(part for part in parts if part.function != "distinct")
    return Query(
        select(item, groups, added) + f"\nlimit {MOST_ROWS + 1}", tuple(groups), added, True
    )


def plain(item: Item) -> Query:
    """Rows by what the item shows, and nothing to filter by; the largest where there are many."""
    parts = parts_of(item)
    limit = ""
    if item.groups:
        is_time = item.chart == "line"
        order = f"{len(item.groups) + 1} desc" if not is_time else "1 desc"
        limit = f"\norder by {order}\nlimit {MOST_GROUPS}"
    return Query(select(item, item.groups, parts) + limit, item.groups, parts, False)


def parts_of(item: Item) -> tuple[Aggregate, ...]:
    """The aggregates of an item's measures, each once."""
    found: list[Aggregate] = []
    for measure in item.measures:
        found += [part for part in measure.parts if part not in found]
    return tuple(found)


def select(item: Item, groups: Sequence[Dimension], parts: Sequence[Aggregate]) -> str:
    """The query, with a name that tells what it is for each column."""
    columns = [f"{each.sql} as {name_of(each)}" for each in groups]
    columns += [f"{each.sql} as {name_of(each)}" for each in parts]
    if not parts:
        columns.append("count(*) as row_count")
    text = f"select {', '.join(columns)}\nfrom {item.mart}"
    if item.where:
        text += f"\nwhere {item.where}"
    if groups:
        text += f"\ngroup by {', '.join(each.sql for each in groups)}"
    return text


def name_of(column: Dimension | Aggregate) -> str:
    """What a column of a query is called."""
    if isinstance(column, Aggregate):
        return "_".join((column.function, *column.columns))
    return f"{column.column}_{column.by}" if column.by else column.column
