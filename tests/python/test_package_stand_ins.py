"""The packages in packages_stand_in do what the documentation of the real ones says.

One `dbt build` of a throwaway project (fixtures/stand_in_project) on the local Spark session:
every test in it says in its meta which status and how many failing rows are expected.
The same expectations hold for the real packages:

    DBT_PACKAGES_UNDER_TEST=<folder with dbt_utils, dbt_expectations, dbt_date> pytest <this file>
"""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from dbt.cli.main import dbtRunnerResult

from orchestration.setup.render import PROJECT
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import WarmSession
from tests.python.harness.zone import Zone

FIXTURE = Path(__file__).parent / "fixtures" / "stand_in_project"
PACKAGES = Path(os.environ.get("DBT_PACKAGES_UNDER_TEST") or PROJECT / "packages_stand_in")


class Outcome(NamedTuple):
    """Status of a dbt test and the number of its failing rows (0 where dbt reports none)."""

    status: str
    failures: int


def run_dbt(session: WarmSession, project: Path, *arguments: str) -> dbtRunnerResult:
    """Runs dbt on a project in the warm session, with the packages under test."""
    tested = {**session.environment, "DBT_PACKAGES_UNDER_TEST": str(PACKAGES)}
    zone = Zone(project.parent / "landing")
    lakehouse = Lakehouse(replace(session, environment=tested), project, zone, prefix="stand_in_")
    return lakehouse.dbt(*arguments)


@pytest.fixture(scope="module")
def outcomes(
    session: WarmSession, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, tuple[Outcome, Outcome]]:
    """Builds the project once. Returns test name -> (expected, actual)."""
    project = tmp_path_factory.mktemp("stand_ins") / "project"
    shutil.copytree(FIXTURE, project)
    done = run_dbt(session, project, "build")
    built: Any = done.result
    assert hasattr(built, "results"), done.exception
    results: dict[str, tuple[Outcome, Outcome]] = {}
    for result in built.results:
        node = result.node
        if node.resource_type != "test":
            assert result.status == "success", f"{node.name}: {result.message}"
            continue
        meta = node.config.meta
        results[node.name] = (
            Outcome(meta["expected"], meta.get("failures", 0)),
            Outcome(str(result.status), result.failures or 0),
        )
    return results


def test_every_case_has_the_documented_outcome(
    outcomes: dict[str, tuple[Outcome, Outcome]],
) -> None:
    """Passing, failing and erroneous cases, with the number of failing rows."""
    different = {
        name: {"expected": expected, "actual": actual}
        for name, (expected, actual) in outcomes.items()
        if expected != actual
    }
    assert not different


def test_every_macro_has_a_case_that_passes_and_one_that_does_not(
    outcomes: dict[str, tuple[Outcome, Outcome]],
) -> None:
    """A test that can only pass proves nothing."""
    first_words = {
        "accepted_range": "accepted_range",
        "expression_is_true": "expression_is_true",
        "mutually_exclusive_ranges": "ranges",
        "relationships_where": "relationships",
        "unique_combination_of_columns": "unique_combination",
        "expect_table_aggregation_to_equal_other_table": "aggregation",
        "expect_table_columns_to_contain_set": "contain_set",
        "expect_table_row_count_to_be_between": "row_count",
    }
    stand_ins = {
        file.stem for file in (PROJECT / "packages_stand_in").glob("*/macros/generic_tests/*.sql")
    }
    assert stand_ins == set(first_words)
    for macro, prefix in first_words.items():
        statuses = {
            expected.status for name, (expected, _) in outcomes.items() if name.startswith(prefix)
        }
        assert {"pass", "fail"} <= statuses, macro


def test_the_project_uses_every_macro_of_the_stand_ins_and_no_other() -> None:
    """What nothing uses goes; what is missing would be found where the hub cannot be reached only.

    Macros that begin with an underscore are used inside of their package.
    """
    used = {
        match
        for folder in ("models", "macros", "seeds", "snapshots", "tests")
        for file in (PROJECT / folder).rglob("*.*")
        if file.suffix in {".sql", ".yml"} and "python" not in file.relative_to(PROJECT).parts
        for match in re.findall(
            r"\b(dbt_(?:utils|expectations)\.\w+)", file.read_text(encoding="utf-8")
        )
    }
    stand_ins = {
        f"{file.relative_to(PROJECT / 'packages_stand_in').parts[0]}.{file.stem}"
        for file in (PROJECT / "packages_stand_in").glob("*/macros/**/*.sql")
        if not file.stem.startswith("_")
    }
    assert stand_ins == used


@pytest.mark.parametrize("text_of_null", ["_dbt_utils_surrogate_key_null_", ""])
def test_the_text_of_null_in_a_surrogate_key_is_chosen_by_the_variable(
    session: WarmSession, tmp_path: Path, text_of_null: str
) -> None:
    """surrogate_key_treat_nulls_as_empty_strings makes null and the empty text one key."""
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    shutil.copy(FIXTURE / "dbt_project.yml", project)
    variables = {"surrogate_key_treat_nulls_as_empty_strings": text_of_null == ""}
    done = run_dbt(
        session,
        project,
        *("compile", "--no-introspect", "--no-populate-cache"),
        *("--inline", "{{ dbt_utils.generate_surrogate_key(['a']) }}"),
        *("--vars", json.dumps(variables)),
    )
    assert done.success, done.exception
    compiled_nodes: Any = done.result
    (compiled,) = compiled_nodes.results
    assert f"coalesce(cast(a as string), '{text_of_null}')" in compiled.node.compiled_code


@pytest.mark.parametrize(
    ("test", "arguments", "message"),
    [
        (
            "dbt_utils.mutually_exclusive_ranges",
            {"lower_bound_column": "begins", "upper_bound_column": "ends", "gaps": "sometimes"},
            "sometimes",
        ),
        (
            "dbt_expectations.expect_table_row_count_to_be_between",
            {"group_by": ["kind"]},
            "max_value",
        ),
    ],
)
def test_wrong_arguments_stop_the_project_with_a_clear_message(
    session: WarmSession, tmp_path: Path, test: str, arguments: dict[str, object], message: str
) -> None:
    """Wrong arguments are compiler errors that name the argument."""
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    shutil.copy(FIXTURE / "dbt_project.yml", project)
    shutil.copy(FIXTURE / "models" / "ranges.sql", project / "models")
    model = {"name": "ranges", "data_tests": [{test: {"arguments": arguments}}]}
    # JSON is YAML
    (project / "models" / "_models.yml").write_text(json.dumps({"models": [model]}))
    done = run_dbt(session, project, "parse")
    assert not done.success
    assert "Compilation Error" in str(done.exception)
    assert message in str(done.exception)
