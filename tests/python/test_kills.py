"""A run that is killed with -9 anywhere and started again gives the tables of a run that was not.

One lakehouse, one batch of files per kill. A process lands the batch, starts `dbt build` and is
killed, with its JVM, a moment after dbt has said that it starts a certain node. The next process
runs again and compares every table with the oracle; the last one compares with a full refresh.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from orchestration.setup.render import PROJECT
from tests.python.harness.life import CAUGHT_UP, LANDED, REFRESHED


@dataclass(frozen=True)
class KillPoint:
    """Where a run is killed: up to `seconds` after dbt has said something like `message`."""

    layer: str
    message: str
    seconds: float


KILL_POINTS = (
    KillPoint("bronze", r"START .*raw\.stg_sports_bar__orders", 2.0),
    KillPoint("silver", r"START .*processed\.int_distribution__sports_bar_order_lines_judged", 2.0),
    KillPoint("gold", r"START .*analytics\.fct_monthly_sales", 2.0),
    KillPoint("logs", r"START .*on-run-end", 0.5),
)
SEED = 20250701


def start(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Starts a life in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.python.harness.life", str(folder), *arguments],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def kill_group(process: subprocess.Popen[str]) -> None:
    """Kills a process and all its children with -9, and waits until they are gone."""
    family = [process.pid, *(child.pid for child in psutil.Process(process.pid).children(True))]
    os.killpg(process.pid, signal.SIGKILL)
    for pid in family:
        if psutil.pid_exists(pid) and os.getpgid(pid) != process.pid:
            os.kill(pid, signal.SIGKILL)
    process.wait()
    psutil.wait_procs([psutil.Process(pid) for pid in family if psutil.pid_exists(pid)])


def live_until(folder: Path, batch: int, point: KillPoint, moment: float) -> list[str]:
    """Lives until the kill point. Returns what the process said.

    Raises:
        AssertionError: the process ended by itself; with what it said.
    """
    process = start(folder, "--land", str(batch))
    assert process.stdout is not None
    said: list[str] = []
    for line in process.stdout:
        said.append(line.rstrip("\n"))
        if LANDED in said and re.search(point.message, line):
            time.sleep(moment)
            assert process.poll() is None, "\n".join(said)
            kill_group(process)
            return said
    raise AssertionError("\n".join(["the run ended before it was killed", *said]))


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Kills a run at every point. Returns what the process after each kill said, by layer."""
    folder = tmp_path_factory.mktemp("kills")
    delays = random.Random(SEED)
    said = [
        live_until(folder, batch, point, delays.uniform(0, point.seconds))
        for batch, point in enumerate(KILL_POINTS, 1)
    ]
    last = start(folder)
    output, _ = last.communicate()
    said.append(output.splitlines())
    # the first life followed no kill
    return dict(zip([point.layer for point in KILL_POINTS], said[1:], strict=True))


@pytest.mark.parametrize("layer", [point.layer for point in KILL_POINTS])
def test_a_run_after_a_kill_gives_the_truth(lives: dict[str, list[str]], layer: str) -> None:
    """No line is lost or doubled, whichever layer was being written."""
    assert CAUGHT_UP in lives[layer], "\n".join(lives[layer])


def test_a_full_refresh_after_all_kills_changes_nothing(lives: dict[str, list[str]]) -> None:
    """The increments that survived four kills hold the rows of a rebuild."""
    assert REFRESHED in lives[KILL_POINTS[-1].layer], "\n".join(lives[KILL_POINTS[-1].layer])
