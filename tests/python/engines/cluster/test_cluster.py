"""The project on a standalone master with two workers: equal rows, whatever is killed.

One history: the first build; a batch in whose run a worker dies; a batch in whose run the Connect
server dies, and in the next one the client, which leaves a statement at work on the server. After
each batch the tables are compared with those of the local target in both directions.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from orchestration.cluster import ClusterSettings, running, spark, stop_all
from orchestration.cluster.servers import Server, free_port
from tests.python.engines.remote import (
    RemoteLakehouse,
    State,
    kill,
    kill_server,
    local_states,
    wait_for,
)
from tests.python.harness.contents import Contents, differences, read_contents
from tests.python.harness.lakehouse import Run, RunFailedError
from tests.python.harness.zone import Zone

SETTINGS = ClusterSettings(workers=2, worker_memory="1g")
SLOW_FEED = "stg_sports_bar__orders"
# every line of the feed takes this long, so that its statement outlives its client
MILLISECONDS_PER_LINE = 5000


@dataclass
class History:
    """What happened on the cluster, for the tests to judge."""

    first: Run | None = None
    with_dead_worker: Run | None = None
    with_dead_server: Run | None = None
    refused: str = ""
    broken: str = ""
    commits_at_break: int = 0
    commits_of_orphan: int = -1
    differences: dict[str, list[str]] = field(default_factory=dict)


def server_of(home: Path, name: str) -> Server:
    """A running server by its name."""
    return next(server for server in running(home) if server.name == name)


def commits(lakehouse: RemoteLakehouse) -> int:
    """How often rows were written to the slow feed's table."""
    history = lakehouse.sql(f"describe history {{raw}}.{SLOW_FEED}")
    return sum("WRITE" in row or "CREATE OR REPLACE TABLE AS SELECT" in row for row in history)


def live(folder: Path, states: list[State], lakehouse: RemoteLakehouse) -> History:
    """Lives the history."""
    home, landing = lakehouse.session.home, lakehouse.zone.root
    environment = spark.environment_of_servers(home, spark.cluster_lines(SETTINGS))
    history = History()

    def compare(claim: str, expected: Contents) -> None:
        history.differences[claim] = differences(expected, read_contents(lakehouse))

    states[0].deliver(landing)
    history.first = lakehouse.run(tests=True, must_succeed=False)
    compare("first build", states[0].contents)

    states[1].deliver(landing)
    process = lakehouse.start("build", "--exclude-resource-type", "test", "snapshot")
    wait_for(process, r"START .*processed\.int_distribution__sports_bar_order_lines_judged")
    kill_server(server_of(home, "worker-1"))
    history.with_dead_worker = lakehouse.finish(process)
    compare("worker killed", states[1].contents)
    spark.start_worker(home, environment, server_of(home, "master"), 1, SETTINGS)

    states[2].deliver(landing)
    process = lakehouse.start("build", "--exclude-resource-type", "test", "snapshot")
    wait_for(process, r"START .*raw\.stg_atlon__customers")
    connect = server_of(home, "connect")
    kill_server(connect)
    server = spark.start_connect_server(
        home, environment, port=connect.port, master=server_of(home, "master")
    )
    with suppress(RunFailedError):
        history.with_dead_server = lakehouse.finish(process)
    lakehouse.connect(server)

    model = next((lakehouse.project / "models").rglob(f"{SLOW_FEED}.sql"))
    quick = model.read_text(encoding="utf-8")
    model.write_text(
        f"select * from ({quick}) as slow\n"
        f"where reflect('java.lang.Thread', 'sleep', {MILLISECONDS_PER_LINE}L) <> 'never'\n",
        encoding="utf-8",
    )
    process = lakehouse.start("--log-level", "debug", "run", "--select", SLOW_FEED)
    wait_for(process, rf"insert into table .*raw\.{SLOW_FEED}")
    time.sleep(8)
    kill(process)
    model.write_text(quick, encoding="utf-8")
    _, history.refused = lakehouse.command("run", "--select", SLOW_FEED)
    before = commits(lakehouse)
    _, history.broken = lakehouse.command("run-operation", "break_run_lock")
    history.commits_at_break = commits(lakehouse) - before
    lakehouse.run()
    history.commits_of_orphan = commits(lakehouse) - before - 1
    compare("client killed", states[2].contents)
    lakehouse.run(full_refresh=True)
    compare("full refresh", states[2].contents)
    return history


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """The history of one cluster, which is gone at the end."""
    folder = tmp_path_factory.mktemp("cluster")
    states = local_states(folder, batches=2)
    home = folder / "home"
    try:
        server = spark.start_cluster(home, SETTINGS, port=free_port())
        zone = Zone(folder / "landing")
        lakehouse = RemoteLakehouse(home, folder / "project", zone, server)
        yield live(folder, states, lakehouse)
    finally:
        stop_all(home)


def test_the_whole_project_builds_on_a_cluster_with_the_rows_of_the_local_target(
    history: History,
) -> None:
    """Models, seeds, snapshots and tests; every row of silver and gold, in both directions."""
    assert history.first is not None
    assert not history.first.failed
    assert not history.differences["first build"], "\n".join(history.differences["first build"])


def test_a_worker_that_dies_in_a_run_costs_nothing(history: History) -> None:
    """The run ends well on the other worker, with the right rows."""
    assert history.with_dead_worker is not None
    assert not history.with_dead_worker.failed
    found = history.differences["worker killed"]
    assert not found, "\n".join(found)


def test_a_run_whose_connect_server_dies_fails_and_does_not_keep_the_next_one_out(
    history: History,
) -> None:
    """Its lock was taken by a Spark application that is gone: the next run takes it over."""
    assert history.with_dead_server is None or history.with_dead_server.failed
    assert "--log-level debug run" in history.refused, history.refused


def test_while_a_killed_clients_statement_may_be_at_work_no_other_run_begins(
    history: History,
) -> None:
    """The message names the command, since when, and what to do."""
    assert "Another run is at work here" in history.refused
    assert SLOW_FEED in history.refused
    assert "break_run_lock" in history.refused


def test_what_a_killed_client_left_at_work_cannot_commit_after_its_lock_is_broken(
    history: History,
) -> None:
    """Its statement was still running, and wrote nothing."""
    assert "can no longer commit" in history.broken, history.broken
    assert history.commits_at_break == 0
    assert history.commits_of_orphan == 0


def test_the_run_after_all_kills_has_the_rows_of_the_local_target(history: History) -> None:
    """No line is lost or doubled."""
    found = history.differences["client killed"]
    assert not found, "\n".join(found)


def test_a_full_refresh_after_all_kills_changes_nothing(history: History) -> None:
    """The increments that survived the kills hold the rows of a rebuild."""
    found = history.differences["full refresh"]
    assert not found, "\n".join(found)
