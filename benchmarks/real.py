"""The real data of lines of business: full load, then five more days as an increment.

Beside the project, in the same run, what people write by hand: plain Spark SQL from the files to
typed tables and the fact, which for the increment does everything again.
"""

from __future__ import annotations

import itertools
import os
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from benchmarks import report
from benchmarks.errors import BenchmarkError
from benchmarks.headlines import DISTRIBUTION, WEBSHOP, Figures, LineOfBusiness
from benchmarks.lakehouses import Lakehouse, Result, work_folder
from benchmarks.measuring import Cost

HISTORY = "full_load"
DATED = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/")
FIRST_DAY_OF_WEBSHOP = ("2025", "08", "01")
STEPS = ("full load", "increment")
EVERYTHING, ALONE = "models, tests, history", "models alone"
BY_HAND = "plain Spark SQL by hand"
KINDS = (EVERYTHING, ALONE, BY_HAND)


def time_of_file(file: Path) -> int:
    """The modification time of a file, in nanoseconds."""
    return file.stat().st_mtime_ns


def midnight_of_folder(file: Path) -> int:
    """Midnight of the date that a file's folders name, else of the first one, UTC, in nanoseconds.

    Copies of the web shop's files do not keep the times by which its deliveries are ordered.
    """
    dated = DATED.search(file.as_posix())
    year, month, day = map(int, dated.groups() if dated else FIRST_DAY_OF_WEBSHOP)
    return int(datetime(year, month, day, tzinfo=UTC).timestamp()) * 10**9


@dataclass(frozen=True)
class RealData:
    """The real data of a line of business, below the folders full_load and ``increment``.

    Attributes:
        business: whose it is.
        increment: the folder of the five days after the full load.
        folders: what is landed, of each where it is there.
        needed: the one that both have.
        modified_at: when a file is said to have been delivered, in nanoseconds.
    """

    business: LineOfBusiness
    increment: str
    folders: tuple[str, ...]
    needed: str
    modified_at: Callable[[Path], int]

    def check(self, folder: Path) -> None:
        """Raises BenchmarkError when it is not there."""
        for part in (HISTORY, self.increment):
            if not (folder / part / self.needed).is_dir():
                raise BenchmarkError(
                    f"There is no real data of the {self.business.name} in {folder} "
                    f"({part}/{self.needed} is missing). Mend: set REAL_LANDING to the folder that "
                    f"holds {HISTORY} and {self.increment}, or choose another --business."
                )

    def land(self, source: Path, root: Path) -> None:
        """Copies a delivery into a landing root. The source may be read-only; the copy is not."""
        for folder in self.folders:
            for file in sorted((source / folder).rglob("*.csv*")):
                target = root / file.relative_to(source)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(file, target)
                time = self.modified_at(file)
                os.utime(target, ns=(time, time))


REAL_DATA = {
    data.business.name: data
    for data in (
        RealData(
            DISTRIBUTION, "december_1_to_5", ("atlon", "sports_bar"), "sports_bar", time_of_file
        ),
        RealData(WEBSHOP, "october_21_to_25", ("raw", "webshop"), "raw", midnight_of_folder),
    )
}


def measure_real(
    folder: Path, businesses: Sequence[str], home: Path, runs: int, *, keep: bool
) -> dict[str, Any]:
    """Measures lines of business one after the other. Returns the figures for JSON.

    Raises BenchmarkError when data is missing (before anything is run), a run fails, or runs
    disagree about the headline.
    """
    chosen = [REAL_DATA[name] for name in businesses]
    for data in chosen:
        data.check(folder)
    facts = report.machine()
    report.show_machine(facts)
    figures = {
        data.business.name: measure_business(data, folder, home, runs, keep=keep) for data in chosen
    }
    return {"machine": facts, "runs": runs, "lines_of_business": figures}


def measure_business(
    data: RealData, source: Path, home: Path, runs: int, *, keep: bool
) -> dict[str, Any]:
    """Measures each step with tests and without them, ``runs`` times.

    Every lakehouse begins with nothing, not even dbt's parsed project.
    """
    click.echo(f"\n{data.business.name}:")
    costs: dict[tuple[str, str], list[Cost]] = {}
    headlines: dict[str, Figures] = {}
    with work_folder(home, keep=keep) as folder:
        for run, kind in itertools.product(range(1, runs + 1), KINDS):
            of_kind = folder / f"{run}_{KINDS.index(kind)}"
            for step, delivery in zip(STEPS, (HISTORY, data.increment), strict=True):
                data.land(source / delivery, of_kind / "landing")
                result = build(data.business, kind, of_kind / "lakehouse", of_kind / "landing")
                costs.setdefault((step, kind), []).append(result.cost)
                if headlines.setdefault(step, result.headline) != result.headline:
                    raise BenchmarkError(
                        f"{data.business.name}, {step}, {kind}: {result.headline}, before it was "
                        f"{headlines[step]}."
                    )
                click.echo(f"  run {run}: {step:10} {kind:24} {report.cost_text(result.cost)}")
            if not keep:
                shutil.rmtree(of_kind)
    return show(data.business, runs, costs, headlines)


def build(business: LineOfBusiness, kind: str, home: Path, root: Path) -> Result:
    """Builds the files of a landing root in a lakehouse, by hand always anew."""
    lakehouse = Lakehouse(home, root, {}, business)
    if kind != BY_HAND:
        return lakehouse.build(tests=kind == EVERYTHING)
    lakehouse.remove()
    return lakehouse.run_baseline("baseline_spark", business.name, str(root), "tables")


def show(
    business: LineOfBusiness,
    runs: int,
    costs: dict[tuple[str, str], list[Cost]],
    headlines: dict[str, Figures],
) -> dict[str, Any]:
    """Prints the table. Returns the figures for JSON."""
    middle = {key: report.median_cost(list_of) for key, list_of in costs.items()}
    click.echo()
    click.echo(
        report.table(
            (f"real data, {business.name}", "wall s", "CPU s", "peak GiB", "CPU / by hand"),
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
