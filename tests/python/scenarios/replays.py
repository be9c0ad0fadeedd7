"""Replays real extracts with every fault, in the true order and in random ones.

After every batch versions, outcomes and KPIs are compared with the replay's truth, at the end with
the extracts and with a full refresh. Orders that are lived in one lakehouse have ids, files and
faults of their own.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.setup.render import PROJECT
from simulator.marketplace import (
    ENTITIES,
    FAULTS,
    Delivery,
    ReplaySettings,
    land,
    plan_replay,
    read_extracts,
    truth_after,
    write_extracts,
)
from tests.python.harness.contents import differences, read_contents
from tests.python.harness.lakehouse import Lakehouse, RunFailedError
from tests.python.harness.marketplace import (
    MarketplaceZone,
    oracle_differences,
    version_differences,
)
from tests.python.harness.session import LONG_LIVED, WarmSession, warm_session
from tests.python.scenarios.groups import groups_of, in_words, together_option
from tests.python.scenarios.history import tuning_of
from tests.python.scenarios.marketplace_history import in_a_folder, seen_by_a_run

LANDING = Path(os.environ.get("REAL_LANDING") or PROJECT.parent / "shared" / "landing")
EXTRACTS = LANDING / "full_load" / "marketplace"
TRUE_ORDER = 0
IDS = ("order_id", "customer_id", "customer_unique_id", "product_id", "seller_id", "review_id")
# A feed may reject more than its limit in a batch of any order; the gates have tests of their own.
WITHOUT_TESTS = ("path:models/operations",)


def extracts_of(order: int) -> dict[str, pa.Table]:
    """The real extracts with ids that no other order has; categories are common to all."""
    return {
        name: pa.table(
            {
                column: pc.binary_join_element_wise(values, str(order), "-")
                if column in IDS
                else values
                for column, values in zip(table.column_names, table.columns, strict=True)
            }
        )
        for name, table in read_extracts(EXTRACTS).items()
    }


def write_together(extracts: Sequence[Mapping[str, pa.Table]], folder: Path) -> None:
    """Writes what all orders must end in, once what is common to all."""
    first, *others = extracts
    own = [name for name, entity in ENTITIES.items() if set(IDS) & set(entity.key)]
    write_extracts([first, *({name: other[name] for name in own} for other in others)], folder)


def batches_of(extracts: Mapping[str, pa.Table], order: int, count: int) -> list[list[Delivery]]:
    """The files of an order's replay in batches: as they arrive, or shuffled by a seed."""
    settings = ReplaySettings(seed=order, faults=frozenset(FAULTS))
    plan = plan_replay(extracts, settings)
    deliveries = [in_a_folder(f"order_{order}", each) for each in plan.deliveries]
    if order != TRUE_ORDER:
        random.Random(order).shuffle(deliveries)
    bounds = [len(deliveries) * part // count for part in range(count + 1)]
    return [seen_by_a_run(deliveries[first:last]) for first, last in itertools.pairwise(bounds)]


def replay(
    session: WarmSession, folder: Path, orders: Sequence[int], batches: int, refresh: bool
) -> list[str]:
    """Lives the replays of some orders in one lakehouse. Returns what differs."""
    zone = MarketplaceZone(folder / "landing")
    lakehouse = Lakehouse(
        session,
        folder / "project",
        zone,
        prefix=f"r{orders[0]:03d}_",
        logged=False,
        business="marketplace",
        tuning=tuning_of(orders[0]),
    )
    extracts = {order: extracts_of(order) for order in orders}
    end = folder / "extracts"
    write_together(list(extracts.values()), end)
    replays = [batches_of(tables, order, batches) for order, tables in extracts.items()]
    found: list[str] = []
    arrived: list[Delivery] = []
    try:
        for number, parts in enumerate(zip(*replays, strict=True), start=1):
            batch = list(itertools.chain.from_iterable(parts))
            started = time.monotonic()
            land(batch, zone.root)
            arrived += batch
            lakehouse.run(exclude=WITHOUT_TESTS)
            click.echo(f"  {len(batch):,} files, run of {time.monotonic() - started:.0f} s")
            found += version_differences(lakehouse, truth_after(arrived))
            found += oracle_differences(lakehouse, end if number == batches else None)
            click.echo(f"  compared after {time.monotonic() - started:.0f} s")
        if refresh:
            before = read_contents(lakehouse, views=True)
            lakehouse.run(full_refresh=True, exclude=WITHOUT_TESTS)
            found += differences(before, read_contents(lakehouse, views=True))
    except RunFailedError as failure:
        found.append(str(failure))
    finally:
        lakehouse.close()
    return found


@click.command()
@click.option("--orders", default=11, show_default=True, help="How many orders.")
@click.option("--first-order", default=TRUE_ORDER, show_default=True, help="0 is the true order.")
@click.option("--batches", default=4, show_default=True, help="Runs of each replay.")
@together_option
@click.option("--refresh/--no-refresh", default=True, show_default=True)
def main(orders: int, first_order: int, batches: int, together: int, refresh: bool) -> None:
    """Replay the real extracts; exit code 1 if tables differ from the truth or a full refresh."""
    folder = Path(tempfile.mkdtemp(prefix="replays_"))
    bad = []
    try:
        with warm_session(variables=LONG_LIVED) as session:
            for group in groups_of(first_order, orders, together):
                name, home = in_words("order", group), folder / str(group[0])
                click.echo(name)
                found = replay(session, home, group, batches, refresh)
                click.echo(f"{name}: {'DIFFERENT' if found else 'equal'}")
                if found:
                    bad.append(name)
                    click.echo("\n".join(found))
                shutil.rmtree(home, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    click.echo(f"{orders} replays, {len(bad)} lakehouses with differences {', '.join(bad)}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main(prog_name="python -m tests.python.scenarios.replays")
