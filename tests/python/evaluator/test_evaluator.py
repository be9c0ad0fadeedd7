"""dbt-project-evaluator in DuckDB, over a copy of the project that builds nothing of it: the graph is enough.

EVALUATOR_PACKAGES is a folder with the sources of dbt_project_evaluator and dbt_utils, as `dbt deps` brings them;
EVALUATOR_DBT a dbt with dbt-duckdb, in an environment of its own (docs/contracts.md).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from orchestration.setup.render import PROJECT
from tests.python.evaluator.findings import FINDINGS, is_accepted
from tests.python.harness.lakehouse import copy_project

pytestmark = pytest.mark.by_command

PROFILE = """
lakehouse:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: FILE, threads: 2, schema: main}
"""
READ = """
import duckdb, json, sys
with duckdb.connect(sys.argv[1], read_only=True) as connection:
    asked = "select table_name from information_schema.tables where table_name like 'fct_%'"
    tables = connection.execute(asked).fetchall()
    rows = {name: connection.execute(f"select * from {name}").fetchall() for (name,) in tables}
print(json.dumps(rows, default=str))
"""
HOOKS = re.compile(r"(?ms)^on-run-start:.*?^models:")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What it has found: the first column of each row, by table; tables without rows are left out."""
    packages, dbt = os.environ.get("EVALUATOR_PACKAGES", ""), os.environ.get("EVALUATOR_DBT", "")
    assert packages and dbt, "make evaluate names PACKAGES and EVALUATOR: docs/contracts.md"
    folder = tmp_path_factory.mktemp("evaluator")
    project, file = folder / "project", folder / "found.duckdb"
    copy_project(project)
    installed = project / "dbt_packages"
    shutil.rmtree(installed, ignore_errors=True)
    for name in ("dbt_project_evaluator", "dbt_utils"):
        shutil.copytree(Path(packages) / name, installed / name)
    shutil.copytree(
        PROJECT / "packages_stand_in" / "dbt_expectations", installed / "dbt_expectations"
    )
    settings = project / "dbt_project.yml"
    text, count = HOOKS.subn("models:", settings.read_text(encoding="utf-8"))
    assert count == 1
    settings.write_text(text, encoding="utf-8")
    (folder / "profiles.yml").write_text(PROFILE.replace("FILE", str(file)), encoding="utf-8")
    done = subprocess.run(
        [
            *(dbt, "--no-use-colors", "build", "--select", "package:dbt_project_evaluator"),
            *("--profiles-dir", str(folder), "--vars", yaml.safe_dump(FINDINGS["vars"])),
        ],
        cwd=project,
        env={
            **os.environ,
            "LANDING_ROOT": str(folder),
            "LINES_OF_BUSINESS": "distribution,marketplace,webshop",
            "DBT_TARGET": "duckdb",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
    return findings_in(file, Path(dbt))


def findings_in(file: Path, dbt: Path) -> dict[str, list[str]]:
    """The rows of its tables of findings, read by the DuckDB that has written them."""
    done = subprocess.run(
        [str(dbt.with_name("python")), "-c", READ, str(file)],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = json.loads(done.stdout)
    listed = {name: sorted(str(row[0]) for row in found) for name, found in rows.items()}
    # one row each, of shares; below the aim of 100 % they are findings
    for name, share in (("fct_documentation_coverage", 3), ("fct_test_coverage", 4)):
        value = float(rows[name][0][share])
        listed[name] = [] if value >= 100 else ["below 100 %"]
    return {name: values for name, values in listed.items() if values}


def test_no_finding_is_without_a_reason_and_no_reason_without_a_finding(
    found: dict[str, list[str]],
) -> None:
    """Reasons stand in findings.yml, and in the decisions."""
    accepted = FINDINGS["accepted"]
    print("\n".join(f"{name}: {len(rows)} {rows[:8]}" for name, rows in sorted(found.items())))
    assert found.keys() - accepted.keys() == set()
    assert accepted.keys() - found.keys() == set()
    unreasoned = [
        f"{name}: {row}"
        for name, rows in found.items()
        for row in rows
        if not is_accepted(name, row)
    ]
    assert not unreasoned, "\n".join(unreasoned)
    assert all(len(each["why"]) > 20 for each in accepted.values())
