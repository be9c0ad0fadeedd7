"""Commands: land the files of a folder."""

import os
import time
from pathlib import Path

import click

from orchestration.feeds import feed_folders
from orchestration.landing.land import MOST_NAMES, Landed, land
from orchestration.progress import progress_lines
from orchestration.storage import StorageError, normal_root

FOLDER = click.Path(file_okay=False, path_type=Path)


class Commands(click.Group):
    """Shows a StorageError as a message, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except StorageError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(
                f"{error}\nWhat to do: check the folders and the free space, then run it again."
            ) from error


@click.group(cls=Commands)
def main() -> None:
    """Bring real files into the landing root."""


@main.command("land")
@click.option("--from", "source", type=FOLDER, required=True, help="Folder with feeds' folders.")
@click.option(
    "--to",
    "landing_root",
    metavar="ROOT",
    default=lambda: os.environ.get("LANDING_ROOT", ""),
    help="A folder or s3a://bucket/prefix. [default: LANDING_ROOT]",
)
@click.option("--replace", is_flag=True, help="Replace landed files that have other content.")
def land_command(source: Path, landing_root: str, replace: bool) -> None:
    """Bring the files of a folder into the landing root.

    Each file appears whole or not at all. Started again it goes on where it was killed. A landed
    file with other content stays, and nothing is landed, unless --replace is given.
    """
    started = time.monotonic()
    landed = land(
        source,
        normal_root(landing_root),
        feed_folders(),
        replace=replace,
        progress=progress_lines("files"),
    )
    show_landed(landed, landing_root, time.monotonic() - started)


def show_landed(landed: Landed, landing_root: str, seconds: float) -> None:
    """What was landed, in one line, and what was left out, in another."""
    click.echo(
        f"Landed {landed.files:,} files ({landed.replaced:,} replaced), "
        f"{landed.bytes / 1e6:,.1f} MB, in {landing_root} in {seconds:,.1f} s; "
        f"{landed.equal:,} were there already."
    )
    if landed.left_out:
        more = len(landed.left_out) - MOST_NAMES
        click.echo(
            f"Left out, as they are in no feed's folder: {', '.join(landed.left_out[:MOST_NAMES])}"
            + (f" and {more:,} more." if more > 0 else ".")
        )
