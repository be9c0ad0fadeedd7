"""Growing histories: full load and a batch, beside hand-written Spark SQL and DuckDB.

Every size has the same customers, products and days, so that the batch touches the same number of
months, products and customers, and only the rows of the history grow. The history ends in the
middle of a month (with the default days), so that the batch changes a month that has rows already.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click

from benchmarks import report
from benchmarks.errors import BenchmarkError
from benchmarks.headlines import Headline
from benchmarks.lakehouses import Lakehouse, Result, measure_sizes
from benchmarks.measuring import Cost
from orchestration.setup.render import default_cores
from simulator import Truth, add_batch, generate, make_settings

FULL, FULL_ALONE = "full load: models, tests, history", "full load: models alone"
BATCH, BATCH_ALONE = "batch: models, tests, history", "batch: models alone"
SPARK_TABLES, SPARK_GOLD = "plain Spark SQL, all tables", "plain Spark SQL, gold alone"
DUCKDB = "DuckDB, all tables to Parquet"
WHAT = (FULL, FULL_ALONE, BATCH, BATCH_ALONE, SPARK_TABLES, SPARK_GOLD, DUCKDB)

# What the project sets itself: ratios of the largest to the smallest size, to the baseline, GiB.
MOST_GROWTH_OF_BATCH = 1.2
MOST_CPU_TO_SPARK_SQL = 1.5
MOST_MEMORY_GIB = 4.0


@dataclass(frozen=True)
class Scale:
    """What is generated and measured.

    sizes: order lines of the histories, ascending. batch_lines: order lines of the batch, one day.
    customers, products: of each company. tuning: LAKEHOUSE_TUNING of every run.
    """

    sizes: tuple[int, ...] = (100_000, 1_000_000, 10_000_000)
    batch_lines: int = 10_000
    days: int = 350
    customers: int = 100
    products: int = 60
    tuning: str = "large"


@dataclass
class Measured:
    """Costs of one size, by what was run."""

    size: int
    costs: dict[str, Cost] = field(default_factory=dict)


def measure_scale(plan: Scale, home: Path, *, keep: bool) -> dict[str, Any]:
    """Measures every size. Returns the figures for JSON.

    Raises BenchmarkError when a run fails, or when any two results differ: the project's, the
    baselines' and the generator's truth.
    """
    facts = report.machine() | {"tuning": plan.tuning}
    report.show_machine(facts)
    measured = measure_sizes(plan.sizes, home, partial(measure_size, plan), keep=keep)
    return show(plan, facts, measured)


def measure_size(plan: Scale, size: int, folder: Path) -> Measured:
    """Generates one history, measures full loads and baselines on it, then the batch."""
    click.echo(f"{size:,} order lines:")
    measured = Measured(size)
    root, truth_folder = folder / "landing", folder / "truth"
    settings = make_settings(size, plan.days, customers=plan.customers, products=plan.products)
    tuning = {"LAKEHOUSE_TUNING": plan.tuning}
    everything = Lakehouse(folder / "everything", root, tuning)
    alone = Lakehouse(folder / "alone", root, tuning)

    history = true_headline(generate(settings, root, truth_folder, clean_lines=False).truth)
    note(measured, FULL, everything.build(tests=True), history)
    note(measured, FULL_ALONE, alone.build(tests=False), history)
    for what, arguments in ((SPARK_TABLES, "tables"), (SPARK_GOLD, "gold")):
        plain = Lakehouse(folder / f"spark_{arguments}", root, tuning)
        note(measured, what, plain.run_baseline("baseline_spark", str(root), arguments), history)
        plain.remove()
    plain = Lakehouse(folder / "duckdb", root, {})
    threads = os.environ.get("LAKEHOUSE_CORES") or str(default_cores())
    arguments_of = (str(root), str(plain.home / "tables"), threads)
    note(measured, DUCKDB, plain.run_baseline("baseline_duckdb", *arguments_of), history)
    plain.remove()

    batch = add_batch(root, truth_folder, days=1, order_lines=plan.batch_lines, clean_lines=False)
    after = true_headline(batch.truth)
    note(measured, BATCH, everything.build(tests=True), after)
    note(measured, BATCH_ALONE, alone.build(tests=False), after)
    return measured


def true_headline(truth: Truth) -> Headline:
    """The headline that the generator knows."""
    known = truth.headline
    return Headline.read(
        {
            "total_revenue_inr": known.total_revenue_inr,
            "total_quantity": known.total_quantity,
            "unique_customer_count": known.unique_customers,
            "average_selling_price_inr": known.average_selling_price_inr,
        }
    )


def note(measured: Measured, what: str, result: Result, expected: Headline) -> None:
    """Shows and keeps a cost. Raises BenchmarkError when the result is not what it must be."""
    click.echo(f"  {what:36} {report.cost_text(result.cost)}")
    if result.headline != expected:
        raise BenchmarkError(
            f"{what}, {measured.size:,} lines: {result.headline}; the truth is {expected}."
        )
    measured.costs[what] = result.cost


def show(plan: Scale, facts: dict[str, Any], measured: Sequence[Measured]) -> dict[str, Any]:
    """Prints the tables. Returns the figures for JSON."""
    sizes = [f"{each.size:,}" for each in measured]
    for title, values in (
        ("CPU s", [[f"{each.costs[what].cpu_s:,.1f}" for each in measured] for what in WHAT]),
        ("wall s", [[f"{each.costs[what].wall_s:,.1f}" for each in measured] for what in WHAT]),
        ("peak GiB", [[f"{each.costs[what].peak_gib:.2f}" for each in measured] for what in WHAT]),
    ):
        rows = [(what, *texts) for what, texts in zip(WHAT, values, strict=True)]
        click.echo(f"\n{report.table((f'{title} at order lines', *sizes), rows)}")
    ratios = [ratio for each in measured for ratio in ratios_to_baselines(each)]
    ratios += growth(measured[0], measured[-1]) if len(measured) > 1 else []
    highest = max(each.costs[what].peak_gib for each in measured for what in WHAT[:4])
    click.echo("\nRatios")
    for ratio in ratios:
        aim = f"  (aim: at most {ratio['aim']})" if ratio["aim"] else ""
        click.echo(f"  {ratio['ratio']:6.2f}  {ratio['what']}{aim}")
    click.echo(f"Highest memory of our runs: {highest:.2f} GiB (aim: at most {MOST_MEMORY_GIB:g}).")
    click.echo("All headline figures are equal: ours, Spark SQL's, DuckDB's and the truth's.")
    return {
        "machine": facts,
        "plan": json.loads(json.dumps(vars(plan))),
        "measurements": [
            {"order_lines": each.size, "what": what, **report.rounded(cost)}
            for each in measured
            for what, cost in each.costs.items()
        ],
        "ratios": ratios,
        "peak_gib": round(highest, 3),
    }


def ratios_to_baselines(measured: Measured) -> list[dict[str, Any]]:
    """CPU of our full loads in relation to that of the baselines, at one size."""
    costs = measured.costs
    return [
        ratio_of(
            f"CPU at {measured.size:,} lines: {ours} / {baseline}",
            costs[ours].cpu_s,
            costs[baseline].cpu_s,
            MOST_CPU_TO_SPARK_SQL if baseline == SPARK_TABLES else None,
        )
        for ours in (FULL, FULL_ALONE)
        for baseline in (SPARK_TABLES, SPARK_GOLD, DUCKDB)
    ]


def growth(smallest: Measured, largest: Measured) -> list[dict[str, Any]]:
    """Cost of the batch after the largest history in relation to that after the smallest."""
    return [
        ratio_of(
            f"{unit} of the {what}: after {largest.size:,} / after {smallest.size:,} lines",
            getattr(largest.costs[what], name),
            getattr(smallest.costs[what], name),
            MOST_GROWTH_OF_BATCH,
        )
        for what in (BATCH, BATCH_ALONE)
        for unit, name in (("wall", "wall_s"), ("CPU", "cpu_s"))
    ]


def ratio_of(what: str, ours: float, other: float, aim: float | None) -> dict[str, Any]:
    """A ratio with its name and what it should stay within."""
    return {"what": what, "ratio": round(ours / other, 3), "aim": aim}
