"""Two schedulers that start the same night at once: one does it, the other says so in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.setup.render import PROJECT
from simulator.api import ShopApiServer, orders_by_api
from simulator.webshop import WebshopSettings
from tests.python.chaos.nights import Nights, assert_one_sentence, build_words
from tests.python.operations.shop import TOKEN, landed_lines

TOGETHER = 4


def at_once(commands: list[list[str]], environment: dict[str, str]) -> list[tuple[int, str]]:
    """Commands that are started together: how each ended, and what it said on stderr."""
    started = [
        subprocess.Popen(
            command,
            cwd=PROJECT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    said = [process.communicate()[1] for process in started]
    return [(process.returncode, text) for process, text in zip(started, said, strict=True)]


def test_landings_that_start_at_once_land_every_order_once(tmp_path: Path) -> None:
    """Whoever comes first, or none of them after the other: those that are refused say so."""
    orders = orders_by_api(WebshopSettings(lines=300, days=4))
    with ShopApiServer(orders, TOKEN) as shop:
        environment = {
            **os.environ,
            "LAKEHOUSE_HOME": str(tmp_path),
            "LANDING_ROOT": str(tmp_path / "landing"),
            "DBT_TARGET_PATH": str(tmp_path / "target"),
            "SHOP_API_URL": shop.url,
            "SHOP_API_TOKEN": TOKEN,
            "SHOP_API_PAGE_SIZE": "1",
        }
        command = [sys.executable, "-m", "orchestration.landing", "api", "--file-size", "500"]
        ended = at_once([command] * TOGETHER, environment)
    assert 0 in [code for code, _ in ended]
    for code, said in ended:
        if code:
            assert_one_sentence(said, "Another landing of orders is at work here")
    assert landed_lines(tmp_path / "landing") == orders


@pytest.mark.by_command
def test_runs_that_start_at_once_are_one_run(lakehouse: Nights) -> None:
    """One builds, the other ends with 2 and a sentence; the tables are right and nobody is locked out."""
    lakehouse.commit_orders()
    assert lakehouse.land().returncode == 0
    command = lakehouse.command(*build_words())
    ended = sorted(at_once([command, command], lakehouse.environment))
    assert [code for code, _ in ended] == [0, 2], ended
    assert_one_sentence(ended[1][1], "Another run is at work in", str(lakehouse.home))
    assert lakehouse.lock_holder() is None
    assert lakehouse.differences() == []
