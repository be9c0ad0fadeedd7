"""The jobs of the bundle, run: their dbt commands in their order, against the stand-in.

Three nights of distribution. In the first one a report fails once and is retried; in the second
one a broken file closes a gate; in the third one a model of silver fails for good.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from databricks import sql

from orchestration.alerts.lineage import read_json
from orchestration.databricks.night import summarize
from orchestration.databricks.state import LAST, RUNS
from tests.python.engines.databricks.lakehouse import DatabricksLakehouse
from tests.python.engines.databricks.stand_in import StandIn
from tests.python.engines.databricks.stand_in.server import TOKEN, WAREHOUSE_PATH
from tests.python.harness.bundle import FAILED, SUCCESS, UPSTREAM_FAILED, BundleFiles, JobRuns
from tests.python.harness.lakehouse import HOOK
from tests.python.harness.session import WarmSession, environment_of
from tests.python.harness.zone import Zone

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

HEADLINE = "models/marts/distribution/rpt_distribution_headline.sql"
JUDGED = "models/intermediate/distribution/judged/int_distribution__atlon_products_judged.sql"
BROKEN_SQL = "select raise_error('broken') as broken from values (1)"
GATE = "sports_bar_orders_are_readable_accounted_for_and_within_the_limit_of_rejects"
FACT = "fct_distribution_monthly_sales"
LAYERS = ("bronze", "silver", "gold", "operations")


@dataclass
class Night:
    """What a night did.

    Attributes:
        states: of the tasks, by `<job>.<task>`.
        nodes: what each dbt task ran, with its status.
        folder: the state that it left in the volume.
        summary: what it left for the alerts.
        gold: the monthly sales after it.
    """

    states: dict[str, str]
    nodes: dict[str, dict[str, str]]
    folder: Path
    summary: dict[str, Any]
    gold: list[tuple[Any, ...]]


@dataclass
class Jobs:
    """The jobs of production, with a volume on this machine."""

    lakehouse: DatabricksLakehouse
    bundle: BundleFiles
    state: Path
    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    before: Callable[[str], None] = lambda task: None
    number: int = 0

    def night(self, before: Callable[[str], None] = lambda task: None) -> Night:
        """Runs the nightly job; `before` is told the name of every task of a build."""
        self.number += 1
        self.before, self.nodes = before, {}
        self.lakehouse.zone.note_run()
        runs = JobRuns(self.bundle.jobs, self.execute)
        runs.run("nightly")
        return Night(
            runs.states,
            self.nodes,
            self.state / RUNS / str(self.number),
            read_json(self.state / LAST / "run_summary.json"),
            self.lakehouse.sql(f"select * from {{analytics}}.{FACT} order by all"),
        )

    def execute(self, job: str, task: dict[str, Any]) -> bool:
        """Does what a task says; landings, dashboards and mails have tests of their own."""
        if job == "build":
            self.before(task["task_key"])
        if "dbt_task" in task:
            commands = [
                shlex.split(each.replace("{{job.run_id}}", str(self.number)))
                for each in task["dbt_task"]["commands"]
            ]
            # the packages are those that the project's copy has
            return all(
                self.dbt(task["task_key"], each[1:]) for each in commands if each[1] != "deps"
            )
        if task["task_key"] == "summary":
            return self.summarize()
        return True

    def dbt(self, task: str, arguments: list[str]) -> bool:
        """Runs a dbt command and notes which nodes it has run."""
        outcome: Any = self.lakehouse.dbt(*arguments, artifacts=True)
        if arguments[0] == "run-operation":
            return bool(outcome.success)
        results = getattr(outcome.result, "results", None) or []
        self.nodes[task] = {
            each.node.name: str(each.status) for each in results if HOOK not in each.node.name
        }
        return bool(outcome.success)

    def summarize(self) -> bool:
        """The task behind the layers, in the environment that task.py makes."""
        home = self.state.parent / "driver"
        folders = {
            "LAKEHOUSE_HOME": str(home),
            "DBT_TARGET_PATH": str(home / "target"),
            "DBT_LOG_PATH": str(home / "logs"),
        }
        with environment_of({**self.lakehouse.environment, **folders}):
            return summarize(self.state, str(self.number))


@pytest.fixture(scope="module")
def jobs(
    session: WarmSession, databricks: StandIn, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Jobs]:
    """The jobs over a small landing zone."""
    folder = tmp_path_factory.mktemp("jobs")
    zone = Zone.generated(folder / "landing", order_lines=50, days=2, mess=frozenset())
    bundle = BundleFiles("prod")
    bundle.variables["state"] = str(folder / "state")
    lakehouse = DatabricksLakehouse(
        session,
        folder / "project",
        zone,
        stand_in=databricks,
        http_path=WAREHOUSE_PATH,
        catalog=bundle.variables["catalog"],
    )
    yield Jobs(lakehouse, bundle, folder / "state")
    lakehouse.close()


@pytest.fixture(scope="module")
def nights(jobs: Jobs) -> list[Night]:
    """The three nights."""
    project, zone = jobs.lakehouse.project, jobs.lakehouse.zone

    def broken(file: str, *tasks: str) -> Callable[[str], None]:
        """Breaks a model before the first task, and mends it before the one after the last."""
        kept = (project / file).read_text(encoding="utf-8")

        def before(task: str) -> None:
            text = BROKEN_SQL if task in tasks else kept
            (project / file).write_text(text, encoding="utf-8")

        return before

    found = [jobs.night(broken(HEADLINE, "gold"))]
    zone.deliver("sports_bar/orders", "broken.csv", "order_id;order_qty\nBROKEN;1\n")
    found.append(jobs.night())
    products = zone.rows("atlon/products", zone.files("atlon/products")[0])
    zone.deliver("atlon/products", "again.csv", products)
    found.append(jobs.night(broken(JUDGED, "silver", "silver_retry")))
    return found


def test_the_layers_run_one_after_the_other(nights: list[Night]) -> None:
    """Each one once, with its retry behind it."""
    tasks = [name.removeprefix("build.") for name in nights[0].states if name.startswith("build.")]
    assert tasks == [*(name for layer in LAYERS for name in (layer, f"{layer}_retry")), "summary"]
    built = [set(nights[0].nodes[layer]) for layer in LAYERS]
    assert all(built)
    assert sum(map(len, built)) == len(set().union(*built))


def test_a_retry_runs_what_failed_and_nothing_that_had_succeeded(nights: list[Night]) -> None:
    """From the results that the layer left in the volume; the other retries find nothing to do."""
    first = nights[0]
    assert first.states["build.gold"] == FAILED
    left = {name for name, status in first.nodes["gold"].items() if status in ("error", "skipped")}
    assert "rpt_distribution_headline" in left
    assert set(first.nodes["gold_retry"]) == left
    assert set(first.nodes["gold_retry"].values()) <= {"success", "pass"}
    assert not any(first.nodes[f"{layer}_retry"] for layer in ("bronze", "silver", "operations"))


def test_a_night_whose_retry_has_mended_it_is_a_good_one(nights: list[Night]) -> None:
    """It refreshes the dashboards, and its summary has the numbers of all layers."""
    first = nights[0]
    assert first.states["nightly.build"] == SUCCESS
    assert first.states["nightly.refresh_dashboards"] == SUCCESS
    assert first.summary["status"] == "success"
    assert first.summary["failures"] == []
    assert {feed["feed"] for feed in first.summary["feeds"]} >= {
        "atlon.orders",
        "sports_bar.orders",
    }
    built = first.summary["built"]
    assert built["seeds"] and built["snapshots"] == 3
    assert built["failed"] == built["skipped"] == 0
    assert first.gold


def test_a_closed_gate_stops_what_stands_behind_it_and_the_dashboards(nights: list[Night]) -> None:
    """Twice: the retry asks the gate again. Other feeds and the logs go on; people are told."""
    second = nights[1]
    assert second.nodes["gold"][GATE] == "fail"
    assert second.nodes["gold"][FACT] == "skipped"
    assert second.nodes["gold"]["int_distribution__customers"] == "success"
    assert GATE in second.nodes["gold_retry"]
    assert "int_distribution__customers" not in second.nodes["gold_retry"]
    assert second.states["build.operations"] == SUCCESS
    assert second.states["build.summary"] == second.states["nightly.build"] == FAILED
    assert second.states["nightly.refresh_dashboards"] == UPSTREAM_FAILED
    assert second.states["nightly.mails"] == SUCCESS
    assert second.gold == nights[0].gold


def test_the_summary_of_a_closed_gate_says_what_to_do(nights: list[Night]) -> None:
    """The failure of the gate, once, with its own mend."""
    summary = nights[1].summary
    assert summary["status"] == "failed"
    assert [each["node"] for each in summary["failures"]] == [GATE]
    assert "acknowledged_files" in summary["failures"][0]["mend"]


def test_nothing_of_gold_runs_after_a_layer_that_failed(nights: list[Night]) -> None:
    """Neither its gates nor its models; operations show what there is."""
    third = nights[2]
    assert third.states["build.silver"] == third.states["build.silver_retry"] == FAILED
    assert third.states["build.gold"] == UPSTREAM_FAILED
    assert "gold" not in third.nodes
    # asked for a state that this run has not left
    assert third.states["build.gold_retry"] == FAILED
    assert not third.nodes["gold_retry"]
    assert third.states["build.operations"] == SUCCESS
    assert third.states["nightly.refresh_dashboards"] == UPSTREAM_FAILED
    assert third.gold == nights[0].gold
    assert third.summary["error"].startswith("Not built: gold.")


@pytest.mark.parametrize("alert", ["freshness", "quarantine", "anomalies"])
def test_queries_of_alerts_run_and_name_feeds(nights: list[Night], jobs: Jobs, alert: str) -> None:
    """The column that is counted is one of the query's, whether it finds something or not."""
    definition = jobs.bundle.resolved(jobs.bundle.resources["alerts"][alert])
    found = rows_of(jobs.lakehouse.stand_in, definition["query_text"])
    column = definition["evaluation"]["source"]["name"]
    assert all(row[column] for row in found)
    if alert == "freshness":
        # its only line of business, and lines that this lakehouse has never loaded
        assert {"sports_bar.orders"}.isdisjoint(row[column] for row in found)
        assert {"api.orders", "kaufwelt.order_lines"} <= {row[column] for row in found}
    if alert == "quarantine":
        assert found == []


def rows_of(stand_in: StandIn, query: str) -> list[dict[str, Any]]:
    """What a query finds, asked as Databricks' own tools ask."""
    connection = sql.connect(
        server_hostname="127.0.0.1",
        http_path=WAREHOUSE_PATH,
        access_token=TOKEN,
        _connection_uri=f"{stand_in.url}{WAREHOUSE_PATH}",
        enable_telemetry=False,
        use_cloud_fetch=False,
    )
    with connection, connection.cursor() as cursor:
        cursor.execute(query)
        return [row.asDict() for row in cursor.fetchall()]
