"""The command of `make edit`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table

from orchestration.editing.loop import Loop
from orchestration.pipeline.checks import check_machine, only_run
from orchestration.pipeline.dbt_build import build
from orchestration.pipeline.errors import PipelineError
from orchestration.pipeline.settings import RunSettings, read_settings
from orchestration.setup.render import PROJECT
from orchestration.storage import StorageError
from orchestration.watch import session

MISSING = 2
TABLES = ("model.", "snapshot.", "seed.")


class DbtWorkshop:
    """Builds with dbt and Spark that live in this process, so that only the model itself takes time."""

    def __init__(self, settings: RunSettings, rows: int) -> None:
        self.settings = settings
        self.rows = rows

    def build(self, nodes: Sequence[str]) -> bool:
        """Builds nodes with the tests that need nothing else."""
        outcome = build(self.settings, full_refresh=False, select=nodes)
        if not outcome.succeeded:
            failures = (outcome.summary or {}).get("failures", [])
            for each in failures:
                complain(f"{each['node']}: {each['message'][:2000]}")
            if not failures:
                complain(outcome.error[:2000] or "nothing was built.")
        return outcome.succeeded

    def show(self) -> None:
        """Shows the first rows of each table or view that the last build has built."""
        file = self.settings.target_folder / "run_results.json"
        for result in json.loads(file.read_text(encoding="utf-8"))["results"]:
            if result["unique_id"].startswith(TABLES) and result.get("relation_name"):
                show_rows(result["relation_name"], self.rows)


def show_rows(relation: str, count: int) -> None:
    """The first rows of a table, by the session that has built it."""
    from pyspark.sql import SparkSession

    frame = SparkSession.builder.getOrCreate().sql(f"select * from {relation} limit {count}")
    table = Table(*frame.columns, title=relation, box=None, header_style="bold")
    for row in frame.collect():
        table.add_row(*("" if value is None else str(value) for value in row))
    Console(width=None if sys.stdout.isatty() else 200, highlight=False, markup=False).print(table)


@click.command()
@click.argument("models", nargs=-1)
@click.option("--rows", default=10, show_default=True, help="Rows that are shown.")
def main(models: tuple[str, ...], rows: int) -> None:
    """Build each model that is saved, with its tests, and show its rows, until Ctrl-C.

    MODELS are built at once, which also warms everything up. Ends with 2 when something is missing.
    """
    try:
        settings = read_settings()
        check_machine(settings)
        with only_run(settings):
            loop = Loop(PROJECT, DbtWorkshop(settings, rows), say)
            if models:
                loop.round(models)
            say("Save a model, and it is built; Ctrl-C ends it.")
            loop.run()
    except (PipelineError, StorageError) as error:
        complain(str(error))
        sys.exit(MISSING)
    except KeyboardInterrupt:
        say("Ended.")
    finally:
        session.end()


def say(text: str) -> None:
    """Says what was done, with the time."""
    click.echo(f"{time.strftime('%H:%M:%S')}  {text}")


def complain(text: str) -> None:
    """Says what is wrong."""
    click.echo(f"{time.strftime('%H:%M:%S')}  edit: {text}", err=True)
