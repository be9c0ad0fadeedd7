"""The commands of `make dashboards`, `make open` and the app."""

from __future__ import annotations

import os
import sys
import webbrowser
from pathlib import Path
from typing import Any

import click

from orchestration.dashboards.bundle_app import write_app
from orchestration.dashboards.catalogue import FOLDER, read_catalogue
from orchestration.dashboards.databricks import dashboards
from orchestration.dashboards.errors import DashboardError
from orchestration.dashboards.page import page_of
from orchestration.dashboards.paper import pdf_of
from orchestration.dashboards.sources import databricks_content, local_content
from orchestration.problems import target_folder
from orchestration.reading import ReadingError
from orchestration.setup.render import PROJECT, replace_file

MISSING = 2


class Commands(click.Group):
    """Commands whose errors are sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        """Ends with 2 when something is missing that a person has to provide."""
        try:
            return super().invoke(ctx)
        except (DashboardError, ReadingError) as error:
            click.echo(f"dashboards: {error}", err=True)
            sys.exit(MISSING)
        except OSError as error:
            click.echo(f"dashboards: {error}. Mend: check the folder and the free space.", err=True)
            sys.exit(MISSING)


@click.group(cls=Commands)
def main() -> None:
    """Make dashboards from dashboards/*.yml."""


@main.command()
@click.option(
    "--to", type=click.Path(path_type=Path), help="Folder; target/dashboards if not given."
)
@click.option("--from", "source", type=click.Choice(["tables", "databricks"]), default="tables")
@click.option("--pdf/--no-pdf", default=True, help="Also the PDF for the mail.")
@click.option("--open", "opens", is_flag=True, help="Open the page in a browser.")
def page(to: Path | None, source: str, pdf: bool, opens: bool) -> None:
    """Make the page, and the same as PDF, from the tables of the last good run."""
    pages = read_catalogue()
    content = local_content(pages) if source == "tables" else databricks_content(pages)
    folder = to or target_folder() / "dashboards"
    replace_file(folder / "index.html", page_of(content))
    click.echo(f"{content['as_of']}\nOpen {folder / 'index.html'} in a browser (make open).")
    if pdf:
        file = folder / "dashboards.pdf"
        file.write_bytes(pdf_of(content))
        click.echo(f"The same for a mail: {file}")
    if opens and not webbrowser.open((folder / "index.html").as_uri()):
        click.echo("There is no browser here that could be opened.")


@main.command("databricks")
def databricks_command() -> None:
    """Write the AI/BI dashboards that the bundle deploys (dashboards/databricks)."""
    for name, text in dashboards(read_catalogue()).items():
        replace_file(FOLDER / "databricks" / name, text)
        click.echo(str((FOLDER / "databricks" / name).relative_to(PROJECT)))


@main.command("app")
@click.option(
    "--to", type=click.Path(path_type=Path), help="Folder; target/dashboard_app if not given."
)
def app_command(to: Path | None) -> None:
    """Write the folder that is deployed as a Databricks App."""
    click.echo(f"Written: {write_app(to or target_folder() / 'dashboard_app')}")


@main.command()
@click.option("--port", default=lambda: int(os.environ.get("DATABRICKS_APP_PORT", "8000")))
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--from", "source", type=click.Choice(["tables", "databricks"]), default="databricks")
@click.option("--prefix", envvar="DBT_SCHEMA_PREFIX", default="", help="Of the schemas' names.")
def serve(port: int, host: str, source: str, prefix: str) -> None:
    """Serve the page; on Databricks this is the app."""
    from orchestration.dashboards.app import make_app

    pages = read_catalogue()
    read = databricks_content if source == "databricks" else local_content
    values = {**os.environ, "DBT_SCHEMA_PREFIX": prefix}
    make_app(lambda: read(pages, values)).run(host=host, port=port, threaded=True)
