"""What the graph of the project must look like, whatever stands in it: one parse, no Spark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from orchestration.feeds import feeds_by_folder
from orchestration.setup.render import bronze_tables
from tests.python.harness.commands import command, json_of
from tests.python.harness.manifest import Manifest, own

GATES = ("acknowledged_files", "reject_limits")
MOST_LINES = 120


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Manifest:
    """What dbt knows of the project, all lines of business, after parsing it."""
    home = tmp_path_factory.mktemp("graph")
    command(home, "dbt", "--no-use-colors", "parse", "--no-partial-parse")
    return json_of(home, "manifest.json")


def models(manifest: Manifest) -> dict[str, Any]:
    """The project's models by unique id."""
    return {each["unique_id"]: each for each in own(manifest, "nodes", ["model"])}


def above(manifest: Manifest, unique_id: str) -> set[str]:
    """Everything that a node is made of, down to sources and seeds."""
    found: set[str] = set()
    waiting = [unique_id]
    while waiting:
        for parent in manifest["parent_map"].get(waiting.pop(), ()):
            if parent not in found:
                found.add(parent)
                waiting.append(parent)
    return found


def tables_read_by(manifest: Manifest, node: dict[str, Any]) -> Iterator[str]:
    """The tables that a model reads, by itself or through views, but for the gates."""
    for parent in node["depends_on"]["nodes"]:
        each = manifest["nodes"][parent]
        if each["name"] in GATES:
            continue
        if each["config"]["materialized"] == "view":
            yield from tables_read_by(manifest, each)
        else:
            yield parent


def test_no_dimension_is_made_of_a_fact(manifest: Manifest) -> None:
    """Dimensions come before facts, in every line of business."""
    wrong = {
        each["name"]: facts
        for each in models(manifest).values()
        if each["name"].startswith("dim_")
        and (facts := [name for name in above(manifest, each["unique_id"]) if ".fct_" in name])
    }
    assert not wrong


def test_every_mart_stands_behind_the_gates_of_all_that_it_reads(manifest: Manifest) -> None:
    """A node is skipped that is a child of everything that a failed gate is a test of."""
    gates = [
        set(each["depends_on"]["nodes"])
        for each in own(manifest, "nodes", ["test"])
        if (each.get("test_metadata") or {}).get("name") == "feed_may_be_promoted"
    ]
    assert gates
    open_doors = []
    for unique_id, node in models(manifest).items():
        read = above(manifest, unique_id)
        is_gated = node["fqn"][1] == "marts" or {"current", "history", "orders"} & set(node["fqn"])
        if not is_gated:
            continue
        for gate in gates:
            judged = {each for each in gate if each.endswith("_judged")}
            if judged & read and not gate <= read:
                open_doors.append(f"{node['name']} before {', '.join(sorted(gate - read))}")
    assert not open_doors, "\n".join(open_doors)


def test_what_the_gates_are_asked_of_does_not_wait_for_them(manifest: Manifest) -> None:
    """Judged rows, quarantine and accounting show what a closed gate is about."""
    waiting = [
        node["name"]
        for unique_id, node in models(manifest).items()
        if node["name"].endswith("_judged") or node["name"] in ("quarantine", "row_accounting")
        if any(name.endswith(GATES) for name in above(manifest, unique_id))
    ]
    assert not waiting


def test_whoever_asks_what_is_new_names_every_table_that_it_reads(manifest: Manifest) -> None:
    """A table that is left out would change, and the model would say that nothing is new."""
    asking = [each for each in models(manifest).values() if "since_last_run(" in each["raw_code"]]
    assert len(asking) > 5
    forgotten = {
        node["name"]: missing
        for node in asking
        if (missing := set(tables_read_by(manifest, node)) - set(node["depends_on"]["nodes"]))
    }
    assert not forgotten


def test_no_table_of_gold_in_any_line_has_a_technical_column(manifest: Manifest) -> None:
    """Its columns are those of its contract, which a build holds it to; none begins with a _."""
    gold = [each for each in models(manifest).values() if each["schema"].endswith("analytics")]
    lines = {each["fqn"][2] for each in gold}
    assert lines >= {"distribution", "marketplace", "webshop"}
    assert not {
        f"{each['name']}.{column}"
        for each in gold
        for column in each["columns"]
        if column.startswith("_")
    }
    assert not [each["name"] for each in gold if not each["columns"]]


def test_a_table_that_is_computed_whole_is_not_called_incremental(manifest: Manifest) -> None:
    """And what is called incremental is merged or appended to."""
    strategies = {
        each["name"]: (each["config"]["materialized"], each["config"]["incremental_strategy"])
        for each in models(manifest).values()
        if each["config"]["materialized"] in ("incremental", "whole", "table")
    }
    assert not {
        name
        for name, (kind, strategy) in strategies.items()
        if (kind == "whole") != (strategy == "insert_overwrite") or kind == "table"
    }


def test_no_model_is_longer_than_a_reader_can_hold(manifest: Manifest) -> None:
    """What is longer is two models."""
    long = {
        each["name"]: lines
        for each in models(manifest).values()
        if (lines := len(re.findall("\n", each["raw_code"])) + 1) > MOST_LINES
    }
    assert not long


def test_the_size_of_what_is_new_is_asked_of_each_feed_s_own_bronze_table(
    manifest: Manifest,
) -> None:
    """Whatever the table and the folder are called: the set-up reads the cards without dbt."""
    known = {each["name"]: each["alias"] for each in models(manifest).values()}
    assert bronze_tables() == {
        folder: known[f"stg_{feed.replace('.', '__')}"]
        for folder, feed in feeds_by_folder().items()
    }
