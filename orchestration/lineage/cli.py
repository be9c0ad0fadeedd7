"""The command of `make lineage`."""

from __future__ import annotations

import sys
from contextlib import closing
from pathlib import Path

import click

from orchestration.alerts.lineage import read_json
from orchestration.lineage.artifacts import Manifest
from orchestration.lineage.errors import LineageError
from orchestration.lineage.page import columns_with_parents, make_page
from orchestration.problems import target_folder
from orchestration.reading import Reader, ReadingError, read_good_run
from orchestration.reading.storage import Warehouse
from orchestration.setup.errors import SetupError

WRONG = 2


@click.command()
@click.option("--to", type=click.Path(path_type=Path), help="Folder; target/lineage if not given.")
def main(to: Path | None) -> None:
    """Make the page of column-level lineage from the compiled SQL of the last run, without Spark."""
    folder = to or target_folder() / "lineage"
    try:
        manifest = read_manifest(target_folder())
        with closing(Reader(Warehouse.of_environment(), read_good_run())) as reader:
            made = make_page(manifest, reader, target_folder(), folder)
    except (LineageError, ReadingError, SetupError, OSError) as error:
        click.echo(f"lineage: {error}", err=True)
        sys.exit(WRONG)
    click.echo(
        f"{len(columns_with_parents(made)):,} columns know what they are made of.\n"
        f"Open {folder / 'index.html'} in a browser."
    )


def read_manifest(target: Path) -> Manifest:
    """The manifest of the last run. Raises LineageError when there is none."""
    found = read_json(target / "manifest.json")
    if not found:
        raise LineageError(f"There is no manifest in {target}.", "make run-pipeline.")
    return found
