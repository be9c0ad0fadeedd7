"""A build in layers as one night: what its summary says, what alerts make of it, and what tasks start."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from databricks.sdk import WorkspaceClient

from orchestration.alerts.causes import Evidence
from orchestration.alerts.lineage import Lineage
from orchestration.databricks import night
from orchestration.databricks.cli import main
from orchestration.databricks.errors import DatabricksError
from orchestration.databricks.layers import LAYERS, LayeredRun
from orchestration.databricks.secret_values import secrets_of_jobs, set_secrets, values_of
from orchestration.databricks.state import LAST, RUNS, fetch, keep
from orchestration.databricks.task import copy_project, environment_in, run
from orchestration.pipeline import summary
from orchestration.pipeline.dbt_build import Outcome
from orchestration.pipeline.settings import RunSettings
from orchestration.setup.render import PROJECT
from tests.python.operations.night import GATE, START, feed, leave

GOOD = {
    "bronze": {"seed.s.reject_limits": "success"},
    "silver": {"model.s.judged": "success"},
    "gold": {"test.s.gate": "pass", "model.s.fct": "success", "model.s.rpt": "success"},
    "operations": {"model.s.web": "success"},
}
CLOSED = {"test.s.gate": "fail", "model.s.fct": "skipped", "model.s.rpt": "skipped"}


def night_of(folder: Path, **layers: dict[str, str]) -> LayeredRun:
    """A run whose layers, and retries, have left some results; the others are good."""
    found = {**GOOD, **layers}
    order = [name for layer in LAYERS for name in (layer, f"{layer}_retry") if found.get(name)]
    for minute, name in enumerate(order):
        leave(folder / name, found[name], minute)
    return LayeredRun(folder)


def test_a_night_is_good_when_every_layer_is(tmp_path: Path) -> None:
    """Counts are those of all layers; hooks are no nodes."""
    layered = night_of(tmp_path)
    assert layered.is_good()
    assert layered.error() == ""
    counts = layered.counts()
    assert (counts["seeds"], counts["models"], counts["passed"]) == (1, 4, 1)
    assert layered.run_results()["metadata"]["invocation_id"] == layered.run_id == "run-3"


def test_what_a_retry_has_built_counts_as_built(tmp_path: Path) -> None:
    """Once."""
    retried = dict.fromkeys(CLOSED, "success")
    layered = night_of(tmp_path, gold=CLOSED, gold_retry=retried)
    assert layered.is_good()
    assert layered.counts()["models"] == 4


def test_what_failed_twice_is_told_once_with_its_own_mend(tmp_path: Path) -> None:
    """By the name of the node."""
    layered = night_of(tmp_path, gold=CLOSED, gold_retry=CLOSED)
    assert not layered.is_good()
    assert [(each["node"], each["mend"]) for each in layered.failures()] == [(GATE, "mend it")]
    assert layered.counts()["skipped"] == 2


def test_a_retry_of_an_attempt_before_a_repair_is_forgotten(tmp_path: Path) -> None:
    """A repaired run builds the layer again, in the same folder."""
    night_of(tmp_path, gold=CLOSED, gold_retry=CLOSED)
    leave(tmp_path / "gold", GOOD["gold"], 30)
    assert LayeredRun(tmp_path).is_good()


def test_a_layer_that_left_nothing_is_named_and_its_marts_are_stale(tmp_path: Path) -> None:
    """Alerts read it like any other run."""
    broken = {"model.s.judged": "error"}
    layered = night_of(tmp_path, silver=broken, silver_retry=broken, gold={})
    assert layered.missing == ["gold"]
    assert layered.error().startswith("Not built: gold.")
    summary = {
        "status": "failed",
        "finished_at": START.isoformat(),
        "error": layered.error(),
        **layered.counted(),
    }
    lineage = Lineage(layered.manifest, layered.run_results(), layered.run_id)
    (cause,) = Evidence(summary, lineage, {}, {}, {}, START, 26).causes()
    assert cause.key == "failed:judged"
    assert list(cause.marts) == [
        "analytics.fct_distribution_sales",
        "analytics.rpt_distribution_headline",
    ]


def test_the_summary_counts_since_the_night_began_and_asks_for_anomalies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a run of its own, which knows neither by itself; the mails have both from there."""
    night_of(tmp_path / RUNS / "7")
    names = ("LAKEHOUSE_HOME", "LANDING_ROOT", "DBT_PROFILES_DIR", "SPARK_CONF_DIR")
    for name in (*names, "DBT_TARGET_PATH", "NIGHT_STARTED_AT", "ASK_ANOMALIES"):
        monkeypatch.setenv(name, str(tmp_path / "driver"))
    monkeypatch.delenv("ASK_ANOMALIES")
    asked: dict[str, str] = {}
    counted = {"feeds": [feed("atlon.orders")], "anomalies": [{"subject": "atlon.orders"}]}

    def count(settings: RunSettings, **options: Any) -> Outcome:
        asked.update(os.environ, select=" ".join(options["select"]))
        return Outcome(True, counted, "")

    monkeypatch.setattr(night, "build", count)
    monkeypatch.setattr(summary, "lines_for_people", lambda _: [])
    assert night.summarize(tmp_path, "7")
    assert asked["NIGHT_STARTED_AT"] == START.isoformat()
    assert asked["ASK_ANOMALIES"] == "1"
    assert "anomalies,resource_type:model" in asked["select"].split()
    left = json.loads((tmp_path / LAST / "run_summary.json").read_text(encoding="utf-8"))
    assert left["anomalies"] == counted["anomalies"]
    assert left["feeds"] == counted["feeds"]


def test_a_run_that_left_nothing_at_all_is_refused_with_a_sentence(tmp_path: Path) -> None:
    """It names the folder and what to do."""
    outcome = said("summary", f"--state={tmp_path}", "--run=7")
    assert outcome.exit_code == 1
    assert f"No layer has left results in {tmp_path / RUNS / '7'}" in outcome.output
    assert "Mend:" in outcome.output


def said(*words: str) -> Result:
    """What a command says."""
    return CliRunner().invoke(main, list(words))


def test_state_is_copied_whole_and_only_what_is_there(tmp_path: Path) -> None:
    """To the volume and back."""
    file = tmp_path / "landing_api.json"
    file.write_text("{}", encoding="utf-8")
    keep([file, tmp_path / "nothing.json"], tmp_path / "state" / LAST)
    fetch(tmp_path / "state", tmp_path / "target")
    assert [each.name for each in (tmp_path / "target").iterdir()] == ["landing_api.json"]
    fetch(tmp_path / "none", tmp_path / "target")


def test_runs_that_were_not_written_to_for_days_are_forgotten(tmp_path: Path) -> None:
    """A run that is repaired today stays."""
    for number, age in (("1", 40), ("2", 40), ("3", 2)):
        leave(tmp_path / RUNS / number / "bronze", GOOD["bronze"], 0)
        touch(tmp_path / RUNS / number, age)
    touch(tmp_path / RUNS / "2" / "bronze" / "run_results.json", 0)
    outcome = said("forget", f"--state={tmp_path}", "--days=30")
    assert outcome.exit_code == 0, outcome.output
    assert sorted(each.name for each in (tmp_path / RUNS).iterdir()) == ["2", "3"]


def touch(path: Path, age: int) -> None:
    """Makes a path, and all that is in it, some days old."""
    at = (datetime.now(UTC) - timedelta(days=age)).timestamp()
    for each in (path, *path.rglob("*")):
        os.utime(each, (at, at))


@pytest.mark.parametrize(
    ("landing", "variables", "is_one"),
    [
        ("api", {"SHOP_API_URL": "https://shop.example"}, True),
        ("api", {}, False),
        ("partners", {"PARTNERS_FILE": str(PROJECT / "packages.yml")}, True),
        ("partners", {"PARTNERS_FILE": "/nowhere/partners.yml"}, False),
        ("partners", {}, False),
    ],
)
def test_a_landing_that_nobody_has_set_up_lands_nothing(
    landing: str, variables: dict[str, str], is_one: bool
) -> None:
    """Instead of failing every night."""
    assert night.is_set_up(landing, variables) is is_one


def test_what_a_landing_left_is_kept_although_it_has_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mails need it; the task fails."""
    target = tmp_path / "target"
    monkeypatch.setenv("DBT_TARGET_PATH", str(target))
    monkeypatch.setenv("SHOP_API_URL", "ftp://shop.example")
    monkeypatch.setenv("SHOP_API_TOKEN", "word")
    assert night.land("api", str(tmp_path / "landing"), tmp_path / "state") == 1
    left = json.loads((tmp_path / "state" / LAST / "landing_api.json").read_text(encoding="utf-8"))
    assert left["problems"]


def test_mails_remember_in_the_volume_what_was_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second call tells nothing: it comes back with the memory of the first."""
    state, said_to_chat = tmp_path / "state", Chat()
    layered = night_of(tmp_path / "run", gold=CLOSED, gold_retry=CLOSED)
    at = datetime.now(UTC).isoformat()
    summary = {"status": "failed", "started_at": at, "finished_at": at, "error": "", "feeds": []}
    (state / LAST).mkdir(parents=True)
    left = {
        "run_summary.json": {**summary, **layered.counted()},
        "run_results.json": layered.run_results(),
        "manifest.json": layered.manifest,
    }
    for name, content in left.items():
        (state / LAST / name).write_text(json.dumps(content), encoding="utf-8")
    with said_to_chat.listening() as url:
        monkeypatch.setenv("ALERT_WEBHOOK_URL", url)
        for driver in ("first", "second"):
            # every task has a driver's folder of its own
            monkeypatch.setenv("LAKEHOUSE_HOME", str(tmp_path / driver))
            monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path / driver / "target"))
            assert night.tell(state, problems_only=True) == 0
    assert len(said_to_chat.heard) == 1
    assert GATE in said_to_chat.heard[0]
    # what is told apart is said to the command, not to this process and all that it starts
    assert "ALERT_SUCCESS" not in os.environ


class Chat:
    """A server on loopback that takes what is posted or put, and answers one thing."""

    def __init__(self, status: int = 200, answer: str = "{}") -> None:
        self.heard: list[str] = []
        self.status, self.answer = status, answer

    @contextmanager
    def listening(self) -> Iterator[str]:
        """The server's address."""
        chat = self

        class Requests(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                """Notes the body."""
                size = int(self.headers.get("Content-Length", 0))
                chat.heard.append(self.rfile.read(size).decode())
                self.send_response(chat.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(chat.answer)))
                self.end_headers()
                self.wfile.write(chat.answer.encode())

            def do_GET(self) -> None:
                """Knows nothing, as a host without metadata."""
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            server.server_close()


def client_of(url: str) -> WorkspaceClient:
    """A client of a workspace on loopback."""
    return WorkspaceClient(host=url, token="loopback-only", auth_type="pat")


def test_every_secret_that_a_job_reads_is_set() -> None:
    """Their names are those of resources/jobs.yml."""
    assert secrets_of_jobs() == [
        *("alert_webhook_url", "databricks_client_id", "databricks_client_secret"),
        *("shop_api_token", "smtp_password"),
    ]


def test_secrets_reach_the_workspace_and_nothing_else(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither screen nor the command's output has one; only names."""
    workspace = Chat()
    values = {name: f"value-of-{name}" for name in secrets_of_jobs()}
    for name, value in values.items():
        monkeypatch.setenv(name.upper(), value)
    with workspace.listening() as url:
        monkeypatch.setenv("DATABRICKS_HOST", url)
        monkeypatch.setenv("DATABRICKS_TOKEN", "loopback-only")
        # what signs the client in, not what the jobs sign in with
        monkeypatch.setenv("DATABRICKS_AUTH_TYPE", "pat")
        outcome = said("secrets", "--scope=sales")
    assert outcome.exit_code == 0, outcome.output
    assert "Set 5 secrets in sales: alert_webhook_url" in outcome.output
    assert [json.loads(each)["string_value"] for each in workspace.heard] == list(values.values())
    printed = outcome.output + "".join(capfd.readouterr())
    assert not [value for value in values.values() if value in printed]


def test_a_secret_that_is_refused_is_named_without_its_value() -> None:
    """Although the workspace's own words repeat it; with what was set before."""
    answer = json.dumps({"error_code": "PERMISSION_DENIED", "message": "no: hidden-word"})
    with Chat(403, answer).listening() as url, pytest.raises(DatabricksError) as raised:
        set_secrets(client_of(url), "sales", {"smtp_password": "hidden-word"})
    assert "smtp_password" in str(raised.value)
    assert "hidden-word" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_values_that_are_not_in_variables_are_asked_for_unseen() -> None:
    """And an empty one sets nothing: a job cluster would not start."""
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "typed"

    assert values_of(["a", "b"], {"A": "given"}, ask) == {"a": "given", "b": "typed"}
    assert asked == ["b (not shown): "]
    with pytest.raises(DatabricksError, match=r"without a value: b; none was set.* unused"):
        values_of(["a", "b"], {"A": "given"}, lambda prompt: " ")


def test_a_task_runs_a_module_of_a_copy_and_ends_as_it_does(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On the driver's own disk, with the packages that dbt needs."""
    source = tmp_path / "workspace"
    (source / "packages_stand_in" / "dbt_utils").mkdir(parents=True)
    (source / "target").mkdir()
    program = (
        "import os, sys\nprint(os.getcwd(), sys.argv[1:], os.environ['DBT_TARGET_PATH'])\n"
        "sys.stderr.write('beside\\n')\nsys.exit(3)\n"
    )
    (source / "said.py").write_text(program, encoding="utf-8")
    folder = tmp_path / "driver"
    assert run(source, "said", ["a", "b c"], folder) == 3
    shown = capsys.readouterr().out
    assert f"{folder / 'project'} ['a', 'b c'] {folder / 'home' / 'target'}" in shown
    assert "beside" in shown
    assert (folder / "project" / "dbt_packages" / "dbt_utils").is_dir()
    assert not (folder / "project" / "target").exists()
    copy_project(source, folder / "project")


def test_what_nobody_uses_is_not_in_a_tasks_environment(tmp_path: Path) -> None:
    """Variables and secrets of the bundle have a word for it."""
    values = {"SMTP_HOST": "unused", "SHOP_API_URL": "https://shop.example"}
    found = environment_in(tmp_path, tmp_path, values)
    assert "SMTP_HOST" not in found
    assert found["SHOP_API_URL"] == "https://shop.example"
