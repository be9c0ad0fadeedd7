"""Nothing of the dbt project is without a description, and no data test without a mend.

One `dbt parse` shows what is listed; that tables have just those columns is seen where the default
input is built (test_pipeline_command.py).
"""

from __future__ import annotations

import re

import pytest

from tests.python.harness.commands import command, json_of
from tests.python.harness.manifest import DESCRIBED_KINDS, Manifest, own, undescribed_columns

SIGNATURE = re.compile(r"\{%-?\s*(?:macro|test)\s+\w+\s*\((.*?)\)\s*-?%\}", re.DOTALL)
MATERIALIZATION = re.compile(r"\{%-?\s*materialization\s")


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """What dbt knows of the project after parsing it."""
    home = tmp_path_factory.mktemp("described")
    command(home, "dbt", "--no-use-colors", "parse", "--no-partial-parse")
    return json_of(home, "manifest.json")


def arguments_of(macro_sql: str) -> list[str]:
    """Names of the arguments in a macro's signature; a materialization has none."""
    if MATERIALIZATION.match(macro_sql):
        return []
    signature = SIGNATURE.search(macro_sql)
    assert signature, macro_sql[:200]
    names = [part.split("=")[0].strip() for part in signature[1].split(",")]
    return [name for name in names if name]


def test_every_model_seed_snapshot_source_and_exposure_has_a_description(
    manifest: Manifest,
) -> None:
    """What stands in the docs site says what it is."""
    everything = own(manifest, "nodes", DESCRIBED_KINDS) + own(manifest, "sources", ["source"])
    everything += own(manifest, "exposures", ["exposure"])
    missing = [each["unique_id"] for each in everything if not each["description"].strip()]
    missing += [
        f"source {each['source_name']}"
        for each in own(manifest, "sources", ["source"])
        if not each["source_description"].strip()
    ]
    assert not missing, "\n".join(missing)


def test_every_model_and_table_says_what_a_row_is(manifest: Manifest) -> None:
    """Descriptions begin with the grain."""
    tables = own(manifest, "nodes", DESCRIBED_KINDS) + own(manifest, "sources", ["source"])
    wrong = [each["unique_id"] for each in tables if not each["description"].startswith("One row ")]
    assert not wrong, "\n".join(wrong)


def test_every_listed_column_has_a_description_and_no_table_lists_none(manifest: Manifest) -> None:
    """Columns that the YAML lists are described there."""
    tables = own(manifest, "nodes", DESCRIBED_KINDS) + own(manifest, "sources", ["source"])
    without = [each["unique_id"] for each in tables if not each["columns"]]
    assert not without, "\n".join(without)
    missing = undescribed_columns(manifest)
    assert not missing, "\n".join(missing)


def test_every_kpi_says_which_question_it_answers(manifest: Manifest) -> None:
    """In its description, and as config.meta.question for tools."""
    kpis = [each for each in own(manifest, "nodes", ["model"]) if each["name"].startswith("rpt_")]
    wrong = [
        each["name"]
        for each in kpis
        if not str(each["config"]["meta"].get("question", "")).endswith("?")
        or "Answers" not in each["description"]
    ]
    assert kpis
    assert not wrong, "\n".join(wrong)


def test_every_macro_and_each_of_its_arguments_has_a_description(manifest: Manifest) -> None:
    """Descriptions follow the signatures: none is missing, none is left over."""
    missing = []
    for macro in own(manifest, "macros", ["macro"]):
        name = macro["name"]
        if not macro["description"].strip():
            missing.append(name)
        described = {each["name"]: each["description"] for each in macro["arguments"]}
        wanted = arguments_of(macro["macro_sql"])
        missing += [f"{name}({each})" for each in wanted if not described.get(each, "").strip()]
        missing += [f"{name}({each}) does not exist" for each in described if each not in wanted]
    assert not missing, "\n".join(missing)


def test_every_data_test_is_a_claim_and_those_of_the_project_say_what_to_do(
    manifest: Manifest,
) -> None:
    """A failure is logged with its test's name and mend; a test of a general kind has a usual one."""
    tests = own(manifest, "nodes", ["test"])
    without_mend = [
        each["name"]
        for each in tests
        if "test_metadata" not in each and not each["config"]["meta"].get("mend")
    ]
    # a name that dbt makes up begins with the kind of the test
    generated = [
        each["name"]
        for each in tests
        if "test_metadata" in each
        and re.match(rf"(source_|dbt_\w+?_)?{each['test_metadata']['name']}_", each["name"])
    ]
    assert tests
    assert not without_mend, "\n".join(without_mend)
    assert not generated, "\n".join(generated)
