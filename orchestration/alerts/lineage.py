"""What is stale because of what: dbt's graph and results, as a run leaves them in target/."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

FAILED = frozenset(("error", "fail", "runtime error", "partial success"))


class Lineage:
    """Questions about the graph of a run; without a manifest every answer is empty.

    Attributes:
        statuses: of the nodes of this run, by their ids.
    """

    def __init__(
        self, manifest: Mapping[str, Any], results: Mapping[str, Any], run_id: str
    ) -> None:
        self.nodes: Mapping[str, Any] = manifest.get("nodes", {})
        self.sources: Mapping[str, Any] = manifest.get("sources", {})
        self.parents: Mapping[str, list[str]] = manifest.get("parent_map", {})
        self.children: Mapping[str, list[str]] = manifest.get("child_map", {})
        is_of_run = results.get("metadata", {}).get("invocation_id") == run_id
        found = results.get("results", []) if is_of_run else []
        self.statuses = {each["unique_id"]: str(each["status"]) for each in found}
        self.ids = {node["name"]: unique_id for unique_id, node in self.nodes.items()}

    @classmethod
    def read(cls, target: Path, run_id: str) -> Lineage:
        """The graph and the results in a target folder, as far as they are there."""
        return cls(
            read_json(target / "manifest.json"), read_json(target / "run_results.json"), run_id
        )

    def status_of(self, name: str) -> str | None:
        """What became of a node in this run, None when it was not in it."""
        unique_id = self.ids.get(name)
        return None if unique_id is None else self.statuses.get(unique_id)

    def feeds_above(self, name: str) -> list[str]:
        """The feeds that a node reads; of a gate the one that it is the gate of."""
        node = self.nodes.get(self.ids.get(name, ""), {})
        gated = ((node.get("test_metadata") or {}).get("kwargs") or {}).get("feed")
        if gated:
            return [str(gated)]
        return sorted(
            feed_of(self.sources[each])
            for each in reached([self.ids[name]] if name in self.ids else [], self.parents)
            if each in self.sources and is_feed(self.sources[each])
        )

    def marts_below(self, name: str) -> list[str]:
        """The marts that were not built in this run because a node failed, with itself."""
        if name not in self.ids:
            return []
        node = self.ids[name]
        # a test stops what stands behind the models that it reads; seeds, like limits, are above all
        parents = self.parents.get(node, [])
        read = [each for each in parents if each.startswith("model.")] or parents
        tested = read if node.startswith("test.") else [node]
        return [
            mart
            for unique_id, mart in self.marts(tested)
            if self.statuses.get(unique_id, "") in FAILED | {"skipped"}
        ]

    def marts_of_feed(self, feed: str) -> list[str]:
        """The marts that read a feed."""
        starts = [key for key, source in self.sources.items() if feed_of(source) == feed]
        return [mart for _, mart in self.marts(starts)]

    def feeds_in(self, folders: Iterable[str]) -> list[str]:
        """The feeds whose folders below the landing root are those, in them, or around them."""
        found = []
        for source in self.sources.values():
            path = str(meta_of(source).get("path", ""))
            if path and any(inside(path, each) or inside(each, path) for each in folders):
                found.append(feed_of(source))
        return sorted(found)

    def late_after(self) -> dict[str, float]:
        """Hours after which a feed is late, for the feeds whose cards say so (freshness)."""
        hours = {"minute": 1 / 60, "hour": 1.0, "day": 24.0}
        found = {}
        for source in self.sources.values():
            freshness = source.get("freshness") or source.get("config", {}).get("freshness") or {}
            after = freshness.get("warn_after") or {}
            if is_feed(source) and after.get("count"):
                found[feed_of(source)] = after["count"] * hours.get(str(after.get("period")), 24.0)
        return found

    def marts(self, starts: Iterable[str]) -> list[tuple[str, str]]:
        """Ids and names of the marts that are reached from some nodes."""
        return sorted(
            (each, name_of(self.nodes[each]))
            for each in reached(starts, self.children)
            if each.startswith("model.") and self.nodes[each].get("fqn", [])[1:2] == ["marts"]
        )


def read_json(file: Path) -> dict[str, Any]:
    """A file of JSON, empty when it is missing or none."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def reached(starts: Iterable[str], edges: Mapping[str, list[str]]) -> set[str]:
    """All nodes that edges lead to, and those that they start from."""
    found: set[str] = set()
    left = list(starts)
    while left:
        node = left.pop()
        if node not in found:
            found.add(node)
            left += edges.get(node, [])
    return found


def meta_of(source: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a feed card says."""
    found: Mapping[str, Any] = source.get("config", {}).get("meta") or source.get("meta") or {}
    return found


def is_feed(source: Mapping[str, Any]) -> bool:
    """Whether a source is a feed: its card has a folder."""
    return "path" in meta_of(source)


def feed_of(source: Mapping[str, Any]) -> str:
    """A feed as summaries write it."""
    return f"{source['source_name']}.{source['name']}"


def inside(path: str, folder: str) -> bool:
    """Whether a path is a folder or in it."""
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")


def name_of(node: Mapping[str, Any]) -> str:
    """A table as people write it."""
    return f"{node.get('schema')}.{node.get('alias') or node.get('name')}"
