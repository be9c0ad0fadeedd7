"""What the benchmark reads from Spark's event log."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.statements import (
    EXECUTION_STARTED,
    QUERIES,
    statements_by_kind,
    work_by_table,
    written_table,
)

# Plans as Spark 4.1 and Delta 4.3 describe them, shortened.
MERGE = """== Physical Plan ==
Execute MergeIntoCommand (1)
   +- MergeIntoCommand (2)

(2) MergeIntoCommand
Arguments: SubqueryAlias SOURCE, SubqueryAlias DEST, `spark_catalog`.`analytics`.`fct_marketplace_orders`, \
Delta[version=1, file:/warehouse/fct_marketplace_orders]
"""
UPDATE = """== Physical Plan ==
Execute UpdateCommand (1)
   +- UpdateCommand (2)

(2) UpdateCommand
Arguments: Delta[version=4, file:/warehouse/x], `spark_catalog`.`logs`.`run_lock`, (id#1910L = 3)
"""
WRITE = """== Physical Plan ==
{command} (1)

(1) {command}
Arguments: DeltaTableV2(org.apache.spark.sql.classic.SparkSession@2a4e,file:/x,Some(CatalogTable(
Catalog: spark_catalog
Database: {schema}
Table: {table}
Owner: root
"""
APPEND = WRITE.format(command="AppendDataExecV1", schema="raw", table="stg_orders")
OVERWRITE = WRITE.format(
    command="OverwriteByExpressionExecV1", schema="analytics", table="rpt_distribution_headline"
)
CREATE = """== Physical Plan ==
AtomicReplaceTableAsSelect (1)

(1) AtomicReplaceTableAsSelect
Arguments: org.apache.spark.sql.delta.catalog.DeltaCatalog@73f0, analytics.dim_dates, Project
"""
QUERY = """== Physical Plan ==
Project (2)
+- Scan parquet spark_catalog.analytics.fct_marketplace_orders (1)

(1) Scan parquet spark_catalog.analytics.fct_marketplace_orders
Output [1]: [order_id#1]
"""


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
        "cpu": "internal.metrics.executorCpuTime",
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
        stage(10, cpu=20, read=100, rows=5),
        stage(11, read=1_000, rows=50, shuffled=7),
        stage(12, cpu=2, shuffled=3),
        started(3, 3, "CollectLimit"),
        job(3, 3, 13),
        stage(13, read=4, rows=1),
    ]
    found = {each.table: each for each in work_by_table(events)}
    assert set(found) == {"analytics.fct_marketplace_orders", QUERIES}
    merge = found["analytics.fct_marketplace_orders"]
    assert (merge.statements, merge.cpu_ns) == (1, 22)
    assert (merge.bytes_read, merge.rows_read, merge.bytes_shuffled) == (1_100, 55, 10)
    assert found[QUERIES].bytes_read == 4


@pytest.mark.parametrize(
    ("plan", "table"),
    [
        (MERGE, "analytics.fct_marketplace_orders"),
        (UPDATE, "logs.run_lock"),
        (APPEND, "raw.stg_orders"),
        (OVERWRITE, "analytics.rpt_distribution_headline"),
        (CREATE, "analytics.dim_dates"),
        (QUERY, None),
    ],
    ids=["merge", "update", "append", "overwrite", "create", "query"],
)
def test_a_plan_names_the_table_that_it_writes(plan: str, table: str | None) -> None:
    """Each kind of command has its own way to; what is only read is not written."""
    assert written_table(plan) == table


def test_statements_are_counted_by_their_kind() -> None:
    """Whatever comments stand before them; what is no statement is not counted."""
    comment = 'On model.x.y: /* {"app": "dbt", "node_id": "model.x.y"} */\n'
    said = [
        f"{comment}\n    create or replace table a.b\n  using delta\n as select 1",
        f"{comment}create table if not exists a.b (id string) using delta",
        f"{comment}-- the view\n create or replace view a.c as select 1",
        f"{comment}with x as (select 1) select * from x",
        f"{comment}begin\n declare is_done boolean; end",
        f"{comment}describe history a.b limit 1",
        f"{comment}describe history a.b limit 1",
        f"{comment}alter table a.b set tblproperties ('x' = 'y')",
        "On model.x.y: ROLLBACK",
        "On model.x.y: Close",
        "Began running node model.x.y",
    ]
    assert statements_by_kind(said) == {
        **{"create table as": 1, "create table": 1, "create view": 1, "select": 1, "merge": 1},
        **{"describe history": 1, "alter": 1},
    }
