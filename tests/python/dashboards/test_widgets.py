"""What a widget of Databricks adds up of its dataset is what the page shows, number by number.

DuckDB answers for Databricks: the dataset's query with the widget's fields around it, as AI/BI asks it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from orchestration.dashboards.catalogue import Item, Page, read_catalogue
from orchestration.dashboards.content import item_content
from orchestration.dashboards.databricks import dashboard
from orchestration.dashboards.formats import member
from orchestration.dashboards.shown import shown
from orchestration.reading import Reader, read_good_run
from orchestration.reading.storage import Warehouse
from tests.python.dashboards.small_tables import NUMBERS, write_tables

PAGES = read_catalogue()
ITEMS = [(page, item) for page in PAGES for item in page.items]
ROWS = 300


def drawing(draws: random.Random) -> Any:
    """Draws values of columns: few of each, so that groups have several rows, and nulls among them."""
    compared: dict[str, list[str]] = {}
    for _, item in ITEMS:
        for column, values in re.findall(r"(\w+) (?:=|in) (\(.*?\)|'\w+')", item.where):
            compared.setdefault(column, []).extend(re.findall(r"'([\w ]+)'", values))

    def draw(column: str, kind: pa.DataType, number: int) -> Any:
        if kind == pa.bool_():
            return draws.random() < 0.5
        if draws.random() < 0.05:
            return None
        if kind == pa.date32():
            day = (datetime(2025, 1, 1) + timedelta(days=draws.randrange(200))).date()
            return day.replace(day=1) if column.endswith("month") else day
        if pa.types.is_timestamp(kind):
            return datetime(2025, 1, 1, tzinfo=UTC) + timedelta(hours=draws.randrange(2000))
        if kind == NUMBERS:
            return Decimal(draws.randrange(1, 10**9)) / 10_000
        if column in compared and draws.random() < 0.8:
            return draws.choice(compared[column])
        return f"name {draws.randrange(30)}"

    return draw


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Marts of many rows by chance, the same each time."""
    home = tmp_path_factory.mktemp("marts")
    environment = write_tables(home, PAGES, ROWS, draw=drawing(random.Random(14)))
    with closing(
        Reader(Warehouse.of_environment(environment), read_good_run(environment))
    ) as opened:
        yield opened


def asked(reader: Reader, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return [tuple(row.values()) for row in reader.query(sql).to_pylist()]


def widget_rows(reader: Reader, page: Page, item: Item) -> list[tuple[Any, ...]]:
    """The rows of an item's widget: its fields of its dataset, grouped by those that add nothing up."""
    made = dashboard(page, "INR")
    lines = next(each["queryLines"] for each in made["datasets"] if each["name"] == item.name)
    layout = made["pages"][0]["layout"]
    widget = next(each["widget"] for each in layout if each["widget"]["name"] == item.name)
    (query,) = widget["queries"]
    assert query["query"]["datasetName"] == item.name and not query["query"]["disaggregated"]
    expressions = [field["expression"] for field in query["query"]["fields"]]
    groups = [each for each in expressions if re.fullmatch(r"`\w+`", each)]
    sql = f"select {', '.join(f'{each} as c{at}' for at, each in enumerate(expressions))} "
    sql += f"from ({''.join(lines)}) as dataset"
    return asked(reader, f"{sql} group by {', '.join(groups)}" if groups else sql)


def comparable(value: Any) -> Any:
    """A value as both say it: numbers to six digits, times as people read them."""
    if isinstance(value, int | float | Decimal):
        return f"{float(value):.6g}"
    return value if value is None else member(value)


def rows_of_page(reader: Reader, item: Item) -> list[tuple[Any, ...]]:
    """What the page shows of an item."""
    content = item_content(item, lambda sql: asked(reader, sql), lambda mart: True, "INR")
    return [(*group.members, *map(comparable, group.values)) for group in shown(content).groups]


@pytest.mark.parametrize(("page", "item"), ITEMS, ids=[f"{p.name}.{i.name}" for p, i in ITEMS])
def test_a_widget_has_the_numbers_of_the_page(reader: Reader, page: Page, item: Item) -> None:
    """Sums, quotients of sums, different values, largest ones; a widget with top has the page's first."""
    here = rows_of_page(reader, item)
    there = [
        (
            *(
                member(value, is_month=by.is_month)
                for value, by in zip(row, item.groups, strict=False)
            ),
            *map(comparable, row[len(item.groups) :]),
        )
        for row in widget_rows(reader, page, item)
    ]
    assert here
    if item.chart == "table" and item.top:
        # a widget has all rows of the first members, and people scroll
        assert set(here) <= set(there)
        assert len({row[0] for row in there}) <= item.top
        if item.groups[0].is_time:
            newest = sorted({row[0] for row in there}, reverse=True)
            assert (
                list(dict.fromkeys(row[0] for row in here)) == newest[: len({r[0] for r in here})]
            )
    else:
        assert sorted(here, key=repr) == sorted(there, key=repr)


def test_numbers_that_differ_are_found(reader: Reader) -> None:
    """So that the comparison above can fail."""
    page = next(each for each in PAGES if each.name == "webshop")
    orders, units = (
        next(each for each in page.items if each.name == name) for name in ("orders", "units")
    )
    assert rows_of_page(reader, orders) != [
        tuple(map(comparable, row)) for row in widget_rows(reader, page, units)
    ]
