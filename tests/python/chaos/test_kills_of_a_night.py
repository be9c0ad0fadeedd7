"""A night that is killed with -9 at twenty drawn points: landing, build and mail, each goes on after it.

After each kill one more night has to end well: every order is in gold as an independent computation has
it, no lock stays, and every problem is mailed once. A mail that the server took when the program was
killed before it could note that is sent again with the same Message-ID, as one mail for mail systems.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass

import pytest

from orchestration.setup.render import PROJECT
from tests.python.chaos.nights import DONE, Nights, build_words
from tests.python.chaos.seeds import drawn_seed
from tests.python.harness.contents import differences
from tests.python.scenarios.kills import kill_group

pytestmark = pytest.mark.by_command

POINTS = int(os.environ.get("KILLS") or "20")
LANDING = ("orchestration.landing", "api", "--file-size", "1000")
MAILING = ("orchestration.alerts", "tell")
SECONDS_OF_A_NODE = 2.0


@dataclass(frozen=True)
class Point:
    """Where a night is killed.

    Attributes:
        step: land, build or mail.
        part: how far in it, 0 to 1.
        moment: seconds after the last thing that a build has said.
    """

    step: str
    part: float
    moment: float


def drawn_points(draw: random.Random, count: int) -> list[Point]:
    """Points in all steps, most of them in the build."""
    steps = [*["land"] * 6, *["build"] * 8, *["mail"] * 6] * (count // 20 + 1)
    draw.shuffle(steps)
    return [
        Point(step, draw.random(), draw.uniform(0, SECONDS_OF_A_NODE)) for step in steps[:count]
    ]


def steps_of(night: Nights, *words: str) -> int:
    """How many steps a command has that is not killed."""
    file = night.home / "steps"
    done = night.step("tests.python.operations.killed", "0", *words, variables={"STEPS": str(file)})
    assert done.returncode == 0, done.stderr
    return int(file.read_text(encoding="utf-8"))


def kill_at_step(night: Nights, part: float, steps: int, *words: str) -> None:
    """A command that kills itself at one of its steps; it ends before it when it has fewer."""
    step = str(1 + int(part * steps))
    done = night.step(
        *("tests.python.operations.killed", step, *words), variables={"STEPS": os.devnull}
    )
    assert done.returncode in (0, -signal.SIGKILL), done.stderr


def kill_build(night: Nights, point: Point, nodes: int) -> str:
    """A build that is killed some time after one of its nodes. Returns what it said last."""
    process = subprocess.Popen(
        night.command(*build_words()),
        cwd=PROJECT,
        env=night.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    wanted, done, last = int(point.part * nodes), 0, ""
    for line in process.stdout:
        done += bool(DONE.match(line))
        last = line.strip()
        if done >= wanted and "Building from" not in line:
            break
    time.sleep(point.moment)
    kill_group(process)
    return last


def note_problem(night: Nights, number: int) -> str:
    """A problem that somebody has to be told. Returns its title."""
    schedule = f"schedule-{number}"
    done = night.step("orchestration.alerts", "note", schedule, "--problem", f"Problem {number}.")
    assert done.returncode == 0, done.stderr
    return f"PROBLEM: trouble with a run of {schedule}"


def test_a_night_that_is_killed_at_twenty_points_is_finished_by_the_next(lakehouse: Nights) -> None:
    """Land, build, mail; the seed is printed, and CHAOS_SEED repeats it."""
    seed = drawn_seed()
    points = drawn_points(random.Random(seed), POINTS)
    lakehouse.commit_orders(1)
    steps = {"land": steps_of(lakehouse, *LANDING)}
    nodes = sum(bool(DONE.match(line)) for line in built(lakehouse).splitlines())
    note_problem(lakehouse, 0)
    steps["mail"] = steps_of(lakehouse, *MAILING)
    problems = [note_problem(lakehouse, 1)]
    finish(lakehouse, points[0], steps)
    for number, point in enumerate(points, start=1):
        problems.append(note_problem(lakehouse, 1 + number))
        lakehouse.commit_orders(1)
        where = f"{point.part:.2f}"
        # where it is the mail, the night before was killed there
        if point.step == "land":
            kill_at_step(lakehouse, point.part, steps["land"], *LANDING)
        if point.step == "build":
            assert lakehouse.step(*LANDING).returncode == 0
            where = kill_build(lakehouse, point, nodes)
        print(f"{number}: killed in {point.step} ({where})", flush=True)
        finish(lakehouse, points[number] if number < len(points) else None, steps)
        assert lakehouse.lock_holder() is None
        found = lakehouse.differences()
        assert found == [], "\n".join([f"seed {seed}, point {number}", *found])
    assert lakehouse.mail().stdout.startswith("Nothing new to tell")
    assert_told_once(lakehouse, problems)
    before = lakehouse.contents()
    refreshed = lakehouse.build("--full-refresh")
    assert refreshed.returncode == 0, refreshed.stdout + refreshed.stderr
    assert differences(before, lakehouse.contents()) == []


def finish(night: Nights, following: Point | None, steps: dict[str, int]) -> None:
    """A night that ends well, but for its mail where the following point is there."""
    landed = night.step(*LANDING)
    assert landed.returncode == 0, landed.stderr
    built(night)
    if following is not None and following.step == "mail":
        kill_at_step(night, following.part, steps["mail"], *MAILING)
        return
    told = night.step(*MAILING)
    assert told.returncode == 0, told.stderr


def built(night: Nights) -> str:
    """What a build says that must succeed."""
    done = night.build()
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def assert_told_once(night: Nights, problems: list[str]) -> None:
    """Each problem has one mail, however often it was sent; and no night two successes."""
    mails = {
        (str(mail["Message-ID"]), subject)
        for mail, subject in zip(night.box.mails, night.box.subjects, strict=True)
    }
    told = Counter(subject for _, subject in mails if subject.startswith("PROBLEM: trouble"))
    assert {problem: told[problem] for problem in problems} == dict.fromkeys(problems, 1)
    copies = Counter(str(mail["Message-ID"]) for mail in night.box.mails)
    # a kill between the server's word and the note is the only reason for a second copy
    assert max(copies.values()) <= 2
