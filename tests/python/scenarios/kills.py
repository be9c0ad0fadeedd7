"""Runs that are killed with -9, and the runs after them.

    python -m tests.python.scenarios.kills --business marketplace --kills 5 --seed 7

A process lands a batch, starts `dbt build` and is killed, with its JVM, a moment after dbt has
said that it starts a certain node. The next process runs again and compares every table with the
oracle; the last one compares with a full refresh too. Kills in a row, as test_kills.py has them,
leave the runs and comparisons between them out.
"""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import psutil

from orchestration.setup.render import PROJECT
from tests.python.harness.life import BATCHES, CAUGHT_UP, LANDED, REFRESHED, WORLDS

SECONDS_OF_A_NODE = 2.0


@dataclass(frozen=True)
class KillPoint:
    """Where a run is killed: up to `seconds` after dbt has said something like `message`."""

    layer: str
    message: str
    seconds: float = SECONDS_OF_A_NODE


LOGS = KillPoint("logs", r"START .*on-run-end", 0.5)
QUARANTINE = KillPoint("logs", r"START .*logs\.quarantine")


def start(folder: Path, business: str, *arguments: str) -> subprocess.Popen[str]:
    """Starts a life in a process group of its own."""
    life = ["-m", "tests.python.harness.life", str(folder), "--business", business]
    return subprocess.Popen(
        [sys.executable, *life, *arguments],
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


def live_until(
    folder: Path, business: str, batch: int, point: KillPoint, moment: float, *, at_once: bool
) -> list[str]:
    """Lives until the kill point, at once in a run on a batch or after one without it.

    Returns: what the process said.

    Raises:
        AssertionError: the process ended by itself; with what it said.
    """
    process = start(folder, business, "--land", str(batch), *(["--at-once"] if at_once else []))
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


def lives_with_kills(
    folder: Path,
    business: str,
    points: Sequence[KillPoint],
    seed: int,
    say: Callable[[str], None] = lambda step: None,
    *,
    in_a_row: bool = False,
) -> list[list[str]]:
    """Lives once for every kill point, and once more to the end, in one lakehouse.

    Args:
        folder: of the lakehouse.
        business: its line of business.
        points: where runs are killed.
        seed: decides about the moments.
        say: is told every step.
        in_a_row: whether only the life after the last kill comes to an end and compares.

    Returns: what the process after each kill said.
    """
    moments = random.Random(seed)
    said = []
    for batch, point in enumerate(points, start=1):
        moment = moments.uniform(0, point.seconds)
        say(f"killed {moment:.2f} s after {point.message}")
        at_once = in_a_row and batch > 1
        said.append(live_until(folder, business, batch, point, moment, at_once=at_once))
    output, _ = start(folder, business).communicate()
    said.append(output.splitlines())
    # the first life followed no kill
    return said[1:]


def table_of(model: Path) -> str:
    """The name of a model's table."""
    alias = re.search(r"alias='(\w+)'", model.read_text(encoding="utf-8"))
    return alias[1] if alias else model.stem


def drawn_points(business: str, kills: int, seed: int) -> list[KillPoint]:
    """Where runs of a line of business are killed, by chance: any of its tables, or the logs."""
    models = sorted(
        path
        for path in (PROJECT / "models").rglob(f"{business}/**/*.sql")
        if re.search("^stg_|_judged$|order_lines$|^fct_", path.stem)
        and "materialized='view'" not in path.read_text(encoding="utf-8")
    )
    names = [table_of(path) for path in models]
    points = [LOGS, QUARANTINE, *(KillPoint(name, rf"START .*\.{name}\b") for name in names)]
    return random.Random(seed).choices(points, k=kills)


@click.command()
@click.option("--business", type=click.Choice(list(WORLDS)), default="marketplace")
@click.option("--kills", type=click.IntRange(1, BATCHES - 1), default=5, show_default=True)
@click.option("--seed", default=1, show_default=True, help="Decides where runs are killed.")
def main(business: str, kills: int, seed: int) -> None:
    """Kill runs at nodes drawn by chance; exit code 1 when a table is not right afterwards."""
    click.echo(f"{business}, {kills} kills, seed {seed}")
    with tempfile.TemporaryDirectory(prefix="kills_") as folder:
        points = drawn_points(business, kills, seed)
        said = lives_with_kills(Path(folder), business, points, seed, click.echo)
    wrong = [lines for lines in said if CAUGHT_UP not in lines]
    wrong += [said[-1]] if REFRESHED not in said[-1] else []
    for lines in wrong:
        click.echo("\n".join(lines))
    click.echo(f"{kills} kills, {len(wrong)} followed by differences")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(prog_name="python -m tests.python.scenarios.kills")
