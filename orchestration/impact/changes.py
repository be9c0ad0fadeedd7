"""What a branch has built, and what became of the contracts of marts, from dbt's own files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec

from orchestration.feeds import lines_of_business
from orchestration.impact.errors import ImpactError

Manifest = Mapping[str, Any]
MARTS = "analytics"
GOOD = ("success", "no-op")
BUILT = ("model.", "seed.", "snapshot.")


class Mart(msgspec.Struct, frozen=True):
    """A mart of either state.

    Attributes:
        name: `analytics.<table>`, without a prefix, as people know it.
        before: `<schema>.<table>` of the good state, None of a new mart.
        after: the same of the branch, None of a mart that is gone or was not built.
        key: columns of which each value stands in one row; empty: the mart has one row; None: nobody has said.
        types: declared types that both states have, by column.
        problem: why it was not built.
    """

    name: str
    unique_id: str
    before: str | None
    after: str | None
    key: tuple[str, ...] | None
    types: Mapping[str, str]
    problem: str = ""


def read_json(file: Path) -> Any:
    """A file of dbt. Raises ImpactError when it is missing or damaged."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImpactError(
            f"{file} cannot be read ({type(error).__name__}).",
            "build again: make impact; a state is kept by make keep-state STATE=<folder>.",
        ) from error


def prefix_of(manifest: Manifest) -> str:
    """The prefix of schemas that a manifest was made with."""
    for node in manifest["nodes"].values():
        if node["resource_type"] == "seed" and node["config"].get("schema"):
            return str(node["schema"]).removesuffix(str(node["config"]["schema"]))
    return ""


def marts_of(manifest: Manifest) -> dict[str, Mapping[str, Any]]:
    """The models of gold, by unique id."""
    return {
        unique_id: node
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["config"].get("schema") == MARTS
    }


def relation_of(node: Mapping[str, Any]) -> str:
    """`<schema>.<table>` of a node."""
    return f"{node['schema']}.{node['alias']}"


def key_of(manifest: Manifest, unique_id: str) -> tuple[str, ...] | None:
    """The columns of which each value stands in one row of a mart: declared, or tested."""
    config = manifest["nodes"][unique_id]["config"]
    declared = config.get("meta", {}).get("key", config.get("unique_key"))
    if declared is not None:
        return (declared,) if isinstance(declared, str) else tuple(declared)
    for node in manifest["nodes"].values():
        test = node.get("test_metadata") or {}
        if node.get("attached_node") != unique_id or node["config"].get("where"):
            continue
        if test.get("name") in ("primary_key", "unique"):
            return (str(node["column_name"]),)
        if test.get("name") == "unique_combination_of_columns":
            return tuple(test["kwargs"]["combination_of_columns"])
    return None


def declared_types(node: Mapping[str, Any]) -> dict[str, str]:
    """The declared types of a mart's columns."""
    return {
        name: column["data_type"]
        for name, column in node["columns"].items()
        if column.get("data_type")
    }


def marts_touched(
    state: Manifest, manifest: Manifest, results: Sequence[Mapping[str, Any]]
) -> list[Mart]:
    """The marts that a branch has built, was to build, or has taken away; by name.

    They are the same in both states by their tables' names, which readers know: dbt's own id changes with versions.
    """
    old, new = by_table(state), marts_of(manifest)
    prefix = prefix_of(manifest)
    marts = []
    for result in results:
        unique_id = result["unique_id"]
        if unique_id not in new:
            continue
        node, is_good = new[unique_id], result["status"] in GOOD
        before = old.get(node["alias"])
        promised = declared_types(before) if before else {}
        types = declared_types(node)
        if before:
            types = {name: kind for name, kind in types.items() if promised.get(name) == kind}
        marts.append(
            Mart(
                name=relation_of(node).removeprefix(prefix),
                unique_id=unique_id,
                before=relation_of(before) if before else None,
                after=relation_of(node) if is_good else None,
                key=key_of(manifest, unique_id),
                types=types,
                problem="" if is_good else sentence_of(result),
            )
        )
    kept, elsewhere = by_table(manifest), not_built_here(state, manifest)
    for alias, node in old.items():
        if alias not in kept and node["unique_id"] not in elsewhere:
            name = relation_of(node).removeprefix(prefix_of(state))
            marts.append(Mart(name, node["unique_id"], relation_of(node), None, None, {}))
    return sorted(marts, key=lambda mart: mart.name)


def by_table(manifest: Manifest) -> dict[str, Mapping[str, Any]]:
    """The marts by their tables' names."""
    return {
        str(node["alias"]): {**node, "unique_id": unique_id}
        for unique_id, node in marts_of(manifest).items()
    }


def sentence_of(result: Mapping[str, Any]) -> str:
    """Why a node was not built, in short."""
    said = " ".join(str(result.get("message") or "").split())
    return f"{result['status']}{': ' + said[:300] if said else ''}"


def others_built(manifest: Manifest, results: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What a branch has built besides marts: unique id by `<schema>.<table>` without a prefix.

    Logs, above all, which a page and mails read. They differ because what they are made of differs; their
    rows are about the run that wrote them, so that comparing them would say nothing.
    """
    nodes, marts, prefix = manifest["nodes"], marts_of(manifest), prefix_of(manifest)
    built = built_ids(results) - marts.keys()
    return {
        relation_of(nodes[unique_id]).removeprefix(prefix): unique_id
        for unique_id in sorted(built & nodes.keys())
    }


def built_ids(results: Sequence[Mapping[str, Any]]) -> set[str]:
    """The models, seeds and snapshots that a run has built; not those that failed or were skipped."""
    return {
        each["unique_id"]
        for each in results
        if each["unique_id"].startswith(BUILT) and each["status"] in GOOD
    }


def built_names(results: Sequence[Mapping[str, Any]]) -> list[str]:
    """The models, seeds and snapshots that a run has built, by name."""
    return sorted(unique_id.split(".", 2)[2] for unique_id in built_ids(results))


def failed_tests(results: Sequence[Mapping[str, Any]], manifest: Manifest) -> list[str]:
    """The tests that failed, by name."""
    return sorted(
        manifest["nodes"].get(each["unique_id"], {}).get("name", each["unique_id"])
        for each in results
        if each["status"] in ("fail", "error")
        and each["unique_id"].startswith(("test.", "unit_test."))
    )


def exposures_of(manifest: Manifest, unique_ids: set[str]) -> list[str]:
    """The exposures that read one of the nodes."""
    return sorted(
        each.get("label") or each["name"]
        for each in manifest["exposures"].values()
        if unique_ids.intersection(each["depends_on"]["nodes"])
    )


def broken_contracts(
    state: Manifest, manifest: Manifest, today: date | None = None
) -> Iterator[str]:
    """What readers of a mart lose, although its contract has promised it to them; sentences.

    A column that is gone or has another type breaks, and a mart that is gone before the day that was announced
    (``deprecation_date``). A new version of a mart breaks nothing while the old one is there.
    """
    now = today or datetime.now(UTC).date()
    new, elsewhere = by_table(manifest), not_built_here(state, manifest)
    for alias, node in sorted(by_table(state).items()):
        name = f"{MARTS}.{alias}"
        if alias not in new:
            ends = str(node.get("deprecation_date") or "")
            is_announced = bool(ends) and date.fromisoformat(ends[:10]) <= now
            if node["unique_id"] not in elsewhere and not is_announced:
                yield f"{name} is gone, and no deprecation_date had announced it."
            continue
        after = new[alias]["columns"]
        for column, promised in node["columns"].items():
            if column not in after:
                yield f"{name}.{column} is gone."
            elif (
                promised.get("data_type")
                and after[column].get("data_type") != promised["data_type"]
            ):
                now_is = after[column].get("data_type") or "not declared any more"
                yield f"{name}.{column} was {promised['data_type']} and is {now_is}."


def not_built_here(state: Manifest, manifest: Manifest) -> set[str]:
    """Nodes of the good state whose line of business is not built here (LINES_OF_BUSINESS).

    A mart that is disabled otherwise is gone for those who read it.
    """
    built_here = lines_of_business()
    if built_here is None:
        return set()
    # the folder of a layer: core is no line of business, it has no feeds
    lines = {
        node["fqn"][2]
        for node in state["nodes"].values()
        if node.get("fqn", [])[1:2] == ["staging"]
    }
    return {
        unique_id
        for unique_id in manifest.get("disabled") or {}
        if state["nodes"].get(unique_id, {}).get("fqn", [""] * 3)[2] in lines - built_here
    }
