"""The catalogue: dashboards/*.yml, one file a page, one entry a KPI (docs/dashboards.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import msgspec
import yaml

from orchestration.dashboards.errors import DashboardError
from orchestration.dashboards.formats import Format, parse_format
from orchestration.setup.render import PROJECT

FOLDER = PROJECT / "dashboards"
FILTERS = ("period", "line", "country", "channel")
AGGREGATE = re.compile(r"(sum|count|max|min|distinct)\(\s*(\w+(?:\s*,\s*\w+)*)\s*\)")
COLUMN = re.compile(r"(?:(month|day) of )?(\w+)")
# a text between quotes of a query
NAME = re.compile(r"[\w ().,%-]+")
MART = re.compile(r"\w+\.\w+")


class Aggregate(msgspec.Struct, frozen=True):
    """One aggregate of a measure. ``distinct`` counts the different values of its columns."""

    function: str
    columns: tuple[str, ...]

    @property
    def sql(self) -> str:
        """The aggregate in Spark SQL."""
        if self.function == "distinct":
            return f"count(distinct {', '.join(self.columns)})"
        return f"{self.function}({self.columns[0]})"


class Measure(msgspec.Struct, frozen=True):
    """What is shown: an aggregate, or one divided by another.

    Attributes:
        label: as people read it.
        parts: one or two aggregates.
    """

    label: str
    format: Format
    parts: tuple[Aggregate, ...]

    @property
    def sql(self) -> str:
        """The measure in Spark SQL; nothing divided by nothing is nothing."""
        first, *rest = (part.sql for part in self.parts)
        return f"{first} / nullif({rest[0]}, 0)" if rest else first


class Dimension(msgspec.Struct, frozen=True):
    """A column that rows are grouped by.

    Attributes:
        by: month or day when a time is taken as that, else empty.
        label: as people read it.
        names: what some values are called on the page, in their place.
    """

    column: str
    by: str
    label: str
    names: tuple[tuple[str, str], ...] = ()

    @property
    def sql(self) -> str:
        """The dimension in Spark SQL."""
        if self.names:
            cases = " ".join(f"when '{value}' then '{name}'" for value, name in self.names)
            return f"case {self.column} {cases} else {self.column} end"
        if self.by == "month":
            return f"cast(trunc({self.column}, 'month') as date)"
        return f"cast({self.column} as date)" if self.by == "day" else self.column

    @property
    def is_month(self) -> bool:
        """Whether its values are the first days of months."""
        return self.by == "month" or (not self.by and self.column.endswith("month"))

    @property
    def is_time(self) -> bool:
        """Whether its values are in order by themselves."""
        return bool(self.by) or self.is_month or self.column in ("day", "date", "year")


class MeasureEntry(msgspec.Struct, forbid_unknown_fields=True):
    """A measure as it is written, where an item has several."""

    measure: str
    label: str
    format: str


class Entry(msgspec.Struct, forbid_unknown_fields=True):
    """An item as it is written."""

    name: str
    question: str
    mart: str
    chart: Literal["number", "line", "bars", "scatter", "table"]
    measure: str | None = None
    format: str | None = None
    measures: list[MeasureEntry] = []
    dimension: str | None = None
    dimensions: list[str] = []
    split: str | None = None
    where: str = ""
    metric: str | None = None
    top: int | None = None
    share: bool = False
    labels: dict[str, str] = {}
    names: dict[str, dict[str, str]] = {}
    filters: dict[str, str] = {}


class PageEntry(msgspec.Struct, forbid_unknown_fields=True):
    """A page as it is written."""

    page: str
    title: str
    about: str
    items: list[Entry]
    line: str = ""


class Item(msgspec.Struct, frozen=True):
    """A KPI on a page.

    Attributes:
        dimensions: what rows are grouped by; of charts the first one is the axis.
        split: the dimension that has a colour for each value, if there is one.
        metric: the metric of models/metrics that its measure is, over all groups; a test compares them.
        top: how many groups are shown at most, the largest of the first measure.
        share: the share of the whole is shown, too.
        filters: the dimension that a filter of the page acts on.
    """

    name: str
    question: str
    mart: str
    chart: str
    measures: tuple[Measure, ...]
    dimensions: tuple[Dimension, ...]
    split: Dimension | None
    where: str
    top: int | None
    share: bool
    filters: Mapping[str, Dimension]
    metric: str | None = None

    @property
    def groups(self) -> tuple[Dimension, ...]:
        """All dimensions that a row of the shown result is of, each once."""
        found = list(self.dimensions)
        if self.split and self.split not in found:
            found.append(self.split)
        return tuple(found)


class Page(msgspec.Struct, frozen=True):
    """A page.

    Attributes:
        line: the line of business that it is about; empty: all of them.
    """

    name: str
    title: str
    about: str
    line: str
    items: tuple[Item, ...]


def read_catalogue(folder: Path = FOLDER) -> list[Page]:
    """The pages in the order of their files' names.

    Raises DashboardError with the file and the entry that cannot be understood.
    """
    pages = [read_page(file) for file in sorted(folder.glob("*.yml"))]
    if not pages:
        raise DashboardError(f"There is no page in {folder}.", "restore dashboards/*.yml.")
    names = [page.name for page in pages]
    if twice := {name for name in names if names.count(name) > 1}:
        raise DashboardError(
            f"{folder} has two pages called {', '.join(sorted(twice))}.", "rename one."
        )
    return pages


def read_page(file: Path) -> Page:
    """One page. Raises DashboardError with what is wrong where."""
    try:
        written = msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), PageEntry)
    except (yaml.YAMLError, msgspec.ValidationError) as error:
        reason = " ".join(str(error).split())
        raise DashboardError(
            f"{file.name} is no page: {reason}.", "compare it with docs/dashboards.md."
        ) from error
    items = tuple(item_of(entry, f"{file.name}, {entry.name}") for entry in written.items)
    names = [item.name for item in items]
    if twice := {name for name in names if names.count(name) > 1}:
        raise DashboardError(
            f"{file.name} has two items called {', '.join(sorted(twice))}.", "rename one."
        )
    return Page(written.page, written.title, written.about, written.line, items)


def item_of(entry: Entry, where: str) -> Item:
    """An item from what is written. Raises DashboardError with what is wrong there."""
    if not MART.fullmatch(entry.mart):
        raise wrong(where, f"the mart '{entry.mart}' is not written as <schema>.<table>")
    if entry.measure:
        label = entry.labels.get("measure", entry.question)
        measures = [MeasureEntry(entry.measure, label, entry.format or "count")]
    else:
        measures = entry.measures
    if not measures:
        raise wrong(where, "it has no measure")
    dimensions = [entry.dimension] if entry.dimension else entry.dimensions
    named = [name for each in entry.names.values() for pair in each.items() for name in pair]
    if unfit := [name for name in named if not NAME.fullmatch(name)]:
        raise wrong(where, f"the name '{unfit[0]}' has other signs than letters, digits and (),.%-")
    item = Item(
        entry.name,
        entry.question,
        entry.mart,
        entry.chart,
        tuple(measure_of(each, where) for each in measures),
        tuple(dimension_of(each, entry.labels, where, entry.names) for each in dimensions),
        dimension_of(entry.split, entry.labels, where, entry.names) if entry.split else None,
        entry.where,
        entry.top,
        entry.share,
        {name: dimension_of(text, {}, where) for name, text in entry.filters.items()},
        entry.metric,
    )
    check(item, where)
    return item


def check(item: Item, where: str) -> None:
    """What a chart kind needs. Raises DashboardError."""
    if unknown := set(item.filters) - set(FILTERS):
        raise wrong(where, f"there is no filter called {', '.join(sorted(unknown))}")
    if item.chart == "number" and (item.dimensions or item.split or len(item.measures) != 1):
        raise wrong(where, "a number has one measure and no dimension")
    if item.chart in ("line", "bars") and (len(item.dimensions), len(item.measures)) != (1, 1):
        raise wrong(where, f"a chart of {item.chart} has one dimension and one measure")
    if item.chart == "scatter" and len(item.measures) != 2:
        raise wrong(where, "a scatter chart has two measures")
    if item.chart in ("scatter", "table") and not item.dimensions:
        raise wrong(where, f"a {item.chart} has at least one dimension")


def measure_of(entry: MeasureEntry, where: str) -> Measure:
    """A measure from its text: aggregate(column), or one divided by another."""
    texts = [text.strip() for text in entry.measure.split("/")]
    found = [AGGREGATE.fullmatch(text) for text in texts]
    parts = tuple(
        Aggregate(each[1], tuple(name.strip() for name in each[2].split(",")))
        for each in found
        if each
    )
    if len(parts) != len(texts) or len(parts) > 2:
        raise wrong(where, f"the measure '{entry.measure}' is not understood")
    if any(len(part.columns) > 1 and part.function != "distinct" for part in parts):
        raise wrong(where, f"the measure '{entry.measure}' has several columns")
    form = parse_format(entry.format)
    if form is None:
        raise wrong(where, f"there is no format '{entry.format}'")
    return Measure(entry.label, form, parts)


def dimension_of(
    text: str,
    labels: Mapping[str, str],
    where: str,
    names: Mapping[str, Mapping[str, str]] | None = None,
) -> Dimension:
    """A dimension from its text: a column, `month of <column>` or `day of <column>`."""
    found = COLUMN.fullmatch(text)
    if not found:
        raise wrong(where, f"the dimension '{text}' is not understood")
    column = found[2]
    label = labels.get(column, column.replace("_", " ").capitalize())
    called = tuple((names or {}).get(column, {}).items())
    return Dimension(column, found[1] or "", label, called)


def wrong(where: str, what: str) -> DashboardError:
    """What is wrong with an entry."""
    return DashboardError(f"{where}: {what}.", "compare it with docs/dashboards.md.")


def marts_of(pages: Sequence[Page]) -> set[str]:
    """All marts that pages read."""
    return {item.mart for page in pages for item in page.items}
