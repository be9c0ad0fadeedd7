"""The project on a standalone master with two workers: equal rows, whatever is killed.

One history: the first build, of both lines of business; a batch in whose run a worker dies; a batch
in whose run the Connect server dies and is started again. After each batch the tables are compared
with those of the local target in both directions. What a killed client leaves behind is in
test_orphans.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from orchestration.cluster import ClusterSettings, running, spark, stop_all
from orchestration.cluster.servers import Server, free_port
from tests.python.engines.figures import Figure
from tests.python.engines.remote import (
    RemoteLakehouse,
    State,
    kill_server,
    local_states,
    wait_for,
)
from tests.python.harness.contents import Contents, differences, read_contents
from tests.python.harness.lakehouse import BOTH, Run
from tests.python.harness.zone import Zone

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

SETTINGS = ClusterSettings(workers=2, worker_memory="1g")


@dataclass
class History:
    """What happened on the cluster, for the tests to judge."""

    local: Run | None = None
    first: Run | None = None
    with_dead_worker: Run | None = None
    with_dead_server: Run | None = None
    after_dead_server: Run | None = None
    differences: dict[str, list[str]] = field(default_factory=dict)


def server_of(home: Path, name: str) -> Server:
    """A running server by its name."""
    return next(server for server in running(home) if server.name == name)


def live(states: list[State], lakehouse: RemoteLakehouse) -> History:
    """Lives the history."""
    home, landing = lakehouse.session.home, lakehouse.zone.root
    environment = spark.environment_of_servers(home, spark.cluster_lines(SETTINGS))
    history = History()

    def compare(claim: str, expected: Contents) -> None:
        history.differences[claim] = differences(expected, read_contents(lakehouse))

    states[0].deliver(landing)
    history.local = states[0].run
    lakehouse.business = BOTH
    history.first = lakehouse.run(tests=True, must_succeed=False)
    compare("first build", states[0].contents)

    lakehouse.business = "distribution"
    states[1].deliver(landing)
    process = lakehouse.start("build", "--exclude-resource-type", "test", "snapshot")
    wait_for(process, r"START .*processed\.int_distribution__sports_bar_orders_judged")
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
    history.with_dead_server = lakehouse.finish(process)
    lakehouse.connect(server)

    history.after_dead_server = lakehouse.run(must_succeed=False)
    compare("server killed", states[2].contents)
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
        with RemoteLakehouse(home, folder / "project", zone, server) as lakehouse:
            yield live(states, lakehouse)
    finally:
        stop_all(home)


def test_the_whole_project_builds_on_a_cluster_with_the_rows_of_the_local_target(
    history: History, figures: list[Figure]
) -> None:
    """Models, seeds, snapshots and tests; every row of silver and gold, in both directions."""
    assert history.first is not None
    assert history.local is not None
    assert not history.first.failed
    found = history.differences["first build"]
    figures.append(Figure("cluster", BOTH, history.first, history.local, len(found)))
    assert not found, "\n".join(found)


def test_a_worker_that_dies_in_a_run_costs_nothing(history: History) -> None:
    """The run ends well on the other worker, with the right rows."""
    assert history.with_dead_worker is not None
    assert not history.with_dead_worker.failed
    found = history.differences["worker killed"]
    assert not found, "\n".join(found)


def test_a_run_whose_connect_server_dies_fails_where_it_was_and_the_next_one_mends_it(
    history: History,
) -> None:
    """It gives its lock back through the server's successor."""
    assert history.with_dead_server is not None
    assert history.with_dead_server.failed
    assert history.after_dead_server is not None
    assert not history.after_dead_server.failed
    found = history.differences["server killed"]
    assert not found, "\n".join(found)


def test_a_full_refresh_after_all_kills_changes_nothing(history: History) -> None:
    """The increments that survived the kills hold the rows of a rebuild."""
    found = history.differences["full refresh"]
    assert not found, "\n".join(found)
