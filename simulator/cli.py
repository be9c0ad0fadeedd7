"""Commands: generate a landing zone, add to it, recompute its truth, list mess and faults."""

import datetime
import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from orchestration.progress import progress_lines
from simulator.accounting import Counts
from simulator.api import FAULTS as API_FAULTS
from simulator.api import ShopApiServer, check_faults, orders_by_api
from simulator.errors import SimulatorError
from simulator.example import write_example
from simulator.marketplace import (
    FAULTS,
    MarketplaceSummary,
    ReplaySettings,
    SyntheticSettings,
    default_days,
    generate_extracts,
    generate_marketplace,
    parse_faults,
    replay_folder,
)
from simulator.marketplace.synthetic import FIRST_DAY as FIRST_ORDERS_DAY
from simulator.mess import KINDS, chosen_names, parse_kinds
from simulator.settings import FIRST_DAY, Batch, make_settings
from simulator.webshop import MESS, WebshopSettings, generate_webshop
from simulator.webshop.settings import FIRST_DAY as WEBSHOP_FIRST_DAY
from simulator.webshop.settings import USUAL_MESS, check_mess
from simulator.writer import Summary, add_batch, generate, truth_after
from simulator.zone import zone_settings

FOLDER = click.Path(file_okay=False, path_type=Path)

# A function that is to become a command.
Command = Callable[..., Any]

out_option = click.option("--out", type=FOLDER, required=True, help="The landing root.")
truth_option = click.option(
    "--truth",
    "truth_folder",
    type=FOLDER,
    help="Folder for the truth, outside the landing root. [default: truth, beside it]",
)


class Commands(click.Group):
    """Shows a SimulatorError as a message, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except SimulatorError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(
                f"{error}\nWhat to do: check the folders and the free space, then run it again."
            ) from error


@click.group(cls=Commands)
def main() -> None:
    """Generate landing zones of the feeds with their truth."""


@main.command("generate")
@out_option
@truth_option
@click.option("--order-lines", default=5_000, show_default=True, help="Rows of daily orders.")
@click.option("--days", type=int, help="Days of daily orders. [default: grows with the lines]")
@click.option("--customers", type=int, help="Of each company. [default: grows with the lines]")
@click.option("--products", type=int, help="Of each company. [default: grows with the lines]")
@click.option("--seed", default=7, show_default=True, help="Other seed, other zone.")
@click.option(
    "--first-day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=FIRST_DAY.isoformat(),
    show_default=True,
    help="Date of the first daily file.",
)
@click.option(
    "--mess",
    default="default",
    show_default=True,
    help="all, none, default, or kinds with commas between; -kind takes one away.",
)
@click.option("--gzip", is_flag=True, help="Write .csv.gz files.")
@click.option("--nested", is_flag=True, help="Put orders into folders YYYY/MM.")
@click.option(
    "--batch",
    "batches",
    multiple=True,
    metavar="DAYS:LINES",
    help="Days and order lines of a further batch; may be repeated.",
)
@click.option("--overwrite", is_flag=True, help="Replace what the generator wrote there before.")
@click.option(
    "--clean-lines/--no-clean-lines",
    default=True,
    show_default=True,
    help="Keep the accepted order lines with the truth.",
)
def generate_command(
    out: Path,
    truth_folder: Path | None,
    order_lines: int,
    days: int | None,
    customers: int | None,
    products: int | None,
    seed: int,
    first_day: datetime.datetime,
    mess: str,
    gzip: bool,
    nested: bool,
    batches: tuple[str, ...],
    overwrite: bool,
    clean_lines: bool,
) -> None:
    """Write a new zone; a zone with the same settings stays as it is."""
    settings = make_settings(
        order_lines,
        days,
        customers=customers,
        products=products,
        seed=seed,
        mess=parse_kinds(mess),
        first_day=first_day.date(),
        gzip=gzip,
        nested=nested,
    )
    for text in batches:
        settings = settings.with_batch(parse_batch(text))
    started = time.monotonic()
    summary = generate(
        settings,
        out,
        truth_folder or out.parent / "truth",
        overwrite=overwrite,
        clean_lines=clean_lines,
        progress=progress_lines("days"),
    )
    show(summary, time.monotonic() - started)


@main.command("example")
@click.option("--to", "out", type=FOLDER, required=True, help="The landing root.")
@truth_option
def example_command(out: Path, truth_folder: Path | None) -> None:
    """Write the example input, where nothing of anybody else's is."""
    truth_folder = truth_folder or out.parent / "truth"
    written = write_example(out, truth_folder)
    if written is not None:
        click.echo(
            f"Landed the default input in {out}: {written.files:,} files, {written.rows:,} rows "
            f"(its truth is in {truth_folder})."
        )


@main.command("batch")
@out_option
@truth_option
@click.option("--days", default=1, show_default=True, help="Days of the batch.")
@click.option("--order-lines", type=int, help="Rows of its orders. [default: as in the history]")
def batch_command(out: Path, truth_folder: Path | None, days: int, order_lines: int | None) -> None:
    """Write the next days of a zone, with its seed and mess."""
    started = time.monotonic()
    summary = add_batch(
        out,
        truth_folder or out.parent / "truth",
        days=days,
        order_lines=order_lines,
        progress=progress_lines("days"),
    )
    show(summary, time.monotonic() - started)


@main.command("truth")
@out_option
@click.option("--truth", "truth_folder", type=FOLDER, required=True, help="Folder to write to.")
@click.option("--days", type=int, help="Of the first days only. [default: all]")
@click.option(
    "--crosswalk",
    multiple=True,
    metavar="DELIVERED=TRUE",
    help="A product id that the crosswalk maps; may be repeated.",
)
def truth_command(
    out: Path, truth_folder: Path, days: int | None, crosswalk: tuple[str, ...]
) -> None:
    """Write what gold must hold after some days, or with a crosswalk."""
    pairs = [text.partition("=") for text in crosswalk]
    truth = truth_after(
        zone_settings(out),
        days=days,
        crosswalk={delivered: true for delivered, _, true in pairs},
    )
    truth.write(truth_folder)
    click.echo(f"Wrote the truth of {truth.days:,} days to {truth_folder}.")


@main.command("kinds")
def kinds_command() -> None:
    """List the kinds of mess."""
    for entry in KINDS.values():
        remark = "" if entry.on_by_default else " (off by default)"
        click.echo(f"{entry.name:27}{entry.feed:24}{entry.description}{remark}")


# What replay and marketplace have in common.
replay_options = (
    click.option("--seed", default=7, show_default=True, help="Other seed, other faults."),
    click.option(
        "--faults",
        default="none",
        show_default=True,
        help="all, none, default, or faults with commas between; -fault takes one away.",
    ),
    click.option(
        "--restored/--not-restored",
        default=True,
        show_default=True,
        help="Undo on a last day what faults did to the final state.",
    ),
    click.option("--gzip", is_flag=True, help="Write .csv.gz files."),
    click.option(
        "--overwrite", is_flag=True, help="Replace what the generator wrote there before."
    ),
)
synthetic_options = (
    click.option("--orders", default=200, show_default=True, help="How many orders."),
    click.option("--days", type=int, help="Of their purchases. [default: grows with the orders]"),
    click.option(
        "--first-day",
        type=click.DateTime(["%Y-%m-%d"]),
        default=FIRST_ORDERS_DAY.isoformat(),
        show_default=True,
        help="Date of the first purchase, UTC.",
    ),
)


def with_options(
    options: Sequence[Callable[[Command], Command]],
) -> Callable[[Command], Command]:
    """Several options as one decorator."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@main.command("replay")
@click.option(
    "--from", "source", type=FOLDER, required=True, help="Folder of extracts: <entity>/*.csv[.gz]."
)
@click.option("--to", "out", type=FOLDER, required=True, help="The landing root.")
@truth_option
@with_options(replay_options)
def replay_command(
    source: Path,
    out: Path,
    truth_folder: Path | None,
    seed: int,
    faults: str,
    restored: bool,
    gzip: bool,
    overwrite: bool,
) -> None:
    """Turn marketplace extracts into daily change files."""
    started = time.monotonic()
    summary = replay_folder(
        source,
        out,
        truth_folder or out.parent / "truth",
        ReplaySettings(seed, parse_faults(faults), restored, gzip),
        overwrite=overwrite,
    )
    show_marketplace(summary, time.monotonic() - started)


@main.command("marketplace")
@click.option("--to", "out", type=FOLDER, required=True, help="The landing root.")
@truth_option
@with_options(synthetic_options)
@with_options(replay_options)
@click.option(
    "--truth-rows/--truth-counts",
    default=True,
    show_default=True,
    help="Keep every version with the truth, or counts alone.",
)
def marketplace_command(
    out: Path,
    truth_folder: Path | None,
    orders: int,
    days: int | None,
    first_day: datetime.datetime,
    seed: int,
    faults: str,
    restored: bool,
    gzip: bool,
    overwrite: bool,
    truth_rows: bool,
) -> None:
    """Write the daily change files of a synthetic marketplace."""
    started = time.monotonic()
    summary = generate_marketplace(
        SyntheticSettings(orders, days or default_days(orders), seed, first_day.date()),
        out,
        truth_folder or out.parent / "truth",
        ReplaySettings(seed, parse_faults(faults), restored, gzip),
        overwrite=overwrite,
        truth_rows=truth_rows,
        progress=progress_lines("orders"),
    )
    show_marketplace(summary, time.monotonic() - started)


@main.command("webshop")
@click.option("--to", "out", type=FOLDER, required=True, help="The landing root.")
@truth_option
@click.option("--lines", default=1_000, show_default=True, help="How many order lines.")
@click.option("--days", default=14, show_default=True, help="Over how many days.")
@click.option(
    "--first-day",
    type=click.DateTime(["%Y-%m-%d"]),
    default=WEBSHOP_FIRST_DAY.isoformat(),
    show_default=True,
    help="Date of the first order, UTC.",
)
@click.option("--seed", default=7, show_default=True, help="Other seed, other orders.")
@click.option(
    "--mess",
    default="usual",
    show_default=True,
    help=f"usual, all, none, or kinds with commas between; -kind takes one away. Kinds: {', '.join(MESS)}.",
)
@click.option(
    "--truth-rows/--truth-counts",
    default=True,
    show_default=True,
    help="Keep every line with the truth, or sums alone.",
)
def webshop_command(
    out: Path,
    truth_folder: Path | None,
    lines: int,
    days: int,
    first_day: datetime.datetime,
    seed: int,
    mess: str,
    truth_rows: bool,
) -> None:
    """Write the files, API pages and partner files of a synthetic web shop."""
    started = time.monotonic()
    groups = {"usual": frozenset(USUAL_MESS), "all": frozenset(MESS), "none": frozenset[str]()}
    kinds = chosen_names(mess, groups, check_mess)
    settings = WebshopSettings(lines, days, seed, first_day.date(), kinds)
    folder = truth_folder or out.parent / "truth"
    truth = generate_webshop(settings, out, folder, truth_rows=truth_rows)
    click.echo(
        f"Landing root {out}: wrote {truth.landed:,} rows of orders in "
        f"{time.monotonic() - started:,.1f} s, {truth.rejected:,} of them to be rejected."
    )
    click.echo(
        f"{truth.orders:,} orders count, with {truth.units:,} units and {truth.net / 100:,.2f} INR "
        f"net; {truth.lost_net / 100:,.2f} INR are lost by cancellation."
    )
    click.echo(f"Truth in {folder}.")


@main.command("api")
@click.option("--port", default=8750, show_default=True, help="On 127.0.0.1.")
@click.option("--lines", default=1_000, show_default=True, help="How many order lines.")
@click.option("--days", default=14, show_default=True, help="Over how many days.")
@click.option("--seed", default=7, show_default=True, help="Other seed, other orders.")
@click.option(
    "--orders-per-second", default=0.0, show_default=True, help="0 has all of them at once."
)
@click.option(
    "--faults",
    default="none",
    show_default=True,
    help=f"all, none, or names with commas between. Names: {', '.join(API_FAULTS)}.",
)
def api_command(
    port: int, lines: int, days: int, seed: int, orders_per_second: float, faults: str
) -> None:
    """Serve the orders of a synthetic web shop as its API, until Ctrl-C.

    A client has to show the token in SHOP_API_TOKEN.
    """
    token = os.environ.get("SHOP_API_TOKEN", "")
    if not token:
        raise SimulatorError("SHOP_API_TOKEN is not set.", "export SHOP_API_TOKEN=<any word>.")
    groups = {"all": frozenset(API_FAULTS), "none": frozenset[str]()}
    orders = orders_by_api(WebshopSettings(lines, days, seed))
    with ShopApiServer(
        orders,
        token,
        faults=chosen_names(faults, groups, check_faults),
        seed=seed,
        port=port,
        orders_per_second=orders_per_second,
    ) as server:
        click.echo(f"{len(orders):,} orders at {server.url} (export SHOP_API_URL={server.url}).")
        try:
            server.thread.join()
        except KeyboardInterrupt:
            click.echo("Stopped.")


@main.command("extracts")
@click.option("--to", "out", type=FOLDER, required=True, help="Folder for <entity>/<extract>.csv.")
@with_options(synthetic_options)
@click.option("--seed", default=7, show_default=True, help="Other seed, other orders.")
@click.option("--gzip", is_flag=True, help="Write .csv.gz files.")
def extracts_command(
    out: Path,
    orders: int,
    days: int | None,
    first_day: datetime.datetime,
    seed: int,
    gzip: bool,
) -> None:
    """Write the extracts of a synthetic marketplace, for replay."""
    settings = SyntheticSettings(orders, days or default_days(orders), seed, first_day.date())
    for name, rows in generate_extracts(settings, out, gzip=gzip).items():
        click.echo(f"  {name:24}{rows:>12,}")
    click.echo(f"Extracts in {out}.")


@main.command("faults")
def faults_command() -> None:
    """List the faults of marketplace deliveries."""
    for entry in FAULTS.values():
        remark = "" if entry.on_by_default else " (off by default)"
        click.echo(f"{entry.name:27}{entry.description}{remark}")


def parse_batch(text: str) -> Batch:
    """Read DAYS:LINES; raises SimulatorError."""
    days, _, lines = text.partition(":")
    if not (days.isdigit() and lines.isdigit()):
        raise SimulatorError(f"{text} is no batch.", "Write DAYS:LINES, for example 1:10000.")
    return Batch(int(days), int(lines))


def show(summary: Summary, seconds: float) -> None:
    """A short summary with plain numbers."""
    truth = summary.truth
    click.echo(summary.note)
    click.echo(
        f"Landing root {summary.landing_root}: wrote {summary.files:,} files, {summary.rows:,} "
        f"rows, {summary.bytes / 1e6:,.1f} MB in {seconds:,.1f} s."
    )
    click.echo(f"The zone holds {truth.days:,} days from {truth.settings.first_day}:")
    show_counts("feed", truth.feeds)
    headline = truth.headline
    click.echo(f"True revenue {headline.total_revenue_inr:,} INR, ", nl=False)
    click.echo(
        f"quantity {headline.total_quantity:,}, customers {headline.unique_customers:,}, ", nl=False
    )
    click.echo(f"mean price {headline.average_selling_price_inr or 0:,.4f} INR.")
    click.echo(f"Truth in {summary.truth_folder}.")


def show_marketplace(summary: MarketplaceSummary, seconds: float) -> None:
    """A short summary with plain numbers."""
    click.echo(summary.note)
    click.echo(
        f"Landing root {summary.landing_root}: wrote {summary.files:,} files, {summary.rows:,} "
        f"changes, {summary.bytes / 1e6:,.1f} MB in {seconds:,.1f} s."
    )
    show_counts("entity", summary.counts)
    click.echo(f"Truth in {summary.truth_folder}.")


def show_counts(title: str, counts: Mapping[str, Counts]) -> None:
    """Rows by outcome, a line for each feed or entity."""
    click.echo(f"  {title:24}{'landed':>12}{'accepted':>12}{'superseded':>12}{'rejected':>12}")
    for name, each in counts.items():
        click.echo(
            f"  {name:24}{each.landed:>12,}{each.accepted:>12,}"
            f"{each.superseded:>12,}{each.rejected:>12,}"
        )
