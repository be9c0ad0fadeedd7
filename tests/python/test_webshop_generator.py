"""Synthetic web shops: like a real one in shape, repeatable, and the oracle finds their truth."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from simulator import SimulatorError
from simulator.cli import main
from simulator.webshop import MESS, WebshopSettings, WebshopTruth, generate_webshop
from simulator.webshop.orders import (
    SHARES_OF_DISCOUNTS,
    SHARES_OF_METHODS,
    SHARES_OF_QUANTITIES,
    Choice,
)
from simulator.webshop.writer import FOLDERS, LINES_FILE
from tests.python.oracle import webshop
from tests.python.oracle.webshop import Webshop

SEEDS = Path(__file__).parents[2] / "seeds"
SETTINGS = WebshopSettings(lines=3_000, days=21, mess=frozenset(MESS))
MONEY = (
    "unit_price", "gross_amount", "discount_amount", "net_amount", "tax_amount", "sale_amount",
    "net", "tax", "discount", "sale",
)  # fmt: skip


def files_of(root: Path) -> dict[str, tuple[float, bytes]]:
    """Modification time and content of every file but the note that all of them are written."""
    return {
        path.relative_to(root).as_posix(): (path.stat().st_mtime, path.read_bytes())
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.name.startswith("_")
    }


def true_lines(folder: Path) -> list[dict[str, Any]]:
    """The lines of the truth."""
    with gzip.open(folder / LINES_FILE, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, WebshopTruth]:
    """Landing root, truth folder, truth: with every kind of mess."""
    folder = tmp_path_factory.mktemp("webshop")
    truth = generate_webshop(SETTINGS, folder / "landing", folder / "truth")
    return folder / "landing", folder / "truth", truth


@pytest.fixture(scope="module")
def expected(zone: tuple[Path, Path, WebshopTruth]) -> Iterator[Webshop]:
    """What the oracle makes of it."""
    with webshop.expect(zone[0], SEEDS) as found:
        yield found


def hundredths(value: Decimal | None) -> int | None:
    """An amount in hundredths."""
    return None if value is None else int(value * 100)


def oracle_lines(expected: Webshop) -> list[dict[str, Any]]:
    """The oracle's lines in the shape of the truth."""
    names = (
        "seller, order_id, item_seq, cast(order_date as varchar) as order_date, lines.customer_id,"
        " product_id, quantity, currency, lines.unit_price, coupon_code, order_status"
    )
    query = (
        f"select {names}, {', '.join(f'facts.{name}' for name in MONEY[1:])}"
        " from fct_webshop_order_lines as facts join"
        " (select seller, order_id, item_seq, customer_id, unit_price from lines) as lines"
        " using (seller, order_id, item_seq)"
    )
    rows = expected.connection.execute(query).to_arrow_table().to_pylist()
    return [{**row, **{name: hundredths(row[name]) for name in MONEY}} for row in rows]


def sums_of(expected: Webshop) -> dict[str, Any]:
    """The oracle's sums in the shape of the truth."""
    (headline,) = expected.table("rpt_webshop_headline").to_pylist()
    (counts,) = expected.rows(
        "select count(*), count(*) filter (is_cancelled), sum(net) filter (is_cancelled)"
        " from fct_webshop_order_lines"
    )
    (rows,) = expected.rows(
        "select count(*), count(*) filter (outcome = 'rejected') from outcomes"
        " where not feed like 'webshop/%'"
    )
    by_country = expected.rows("select country, net from rpt_webshop_revenue_by_country")
    return {
        "landed": rows[0],
        "rejected": rows[1],
        "lines": counts[0],
        "cancelled": counts[1],
        "orders": headline["order_count"],
        "units": headline["unit_count"],
        **{name: hundredths(headline[name]) for name in ("net", "tax", "discount", "sale")},
        "lost_net": hundredths(counts[2] or Decimal(0)),
        "lines_without_rate": headline["lines_without_rate"],
        "net_by_country": {name: hundredths(net or Decimal(0)) for name, net in by_country},
    }


def by_key(lines: list[dict[str, Any]]) -> dict[tuple[str, str, int], dict[str, Any]]:
    """Lines by their key."""
    return {(line["seller"], line["order_id"], line["item_seq"]): line for line in lines}


def test_the_oracle_finds_every_line_of_the_truth_and_no_other(
    zone: tuple[Path, Path, WebshopTruth], expected: Webshop
) -> None:
    """With every value, whatever the mess; each line once."""
    true = true_lines(zone[1])
    assert len(true) == len(by_key(true)) == SETTINGS.lines
    assert by_key(oracle_lines(expected)) == by_key(true)


def test_the_oracle_finds_the_sums_of_the_truth(
    zone: tuple[Path, Path, WebshopTruth], expected: Webshop
) -> None:
    """Rows landed and rejected, revenue, what was lost, countries."""
    files = len(files_of(zone[0]))
    assert {**sums_of(expected), "files": files} == zone[2].to_json()


@pytest.mark.parametrize("seed", [1, 2])
def test_other_seeds_and_no_mess_have_their_truth_too(tmp_path: Path, seed: int) -> None:
    """Without mess nothing is rejected."""
    mess = frozenset(MESS) if seed == 1 else frozenset[str]()
    settings = WebshopSettings(lines=800, days=9, seed=seed, mess=mess)
    truth = generate_webshop(settings, tmp_path / "landing", tmp_path / "truth")
    with webshop.expect(tmp_path / "landing", SEEDS) as expected:
        files = len(files_of(tmp_path / "landing"))
        assert {**sums_of(expected), "files": files} == truth.to_json()
    assert (truth.rejected == 0) == (seed == 2)


def test_every_kind_of_mess_shows(zone: tuple[Path, Path, WebshopTruth], tmp_path: Path) -> None:
    """Without any one of them some file is another one."""
    settings = replace(SETTINGS, lines=2_000, days=12)
    generate_webshop(settings, tmp_path / "all", tmp_path / "truth", truth_rows=False)
    with_all = files_of(tmp_path / "all")
    for kind in MESS:
        other = replace(settings, mess=settings.mess - {kind})
        generate_webshop(other, tmp_path / kind, tmp_path / "truth", truth_rows=False)
        assert files_of(tmp_path / kind) != with_all, kind


def test_the_same_seed_gives_the_same_files(
    zone: tuple[Path, Path, WebshopTruth], tmp_path: Path
) -> None:
    """To the byte and the second; another seed others."""
    generate_webshop(SETTINGS, tmp_path / "again", tmp_path / "truth")
    assert files_of(tmp_path / "again") == files_of(zone[0])
    generate_webshop(replace(SETTINGS, seed=8), tmp_path / "other", tmp_path / "truth")
    assert files_of(tmp_path / "other") != files_of(zone[0])


def test_orders_come_by_file_by_api_and_by_partners_and_some_come_again(
    expected: Webshop,
) -> None:
    """Superseded rows are of files and of the API."""
    sources = dict(expected.rows("select source_feed, count(*) from lines group by 1"))
    assert set(sources) == set(webshop.FEEDS[:4])
    outcomes = expected.rows("select distinct feed, outcome from outcomes")
    for feed in ("raw/ecommerce_sales", "api/orders"):
        assert {outcome for name, outcome in outcomes if name == feed} >= {"accepted", "rejected"}
    assert ("raw/ecommerce_sales", "superseded") in outcomes


@pytest.mark.parametrize("shares", [SHARES_OF_METHODS, SHARES_OF_QUANTITIES, SHARES_OF_DISCOUNTS])
def test_choices_are_those_of_numpy(shares: tuple[float, ...]) -> None:
    """With the same draws, so that the files of a seed are what they always were."""
    ours, theirs = np.random.default_rng(5), np.random.default_rng(5)
    choice = Choice(shares)
    assert [choice(ours) for _ in range(2_000)] == [
        theirs.choice(len(shares), p=shares) for _ in range(2_000)
    ]
    assert ours.random() == theirs.random()


def test_a_shop_has_weekends_big_customers_and_payment_on_delivery_that_is_cancelled(
    zone: tuple[Path, Path, WebshopTruth], expected: Webshop
) -> None:
    """Saturdays sell more than Mondays; one customer in a hundred has a share of the orders."""
    days = Counter(dict(expected.rows("select day, line_count from rpt_webshop_revenue_by_day")))
    by_weekday = Counter[int]()
    for day, count in days.items():
        by_weekday[day.weekday()] += count
    assert by_weekday[5] > by_weekday[0]
    shares = dict(
        expected.rows(
            "select payment_method, cancellation_rate from rpt_webshop_cancellation_by_payment_method"
        )
    )
    assert shares["cash_on_delivery"] > shares["card"]
    (biggest,) = expected.rows(
        "select sum(order_count) from (from rpt_webshop_customer_lifetime_value"
        " order by order_count desc limit 10)"
    )
    (everybody,) = expected.rows("select sum(order_count) from rpt_webshop_customer_lifetime_value")
    assert biggest[0] / everybody[0] > 0.1


def test_a_folder_that_holds_a_web_shop_is_left_alone(
    zone: tuple[Path, Path, WebshopTruth], tmp_path: Path
) -> None:
    """Nothing of it is mixed or deleted."""
    before = files_of(zone[0])
    with pytest.raises(SimulatorError, match="already"):
        generate_webshop(SETTINGS, zone[0], tmp_path)
    assert files_of(zone[0]) == before
    assert all((zone[0] / folder).is_dir() for folder in FOLDERS)


@pytest.mark.parametrize(
    "wrong", [{"lines": 3, "days": 4}, {"days": 0}, {"seed": -1}, {"mess": frozenset({"dirt"})}]
)
def test_what_cannot_be_made_is_refused(wrong: dict[str, Any]) -> None:
    """With a message that says what to do."""
    with pytest.raises(SimulatorError):
        WebshopSettings(**wrong)


def test_the_command_writes_a_web_shop_and_says_what_must_come_out(tmp_path: Path) -> None:
    """Kinds of mess by name; an unknown one is refused."""
    command = ["webshop", "--to", str(tmp_path / "landing"), "--lines", "60", "--days", "2"]
    done = CliRunner().invoke(main, [*command, "--mess", "all,-rows_doubled"])
    assert done.exit_code == 0, done.output
    assert "INR net" in done.output
    assert len(true_lines(tmp_path / "truth")) == 60
    assert CliRunner().invoke(main, [*command, "--mess", "dirt"]).exit_code != 0
