"""What the tests of the Databricks adapter share: two batches, built here and there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pytest

from simulator.marketplace import land as land_changes
from simulator.webshop import WebshopSettings
from tests.python.engines.databricks.lakehouse import DatabricksLakehouse
from tests.python.engines.databricks.stand_in import StandIn, Statement, stand_in
from tests.python.engines.databricks.stand_in.server import CLUSTER_PATH, WAREHOUSE_PATH
from tests.python.harness.contents import Contents, read_contents
from tests.python.harness.lakehouse import Lakehouse, Run
from tests.python.harness.life import land_corrections
from tests.python.harness.marketplace import MarketplaceZone, small_replay
from tests.python.harness.session import WarmSession
from tests.python.harness.webshop import USABLE, land, small_shop
from tests.python.harness.webshop_truth import WebshopZone
from tests.python.harness.zone import Zone

CATALOGS = {
    "distribution": "ecommerce_catalog",
    "marketplace": "marketplace_catalog",
    "webshop": "webshop_catalog",
}
DEV_CATALOG = "dev_catalog"
LAYERS = ("raw", "processed", "analytics", "logs", "snapshots", "reference")
TESTS = ("resource_type:test",)
SNAPSHOT_TIMES = ("dbt_valid_from", "dbt_valid_to", "dbt_updated_at")


@dataclass
class Batch:
    """A batch as it was found on both targets after it was built.

    Attributes:
        path: of the warehouse or cluster that built it.
        local, there: what the tables and views held on the local target and on Databricks.
        run, run_here: the run on Databricks, and on the local target.
        statements: what dbt-databricks has sent.
    """

    path: str
    local: Contents
    there: Contents
    run: Run
    run_here: Run
    statements: list[Statement]


@dataclass
class Builds:
    """The same batches on the local target and on Databricks."""

    local: Lakehouse
    there: DatabricksLakehouse
    batches: list[Batch] = field(default_factory=list)

    @property
    def layers(self) -> list[str]:
        """The schemas that hold something; only distribution has snapshots."""
        absent = set() if self.there.business == "distribution" else {"snapshots"}
        return [layer for layer in LAYERS if layer not in absent]

    def run(self, path: str, *, tests: bool) -> None:
        """Builds what has landed on both targets, on Databricks with or without data tests."""
        statements = self.there.stand_in.engine.statements
        before = len(statements)
        self.there.http_path = path
        run = self.there.run(tests=True, exclude=() if tests else TESTS)
        run_here = self.local.run(tests=True, exclude=TESTS)
        local, there = (
            with_numbered_times(read_contents(each, self.layers, views=True))
            for each in (self.local, self.there)
        )
        self.batches.append(Batch(path, local, there, run, run_here, statements[before:]))


def with_numbered_times(contents: Contents) -> Contents:
    """The contents with the times of snapshots, which are those of the runs, as numbers.

    The hash of such a time is left out.
    """
    rows = contents.rows.to_pylist()
    records = [json.loads(row["record"]) for row in rows]
    of_snapshots = [
        (row["name"], record)
        for row, record in zip(rows, records, strict=True)
        if row["name"].startswith("snapshots.")
    ]
    times: dict[str, set[str]] = {}
    for name, record in of_snapshots:
        times.setdefault(name, set()).update(filter(None, map(record.get, SNAPSHOT_TIMES)))
    for name, record in of_snapshots:
        record.pop("dbt_scd_id")
        for column in SNAPSHOT_TIMES:
            if record[column]:
                record[column] = sorted(times[name]).index(record[column])
    return Contents(
        pa.table({"name": contents.rows["name"], "record": [json.dumps(each) for each in records]})
    )


def builds_of(
    session: WarmSession, databricks: StandIn, folder: Path, zone: Zone, *, business: str
) -> Builds:
    """A line of business that is built nowhere yet, on both targets."""
    there = DatabricksLakehouse(
        session,
        folder / "databricks",
        zone,
        stand_in=databricks,
        http_path=WAREHOUSE_PATH,
        catalog=CATALOGS[business],
        business=business,
    )
    local = Lakehouse(
        session, folder / "local", zone, prefix=f"local_{business}_", business=business
    )
    return Builds(local, there)


@pytest.fixture(scope="session")
def databricks(session: WarmSession) -> Iterator[StandIn]:
    """A stand-in with a catalog for each line of business and one more, on the warm session."""
    with stand_in(session.spark, (*CATALOGS.values(), DEV_CATALOG)) as started:
        yield started


@pytest.fixture(scope="session")
def distribution(
    session: WarmSession, databricks: StandIn, tmp_path_factory: pytest.TempPathFactory
) -> Builds:
    """Three batches of distribution, the second one on a cluster, the others on a warehouse."""
    folder = tmp_path_factory.mktemp("distribution")
    zone = Zone.generated(folder / "landing", order_lines=50, days=2)
    builds = builds_of(session, databricks, folder, zone, business="distribution")
    builds.run(WAREHOUSE_PATH, tests=False)
    land_corrections(zone, 1)
    builds.run(CLUSTER_PATH, tests=False)
    land_corrections(zone, 2)
    builds.run(WAREHOUSE_PATH, tests=True)
    return builds


@pytest.fixture(scope="session")
def marketplace(
    session: WarmSession, databricks: StandIn, tmp_path_factory: pytest.TempPathFactory
) -> Builds:
    """Two batches of a replay with every usable fault, on a warehouse and on a cluster."""
    folder = tmp_path_factory.mktemp("marketplace")
    zone = MarketplaceZone(folder / "landing")
    builds = builds_of(session, databricks, folder, zone, business="marketplace")
    first, second = small_replay(orders=40, days=6).batches(2)
    land_changes(first, zone.root)
    builds.run(WAREHOUSE_PATH, tests=False)
    land_changes(second, zone.root)
    builds.run(CLUSTER_PATH, tests=True)
    return builds


@pytest.fixture(scope="session")
def webshop(
    session: WarmSession, databricks: StandIn, tmp_path_factory: pytest.TempPathFactory
) -> Builds:
    """Two batches of a shop with every usable mess, on a warehouse and on a cluster."""
    folder = tmp_path_factory.mktemp("webshop")
    zone = WebshopZone(folder / "landing")
    builds = builds_of(session, databricks, folder, zone, business="webshop")
    files = small_shop(WebshopSettings(lines=80, days=3, seed=11, mess=USABLE))
    land(files[::2], zone.root)
    builds.run(WAREHOUSE_PATH, tests=False)
    land(files[1::2], zone.root)
    builds.run(CLUSTER_PATH, tests=True)
    return builds
