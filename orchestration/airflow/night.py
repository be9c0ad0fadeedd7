"""A layer of a night, and one summary of the whole night for the alerts.

    python -m orchestration.airflow.night gold --run <id>

Each task of the DAG is a run of dbt. What it leaves is kept in $LAKEHOUSE_HOME/runs/<id>/<layer>/, and
target/run_summary.json is written when a layer has failed and when the last one has ended: a layer that
is good says nothing of the night.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from orchestration.alerts.lineage import read_json
from orchestration.databricks.layers import LayeredRun
from orchestration.databricks.state import RUNS, forget, keep
from orchestration.pipeline import summary
from orchestration.pipeline.dbt_build import Outcome
from orchestration.pipeline.errors import PipelineError
from orchestration.pipeline.settings import RunSettings, read_settings
from orchestration.setup.render import PROJECT, replace_file
from orchestration.storage import StorageError

LAYERS = ("bronze", "silver", "gate", "gold", "operations")
KEPT_FOR = timedelta(days=30)
# What every layer has something to say of.
LISTS = ("failures", "warnings", "look_at", "folders_not_loaded")
SUMMARY, RESULTS, MANIFEST = "run_summary.json", "run_results.json", "manifest.json"
Summaries = Mapping[str, Mapping[str, Any]]


@click.command()
@click.argument("layer", type=click.Choice(LAYERS))
@click.option("--run", "run_id", required=True, help="Id of the DAG's run.")
@click.option("--full-refresh", is_flag=True, help="Rebuild silver and gold from stored bronze.")
def main(layer: str, run_id: str, full_refresh: bool) -> None:
    """Build a layer of a night; ends as `python -m orchestration.pipeline run` does."""
    try:
        settings = read_settings()
    except (PipelineError, StorageError) as error:
        raise click.ClickException(str(error)) from None
    folder = settings.home / RUNS / folder_name(run_id)
    forget_layers(folder, layer)
    ended_with = build_layer(settings, folder, layer, full_refresh=full_refresh)
    is_last = layer == LAYERS[-1]
    if ended_with or is_last:
        leave(settings, folder)
    if is_last:
        forget(settings.home, datetime.now(UTC) - KEPT_FOR)
    sys.exit(ended_with)


def folder_name(run_id: str) -> str:
    """The name of a run's folder: some ids have signs that lead elsewhere."""
    return re.sub(r"[^\w+:-]", "_", run_id)


def forget_layers(folder: Path, layer: str) -> None:
    """Removes what an earlier attempt of the same night left of a layer and of those behind it."""
    for each in LAYERS[LAYERS.index(layer) :]:
        shutil.rmtree(folder / each, ignore_errors=True)


def build_layer(settings: RunSettings, folder: Path, layer: str, *, full_refresh: bool) -> int:
    """Builds a layer in a process of its own and keeps what it leaves. Returns its exit code."""
    kept = folder / layer
    began = LayeredRun(folder, LAYERS).started()
    kept.mkdir(parents=True, exist_ok=True)
    words = ["run", "--selector", layer, "--summary", str(kept / SUMMARY)]
    variables = {"NIGHT_STARTED_AT": began.isoformat()}
    if layer == LAYERS[-1]:
        # the only layer that can be asked for them
        variables["ASK_ANOMALIES"] = "1"
    ended_with = subprocess.run(
        [
            *(sys.executable, "-m", "orchestration.pipeline", *words),
            *(["--full-refresh"] if full_refresh else []),
        ],
        cwd=PROJECT,
        env={**os.environ, **variables},
        check=False,
    ).returncode
    results = read_json(settings.target_folder / RESULTS)
    # a layer that was refused has left none, and those that lie there are of the one before
    run = read_json(kept / SUMMARY).get("run_id")
    if run and results.get("metadata", {}).get("invocation_id") == run:
        keep([settings.target_folder / RESULTS, settings.target_folder / MANIFEST], kept)
    return ended_with


def leave(settings: RunSettings, folder: Path) -> None:
    """Leaves one summary of the night, as far as it has come, with the results of all layers."""
    layered = LayeredRun(folder, LAYERS)
    said = {layer: read_json(folder / layer / SUMMARY) for layer in LAYERS}
    result = summarized(settings, layered, said)
    if layered.manifest:
        for name, content in ((RESULTS, layered.run_results()), (MANIFEST, layered.manifest)):
            replace_file(settings.target_folder / name, json.dumps(content))
    summary.write(result, settings.summary_file)


def summarized(settings: RunSettings, layered: LayeredRun, said: Summaries) -> dict[str, Any]:
    """The summaries of the layers as one: numbers are those of the last layer, failures those of all."""
    errors = [each["error"] for each in said.values() if each.get("error")]
    is_good = not layered.missing and all(each.get("status") == "success" for each in said.values())
    result = summary.compose(
        settings,
        Outcome(
            is_good, dict(counted_in(said[LAYERS[-1]])), errors[0] if errors else layered.error()
        ),
        started_at=layered.started(),
        finished_at=datetime.now(UTC),
        empty_files=said[LAYERS[0]].get("empty_files", []),
    )
    full = next((each["full_disk"] for each in said.values() if each.get("full_disk")), None)
    return {
        **result,
        **layered.counted(),
        **{name: of_all(said, name) for name in LISTS},
        **({"full_disk": full} if full else {}),
    }


def counted_in(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What dbt counted, of a layer's summary."""
    return {name: said[name] for name in summary.NOTHING_COUNTED if name in said}


def of_all(said: Summaries, name: str) -> list[Any]:
    """The entries of a list in the summaries of all layers, each once."""
    found: list[Any] = []
    for each in said.values():
        found += [entry for entry in each.get(name, ()) if entry not in found]
    return found


if __name__ == "__main__":
    main()
