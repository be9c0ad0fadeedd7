"""Commands as people type them: the targets of make that need no Spark, and what the others refuse."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT


def make(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs make in the project, with the state and the target folder of a lakehouse of its own."""
    folders = {"DBT_TARGET_PATH": str(home / "target"), "DBT_LOG_PATH": str(home / "logs")}
    unset = {"DBT_SCHEMA_PREFIX", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    inherited = {name: value for name, value in os.environ.items() if name not in unset}
    environment = {**inherited, **lakehouse_environment(home, folders), **settings}
    return subprocess.run(
        ["make", "--no-print-directory", *words],
        cwd=PROJECT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_make_help_names_every_target_once(tmp_path: Path) -> None:
    """With what each of them does."""
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: ([a-z0-9-]+)$", makefile, re.MULTILINE)
    done = make(tmp_path, "help")
    assert done.returncode == 0
    named = re.findall(r"^  make ([a-z0-9-]+) +\S", done.stdout, re.MULTILINE)
    assert named == targets and len(targets) > 50


def test_make_keep_state_keeps_the_manifest_of_the_project(tmp_path: Path) -> None:
    """In a folder that is made, of the target folder that is set."""
    done = make(tmp_path, "keep-state", f"STATE={tmp_path / 'kept'}")
    assert done.returncode == 0, done.stdout + done.stderr
    kept = json.loads((tmp_path / "kept" / "manifest.json").read_text(encoding="utf-8"))
    assert "model.sales_lakehouse.fct_revenue" in kept["nodes"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("keep-state",), 2, "keep-state: name a folder: make keep-state STATE=target/last-good"),
        (("slim-ci", "STATE=/nowhere"), 2, "there is no manifest.json in STATE='/nowhere'. Mend: "),
        (("impact", "STATE=/nowhere"), 2, "/nowhere"),
        (("query", "Q=select 1"), 2, "No good run is noted in"),
        (("dashboards",), 2, "No good run is noted in"),
        (("dashboards", "FROM=databricks"), 2, "The SQL warehouse is not named. Mend: "),
        (("metric", "M=webshop_net_revenue"), 2, "There is no manifest in"),
        (("lineage",), 2, "There is no manifest in"),
        (("alert",), 2, "neither SMTP_HOST nor ALERT_WEBHOOK_URL is set. Mend: "),
        (("land",), 2, "Mend: "),
        (("setup-local", "PYTHON=no-such-python"), 2, "Python 3.11 is missing (no-such-python"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_a_command_misses_is_told_in_a_sentence(
    tmp_path: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    """With what to do, and without a stack trace."""
    done = make(tmp_path, *words)
    assert done.returncode == status
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_slim_ci_without_a_prefix_builds_nothing(tmp_path: Path) -> None:
    """The real tables would be built."""
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    done = make(tmp_path, "slim-ci", f"STATE={tmp_path}")
    assert done.returncode == 2 and "DBT_SCHEMA_PREFIX is not set" in done.stderr
    assert not (tmp_path / "target").exists()
