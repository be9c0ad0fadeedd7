"""AI/BI dashboards: one .lvdash.json a page, which a bundle deploys.

Tables are named by schema and table; the catalog comes from the bundle (dataset_catalog). A dataset
has the rows of one item by what it shows and is filtered by; its widget adds them up, so that the
page's filters act on all widgets that have their column.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from orchestration.dashboards.catalogue import Aggregate, Item, Measure, Page
from orchestration.dashboards.charts import COLOURS
from orchestration.dashboards.content import late_after
from orchestration.dashboards.formats import Format
from orchestration.dashboards.queries import detailed, name_of, select

WIDTH = 6
# the bundle's variable: the text of a file is part of it
REPORTING = "${var.reporting_currency}"
HEADLINE_HEIGHT, CHART_HEIGHT, TABLE_HEIGHT, FILTER_HEIGHT = 3, 7, 6, 2
# of the formats' versions, those that published dashboards have
CHARTS = {"line": "line", "bars": "bar", "scatter": "scatter"}
FILTER_TITLES = {"period": "Period", "line": "Line", "country": "Country", "channel": "Channel"}
LAST_GOOD_RUN = [
    "select max(finished_at) as ended_at",
    "from logs.run_log",
    "where command = 'build' and run_id not in (select run_id from logs.etl_errors)",
]


def dashboards(pages: Sequence[Page], reporting: str = REPORTING) -> dict[str, str]:
    """The text of each dashboard's file, by the file's name."""
    return {
        f"{page.name}.lvdash.json": json.dumps(dashboard(page, reporting), indent=2) + "\n"
        for page in pages
    }


def dashboard(page: Page, reporting: str) -> dict[str, Any]:
    """A dashboard as Databricks exports one."""
    datasets = [dataset(item.name, item.question, query_lines(item)) for item in page.items]
    datasets.append(dataset("last_good_run", "Last run without failures", LAST_GOOD_RUN))
    datasets.append(dataset("feeds_behind", "Feeds that are behind", feeds_behind()))
    return {
        "datasets": datasets,
        "pages": [
            {
                "name": page.name,
                "displayName": page.title,
                "pageType": "PAGE_TYPE_CANVAS",
                "layout": layout(page, reporting),
            }
        ],
        "uiSettings": {"theme": {"visualizationColors": list(COLOURS)}},
    }


def dataset(name: str, title: str, lines: Sequence[str]) -> dict[str, Any]:
    """A query, line by line."""
    return {
        "name": name,
        "displayName": title,
        "queryLines": [f"{line}\n" for line in lines[:-1]] + [lines[-1]],
    }


def query_lines(item: Item) -> list[str]:
    """The query of an item; of the largest members only where the catalogue says so."""
    query = detailed(item)
    groups = [f"{each.sql} as {name_of(each)}" for each in query.groups]
    distinct = [
        # nothing where one of them is nothing, as count(distinct a, b) has it
        " || '|' || ".join(f"cast({each} as string)" for each in part.columns)
        + f" as {name_of(part)}"
        for part in parts_of(item)
        if part.function == "distinct"
    ]
    if not item.top or item.chart == "line":
        text = select(item, query.groups, query.parts)
    else:
        # Spark takes `where (` behind a table for an alias with the names of its columns
        own = f"true and ({item.where})" if item.where else ""
        narrowed = select(msgspec.structs.replace(item, where=own), query.groups, query.parts)
        first, where = item.dimensions[0].sql, f"where {own or 'true'}"
        # what is in order by itself begins with the newest, as on the page
        size = first if item.dimensions[0].is_time else item.measures[0].sql
        # what has no name may be among the largest, too
        named = f"coalesce(cast({first} as string), '')"
        largest = (
            f"select {named} from {item.mart} {where} group by {first} "
            # of equal ones those that the page has
            f"order by {size} desc, {named} limit {item.top}"
        )
        head, _, tail = narrowed.partition("\ngroup by ")
        joined = "and" if item.where else "where"
        text = f"{head}\n{joined} {named} in ({largest})\ngroup by {tail}"
    for each in distinct:
        # grouped by its columns already, so it may stand beside them
        text = text.replace(groups[-1], f"{groups[-1]}, {each}", 1)
    return text.split("\n")


def parts_of(item: Item) -> list[Aggregate]:
    """All aggregates of an item."""
    return [part for measure in item.measures for part in measure.parts]


def feeds_behind() -> list[str]:
    """The query of feeds of which nothing was loaded for longer than their cards allow."""
    cards = ", ".join(f"('{feed}', {round(hours)})" for feed, hours in sorted(late_after().items()))
    return [
        "select cards.feed, max(ledger.loaded_at) as loaded_at, max(cards.hours) as late_after_hours",
        f"from (select * from values {cards} as listed (feed, hours)) as cards",
        # of which nothing was ever loaded, too
        "left join logs.file_ledger as ledger on cards.feed = ledger.feed",
        "group by cards.feed",
        "having max(ledger.loaded_at) is null",
        "or max(ledger.loaded_at) < current_timestamp() - interval 1 hour * max(cards.hours)",
    ]


def layout(page: Page, reporting: str) -> list[dict[str, Any]]:
    """Widgets on a grid of six columns: what it is as of, filters, numbers, charts, tables."""
    placed = Grid()
    placed.put(text_widget(page), WIDTH, 1)
    placed.put(
        counter("last_good_run_ended", "As of the last run without failures", "last_good_run",
                {"name": "ended_at", "expression": "`ended_at`"}, {"type": "datetime"}),
        2, HEADLINE_HEIGHT,
    )  # fmt: skip
    placed.put(behind_table(), 4, HEADLINE_HEIGHT)
    for name in FILTER_TITLES:
        if any(name in item.filters for item in page.items):
            placed.put(filter_widget(name, page.items), 2, FILTER_HEIGHT)
    placed.next_row()
    headlines = [item for item in page.items if item.chart == "number"]
    for item in headlines:
        placed.put(number_widget(item, reporting), 2 if len(headlines) % 2 else 3, HEADLINE_HEIGHT)
    placed.next_row()
    for item in page.items:
        if item.chart in CHARTS:
            placed.put(chart_widget(item, reporting), 3, CHART_HEIGHT)
    placed.next_row()
    for item in page.items:
        if item.chart == "table":
            placed.put(table_widget(item, reporting), WIDTH, TABLE_HEIGHT)
    return placed.widgets


class Grid:
    """Puts widgets beside each other as long as they fit, then below."""

    def __init__(self) -> None:
        self.widgets: list[dict[str, Any]] = []
        self.x = self.y = self.row = 0

    def put(self, widget: Mapping[str, Any], width: int, height: int) -> None:
        """Puts a widget behind the last one."""
        if self.x + width > WIDTH:
            self.next_row()
        position = {"x": self.x, "y": self.y, "width": width, "height": height}
        self.widgets.append({"widget": widget, "position": position})
        self.x += width
        self.row = max(self.row, height)

    def next_row(self) -> None:
        """Goes on below what is highest in this row."""
        self.y += self.row
        self.x = self.row = 0


def query_of(
    dataset_name: str, fields: Sequence[Mapping[str, str]], name: str = "main_query"
) -> dict[str, Any]:
    """The query of a widget: fields of a dataset, added up."""
    return {
        "name": name,
        "query": {"datasetName": dataset_name, "fields": list(fields), "disaggregated": False},
    }


def frame(title: str) -> dict[str, Any]:
    """The title of a widget."""
    return {"showTitle": True, "title": title}


def group_field(name: str) -> dict[str, str]:
    """A field that rows are grouped by."""
    return {"name": name, "expression": f"`{name}`"}


def measure_field(measure: Measure) -> dict[str, str]:
    """A field that adds up what the dataset's rows have."""
    sums = []
    for part in measure.parts:
        how = {"distinct": "COUNT(DISTINCT", "max": "MAX(", "min": "MIN("}.get(
            part.function, "SUM("
        )
        blank = " " if part.function == "distinct" else ""
        sums.append(f"{how}{blank}`{name_of(part)}`)")
    name = "_per_".join(name_of(part) for part in measure.parts)
    expression = sums[0] if len(sums) == 1 else f"{sums[0]} / NULLIF({sums[1]}, 0)"
    return {"name": f"total({name})", "expression": expression}


def format_of(form: Format, reporting: str, *, short: bool = False) -> dict[str, Any]:
    """How AI/BI writes a number."""
    form = form.in_currency(reporting)
    places = {"type": "exact", "places": form.decimals}
    if form.kind == "time":
        return {"type": "datetime"}
    if form.kind == "share":
        return {"type": "number-percent", "decimalPlaces": places}
    kind: dict[str, Any] = {"type": "number-plain", "decimalPlaces": places}
    if form.kind == "money":
        kind = {"type": "number-currency", "currencyCode": form.unit, "decimalPlaces": places}
    return {**kind, "abbreviation": "compact"} if short else kind


def titled(measure: Measure) -> str:
    """A measure's label with its unit, unless that is a currency, which the number has."""
    unit = measure.format.unit
    if not unit or measure.format.kind == "money" or unit in measure.label.lower():
        return measure.label
    return f"{measure.label} ({unit})"


def text_widget(page: Page) -> dict[str, Any]:
    """What the page is about."""
    return {"name": "about", "multilineTextboxSpec": {"lines": [f"## {page.title}\n", page.about]}}


def counter(
    name: str, title: str, dataset_name: str, field: Mapping[str, str], form: Mapping[str, Any]
) -> dict[str, Any]:
    """One number."""
    return {
        "name": name,
        "queries": [query_of(dataset_name, [field])],
        "spec": {
            "version": 2,
            "widgetType": "counter",
            "encodings": {
                "value": {"fieldName": field["name"], "displayName": title, "format": form}
            },
            "frame": frame(title),
        },
    }


def number_widget(item: Item, reporting: str) -> dict[str, Any]:
    """A headline."""
    measure = item.measures[0]
    field = measure_field(measure)
    title = item.question
    if measure.format.unit and measure.format.kind not in ("money", "share"):
        title = titled(measure)
    return counter(item.name, title, item.name, field, format_of(measure.format, reporting))


def chart_widget(item: Item, reporting: str) -> dict[str, Any]:
    """A chart; bars lie, so that long names are read."""
    fields = [measure_field(each) for each in item.measures]
    axis = [name_of(each) for each in item.groups]
    values = [
        {
            "fieldName": field["name"],
            "displayName": titled(each),
            "scale": {"type": "quantitative"},
            "format": format_of(each.format, reporting, short=True),
        }
        for field, each in zip(fields, item.measures, strict=True)
    ]
    encodings: dict[str, Any]
    if item.chart == "scatter":
        encodings = {"x": values[0], "y": values[1]}
    else:
        scale: dict[str, Any] = {"type": "temporal" if item.chart == "line" else "categorical"}
        if item.chart == "bars":
            scale["sort"] = {"by": "x-reversed"}
        members = {
            "fieldName": axis[0],
            "displayName": item.dimensions[0].label,
            "scale": scale,
        }
        encodings = (
            {"x": members, "y": values[0]}
            if item.chart == "line"
            else {"x": values[0], "y": members}
        )
    if item.split:
        encodings["color"] = {
            "fieldName": name_of(item.split),
            "displayName": item.split.label,
            "scale": {"type": "categorical"},
        }
    title = item.question
    if item.top and item.chart != "line":
        title += f" (the first {item.top} of all periods)"
    return {
        "name": item.name,
        "queries": [query_of(item.name, [*map(group_field, axis), *fields])],
        "spec": {
            "version": 3,
            "widgetType": CHARTS[item.chart],
            "encodings": encodings,
            "frame": frame(title),
        },
    }


def table_widget(item: Item, reporting: str) -> dict[str, Any]:
    """A table: a column for each dimension and each measure."""
    fields = [group_field(name_of(each)) for each in item.groups]
    columns: list[dict[str, Any]] = [
        {"fieldName": field["name"], "displayName": each.label}
        for field, each in zip(fields, item.groups, strict=True)
    ]
    for each in item.measures:
        field = measure_field(each)
        fields.append(field)
        columns.append(
            {
                "fieldName": field["name"],
                "displayName": titled(each),
                "format": format_of(each.format, reporting),
            }
        )
    return {
        "name": item.name,
        "queries": [query_of(item.name, fields)],
        "spec": {
            "version": 2,
            "widgetType": "table",
            "encodings": {"columns": columns},
            "frame": frame(item.question),
        },
    }


def behind_table() -> dict[str, Any]:
    """The feeds that are behind."""
    columns = {
        "feed": "Feed",
        "loaded_at": "Loaded last",
        "late_after_hours": "Late after hours",
    }
    return {
        "name": "feeds_behind",
        "queries": [query_of("feeds_behind", [group_field(name) for name in columns])],
        "spec": {
            "version": 2,
            "widgetType": "table",
            "encodings": {
                "columns": [
                    {"fieldName": name, "displayName": title} for name, title in columns.items()
                ]
            },
            "frame": frame("Feeds that are behind"),
        },
    }


def filter_widget(name: str, items: Sequence[Item]) -> dict[str, Any]:
    """A filter that acts on all datasets with its column."""
    queries, fields = [], []
    for item in items:
        if name not in item.filters:
            continue
        column = name_of(item.filters[name])
        query_name = f"{item.name}_{column}"
        queries.append(query_of(item.name, [group_field(column)], query_name))
        fields.append(
            {"fieldName": column, "displayName": FILTER_TITLES[name], "queryName": query_name}
        )
    kind = "filter-date-range-picker" if name == "period" else "filter-multi-select"
    return {
        "name": f"filter_{name}",
        "queries": queries,
        "spec": {
            "version": 2,
            "widgetType": kind,
            "encodings": {"fields": fields},
            "frame": frame(FILTER_TITLES[name]),
        },
    }
