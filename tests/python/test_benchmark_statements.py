"""What the benchmark reads from Spark's event log."""

from __future__ import annotations

from typing import Any

from orchestration.benchmark.statements import EXECUTION_STARTED, QUERIES, work_by_table

MERGE = (
    "Execute MergeIntoCommand\n"
    "   +- MergeIntoCommand Subquery, spark_catalog.analytics.fct_orders, Delta[version=3]"
)


def started(number: int, root: int, plan: str) -> dict[str, Any]:
    """A statement begins; those that it starts itself name it as their root."""
    return {
        "Event": EXECUTION_STARTED,
        "executionId": number,
        "rootExecutionId": root,
        "physicalPlanDescription": plan,
    }


def job(statement: int, root: int, *stages: int) -> dict[str, Any]:
    """A job of a statement begins."""
    ids = {"spark.sql.execution.id": str(statement), "spark.sql.execution.root.id": str(root)}
    return {"Event": "SparkListenerJobStart", "Properties": ids, "Stage IDs": list(stages)}


def stage(number: int, **metrics: int) -> dict[str, Any]:
    """A stage ends with its metrics."""
    names = {
        "read": "internal.metrics.input.bytesRead",
        "rows": "internal.metrics.input.recordsRead",
        "shuffled": "internal.metrics.shuffle.write.bytesWritten",
    }
    found = [{"Name": names[name], "Value": value} for name, value in metrics.items()]
    return {
        "Event": "SparkListenerStageCompleted",
        "Stage Info": {"Stage ID": number, "Accumulables": [*found, {"ID": 1}]},
    }


def test_what_a_merge_starts_itself_counts_for_the_table_that_it_writes() -> None:
    """Bytes and rows of all its stages are summed up; other statements are queries."""
    events = [
        started(1, 1, MERGE),
        job(1, 1, 10),
        started(2, 1, "Scan of the target"),
        job(2, 1, 11, 12),
        stage(10, read=100, rows=5),
        stage(11, read=1_000, rows=50, shuffled=7),
        stage(12, shuffled=3),
        started(3, 3, "CollectLimit"),
        job(3, 3, 13),
        stage(13, read=4, rows=1),
    ]
    found = {each.table: each for each in work_by_table(events)}
    assert set(found) == {"analytics.fct_orders", QUERIES}
    merge = found["analytics.fct_orders"]
    assert (merge.statements, merge.bytes_read, merge.rows_read, merge.bytes_shuffled) == (
        1,
        1_100,
        55,
        10,
    )
    assert found[QUERIES].bytes_read == 4
