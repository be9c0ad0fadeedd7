"""The lakehouse on Databricks, every day: wait for the day's files on S3, layer after layer, refresh.

The jobs are those of the bundle: of its job `build` each layer's tasks, `refresh_dashboards`, and of the
night `explain`. They are found by name (LAKEHOUSE_JOBS, default sales_lakehouse, which is the bundle's). The
connections are databricks_default and aws_default.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta

from airflow.providers.amazon.aws.sensors.s3 import S3KeySensor
from airflow.providers.databricks.operators.databricks import DatabricksRunNowOperator
from airflow.sdk import DAG, Asset, Param
from lakehouse_runs import LONGEST_RUN, of_every_dag

DAG_ID = "lakehouse_databricks"
GOLD = Asset("lakehouse://databricks/analytics")
JOBS = os.environ.get("LAKEHOUSE_JOBS", "sales_lakehouse")
BUCKET = os.environ.get("S3_BUCKET_NAME", "lakehouse")
# The day that is waited for: the one that was asked for, or the one before the run.
DAY = "{{ params.day or macros.ds_add(data_interval_end | ds, -1) }}"
FOLDER = f"{{{{ ({DAY.strip('{} ')}) | replace('-', '/') }}}}"
# Every attempt may start one run of the job, however often an answer is lost on its way.
ATTEMPT = "{{ macros.uuid.uuid5(macros.uuid.NAMESPACE_URL, ti.dag_id ~ run_id ~ ti.task_id ~ ti.try_number) }}"
POLL = int(os.environ.get("LAKEHOUSE_POLL_SECONDS", "30"))


def job(
    name: str, task_id: str, only: Sequence[str] = (), **others: object
) -> DatabricksRunNowOperator:
    """A task that runs a job, or some of its tasks, and waits for the end; both are ended together."""
    return DatabricksRunNowOperator(
        task_id=task_id,
        job_name=f"{JOBS}_{name}",
        json={"only": list(only)} if only else {},
        idempotency_token=ATTEMPT,
        polling_period_seconds=POLL,
        databricks_retry_limit=5,
        **others,
    )


def layer(name: str, **others: object) -> DatabricksRunNowOperator:
    """A task that builds a layer, and again what has failed in it."""
    return job("build", name, [name, f"{name}_retry"], **others)


with DAG(
    DAG_ID,
    **of_every_dag(DAG_ID),
    description="S3 sensor, layer after layer, refresh",
    doc_md=__doc__,
    params={
        "day": Param(
            None,
            type=["null", "string"],
            format="date",
            description="Backfill: wait for the files of this day instead of yesterday's.",
        ),
    },
) as dag:
    gold, operations = layer("gold"), layer("operations", trigger_rule="all_done")
    (
        S3KeySensor(
            task_id="files",
            # the marker that the landing of the shop's orders writes last
            bucket_key=f"s3://{BUCKET}/landing/api/orders/{FOLDER}/*/_SUCCESS",
            wildcard_match=True,
            mode="reschedule",
            poke_interval=float(os.environ.get("LAKEHOUSE_POKE_SECONDS", "300")),
            timeout=timedelta(hours=LONGEST_RUN).total_seconds(),
            # waiting was the attempt
            retries=0,
        )
        >> layer("bronze")
        >> layer("silver")
        >> gold
        # the quarantine and the accounting, whatever has failed
        >> operations
    )
    # why published numbers changed; nothing waits for it
    operations >> job("nightly", "explain", ["explain"])
    # dashboards and whatever else shows gold
    [gold, operations] >> job("refresh_dashboards", "refresh", outlets=[GOLD])
