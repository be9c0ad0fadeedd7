"""Growing web shops: full load and a day after each, beside hand-written Spark SQL.

Every day has the same number of order lines, so that a history ten times as large is ten times as
long, and the day after it brings as many lines as the day after any other, and what became of the
orders of the days before. It comes by files of the shop, its API and two partners. There is no
mess, so that the SQL by hand can be right.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import click

from benchmarks import report
from benchmarks.errors import BenchmarkError
from benchmarks.growth import Growing, Measured, measure_growing, show
from benchmarks.headlines import WEBSHOP, ShopSales
from benchmarks.lakehouses import measure_sizes
from simulator.webshop import (
    Delivery,
    WebshopSettings,
    WebshopTruth,
    World,
    days_of,
    reference_deliveries,
)
from simulator.zone import write_file


@dataclass(frozen=True)
class ShopPlan:
    """What is generated and measured.

    sizes: order lines of the histories, ascending. day_lines: of every day, the one after them
    included. tuning: LAKEHOUSE_TUNING of every run.
    """

    sizes: tuple[int, ...] = (1_000_000, 10_000_000)
    day_lines: int = 10_000
    tuning: str = "large"


def measure_shop(plan: ShopPlan, home: Path, *, keep: bool) -> dict[str, Any]:
    """Measures every size. Returns the figures for JSON.

    Raises BenchmarkError when a size is no number of whole days, a run fails, or any two results
    differ: the project's, the baseline's and the generator's truth.
    """
    odd = [size for size in plan.sizes if plan.day_lines < 1 or size % plan.day_lines]
    if odd:
        raise BenchmarkError(
            f"{odd[0]:,} order lines are no whole days of {plan.day_lines:,}. Mend: give sizes that "
            "are, or --day-lines."
        )
    facts = report.machine() | {"tuning": plan.tuning}
    report.show_machine(facts)
    measured = measure_sizes(plan.sizes, home, partial(measure_size, plan), keep=keep)
    return show(plan, facts, measured)


def measure_size(plan: ShopPlan, size: int, folder: Path) -> Measured:
    """Lands a history, and measures it and the day after it."""
    click.echo(f"{size:,} order lines, then a day of {plan.day_lines:,}:")
    growing = land_history(size, plan.day_lines, folder / "landing")
    return measure_growing(growing, size, plan.tuning, folder)


def land_history(size: int, day_lines: int, root: Path) -> Growing:
    """Lands the days of a web shop but for the last one, which is kept back."""
    days = size // day_lines
    settings = WebshopSettings(size + day_lines, days + 1, mess=frozenset(), seasons=False)
    world = World(settings)
    truth = WebshopTruth()
    history = sales_of(truth)
    batch: list[Delivery] = []
    for delivery in reference_deliveries(world):
        if delivery.at.date() < world.day(days):
            land([delivery], root)
        else:
            batch.append(delivery)
    for day in days_of(world):
        if day.number > days:
            # what becomes of orders later is not delivered any more
            break
        for order in day.orders:
            truth.add(world, order.first)
        for order in day.again:
            truth.add(world, order.first, -1)
            truth.add(world, order.last)
        if day.number < days:
            land(day.files.deliveries(), root)
            history = sales_of(truth)
        else:
            batch.extend(day.files.deliveries())

    def land_batch() -> ShopSales:
        land(batch, root)
        return sales_of(truth)

    return Growing(WEBSHOP, root, history, land_batch)


def land(files: Iterable[Delivery], root: Path) -> None:
    """Lands files, each with its time."""
    for delivery in files:
        write_file(root, delivery.path, delivery.chunks, delivery.at)


def sales_of(truth: WebshopTruth) -> ShopSales:
    """The headline that the generator knows."""

    def rupees(hundredths: int) -> Decimal:
        return Decimal(hundredths) / 100

    return ShopSales(
        truth.lines - truth.cancelled,
        truth.orders,
        truth.units,
        rupees(truth.sale),
        rupees(truth.net),
        rupees(truth.tax),
        rupees(truth.discount),
    )
