"""The selectors of the layers, by which schedulers run one after the other: one parse, no Spark."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from dbt.cli.main import dbtRunner

from orchestration.databricks.layers import LAYERS
from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT
from tests.python.harness.session import environment_of

QUIET = ("--quiet", "--log-level", "none", "--log-level-file", "none")


@dataclass(frozen=True)
class Selected:
    """What selectors select, by unique id: everything (None), and each layer; and the parents of all.

    Attributes:
        asked: the sources of which `dbt source freshness` asks how old they are.
        fresh: the sources that say when they are late.
    """

    nodes: dict[str | None, set[str]]
    parents: dict[str, list[str]]
    asked: set[str]
    fresh: set[str]


@pytest.fixture(scope="module")
def selected(tmp_path_factory: pytest.TempPathFactory) -> Selected:
    """What each of the selectors selects, but for sources, which nothing is run of."""
    home = tmp_path_factory.mktemp("layers")
    folders = {"DBT_TARGET_PATH": str(home / "target"), "DBT_LOG_PATH": str(home / "logs")}
    with environment_of(lakehouse_environment(home, {**folders, "DBT_TARGET": "local"})):
        where = ("--project-dir", str(PROJECT))
        manifest: Any = dbtRunner().invoke([*QUIET, "parse", *where]).result
        found: dict[str | None, set[str]] = {}
        fresh = {each.unique_id for each in manifest.sources.values() if each.has_freshness}
        asked: set[str] = set()
        for name in (None, *LAYERS, "gate"):
            words = ["--selector", name] if name else []
            keys = ("--output", "json", "--output-keys", "unique_id")
            outcome = dbtRunner(manifest=manifest).invoke([*QUIET, "ls", *keys, *words, *where])
            assert outcome.success, outcome.exception
            listed: Any = outcome.result
            ids = {str(json.loads(line)["unique_id"]) for line in listed}
            found[name] = {each for each in ids if not each.startswith("source.")}
            asked |= ids if name is None else set()
    assert Path(folders["DBT_TARGET_PATH"]).is_dir()
    return Selected(found, manifest.parent_map, asked & fresh, fresh)


def test_the_layers_together_are_what_dbt_build_does(selected: Selected) -> None:
    """Nothing is left out and nothing is more: a new folder of models has to be in a layer."""
    assert set().union(*(selected.nodes[layer] for layer in LAYERS)) == selected.nodes[None]


def test_every_feed_that_can_be_late_is_asked_when_a_command_names_no_nodes(
    selected: Selected,
) -> None:
    """`dbt source freshness` selects by the selector of everything, too."""
    assert len(selected.fresh) > 3
    assert selected.asked == selected.fresh


def test_what_is_declared_and_never_built_is_in_no_build(selected: Selected) -> None:
    """Exposures, metrics and semantic models cost a run nothing."""
    kinds = {each.split(".")[0] for each in selected.nodes[None]}
    assert kinds == {"model", "seed", "snapshot", "test"}


def test_no_node_and_no_test_is_in_two_layers(selected: Selected) -> None:
    """What is built or asked twice costs twice."""
    together = sum(len(selected.nodes[layer]) for layer in LAYERS)
    assert together == len(selected.nodes[None])


def test_no_layer_needs_one_that_comes_after_it(selected: Selected) -> None:
    """In a new lakehouse a layer reads only tables of itself and of those before it."""
    done: set[str] = set()
    for layer in LAYERS:
        done |= selected.nodes[layer]
        for node in selected.nodes[layer]:
            runs = [each for each in selected.parents[node] if not each.startswith("source.")]
            assert set(runs) <= done, f"{node} is in {layer}"


def test_every_gate_is_asked_with_what_stands_behind_it_and_by_the_selector_gate(
    selected: Selected,
) -> None:
    """A closed gate stops what waits for it, in whichever of the two it is asked."""
    gates = {each for each in selected.nodes[None] if "readable_accounted_for_and_within" in each}
    assert len(gates) > 20
    assert selected.nodes["gate"] == gates
    assert gates <= selected.nodes["gold"]
