"""The page as people see it: Chromium shows it, and every number on it is that of the marts.

Debian's chromium is driven (apt-get install chromium; CHROMIUM names another one): the tests install
nothing.
"""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from pypdf import PdfReader

from orchestration.dashboards.catalogue import Item, read_catalogue
from orchestration.dashboards.formats import Format, member, written
from orchestration.dashboards.page import page_of
from orchestration.dashboards.paper import pdf_of
from orchestration.dashboards.sources import local_content
from orchestration.reading import Reader, read_good_run
from orchestration.reading.storage import Warehouse
from tests.python.dashboards.small_tables import write_tables

pytestmark = pytest.mark.by_command

PAGES = read_catalogue()
SIZES = {"desktop": (1360, 900), "phone": (390, 844)}
Ask = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    program = (
        os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    )
    assert program, "There is no Chromium. Mend: apt-get install chromium, or name it in CHROMIUM."
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def file(built: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the lakehouse."""
    target = tmp_path_factory.mktemp("page") / "index.html"
    target.write_text(page_of(local_content(PAGES, built)), encoding="utf-8")
    return target


@pytest.fixture
def ask(built: dict[str, str]) -> Iterator[Ask]:
    """Asks the marts, by queries of this test's own."""
    good = read_good_run(built)
    with closing(Reader(Warehouse.of_environment(built), good)) as reader:
        yield lambda sql: [tuple(row.values()) for row in reader.query(sql).to_pylist()]


def opened(
    browser: Browser, file: Path, name: str, *, size: str = "desktop", scheme: Any = "light"
) -> Page:
    """A page, drawn; an error in it fails the test."""
    width, height = SIZES[size]
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.on("pageerror", lambda error: pytest.fail(f"{name}: {error}"))
    page.goto(f"{file.as_uri()}#{name}")
    drawn(page)
    return page


def drawn(page: Page) -> None:
    """Waits until all charts are drawn."""
    page.wait_for_function("drawn === 0", timeout=120_000)


def table_of(card: Locator) -> list[list[str]]:
    """The numbers of a card, as its table has them."""
    rows = card.locator("tbody tr")
    return [row.locator("td").all_text_contents() for row in rows.all()]


def expected_rows(item: Item, ask: Ask, where: str = "") -> list[list[str]]:
    """What an item has to show, asked of the mart in one query that groups and divides there."""
    condition = " and ".join(f"({each})" for each in (item.where, where) if each) or "true"
    groups = [each.sql for each in item.groups]
    columns = [*groups, *(each.sql for each in item.measures)]
    selected = ", ".join(f"{column} as c{at}" for at, column in enumerate(columns))
    sql = f"select {selected} from {item.mart} where {condition}"
    if groups:
        sql += f" group by {', '.join(groups)}"
    shown = []
    for row in ask(sql):
        names = [
            member(value, is_month=by.is_month) for value, by in zip(row, item.groups, strict=False)
        ]
        values = [
            written(value, measure.format.in_currency("INR"))
            for value, measure in zip(row[len(groups) :], item.measures, strict=True)
        ]
        shown.append([*names, *values])
    return shown


@pytest.mark.parametrize("name", [page.name for page in PAGES])
def test_every_number_on_a_page_is_that_of_its_mart(
    browser: Browser, file: Path, ask: Ask, name: str
) -> None:
    """Headlines, tables, and the numbers behind and in the charts."""
    page = opened(browser, file, name)
    items = next(each for each in PAGES if each.name == name).items
    for item in items:
        card = page.locator(f'[data-item="{item.name}"]')
        compare(card, item, expected_rows(item, ask))
    page.close()


def shown_of(item: Item, expected: list[list[str]]) -> list[list[str]]:
    """The rows that an item shows of all: with `top` the first ones, the largest or the newest, in order."""
    if item.top is None:
        return expected
    by_name = sorted(expected, key=lambda row: row[: len(item.groups)])
    if item.chart == "table" and item.groups[0].is_time:
        return sorted(by_name, key=lambda row: row[0], reverse=True)[: item.top]
    at = len(item.groups)
    assert item.split is None, "bars of several colours are ordered by their sums: say so here"
    return sorted(by_name, key=lambda row: size_of(row[at]), reverse=True)[: item.top]


def compare_first(
    item: Item, found: list[list[str]], first: list[list[str]], expected: list[list[str]]
) -> None:
    """The shown rows of an item with `top`; what is equal as it is shown may stand in any order.

    Numbers are shown rounded, so that of the last ones others than those of `first` may be there.
    """
    if item.chart == "table" and item.groups[0].is_time:
        assert found == first, item.name
        return
    at = len(item.groups)
    sizes = [size_of(row[at]) for row in found]
    assert sizes == [size_of(row[at]) for row in first], item.name
    larger = [row for row in found if size_of(row[at]) > sizes[-1]]
    assert sorted(larger) == sorted(row for row in first if row in larger), item.name
    assert len({tuple(row) for row in found}) == len(found), item.name
    assert all(row in expected for row in found), item.name


def size_of(text: str) -> Decimal:
    """The number that people read; nothing is less than all."""
    digits = re.sub(r"[^\d.-]", "", text)
    return Decimal(digits) if digits else Decimal("-Infinity")


def compare(card: Locator, item: Item, expected: list[list[str]]) -> None:
    """A card against what it has to show."""
    if item.chart == "number":
        assert card.locator(".value").text_content() == expected[0][0], item.name
        return
    found = [row[: len(item.groups) + len(item.measures)] for row in table_of(card)]
    first = shown_of(item, expected)
    if item.top is None:
        assert sorted(found) == sorted(first), item.name
    else:
        compare_first(item, found, first, expected)
        if len(first) < len(expected):
            note = " ".join(card.locator(".note").all_text_contents())
            width = 1 if item.chart == "bars" else None
            many, of = (len({tuple(row[:width]) for row in rows}) for rows in (first, expected))
            assert f"The first {many} of {of:,}." in note
    if item.chart != "table" and found:
        assert card.locator("svg").count() == 1
    if item.chart == "bars" and item.split is None and found:
        # the bars themselves say what they show
        said = card.locator('svg [aria-roledescription="bar"]')
        labels = [
            re.sub(r" \([\d.]+ %\)", "", label.get_attribute("aria-label") or "")
            for label in said.all()
        ]
        assert sorted(labels) == sorted(row[1] for row in found), item.name


# A page, its choices, and the condition that they stand for, by the filters that it needs.
CHOICES = [
    (
        "distribution",
        {"channel": "Retailer", "from": "2025-01", "to": "2025-05"},
        {
            "channel": "channel = 'Retailer'",
            "period": "{} >= date '2025-01-01' and {} <= date '2025-05-31'",
        },
    ),
    ("all_lines", {"line": "distribution"}, {"line": "line_of_business = 'distribution'"}),
    ("all_lines", {"country": "IN"}, {"country": "country = 'IN'"}),
    ("webshop", {"channel": "web"}, {"channel": "channel = 'web'"}),
    ("webshop", {"country": "IN"}, {"country": "country = 'IN'"}),
]


@pytest.mark.parametrize(
    ("name", "choices", "conditions"), CHOICES, ids=[f"{n}:{','.join(c)}" for n, c, _ in CHOICES]
)
def test_filters_leave_what_the_mart_has_of_them(
    browser: Browser,
    file: Path,
    ask: Ask,
    name: str,
    choices: dict[str, str],
    conditions: dict[str, str],
) -> None:
    """Period, line, country and channel; what has no such column says that it is not filtered."""
    shown = next(each for each in PAGES if each.name == name)
    page = opened(browser, file, name)
    before = page.locator(".value").all_text_contents()
    for select, value in choices.items():
        page.locator(f"select[name={select}]").select_option(value)
    drawn(page)
    assert page.locator(".value").all_text_contents() != before
    for item in shown.items:
        card = page.locator(f'[data-item="{item.name}"]')
        where = [
            conditions[each].replace("{}", item.filters[each].sql)
            for each in conditions
            if each in item.filters
        ]
        compare(card, item, expected_rows(item, ask, " and ".join(where)))
        for each in conditions.keys() - item.filters.keys():
            note = card.locator(".note").text_content() or ""
            assert each in note.partition("Not filtered by ")[2], item.name
    page.close()


def test_the_headlines_are_those_of_the_reports(browser: Browser, file: Path, ask: Ask) -> None:
    """The page adds up itself; the reports that the run tests say the same."""
    page = opened(browser, file, "distribution")
    ((revenue, quantity, customers, price),) = ask(
        "select total_revenue_inr, total_quantity, unique_customer_count, average_selling_price_inr "
        "from analytics.rpt_distribution_headline"
    )
    forms = (
        Format("money", "INR"),
        Format("count", "units"),
        Format("count", "customers"),
        Format("money", "INR", 4),
    )
    wanted = [
        written(value, form)
        for value, form in zip((revenue, quantity, customers, price), forms, strict=True)
    ]
    assert page.locator("#tiles .value").all_text_contents() == wanted
    page.close()
    page = opened(browser, file, "webshop")
    for name in ("brand", "category", "country", "gender", "product"):
        rows = ask(f"select {name}, net from analytics.rpt_webshop_revenue_by_{name}")
        known = {str(key): written(Decimal(net or 0), Format("money", "INR")) for key, net in rows}
        shown = {
            row[0]: row[1] for row in table_of(page.locator(f'[data-item="revenue_by_{name}"]'))
        }
        assert shown and shown.items() <= known.items()
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("rows", [0, 1, 30])
def test_pages_fit_their_screens(
    browser: Browser, tmp_path: Path, size: str, scheme: str, rows: int
) -> None:
    """Nothing is wider than the screen, no text is cut off by a chart's edge, with no row and many."""
    target = tmp_path / "index.html"
    content = local_content(PAGES, write_tables(tmp_path, PAGES, rows))
    target.write_text(page_of(content), encoding="utf-8")
    for name in (each.name for each in PAGES):
        page = opened(browser, target, name, size=size, scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]
        assert page.locator("#asof").is_visible() and page.locator("#behind").is_visible()
        over = page.evaluate(
            """() => [...document.querySelectorAll('.chart svg text')].filter((text) => {
                const own = text.getBoundingClientRect();
                const card = text.closest('.card').getBoundingClientRect();
                return own.right > card.right + 1 || own.left < card.left - 1;
            }).map((text) => text.textContent)"""
        )
        assert over == []
        page.close()


def test_the_pdf_has_the_headlines_of_the_page(
    browser: Browser, file: Path, built: dict[str, str]
) -> None:
    """The same numbers, written alike in two languages."""
    content = local_content(PAGES, built)
    text = "\n".join(each.extract_text() for each in PdfReader(io.BytesIO(pdf_of(content))).pages)
    for name in (each.name for each in PAGES):
        page = opened(browser, file, name)
        for value in page.locator("#tiles .value").all_text_contents():
            assert value in text
        page.close()
