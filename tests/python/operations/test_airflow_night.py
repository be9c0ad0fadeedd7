"""A night that Airflow builds layer by layer is told as one night, by what its layers have left.

dbt is replaced by what it leaves; whole runs of the DAG are in tests/python/schedules.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from click.testing import CliRunner, Result

from orchestration.airflow import night
from orchestration.airflow.night import LAYERS
from orchestration.alerts.causes import utc_now
from orchestration.alerts.settings import read_settings
from orchestration.alerts.tell import tell
from orchestration.pipeline.summary import NOTHING_COUNTED
from tests.python.engines.s3.server import free_port
from tests.python.operations.mailbox import Mailbox
from tests.python.operations.night import GATE, MANIFEST, failure, feed, leave, row

BUILT = {
    "bronze": {"seed.s.reject_limits": "success"},
    "silver": {"model.s.judged": "success"},
    "gate": {"test.s.gate": "pass"},
    "gold": {"model.s.fct": "success", "model.s.rpt": "success"},
    "operations": {"model.s.web": "success"},
}
BEGAN = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)
FACT_FAILED = {"model.s.fct": "error", "model.s.rpt": "skipped"}
COUNTED = {
    "feeds": [feed("atlon.orders", new_files=1)],
    "rows": [row("6376441400.50")],
    "anomalies": [],
}


@dataclass
class Layers:
    """The layers of nights, whose dbt leaves what a test says.

    Attributes:
        home: of the lakehouse.
        box: what was mailed.
        others: what a layer leaves instead of something good: statuses, an error that refuses it.
        asked: what each layer was started with: its words and its variables.
    """

    home: Path
    box: Mailbox
    others: dict[str, dict[str, str] | str] = field(default_factory=dict)
    asked: dict[str, tuple[list[str], Mapping[str, str]]] = field(default_factory=dict)
    minute: int = 0

    @property
    def summary(self) -> dict[str, Any]:
        """What alerts read."""
        found: dict[str, Any] = json.loads((self.home / "target" / "run_summary.json").read_text())
        return found

    def dbt(self, words: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        """Leaves what `python -m orchestration.pipeline run` does."""
        layer = words[words.index("--selector") + 1]
        self.asked[layer] = (words, options["env"])
        self.minute += 1
        found = self.others.get(layer, BUILT[layer])
        error = found if isinstance(found, str) else ""
        failed = not isinstance(found, str) and bool({"fail", "error"} & set(found.values()))
        summary: dict[str, Any] = {
            **NOTHING_COUNTED,
            **(COUNTED if layer == "operations" else {}),
            "status": "failed" if error or failed else "success",
            "error": error,
            "empty_files": [],
        }
        if not isinstance(found, str):
            run = leave(self.home / "target", found, self.minute, began=BEGAN)
            known: Any = MANIFEST["nodes"]
            failures = [
                failure(known[each]["name"]) for each in found if found[each] in ("fail", "error")
            ]
            summary |= {"run_id": run, "failures": failures}
        Path(words[words.index("--summary") + 1]).write_text(json.dumps(summary), encoding="utf-8")
        return subprocess.CompletedProcess(words, 1 if error or failed else 0)

    def build(self, layer: str, run: str = "scheduled__2025-08-04T03:00:00+00:00") -> Result:
        """A task of the DAG."""
        done = CliRunner().invoke(night.main, [layer, "--run", run])
        assert isinstance(done.exception, SystemExit | None), done.exception
        return done

    def night(self, *layers: str, run: str = "scheduled__2025-08-04T03:00:00+00:00") -> None:
        """Some tasks of the DAG, all of them if none are named."""
        for layer in layers or LAYERS:
            self.build(layer, run)

    def tell(self) -> list[str]:
        """Tells what nobody was told yet. Returns the kinds of the messages."""
        found = tell(read_settings(), utc_now(), {})
        return [message.kind for _, message in found.sent]


@pytest.fixture
def layers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Layers]:
    """A lakehouse without a night, and a mail server."""
    found = Layers(tmp_path, Mailbox())
    post = Controller(found.box, hostname="127.0.0.1", port=free_port(), decode_data=False)
    post.start()
    variables = {
        "LAKEHOUSE_HOME": str(tmp_path),
        "LANDING_ROOT": str(tmp_path / "landing"),
        "DBT_PROFILES_DIR": str(tmp_path),
        "SPARK_CONF_DIR": str(tmp_path),
        "DBT_TARGET_PATH": str(tmp_path / "target"),
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(post.port),
        "SMTP_SECURITY": "none",
        "ALERT_MAIL_FROM": "lakehouse@example.org",
        "ALERT_MAIL_TO": "data@example.org",
        "ALERT_NAME": "lakehouse test",
    }
    for name in list(os.environ):
        if name.startswith(("ALERT_", "SMTP_")):
            monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(subprocess, "run", found.dbt)
    yield found
    post.stop()


def test_a_night_whose_gold_failed_is_no_success_though_its_last_layer_is_good(
    layers: Layers,
) -> None:
    """Nor does it take back what was told of the run as a whole."""
    layers.others["bronze"] = "The landing root cannot be listed."
    layers.night("bronze", "operations")
    assert layers.tell() == ["problem"]
    assert "The landing root cannot be listed" in layers.box.text()
    layers.others = {"gold": FACT_FAILED}
    layers.night(run="manual__2")
    assert layers.summary["status"] == "failed"
    assert [each["node"] for each in layers.summary["failures"]] == ["fct_distribution_sales"]
    assert layers.tell() == ["problem"]
    assert layers.box.subjects[-1] == "PROBLEM: fct_distribution_sales failed"
    assert "analytics.rpt_distribution_headline" in layers.box.text()
    layers.others = {}
    layers.night(run="manual__3")
    assert layers.tell() == ["cleared", "cleared", "success"]


def test_a_good_night_is_told_once_with_the_files_and_numbers_of_all_layers(layers: Layers) -> None:
    """And not before its last layer."""
    layers.night(*LAYERS[:-1])
    assert not (layers.home / "target" / "run_summary.json").exists()
    layers.night("operations")
    built = layers.summary["built"]
    assert (built["seeds"], built["models"], built["passed"]) == (1, 4, 1)
    assert layers.summary["started_at"] == (BEGAN + timedelta(minutes=1)).isoformat()
    assert layers.tell() == ["success"]
    assert layers.box.subjects == ["SUCCESS: 1 new file, 2 rows in quarantine"]
    assert "6,376,441,400.50" in layers.box.text()
    assert layers.tell() == []


def test_layers_that_are_good_leave_what_is_told_of_the_night_before_as_it_is(
    layers: Layers,
) -> None:
    """Half a night is neither a success nor the end of a problem."""
    layers.night()
    assert layers.tell() == ["success"]
    layers.night("bronze", "silver", run="manual__2")
    assert layers.tell() == []


def test_a_closed_gate_is_told_as_soon_as_it_is_asked(layers: Layers) -> None:
    """With what is stale; the layers behind it are named once operations are built."""
    layers.others["gate"] = {"test.s.gate": "fail"}
    layers.night("bronze", "silver", "gate")
    assert layers.tell() == ["problem"]
    assert layers.box.subjects == [f"PROBLEM: {GATE} failed"]
    assert "analytics.fct_distribution_sales" in layers.box.text()
    layers.night("operations")
    assert layers.summary["status"] == "failed"
    assert layers.summary["error"].startswith("Not built: gold.")
    assert layers.tell() == []


def test_a_layer_that_is_refused_has_not_built_what_the_one_before_has(layers: Layers) -> None:
    """The results in dbt's folder are those of another layer."""
    layers.others["silver"] = "Another run is at work here."
    layers.night("bronze", "silver", "operations")
    assert layers.summary["status"] == "failed"
    assert layers.summary["error"] == "Another run is at work here."
    assert layers.summary["built"]["seeds"] == 1
    assert layers.summary["built"]["skipped"] == 3


def test_a_task_that_is_started_again_forgets_what_it_and_those_behind_it_had_left(
    layers: Layers,
) -> None:
    """Of the same run of the DAG: gold of the first attempt says nothing of the second."""
    layers.night()
    layers.others["silver"] = {"model.s.judged": "error"}
    layers.night("silver", "operations")
    assert layers.summary["status"] == "failed"
    assert layers.summary["error"].startswith("Not built: gate, gold.")


def test_only_the_last_layer_asks_for_anomalies_and_all_count_from_the_beginning_of_the_night(
    layers: Layers,
) -> None:
    """So that mails of a DAG have them, and say how many files are new."""
    layers.night()
    variables = {layer: asked for layer, (_, asked) in layers.asked.items()}
    assert [layer for layer in LAYERS if variables[layer].get("ASK_ANOMALIES")] == ["operations"]
    began = (BEGAN + timedelta(minutes=1)).isoformat()
    assert {variables[layer]["NIGHT_STARTED_AT"] for layer in LAYERS[1:]} == {began}
    assert layers.summary["anomalies"] == []


def test_what_nights_have_left_is_forgotten_after_a_month(layers: Layers) -> None:
    """By the last layer of a night; an id that is no name of a folder leads nowhere else."""
    layers.night(run="../manual 1")
    (old,) = (layers.home / "runs").iterdir()
    assert old.name == "___manual_1"
    at = (datetime.now(UTC) - timedelta(days=31)).timestamp()
    for each in (old, *old.rglob("*")):
        os.utime(each, (at, at))
    layers.night(run="manual__2")
    assert [each.name for each in (layers.home / "runs").iterdir()] == ["manual__2"]


def test_a_layer_without_an_environment_is_a_sentence(
    layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is built."""
    monkeypatch.delenv("LAKEHOUSE_HOME")
    outcome = layers.build("bronze")
    assert outcome.exit_code == 1
    assert "Mend: run `source env.sh` first" in outcome.output
    assert layers.asked == {}
