"""Editing: seconds from a save of a model to its rows, in the warm session of `make edit`.

A small generated lakehouse of distribution is built. Then `make edit` runs on a copy of the project,
and a view and a table are saved in it, one save after the other, each with other SQL than before. A
save that has built nothing is no measurement.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click
import psutil

from benchmarks import report
from benchmarks.errors import BenchmarkError
from benchmarks.lakehouses import Lakehouse, work_folder
from orchestration.databricks.task import copy_project
from orchestration.setup.render import PROJECT
from simulator.settings import make_settings
from simulator.writer import generate

MODELS = {"view": "rpt_distribution_headline", "table": "dim_distribution_customers"}
BUILT = "s from the save."


@dataclass(frozen=True)
class Editing:
    """What is measured: saves of each model, on a lakehouse of so many order lines and days."""

    saves: int = 3
    lines: int = 200
    days: int = 3


@dataclass(frozen=True)
class Editor:
    """An editing loop that runs.

    Attributes:
        project: the copy whose files are saved.
        results: what its last build has left (run_results.json).
        line: the next line that it says; empty when it has ended.
    """

    project: Path
    results: Path
    line: Callable[[], str]

    def seconds_of_save(self, model: str, number: int) -> float:
        """Saves a model with other SQL, and waits for its rows. Raises BenchmarkError when there are none."""
        (file,) = (self.project / "models").rglob(f"{model}.sql")
        draft = file.with_suffix(".draft")
        draft.write_text(f"-- save {number}\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
        started = time.monotonic()
        # as editors do: another file in its place
        draft.replace(file)
        self.wait_for(model)
        seconds = time.monotonic() - started
        self.check_built(model)
        return seconds

    def wait_for(self, model: str) -> None:
        """Waits until a model's rows were shown. Raises BenchmarkError when the loop ends before."""
        said = []
        while line := self.line():
            said.append(line)
            if model in line and line.rstrip().endswith(BUILT):
                return
        raise BenchmarkError(f"The editing loop has ended. It said:\n{''.join(said)[-4000:]}")

    def check_built(self, model: str) -> None:
        """Raises BenchmarkError when the last build has failed, or has left the model as it was."""
        found = json.loads(self.results.read_text(encoding="utf-8"))["results"]
        done = {each["unique_id"].split(".")[2]: each for each in found}
        bad = [
            name for name, each in done.items() if each["status"] in ("error", "fail", "skipped")
        ]
        if bad or model not in done or done[model]["message"] == "unchanged":
            why = f"{', '.join(bad)} failed" if bad else f"{model} was not built"
            raise BenchmarkError(f"A save is not measured: {why}.")


@contextmanager
def editor_of(lakehouse: Lakehouse, project: Path) -> Iterator[Editor]:
    """`make edit` on a copy of the project, with both models built once; ended with the block."""
    copy_project(PROJECT, project)
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.editing", *MODELS.values()],
        cwd=project,
        env=lakehouse.environment | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield Editor(
            project, lakehouse.home / "target" / "run_results.json", process.stdout.readline
        )
        process.send_signal(signal.SIGINT)
        process.wait(60)
    finally:
        if process.poll() is None:
            family = psutil.Process(process.pid)
            for each in [*family.children(recursive=True), family]:
                each.kill()
            process.wait()


def medians(editor: Editor, saves: int) -> dict[str, Any]:
    """Seconds of the saves of each model, printed and returned."""
    figures = {}
    for kind, model in MODELS.items():
        seconds = [editor.seconds_of_save(model, number) for number in range(1, saves + 1)]
        each = ", ".join(f"{value:,.1f}" for value in seconds)
        click.echo(f"  {kind} {model}: {each} s; median {median(seconds):,.1f} s")
        figures[kind] = {
            "model": model,
            "seconds": [round(value, 1) for value in seconds],
            "median_s": round(median(seconds), 1),
        }
    return figures


def measure_editing(plan: Editing, home: Path, *, keep: bool) -> dict[str, Any]:
    """Measures saves of a view and of a table. Returns the figures for JSON; raises BenchmarkError."""
    facts = report.machine()
    report.show_machine(facts)
    with work_folder(home, keep=keep) as folder:
        root = folder / "landing"
        settings = make_settings(plan.lines, plan.days, customers=3, products=15)
        generate(settings, root, folder / "truth", clean_lines=False)
        lakehouse = Lakehouse(folder / "lakehouse", root, {"LAKEHOUSE_TUNING": "warm"})
        click.echo("Building everything once ...")
        lakehouse.build(tests=True)
        with editor_of(lakehouse, folder / "project") as editor:
            started = time.monotonic()
            # both are built at once, which also warms the session up
            editor.wait_for(", ".join(MODELS.values()))
            first = time.monotonic() - started
            click.echo(f"  the first build of both, with Spark's start: {first:,.1f} s")
            figures = medians(editor, plan.saves)
    return {**facts, "first_s": round(first, 1), "load_after": os.getloadavg()[0], **figures}
