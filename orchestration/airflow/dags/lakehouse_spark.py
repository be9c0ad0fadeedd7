"""The lakehouse on Spark, every day: land, backfill if asked for, bronze, silver, gate, gold, publish.

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
# Marks the files; the layers of this run load or judge them again.
BACKFILL = (
    f'test -n "$BACKFILL_FEED$BACKFILL_FROM$BACKFILL_TO" || exit {SKIP}; '
    "python -m orchestration.pipeline backfill --only-mark "
    '${BACKFILL_FEED:+--feed "$BACKFILL_FEED"} ${BACKFILL_FROM:+--from "$BACKFILL_FROM"} '
    '${BACKFILL_TO:+--to "$BACKFILL_TO"} --by "$BACKFILL_BY" --how "$BACKFILL_HOW"'
)
PUBLISH = 'test -z "$SMTP_HOST$ALERT_WEBHOOK_URL" || python -m orchestration.alerts tell'

# What `make backfill` takes, but for single files.
BACKFILL_PARAMS = {
    "feed": Param(
        None,
        type=["null", "string"],
        title="Feed",
        description="Backfill: load this feed's files again, as sports_bar.orders.",
    ),
    "from": Param(
        None,
        type=["null", "string"],
        format="date",
        title="From",
        description="Backfill: load the files of the days from this one on again.",
    ),
    "to": Param(
        None,
        type=["null", "string"],
        format="date",
        title="To",
        description="Backfill: the last of these days; the first one if there is none.",
    ),
    "by": Param(
        "arrival",
        enum=["arrival", "business_date"],
        title="By",
        description="Backfill: whether days are those of the files or those of their rows.",
    ),
    "how": Param(
        "reload",
        enum=["reload", "rejudge"],
        title="How",
        description="Backfill: load from the landing root again, or judge again what was loaded.",
    ),
}


def command(task_id: str, words: str, **others: object) -> BashOperator:
    """A task that runs a command of the project. What a run was given comes as variables, never as text."""
    return BashOperator(
        task_id=task_id,
        bash_command=project_command(words),
        env={
            "NIGHT": "{{ run_id }}",
            "SOURCE": "{{ params.source or '' }}",
            **{
                f"BACKFILL_{name.upper()}": f"{{{{ params['{name}'] or '' }}}}"
                for name in BACKFILL_PARAMS
            },
            "FULL_REFRESH": "{{ '--full-refresh' if params.full_refresh else '' }}",
        },
        append_env=True,
        skip_on_exit_code=SKIP,
        **others,
    )


def layer(name: str, **others: object) -> BashOperator:
    """A task that builds a layer, with its tests; a failed one and the last leave the night's summary."""
    words = f'python -m orchestration.airflow.night {name} --run "$NIGHT" $FULL_REFRESH'
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
        **BACKFILL_PARAMS,
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
        # what is missing of one feed must not hold the others back; it is told by itself. A backfill
        # that is refused has built nothing, and another attempt would not change that
        >> command("backfill", BACKFILL, trigger_rule="all_done", retries=0)
        # nobody has asked for one on most days
        >> layer("bronze", trigger_rule="none_failed")
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
