"""The commands of `make cluster`, `make session`, `make servers` and `make stop`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click

from orchestration.cluster import servers, spark
from orchestration.cluster.errors import ClusterError
from orchestration.cluster.metastore import use_metastore
from orchestration.cluster.servers import Server

PORT = click.option(
    "--port",
    type=click.IntRange(1024, 65535),
    default=spark.DEFAULT_PORT,
    show_default=True,
    help="Port of the Connect server on 127.0.0.1.",
)


@click.group()
def main() -> None:
    """Run Spark servers on the lakehouse of LAKEHOUSE_HOME."""


@main.command()
@PORT
@click.option("--workers", type=click.IntRange(1, 16), default=2, show_default=True)
@click.option("--worker-memory", default="1g", show_default=True, help="As Java writes it.")
def start(port: int, workers: int, worker_memory: str) -> None:
    """Start a master, workers of one core each, and a Connect server."""
    settings = spark.ClusterSettings(workers, worker_memory)
    with_clear_errors(lambda: ready(spark.start_cluster(home(), settings, port=port)))


@main.command()
@PORT
def session(port: int) -> None:
    """Keep the local target's Spark session warm behind a Connect server."""
    with_clear_errors(lambda: ready(spark.start_session(home(), port=port)))


@main.command()
def status() -> None:
    """Name the servers of this lakehouse that are running."""
    found = servers.running(home())
    for server in found:
        click.echo(f"{server.name}: process {server.pid}, 127.0.0.1:{server.port}, {server.log}")
    if not found:
        click.echo(f"No servers of {home()} are running.")


@main.command()
def stop() -> None:
    """End all servers of this lakehouse; nothing happens when there are none."""
    ended = servers.stop_all(home())
    names = ", ".join(server.name for server in ended)
    click.echo(f"Ended: {names}." if ended else f"No servers of {home()} were running.")


@main.command()
@click.option("--url", required=True, help="jdbc:postgresql://<host>:<port>/<database>")
@click.option("--user", required=True)
@click.option("--password", envvar="LAKEHOUSE_METASTORE_PASSWORD", default="", show_envvar=True)
def metastore(url: str, user: str, password: str) -> None:
    """Use a metastore in Postgres, which takes several Spark processes at the same time."""

    def use() -> None:
        file = use_metastore(home(), url, user, password)
        click.echo(f"The metastore is at {url}. Its settings: {file}; remove that file to go back.")

    with_clear_errors(use)


def home() -> Path:
    """The lakehouse that env.sh has named."""
    value = os.environ.get("LAKEHOUSE_HOME")
    if not value:
        raise click.UsageError("LAKEHOUSE_HOME is not set: run `source env.sh` first.")
    return Path(value)


def ready(server: Server) -> None:
    """Says how to use a Connect server."""
    named = "" if server.port == spark.DEFAULT_PORT else f"SPARK_REMOTE={spark.remote_of(server)} "
    click.echo(f"Spark is ready at {spark.remote_of(server)}; make stop ends it. Now for example:")
    click.echo(f"  ENV=spark {named}dbt build --select rpt_distribution_headline")


def with_clear_errors(action: Callable[[], None]) -> None:
    """Does something; an expected failure ends the command with one sentence and exit code 2."""
    try:
        action()
    except ClusterError as error:
        click.echo(f"cluster: {error}", err=True)
        sys.exit(2)
