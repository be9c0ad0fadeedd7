"""The commands of `make reference`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from orchestration.commands import Commands
from orchestration.dashboards.catalogue import read_catalogue
from orchestration.documents.blocks import with_block
from orchestration.documents.decisions import decisions
from orchestration.documents.exposures import exposures
from orchestration.documents.findings import PAGE, reasons
from orchestration.documents.graph import Manifest, read_manifest
from orchestration.documents.layers import picture
from orchestration.documents.marts import all_tables, short_table
from orchestration.problems import target_folder
from orchestration.setup.render import PROJECT, replace_file


@click.group("reference", cls=Commands)
def main() -> None:
    """Write what documents say of the project."""


@main.command("exposures")
def exposures_command() -> None:
    """Write an exposure for every page of dashboards, of dashboards/*.yml."""
    write(exposures(read_catalogue()))


@main.command("decisions")
def decisions_command() -> None:
    """Make pages of what DECISIONS.md holds, and write the index of all decisions."""
    write(decisions())


@main.command()
def tables() -> None:
    """Write the tables of marts, the picture of the layers, of the manifest in the target folder, and findings."""
    write(documents(read_manifest(target_folder())))


def documents(manifest: Manifest, project: Path = PROJECT) -> dict[Path, str]:
    """The documents with what is made of a manifest, by their places in the project."""
    readme = (project / "README.md").read_text(encoding="utf-8")
    readme = with_block(readme, "layers", picture(manifest))
    readme = with_block(readme, "marts", short_table(manifest))
    decided = (project / PAGE).read_text(encoding="utf-8")
    return {
        Path("README.md"): readme,
        Path("docs", "marts.md"): all_tables(manifest),
        PAGE: with_block(decided, "findings", reasons(project)),
    }


def write(files: Mapping[Path, str]) -> None:
    """Writes files whole or not at all, and names them."""
    for place, text in files.items():
        replace_file(PROJECT / place, text)
        click.echo(str(place))
