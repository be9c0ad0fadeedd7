"""Commands: real data (`make benchmark`), growing histories, change feeds, anomalies, and more."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import click

from benchmarks import report
from benchmarks.anomalies import measure_alone
from benchmarks.changes import ChangesPlan, measure_changes
from benchmarks.editing import Editing, measure_editing
from benchmarks.errors import BenchmarkError
from benchmarks.near_real_time import NearRealTime, measure_near_real_time
from benchmarks.real import REAL_DATA, measure_real
from benchmarks.scale import Scale, measure_scale
from benchmarks.shop import ShopPlan, measure_shop
from benchmarks.upkeep import Upkeep, measure_upkeep
from benchmarks.where import show_where
from orchestration.pipeline.errors import PipelineError
from orchestration.pipeline.settings import read_settings
from orchestration.setup.render import AUTO, TUNINGS
from simulator import SimulatorError
from simulator.anomalies import Plan

DEFAULTS = Scale()
DEFAULT_CHANGES = ChangesPlan()
DEFAULT_SHOP = ShopPlan()
EDITING = Editing()
UPKEEP = Upkeep()
WATCH = NearRealTime()

tuning_option = click.option(
    "--tuning",
    type=click.Choice([AUTO, *TUNINGS]),
    default=DEFAULTS.tuning,
    show_default=True,
    help="LAKEHOUSE_TUNING of every run.",
)
keep_option = click.option("--keep", is_flag=True, help="Leave the lakehouses below benchmark/.")


class Commands(click.Group):
    """Shows expected problems as a message, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (BenchmarkError, SimulatorError, PipelineError) as error:
            raise click.ClickException(str(error)) from error


@click.group(cls=Commands, invoke_without_command=True)
@click.pass_context
def main(context: click.Context) -> None:
    """Measure the pipeline: wall and CPU seconds, peak memory. Without a command: real."""
    # so that what was started ends, and the lakehouses go, when this process is told to end
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    if context.invoked_subcommand is None:
        context.invoke(real)


@main.command()
@click.option("--runs", default=1, show_default=True, help="Repetitions; the median is shown.")
@click.option(
    "--business",
    "businesses",
    type=click.Choice(list(REAL_DATA)),
    multiple=True,
    help="Whose data; may be given several times. Without it all of them.",
)
@keep_option
def real(runs: int = 1, businesses: tuple[str, ...] = (), keep: bool = False) -> None:
    """Full load and five more days of the real data, with tests and without, and by hand.

    REAL_LANDING names the folder that holds full_load, december_1_to_5 and october_21_to_25.
    """
    settings = read_settings()
    chosen = businesses or tuple(REAL_DATA)
    data = os.environ.get("REAL_LANDING")
    if not data:
        folders = ", ".join(REAL_DATA[name].increment for name in chosen)
        raise BenchmarkError(
            "REAL_LANDING is not set. Mend: set it to the folder that holds the published files in"
            f" full_load, {folders}."
        )
    figures = measure_real(Path(data), chosen, settings.home, runs, keep=keep)
    report.write_json(settings.target_folder / "benchmark" / "real.json", figures)


@main.command()
@click.option(
    "--sizes",
    default=",".join(map(str, DEFAULTS.sizes)),
    show_default=True,
    help="Order lines of the histories.",
)
@click.option("--batch-lines", default=DEFAULTS.batch_lines, show_default=True)
@click.option("--days", default=DEFAULTS.days, show_default=True, help="Days of every history.")
@click.option("--customers", default=DEFAULTS.customers, show_default=True)
@click.option("--products", default=DEFAULTS.products, show_default=True)
@tuning_option
@keep_option
def scale(
    sizes: str,
    batch_lines: int,
    days: int,
    customers: int,
    products: int,
    tuning: str,
    keep: bool,
) -> None:
    """Generated histories and a batch after each, beside Spark SQL by hand and DuckDB."""
    settings = read_settings()
    plan = Scale(parse_sizes(sizes), batch_lines, days, customers, products, tuning)
    figures = measure_scale(plan, settings.home, keep=keep)
    report.write_json(settings.target_folder / "benchmark" / "scale.json", figures)


@main.command()
@click.option("--orders", default=WATCH.orders, show_default=True, help="Committed one by one.")
@click.option("--lines", default=WATCH.lines, show_default=True, help="Order lines of the shop.")
@click.option("--days", default=WATCH.days, show_default=True, help="Days of the shop.")
@click.option("--business", default="webshop", show_default=True, help="LINES_OF_BUSINESS.")
@keep_option
def watch(orders: int, lines: int, days: int, business: str, keep: bool) -> None:
    """Near real time: seconds from an order in the shop's API to its row in gold."""
    settings = read_settings()
    plan = NearRealTime(orders, lines, days)
    figures = measure_near_real_time(plan, settings.home, business, keep=keep)
    report.write_json(settings.target_folder / "benchmark" / "watch.json", figures)


@main.command()
@click.option(
    "--sizes",
    default=",".join(map(str, DEFAULT_CHANGES.sizes)),
    show_default=True,
    help="Changes of the histories.",
)
@click.option("--alone", is_flag=True, help="Leave out the builds with tests.")
@tuning_option
@keep_option
def changes(sizes: str, alone: bool, tuning: str, keep: bool) -> None:
    """Change feeds of the marketplace: histories, a day after each, and what statements read."""
    settings = read_settings()
    plan = ChangesPlan(parse_sizes(sizes), tuning, alone)
    figures = measure_changes(plan, settings.home, keep=keep)
    report.write_json(settings.target_folder / "benchmark" / "changes.json", figures)


@main.command()
@click.option(
    "--sizes",
    default=",".join(map(str, DEFAULT_SHOP.sizes)),
    show_default=True,
    help="Order lines of the histories, in whole days.",
)
@click.option(
    "--day-lines",
    default=DEFAULT_SHOP.day_lines,
    show_default=True,
    help="Order lines of every day, that after the history included.",
)
@tuning_option
@keep_option
def shop(sizes: str, day_lines: int, tuning: str, keep: bool) -> None:
    """Generated web shops and a day after each, beside Spark SQL by hand."""
    settings = read_settings()
    figures = measure_shop(
        ShopPlan(parse_sizes(sizes), day_lines, tuning), settings.home, keep=keep
    )
    report.write_json(settings.target_folder / "benchmark" / "shop.json", figures)


@main.command()
@click.option(
    "--batches", default=UPKEEP.batches, show_default=True, help="Daily batches before it."
)
@click.option("--lines", default=UPKEEP.lines, show_default=True, help="Order lines of a batch.")
@click.option(
    "--batches-after", default=UPKEEP.batches_after, show_default=True, help="Batches after it."
)
@keep_option
def upkeep(batches: int, lines: int, batches_after: int, keep: bool) -> None:
    """Small files of many daily batches, before and after optimize and vacuum.

    Bronze, judged order lines and the fact of distribution, in one warm process.
    """
    settings = read_settings()
    figures = measure_upkeep(Upkeep(batches, lines, batches_after), settings.home, keep=keep)
    report.write_json(settings.target_folder / "benchmark" / "upkeep.json", figures)


@main.command()
@click.option("--saves", default=EDITING.saves, show_default=True, help="Of each model.")
@click.option("--lines", default=EDITING.lines, show_default=True, help="Order lines.")
@click.option("--days", default=EDITING.days, show_default=True, help="Days of them.")
@keep_option
def edit(saves: int, lines: int, days: int, keep: bool) -> None:
    """Seconds from a save of a view, and of a table, to its rows in the warm session of make edit."""
    settings = read_settings()
    figures = measure_editing(Editing(saves, lines, days), settings.home, keep=keep)
    report.write_json(settings.target_folder / "benchmark" / "edit.json", figures)


@main.command()
@click.option("--clean-days", default=Plan.clean_days, show_default=True)
@click.option(
    "--of-each-kind", default=Plan.of_each_kind, show_default=True, help="Anomalies of each kind."
)
@click.option("--lines-a-day", default=Plan.lines_a_day, show_default=True)
@click.option("--seed", default=Plan.seed, show_default=True)
def anomalies(clean_days: int, of_each_kind: int, lines_a_day: int, seed: int) -> None:
    """Ten kinds of anomalies among clean days of a web shop: what the models find of them."""
    settings = read_settings()
    plan = Plan(clean_days, of_each_kind, lines_a_day=lines_a_day, seed=seed)
    figures = measure_alone(plan)
    report.write_json(settings.target_folder / "benchmark" / "anomalies.json", figures)


@main.command()
@click.option("--slowest", default=10, show_default=True, help="How many nodes are named.")
def where(slowest: int) -> None:
    """Seconds of the last run by layer, from target/run_results.json."""
    show_where(read_settings().target_folder, slowest)


def parse_sizes(text: str) -> tuple[int, ...]:
    """Reads sizes with commas between them; raises BenchmarkError."""
    words = [word.strip().replace("_", "") for word in text.split(",")]
    if not all(word.isdigit() and int(word) > 0 for word in words):
        raise BenchmarkError(f"'{text}' are no sizes. Mend: --sizes 100000,1000000")
    return tuple(sorted({int(word) for word in words}))
