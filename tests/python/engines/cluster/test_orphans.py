"""A client that is killed leaves a statement at work on its server: it must not double a row.

One feed of the project, made slow, behind a Connect server. Its client is killed with -9 while the
server inserts; the next run is refused until the dead run's lock is broken.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.cluster import spark, stop_all
from orchestration.cluster.servers import free_port
from tests.python.engines.remote import RemoteLakehouse, kill, wait_for
from tests.python.harness.life import land_corrections
from tests.python.harness.zone import Zone

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

FEED = "stg_sports_bar__orders"
# every line takes this long, so that the statement outlives its client by minutes
MILLISECONDS_PER_LINE = 5000
# and this long it may take to commit
COMMIT_SECONDS = 20
COLUMNS = "_row_kind, _file_path, _line_number, _row_status, order_id, product_id, order_qty"


@dataclass(frozen=True)
class Story:
    """What happened: rows as lists of columns, what dbt said, and commits to the feed's table."""

    refused: str
    broken: str
    commits_before: int
    commits_after_break: int
    commits_after_run: int
    rows: list[tuple[object, ...]]
    expected: list[tuple[object, ...]]


def make_slow(model: Path) -> str:
    """Makes a model wait at every row. Returns what it was before."""
    quick = model.read_text(encoding="utf-8")
    model.write_text(
        f"select * from ({quick}) as slow\n"
        f"where reflect('java.lang.Thread', 'sleep', {MILLISECONDS_PER_LINE}L) <> 'never'\n",
        encoding="utf-8",
    )
    return quick


def commits(lakehouse: RemoteLakehouse) -> int:
    """How often rows were written to the feed's table."""
    history = lakehouse.session.spark.sql(f"describe history raw.{FEED}").collect()
    return sum(row["operation"] != "SET TBLPROPERTIES" for row in history)


def rows_of(lakehouse: RemoteLakehouse, prefix: str) -> list[tuple[object, ...]]:
    """The rows of the feed's table in a schema with a prefix."""
    found = lakehouse.session.spark.sql(f"select {COLUMNS} from {prefix}raw.{FEED}").collect()
    return sorted((tuple(row) for row in found), key=str)


def live(lakehouse: RemoteLakehouse) -> Story:
    """Lives the story."""
    zone, run = lakehouse.zone, ("run", "--select", FEED)
    code, said = lakehouse.command(*run)
    assert code == 0, said
    land_corrections(zone, 1)
    model = next((lakehouse.project / "models").rglob(f"{FEED}.sql"))
    quick = make_slow(model)
    process = lakehouse.start("--log-level", "debug", *run)
    wait_for(process, rf"insert into table .*raw\.{FEED}")
    began = time.monotonic()
    time.sleep(8)
    kill(process)
    model.write_text(quick, encoding="utf-8")
    commits_before = commits(lakehouse)
    _, refused = lakehouse.command(*run)
    _, broken = lakehouse.command("run-operation", "break_run_lock")
    commits_after_break = commits(lakehouse)
    code, said = lakehouse.command(*run)
    assert code == 0, said
    lines = len(zone.rows("sports_bar/orders", "batch_1.csv")) + 1
    longest = MILLISECONDS_PER_LINE / 1000 * lines + COMMIT_SECONDS
    time.sleep(max(0.0, began + longest - time.monotonic()))
    commits_after_run = commits(lakehouse)
    code, said = lakehouse.command(*run, DBT_SCHEMA_PREFIX="fresh_")
    assert code == 0, said
    return Story(
        refused,
        broken,
        commits_before,
        commits_after_break,
        commits_after_run,
        rows_of(lakehouse, ""),
        rows_of(lakehouse, "fresh_"),
    )


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    """The story of one server, which is gone at the end."""
    folder = tmp_path_factory.mktemp("orphans")
    home = folder / "home"
    zone = Zone.generated(folder / "landing", order_lines=40, days=2)
    try:
        server = spark.start_session(home, port=free_port())
        with RemoteLakehouse(home, folder / "project", zone, server) as lakehouse:
            yield live(lakehouse)
    finally:
        stop_all(home)


def test_no_run_begins_while_a_killed_clients_statement_may_be_at_work(story: Story) -> None:
    """The message says which command holds the lock, who started it and when, and what to do."""
    assert (
        "Another run is at work here: `dbt --no-use-colors --log-level debug run" in story.refused
    )
    assert "started by " in story.refused
    assert " UTC (run " in story.refused
    assert "dbt run-operation break_run_lock" in story.refused


def test_a_statement_of_a_killed_client_cannot_commit_once_its_lock_is_broken(story: Story) -> None:
    """It was at work before and after; the one commit is that of the next run."""
    assert "can no longer commit" in story.broken
    assert story.commits_after_break == story.commits_before
    assert story.commits_after_run == story.commits_before + 1


def test_the_run_after_it_loads_every_line_once(story: Story) -> None:
    """The rows are those of a lakehouse that loads the same files for the first time."""
    assert story.rows == story.expected
    assert any("batch_1.csv" in str(row) for row in story.rows)
