"""A watch that lives: orders come, the shop fails, a bad file comes, a signal ends it. One Spark process.

Everything waits for what the watch itself says or does, never for a time.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from benchmarks.near_real_time import NearRealTime, WatchedShop, watched_shop
from orchestration.locks import locked
from orchestration.setup.render import PROJECT

pytestmark = pytest.mark.by_command

BAD = "api/orders/orders-bad.jsonl"


@dataclass
class Life:
    """What happened in the life of a watch."""

    orders: list[str] = field(default_factory=list)
    seen: list[bool] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    gold_while_closed: set[str] = field(default_factory=set)
    gold_at_the_end: set[str] = field(default_factory=set)
    second_watch: str = ""
    code: int | None = None
    home: Path = Path()


def new_words(watched: WatchedShop, before: str) -> str:
    """What the watch has said since."""
    return watched.said[len(before) :]


def one_more_order(watched: WatchedShop, life: Life) -> None:
    """The shop commits an order; it has to be in gold before the next thing happens."""
    before = watched.said
    order = watched.commit_order()
    life.orders.append(order)
    watched.wait_for(order)
    life.seen.append(order in watched.orders_in_gold())
    watched.wait_until(lambda: " built in " in new_words(watched, before))
    life.said[order] = new_words(watched, before)


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """The life of a watch on a small web shop."""
    home = tmp_path_factory.mktemp("watched")
    plan = NearRealTime(orders=2, lines=60, days=3)
    with watched_shop(home, plan, "webshop") as watched:
        found = Life(home=home)
        watched.start()
        watched.wait_until(lambda: "everything built" in watched.said)
        second = subprocess.run(
            [sys.executable, "-m", "orchestration.watch", "--rounds", "1"],
            cwd=PROJECT,
            env=watched.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        found.second_watch = f"{second.returncode} {second.stderr}"
        one_more_order(watched, found)

        # the shop takes nobody's word any more
        before, token = watched.said, watched.shop.token
        watched.shop.token = "another-word"
        watched.wait_until(lambda: "Trying again" in new_words(watched, before))
        found.said["shop"] = new_words(watched, before)
        watched.shop.token = token
        one_more_order(watched, found)

        # a file that is no orders closes the gate, until it comes again
        before = watched.said
        bad = watched.landing_root / BAD
        bad.write_text("no object\n", encoding="utf-8")
        watched.wait_until(lambda: "Trying again" in new_words(watched, before))
        found.said["gate"] = new_words(watched, before)
        found.gold_while_closed = watched.orders_in_gold()
        order = json.loads(watched.known[0])
        order["order_id"] = "80000000001"
        found.orders.append(order["order_id"])
        bad.write_text(json.dumps(order) + "\n", encoding="utf-8")
        watched.wait_for(order["order_id"])
        before = watched.said
        found.code = watched.end(signal.SIGTERM)
        found.said["end"] = new_words(watched, before)
        found.gold_at_the_end = watched.orders_in_gold()
        yield found


def test_orders_of_the_shop_come_to_gold_by_themselves(life: Life) -> None:
    """By a round that builds what is made of the API's orders, and no other feed."""
    assert life.seen == [True, True]
    for order in life.orders[:2]:
        assert "1 orders landed, api.orders built" in life.said[order]


def test_a_shop_that_fails_is_a_sentence_and_the_watch_goes_on(life: Life) -> None:
    """Without the token, and without a stack trace."""
    assert "watch: The shop's API" in life.said["shop"]
    assert "Mend:" in life.said["shop"]
    assert "another-word" not in life.said["shop"]
    assert "Traceback" not in "".join(life.said.values())


def test_a_bad_file_closes_the_gate_and_gold_stays_until_it_comes_again(life: Life) -> None:
    """The gate is named; afterwards all orders are there."""
    assert "api_orders_are_readable" in life.said["gate"]
    assert set(life.orders[:2]) <= life.gold_while_closed
    assert set(life.orders) <= life.gold_at_the_end


def test_a_second_watch_is_refused_while_one_lives(life: Life) -> None:
    """In a sentence."""
    assert life.second_watch.startswith("2 ")
    assert "Another watch is at work" in life.second_watch


def test_a_signal_ends_it_after_its_round_and_no_lock_stays(life: Life) -> None:
    """The next run finds the lakehouse free."""
    assert life.code == 0
    assert "Ended." in life.said["end"]
    for lock in ("watch.lock", "run.lock"):
        with locked(life.home / lock, wait=False):
            pass
