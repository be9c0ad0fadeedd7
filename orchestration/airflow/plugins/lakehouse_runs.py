"""What both DAGs share: where the project is, how its commands run, and who is told what failed.

It lies with the plugins, because Airflow finds these by name everywhere: the triggerer, which tells of
missed deadlines, knows no folder of DAGs. Nothing at import does more than read the environment.
"""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import AsyncCallback, DeadlineAlert, DeadlineReference

log = logging.getLogger(__name__)

# On MWAA plugins lie alone; the start-up script says where the project is.
PROJECT = Path(os.environ.get("LAKEHOUSE_PROJECT") or Path(__file__).resolve().parents[3])

# Seconds before the second attempt of a task; doubled for each one, up to the longest.
FIRST_WAIT = float(os.environ.get("LAKEHOUSE_FIRST_WAIT", "300"))
LONGEST_WAIT = float(os.environ.get("LAKEHOUSE_LONGEST_WAIT", "3600"))
# Hours after which a run that has not ended is told (0: never), and those after which it is ended.
DEADLINE = float(os.environ.get("LAKEHOUSE_DEADLINE_HOURS", "6"))
LONGEST_RUN = float(os.environ.get("LAKEHOUSE_LONGEST_RUN_HOURS", "12"))
# Whom nobody is told of: neither a mail server nor a chat is named.
CHANNELS = ("SMTP_HOST", "ALERT_WEBHOOK_URL")
SECONDS_TO_TELL = 600


def project_command(words: str) -> str:
    """A command of the project for bash: in its folder and its environment, or not at all."""
    return f'cd "{PROJECT}" && source ./env.sh && {{ {words}; }}'


def of_every_dag(dag_id: str) -> dict[str, Any]:
    """What both DAGs are: daily, one run at a time, ended at some time, told of."""
    return {
        "schedule": "0 3 * * *",
        "start_date": datetime(2025, 1, 1, tzinfo=UTC),
        "catchup": False,
        # the lakehouse takes one run at a time
        "max_active_runs": 1,
        "dagrun_timeout": timedelta(hours=LONGEST_RUN),
        "deadline": deadline(dag_id),
        "default_args": default_args(),
        "on_success_callback": run_succeeded,
        "tags": ["lakehouse"],
    }


def default_args() -> dict[str, Any]:
    """What all tasks have: attempts with backoff, an end, and somebody who is told."""
    return {
        "owner": "lakehouse",
        "retries": 2,
        "retry_delay": timedelta(seconds=FIRST_WAIT),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(seconds=LONGEST_WAIT),
        "execution_timeout": timedelta(hours=4),
        "on_failure_callback": task_failed,
    }


def deadline(dag_id: str) -> DeadlineAlert | None:
    """When somebody is told that a run has not ended, None where nobody wants to be.

    `airflow dags test` of Airflow 3.2.1 breaks at the end of a run that has one; there it is left out.
    """
    if not DEADLINE:
        return None
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(hours=DEADLINE),
        callback=AsyncCallback(deadline_missed, kwargs={"dag_id": dag_id, "hours": DEADLINE}),
    )


def task_failed(context: Mapping[str, Any]) -> None:
    """Tells that a task has failed for good: the problem stays open until a run goes well."""
    ti = context["ti"]
    reason = " ".join(str(context.get("exception") or "it was ended").split())
    tell(
        ti.dag_id,
        f"The task {ti.task_id} of the run {ti.run_id} failed after {ti.try_number} attempts: {reason}",
    )


def landing_failed(context: Mapping[str, Any]) -> None:
    """Tells what a landing has left; the run goes on without its files."""
    send()


def run_succeeded(context: Mapping[str, Any]) -> None:
    """Takes back what was told of the runs before."""
    tell(context["dag"].dag_id, None)


async def deadline_missed(dag_id: str, hours: float, context: Mapping[str, Any]) -> None:
    """Tells that a run has not ended in time; it goes on."""
    run = (context.get("dag_run") or {}).get("dag_run_id", "")
    sentence = f"The run {run} has not ended within {hours:g} hours. It goes on."
    await asyncio.to_thread(tell, dag_id, sentence)


def tell(dag_id: str, problem: str | None) -> None:
    """Leaves a problem of a DAG for the alerts, or that there is none, and has them sent."""
    run_alerts("note", dag_id, *(["--problem", problem] if problem else []))
    send()


def send() -> None:
    """Has sent what nobody was told yet, where somebody is named whom to tell."""
    if any(os.environ.get(name) for name in CHANNELS):
        run_alerts("tell")
    else:
        log.warning("Nobody is told: neither %s is set.", " nor ".join(CHANNELS))


def run_alerts(*words: str) -> None:
    """Runs a command of the alerts.

    Never raises: a mail server that does not answer must not change what became of the run, and the
    next call sends what was left.
    """
    try:
        done = subprocess.run(
            [*alerts(), *words],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_TELL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("The alert could not be sent: %s", error)
        return
    log.info("alerts %s: %s%s", words[0], done.stdout, done.stderr)


def alerts(is_there: Callable[[Path], bool] = Path.is_file) -> list[str]:
    """The command of the alerts: in the project's environment, or where there is none in Airflow's own.

    On MWAA the project has no environment; what its alerts need stands in mwaa/requirements.txt.
    """
    own = PROJECT / ".venv" / "bin" / "python"
    return [str(own) if is_there(own) else sys.executable, "-m", "orchestration.alerts"]
