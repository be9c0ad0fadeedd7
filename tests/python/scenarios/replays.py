"""Replays real extracts with every fault, in the true order and in random ones.

After every batch versions, outcomes and KPIs are compared with the replay's truth, at the end with
the extracts and with a full refresh.
"""

from __future__ import annotations

import itertools
import os
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import click

from orchestration.landing.marketplace import (
    FAULTS,
    Delivery,
    Plan,
    ReplaySettings,
    land,
    plan_replay,
    read_extracts,
    truth_after,
)
from orchestration.setup.render import PROJECT
from tests.python.harness.contents import differences, read_contents
from tests.python.harness.lakehouse import Lakehouse, RunFailedError
from tests.python.harness.marketplace import (
    MarketplaceZone,
    oracle_differences,
    version_differences,
)
from tests.python.harness.session import WarmSession, warm_session
from tests.python.scenarios.history import tuning_of
from tests.python.scenarios.marketplace_history import seen_by_a_run

LANDING = Path(os.environ.get("REAL_LANDING") or PROJECT.parent / "shared" / "landing")
TRUE_ORDER = 0
# A feed may reject more than its limit in a batch of any order; the gates have tests of their own.
WITHOUT_TESTS = ("path:models/operations",)


def batches_of(plan: Plan, order: int, count: int) -> list[list[Delivery]]:
    """The files of a replay in batches: in the order of arrival, or shuffled by a seed."""
    deliveries = list(plan.deliveries)
    if order != TRUE_ORDER:
        random.Random(order).shuffle(deliveries)
    bounds = [len(deliveries) * part // count for part in range(count + 1)]
    return [seen_by_a_run(deliveries[first:last]) for first, last in itertools.pairwise(bounds)]


def replay(
    session: WarmSession, folder: Path, order: int, batches: int, refresh: bool
) -> list[str]:
    """Lives one replay in a lakehouse of its own. Returns what differs."""
    extracts = LANDING / "full_load" / "marketplace"
    settings = ReplaySettings(seed=order, faults=frozenset(FAULTS))
    plan = plan_replay(read_extracts(extracts), settings)
    zone = MarketplaceZone(folder / "landing")
    lakehouse = Lakehouse(
        session,
        folder / "project",
        zone,
        prefix=f"r{order:03d}_",
        logged=False,
        business="marketplace",
        tuning=tuning_of(order),
    )
    found: list[str] = []
    arrived: list[Delivery] = []
    try:
        for number, batch in enumerate(batches_of(plan, order, batches), start=1):
            started = time.monotonic()
            land(batch, zone.root)
            arrived += batch
            lakehouse.run(exclude=WITHOUT_TESTS)
            click.echo(f"  {len(batch):,} files, run of {time.monotonic() - started:.0f} s")
            found += version_differences(lakehouse, truth_after(arrived))
            found += oracle_differences(lakehouse, extracts if number == batches else None)
        if refresh:
            before = read_contents(lakehouse)
            lakehouse.run(full_refresh=True, exclude=WITHOUT_TESTS)
            found += differences(before, read_contents(lakehouse))
    except RunFailedError as failure:
        found.append(str(failure))
    finally:
        lakehouse.close()
    return found


@click.command()
@click.option("--orders", default=10, show_default=True, help="How many random orders.")
@click.option("--first-order", default=TRUE_ORDER, show_default=True, help="0 is the true order.")
@click.option("--batches", default=4, show_default=True, help="Runs of each replay.")
@click.option("--refresh/--no-refresh", default=True, show_default=True)
def main(orders: int, first_order: int, batches: int, refresh: bool) -> None:
    """Replay the real extracts; exit code 1 if tables differ from the truth or a full refresh."""
    folder = Path(tempfile.mkdtemp(prefix="replays_"))
    bad = []
    try:
        with warm_session() as session:
            for order in range(first_order, orders + 1):
                click.echo(f"order {order}{' (the true one)' if order == TRUE_ORDER else ''}")
                found = replay(session, folder / str(order), order, batches, refresh)
                click.echo(f"order {order}: {'DIFFERENT' if found else 'equal'}")
                if found:
                    bad.append(order)
                    click.echo("\n".join(found))
                shutil.rmtree(folder / str(order), ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    click.echo(f"{orders + 1 - first_order} replays, {len(bad)} with differences {bad or ''}")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main(prog_name="python -m tests.python.scenarios.replays")
