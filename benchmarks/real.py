"""The real data: full load, then the five days of December as an increment.

Beside the project, in the same run, what people write by hand: plain Spark SQL from the files to
typed tables and the fact, which for the increment does everything again.
"""

from __future__ import annotations

import itertools
import os
import shutil
from pathlib import Path
from typing import Any

import click

from benchmarks import report
from benchmarks.errors import BenchmarkError
from benchmarks.headlines import Headline, Sales
from benchmarks.lakehouses import Lakehouse, Result, work_folder
from benchmarks.measuring import Cost

HISTORY, INCREMENT = "full_load", "december_1_to_5"
COMPANIES = ("atlon", "sports_bar")
STEPS = ("full load", "increment")
EVERYTHING, ALONE = "models, tests, history", "models alone"
BY_HAND = "plain Spark SQL by hand"
KINDS = (EVERYTHING, ALONE, BY_HAND)


def check_real_data(folder: Path) -> None:
    """Raises BenchmarkError when the real data is not where it should be."""
    for part in (HISTORY, INCREMENT):
        if not (folder / part / "sports_bar").is_dir():
            raise BenchmarkError(
                f"There is no real data in {folder} ({part}/sports_bar is missing). Mend: set "
                f"REAL_LANDING to the folder that holds {HISTORY} and {INCREMENT}."
            )


def land(source: Path, root: Path) -> None:
    """Copies a delivery into a landing root, with the files' modification times only.

    The source may be read-only; the copy is not.
    """
    for company in COMPANIES:
        for file in sorted((source / company).rglob("*.csv*")):
            target = root / file.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, target)
            times = file.stat()
            os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))


def measure_real(data: Path, home: Path, runs: int, *, keep: bool) -> dict[str, Any]:
    """Measures each step with tests and without them, ``runs`` times.

    Every lakehouse begins with nothing, not even dbt's parsed project. Raises BenchmarkError when
    a run fails or the runs disagree about the headline.
    """
    check_real_data(data)
    facts = report.machine()
    report.show_machine(facts)
    costs: dict[tuple[str, str], list[Cost]] = {}
    headlines: dict[str, Headline | Sales] = {}
    with work_folder(home, keep=keep) as folder:
        for run, kind in itertools.product(range(1, runs + 1), KINDS):
            of_kind = folder / f"{run}_{KINDS.index(kind)}"
            for step, delivery in zip(STEPS, (HISTORY, INCREMENT), strict=True):
                land(data / delivery, of_kind / "landing")
                result = build(kind, of_kind / "lakehouse", of_kind / "landing")
                costs.setdefault((step, kind), []).append(result.cost)
                if headlines.setdefault(step, result.headline) != result.headline:
                    raise BenchmarkError(
                        f"{step}, {kind}: {result.headline}, before it was {headlines[step]}."
                    )
                click.echo(f"  run {run}: {step:10} {kind:24} {report.cost_text(result.cost)}")
            if not keep:
                shutil.rmtree(of_kind)
    return show(facts, runs, costs, headlines)


def build(kind: str, home: Path, root: Path) -> Result:
    """Builds the files of a landing root in a lakehouse, by hand always anew."""
    if kind != BY_HAND:
        return Lakehouse(home, root, {}).build(tests=kind == EVERYTHING)
    shutil.rmtree(home, ignore_errors=True)
    return Lakehouse(home, root, {}).run_baseline("baseline_spark", str(root), "tables")


def show(
    facts: dict[str, Any],
    runs: int,
    costs: dict[tuple[str, str], list[Cost]],
    headlines: dict[str, Headline | Sales],
) -> dict[str, Any]:
    """Prints the table. Returns the figures for JSON."""
    middle = {key: report.median_cost(list_of) for key, list_of in costs.items()}
    click.echo()
    click.echo(
        report.table(
            ("real data", "wall s", "CPU s", "peak GiB", "CPU / by hand"),
            [
                (
                    f"{step}, {kind}",
                    f"{cost.wall_s:,.1f}",
                    f"{cost.cpu_s:,.1f}",
                    f"{cost.peak_gib:.2f}",
                    f"{cost.cpu_s / middle[step, BY_HAND].cpu_s:.2f}",
                )
                for step in STEPS
                for kind in KINDS
                for cost in (middle[step, kind],)
            ],
        )
    )
    click.echo(
        f"Median of {runs} {'run' if runs == 1 else 'runs'}, highest peak; process start to end."
    )
    for step, headline in headlines.items():
        click.echo(f"After the {step}: {headline}.")
    return {
        "machine": facts,
        "runs": runs,
        "measurements": [
            {
                "step": step,
                "what": kind,
                "median": report.rounded(middle[step, kind]),
                "each": [report.rounded(cost) for cost in list_of],
            }
            for (step, kind), list_of in costs.items()
        ],
        "headlines": {step: str(headline) for step, headline in headlines.items()},
    }
