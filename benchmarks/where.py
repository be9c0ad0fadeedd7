"""Where the time of the last run went: seconds of every node, by layer."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from benchmarks import report
from benchmarks.errors import BenchmarkError

LAYERS = {
    "models/staging": "bronze",
    "models/intermediate": "silver",
    "models/marts": "gold",
    "models/operations": "operations",
    "snapshots": "snapshots",
    "seeds": "seeds",
}


@dataclass(frozen=True)
class Node:
    """A node of a run: its layer and its time in seconds on one of dbt's threads."""

    name: str
    layer: str
    seconds: float


def read_nodes(target_folder: Path) -> tuple[list[Node], dict[str, Any]]:
    """The nodes of the last run and the rest of run_results.json.

    Raises BenchmarkError when there was no run.
    """
    try:
        results = json.loads((target_folder / "run_results.json").read_text(encoding="utf-8"))
        manifest = json.loads((target_folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise BenchmarkError(
            f"{error.filename} does not exist. Mend: build first (make run-pipeline)."
        ) from error
    known = manifest["nodes"] | manifest.get("unit_tests", {})
    nodes = [
        Node(
            each["unique_id"].split(".", 2)[2],
            layer_of(known.get(each["unique_id"]), known),
            each["execution_time"],
        )
        for each in results["results"]
    ]
    return nodes, results


def layer_of(node: dict[str, Any] | None, known: dict[str, Any]) -> str:
    """The layer of a node; a test belongs to the layer of the model that it is about."""
    if node is None or node["resource_type"] == "operation":
        return "hooks"
    path = node["original_file_path"].replace("\\", "/")
    if node["resource_type"] in ("test", "unit_test"):
        about = known.get(node.get("attached_node") or "")
        if about is None:
            parents = [known[name] for name in node["depends_on"]["nodes"] if name in known]
            about = parents[-1] if parents else None
        return f"tests of {layer_of(about, known)}" if about else "tests"
    return next((layer for folder, layer in LAYERS.items() if path.startswith(folder)), "other")


def show_where(target_folder: Path, slowest: int) -> None:
    """Prints seconds by layer, the slowest nodes, and what no node accounts for."""
    nodes, results = read_nodes(target_folder)
    by_layer: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        by_layer[node.layer].append(node)
    total = sum(node.seconds for node in nodes) or 1.0
    rows = []
    for layer, members in sorted(by_layer.items(), key=lambda item: -seconds_of(item[1])):
        longest = max(members, key=lambda node: node.seconds)
        rows.append(
            (
                layer,
                f"{len(members):,}",
                f"{seconds_of(members):,.1f}",
                f"{100 * seconds_of(members) / total:.0f} %",
                f"{seconds_of(members) / len(members):.2f}",
                f"{longest.seconds:.1f}",
                longest.name[:60],
            )
        )
    header = ("layer", "nodes", "seconds", "share", "a node", "slowest", "")
    click.echo(report.table(header, rows, left=(0, 6)))
    elapsed = results["elapsed_time"]
    click.echo(
        f"{len(nodes):,} nodes, {total:,.1f} s of threads in {elapsed:,.1f} s of run "
        f"({total / elapsed if elapsed else 0:.1f} at a time)."
    )
    show_rest(target_folder, results)
    click.echo(f"\nThe {slowest} slowest")
    for node in sorted(nodes, key=lambda node: -node.seconds)[:slowest]:
        click.echo(f"  {node.seconds:8.1f} s  {node.layer:20} {node.name}")


def show_rest(target_folder: Path, results: dict[str, Any]) -> None:
    """Prints what the run spent outside of its nodes, and the command outside of the run.

    The latter only where the last summary is that of the same run.
    """
    started, ended = span_of_nodes(results)
    written_at = moment(results["metadata"]["generated_at"])
    if started is not None and ended is not None:
        run_started = written_at - timedelta(seconds=results["elapsed_time"])
        before, after = (started - run_started, written_at - ended)
        click.echo(
            f"Before the first node: {before.total_seconds():,.1f} s (start of Spark, schemas, "
            f"hooks); after the last: {after.total_seconds():,.1f} s (logs, summary)."
        )
    file = target_folder / "run_summary.json"
    if not file.is_file():
        return
    summary = json.loads(file.read_text(encoding="utf-8"))
    if summary.get("run_id") == results["metadata"]["invocation_id"]:
        rest = summary["seconds"] - results["elapsed_time"]
        click.echo(f"Around the run: {rest:,.1f} s (landing, import of dbt, parsing).")


def span_of_nodes(results: dict[str, Any]) -> tuple[datetime | None, datetime | None]:
    """When the first node began and the last one ended; hooks are no nodes here."""
    timings = [
        timing
        for each in results["results"]
        if not each["unique_id"].startswith("operation.")
        for timing in each["timing"]
    ]
    if not timings:
        return None, None
    return (
        min(moment(timing["started_at"]) for timing in timings),
        max(moment(timing["completed_at"]) for timing in timings),
    )


def moment(text: str) -> datetime:
    """A time as dbt writes it, in UTC."""
    return datetime.fromisoformat(text)


def seconds_of(nodes: list[Node]) -> float:
    """Seconds of nodes together."""
    return sum(node.seconds for node in nodes)
