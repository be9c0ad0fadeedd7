"""A table whose inputs and code are as they were is left as it is, and every other one is built.

A small lakehouse lives its history once; each test looks at what one step of it has written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.python.harness.contents import tables_of
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import WarmSession
from tests.python.harness.steps import LINES, ORDERS, Steps, assert_equal_steps, line
from tests.python.harness.zone import Zone

ATLON_LINES = "processed.int_distribution__atlon_order_lines_judged"
CURRENT_PRODUCTS = "processed.int_distribution__products"
DATES, PRICES = "analytics.dim_dates", "analytics.dim_prices"
# What a city's name reaches.
CUSTOMERS = {
    "processed.int_distribution__sports_bar_customers_judged",
    "processed.int_distribution__customers",
    "processed.int_distribution__customer_history",
    "analytics.dim_customers",
}
# It goes by watermarks of its own.
FACT = "analytics.fct_monthly_sales"

STEPS = ("first", "orders", "seed, code and rows", "view and kill", "full refresh")
AFTER_REFRESH = "nothing after the full refresh"
ASKED = re.compile(r"describe history (\S+) limit 1")


class Life:
    """A lakehouse, step by step.

    Attributes:
        history: what the tables held after the steps in STEPS, and how they differed from the
            oracle.
        written: the tables of bronze, silver and gold, but for the fact, that have another version
            after a step than before its run.
        asked: how often a step's run has asked each table for its newest commit.
    """

    def __init__(self, lakehouse: Lakehouse) -> None:
        self.lakehouse = lakehouse
        self.history = Steps(lakehouse)
        self.written: dict[str, set[str]] = {}
        self.asked: dict[str, Counter[str]] = {}

    def versions(self) -> dict[str, tuple[object, ...]]:
        """Number and time of the newest version of every table."""
        newest = "describe history {name} limit 1"
        return {
            name: self.lakehouse.sql(newest.format(name=self.lakehouse.prefix + name))[0][:2]
            for name in tables_of(self.lakehouse, ("raw", "processed", "analytics"))
            if name != FACT
        }

    def run(self, step: str, *, full_refresh: bool = False) -> None:
        """Runs dbt and notes what it has done."""
        asked = self.asked.setdefault(step, Counter())
        before = self.versions()
        self.lakehouse.run(
            full_refresh=full_refresh, said=lambda text: asked.update(ASKED.findall(text))
        )
        after = self.versions()
        self.written[step] = {name for name in after if after[name] != before.get(name)}
        if step in STEPS:
            self.history.note(step)


@pytest.fixture(scope="module")
def life(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """Lives a history of runs; between them things change that have nothing to do with another."""
    folder = tmp_path_factory.mktemp("unchanged")
    zone = Zone.generated(folder / "landing", seed=5, order_lines=60)
    lakehouse = Lakehouse(session, folder / "project", zone, prefix="unchanged_", logged=False)
    life = Life(lakehouse)
    life.run("first")
    life.run("nothing")
    zone.deliver(ORDERS, "one_more.csv", [line("ONE_MORE", 3)])
    life.run("orders")

    lakehouse.add_seed_line("city_names", "Puna,Pune")
    model = "models/marts/core/dim_dates.sql"
    lakehouse.edit(model, r"select \* from \{\{ ref\('fct", "select month from {{ ref('fct")
    lakehouse.sql("delete from {analytics}.dim_prices where true")
    life.run("seed, code and rows")

    view = "models/intermediate/distribution/int_distribution__product_ids.sql"
    lakehouse.edit(view, r"select \* from final", "select * from final where true")
    products = "{processed}.int_distribution__products"
    lakehouse.sql(f"insert overwrite {products} select * from {products}")
    life.run("view and kill")

    life.run("full refresh", full_refresh=True)
    life.run(AFTER_REFRESH)
    yield life
    lakehouse.close()


@pytest.mark.parametrize("step", STEPS)
def test_whatever_is_left_as_it_is_the_tables_hold_the_truth(life: Life, step: str) -> None:
    """Outcomes, accounting, reference data, sales and KPIs are the oracle's after every run."""
    assert not life.history.untrue[step], "\n".join(life.history.untrue[step])


@pytest.mark.parametrize("step", ["nothing", AFTER_REFRESH])
def test_a_run_with_nothing_new_writes_no_table(life: Life, step: str) -> None:
    """No version of bronze, silver or gold is added."""
    assert life.written[step] == set()


@pytest.mark.parametrize("step", ["nothing", "orders", AFTER_REFRESH])
def test_a_table_of_silver_that_is_left_as_it_is_is_asked_once_for_its_newest_commit(
    life: Life, step: str
) -> None:
    """By itself, before its readers. Two readers of a seed or a fact may ask at one time."""
    prefix = life.lakehouse.prefix
    asked = {name.removeprefix(prefix): times for name, times in life.asked[step].items()}
    silver = {name: times for name, times in asked.items() if name.startswith("processed.")}
    assert {LINES, CURRENT_PRODUCTS} <= set(silver)
    assert {name for name, times in silver.items() if times > 1} <= life.written[step]


def test_new_orders_of_a_company_are_written_to_its_lines_and_behind_the_fact(life: Life) -> None:
    """Customers, products, prices and the other company have nothing to do with them."""
    behind = {"analytics.dim_customers", DATES}
    assert life.written["orders"] == {"raw.stg_sports_bar__orders", LINES} | behind


def test_another_seed_other_sql_and_rows_changed_by_hand_build_what_they_concern(
    life: Life,
) -> None:
    """A city's name goes as far as its customers; nothing that nobody touched is written."""
    assert life.written["seed, code and rows"] == CUSTOMERS | {DATES, PRICES}


def test_what_somebody_has_deleted_by_hand_is_there_after_the_next_run(life: Life) -> None:
    """The inputs are as they were, but the last version is not the one that was built."""
    held = life.history.steps["seed, code and rows"].records(PRICES)
    assert held
    assert held == life.history.steps["orders"].records(PRICES)


def test_a_view_with_other_sql_and_a_build_that_was_not_noted_are_built_again(life: Life) -> None:
    """What a view says is an input of its readers; rows of a killed run are not relied on."""
    written = life.written["view and kill"]
    assert {ATLON_LINES, LINES, CURRENT_PRODUCTS} <= written
    assert not written & (CUSTOMERS | {DATES})


def test_a_full_refresh_builds_every_table_and_gives_the_same_rows(life: Life) -> None:
    """Of silver and gold; bronze is never refreshed away."""
    tables = {
        name for name in tables_of(life.lakehouse, ("processed", "analytics")) if name != FACT
    }
    assert life.written["full refresh"] == tables
    assert_equal_steps(life.history, "view and kill", "full refresh", "processed.", "analytics.")
