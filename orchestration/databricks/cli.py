"""The commands of Databricks' jobs, and the one that sets secrets."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from orchestration.databricks.errors import DatabricksError
from orchestration.setup.render import PROJECT

STATE = click.Path(file_okay=False, path_type=Path)
state_option = click.option(
    "--state", type=STATE, required=True, help="The volume in which runs leave what they did."
)


class Commands(click.Group):
    """Shows errors that a person can mend as messages, without a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Runs a command."""
        try:
            return super().invoke(ctx)
        except DatabricksError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            raise click.ClickException(
                f"{error} Mend: check that the volume is there and may be written."
            ) from None


@click.group(cls=Commands)
def main() -> None:
    """What the jobs on Databricks do beside dbt; docs/databricks.md describes it."""


@main.command("land")
@click.argument("landing", type=click.Choice(["api", "partners"]))
@click.option("--to", "landing_target", required=True, help="A folder or s3a://bucket/prefix.")
@state_option
def land_command(landing: str, landing_target: str, state: Path) -> None:
    """Land the shop's orders or the partners' files, and keep what came of it for the mails."""
    from orchestration.databricks.night import land

    sys.exit(land(landing, landing_target, state))


@main.command("summary")
@state_option
@click.option("--run", required=True, help="Id of the job's run.")
def summary_command(state: Path, run: str) -> None:
    """Put the results of the layers together; ends with 1 when one of them has failed."""
    from orchestration.databricks.night import summarize

    if not summarize(state, run):
        sys.exit(1)


@main.command("mails")
@state_option
@click.option("--problems-only", is_flag=True, help="Do not tell a success.")
def mails_command(state: Path, problems_only: bool) -> None:
    """Tell what was left last, each problem once."""
    from orchestration.databricks.night import tell

    sys.exit(tell(state, problems_only=problems_only))


@main.command("forget")
@state_option
@click.option("--days", default=30, show_default=True, type=click.IntRange(min=1))
def forget_command(state: Path, days: int) -> None:
    """Remove what runs left that ended some days ago."""
    from orchestration.databricks.state import forget

    gone = forget(state, datetime.now(UTC) - timedelta(days=days))
    click.echo(f"Removed the state of {len(gone):,} runs older than {days} days.")


@main.command("secrets")
@click.option("--scope", required=True, help="The scope that the bundle has made.")
def secrets_command(scope: str) -> None:
    """Set the secrets that the jobs read; values come from variables or are asked for unseen."""
    from databricks.sdk import WorkspaceClient

    from orchestration.databricks.secret_values import secrets_of_jobs, set_secrets, values_of

    try:
        client = WorkspaceClient()
    except ValueError:
        raise DatabricksError(
            "Nobody has signed in to Databricks.",
            "databricks auth login, or export DATABRICKS_HOST and DATABRICKS_TOKEN.",
        ) from None
    values = values_of(secrets_of_jobs(), os.environ)
    set_secrets(client, scope, values)
    click.echo(f"Set {len(values)} secrets in {scope}: {', '.join(values)}.")


@main.command("check")
@click.option(
    "--schema",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    envvar="DATABRICKS_BUNDLE_SCHEMA",
    help="What `databricks bundle schema` has printed; without it the CLI is asked.",
)
def check_command(schema: Path | None) -> None:
    """Hold databricks.yml and resources/ against the JSON schema of bundles."""
    from orchestration.databricks.schema import problems_of, schema_text

    problems = problems_of(PROJECT, schema_text(schema))
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        raise DatabricksError(f"{len(problems)} problems.", "correct them and run it again.")
    click.echo("The bundle is as its schema wants it.")
