"""The project built by dbt-databricks, on a SQL warehouse and on a cluster, holds local's rows."""

from __future__ import annotations

import pytest

from tests.python.engines.databricks.conftest import Builds
from tests.python.engines.databricks.stand_in.server import CLUSTER_PATH, WAREHOUSE_PATH
from tests.python.harness.contents import RUN_COLUMNS, differences

# when and in which run something was seen, and nothing about what it says
IGNORED = (*RUN_COLUMNS, "load_id", "loaded_at", "_load_id", "run_id", "checked_at")
LOGS_OF_RUNS = {"logs.run_log", "logs.etl_errors"}


@pytest.mark.parametrize("batch", range(3))
def test_after_every_batch_all_tables_and_views_hold_the_rows_of_the_local_target(
    builds: Builds, batch: int
) -> None:
    """Bronze, silver with its histories, gold, snapshots, quarantine and accounting."""
    found = builds.batches[batch]
    names = found.local.names | found.there.names
    assert {name.partition(".")[0] for name in names} == {
        "raw",
        "processed",
        "analytics",
        "logs",
        "snapshots",
        "reference",
    }
    lines = differences(
        found.local.without(LOGS_OF_RUNS), found.there.without(LOGS_OF_RUNS), ignored=IGNORED
    )
    assert not lines, "\n".join(lines)


def test_both_kinds_of_compute_have_built_batches(builds: Builds) -> None:
    """The adapter sends other statements to a cluster than to a warehouse."""
    assert {batch.path for batch in builds.batches} == {CLUSTER_PATH, WAREHOUSE_PATH}


def test_every_data_test_passes_on_the_last_batch(builds: Builds) -> None:
    """Gates, reconciliation and all the others, with ANSI on."""
    run = builds.batches[-1].run
    assert not run.failed
    assert "assert_gold_reconciles_with_the_delivered_text" in run.statuses
