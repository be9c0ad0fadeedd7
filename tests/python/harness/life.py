"""A life of a lakehouse in a process of its own, so that it can be killed in the middle of a run.

    python -m tests.python.harness.life <folder> --land 2            catches up, lands, runs again
    python -m tests.python.harness.life <folder> --land 2 --at-once  lands, runs
    python -m tests.python.harness.life <folder>                     catches up, refreshes

To catch up is to run (after a kill: the run that was not finished) and to compare the tables with
the oracle. A life says what it does line by line; the exit code is 1 if tables are not right.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from simulator.marketplace import FAULTS, land
from simulator.webshop import WebshopSettings
from tests.python.harness.contents import differences, read_contents
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.marketplace import MarketplaceZone, oracle_differences, small_replay
from tests.python.harness.session import warm_session
from tests.python.harness.truth import lakehouse_differences
from tests.python.harness.webshop import land as land_shop
from tests.python.harness.webshop import small_shop
from tests.python.harness.webshop_truth import WebshopZone, differences_from_truth
from tests.python.harness.zone import Row, Zone
from tests.python.oracle.feeds import FEEDS

ORDERS = "sports_bar/orders"
SEED = 20250701
# The files of a marketplace and of a web shop come in so many batches; the first is there before the
# first run.
BATCHES = 6

CAUGHT_UP = "the tables hold the truth"
LANDED = "landed"
REFRESHED = "a full refresh changed nothing"


@dataclass(frozen=True)
class World:
    """What a lakehouse lives in.

    Attributes:
        zone: its landing zone, as earlier lives have left it.
        land: lands the files of a batch, by its number from 1.
        differences: how the tables differ from the oracle's.
    """

    zone: Zone
    land: Callable[[int], None]
    differences: Callable[[Lakehouse], list[str]]


def distribution(landing: Path) -> World:
    """Orders, prices, products and customers of two companies."""
    zone = Zone(landing) if landing.exists() else Zone.generated(landing, order_lines=150)
    # later than every file that an earlier life delivered
    zone.now = max(
        zone.now, *(zone.modified_at(feed, name) for feed in FEEDS for name in zone.files(feed))
    )
    return World(zone, partial(land_corrections, zone), partial(lakehouse_differences, kpis=True))


def land_corrections(zone: Zone, number: int) -> None:
    """A batch with new lines, corrections of old ones and something in every other feed."""
    name = f"batch_{number}.csv"
    old = [row for file in zone.files(ORDERS)[:2] for row in zone.rows(ORDERS, file)][:: number + 1]
    corrected: list[Row] = [{**row, "order_qty": str(500 + number)} for row in old]
    new: list[Row] = [
        {**row, "order_id": f"{row['order_id']}-{number}", "order_placement_date": "01/09/2025"}
        for row in old
    ]
    zone.deliver(ORDERS, name, corrected + new)
    for feed, column, value in (
        ("atlon/orders", "sold_quantity", str(number)),
        ("atlon/gross_prices", "price_inr", str(1000 + number)),
        ("sports_bar/products", "category", f"category {number}"),
        ("sports_bar/customers", "city", "Hyderabadd"),
    ):
        rows = zone.rows(feed, zone.files(feed)[0])
        zone.deliver(feed, name, [{**row, column: value} for row in rows[:: number + 1]])


def marketplace(landing: Path) -> World:
    """A replay with every fault; each path is delivered once, since a life reads it from there."""
    plan = small_replay(orders=40, days=8, seed=SEED, faults=frozenset(FAULTS))
    files = list({delivery.path: delivery for delivery in plan.deliveries}.values())

    def land_part(number: int) -> None:
        land(files[number::BATCHES], landing)

    if not landing.exists():
        land_part(0)
    return World(MarketplaceZone(landing), land_part, oracle_differences)


def webshop(landing: Path) -> World:
    """Files, pages and partners' files with every mess, in an order that is not that of their times."""
    files = small_shop(WebshopSettings(lines=150, days=4, seed=SEED))

    def land_part(number: int) -> None:
        land_shop(files[number::BATCHES], landing)

    if not landing.exists():
        land_part(0)
    return World(WebshopZone(landing), land_part, differences_from_truth)


WORLDS = {"distribution": distribution, "marketplace": marketplace, "webshop": webshop}


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--business", type=click.Choice(list(WORLDS)), default="distribution")
@click.option("--land", "batch", type=int, help="Number of a batch to land and to run on.")
@click.option("--at-once", is_flag=True, help="Do not catch up before landing it.")
def main(folder: Path, business: str, batch: int | None, at_once: bool) -> None:
    """Live one life in FOLDER: home, landing zone and copy of the project."""
    world = WORLDS[business](folder / "landing")
    with warm_session(folder / "home") as session:
        lakehouse = Lakehouse(session, folder / "project", world.zone, prefix="", business=business)
        if not at_once:
            lakehouse.run()
            stop_if_different(world.differences(lakehouse))
            click.echo(CAUGHT_UP)
        if batch is not None:
            world.land(batch)
            click.echo(LANDED)
            lakehouse.run(said=click.echo)
            return
        before = read_contents(lakehouse)
        lakehouse.run(full_refresh=True)
        stop_if_different(differences(before, read_contents(lakehouse)))
        stop_if_different(world.differences(lakehouse))
        click.echo(REFRESHED)


def stop_if_different(found: list[str]) -> None:
    """Ends the process with exit code 1 if there are differences."""
    if found:
        click.echo("\n".join(found))
        sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m tests.python.harness.life")
