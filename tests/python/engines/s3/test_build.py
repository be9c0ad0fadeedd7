"""Landing files and tables on S3 give the rows that a folder gives, also after S3 was killed.

One lakehouse reads s3a:// and keeps its Delta tables there, another one reads the same files from a
folder. Two batches; the times of the files in the folder are those that S3 gave them.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.feeds import feed_folders
from orchestration.landing.land import land
from orchestration.pipeline.cli import FAILED
from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT
from simulator import add_batch
from simulator.marketplace import land as land_changes
from tests.python.engines.figures import Figure
from tests.python.engines.s3.building import PREFIX, Place, build_and_read
from tests.python.engines.s3.jars import ensure_s3_jars
from tests.python.engines.s3.server import BUCKET, S3Server, s3_server
from tests.python.harness.contents import RUN_COLUMNS, Contents, differences
from tests.python.harness.lakehouse import BOTH
from tests.python.harness.marketplace import small_replay
from tests.python.harness.session import environment_of
from tests.python.harness.zone import Zone

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

# when a snapshot was taken
SNAPSHOT_TIMES = ("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to")
SECONDS = 10.0


class TwoLakehouses:
    """The same files on S3 and in a folder, and a lakehouse over each.

    Attributes:
        server: where the S3 one has files and tables.
        zone: the folder.
        on_s3, local: the lakehouses.
    """

    def __init__(self, server: S3Server, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.zone = Zone.generated(folder / "zone", order_lines=50, days=2)
        land_changes(small_replay(orders=30, days=4).deliveries, self.zone.root)
        warehouse = {"WAREHOUSE_ROOT": f"s3a://{BUCKET}/warehouse"}
        self.on_s3 = Place(folder / "on_s3", self.zone.root, server.variables | warehouse)
        self.local = Place(folder / "local", self.zone.root, {"LANDING_ROOT": str(self.zone.root)})
        self.has_second_batch = False
        self.land()

    def land(self) -> None:
        """Lands the folder on S3, and gives its files the times that they have there."""
        with environment_of({**os.environ, **self.server.variables}):
            land(self.zone.root, f"s3a://{BUCKET}/landing", feed_folders())
        pages = self.server.client.get_paginator("list_objects_v2")
        for page in pages.paginate(Bucket=BUCKET, Prefix="landing/"):
            for each in page["Contents"]:
                file = self.zone.root / each["Key"].removeprefix("landing/")
                if file.is_file():
                    milliseconds = round(each["LastModified"].timestamp() * 1000)
                    os.utime(file, ns=(milliseconds * 1_000_000, milliseconds * 1_000_000))

    def deliver_second_batch(self) -> None:
        """Another day, and a day once more under a name that has to be quoted in a URI."""
        if self.has_second_batch:
            return
        add_batch(self.zone.root, self.folder / "zone_truth", days=1, order_lines=30)
        name = self.zone.files("sports_bar/orders")[0]
        content = self.zone.content("sports_bar/orders", name)
        self.zone.deliver("sports_bar/orders", "late/orders 1+1 100%.csv", content)
        self.land()
        self.has_second_batch = True


@pytest.fixture(scope="module")
def lakehouses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoLakehouses]:
    """Both lakehouses with the first batch landed, and a server of their own."""
    ensure_s3_jars()
    folder = tmp_path_factory.mktemp("lakehouses")
    with s3_server(folder / "objects") as server:
        yield TwoLakehouses(server, folder)


def assert_equal(lakehouses: TwoLakehouses, figures: list[Figure], *, tests: bool) -> Contents:
    """Builds both and compares every row in both directions. Returns what is on S3.

    The marketplace has only a first batch.
    """
    business = "distribution" if lakehouses.has_second_batch else BOTH
    on_s3, run = build_and_read(lakehouses.on_s3, business=business, tests=tests)
    local, run_here = build_and_read(lakehouses.local, business=business, tests=tests)
    assert on_s3.names == local.names
    found = differences(local, on_s3, ignored=(*RUN_COLUMNS, *SNAPSHOT_TIMES))
    figures.append(Figure("S3, files and tables", business, run, run_here, len(found)))
    assert not found, "\n".join(found)
    return on_s3


def test_a_full_load_on_s3_gives_the_rows_of_a_folder(
    lakehouses: TwoLakehouses, figures: list[Figure]
) -> None:
    """Every table and view from bronze to gold; nothing of the tables is on this machine."""
    contents = assert_equal(lakehouses, figures, tests=False)
    assert contents.records("analytics.rpt_distribution_headline")
    commits = [key for key in lakehouses.server.keys("warehouse/") if "/_delta_log/" in key]
    assert any("fct_distribution_monthly_sales" in key for key in commits)
    home = lakehouses.on_s3.home
    assert not list(home.rglob("_delta_log"))


def test_a_server_killed_while_a_build_reads_ends_it_within_ten_seconds(
    lakehouses: TwoLakehouses,
) -> None:
    """With one sentence and an exit code; the next test goes on where this build stopped."""
    server, home = lakehouses.server, lakehouses.on_s3.home
    if server.program is None:
        pytest.skip("moto keeps objects in memory: a killed server has nothing left (needs Go)")
    lakehouses.deliver_second_batch()
    environment = lakehouse_environment(
        home,
        {
            **lakehouses.on_s3.variables,
            "DBT_SCHEMA_PREFIX": PREFIX,
            "LINES_OF_BUSINESS": "distribution",
            "DBT_TARGET_PATH": str(home / "target"),
            "DBT_LOG_PATH": str(home / "dbt_logs"),
        },
    )
    output, errors = home / "run.out", home / "run.err"
    with output.open("w") as out, errors.open("w") as err:
        run = subprocess.Popen(
            [sys.executable, "-m", "orchestration.pipeline", "run"],
            cwd=PROJECT,
            env=environment,
            stdout=out,
            stderr=err,
        )
        while not re.search(r" OK (created|loaded) ", output.read_text()):
            assert run.poll() is None, output.read_text() + errors.read_text()
            time.sleep(0.1)
        server.kill()
        killed_at = time.monotonic()
        code = run.wait()
        seconds = time.monotonic() - killed_at
    server.start()
    said = errors.read_text()
    assert code == FAILED, said
    assert said.count("\n") == 1, said
    assert f"pipeline: S3 at {server.endpoint} cannot be reached for s3a://{BUCKET}/" in said
    assert "Mend: start the server" in said
    assert "Traceback" not in output.read_text()
    assert seconds < SECONDS


def test_a_second_batch_on_s3_gives_the_rows_of_a_folder(
    lakehouses: TwoLakehouses, figures: list[Figure]
) -> None:
    """Also after the build that was cut off; with snapshots, and with every test of the project."""
    lakehouses.deliver_second_batch()
    contents = assert_equal(lakehouses, figures, tests=True)
    files = {row["_file_path"] for row in contents.records("raw.stg_sports_bar__orders")}
    assert "sports_bar/orders/late/orders 1+1 100%.csv" in files
