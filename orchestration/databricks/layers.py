"""The results of a build in layers as those of one run.

Every dbt task is a run of its own, with its results in a folder of its own; people and alerts want
to know of the night. What a retry has built counts as it was at last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.alerts.lineage import FAILED, read_json
from orchestration.databricks.state import RETRY

LAYERS = ("bronze", "silver", "gold", "operations")
USUAL_MEND = "mend what the message says, then run it again."
KINDS = {"model": "models", "seed": "seeds", "snapshot": "snapshots"}
Result = Mapping[str, Any]


class LayeredRun:
    """What the layers of a run have left.

    Attributes:
        results: the last result of every node, in the order in which they were built; hooks, which
            every layer has, by layer.
        missing: layers without results: not started, or ended from outside.
        manifest: dbt's graph, the same in every layer.
        run_id: of the last dbt run.
    """

    def __init__(self, folder: Path, layers: Sequence[str] = LAYERS) -> None:
        self.results: dict[str, Result] = {}
        self.missing: list[str] = []
        self.manifest: dict[str, Any] = {}
        self.run_id = ""
        self.started_at = ""
        for layer in layers:
            built_at = self.take(folder / layer, layer)
            if built_at:
                # a run that was repaired has built the layer again, and an old retry beside it
                self.take(folder / f"{layer}{RETRY}", layer, since=built_at)
            else:
                self.missing.append(layer)

    def take(self, folder: Path, layer: str, since: str = "") -> str:
        """Takes the results of one dbt run. Returns its time, nothing when there are none since."""
        found = read_json(folder / "run_results.json")
        written_at = str(found.get("metadata", {}).get("generated_at", ""))
        if not found or written_at < since:
            return ""
        for result in found["results"]:
            name = result["unique_id"]
            is_hook = name.startswith("operation.")
            self.results[f"{layer}:{name}" if is_hook else name] = result
        self.run_id = found["metadata"]["invocation_id"]
        self.started_at = self.started_at or found["metadata"].get("invocation_started_at", "")
        self.manifest = read_json(folder / "manifest.json") or self.manifest
        return written_at

    @property
    def nodes(self) -> Mapping[str, Any]:
        """The nodes of the project."""
        found: Mapping[str, Any] = self.manifest.get("nodes", {})
        return found

    @property
    def failed(self) -> list[Result]:
        """What has failed at last."""
        return [each for each in self.results.values() if each["status"] in FAILED]

    def is_good(self) -> bool:
        """Whether every layer has run, and nothing has failed at last."""
        return not self.missing and not self.failed

    def started(self) -> datetime:
        """When the first layer began."""
        return datetime.fromisoformat(self.started_at) if self.started_at else datetime.now(UTC)

    def error(self) -> str:
        """What is to be said of layers without results."""
        if not self.missing:
            return ""
        return (
            f"Not built: {', '.join(self.missing)}. A layer before has failed, or its task was "
            "ended before it could say what it did."
        )

    def not_built(self) -> list[Result]:
        """Nodes of layers that did not run, as dbt calls those that it had to leave."""
        if not self.missing:
            return []
        return [
            {"unique_id": name, "status": "skipped", "message": None, "adapter_response": {}}
            for name, node in self.nodes.items()
            if node.get("resource_type") in KINDS and name not in self.results
        ]

    def counts(self) -> dict[str, int]:
        """How many nodes of which kind did what, as the macro run_summary counts them."""
        found = dict.fromkeys(
            (
                *KINDS.values(),
                "unchanged",
                "tests",
                "passed",
                "left_out",
                "warned",
                "failed",
                "skipped",
            ),
            0,
        )
        for result in (*self.results.values(), *self.not_built()):
            if not result["unique_id"].startswith("operation.") or result["status"] in FAILED:
                found[self.kind_of(result)] += 1
        return found

    def kind_of(self, result: Result) -> str:
        """What a result counts as."""
        status, kind = result["status"], KINDS.get(result["unique_id"].partition(".")[0])
        if status in FAILED or status == "skipped":
            return "skipped" if status == "skipped" else "failed"
        if (result.get("adapter_response") or {}).get("code") == "LEFT_OUT":
            return "left_out"
        if kind is None:
            return "warned" if status == "warn" else "passed"
        return "unchanged" if result.get("message") == "unchanged" else kind

    def failures(self) -> list[dict[str, str]]:
        """What failed, with what to do about it."""
        return [
            {
                "node": str(self.node(each).get("name") or each["unique_id"]),
                "message": str(each.get("message") or ""),
                "details": "",
                "mend": self.mend(each),
            }
            for each in self.failed
        ]

    def node(self, result: Result) -> Mapping[str, Any]:
        """The node of a result."""
        found: Mapping[str, Any] = self.nodes.get(result["unique_id"], {})
        return found

    def mend(self, result: Result) -> str:
        """What to do about a failure: what its own YAML says."""
        meta = (self.node(result).get("config") or {}).get("meta") or {}
        return str(meta.get("mend") or USUAL_MEND)

    def run_results(self) -> dict[str, Any]:
        """The results of all layers, for whoever reads those of one run."""
        return {
            "metadata": {"invocation_id": self.run_id},
            "results": [*self.results.values(), *self.not_built()],
        }

    def counted(self) -> dict[str, Any]:
        """What a summary says of the build."""
        return {
            "run_id": self.run_id,
            "command": "build",
            "built": self.counts(),
            "failures": self.failures(),
        }
