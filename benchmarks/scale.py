"""Growing histories: full load and a batch, beside hand-written Spark SQL and DuckDB.

Every size has the same customers, products and days, so that the batch touches the same number of
months, products and customers, and only the rows of the history grow. The history ends in the
middle of a month (with the default days), so that the batch changes a month that has rows already.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import click

from benchmarks import report
from benchmarks.growth import Growing, Measured, measure_growing, show
from benchmarks.headlines import DISTRIBUTION, Headline
from benchmarks.lakehouses import Lakehouse, Result, measure_sizes
from orchestration.setup.render import default_cores
from simulator import Truth, add_batch, generate, make_settings

DUCKDB = "DuckDB, all tables to Parquet"


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
    """Generates one history, and measures it and the batch after it."""
    click.echo(f"{size:,} order lines:")
    root, truth_folder = folder / "landing", folder / "truth"
    settings = make_settings(size, plan.days, customers=plan.customers, products=plan.products)
    history = generate(settings, root, truth_folder, clean_lines=False).truth

    def land_batch() -> Headline:
        batch = add_batch(
            root, truth_folder, days=1, order_lines=plan.batch_lines, clean_lines=False
        )
        return true_headline(batch.truth)

    def build_in_duckdb(folder: Path) -> Result:
        plain = Lakehouse(folder / "duckdb", root, {})
        threads = os.environ.get("LAKEHOUSE_CORES") or str(default_cores())
        arguments = (str(root), str(plain.home / "tables"), threads)
        result = plain.run_baseline("baseline_duckdb", *arguments)
        plain.remove()
        return result

    growing = Growing(DISTRIBUTION, root, true_headline(history), land_batch)
    return measure_growing(growing, size, plan.tuning, folder, {DUCKDB: build_in_duckdb})


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
