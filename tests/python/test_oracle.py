"""The oracle gives the published numbers of the real data, and hand-made answers to hard cases.

The real files are looked for in the folder REAL_LANDING (default: shared/landing beside the
project); only the tests that need them are skipped where they are not.
"""

from __future__ import annotations

import datetime
import gzip
import os
import shutil
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.python import oracle
from tests.python.oracle.__main__ import main as oracle_command
from tests.python.oracle.reading import fields_of

PROJECT = Path(__file__).parents[2]
SEEDS = Path(__file__).parent / "oracle" / "fixtures" / "seeds"
REAL = Path(os.environ.get("REAL_LANDING") or PROJECT.parent / "shared" / "landing")
needs_real_data = pytest.mark.skipif(not REAL.is_dir(), reason=f"there is no {REAL}")

ORDERS = "sports_bar/orders"
PRODUCTS = "sports_bar/products"
CUSTOMERS = "sports_bar/customers"
PRICES = "sports_bar/gross_prices"
ORDERS_HEADER = "order_id,order_placement_date,customer_id,product_id,order_qty"
ATLON_ORDERS_HEADER = "date,product_code,customer_code,sold_quantity"
ROW = "O1,2025/07/01,789101,25891101,10"

Judged = tuple[str, int, str, list[str]]


def csv(*lines: str) -> bytes:
    """A file of lines."""
    return "".join(line + "\n" for line in lines).encode()


def delivery(feed: str, name: str, *lines: str, at: int = 1) -> oracle.Delivery:
    """A delivery of lines, header first."""
    return oracle.Delivery(feed, name, at, csv(*lines))


def orders(name: str, *lines: str, at: int = 1) -> oracle.Delivery:
    """A delivery of sports_bar order lines below the usual header."""
    return delivery(ORDERS, name, ORDERS_HEADER, *lines, at=at)


def order_file(content: bytes, name: str = "a.csv") -> oracle.Delivery:
    """A delivery of sports_bar orders with these very bytes."""
    return oracle.Delivery(ORDERS, name, 1, content)


WORLD = (
    delivery(
        PRODUCTS,
        "products.csv",
        "product_name,product_id,category",
        "SportsBar Energy Bar Choco Fudge (60g),25891101,energy bars",
        "SportsBar Oats Cookie Bites ChocoChip (500g),25891501,healthy snacks",
        "SportsBar Oats Cookie Bites ChocoChip (350g),XYZ123,healthy snacks",
    ),
    delivery(PRICES, "prices.csv", "product_id,month,gross_price", "25891101,2025/07/01,80"),
    delivery(
        CUSTOMERS, "customers.csv", "customer_id,customer_name,city", "789101,Endurance Foods,Delhi"
    ),
    delivery(
        "atlon/products",
        "products.csv",
        "product_code,division,category,product,variant",
        "A1,Archery,Bow,Bow,26 lbs",
        "A2,Archery,Bow,Bow,30 lbs",
    ),
    delivery(
        "atlon/gross_prices", "prices.csv", "product_code,price_inr,year", "A1,5,2024", "A1,7,2025"
    ),
    delivery(
        "atlon/customers",
        "customers.csv",
        "customer_code,customer,market,platform,channel",
        "70002017,Sporty Essentials,India,Brick & Mortar,Retailer",
    ),
)
"""Three sports_bar products (one placeholder), two of atlon, a customer each, few prices."""


def judged(expected: oracle.Expected, feed: str = ORDERS) -> list[Judged]:
    """File (relative to the feed), line, outcome and broken rules of every row of a feed."""
    return expected.rows(
        "select file[length(feed) + 2:], line, outcome, rejects from outcomes where feed = ?",
        [feed],
    )


def judged_orders(*deliveries: oracle.Delivery, seeds: Path = SEEDS) -> list[Judged]:
    """Judges deliveries of sports_bar orders in the small world."""
    with oracle.expect([*WORLD, *deliveries], seeds) as expected:
        return judged(expected)


def counted(*deliveries: oracle.Delivery, feed: str = ORDERS) -> list[tuple[Any, ...]]:
    """File, status, landed, accepted, superseded, rejected of every delivery of a feed."""
    with oracle.expect([*WORLD, *deliveries], SEEDS) as expected:
        return expected.rows(
            "select file[length(feed) + 2:], status, landed, accepted, superseded, rejected "
            "from file_accounting where feed = ?",
            [feed],
        )


def judged_values(values: Sequence[str], template: str) -> dict[str, list[str]]:
    """The rules that each value breaks in the place of `{}` of an order line of its own order."""
    lines = [template.format(value).replace("O1", f"O{i}") for i, value in enumerate(values)]
    rows = judged_orders(orders("a.csv", *lines))
    return {value: row[3] for value, row in zip(values, rows, strict=True)}


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds to change."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds"))


def with_crosswalk(seeds: Path, *lines: str) -> Path:
    """Writes lines `source,target` into the crosswalk of sports_bar."""
    path = seeds / "product_crosswalk.csv"
    header = "company,source_product_id,product_id"
    path.write_bytes(csv(header, *(f"sports_bar,{line}" for line in lines)))
    return seeds


# The real data.


@pytest.fixture(scope="module")
def full_load() -> Iterator[oracle.Expected]:
    """What the full load must give."""
    with oracle.expect(REAL / "full_load", SEEDS) as expected:
        yield expected


@pytest.fixture(scope="module")
def with_december() -> Iterator[oracle.Expected]:
    """What the full load and the five days of December must give."""
    december = oracle.deliveries_of(REAL / "december_1_to_5")
    with oracle.expect([*oracle.deliveries_of(REAL / "full_load"), *december], SEEDS) as expected:
        yield expected


def headline_as_published(expected: oracle.Expected) -> tuple[Any, ...]:
    """The four headline KPIs, the mean with the four decimals of the data's README."""
    headline = expected.headline
    assert headline.average_selling_price_inr is not None
    return (
        headline.total_revenue_inr,
        headline.total_quantity,
        headline.unique_customers,
        round(headline.average_selling_price_inr, 4),
    )


# distinct valid lines by content, before the product must exist
DISTINCT_LINES = """
select count(*), sum(quantity)::bigint
from (
    select distinct order_id, order_date, customer_id, product_id, quantity
    from judged_orders
    where company = 'sports_bar' and list_has_all(['product_unknown'], rejects)
        and (rejects = [] or not $only_lost)
        and (rejects <> [] or $with_kept)
        and product_id = coalesce($product, product_id)
)
"""


def lost(expected: oracle.Expected, product: str | None = None) -> tuple[int, int]:
    """Distinct lines and units that only their unknown product keeps out."""
    rows = expected.rows(
        "select count(*), sum(quantity)::bigint from (select distinct order_id, order_date, "
        "customer_id, product_id, quantity from judged_orders where rejects = ['product_unknown'] "
        "and product_id = coalesce(?, product_id))",
        [product],
    )
    return rows[0][0], rows[0][1]


def landed_and_distinct(expected: oracle.Expected) -> tuple[int, int]:
    """Landed sports_bar order rows, and distinct lines before the product must exist."""
    landed = expected.rows("select sum(landed) from file_accounting where feed = ?", [ORDERS])
    kept = expected.rows("select count(*) from order_lines where company = 'sports_bar'")
    return int(landed[0][0]), kept[0][0] + lost(expected)[0]


@needs_real_data
def test_the_full_load_gives_the_published_headline(full_load: oracle.Expected) -> None:
    """First row of the table in the data's README."""
    assert headline_as_published(full_load) == (
        105_298_553_404,
        33_821_848,
        54,
        Decimal("4065.4177"),
    )
    assert landed_and_distinct(full_load) == (51_810, 45_587)


@needs_real_data
def test_the_full_load_and_december_give_the_published_headline(
    with_december: oracle.Expected,
) -> None:
    """Second row of the table in the data's README."""
    assert headline_as_published(with_december) == (
        105_340_264_771,
        34_130_483,
        54,
        Decimal("4043.1650"),
    )
    assert landed_and_distinct(with_december) == (53_522, 47_081)


@needs_real_data
def test_the_lines_lost_by_unknown_products_are_those_of_the_readme(
    full_load: oracle.Expected, with_december: oracle.Expected
) -> None:
    """Lost lines and units, by product and in all."""
    assert lost(full_load) == (4_776, 942_670)
    assert lost(full_load, "25891502") == (2_435, 409_589)
    assert lost(full_load, "77777777") == (816, 184_596)
    assert lost(full_load, "99999999") == (768, 174_623)
    assert lost(full_load, "88888888") == (757, 173_862)
    assert lost(with_december)[0] == 4_957
    assert lost(with_december, "25891502") == (2_528, 425_556)


@needs_real_data
def test_the_missing_quantities_are_those_of_the_readme(
    full_load: oracle.Expected, with_december: oracle.Expected
) -> None:
    """Rows that are rejected because their quantity is empty."""
    query = "select count(*) from outcomes where list_contains(rejects, 'quantity_missing')"
    assert full_load.rows(query) == [(2_607,)]
    assert with_december.rows(query) == [(2_607 + 84,)]


@needs_real_data
def test_the_crosswalk_line_releases_2435_lines_and_nothing_else_changes(
    full_load: oracle.Expected, seeds: Path
) -> None:
    """XYZ123 -> 25891502: the lines of 25891502 come in, every other row keeps its outcome."""
    seeds = with_crosswalk(seeds, "XYZ123,25891502")
    outcomes = "select feed, file, line, outcome, rejects from outcomes order by all"
    lines = "select company, order_id, order_date, customer_id, product_id, quantity, file, line "
    with oracle.expect(REAL / "full_load", seeds) as released:
        before = dict(zip(full_load.rows(outcomes), full_load.rows(outcomes), strict=True))
        changed = [row for row in released.rows(outcomes) if row_key(row) not in before]
    raise AssertionError(lines, changed)


def row_key(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """placeholder"""
    return row
