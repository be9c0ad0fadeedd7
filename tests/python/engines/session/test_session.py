"""The development loop: a warm session on the local target's tables.

The local target builds once; everything after that goes through a session on the same lakehouse.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.cluster import spark, stop_all
from orchestration.cluster.servers import free_port
from orchestration.setup.environment import lakehouse_environment
from tests.python.engines.remote import RemoteLakehouse, kill, start_dbt, wait_for
from tests.python.harness.contents import assert_same, read_contents
from tests.python.harness.lakehouse import copy_project
from tests.python.harness.zone import Zone

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

REPORT = "rpt_distribution_headline"
# two reports and all that they need, without tests
BUILD = (
    *("build", "--select", f"+{REPORT}", "+rpt_distribution_monthly_revenue"),
    *("--exclude-resource-type", "test", "snapshot"),
)


@pytest.fixture(scope="module")
def lakehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteLakehouse]:
    """What the local target has built, behind a warm session."""
    folder = tmp_path_factory.mktemp("session")
    home, project = folder / "home", folder / "project"
    zone = Zone.generated(folder / "zone", order_lines=40, days=2)
    copy_project(project)
    environment = lakehouse_environment(home)
    environment |= {
        "LANDING_ROOT": str(zone.root),
        "LINES_OF_BUSINESS": "distribution",
    }
    process = start_dbt(project, environment, *BUILD)
    output, _ = process.communicate()
    assert process.returncode == 0, output
    try:
        server = spark.start_session(home, port=free_port())
        with RemoteLakehouse(home, project, zone, server) as lakehouse:
            yield lakehouse
    finally:
        stop_all(home)


def test_the_session_builds_one_model_on_the_tables_of_the_local_target(
    lakehouse: RemoteLakehouse,
) -> None:
    """Same metastore, same warehouse, same rows."""
    before = read_contents(lakehouse)
    run = lakehouse.run(select=["fct_distribution_monthly_sales", REPORT])
    assert set(run.nodes) == {"fct_distribution_monthly_sales", REPORT}
    assert_same(before, read_contents(lakehouse), "the session gave other rows")


def test_a_second_process_works_beside_a_run_of_the_session(lakehouse: RemoteLakehouse) -> None:
    """It queries tables and runs tests; only building at the same time is refused."""
    # a run with nothing new would be over before the others have begun
    process = lakehouse.start(*BUILD, "--full-refresh")
    wait_for(process, r"START .*raw\.stg_atlon__customers")
    assert lakehouse.sql("select count(*) from {raw}.stg_atlon__orders")[0][0] > 0
    tested, said = lakehouse.command("test", "--select", "dim_distribution_companies")
    built, refused = lakehouse.command("run", "--select", REPORT)
    still_running = process.poll() is None
    output, _ = process.communicate()
    assert tested == 0, said
    assert still_running, "the first run had ended before the second one was judged"
    assert built != 0
    assert "Another run is at work here: `dbt --no-use-colors build" in refused
    assert process.returncode == 0, output


def test_two_developers_build_side_by_side_in_schemas_of_their_own(
    lakehouse: RemoteLakehouse,
) -> None:
    """Each prefix has its own lock."""
    first = lakehouse.start("seed", DBT_SCHEMA_PREFIX="ann_", DBT_TARGET_PATH="target_ann")
    second = lakehouse.start("seed", DBT_SCHEMA_PREFIX="bob_", DBT_TARGET_PATH="target_bob")
    for process in (first, second):
        output, _ = process.communicate()
        assert process.returncode == 0, output
    seeds = {
        prefix: lakehouse.session.spark.sql(f"select * from {prefix}reference.companies").collect()
        for prefix in ("ann_", "bob_", "")
    }
    assert seeds["ann_"] == seeds["bob_"] == seeds[""] != []


def test_slim_ci_builds_what_was_changed_and_reads_the_rest_from_the_good_state(
    lakehouse: RemoteLakehouse, tmp_path: Path
) -> None:
    """In schemas of its own, which is no change; with the tests of what was changed."""
    state = lakehouse.state(tmp_path / "state")
    model = lakehouse.project / "models/marts/distribution/rpt_distribution_monthly_revenue.sql"
    kept = model.read_text(encoding="utf-8")
    model.write_text(f"{kept}\n-- changed\n", encoding="utf-8")
    selection = ("--select", "state:modified+", "--defer", "--state", str(state))
    code, said = lakehouse.command("build", *selection, DBT_SCHEMA_PREFIX="ci_")
    model.write_text(kept, encoding="utf-8")
    assert code == 0, said
    spark = lakehouse.session.spark
    schemas = {row[0] for row in spark.sql("show schemas like 'ci_*'").collect()}
    built = {
        f"{schema.removeprefix('ci_')}.{row['tableName']}"
        for schema in schemas - {"ci_logs"}
        for row in spark.sql(f"show tables in {schema}").collect()
    }
    assert built == {"analytics.rpt_distribution_monthly_revenue"}
    query = "select * from {}analytics.rpt_distribution_monthly_revenue order by all"
    rows = [spark.sql(query.format(prefix)).collect() for prefix in ("", "ci_")]
    assert rows[0] == rows[1] != []


def test_a_run_that_was_killed_keeps_others_out_until_its_lock_is_broken(
    lakehouse: RemoteLakehouse,
) -> None:
    """On a session that goes on nobody can know that the client is dead."""
    process = lakehouse.start(*BUILD)
    wait_for(process, r"START .*raw\.stg_atlon__customers")
    kill(process)
    code, refused = lakehouse.command("run", "--select", REPORT)
    assert code != 0
    assert "Mend: wait until it has ended. If it was killed" in refused
    code, said = lakehouse.command("run-operation", "break_run_lock")
    assert code == 0, said
    code, said = lakehouse.command("run-operation", "break_run_lock")
    assert "Nobody holds the run lock of logs." in said
    before = read_contents(lakehouse)
    code, said = lakehouse.command(*BUILD)
    assert code == 0, said
    assert_same(before, read_contents(lakehouse), "the killed run left something behind")


def test_a_lock_that_nobody_gave_back_counts_no_longer_after_some_hours(
    lakehouse: RemoteLakehouse,
) -> None:
    """As long as RUN_LOCK_HOURS says, and not a second less."""
    lakehouse.sql(
        "update {logs}.run_lock set run_id = 'gone', command = 'dbt build', taken_by = 'nobody',"
        " taken_at = current_timestamp() - interval 5 hours"
    )
    code, refused = lakehouse.command("run", "--select", REPORT)
    assert code != 0
    assert "started by nobody at " in refused
    code, said = lakehouse.command("run", "--select", REPORT, RUN_LOCK_HOURS="5")
    assert code == 0, said
    assert lakehouse.sql("select run_id from {logs}.run_lock") == [(None,)]
