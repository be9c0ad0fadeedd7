"""What can be said of Airflow's DAGs without Airflow: versions, layout, and that imports ask nobody."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from orchestration.airflow.install import CONSTRAINTS, LOCK
from orchestration.setup.render import PROJECT

FOLDER = PROJECT / "orchestration" / "airflow"
WANTED = LOCK.with_suffix(".in")
MWAA = FOLDER / "mwaa" / "requirements.txt"
READ_BY_AIRFLOW = [*sorted((FOLDER / "dags").glob("*.py")), *(FOLDER / "plugins").glob("*.py")]
# What may be called while a module is read: none of it leaves this machine.
CALLED_AT_IMPORT = {
    *("float", "int", "Path", "Asset", "Param", "DAG", "TaskGroup", "S3KeySensor", "timedelta"),
    *("of_every_dag", "command", "job", "layer"),
    *("getLogger", "get", "resolve", "strip", "datetime", "total_seconds"),
}


def pinned(text: str) -> dict[str, str]:
    """The packages that a file of requirements pins, with their versions."""
    found = re.findall(r"(?m)^([a-z0-9][\w.-]*)(?:\[.*?\])?==([\w.]+)", text, re.IGNORECASE)
    return {name.lower(): version for name, version in found}


def test_the_lock_holds_what_is_wanted_with_a_hash_of_every_package() -> None:
    """Another package than the one that was locked is not installed."""
    lock = LOCK.read_text(encoding="utf-8")
    locked = pinned(lock)
    wanted = pinned(WANTED.read_text(encoding="utf-8"))
    assert wanted.items() <= locked.items()
    entries = re.split(r"(?m)^(?=[a-z0-9])", lock, flags=re.IGNORECASE)[1:]
    assert len(entries) > 100
    assert [entry.splitlines()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_mwaa_gets_the_same_providers_within_the_constraints_of_the_same_airflow() -> None:
    """What was tried here is what runs there."""
    wanted = pinned(WANTED.read_text(encoding="utf-8"))
    airflow = wanted.pop("apache-airflow")
    text = MWAA.read_text(encoding="utf-8")
    assert pinned(text) == wanted
    assert f'--constraint "{CONSTRAINTS}"' in text
    assert f"constraints-{airflow}/constraints-3.12.txt" in CONSTRAINTS


def test_terraform_makes_that_airflow_with_its_plugin_and_its_script() -> None:
    """Without the plugin no DAG is imported; without the script nothing knows where the project is."""
    infrastructure = PROJECT / "infrastructure" / "aws"
    variables = (infrastructure / "lakehouse" / "variables.tf").read_text(encoding="utf-8")
    (block,) = re.findall(r'(?s)^variable "airflow_version" \{(.*?)^\}', variables, re.MULTILINE)
    wanted = pinned(WANTED.read_text(encoding="utf-8"))
    assert re.findall(r'default += "(.*)"', block) == [wanted["apache-airflow"]]
    module = (infrastructure / "modules" / "airflow" / "main.tf").read_text(encoding="utf-8")
    paths = dict(re.findall(r'(\w+)_s3_path += "(.*)"', module))
    assert paths == {
        "dag": "dags",
        "requirements": MWAA.name,
        "plugins": "plugins.zip",
        "startup_script": "startup.sh",
    }
    assert MWAA.with_name(paths["startup_script"]).is_file()


def test_the_projects_own_lock_stays_without_airflow() -> None:
    """They pin packages that the other pins otherwise."""
    assert "apache-airflow" not in (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    assert "apache-airflow" not in (PROJECT / "requirements.in").read_text(encoding="utf-8")


def test_nothing_of_the_project_is_taken_for_airflow() -> None:
    """The folder is a package of the project, orchestration.airflow, and no other."""
    found = importlib.util.find_spec("airflow")
    assert found is None or PROJECT not in Path(str(found.origin)).parents
    spec = importlib.util.find_spec("orchestration.airflow")
    assert spec is not None
    assert spec.origin == str(FOLDER / "__init__.py")


def calls_at_import(tree: ast.Module) -> set[str]:
    """The names of everything that is called while a module is read: not what functions call."""
    found = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += [each for each in [*node.args.defaults, *node.args.kw_defaults] if each]
            continue
        if isinstance(node, ast.Call):
            called = node.func
            found.add(called.attr if isinstance(called, ast.Attribute) else ast.unparse(called))
        waiting += list(ast.iter_child_nodes(node))
    return found


@pytest.mark.parametrize("file", READ_BY_AIRFLOW, ids=lambda file: file.stem)
def test_what_airflow_reads_every_half_minute_asks_nobody_when_it_is_read(file: Path) -> None:
    """No variable or connection of Airflow, no hook, no client: only the environment."""
    called = calls_at_import(ast.parse(file.read_text(encoding="utf-8")))
    assert called <= CALLED_AT_IMPORT


def constants_of(file: Path, *names: str) -> dict[str, Any]:
    """Texts and numbers of a module that cannot be imported without Airflow."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    wanted: list[ast.stmt] = [
        each
        for each in tree.body
        if isinstance(each, ast.Assign) and ast.unparse(each.targets[0]) in names
    ]
    found: dict[str, Any] = {}
    exec(compile(ast.Module(wanted, []), str(file), "exec"), found)
    return found


def backfill(folder: Path, **variables: str) -> tuple[int, list[str]]:
    """Runs the words of the task with a Python that notes what it is given. Returns how it ended."""
    noted, program = folder / "noted", folder / "python"
    program.write_text(f'#!/bin/bash\nprintf "%s\\n" "$@" > "{noted}"\n', encoding="utf-8")
    program.chmod(0o755)
    words = constants_of(FOLDER / "dags" / "lakehouse_spark.py", "SKIP", "BACKFILL")
    done = subprocess.run(
        ["bash", "-c", words["BACKFILL"]],
        env={"PATH": f"{folder}:{os.environ['PATH']}", **variables},
        check=False,
    )
    return done.returncode, noted.read_text().splitlines() if noted.exists() else []


def test_a_backfill_of_the_dag_is_what_its_run_was_given_and_nothing_without_it(
    tmp_path: Path,
) -> None:
    """As variables, which bash never takes for more than words; what nobody gave is not handed on."""
    usual = {"BACKFILL_BY": "arrival", "BACKFILL_HOW": "reload"}
    skip = constants_of(FOLDER / "dags" / "lakehouse_spark.py", "SKIP")["SKIP"]
    assert backfill(tmp_path, **usual) == (skip, [])
    begin = ["-m", "orchestration.pipeline", "backfill", "--only-mark"]
    end = ["--by", "arrival", "--how", "reload"]
    ended, words = backfill(tmp_path, BACKFILL_FEED="a b; exit 3 $(id)", **usual)
    assert (ended, words) == (0, [*begin, "--feed", "a b; exit 3 $(id)", *end])
    period = {"BACKFILL_FROM": "2025-07-01", "BACKFILL_TO": "2025-07-31"}
    _, words = backfill(tmp_path, **period, **usual)
    assert words == [*begin, "--from", "2025-07-01", "--to", "2025-07-31", *end]


@pytest.mark.parametrize("name", ["dags", "plugins"])
def test_modules_that_airflow_finds_by_name_hide_no_package(name: str) -> None:
    """Both folders stand on Airflow's path."""
    for file in (FOLDER / name).glob("*.py"):
        assert file.stem.startswith("lakehouse_")
