"""Lakehouses that only live for a measurement, and what is run in them."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.errors import BenchmarkError
from benchmarks.headlines import DISTRIBUTION, Figures, LineOfBusiness
from benchmarks.measuring import Cost, measure
from orchestration.pipeline.output import SUMMARY_MARK, read_summary
from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT, render

HEADLINE_MARK = "HEADLINE "
Measured = TypeVar("Measured")


@dataclass(frozen=True)
class Result:
    """Cost and outcome of one run."""

    cost: Cost
    headline: Figures


class Lakehouse:
    """A lakehouse in a folder of its own, built from a landing root.

    ``settings`` are further variables, for example LAKEHOUSE_TUNING.
    """

    def __init__(
        self,
        home: Path,
        landing_root: Path,
        settings: dict[str, str],
        business: LineOfBusiness = DISTRIBUTION,
    ) -> None:
        self.home = home
        self.business = business
        self.environment = lakehouse_environment(
            home,
            {"LINES_OF_BUSINESS": business.name}
            | settings
            | {
                "LANDING_ROOT": str(landing_root),
                "DBT_TARGET": "local",
                "DBT_SCHEMA_PREFIX": "",
                "DBT_TARGET_PATH": str(home / "target"),
                "DBT_LOG_PATH": str(home / "logs"),
            },
        )
        self.log = home / "command.log"

    def build(self, *, tests: bool) -> Result:
        """Builds with everything (the product's command), or seeds and models alone (dbt)."""
        if tests:
            cost = self.measured([sys.executable, "-m", "orchestration.pipeline", "run"])
            return Result(cost, self.headline(self.summary_of_command))
        left_out = ["--exclude-resource-type", "test", "unit_test", "snapshot"]
        project = ["--project-dir", str(PROJECT)]
        dbt = str(Path(sys.executable).with_name("dbt"))
        cost = self.measured([dbt, "--quiet", "build", *project, *left_out])
        return Result(cost, self.headline(self.summary_in_log))

    def headline(self, summary: Callable[[], dict[str, Any]]) -> Figures:
        """What the last run gave: from its summary, or from the table that has all of it."""
        name = self.business.in_summary
        if name is None:
            return self.run_baseline("gold_headline", self.business.table).headline
        return self.business.read(summary()[name])

    def summary_of_command(self) -> dict[str, Any]:
        """The summary that the last run of the command has written."""
        text = (self.home / "target" / "run_summary.json").read_text(encoding="utf-8")
        return dict(json.loads(text))

    def summary_in_log(self) -> dict[str, Any]:
        """The summary that the last run of dbt has written to its log."""
        found = None
        with (self.home / "logs" / "dbt.log").open(encoding="utf-8") as lines:
            for line in lines:
                before, mark, values = line.partition(SUMMARY_MARK)
                if mark and before.rstrip().endswith(":"):
                    found = read_summary(values) or found
        if found is None:
            raise BenchmarkError(f"No summary in {self.home / 'logs' / 'dbt.log'}.")
        return found

    def run_baseline(self, module: str, *arguments: str) -> Result:
        """Runs a module of this package that prints its headline as its last line."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        name = f"benchmarks.{module}"
        cost = self.measured([sys.executable, "-m", name, *arguments])
        for line in self.log.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith(HEADLINE_MARK):
                values = json.loads(line.removeprefix(HEADLINE_MARK))
                return Result(cost, self.business.read(values))
        raise BenchmarkError(f"{name} printed no headline.")

    def measured(self, command: list[str]) -> Cost:
        """Measures a command in this lakehouse's environment, tuned for what has landed."""
        render(self.home, self.environment)
        return measure(command, self.environment, self.log, PROJECT)

    def remove(self) -> None:
        """Deletes it with all its tables."""
        shutil.rmtree(self.home, ignore_errors=True)


@contextmanager
def work_folder(home: Path, *, keep: bool) -> Iterator[Path]:
    """A folder for lakehouses and landing zones below LAKEHOUSE_HOME, removed at the end.

    It stays for a look when a run has failed or given a wrong result; the message names it.
    """
    base = home / "benchmark"
    base.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=base))
    try:
        yield folder
    except BenchmarkError as error:
        keep = True
        raise BenchmarkError(f"{error}\nIts files are in {folder}; delete them after.") from error
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)
            if not any(base.iterdir()):
                base.rmdir()


def measure_sizes(
    sizes: Sequence[int], home: Path, measure_size: Callable[[int, Path], Measured], *, keep: bool
) -> list[Measured]:
    """Measures one size after the other, each in a folder that goes before the next begins.

    Raises what ``measure_size`` raises.
    """
    measured = []
    with work_folder(home, keep=keep) as folder:
        for size in sizes:
            of_size = folder / str(size)
            measured.append(measure_size(size, of_size))
            if not keep:
                shutil.rmtree(of_size)
    return measured
