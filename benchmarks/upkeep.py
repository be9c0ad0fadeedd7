"""Small files: what many daily batches leave behind, and what optimize and vacuum make of it.

One warm process: after a full load every batch is one day of orders, built from bronze to the fact
of distribution. Then the project's own operations run, and further batches show what they are
worth. The fact is compared with the generator's truth before and after.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import click
from dbt.cli.main import dbtRunner
from pyspark.sql import SparkSession

from benchmarks import report
from benchmarks.errors import BenchmarkError
from benchmarks.lakehouses import Lakehouse, work_folder
from orchestration.setup.render import PROJECT
from simulator import Truth, add_batch, generate, make_settings

JUDGED = "processed.int_distribution__sports_bar_orders_judged"
# Every table that a daily batch of orders is written to.
TABLES = (
    *("raw.stg_atlon__orders", "raw.stg_sports_bar__orders"),
    *("processed.int_distribution__atlon_orders_judged", JUDGED),
    *("analytics.fct_distribution_monthly_sales", "logs.run_log"),
)
# The fact and all that it is made of: with the days come new years, and their prices.
MODELS = "+fct_distribution_monthly_sales"
READ = f"select order_month, sum(quantity) from {JUDGED} where _outcome = 'accepted' group by all"
READS = 5
FULL_LOAD = ("build", "--exclude-resource-type", "test", "unit_test", "snapshot")


@dataclass(frozen=True)
class Upkeep:
    """What is measured.

    batches: daily batches before the maintenance. lines: order lines of each, of both companies
    together. batches_after: batches after it.
    """

    batches: int = 200
    lines: int = 20
    batches_after: int = 5


@dataclass(frozen=True)
class State:
    """A lakehouse at one moment.

    files, bytes: those in use, by table. on_disk: data files on disk, needed or not, by table.
    read_s: median seconds of a sum over the judged order lines.
    """

    files: dict[str, int]
    bytes: dict[str, int]
    on_disk: dict[str, int]
    read_s: float


class WarmDbt:
    """dbt and Spark in this process, on one lakehouse; the project is parsed once."""

    def __init__(self, lakehouse: Lakehouse) -> None:
        os.environ.update(lakehouse.environment)
        self.home = lakehouse.home
        parsed = dbtRunner().invoke(["--quiet", "parse", "--project-dir", str(PROJECT)])
        if not parsed.success:
            raise BenchmarkError(f"dbt parse: {parsed.exception}")
        self._runner = dbtRunner(manifest=parsed.result)  # type: ignore[arg-type]
        self.spark = SparkSession.builder.enableHiveSupport().getOrCreate()

    def run(self, *arguments: str) -> float:
        """Runs a dbt command. Returns its wall time in seconds; raises BenchmarkError."""
        started = time.monotonic()
        quiet = ("--quiet", "--no-print", "--no-write-json")
        done = self._runner.invoke([*quiet, *arguments, "--project-dir", str(PROJECT)])
        if not done.success:
            raise BenchmarkError(
                f"dbt {' '.join(arguments)} failed: {done.exception or 'see above'}"
            )
        return time.monotonic() - started

    def operation(self, name: str, **arguments: object) -> float:
        """Runs a maintenance operation on all tables. Returns its wall time in seconds."""
        return self.run("run-operation", name, "--args", json.dumps(arguments))

    def look(self) -> State:
        """Counts files and times reads."""
        details = {
            name: self.spark.sql(f"describe detail {name}").collect()[0].asDict() for name in TABLES
        }
        seconds = []
        for _ in range(READS):
            started = time.monotonic()
            self.spark.sql(READ).collect()
            seconds.append(time.monotonic() - started)
        return State(
            {name: int(detail["numFiles"]) for name, detail in details.items()},
            {name: int(detail["sizeInBytes"]) for name, detail in details.items()},
            {name: data_files(self.home / "warehouse" / folder_of(name)) for name in TABLES},
            median(seconds),
        )

    def check(self, truth: Truth) -> None:
        """Raises BenchmarkError unless the fact sums up to the generator's truth."""
        row = self.spark.sql(
            "select sum(revenue_inr), sum(quantity) from analytics.fct_distribution_monthly_sales"
        ).collect()[0]
        known = truth.headline
        if (row[0], row[1]) != (known.total_revenue_inr, known.total_quantity):
            raise BenchmarkError(f"The fact holds {row}; the truth is {known}.")


def folder_of(name: str) -> str:
    """The folder of a table below the warehouse."""
    schema, _, table = name.partition(".")
    return f"{schema}.db/{table}"


def data_files(folder: Path) -> int:
    """How many data files a table's folder holds."""
    return sum(path.suffix in {".parquet", ".bin"} for path in folder.rglob("*.*")) - sum(
        path.suffix == ".parquet" for path in folder.glob("_delta_log/*")
    )


def measure_upkeep(plan: Upkeep, home: Path, *, keep: bool) -> dict[str, Any]:
    """Measures growth and maintenance. Returns the figures for JSON; raises BenchmarkError."""
    facts = report.machine()
    report.show_machine(facts)
    with work_folder(home, keep=keep) as folder:
        root, truth_folder = folder / "landing", folder / "truth"
        settings = make_settings(plan.lines, 1, customers=3, products=15)
        generate(settings, root, truth_folder, clean_lines=False)
        dbt = WarmDbt(Lakehouse(folder / "lakehouse", root, {}))
        try:
            return measured(plan, facts, dbt, root, truth_folder)
        finally:
            dbt.spark.stop()


def measured(
    plan: Upkeep, facts: Mapping[str, Any], dbt: WarmDbt, root: Path, truth_folder: Path
) -> dict[str, Any]:
    """Builds, maintains, builds again, and shows what was found."""
    dbt.run(*FULL_LOAD)
    states = {"after the full load": dbt.look()}

    def build_batches(count: int) -> list[float]:
        seconds = []
        for _ in range(count):
            done = add_batch(root, truth_folder, days=1, order_lines=plan.lines, clean_lines=False)
            seconds.append(dbt.run("run", "--select", MODELS))
        dbt.check(done.truth)
        return seconds

    batch_s = build_batches(plan.batches)
    states[f"after {plan.batches} batches"] = dbt.look()
    operation_s = {"optimize": dbt.operation("optimize_tables", dry_run=False)}
    states["after optimize"] = dbt.look()
    # nobody else uses this lakehouse, and nothing in it is a week old
    operation_s["vacuum"] = dbt.operation(
        "vacuum", dry_run=False, retention_hours=0, shorter_than_a_week=True
    )
    states["after vacuum"] = dbt.look()
    after_s = build_batches(plan.batches_after)
    show(states, batch_s, after_s, operation_s)
    return {
        "machine": facts,
        "plan": vars(plan),
        "states": {moment: vars(state) for moment, state in states.items()},
        "batch_s": [round(each, 2) for each in batch_s],
        "batch_after_s": [round(each, 2) for each in after_s],
        "operation_s": {name: round(each, 2) for name, each in operation_s.items()},
    }


def show(
    states: Mapping[str, State],
    batch_s: Sequence[float],
    after_s: Sequence[float],
    operation_s: Mapping[str, float],
) -> None:
    """Prints the tables."""
    for title, values in (
        ("files in use", {moment: state.files for moment, state in states.items()}),
        ("bytes in use", {moment: state.bytes for moment, state in states.items()}),
        ("files on disk", {moment: state.on_disk for moment, state in states.items()}),
    ):
        rows = [(name, *(f"{each[name]:,}" for each in values.values())) for name in TABLES]
        rows.append(("all", *(f"{sum(each.values()):,}" for each in values.values())))
        click.echo(f"\n{report.table((title, *values), rows)}")
    click.echo()
    for moment, state in states.items():
        click.echo(f"A sum over the judged lines {moment}: {state.read_s:.2f} s")
    few = len(after_s)
    for what, seconds in (
        (f"the first {few}", batch_s[:few]),
        (f"the last {few} before the maintenance", batch_s[-few:]),
        (f"the {few} after it", after_s),
    ):
        click.echo(f"A batch, median of {what}: {median(seconds):.1f} s")
    for name, each in operation_s.items():
        click.echo(f"{name} of all tables: {each:.1f} s")
    click.echo("The fact held the generator's truth after the batches and after the maintenance.")
