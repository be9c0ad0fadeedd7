"""Commands: land the files of a folder, the orders of the shop's API, the files of partners."""

import os
import sys
import time
from pathlib import Path

import click

from orchestration.feeds import feed_folders
from orchestration.landing.errors import LandingError
from orchestration.landing.land import MOST_NAMES, Landed, land
from orchestration.landing.new_orders import land_orders
from orchestration.landing.orders import FILE_SIZE
from orchestration.landing.outcomes import left_for_alerts
from orchestration.landing.partner_settings import VARIABLE, read_partners
from orchestration.landing.partners import LandedPartner, land_partner
from orchestration.problems import target_folder, write_outcome
from orchestration.progress import progress_lines
from orchestration.retries import tell_retries
from orchestration.setup.render import PROJECT
from orchestration.storage import StorageError, normal_root, open_for_landing

# Seconds by which clocks may differ before somebody is told.
CLOCKS_DIFFER = 60
# Exit code: something is wrong that another attempt may mend.
NOT_REACHED = 1

FOLDER_PATH = click.Path(file_okay=False, path_type=Path)
root_option = click.option(
    "--to",
    "landing_root",
    metavar="ROOT",
    default=lambda: os.environ.get("LANDING_ROOT", ""),
    help="A folder or s3a://bucket/prefix. [default: LANDING_ROOT]",
)


class Commands(click.Group):
    """Shows errors that a person can mend as messages, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command."""
        try:
            return super().invoke(ctx)
        except (LandingError, StorageError) as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(
                f"{error}\nWhat to do: check the folders and the free space, then run it again."
            ) from error


@click.group(cls=Commands)
def main() -> None:
    """Bring real files into the landing root."""


@main.command("land")
@click.option(
    "--from", "source", type=FOLDER_PATH, required=True, help="Folder with feeds' folders."
)
@root_option
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


@main.command("api")
@root_option
@click.option("--accept-gap", is_flag=True, help="Go on where the shop leaves out orders.")
@click.option(
    "--file-size",
    default=FILE_SIZE,
    show_default=True,
    type=click.IntRange(min=1),
    help="Bytes after which a file is written.",
)
def api_command(landing_root: str, accept_gap: bool, file_size: int) -> None:
    """Land the orders that the shop's API has and that are not landed yet.

    SHOP_API_URL and SHOP_API_TOKEN say whom to ask. Started again it goes on where it was killed:
    no order is lost and none is landed twice.
    """
    started = time.monotonic()
    tell_retries()
    landed, clock_ahead = land_orders(landing_root, file_size=file_size, accept_gap=accept_gap)
    many = "1 file" if landed.files == 1 else f"{landed.files:,} files"
    click.echo(
        f"Landed {landed.orders:,} orders in {many}, {landed.bytes / 1e6:,.1f} MB, "
        f"in {landing_root} in {time.monotonic() - started:,.1f} s"
        + (f"; {landed.repeated:,} came again as they were." if landed.repeated else ".")
    )
    if clock_ahead is not None and abs(clock_ahead) > CLOCKS_DIFFER:
        click.echo(
            f"WARNING: this machine's clock and the shop's differ by {clock_ahead:+,.0f} s. "
            "Mend: set the clock (timedatectl set-ntp true); the order of the files is right."
        )


@main.command("partners")
@root_option
@click.option(
    "--partners",
    "file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The partners' file. [default: {VARIABLE}, or partners.yml in LAKEHOUSE_HOME]",
)
def partners_command(landing_root: str, file: Path | None) -> None:
    """Land the files that partners offer, and say which expected ones are missing.

    Ends with 1 when a partner could not be reached. A file that is missing ends nothing: it is
    left for the alerts.
    """
    home = Path(os.environ.get("LAKEHOUSE_HOME") or PROJECT / ".local")
    with left_for_alerts("partners", "partners' files are not landed", "partners"):
        partners = read_partners(file or Path(os.environ.get(VARIABLE) or home / "partners.yml"))
        root = open_for_landing(landing_root)
        results = {name: land_partner(name, partner, root) for name, partner in partners.items()}
    for name, done in results.items():
        show_partner(name, done)
    problems = [problem for done in results.values() for problem in done.problems]
    files = sum(len(done.files) for done in results.values())
    write_outcome("partners", {"files": files}, problems, target_folder())
    if not all(done.is_reached for done in results.values()):
        sys.exit(NOT_REACHED)


def show_partner(name: str, done: LandedPartner) -> None:
    """What the landing of a partner did, and what is wrong with its files."""
    many = "1 file" if len(done.files) == 1 else f"{len(done.files):,} files"
    waiting = f"; not complete yet: {shortened(done.waiting)}" if done.waiting else ""
    click.echo(f"{name}: landed {many}{waiting}")
    if done.unexpected:
        click.echo(f"  WARNING: nobody expects {shortened(done.unexpected)}: left there")
    for problem in done.problems:
        click.echo(f"  PROBLEM: {problem.what} Mend: {problem.mend}", err=True)


def shortened(names: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
