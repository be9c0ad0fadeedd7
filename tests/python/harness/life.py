"""A life of a lakehouse in a process of its own, so that it can be killed in the middle of a run.

    python -m tests.python.harness.life <folder> --land 2     catches up, checks, lands, runs again
    python -m tests.python.harness.life <folder>              catches up, checks, refreshes, checks

Every life begins with a run (after a kill: the run that was not finished) and compares the tables
with the oracle. It says what it does line by line; the exit code is 1 if tables are not right.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tests.python.harness.contents import differences, read_contents
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import warm_session
from tests.python.harness.truth import lakehouse_differences
from tests.python.harness.zone import Row, Zone
from tests.python.oracle.feeds import FEEDS

ORDERS = "sports_bar/orders"

CAUGHT_UP = "the tables hold the truth"
LANDED = "landed"
REFRESHED = "a full refresh changed nothing"


def land(zone: Zone, number: int) -> None:
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


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--land", "batch", type=int, help="Number of a batch to land and to run on.")
def main(folder: Path, batch: int | None) -> None:
    """Live one life in FOLDER: home, landing zone and copy of the project."""
    landing = folder / "landing"
    zone = Zone(landing) if landing.exists() else Zone.generated(landing, order_lines=150)
    # later than every file that an earlier life delivered
    zone.now = max(
        zone.now, *(zone.modified_at(feed, name) for feed in FEEDS for name in zone.files(feed))
    )
    with warm_session(folder / "home") as session:
        lakehouse = Lakehouse(session, folder / "project", zone, prefix="")
        lakehouse.run()
        stop_if_different(lakehouse_differences(lakehouse))
        click.echo(CAUGHT_UP)
        if batch is not None:
            land(zone, batch)
            click.echo(LANDED)
            lakehouse.run(said=click.echo)
            return
        before = read_contents(lakehouse)
        lakehouse.run(full_refresh=True)
        stop_if_different(differences(before, read_contents(lakehouse)))
        stop_if_different(lakehouse_differences(lakehouse, kpis=True))
        click.echo(REFRESHED)


def stop_if_different(found: list[str]) -> None:
    """Ends the process with exit code 1 if there are differences."""
    if found:
        click.echo("\n".join(found))
        sys.exit(1)


if __name__ == "__main__":
    main(prog_name="python -m tests.python.harness.life")
