"""The project built by dbt-databricks, on a SQL warehouse and on a cluster, holds local's rows."""

from __future__ import annotations

import re

import pytest

from tests.python.engines.databricks.conftest import Builds
from tests.python.engines.databricks.stand_in.server import CLUSTER_PATH, COMPUTE, WAREHOUSE_PATH
from tests.python.engines.figures import Figure
from tests.python.harness.contents import differences

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

# When and in which run something was seen, and the hash of a model with the names of its tables in
# it. Numbers of loads and judgements must be equal: both targets have judged the same rows anew.
IGNORED = (
    *("_loaded_at", "loaded_at", "checked_at", "_judged_with"),
    *("first_seen_at", "first_seen_run", "released_at", "released_run", "run_id"),
)
LOGS_OF_RUNS = ("logs.run_log", "logs.etl_errors", "logs.run_lock")


@pytest.mark.parametrize(
    ("business", "batch"),
    [
        *(("distribution", batch) for batch in range(3)),
        *(("marketplace", batch) for batch in (0, 1)),
        *(("webshop", batch) for batch in (0, 1)),
    ],
)
def test_after_every_batch_all_tables_and_views_hold_the_rows_of_the_local_target(
    request: pytest.FixtureRequest, business: str, batch: int, figures: list[Figure]
) -> None:
    """Bronze, silver with its histories, gold, snapshots, quarantine and accounting."""
    builds: Builds = request.getfixturevalue(business)
    found = builds.batches[batch]
    assert {name.partition(".")[0] for name in found.there.names} == set(builds.layers)
    local, there = found.local.without(LOGS_OF_RUNS), found.there.without(LOGS_OF_RUNS)
    lines = differences(local, there, ignored=IGNORED)
    build = f"{business}, batch {batch + 1}"
    engine = f"Databricks {COMPUTE[found.path]}"
    figures.append(Figure(engine, build, found.run, found.run_here, len(lines)))
    assert not lines, "\n".join(lines)


def test_later_batches_leave_the_tables_as_they_are_that_local_leaves_so(
    distribution: Builds,
) -> None:
    """Tables whose code and inputs are as they were, and feeds without new files."""
    for batch in distribution.batches[1:]:
        there, here = (run.unchanged & set(batch.run.nodes) for run in (batch.run, batch.run_here))
        assert there == here
        assert there


@pytest.mark.parametrize("business", ["distribution", "marketplace", "webshop"])
def test_landed_files_are_read_without_a_table_over_their_folder(
    request: pytest.FixtureRequest, business: str
) -> None:
    """Unity Catalog takes none of binary files, and no two over one folder."""
    builds: Builds = request.getfixturevalue(business)
    sent = [each.sent.lower() for batch in builds.batches for each in batch.statements]
    assert any("read_files(" in statement for statement in sent)
    assert not [statement for statement in sent if re.search(r"\busing (?!delta\b)\w+", statement)]


@pytest.mark.parametrize("business", ["distribution", "marketplace", "webshop"])
def test_both_kinds_of_compute_have_built_batches(
    request: pytest.FixtureRequest, business: str
) -> None:
    """The adapter sends other statements to a cluster than to a warehouse."""
    builds: Builds = request.getfixturevalue(business)
    assert {batch.path for batch in builds.batches} == {CLUSTER_PATH, WAREHOUSE_PATH}


@pytest.mark.parametrize(
    ("business", "test"),
    [
        ("distribution", "assert_gold_reconciles_with_the_delivered_text"),
        ("marketplace", "assert_the_marketplace_reconciles_with_the_delivered_text"),
        ("webshop", "assert_the_web_shop_reconciles_from_silver_to_reports"),
    ],
)
def test_every_data_test_passes_on_the_last_batch(
    request: pytest.FixtureRequest, business: str, test: str
) -> None:
    """Gates, reconciliation and all the others, with ANSI on."""
    builds: Builds = request.getfixturevalue(business)
    run = builds.batches[-1].run
    assert not run.failed
    assert test in run.statuses
