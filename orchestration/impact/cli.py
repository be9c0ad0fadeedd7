"""The command of `make impact`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from orchestration.dashboards.catalogue import read_catalogue
from orchestration.dashboards.errors import DashboardError
from orchestration.impact.changes import (
    Manifest,
    broken_contracts,
    built_names,
    exposures_of,
    failed_tests,
    marts_touched,
    others_built,
    prefix_of,
    read_json,
)
from orchestration.impact.compare import difference_of
from orchestration.impact.errors import ImpactError
from orchestration.impact.kpis import kpis_of
from orchestration.impact.report import Impact, markdown_of, show
from orchestration.impact.sources import Databricks, Files, source_of
from orchestration.problems import target_folder
from orchestration.setup.render import PROJECT, replace_file

FAILED, MISSING = 1, 2


@click.command()
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    required=True,
    help="As make keep-state has kept it.",
)
@click.option(
    "--build/--no-build", default=True, help="Build first; else compare what was built before."
)
@click.option(
    "--markdown",
    type=click.Path(path_type=Path),
    help="File of the comment; target/impact.md if not given.",
)
def main(state: Path, build: bool, markdown: Path | None) -> None:
    """Build what differs from a state, beside it, and say what that does to the marts.

    Ends with 0, with 1 when a build or test failed or a contract is broken, with 2 when something is missing.
    """
    folder = target_folder() / "impact"
    try:
        prefix = os.environ.get("DBT_SCHEMA_PREFIX", "")
        before = read_json(state / "manifest.json")
        check_prefix(prefix, before)
        is_good = not build or built(state, folder)
        found = impact_of(before, folder, prefix)
    except (ImpactError, DashboardError) as error:
        click.echo(f"impact: {error}", err=True)
        sys.exit(MISSING)
    file = markdown or target_folder() / "impact.md"
    replace_file(file, markdown_of(found))
    width = None if sys.stdout.isatty() else 200
    show(found, Console(width=width, highlight=False, markup=False))
    click.echo(f"The same as a comment: {file}")
    sys.exit(FAILED if found.broken or found.failed or not is_good else 0)


def check_prefix(prefix: str, state: Manifest) -> None:
    """Raises ImpactError when the branch would be built over the good state."""
    if not prefix or prefix == prefix_of(state):
        raise ImpactError(
            f"DBT_SCHEMA_PREFIX='{prefix}' is that of the good state, which would be overwritten.",
            "set another one: DBT_SCHEMA_PREFIX=impact_ make impact.",
        )


def built(state: Path, folder: Path) -> bool:
    """Builds what differs and all below it, in the schemas of the prefix. Returns whether all went well.

    What dbt says is shown as it comes; what it leaves stands in a folder of its own, so that what
    the last run of everything has left stays.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("run_results.json", "manifest.json"):
        (folder / name).unlink(missing_ok=True)
    parsed = target_folder() / "partial_parse.msgpack"
    if parsed.is_file() and not (folder / parsed.name).exists():
        shutil.copy(parsed, folder / parsed.name)
    command = [
        *(str(Path(sys.executable).with_name("dbt")), "build", "--target-path", str(folder)),
        *("--exclude-resource-type", "exposure"),
        *("--select", "state:modified+", "--defer", "--state", str(state.absolute())),
    ]
    return subprocess.run(command, cwd=PROJECT, check=False).returncode == 0


def impact_of(state: Manifest, folder: Path, prefix: str) -> Impact:
    """Compares what was built. Raises ImpactError when either side cannot be read."""
    manifest = read_json(folder / "manifest.json")
    results: list[dict[str, Any]] = []
    if (folder / "run_results.json").is_file():
        results = read_json(folder / "run_results.json")["results"]
    marts = marts_touched(state, manifest, results)
    pages = read_catalogue()
    target = os.environ.get("DBT_TARGET") or "local"
    with source_of(target, prefix_of(state), manifest, prefix) as source:
        differences = [difference_of(mart, source) for mart in marts]
        kpis = kpis_of(
            [mart for mart in marts if not mart.problem], pages, source, source.reporting
        )
        differing = {each.mart.name: each.mart.unique_id for each in differences if each.differs}
        differing |= others_built(manifest, results)
        return Impact(
            as_of=source.as_of,
            built=built_names(results),
            differences=differences,
            kpis=kpis,
            dashboards=[
                page.title for page in pages if any(item.mart in differing for item in page.items)
            ],
            exposures=exposures_of(manifest, set(differing.values())),
            broken=list(broken_contracts(state, manifest)),
            failed=[*unbuilt(results), *failed_tests(results, manifest)],
            notes=notes_of(source, results),
        )


def notes_of(source: Files | Databricks, results: list[dict[str, Any]]) -> list[str]:
    """What a reader has to know, as far as anything was built."""
    return list(source.notes) if results else []


def unbuilt(results: list[dict[str, Any]]) -> list[str]:
    """Models, seeds and snapshots that failed, by name."""
    return sorted(
        each["unique_id"].split(".", 2)[2]
        for each in results
        if each["status"] == "error" and not each["unique_id"].startswith(("test.", "unit_test."))
    )
