"""Both DAGs run from end to end by `airflow dags test`: versitygw, a Jobs API, Spark and a mail server.

Needs `make setup-airflow`. A run that fails sends its mail, and one that goes well takes it back.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from orchestration.airflow.install import VENV
from orchestration.setup.render import PROJECT
from simulator.webshop import WebshopSettings, generate_webshop
from tests.python.engines.s3.server import BUCKET, S3Server, free_port, s3_server
from tests.python.operations.mailbox import Mailbox
from tests.python.schedules.airflow import AIRFLOW, Airflow, aws_connection
from tests.python.schedules.jobs_api import TOKEN, JobsApi

pytestmark = pytest.mark.by_command

DAY = "2025-08-04"
PLUGINS = str(AIRFLOW / "plugins")
LAYERS = ("bronze", "silver", "gold", "operations")
REFRESH = "sales_lakehouse_refresh_dashboards"
EXPLAIN = "sales_lakehouse_nightly.explain"
GATE = "api_orders_are_readable_accounted_for_and_within_the_limit_of_rejects"
# Its marker is what the sensor waits for: the day before the run.
MARKER = "landing/api/orders/2025/08/03/23/_SUCCESS"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new database of Airflow, to be copied."""
    assert (VENV / "bin" / "airflow").is_file(), "Airflow is not installed: make setup-airflow"
    airflow = Airflow(tmp_path_factory.mktemp("prepared"))
    airflow.prepare()
    return airflow.home


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A running server with an empty bucket."""
    with s3_server(tmp_path_factory.mktemp("s3") / "objects") as server:
        yield server


@pytest.fixture
def api() -> Iterator[JobsApi]:
    """A workspace with the jobs that the bundle makes, as far as the DAG runs them."""
    with JobsApi(["sales_lakehouse_build", "sales_lakehouse_nightly", REFRESH]) as running:
        yield running


@pytest.fixture
def mails() -> Iterator[tuple[Mailbox, dict[str, str]]]:
    """A mail server, and the variables that name it."""
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield (
        box,
        {
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(controller.port),
            "SMTP_SECURITY": "none",
            "ALERT_MAIL_FROM": "lakehouse@example.org",
            "ALERT_MAIL_TO": "team@example.org",
            "ALERT_NAME": "lakehouse test",
        },
    )
    controller.stop()


def airflow_of(prepared: Path, tmp_path: Path, variables: dict[str, str]) -> Airflow:
    """An Airflow of a test's own."""
    shutil.copytree(prepared, tmp_path / "airflow")
    return Airflow(tmp_path / "airflow", variables)


def on_databricks(api: JobsApi, s3: S3Server) -> dict[str, str]:
    """The connections of the DAG for Databricks."""
    return {
        "AIRFLOW_CONN_DATABRICKS_DEFAULT": api.connection,
        "AIRFLOW_CONN_AWS_DEFAULT": aws_connection(s3),
        "S3_BUCKET_NAME": BUCKET,
    }


def test_airflow_reads_both_dags_without_any_connection(prepared: Path) -> None:
    """Every attempt, end and deadline is there, and nothing had to be reached for it."""
    lines = [
        "import json, socket",
        "def refuse(*_, **__): raise AssertionError('the network was asked')",
        "socket.socket.connect = socket.create_connection = socket.getaddrinfo = refuse",
        "from airflow.dag_processing.dagbag import DagBag",
        "from airflow import settings",
        "bag = DagBag(settings.DAGS_FOLDER, include_examples=False)",
        "print('FOUND ' + json.dumps({'errors': bag.import_errors, 'dags': {",
        "    dag.dag_id: {'deadline': dag.deadline[0].interval.total_seconds(), 'catchup': dag.catchup,",
        "        'active': dag.max_active_runs, 'timeout': dag.dagrun_timeout.total_seconds(),",
        "        'params': sorted(dag.params), 'tasks': {task.task_id: [task.retries,",
        "            task.retry_exponential_backoff > 0, bool(task.on_failure_callback),",
        "            task.execution_timeout.total_seconds(), sorted(task.downstream_task_ids),",
        "            task.trigger_rule.value]",
        "        for task in dag.tasks}} for dag in bag.dags.values()}}))",
    ]
    done = Airflow(prepared).run("python", "-c", "\n".join(lines))
    assert done.returncode == 0, done.stderr[-3000:]
    marked = next(line for line in done.stdout.splitlines() if line.startswith("FOUND "))
    found = json.loads(marked.removeprefix("FOUND "))
    assert found["errors"] == {}
    assert set(found["dags"]) == {"lakehouse_spark", "lakehouse_databricks"}
    for dag in found["dags"].values():
        assert 0 < dag["deadline"] < dag["timeout"]
        assert (dag["catchup"], dag["active"]) == (False, 1)
        assert all(task[1] and task[2] and task[3] > 0 for task in dag["tasks"].values())
    spark = found["dags"]["lakehouse_spark"]["tasks"]
    params = found["dags"]["lakehouse_spark"]["params"]
    assert params == ["by", "feed", "from", "full_refresh", "how", "source", "to"]
    order = ["backfill", "bronze", "silver", "gate", "gold"]
    assert [spark[task][4] for task in order[:-1]] == [[each] for each in order[1:]]
    assert spark["gold"][4] == ["operations", "publish"]
    assert spark["operations"][4] == ["explain", "publish"]
    assert spark["explain"][4] == []
    assert all(spark[f"land.{task}"][4] == ["backfill"] for task in ("folder", "api", "partners"))
    # a landing that fails stops nothing, a backfill that is refused stops the layers
    rules = [spark[task][5] for task in ("backfill", "bronze", "operations")]
    assert rules == ["all_done", "none_failed", "all_done"]
    databricks = found["dags"]["lakehouse_databricks"]["tasks"]
    assert [databricks[task][4] for task in ("files", *LAYERS[:2])] == [
        [each] for each in LAYERS[:3]
    ]
    assert databricks["gold"][4] == ["operations", "refresh"]
    assert databricks["operations"][4] == ["explain", "refresh"]
    assert all(databricks[task][0] == 2 for task in LAYERS)


def test_jobs_that_fail_twice_and_then_work_end_well(
    prepared: Path, tmp_path: Path, s3: S3Server, api: JobsApi
) -> None:
    """Refused requests are asked again by the operator, failed runs started anew by Airflow."""
    s3.client.put_object(Bucket=BUCKET, Key=MARKER, Body=b"{}")
    api.refusals = 2
    api.outcomes["sales_lakehouse_build.silver"] = ["FAILED", "FAILED"]
    airflow = airflow_of(prepared, tmp_path, on_databricks(api, s3))
    is_good, done = airflow.run_dag("lakehouse_databricks", DAY)
    assert is_good, (done.stdout + done.stderr)[-6000:]
    names = ("bronze", "silver", "silver", "silver", "gold", "operations")
    layers, last = api.started[: len(names)], api.started[len(names) :]
    assert layers == [f"sales_lakehouse_build.{name}" for name in names]
    assert sorted(last) == sorted([REFRESH, EXPLAIN])
    assert api.strangers == 0
    # a token for each attempt, so that a lost answer never starts a second run
    assert len({asked["idempotency_token"] for _, asked in api.runs}) == len(api.runs)
    # what fails is built again within the layer, too
    assert api.runs[0][1]["only"] == ["bronze", "bronze_retry"]
    assert TOKEN not in done.stdout + done.stderr


def test_a_backfill_waits_for_the_files_of_its_day(
    prepared: Path, tmp_path: Path, s3: S3Server, api: JobsApi
) -> None:
    """By parameters of the run, without a change of the DAG."""
    s3.client.put_object(Bucket=BUCKET, Key="landing/api/orders/2025/07/01/05/_SUCCESS", Body=b"{}")
    airflow = airflow_of(prepared, tmp_path, on_databricks(api, s3))
    is_good, done = airflow.run_dag("lakehouse_databricks", DAY, day="2025-07-01")
    assert is_good, (done.stdout + done.stderr)[-6000:]
    assert len(api.started) == len(LAYERS) + 2


def test_a_run_that_fails_for_good_sends_its_mail_and_the_next_good_one_takes_it_back(
    prepared: Path,
    tmp_path: Path,
    s3: S3Server,
    api: JobsApi,
    mails: tuple[Mailbox, dict[str, str]],
) -> None:
    """The mail names the task; what comes after it does not run."""
    box, variables = mails
    s3.client.put_object(Bucket=BUCKET, Key=MARKER, Body=b"{}")
    api.outcomes["sales_lakehouse_build.gold"] = ["FAILED"] * 3
    airflow = airflow_of(prepared, tmp_path, on_databricks(api, s3) | variables)
    is_good, done = airflow.run_dag("lakehouse_databricks", DAY)
    assert not is_good
    assert REFRESH not in api.started
    # what was rejected is seen all the same
    assert api.started[-2:] == ["sales_lakehouse_build.operations", EXPLAIN]
    told = [
        number for number, subject in enumerate(box.subjects) if "lakehouse_databricks" in subject
    ]
    assert told, (done.stdout + done.stderr)[-6000:]
    assert "The task gold of the run" in box.text(told[0])
    assert TOKEN not in box.text(told[0])
    count = len(box.mails)
    is_good, done = airflow.run_dag("lakehouse_databricks", "2025-08-05", day="2025-08-03")
    assert is_good, (done.stdout + done.stderr)[-6000:]
    assert any("lakehouse_databricks" in subject for subject in box.subjects[count:])


def on_spark(home: Path, mails: dict[str, str]) -> dict[str, str]:
    """A small web shop in a landing root, built alone."""
    landing_root = home / "files"
    generate_webshop(WebshopSettings(60, 3, mess=frozenset()), landing_root, home / "truth")
    return {
        "LANDING_ROOT": str(landing_root),
        "LINES_OF_BUSINESS": "webshop",
        "LAKEHOUSE_TUNING": "small",
        "DBT_TARGET": "local",
        **mails,
    }


def summary_of(airflow: Airflow) -> dict[str, Any]:
    """What alerts read."""
    file = airflow.home / "lakehouse" / "target" / "run_summary.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def test_the_dag_for_spark_builds_layer_by_layer_and_stops_at_a_closed_gate_with_a_mail(
    prepared: Path, tmp_path: Path, mails: tuple[Mailbox, dict[str, str]]
) -> None:
    """Gold is built and told with its files and numbers; then a bad file stops a backfill before gold."""
    box, variables = mails
    airflow = airflow_of(prepared, tmp_path, on_spark(tmp_path, variables))
    is_good, done = airflow.run_dag("lakehouse_spark", DAY)
    assert is_good, (done.stdout + done.stderr)[-6000:]
    summary = summary_of(airflow)
    assert summary["status"] == "success"
    files = [each for each in (tmp_path / "files").rglob("[!_.]*") if each.is_file()]
    assert sum(feed["new_files"] for feed in summary["feeds"]) == len(files)
    assert summary["anomalies"] is not None
    (subject,) = box.subjects
    assert subject.startswith(f"SUCCESS: {len(files):,} new files, "), subject
    assert summary["rows"]
    for number in summary["rows"]:
        assert f"{Decimal(number['value']):,.{number['decimals']}f} " in box.text(), number
    count = len(box.mails)
    bad = tmp_path / "bad" / "api" / "orders"
    bad.mkdir(parents=True)
    (bad / "orders-999999999.jsonl").write_text("no object\n", encoding="utf-8")
    asked = {"source": str(tmp_path / "bad"), "feed": "webshop.customers", "how": "rejudge"}
    is_good, done = airflow.run_dag("lakehouse_spark", "2025-08-05", **asked)
    assert not is_good
    assert "Backfill (rejudge), files are marked" in done.stdout + done.stderr
    texts = "\n".join(box.text(number) for number in range(count, len(box.mails)))
    assert "api_orders_are_readable" in texts
    assert "The task gate of the run" in texts
    # the last layer was good, and is not the night
    assert summary_of(airflow)["status"] == "failed"
    assert [each["node"] for each in summary_of(airflow)["failures"]] == [GATE]
    telling = [str(PROJECT / ".venv" / "bin" / "python"), "-m", "orchestration.alerts", "tell"]
    subprocess.run(telling, cwd=PROJECT, env=airflow.environment, check=True)
    assert not [each for each in box.subjects[count:] if each.startswith(("SUCCESS", "ALL"))]


def in_plugin(airflow: Airflow, words: str) -> subprocess.CompletedProcess[str]:
    """Runs Python in Airflow's environment with the plugin at hand, as the triggerer does."""
    airflow.home.mkdir(parents=True, exist_ok=True)
    begin = f"import asyncio, sys; sys.path.append({PLUGINS!r}); import lakehouse_runs; "
    done = airflow.run("python", "-c", begin + words)
    assert done.returncode == 0, done.stderr[-3000:]
    return done


def test_a_missed_deadline_is_told(tmp_path: Path, mails: tuple[Mailbox, dict[str, str]]) -> None:
    """By the function that the triggerer calls, with what it gives it."""
    box, variables = mails
    context = {"dag_run": {"dag_run_id": "scheduled__2025-08-04"}}
    words = (
        f"asyncio.run(lakehouse_runs.deadline_missed('lakehouse_spark', 6.0, context={context!r}))"
    )
    done = in_plugin(Airflow(tmp_path / "airflow", variables), words)
    assert box.subjects == ["PROBLEM: trouble with a run of lakehouse_spark"], done.stderr[-3000:]
    assert "scheduled__2025-08-04 has not ended within 6 hours. It goes on." in box.text()


def test_a_project_without_its_environment_fails_and_is_not_skipped(tmp_path: Path) -> None:
    """What cannot be started is no landing that has nothing to do."""
    airflow = Airflow(tmp_path / "airflow", {"LAKEHOUSE_PROJECT": str(tmp_path / "nowhere")})
    done = in_plugin(airflow, "print(lakehouse_runs.project_command('exit 99'))")
    ran = subprocess.run(["bash", "-c", done.stdout.strip().splitlines()[-1]], check=False)
    assert ran.returncode not in (0, 99)
