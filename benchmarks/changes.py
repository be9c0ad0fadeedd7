"""Change feeds: full load of growing histories, and a day of changes after each.

Every day has the same number of orders, so that a history ten times as large is ten times as long
and the day after it brings as many changes as the day after any other. A second day follows, in
which Spark notes what each statement reads, shuffles and writes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import click
import duckdb

from benchmarks import report
from benchmarks.errors import BenchmarkError
from benchmarks.headlines import MARKETPLACE, Sales
from benchmarks.lakehouses import Lakehouse, Result, measure_sizes
from benchmarks.measuring import Cost
from benchmarks.statements import (
    TableWork,
    event_log_settings,
    read_event_log,
    work_by_table,
)
from simulator.marketplace import (
    Delivery,
    Marketplace,
    SyntheticSettings,
    deliveries_in_bulk,
)

FULL, FULL_ALONE = "full load: models, tests", "full load: models alone"
BATCH, BATCH_ALONE = "a day: models, tests", "a day: models alone"

# A day of so many orders brings about 10,000 changes of all entities.
CHANGES_OF_A_DAY = 10_000
ORDERS_OF_A_DAY = 1_370
# The day that is loaded after the history, and the one in which statements are measured.
DAYS_AFTER = 2

# What the project sets itself.
MOST_GROWTH_OF_BATCH = 1.2

# Computed from the files alone: the last change of each order that was not cancelled, its items.
TRUE_SALES = """
with changes as (
    select order_id, order_status, row_number() over (
        partition by order_id order by op_at desc, filename desc
    ) as age
    from read_csv('{orders}', all_varchar = true, filename = true, header = true)
),
items as (
    select
        order_id,
        sum(price::decimal(18, 2)) as net,
        sum(freight_value::decimal(18, 2)) as freight
    from read_csv('{items}', all_varchar = true, header = true) group by order_id
)
select sum(net + freight), sum(net), count(*)
from changes join items using (order_id)
where age = 1 and order_status not in ('canceled', 'unavailable')
"""


@dataclass(frozen=True)
class ChangesPlan:
    """What is generated and measured.

    Attributes:
        sizes: changes of the histories.
        tuning: LAKEHOUSE_TUNING of every run.
        alone: whether the builds with tests are left out.
    """

    sizes: tuple[int, ...] = (100_000, 1_000_000, 10_000_000)
    tuning: str = "large"
    alone: bool = False


@dataclass
class MeasuredChanges:
    """One history: its changes, those of the day after it, costs, and the work of statements."""

    changes: int
    changes_of_day: int
    costs: dict[str, Cost] = field(default_factory=dict)
    tables: list[TableWork] = field(default_factory=list)


def measure_changes(plan: ChangesPlan, home: Path, *, keep: bool) -> dict[str, Any]:
    """Measures every size. Returns the figures for JSON.

    Raises BenchmarkError when a run fails, or when its sales are not those of the files.
    """
    facts = report.machine() | {"tuning": plan.tuning}
    report.show_machine(facts)
    measured = measure_sizes(plan.sizes, home, partial(measure_size, plan), keep=keep)
    return show(plan, facts, measured)


def measure_size(plan: ChangesPlan, size: int, folder: Path) -> MeasuredChanges:
    """Lands a history and loads it, then a day, then the day whose statements are looked at."""
    root = folder / "landing"
    changes, days_after = land_history(size, root)
    measured = MeasuredChanges(changes, sum(map(lines_of, days_after[0])))
    click.echo(f"{changes:,} changes, then a day of {measured.changes_of_day:,}:")
    tuning = {"LAKEHOUSE_TUNING": plan.tuning}
    everything = Lakehouse(folder / "everything", root, tuning, MARKETPLACE)
    alone = Lakehouse(folder / "alone", root, tuning, MARKETPLACE)

    def build(what: str, what_alone: str) -> None:
        expected = true_sales(root)
        if not plan.alone:
            note(measured, what, everything.build(tests=True), expected)
        note(measured, what_alone, alone.build(tests=False), expected)

    build(FULL, FULL_ALONE)
    land_day(days_after[0], root)
    build(BATCH, BATCH_ALONE)

    land_day(days_after[1], root)
    events = folder / "events"
    watched = Lakehouse(alone.home, root, tuning | event_log_settings(events), MARKETPLACE)
    watched.build(tests=False)
    measured.tables = work_by_table(read_event_log(events))
    show_statements([measured])
    return measured


def land_history(size: int, root: Path) -> tuple[int, list[list[Delivery]]]:
    """Lands the days of a history of about ``size`` changes.

    Returns: how many changes they hold, and the files of the days after it.
    """
    days = max(2, round(size / CHANGES_OF_A_DAY))
    settings = SyntheticSettings(
        orders=ORDERS_OF_A_DAY * (days + DAYS_AFTER), days=days + DAYS_AFTER
    )
    end = settings.first_day + timedelta(days=days)
    changes, after = 0, [[] for _ in range(DAYS_AFTER)]  # type: tuple[int, list[list[Delivery]]]
    for complete_days in deliveries_in_bulk(Marketplace(settings)):
        for delivery in complete_days:
            late = (delivery.modified_at.date() - end).days
            if late < 0:
                delivery.land(root)
                changes += lines_of(delivery)
            elif late < DAYS_AFTER:
                after[late].append(delivery)
    return changes, after


def land_day(files: list[Delivery], root: Path) -> None:
    """Lands the files of a day."""
    for delivery in files:
        delivery.land(root)


def lines_of(delivery: Delivery) -> int:
    """How many changes a file holds; no value of synthetic files has a line break."""
    return delivery.content.count(b"\n") - 1


def true_sales(root: Path) -> Sales:
    """The headline of the landed files."""
    folder = root / "marketplace"
    query = TRUE_SALES.format(
        orders=folder / "orders" / "**" / "*.csv", items=folder / "order_items" / "**" / "*.csv"
    )
    row = duckdb.connect().execute(query).fetchone()
    assert row is not None
    return Sales(Decimal(row[0] or 0), Decimal(row[1] or 0), int(row[2]))


def note(measured: MeasuredChanges, what: str, result: Result, expected: Sales) -> None:
    """Shows and keeps a cost. Raises BenchmarkError when the sales are not those of the files."""
    click.echo(f"  {what:26} {report.cost_text(result.cost)}")
    if result.headline != expected:
        raise BenchmarkError(
            f"{what}, {measured.changes:,} changes: {result.headline}; the files say {expected}."
        )
    measured.costs[what] = result.cost


def show(
    plan: ChangesPlan, facts: dict[str, Any], measured: list[MeasuredChanges]
) -> dict[str, Any]:
    """Prints the tables. Returns the figures for JSON."""
    sizes = [f"{each.changes:,}" for each in measured]
    for title, name, digits in (
        ("CPU s", "cpu_s", 1),
        ("wall s", "wall_s", 1),
        ("peak GiB", "peak_gib", 2),
    ):
        rows = [
            (what, *(f"{getattr(each.costs[what], name):,.{digits}f}" for each in measured))
            for what in measured[0].costs
        ]
        click.echo(f"\n{report.table((f'{title} at changes', *sizes), rows)}")
    rates = [
        ("changes a second, file to gold", *(f"{rate(each):,.0f}" for each in measured)),
    ]
    click.echo(f"\n{report.table(('full load, models alone', *sizes), rates)}")
    show_statements(measured)
    ratios = growth(measured) if len(measured) > 1 else []
    click.echo("\nRatios")
    for ratio in ratios:
        click.echo(f"  {ratio['ratio']:6.2f}  {ratio['what']}  (aim: at most {ratio['aim']})")
    click.echo("The sales of every run are those of the files.")
    return {
        "machine": facts,
        "plan": json.loads(json.dumps(vars(plan))),
        "measurements": [
            {"changes": each.changes, "what": what, **report.rounded(cost)}
            for each in measured
            for what, cost in each.costs.items()
        ],
        "statements_of_a_day": [
            {"changes": each.changes, "changes_of_day": each.changes_of_day, **vars(table)}
            for each in measured
            for table in each.tables
        ],
        "ratios": ratios,
    }


def rate(measured: MeasuredChanges) -> float:
    """Changes a second of wall time from the files to gold, models alone."""
    return measured.changes / measured.costs[FULL_ALONE].wall_s


def show_statements(measured: list[MeasuredChanges]) -> None:
    """What a day's run costs, reads, shuffles and writes for each table, dearest first."""
    click.echo("\nA day's statements by the table that they write: CPU s of tasks, MiB read,")
    click.echo("rows read, MiB shuffled, MiB written")
    columns = ("table", *(f"{each.changes:,}" for each in measured))
    by_size = [{table.table: table for table in each.tables} for each in measured]
    names = sorted(by_size[-1], key=lambda name: -by_size[-1][name].cpu_ns)
    rows = [
        (name, *(tables[name].text if name in tables else "" for tables in by_size))
        for name in names
    ]
    click.echo(report.table(columns, rows))


def growth(measured: list[MeasuredChanges]) -> list[dict[str, Any]]:
    """Cost of the day after the largest history in relation to that after the smallest."""
    smallest, largest = measured[0], measured[-1]
    return [
        {
            "what": f"{unit} of {what}: after {largest.changes:,} / after {smallest.changes:,}",
            "ratio": round(
                getattr(largest.costs[what], name) / getattr(smallest.costs[what], name), 3
            ),
            "aim": MOST_GROWTH_OF_BATCH,
        }
        for what in (BATCH, BATCH_ALONE)
        if what in largest.costs
        for unit, name in (("wall", "wall_s"), ("CPU", "cpu_s"))
    ]
