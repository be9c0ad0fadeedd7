"""The lakehouse on Spark, every day: land, bronze, silver, gate, gold, publish.

For this machine's Spark (DBT_TARGET=local, the default) and for a cluster with Spark Connect, as on
EMR (DBT_TARGET=spark, SPARK_REMOTE): each task is a command of the project in the project's environment.
"""

from __future__ import annotations

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG, Asset, Param, TaskGroup
from lakehouse_runs import landing_failed, of_every_dag, project_command

DAG_ID = "lakehouse_spark"
GOLD = Asset("lakehouse://analytics")
# What BashOperator takes for "nothing to do".
SKIP = 99

LAND_FOLDER = (
    f'test -n "$SOURCE" || exit {SKIP}; python -m orchestration.landing land --from "$SOURCE"'
)
LAND_API = f'test -n "$SHOP_API_URL" || exit {SKIP}; python -m orchestration.landing api'
LAND_PARTNERS = (
    f'test -f "${{PARTNERS_FILE:-$LAKEHOUSE_HOME/partners.yml}}" || exit {SKIP}; '
    "python -m orchestration.landing partners"
)
# before upkeep removes what earlier runs had left
EXPLAIN = "dbt --quiet --no-write-json run-operation explain_runs"
PUBLISH = 'test -z "$SMTP_HOST$ALERT_WEBHOOK_URL" || python -m orchestration.alerts tell'


def command(task_id: str, words: str, **others: object) -> BashOperator:
    """A task that runs a command of the project. What a run was given comes as variables, never as text."""
    return BashOperator(
        task_id=task_id,
        bash_command=project_command(words),
        env={
            "SOURCE": "{{ params.source or '' }}",
            "FULL_REFRESH": "{{ '--full-refresh' if params.full_refresh else '' }}",
        },
        append_env=True,
        skip_on_exit_code=SKIP,
        **others,
    )


def layer(name: str, **others: object) -> BashOperator:
    """A task that builds a layer, with its tests, and leaves the summary that alerts read."""
    words = f"python -m orchestration.pipeline run --selector {name} $FULL_REFRESH"
    return command(name, words, **others)


with DAG(
    DAG_ID,
    **of_every_dag(DAG_ID),
    description="Land, bronze, silver, gate, gold, publish",
    doc_md=__doc__,
    params={
        "source": Param(
            None,
            type=["null", "string"],
            title="Folder",
            description="Backfill: land the files of this folder, too (feeds' folders in it).",
        ),
        "full_refresh": Param(
            False,
            type="boolean",
            description="Backfill: compute silver and gold anew from bronze.",
        ),
    },
) as dag:
    with TaskGroup("land") as land:
        for name, words in (
            ("folder", LAND_FOLDER),
            ("api", LAND_API),
            ("partners", LAND_PARTNERS),
        ):
            command(name, words, on_failure_callback=landing_failed)

    gold, operations = layer("gold"), layer("operations", trigger_rule="all_done")
    (
        land
        # what is missing of one feed must not hold the others back; it is told by itself
        >> layer("bronze", trigger_rule="all_done")
        >> layer("silver")
        # an answer that another attempt would not change
        >> layer("gate", retries=0)
        >> gold
        # the quarantine and the accounting, whatever has failed
        >> operations
    )
    # why published numbers changed; nothing waits for it
    operations >> command("explain", EXPLAIN)
    # the numbers of the day to people, and to other DAGs that gold is new
    [gold, operations] >> command("publish", PUBLISH, outlets=[GOLD])
