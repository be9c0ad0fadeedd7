"""The real data: full load, then the five days of December as an increment."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import click

from orchestration.benchmark import report
from orchestration.benchmark.errors import BenchmarkError
from orchestration.benchmark.headlines import Headline, Sales
from orchestration.benchmark.lakehouses import Lakehouse, work_folder
from orchestration.benchmark.measuring import Cost

HISTORY, INCREMENT = "full_load", "december_1_to_5"
COMPANIES = ("atlon", "sports_bar")
STEPS = ("full load", "increment")
KINDS = {True: "models, tests, history", False: "models alone"}


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
    costs: dict[tuple[str, bool], list[Cost]] = {}
    headlines: dict[str, Headline | Sales] = {}
    with work_folder(home, keep=keep) as folder:
        for run in range(1, runs + 1):
            for tests in KINDS:
                root = folder / f"landing_{run}_{tests}"
                lakehouse = Lakehouse(folder / f"lakehouse_{run}_{tests}", root, {})
                for step, delivery in zip(STEPS, (HISTORY, INCREMENT), strict=True):
                    land(data / delivery, root)
                    result = lakehouse.build(tests=tests)
                    costs.setdefault((step, tests), []).append(result.cost)
                    if headlines.setdefault(step, result.headline) != result.headline:
                        raise BenchmarkError(
                            f"{step}: {result.headline}, before it was {headlines[step]}."
                        )
                    click.echo(
                        f"  run {run}: {step:10} {KINDS[tests]:24} {report.cost_text(result.cost)}"
                    )
                if not keep:
                    lakehouse.remove()
                    shutil.rmtree(root)
    return show(facts, runs, costs, headlines)


def show(
    facts: dict[str, Any],
    runs: int,
    costs: dict[tuple[str, bool], list[Cost]],
    headlines: dict[str, Headline | Sales],
) -> dict[str, Any]:
    """Prints the table. Returns the figures for JSON."""
    middle = {key: report.median_cost(list_of) for key, list_of in costs.items()}
    click.echo()
    click.echo(
        report.table(
            ("real data", "wall s", "CPU s", "peak GiB"),
            [
                (
                    f"{step}, {KINDS[tests]}",
                    f"{middle[step, tests].wall_s:,.1f}",
                    f"{middle[step, tests].cpu_s:,.1f}",
                    f"{middle[step, tests].peak_gib:.2f}",
                )
                for step in STEPS
                for tests in KINDS
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
                "what": KINDS[tests],
                "median": report.rounded(middle[step, tests]),
                "each": [report.rounded(cost) for cost in list_of],
            }
            for (step, tests), list_of in costs.items()
        ],
        "headlines": {step: str(headline) for step, headline in headlines.items()},
    }
