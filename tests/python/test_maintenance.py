"""Optimize, vacuum and restore change no row, and a build beside them neither fails nor loses one.

One small lakehouse with several batches; the operations are run as people run them. What they say
is compared with the files on disk and with Delta's own history.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pyspark.sql import SparkSession

from tests.python.harness.contents import (
    RUN_COLUMNS,
    Contents,
    differences,
    read_contents,
    tables_of,
)
from tests.python.harness.lakehouse import Lakehouse, Run, RunFailedError
from tests.python.harness.session import WarmSession
from tests.python.harness.truth import truth_differences
from tests.python.harness.zone import Zone

# takes minutes: make test-maintenance
pytestmark = pytest.mark.by_command

BRONZE, JUDGED = "stg_sports_bar__orders", "int_distribution__sports_bar_orders_judged"
FACT, PRODUCTS = "fct_distribution_monthly_sales", "int_distribution__products"
# What a batch of orders passes through.
PATH_OF_ORDERS = (BRONZE, JUDGED, FACT, "quarantine")
LAYER = {BRONZE: "raw", JUDGED: "processed", FACT: "analytics", PRODUCTS: "processed"}
SCHEMAS = ("raw", "processed", "analytics", "logs")
# A load that is loaded again after a restore has another time, and perhaps another number.
NUMBERS = (*RUN_COLUMNS, "_load_id", "load_id", "loaded_at")


def land_orders(zone: Zone, name: str, count: int = 4) -> None:
    """Lands a file of Sports Bar's orders; its last line is to be rejected."""
    lines = [
        {
            "order_id": f"{name}{number}",
            "order_placement_date": f"2025/07/{number + 1:02}",
            "customer_id": "610001",
            "product_id": "25891101",
            "order_qty": str(number + 1) if number + 1 < count else "",
        }
        for number in range(count)
    ]
    zone.deliver("sports_bar/orders", f"{name}.csv", lines)


def newest_version(lakehouse: Lakehouse, model: str) -> int:
    """The newest version of a model's table."""
    rows = lakehouse.sql(f"describe history {{{LAYER[model]}}}.{model} limit 1")
    return int(rows[0][0])


def files_on_disk(lakehouse: Lakehouse, model: str) -> dict[str, int]:
    """Data files of a model's table, needed or not, with their bytes, by path."""
    schema = f"{lakehouse.prefix}{LAYER[model]}.db"
    folder = lakehouse.session.home / "warehouse" / schema / model
    return {
        str(path.relative_to(folder)): path.stat().st_size
        for path in folder.rglob("*.*")
        if path.suffix in {".parquet", ".bin"} and "_delta_log" not in path.parts
    }


def live_files(lakehouse: Lakehouse, model: str) -> int:
    """How many data files the newest version of a model's table has."""
    table = f"{{{LAYER[model]}}}.{model}"
    rows = lakehouse.sql(f"select count(distinct _metadata.file_path) from {table}")
    return int(rows[0][0])


def versions(lakehouse: Lakehouse) -> dict[str, int]:
    """The newest version of every table."""
    return {
        name: int(lakehouse.sql(f"describe history {lakehouse.prefix}{name} limit 1")[0][0])
        for name in tables_of(lakehouse, (*SCHEMAS, "reference", "snapshots"))
    }


@dataclass
class Upkeep:
    """A lakehouse after a full load and three batches."""

    lakehouse: Lakehouse
    batches: int = 0

    def land_and_run(self) -> Run:
        """One more batch of orders, built."""
        self.batches += 1
        land_orders(self.lakehouse.zone, f"batch_{self.batches}")
        return self.lakehouse.run(select=PATH_OF_ORDERS)

    def contents(self) -> Contents:
        """All rows, but for the lock's, which says only who has built."""
        return read_contents(self.lakehouse, SCHEMAS, views=True).without(("logs.run_lock",))

    def untrue(self) -> list[str]:
        """How the rows differ from the oracle's, over all that was delivered."""
        seeds = self.lakehouse.project / "seeds"
        return truth_differences(self.contents(), self.lakehouse.zone, seeds, kpis=True)


@pytest.fixture(scope="module")
def upkeep(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upkeep]:
    """The lakehouse; every test leaves it true."""
    folder = tmp_path_factory.mktemp("upkeep")
    zone = Zone.generated(folder / "landing", order_lines=40, days=2)
    kept = Upkeep(Lakehouse(session, folder / "project", zone, prefix="upkeep_", logged=False))
    kept.lakehouse.run()
    for _ in range(3):
        kept.land_and_run()
    yield kept
    kept.lakehouse.close()


def test_without_being_told_the_operations_change_nothing(upkeep: Upkeep) -> None:
    """Dry runs: not a version more, not a file less, and every table is named."""
    before = versions(upkeep.lakehouse), files_on_disk(upkeep.lakehouse, BRONZE)
    said = upkeep.lakehouse.operation("optimize_tables") + upkeep.lakehouse.operation("vacuum")
    upkeep.lakehouse.operation("restore", table=BRONZE, version=0)
    assert (versions(upkeep.lakehouse), files_on_disk(upkeep.lakehouse, BRONZE)) == before
    named = [re.match(r"  upkeep_(\S+): ", line) for line in said]
    assert {match[1] for match in named if match} == set(before[0])
    files = live_files(upkeep.lakehouse, BRONZE)
    assert any(f"{BRONZE}: {files} files" in line and "would be merged" in line for line in said)


def test_optimize_merges_small_files_in_the_declared_order_and_keeps_every_row(
    upkeep: Upkeep,
) -> None:
    """One file a partition is left; a second time there is nothing to do, and no commit."""
    before = upkeep.contents()
    assert live_files(upkeep.lakehouse, BRONZE) > 2
    upkeep.lakehouse.operation("optimize_tables", dry_run=False)
    # bronze has rows and the ledger as partitions
    assert live_files(upkeep.lakehouse, BRONZE) == 2
    assert live_files(upkeep.lakehouse, JUDGED) == 1
    orders = {
        model: upkeep.lakehouse.sql(f"describe history {{{LAYER[model]}}}.{model} limit 1")[0]
        for model in (BRONZE, JUDGED, FACT)
    }
    assert {model: (row[4], row[5]["zOrderBy"]) for model, row in orders.items()} == {
        BRONZE: ("OPTIMIZE", "[]"),
        JUDGED: ("OPTIMIZE", '["order_month"]'),
        FACT: ("OPTIMIZE", '["month"]'),
    }
    assert not differences(before, upkeep.contents(), ignored=())
    known = versions(upkeep.lakehouse)
    said = upkeep.lakehouse.operation("optimize_tables", dry_run=False)
    assert versions(upkeep.lakehouse) == known
    assert not [line for line in said if "; now " in line]


def test_a_batch_after_optimize_is_right(upkeep: Upkeep) -> None:
    """Ledger and watermarks stand in the rows, whatever file they are in."""
    upkeep.land_and_run()
    untrue = upkeep.untrue()
    assert not untrue, "\n".join(untrue)


def test_vacuum_keeps_a_week_unless_told_otherwise(upkeep: Upkeep) -> None:
    """Young files stay by default; a shorter retention needs a second word."""
    before = files_on_disk(upkeep.lakehouse, PRODUCTS)
    said = upkeep.lakehouse.operation("vacuum", table=PRODUCTS, dry_run=False)
    assert files_on_disk(upkeep.lakehouse, PRODUCTS) == before
    assert "nothing to delete" in said[1]
    with pytest.raises(RunFailedError, match=r"(?s)less than a week.*shorter_than_a_week: true"):
        upkeep.lakehouse.operation("vacuum", retention_hours=167, dry_run=False)


@pytest.mark.parametrize("model", [BRONZE, JUDGED])
def test_vacuum_deletes_what_it_has_said_it_would(upkeep: Upkeep, model: str) -> None:
    """Number and bytes of the dry run are those of the files that are gone; no row is."""
    lakehouse = upkeep.lakehouse
    before, rows = files_on_disk(lakehouse, model), upkeep.contents()
    shortly = {"table": model, "retention_hours": 0, "shorter_than_a_week": True}
    said = lakehouse.operation("vacuum", **shortly)
    assert files_on_disk(lakehouse, model) == before
    lakehouse.operation("vacuum", **shortly, dry_run=False)
    left = files_on_disk(lakehouse, model)
    gone = {path: size for path, size in before.items() if path not in left}
    kibibytes = f"{sum(gone.values()) / 1024:.1f} KiB"
    assert gone
    assert f"{len(gone)} files, {kibibytes} would go" in said[1]
    assert not differences(rows, upkeep.contents(), ignored=())


def test_files_that_nobody_may_list_are_counted_without_their_bytes(upkeep: Upkeep) -> None:
    """Unity Catalog's own folders; vacuum itself says which files it would delete."""
    relation = f"{upkeep.lakehouse.prefix}{LAYER[PRODUCTS]}.{PRODUCTS}"
    folder = "s3://bucket/__unitystorage/catalogs/1/tables/2"
    unused = len(files_on_disk(upkeep.lakehouse, PRODUCTS)) - live_files(upkeep.lakehouse, PRODUCTS)
    spark = upkeep.lakehouse.session.spark
    spark.conf.set("spark.databricks.delta.retentionDurationCheck.enabled", "false")
    asked = f"unused_files('{relation}', '{folder}', 0)"
    inline = "{% if execute %}{{ " + asked + " }}{% endif %}"
    outcome: Any = upkeep.lakehouse.dbt("compile", "--inline", inline)
    spark.conf.set("spark.databricks.delta.retentionDurationCheck.enabled", "true")
    counted = outcome.result.results[0].node.compiled_code
    assert counted == f"{{'files': {unused}, 'bytes': 0}}"


def test_every_merge_of_the_project_is_retried(upkeep: Upkeep) -> None:
    """Models and snapshots alike: what dbt has sent to the engine says it."""
    upkeep.land_and_run()
    upkeep.lakehouse.dbt("snapshot")
    upkeep.lakehouse.dbt("snapshot")
    sent = {
        file.stem: file.read_text(encoding="utf-8")
        for file in (upkeep.lakehouse.project / "target" / "run").rglob("*.sql")
    }
    merges = {name for name, text in sent.items() if "merge into" in text.lower()}
    assert merges >= {
        JUDGED,
        FACT,
        "quarantine",
        "snap_distribution_prices",
        "snap_distribution_customers",
        "snap_distribution_products",
    }
    handled = {name for name in merges if "declare exit handler" in sent[name]}
    assert handled == merges


@pytest.mark.parametrize(
    ("operation", "arguments", "message"),
    [
        ("optimize_tables", {"table": "no_such_table"}, r"no table .*'no_such_table'.*Mend"),
        (
            "optimize_tables",
            {"table": PRODUCTS},
            r"is written whole: it has no small files to merge",
        ),
        ("vacuum", {"retention_hours": "week"}, r"retention_hours is 'week'"),
        ("restore", {"table": BRONZE, "version": 999}, r"no version '999'.*describe history"),
    ],
)
def test_what_cannot_be_done_is_said(
    upkeep: Upkeep, operation: str, arguments: dict[str, Any], message: str
) -> None:
    """What happened and what to do next; nothing is changed."""
    with pytest.raises(RunFailedError, match=f"(?s){message}"):
        upkeep.lakehouse.operation(operation, **arguments, dry_run=False)


@pytest.mark.parametrize("model", [BRONZE, JUDGED, FACT])
def test_after_a_restore_the_next_runs_are_right(upkeep: Upkeep, model: str) -> None:
    """The rows that the table has lost come back; a batch after that is complete, too.

    Time travel shows the restored version: its rows are those of that version, but for the marks
    that make a feed be judged again.
    """
    upkeep.land_and_run()
    version = newest_version(upkeep.lakehouse, model)
    upkeep.land_and_run()
    before = upkeep.contents()
    table = f"{{{LAYER[model]}}}.{model}"
    marks = "except (_judged_with, _judgement_id)" if model == JUDGED else ""
    then = upkeep.lakehouse.sql(f"select * {marks} from {table} version as of {version}")
    upkeep.lakehouse.operation("restore", table=model, version=version, dry_run=False)
    restored = upkeep.lakehouse.sql(f"select * {marks} from {table}")
    assert sorted(map(repr, restored)) == sorted(map(repr, then))
    upkeep.lakehouse.run(select=PATH_OF_ORDERS)
    found = differences(before, upkeep.contents(), ignored=NUMBERS)
    assert not found, "\n".join(found)
    upkeep.land_and_run()
    untrue = upkeep.untrue()
    assert not untrue, "\n".join(untrue)


@dataclass
class Beside:
    """Something that a thread of its own does again and again while the block runs.

    Attributes:
        times: how often it was done.
        conflicts: how often it gave way to another writer.
        errors: everything else that went wrong.
    """

    work: Callable[[], object]
    times: int = 0
    conflicts: int = 0
    errors: list[str] = field(default_factory=list)

    def __enter__(self) -> Beside:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._repeat)
        self._thread.start()
        return self

    def _repeat(self) -> None:
        while not self._over.is_set():
            try:
                self.work()
                self.times += 1
            except Exception as error:
                if "DELTA_CONCURRENT" in str(error):
                    self.conflicts += 1
                else:
                    self.errors.append(str(error))

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def test_builds_beside_optimize_neither_fail_nor_lose_rows(upkeep: Upkeep) -> None:
    """Three batches are built while all of their tables are optimized without a pause."""
    spark, prefix = upkeep.lakehouse.session.spark, upkeep.lakehouse.prefix
    tables = (*(f"{LAYER[model]}.{model}" for model in (BRONZE, JUDGED, FACT)), "logs.quarantine")
    statements = [f"optimize {prefix}{table}" for table in tables]
    with Beside(lambda: [spark.sql(statement) for statement in statements]) as beside:
        runs = [upkeep.land_and_run() for _ in range(3)]
    assert not beside.errors, "\n".join(beside.errors)
    assert beside.times + beside.conflicts > 0
    assert not [name for run in runs for name in run.failed]
    untrue = upkeep.untrue()
    assert not untrue, "\n".join(untrue)


def register_wait(spark: SparkSession, folder: Path) -> None:
    """Makes the SQL function `is_overtaken`, which says that it waits, and waits for `go`."""

    def is_overtaken(_: int) -> bool:
        import time

        (folder / "waiting").touch()
        until = time.monotonic() + 120
        while not (folder / "go").exists() and time.monotonic() < until:
            time.sleep(0.1)
        return True

    spark.udf.register("is_overtaken", is_overtaken, "boolean")


@pytest.mark.parametrize("is_retried", [False, True])
def test_a_merge_that_optimize_overtakes_fails_unless_it_is_retried(
    upkeep: Upkeep, tmp_path: Path, is_retried: bool
) -> None:
    """Delta's rule, and what the project's merges do about it; either way no row is lost."""
    spark = upkeep.lakehouse.session.spark
    table = f"{upkeep.lakehouse.prefix}logs.overtaken"
    spark.sql(f"create or replace table {table} (id bigint, value int) using delta")
    for _ in range(2):
        spark.sql(f"insert into {table} select id, 0 from range(10)")
    register_wait(spark, tmp_path)
    merge = (
        f"merge into {table} as target using (select id, 1 as value from range(20, 22, 1, 1)"
        " where is_overtaken(id)) as source on source.id = target.id"
        " when matched then update set * when not matched then insert *"
    )
    inline = '{{ retried_on_conflict("' + merge + '") }}' if is_retried else merge
    outcome: Any = upkeep.lakehouse.dbt("compile", "--inline", inline)
    statement = outcome.result.results[0].node.compiled_code

    def overtake() -> None:
        while not (tmp_path / "waiting").exists():
            time.sleep(0.1)
        spark.sql(f"optimize {table}")
        (tmp_path / "go").touch()

    overtaking = threading.Thread(target=overtake, daemon=True)
    overtaking.start()
    if is_retried:
        spark.sql(statement)
    else:
        with pytest.raises(Exception, match="DELTA_CONCURRENT"):
            spark.sql(statement)
    overtaking.join()
    history = spark.sql(f"describe history {table} limit 2").collect()
    operations = [row["operation"] for row in history]
    assert operations == (["MERGE", "OPTIMIZE"] if is_retried else ["OPTIMIZE", "WRITE"])
    rows = spark.sql(f"select count(*), sum(value) from {table}").collect()[0]
    assert tuple(rows) == ((22, 2) if is_retried else (20, 0))
    spark.sql(f"drop table {table}")
