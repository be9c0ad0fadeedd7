"""The command of `make alert`."""

from __future__ import annotations

import sys

import click

from orchestration.alerts.causes import utc_now
from orchestration.alerts.errors import AlertError
from orchestration.alerts.settings import read_settings
from orchestration.alerts.tell import tell
from orchestration.problems import Problem, target_folder, write_outcome
from orchestration.retries import tell_retries

NOT_SENT, MISSING = 1, 2


@click.group()
def main() -> None:
    """Tell people what runs and landings did."""


@main.command("tell")
def tell_command() -> None:
    """Tell what nobody was told yet: a success, each problem once, and when it is over.

    For after every run and every landing, and for a schedule of its own: it finds out by itself
    that no run has ended. Ends with 0 when all is told, 1 when something could not be sent (the
    next call sends it), 2 when nobody is named whom to tell.
    """
    tell_retries()
    try:
        told = tell(read_settings(), utc_now())
    except AlertError as error:
        click.echo(f"alert: {error}", err=True)
        sys.exit(MISSING)
    except OSError as error:
        click.echo(f"alert: {error}. Mend: check the folders and the free space.", err=True)
        sys.exit(MISSING)
    for channel, message in told.sent:
        click.echo(f"{channel}: {message.subject}")
    many = (
        "1 problem is" if len(told.open_titles) == 1 else f"{len(told.open_titles):,} problems are"
    )
    click.echo(f"{many} open." if told.sent else f"Nothing new to tell; {many} open.")
    if told.refused:
        count = len(set(told.refused))
        click.echo(
            f"alert: the mail server refuses {count:,} of the recipients. Mend: correct "
            "ALERT_MAIL_TO.",
            err=True,
        )
    for problem in told.errors:
        click.echo(f"alert: {problem}", err=True)
    if told.errors:
        sys.exit(NOT_SENT)


@main.command("note")
@click.argument("schedule")
@click.option("--problem", help="What is wrong, in a sentence. Without it all is well again.")
def note_command(schedule: str, problem: str | None) -> None:
    """Leave for the alerts how a run of a scheduler's SCHEDULE ended; nothing is sent."""
    found = []
    if problem:
        mend = "look at the scheduler's log of that task, then start it again: nothing is loaded twice."
        title = f"trouble with a run of {schedule}"
        found.append(Problem(f"schedule:{schedule}", title, problem, mend))
    write_outcome(schedule, {}, found, target_folder())
