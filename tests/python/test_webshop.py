"""The real data of the web shop gives the numbers that its README names.

REAL_LANDING names the folder with `full_load` and `october_21_to_25`; without it, a folder
`shared/landing` beside the project is taken, and where there is none the tests are skipped.

The full refresh takes minutes: `make test-real-data` has it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.real import REAL_DATA
from orchestration.setup.render import PROJECT
from tests.python.harness.contents import Contents, differences, read_contents, tables_of
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import WarmSession, compiled
from tests.python.harness.truth import LAYERS
from tests.python.harness.webshop_truth import WebshopZone, read_webshop, truth_differences

REAL_LANDING = Path(os.environ.get("REAL_LANDING") or PROJECT.parent / "shared" / "landing")

pytestmark = pytest.mark.skipif(
    not (REAL_LANDING / "full_load" / "webshop").is_dir(),
    reason=f"there is no web shop in {REAL_LANDING}; REAL_LANDING=<folder> names it",
)


DIMENSIONS = ("country", "gender", "category", "coupon", "brand")
HEADLINE = "analytics.rpt_webshop_headline"
REPORTS = (HEADLINE, *(f"analytics.rpt_webshop_revenue_by_{name}" for name in DIMENSIONS))


@dataclass(frozen=True)
class Step:
    """What the tables held after a run."""

    contents: Contents

    def headline(self) -> dict[str, Any]:
        """The one row of the headline."""
        (row,) = self.contents.records(HEADLINE)
        return row

    def net_by(self, name: str) -> dict[str, Decimal]:
        """Net revenue by the members of a dimension."""
        rows = self.contents.records(f"analytics.rpt_webshop_revenue_by_{name}")
        return {row[name]: money(row["net"]) for row in rows}


def money(value: object) -> Decimal:
    """An amount with two places."""
    return Decimal(str(value)).quantize(Decimal("0.01"))


def land(delivery: str, root: Path) -> None:
    """Copies the web shop's files, each at midnight of its folder's date."""
    REAL_DATA["webshop"].land(REAL_LANDING / delivery, root)


@pytest.fixture(scope="module")
def lakehouse(
    session: WarmSession, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lakehouse]:
    """A lakehouse of the real web shop, empty at first; Spark compiles for it."""
    folder = tmp_path_factory.mktemp("webshop")
    zone = WebshopZone(folder / "landing")
    made = Lakehouse(
        session, folder / "project", zone, prefix="shop_", logged=False, business="webshop"
    )
    with compiled(session):
        yield made
    made.close()


@pytest.fixture(scope="module")
def steps(lakehouse: Lakehouse) -> dict[str, Step]:
    """Full load, and five days of October as an increment, after which everything is read."""
    land("full_load", lakehouse.zone.root)
    lakehouse.run(tests=True)
    full_load = Step(read_contents(lakehouse, (), views=REPORTS))
    land("october_21_to_25", lakehouse.zone.root)
    lakehouse.run(tests=True)
    return {"full load": full_load, "october": Step(read_webshop(lakehouse))}


@pytest.mark.parametrize(
    ("step", "lines", "orders", "customers", "units", "sale", "net", "tax", "discount"),
    [
        (
            *("full load", 161_531, 92_281, 79_482, 216_391),
            *("3004646117", "2701732575.88", "302878712.12", "260306681.41"),
        ),
        (
            *("october", 171_345, 97_850, 83_518, 229_583),
            *("3185518994", "2864314832.08", "321167209.26", "276687140.97"),
        ),
    ],
)
def test_the_real_data_gives_the_numbers_of_its_readme(
    steps: dict[str, Step],
    step: str,
    lines: int,
    orders: int,
    customers: int,
    units: int,
    sale: str,
    net: str,
    tax: str,
    discount: str,
) -> None:
    """Counts, and amounts in INR."""
    headline = steps[step].headline()
    assert headline["line_count"] == lines
    assert headline["order_count"] == orders
    assert headline["customer_count"] == customers
    assert headline["unit_count"] == units
    amounts = {"sale": sale, "net": net, "tax": tax, "discount": discount}
    assert {name: money(headline[name]) for name in amounts} == {
        name: money(amount) for name, amount in amounts.items()
    }


def test_net_revenue_by_country_gender_category_and_coupon_is_that_of_the_readme(
    steps: dict[str, Step],
) -> None:
    """In INR, of customers and products as they are now."""
    full_load = steps["full load"]
    assert full_load.net_by("country") == {
        "AE": Decimal("175913199.54"),
        "AU": Decimal("140712397.30"),
        "CA": Decimal("132523405.98"),
        "GB": Decimal("310098396.04"),
        "IN": Decimal("1391976420.00"),
        "SG": Decimal("179614073.80"),
        "US": Decimal("320290339.32"),
        "Unknown": Decimal("50604343.90"),
    }
    assert full_load.net_by("gender") == {
        "female": Decimal("1130833993.04"),
        "male": Decimal("949332470.89"),
        "unknown": Decimal("621566111.95"),
    }
    assert full_load.net_by("category") == {
        "APP": Decimal("102990822.33"),
        "BKS": Decimal("19480550.91"),
        "BPC": Decimal("41366125.43"),
        "CE": Decimal("2051107852.51"),
        "GRCY": Decimal("11016903.73"),
        "HNK": Decimal("374221427.84"),
        "SPT": Decimal("68850755.21"),
        "TOY": Decimal("32698137.92"),
    }
    coupons = full_load.net_by("coupon")
    del coupons["none"]
    assert coupons == {
        "FEST20": Decimal("324381910.48"),
        "NEW10": Decimal("210148251.82"),
        "PRIME5": Decimal("269852736.53"),
        "SAVE50": Decimal("139032765.71"),
    }
    brands = full_load.net_by("brand")
    assert len(brands) == 52
    assert sorted(brands.items(), key=lambda item: -item[1])[:3] == [
        ("VoltEdge", Decimal("270876424.75")),
        ("Zenith", Decimal("262435395.00")),
        ("AcmeTech", Decimal("258717048.34")),
    ]


def test_the_tables_of_the_real_data_hold_the_truth(
    steps: dict[str, Step], lakehouse: Lakehouse
) -> None:
    """Outcomes, silver, dimensions, facts and every report are the oracle's after October."""
    told = lakehouse.zone.delivered.values(), lakehouse.project / "seeds"
    untrue = truth_differences(steps["october"].contents, *told)
    assert not untrue, "\n".join(untrue)


@pytest.mark.by_command
def test_october_as_an_increment_gives_the_rows_of_a_full_refresh(
    steps: dict[str, Step], lakehouse: Lakehouse
) -> None:
    """Every table, in both directions; views over them say the same."""
    october, tables = steps["october"].contents, set(tables_of(lakehouse, LAYERS[1:]))
    lakehouse.run(full_refresh=True)
    assert set(tables_of(lakehouse, LAYERS[1:])) == tables
    refreshed = read_webshop(lakehouse, kpis=False)
    found = differences(october.without(october.names - tables), refreshed)
    assert not found, "\n".join(found)
