"""ANSI mode on and off give the same rows: every model, every mess, every line of business.

dbt-spark switches ANSI off in every statement, Databricks has it on. Here the local engine builds
the same files once with each; under ANSI a cast, a division or an overflow that is not guarded
ends the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from dbt.adapters.spark.connections import SparkCredentials

from simulator import KINDS
from simulator.marketplace import FAULTS, land
from simulator.webshop import WebshopSettings
from tests.python.harness.contents import RUN_COLUMNS, Contents, differences, read_contents
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.marketplace import MarketplaceZone, small_replay
from tests.python.harness.session import WarmSession
from tests.python.harness.webshop import land as land_shop
from tests.python.harness.webshop import small_shop
from tests.python.harness.webshop_truth import WebshopZone
from tests.python.harness.zone import Zone, csv_text

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

ANSI = "spark.sql.ansi.enabled"
MODES = ("false", "true")
BUSINESSES = ("distribution", "marketplace", "webshop")
# Everything but what says only when a run was.
SCHEMAS = ("raw", "processed", "analytics", "logs", "snapshots", "reference")
TIMES_AND_RUNS = (
    *RUN_COLUMNS,
    *("first_seen_at", "first_seen_run", "released_at", "released_run", "loaded_at"),
    *("run_id", "checked_at", "seconds", "finished_at"),
    # the fingerprint of what rows were judged with names the schema
    "_judged_with",
    *("dbt_valid_from", "dbt_valid_to", "dbt_updated_at", "dbt_scd_id"),
)
PROBE = "select cast('no number' as int)"

# Values that a cast, an addition or a date can stumble over.
ODD_NUMBERS = (
    *("9223372036854775807", "9223372036854775808", "-9223372036854775809", "1" * 40, "1e5"),
    *("1e400", "NaN", "Infinity", "1/0", "0x10", "1_000", "1,000", "12.345", "-0", "+7", ".5"),
    *("", " ", "none", "\u0661\u0662"),
)
ODD_DATES = (
    *("2025/02/30", "31/02/2025", "2025-13-01", "00/00/0000", "0000-00-00", "9999/99/99"),
    *("Tuesday, July 99, 2025", "Foo 01, 2025", "July 1, 2025", "2025/07/02 25:61:61", "tomorrow"),
)


@contextmanager
def ansi(mode: str) -> Iterator[None]:
    """Lets dbt-spark, which knows only `false`, set another mode for a while."""
    finish = SparkCredentials.__post_init__

    def finish_with_mode(credentials: SparkCredentials) -> None:
        finish(credentials)
        credentials.server_side_parameters[ANSI] = mode

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SparkCredentials, "__post_init__", finish_with_mode)
        yield


def odd_orders() -> list[dict[str, str]]:
    """Order lines of Sports Bar, each with one odd value."""
    good = {
        "order_placement_date": "2025/07/02",
        "customer_id": "610001",
        "product_id": "25891101",
        "order_qty": "1",
    }
    odd = [("order_qty", value) for value in ODD_NUMBERS]
    odd += [("order_placement_date", value) for value in ODD_DATES]
    odd += [(column, value) for column in ("customer_id", "product_id") for value in ODD_NUMBERS]
    return [
        {**good, "order_id": f"ODD{number}", column: value}
        for number, (column, value) in enumerate(odd)
    ]


def odd_prices() -> list[dict[str, str]]:
    """Prices of Sports Bar, each with one odd value."""
    good = {"product_id": "25891101", "month": "2025/07/01", "gross_price": "10"}
    odd = [("gross_price", value) for value in ODD_NUMBERS]
    odd += [("month", value) for value in ODD_DATES]
    return [{**good, column: value} for column, value in odd]


def atlon_odd_orders() -> list[dict[str, str]]:
    """Order lines of Atlon, each with one odd value."""
    good = {
        "date": "2025-07-02",
        "product_code": "A0118150101",
        "customer_code": "70002017",
        "sold_quantity": "1",
    }
    odd = [("sold_quantity", value) for value in ODD_NUMBERS]
    odd += [("date", value) for value in ODD_DATES]
    return [{**good, column: value} for column, value in odd]


def atlon_odd_prices() -> list[dict[str, str]]:
    """Prices of Atlon, each with one odd value."""
    good = {"product_code": "A0118150101", "price_inr": "10", "year": "2025"}
    odd = [("price_inr", value) for value in ODD_NUMBERS]
    odd += [("year", value) for value in (*ODD_NUMBERS, *ODD_DATES)]
    return [{**good, column: value} for column, value in odd]


def distribution(folder: Path) -> tuple[Zone, list[Callable[[], object]]]:
    """A zone with every kind of mess, and what lands in it between the runs."""
    zone = Zone.generated(folder / "landing", mess=frozenset(KINDS), order_lines=200, days=2)

    def deliver_odd_values() -> None:
        zone.deliver("sports_bar/orders", "odd_values.csv", odd_orders())
        zone.deliver("sports_bar/gross_prices", "odd_values.csv", odd_prices())
        zone.deliver("atlon/orders", "odd_values.csv", atlon_odd_orders())
        zone.deliver("atlon/gross_prices", "odd_values.csv", atlon_odd_prices())

    return zone, [lambda: None, deliver_odd_values]


def marketplace(folder: Path) -> tuple[Zone, list[Callable[[], object]]]:
    """A zone of change files with every fault, in two batches."""
    plan = small_replay(orders=60, days=8, faults=frozenset(FAULTS))
    zone = MarketplaceZone(folder / "landing")
    return zone, [partial(land, batch, zone.root) for batch in plan.batches(2)]


def webshop_odd_orders() -> list[dict[str, str]]:
    """Order lines of the web shop, each with one odd value."""
    good = {
        "dt": "2025-08-01",
        "order_ts": "2025-08-01 10:00:00",
        "customer_id": "CUST1",
        "item_seq": "1",
        "product_id": "P1",
        "quantity": "1",
        "unit_price_currency": "INR",
        "unit_price": "10",
        "discount_pct": "5",
        "tax_amount": "1",
        "channel": "app",
        "coupon_code": "",
    }
    numbers = ("item_seq", "quantity", "unit_price", "discount_pct", "tax_amount")
    odd = [(column, value) for column in numbers for value in ODD_NUMBERS]
    odd += [(column, value) for column in ("dt", "order_ts") for value in ODD_DATES]
    return [
        {**good, "order_id": f"ODD{number}", column: value}
        for number, (column, value) in enumerate(odd)
    ]


def odd_rates() -> list[dict[str, str]]:
    """Exchange rates, each with one odd value."""
    good = {"rate_date": "2025-08-01", "from_currency": "XXA", "to_currency": "INR", "rate": "2"}
    odd = [("rate", value) for value in ODD_NUMBERS] + [("rate_date", value) for value in ODD_DATES]
    return [{**good, column: value} for column, value in odd]


def odd_promotions() -> list[dict[str, str]]:
    """Promotions, each with one odd value."""
    good = {"promotion_name": "Odd", "valid_from": "2025-08-01", "valid_to": "2025-08-31"}
    return [
        {**good, "coupon_code": f"ODD{number}{column}", column: value}
        for number, value in enumerate(ODD_DATES)
        for column in ("valid_from", "valid_to")
    ]


def webshop(folder: Path) -> tuple[Zone, list[Callable[[], object]]]:
    """A zone of a shop with every mess, in two batches, the second one with odd values."""
    files = small_shop(WebshopSettings(lines=80, days=3, seed=11))
    zone = WebshopZone(folder / "landing")

    def deliver_odd_values() -> None:
        land_shop(files[1::2], zone.root)
        for feed, rows in (
            ("raw/ecommerce_sales", webshop_odd_orders()),
            ("webshop/exchange_rates", odd_rates()),
            ("webshop/promotions", odd_promotions()),
        ):
            zone.deliver(feed, "odd_values.csv", csv_text(list(dict.fromkeys(rows[0])), rows))

    return zone, [partial(land_shop, files[::2], zone.root), deliver_odd_values]


@dataclass
class Built:
    """What a lakehouse held in one mode.

    Attributes:
        steps: its rows after every run.
        tests: status and number of failing rows of every dbt test at the end.
        said: what the engine said in that mode to a cast that cannot be done.
    """

    steps: list[Contents] = field(default_factory=list)
    tests: dict[str, tuple[str, int]] = field(default_factory=dict)
    said: str = ""


def probe(lakehouse: Lakehouse) -> str:
    """What the engine says to a cast that cannot be done, through dbt's own connection."""
    shown = lakehouse.dbt("show", "--inline", PROBE)
    return "null" if shown.success else str(shown.exception or shown.result)


@pytest.fixture(scope="module", params=BUSINESSES)
def built(
    session: WarmSession, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> dict[str, Built]:
    """Builds a line of business in both modes, step by step, from the same files."""
    folder = tmp_path_factory.mktemp("ansi")
    prepare = {"distribution": distribution, "marketplace": marketplace, "webshop": webshop}[
        request.param
    ]
    zone, steps = prepare(folder)
    # the others keep their history themselves
    has_snapshots = request.param == "distribution"
    schemas = [each for each in SCHEMAS if has_snapshots or each != "snapshots"]
    found = {mode: Built() for mode in MODES}
    lakehouses = {
        mode: Lakehouse(
            session,
            folder / mode,
            zone,
            prefix=f"ansi_{mode}_",
            logged=False,
            business=request.param,
        )
        for mode in MODES
    }
    for land_step in steps:
        land_step()
        for mode, lakehouse in lakehouses.items():
            with ansi(mode):
                # the gates would keep the worst input out of gold
                lakehouse.run()
                lakehouse.dbt("snapshot")
            found[mode].steps.append(read_contents(lakehouse, schemas, views=True))
    for mode, lakehouse in lakehouses.items():
        with ansi(mode):
            outcome = lakehouse.dbt("test")
            found[mode].said = probe(lakehouse)
        found[mode].tests = {
            each.node.name: (str(each.status), each.failures or 0)
            for each in getattr(outcome.result, "results", [])
        }
        lakehouse.close()
    return found


def test_the_two_modes_are_what_they_say(built: dict[str, Built]) -> None:
    """A cast that cannot be done is null in one mode and ends the statement in the other."""
    assert built["false"].said == "null"
    assert "CAST_INVALID_INPUT" in built["true"].said


@pytest.mark.parametrize("step", [0, 1])
def test_all_rows_of_all_tables_and_views_are_equal_in_both_modes(
    built: dict[str, Built], step: int
) -> None:
    """Bronze, silver, gold, quarantine, accounting, snapshots, after a full load and a batch."""
    off, on = (built[mode].steps[step].without(("logs.run_lock",)) for mode in MODES)
    found = differences(off, on, ignored=TIMES_AND_RUNS)
    assert not found, "\n".join(found)
    assert {name.partition(".")[0] for name in off.names} >= {"raw", "processed", "analytics"}


def test_every_dbt_test_finds_the_same_in_both_modes(built: dict[str, Built]) -> None:
    """Status and number of failing rows; the mess makes some of them fail."""
    assert built["false"].tests == built["true"].tests
    assert not [name for name, (status, _) in built["true"].tests.items() if status == "error"]
    assert len(built["true"].tests) > 30
