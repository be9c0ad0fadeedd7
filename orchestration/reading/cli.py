"""The command of `make query`."""

from __future__ import annotations

import os
import sys
from contextlib import closing

import click
from rich.console import Console
from rich.table import Table

from orchestration.problems import target_folder
from orchestration.reading.errors import ReadingError
from orchestration.reading.good_run import good_dbt_build, note_good_run, read_good_run
from orchestration.reading.lakehouse import Reader, listed
from orchestration.reading.storage import Warehouse

MISSING = 2


@click.group()
def main() -> None:
    """Read the lakehouse without Spark."""


@main.command()
@click.argument("sql")
@click.option("--limit", default=100, show_default=True, help="Rows that are shown at most.")
@click.option(
    "--now", is_flag=True, help="Tables as they are now, not as the last good run left them."
)
@click.option("--csv", "as_csv", is_flag=True, help="All rows as CSV.")
def query(sql: str, limit: int, now: bool, as_csv: bool) -> None:
    """Answer a query in Spark SQL on the tables of the last good run; `tables` lists them."""
    try:
        good = read_good_run()
        if sql.strip().lower() in ("tables", "show tables"):
            for name, kind in listed(good).items():
                click.echo(f"{name}  ({kind})")
            return
        with closing(Reader(Warehouse.of_environment(), good, now=now)) as reader:
            found = reader.query(sql)
    except ReadingError as error:
        click.echo(f"query: {error}", err=True)
        sys.exit(MISSING)
    if as_csv:
        from pyarrow import csv

        csv.write_csv(found, sys.stdout.buffer)
        return
    shown = Table(*found.column_names, box=None, header_style="bold")
    for row in found.slice(0, limit).to_pylist():
        shown.add_row(*("" if value is None else str(value) for value in row.values()))
    Console(width=None if sys.stdout.isatty() else 10_000, highlight=False).print(shown)
    more = "" if found.num_rows <= limit else f"; the first {limit:,} are shown"
    click.echo(f"{found.num_rows:,} rows{more}. As of {good.finished_at} (run {good.run_id[:8]}).")


@main.command()
def note() -> None:
    """Note what the last `dbt build` has left, if it was a good one of everything."""
    target = target_folder()
    finished_at = good_dbt_build(target)
    if finished_at is None or (file := note_good_run(target, finished_at, os.environ)) is None:
        click.echo(
            f"note: the last dbt command in {target} was no good build of everything. Mend: make "
            "run-pipeline, which notes its good runs by itself.",
            err=True,
        )
        sys.exit(MISSING)
    click.echo(f"Noted in {file}.")
