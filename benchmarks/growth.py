"""Histories that grow: full load and a batch after each, beside what is written by hand.

What is measured, compared and shown is the same for every line of business; scale.py and shop.py
say what is generated.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from benchmarks import report
from benchmarks.errors import BenchmarkError
from benchmarks.headlines import Figures, LineOfBusiness
from benchmarks.lakehouses import Lakehouse, Result
from benchmarks.measuring import Cost

FULL, FULL_ALONE = "full load: models, tests, history", "full load: models alone"
BATCH, BATCH_ALONE = "batch: models, tests, history", "batch: models alone"
SPARK_TABLES, SPARK_GOLD = "plain Spark SQL, all tables", "plain Spark SQL, gold alone"
OURS = (FULL, FULL_ALONE, BATCH, BATCH_ALONE)

# What the project sets itself: ratios of the largest to the smallest size, to the baseline, GiB.
MOST_GROWTH_OF_BATCH = 1.2
MOST_CPU_TO_SPARK_SQL = 1.5
MOST_MEMORY_GIB = 4.0


@dataclass
class Measured:
    """Costs of one size, by what was run."""

    size: int
    costs: dict[str, Cost] = field(default_factory=dict)

    def note(self, what: str, result: Result, expected: Figures) -> None:
        """Shows and keeps a cost. Raises BenchmarkError when the result is not what it must be."""
        click.echo(f"  {what:36} {report.cost_text(result.cost)}")
        if result.headline != expected:
            raise BenchmarkError(
                f"{what}, {self.size:,} lines: {result.headline}; the truth is {expected}."
            )
        self.costs[what] = result.cost


@dataclass(frozen=True)
class Growing:
    """A landed history of a line of business, and the batch after it.

    Attributes:
        business: whose it is.
        root: the landing root.
        history: the headline that is true of it.
        land_batch: lands the batch. Returns what is true then.
    """

    business: LineOfBusiness
    root: Path
    history: Figures
    land_batch: Callable[[], Figures]


def measure_growing(
    growing: Growing,
    size: int,
    tuning: str,
    folder: Path,
    baselines: Mapping[str, Callable[[Path], Result]] | None = None,
) -> Measured:
    """Measures full loads, baselines on the same files, then the batch.

    ``baselines`` are further ones than Spark SQL: each builds in a folder of its own.
    """
    measured = Measured(size)
    business, root, history = growing.business, growing.root, growing.history
    settings = {"LAKEHOUSE_TUNING": tuning}
    everything = Lakehouse(folder / "everything", root, settings, business)
    alone = Lakehouse(folder / "alone", root, settings, business)
    measured.note(FULL, everything.build(tests=True), history)
    measured.note(FULL_ALONE, alone.build(tests=False), history)
    for what, form in ((SPARK_TABLES, "tables"), (SPARK_GOLD, "gold")):
        plain = Lakehouse(folder / f"spark_{form}", root, settings, business)
        result = plain.run_baseline("baseline_spark", business.name, str(root), form)
        plain.remove()
        measured.note(what, result, history)
    for what, build in (baselines or {}).items():
        measured.note(what, build(folder), history)
    after = growing.land_batch()
    measured.note(BATCH, everything.build(tests=True), after)
    measured.note(BATCH_ALONE, alone.build(tests=False), after)
    return measured


def show(plan: object, facts: dict[str, Any], measured: Sequence[Measured]) -> dict[str, Any]:
    """Prints the tables. Returns the figures for JSON."""
    sizes = [f"{each.size:,}" for each in measured]
    by_hand = tuple(what for what in measured[0].costs if what not in OURS)
    for title, name, digits in (
        ("CPU s", "cpu_s", 1),
        ("wall s", "wall_s", 1),
        ("peak GiB", "peak_gib", 2),
    ):
        rows = [
            (what, *(f"{getattr(each.costs[what], name):,.{digits}f}" for each in measured))
            for what in (*OURS, *by_hand)
        ]
        click.echo(f"\n{report.table((f'{title} at order lines', *sizes), rows)}")
    ratios = [ratio for each in measured for ratio in ratios_to_baselines(each, by_hand)]
    ratios += growth(measured[0], measured[-1]) if len(measured) > 1 else []
    highest = max(each.costs[what].peak_gib for each in measured for what in OURS)
    click.echo("\nRatios")
    for ratio in ratios:
        aim = f"  (aim: at most {ratio['aim']})" if ratio["aim"] else ""
        click.echo(f"  {ratio['ratio']:6.2f}  {ratio['what']}{aim}")
    click.echo(f"Highest memory of our runs: {highest:.2f} GiB (aim: at most {MOST_MEMORY_GIB:g}).")
    click.echo("All headline figures are equal: ours, those by hand, and the truth's.")
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


def ratios_to_baselines(measured: Measured, by_hand: Sequence[str]) -> list[dict[str, Any]]:
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
        for baseline in by_hand
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
