"""The command of `make metric`, and the metric views of Databricks."""

from __future__ import annotations

import os
import sys
from contextlib import closing
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from orchestration.commands import Commands
from orchestration.dashboards.sources import connected
from orchestration.metrics.definitions import Metric, read_metrics
from orchestration.metrics.errors import MetricError
from orchestration.metrics.views import definitions, statements
from orchestration.problems import target_folder
from orchestration.reading import Reader, read_good_run
from orchestration.reading.storage import Warehouse
from orchestration.setup.render import PROJECT, replace_file

VIEWS = PROJECT / "resources" / "metric_views"
CATALOG = "ecommerce_catalog"


@click.group("metrics", cls=Commands)
def main() -> None:
    """Ask the metrics that models/metrics declares."""


@main.command("list")
def list_command() -> None:
    """Name all metrics, with their questions and dimensions."""
    for each in read_metrics(target_folder()):
        click.echo(f"{each.name} ({each.unit}): {each.question}")
        click.echo(f"    by {', '.join(each.model.dimensions)}")


@main.command()
@click.argument("name")
@click.option("--by", default="", help="Dimensions, with commas between them.")
def ask(name: str, by: str) -> None:
    """Answer a metric on the tables of the last good run, without Spark."""
    found = metric_called(name)
    query = found.query([word.strip() for word in by.split(",") if word.strip()])
    with closing(Reader(Warehouse.of_environment(), read_good_run())) as reader:
        answer = reader.query(query)
    shown = Table(*answer.column_names, box=None, header_style="bold")
    for row in answer.to_pylist():
        shown.add_row(*("" if value is None else str(value) for value in row.values()))
    Console(width=None if sys.stdout.isatty() else 10_000, highlight=False).print(shown)


@main.command()
@click.option("--catalog", default=CATALOG, show_default=True, help="Catalog of Unity Catalog.")
@click.option("--to", type=click.Path(path_type=Path), default=VIEWS, help="Folder of the files.")
@click.option("--sql", is_flag=True, help="Print statements instead.")
@click.option("--deploy", is_flag=True, help="Make the views, through a SQL warehouse, instead.")
def views(catalog: str, to: Path, sql: bool, deploy: bool) -> None:
    """Write the metric views of Databricks, a file each."""
    metrics = read_metrics(target_folder())
    if sql:
        click.echo("\n".join(f"{each};\n" for each in statements(metrics, catalog)), nl=False)
        return
    if deploy:
        with closing(connected(os.environ)) as connection, closing(connection.cursor()) as cursor:
            for statement in statements(metrics, catalog):
                cursor.execute(statement)
                click.echo(statement.partition("\n")[0])
        return
    for name, text in definitions(metrics, catalog).items():
        replace_file(to / name, text)
        click.echo(str(to / name))


def metric_called(name: str) -> Metric:
    """A metric. Raises MetricError when there is none of that name."""
    metrics = read_metrics(target_folder())
    found = next((each for each in metrics if each.name == name), None)
    if found is None:
        raise MetricError(f"There is no metric '{name}'.", "take one that `make metrics` names.")
    return found
