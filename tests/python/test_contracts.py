"""Marts are the public interface: what they declare, checked in dbt's manifest and without Spark."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jinja2
import pytest

from orchestration.impact.changes import broken_contracts, key_of, marts_of
from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT
from tests.python.evaluator.findings import is_accepted
from tests.python.harness.commands import command, json_of
from tests.python.harness.lakehouse import copy_project
from tests.python.harness.manifest import Manifest

TYPE = re.compile(r"string|boolean|int|bigint|double|date|timestamp|decimal\(\d+,\d+\)")
MART = "rpt_distribution_monthly_revenue"
VERSIONS = """
    latest_version: 1
    versions:
      - v: 1
        deprecation_date: 2020-01-01
        config: {alias: rpt_distribution_monthly_revenue}
      - v: 2
        columns:
          - include: all
            exclude: [quantity]
          - name: unit_count
            description: Units sold.
            data_type: bigint
    columns:
"""


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """What dbt knows of the project, all lines of business, after parsing it."""
    home = tmp_path_factory.mktemp("contracts")
    command(home, "dbt", "--no-use-colors", "parse", "--no-partial-parse")
    return json_of(home, "manifest.json")


def test_every_column_of_every_mart_has_a_declared_type(manifest: Manifest) -> None:
    """Types as Spark and Unity Catalog write them, so that they can be compared."""
    marts = marts_of(manifest)
    wrong = [
        f"{node['name']}.{name}: {column.get('data_type')}"
        for node in marts.values()
        for name, column in node["columns"].items()
        if not TYPE.fullmatch(column.get("data_type") or "")
    ]
    assert len(marts) > 50
    assert not wrong, "\n".join(wrong)


def test_every_mart_says_which_columns_tell_its_rows_apart(manifest: Manifest) -> None:
    """By a test, or as config.meta.key; without them a change could not be shown row by row."""
    keys = {
        node["name"]: (key_of(manifest, each), node) for each, node in marts_of(manifest).items()
    }
    assert not [name for name, (key, _) in keys.items() if key is None]
    assert not [
        name for name, (key, node) in keys.items() if not set(key or ()) <= set(node["columns"])
    ]


def test_whoever_reads_what_is_promised_to_nobody_has_a_reason(manifest: Manifest) -> None:
    """As `make evaluate` asks, which wants a package; here without it, so that a new reader is seen at once."""
    public = {
        unique_id
        for unique_id, node in manifest["nodes"].items()
        if node.get("access", node["config"].get("access")) == "public"
    }
    readers = {
        each["name"]
        for each in manifest["exposures"].values()
        if set(each["depends_on"]["nodes"]) - public
    }
    unread = {
        f"{each['source_name']}.{each['name']}"
        for unique_id, each in manifest["sources"].items()
        if not any(
            child.startswith(("model.", "snapshot."))
            for child in manifest["child_map"].get(unique_id, ())
        )
    }
    assert readers and unread
    private = "fct_exposures_dependent_on_private_models"
    assert not [name for name in readers if not is_accepted(private, name)]
    assert not [name for name in unread if not is_accepted("fct_unused_sources", name)]


@pytest.fixture(scope="module")
def problems() -> Callable[[dict[str, str | None], dict[str, str]], list[str]]:
    """The macro that compares, with declared and built types by column."""
    file = PROJECT / "macros" / "operations" / "contract_problems.sql"
    said: list[list[str]] = []
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])
    template = environment.from_string(file.read_text(encoding="utf-8"))
    macro: Any = template.make_module({"return": said.append})

    def compare(declared: dict[str, str | None], built: dict[str, str]) -> list[str]:
        columns = {name: SimpleNamespace(data_type=kind) for name, kind in declared.items()}
        macro.contract_problems(SimpleNamespace(columns=columns), built)
        return said.pop()

    return compare


@pytest.mark.parametrize(
    ("declared", "built", "said"),
    [
        ({"a": "int"}, {"a": "int"}, []),
        ({"A": "Decimal(18, 2)"}, {"a": "decimal(18,2)"}, []),
        (
            {"a": "decimal(18,10)"},
            {"a": "decimal(18,6)"},
            ["a is decimal(18,6) and declared decimal(18,10)"],
        ),
        ({"a": "int", "b": "int"}, {"a": "int"}, ["b is declared and not there"]),
        ({"a": "int"}, {"a": "int", "b": "int"}, ["b is there and not declared"]),
        ({"a": "int", "b": None}, {"a": "int", "b": "int"}, ["b has no declared type"]),
    ],
)
def test_a_built_mart_that_differs_from_its_contract_is_named_with_the_difference(
    problems: Callable[[Any, Any], list[str]], declared: Any, built: Any, said: list[str]
) -> None:
    """Places of decimals, too, which dbt's own contracts do not compare on Spark."""
    assert problems(declared, built) == said


def test_a_change_that_breaks_is_published_as_a_version_beside_the_old_one(
    manifest: Manifest, tmp_path: Path
) -> None:
    """The documented path: readers keep the name, are warned of its last day, and nothing is broken."""
    project = tmp_path / "project"
    copy_project(project)
    environment = lakehouse_environment(tmp_path / "home")

    def parsed() -> tuple[Manifest, str]:
        done = subprocess.run(
            ["dbt", "--no-use-colors", "parse", "--target-path", str(tmp_path / "home" / "target")],
            cwd=project, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
        return json_of(tmp_path / "home", "manifest.json"), done.stdout

    folder = project / "models" / "marts" / "distribution"
    card = folder / "_distribution__models.yml"
    text = card.read_text(encoding="utf-8")
    start = text.index(f"  - name: {MART}\n")
    changed = text[start:].replace("    columns:\n", VERSIONS.lstrip("\n"), 1)
    card.write_text(text[:start] + changed, encoding="utf-8")
    sql = (folder / f"{MART}.sql").read_text(encoding="utf-8")
    (folder / f"{MART}.sql").rename(folder / f"{MART}_v1.sql")
    (folder / f"{MART}_v2.sql").write_text(sql.replace("quantity", "unit_count"), encoding="utf-8")
    after, said = parsed()

    names = {node["alias"] for node in marts_of(after).values() if node["name"] == MART}
    assert names == {MART, f"{MART}_v2"}
    assert "deprecat" in said.lower()
    assert list(broken_contracts(manifest, after)) == []
