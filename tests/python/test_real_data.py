"""The real data gives the numbers that its README names.

REAL_LANDING names the folder with `full_load` and `december_1_to_5`; without it, a folder
`shared/landing` beside the project is taken, and where there is none the tests are skipped.

The full refresh takes minutes: `make test-real-data` has it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.setup.render import PROJECT
from tests.python.harness.contents import Contents, differences
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import WarmSession
from tests.python.harness.truth import read_layers, truth_differences
from tests.python.harness.zone import Zone

REAL_LANDING = Path(os.environ.get("REAL_LANDING") or PROJECT.parent / "shared" / "landing")
LINES = "processed.int_distribution__sports_bar_orders_judged"
MISTYPED_PRODUCT = "25891502"

pytestmark = pytest.mark.skipif(
    not (REAL_LANDING / "full_load").is_dir(),
    reason=f"there is no real data in {REAL_LANDING}; REAL_LANDING=<folder> names it",
)


@dataclass(frozen=True)
class Step:
    """What the tables held after a run, and how they differed from the oracle."""

    contents: Contents
    untrue: list[str]

    def headline(self) -> dict[str, Any]:
        """The one row of the headline KPIs."""
        (row,) = self.contents.records("analytics.rpt_distribution_headline")
        return row

    def accepted(self) -> list[dict[str, Any]]:
        """The accepted order lines of sports_bar."""
        return [row for row in self.contents.records(LINES) if row["_outcome"] == "accepted"]


@pytest.fixture(scope="module")
def lakehouse(
    session: WarmSession, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lakehouse]:
    """A lakehouse of the real data, empty at first."""
    folder = tmp_path_factory.mktemp("real_data")
    zone = Zone(folder / "landing")
    made = Lakehouse(session, folder / "project", zone, prefix="real_", logged=False)
    yield made
    made.close()


@pytest.fixture(scope="module")
def steps(lakehouse: Lakehouse) -> dict[str, Step]:
    """Full load, crosswalk line, December without the line."""
    crosswalk = lakehouse.project / "seeds" / "product_crosswalk.csv"
    as_it_was = crosswalk.read_text(encoding="utf-8")
    steps: dict[str, Step] = {}

    def run(name: str, *, kpis: bool = True) -> None:
        lakehouse.run()
        contents = read_layers(lakehouse, kpis=kpis)
        seeds = lakehouse.project / "seeds"
        untrue = truth_differences(contents, lakehouse.zone, seeds, kpis=kpis)
        steps[name] = Step(contents, untrue)

    def land(delivery: str) -> None:
        for company in ("atlon", "sports_bar"):
            if (REAL_LANDING / delivery / company).is_dir():
                target = lakehouse.zone.root / company
                shutil.copytree(REAL_LANDING / delivery / company, target, dirs_exist_ok=True)

    land("full_load")
    run("full load")
    line = f"sports_bar,XYZ123,{MISTYPED_PRODUCT},typed wrong in products.csv\n"
    crosswalk.write_text(as_it_was + line, encoding="utf-8")
    run("crosswalk line", kpis=False)
    crosswalk.write_text(as_it_was, encoding="utf-8")
    land("december_1_to_5")
    run("december")
    return steps


@pytest.mark.parametrize(
    ("step", "revenue", "quantity", "mean_price", "rows", "lines"),
    [
        ("full load", "105298553404", 33_821_848, "4065.4177", 51_810, 45_587),
        ("december", "105340264771", 34_130_483, "4043.1650", 53_522, 47_081),
    ],
)
def test_the_real_data_gives_the_numbers_of_its_readme(
    steps: dict[str, Step],
    step: str,
    revenue: str,
    quantity: int,
    mean_price: str,
    rows: int,
    lines: int,
) -> None:
    """Headline, bronze rows, and distinct order lines before the product must exist."""
    headline = steps[step].headline()
    assert Decimal(str(headline["total_revenue_inr"])) == Decimal(revenue)
    assert headline["total_quantity"] == quantity
    assert headline["unique_customer_count"] == 54
    mean = Decimal(str(headline["average_selling_price_inr"]))
    assert mean.quantize(Decimal("0.0001")) == Decimal(mean_price)
    judged = steps[step].contents.records(LINES)
    assert len(judged) == rows
    kept = {
        (
            row["order_id"],
            row["order_date"],
            row["customer_id"],
            row["source_product_id"],
            row["quantity"],
        )
        for row in judged
        if row["_reject_rules"] in ([], ["product_unknown"])
    }
    assert len(kept) == lines


@pytest.mark.parametrize("step", ["full load", "crosswalk line", "december"])
def test_the_tables_of_the_real_data_hold_the_truth(steps: dict[str, Step], step: str) -> None:
    """Outcomes, accounting, customers, products, prices and sales are the oracle's, and KPIs."""
    assert not steps[step].untrue, "\n".join(steps[step].untrue)


def test_the_crosswalk_line_releases_2435_lines_and_409589_units(steps: dict[str, Step]) -> None:
    """And no other line changes."""
    before = {
        row["_file_path"] + str(row["_line_number"]): row for row in steps["full load"].accepted()
    }
    after = {
        row["_file_path"] + str(row["_line_number"]): row
        for row in steps["crosswalk line"].accepted()
    }
    released = [after[place] for place in after.keys() - before.keys()]
    assert before.keys() <= after.keys()
    assert {row["source_product_id"] for row in released} == {MISTYPED_PRODUCT}
    assert len(released) == 2_435
    assert sum(row["quantity"] for row in released) == 409_589

    def others(step: str) -> list[tuple[Any, ...]]:
        return sorted(
            (row["_file_path"], row["_line_number"], row["_outcome"], tuple(row["_reject_rules"]))
            for row in steps[step].contents.records(LINES)
            if row["source_product_id"] != MISTYPED_PRODUCT
        )

    assert others("full load") == others("crosswalk line")


@pytest.mark.by_command
def test_december_as_an_increment_gives_the_rows_of_a_full_refresh(
    steps: dict[str, Step], lakehouse: Lakehouse
) -> None:
    """Every table and view, in both directions; the increment took the crosswalk line back."""
    lakehouse.run(full_refresh=True)
    found = differences(steps["december"].contents, read_layers(lakehouse, kpis=True))
    assert not found, "\n".join(found)
