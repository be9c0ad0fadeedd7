"""What a run needs, looked at before Spark starts."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from orchestration.locks import locked
from orchestration.pipeline.errors import PipelineError
from orchestration.pipeline.settings import RunSettings
from orchestration.setup.install import DISK_FOR_RUN, java_problem

# what the profile has when SPARK_REMOTE is not set
DEFAULT_REMOTE = "sc://127.0.0.1:15002"
CONNECT_PATIENCE = 5.0


def check_machine(settings: RunSettings, environment: Mapping[str, str] | None = None) -> None:
    """Raises PipelineError when the target lacks something that can be seen at once."""
    values = os.environ if environment is None else environment
    if settings.target == "local":
        check_java()
        check_disk(settings.home)
    elif settings.target == "spark":
        check_spark_connect(values.get("SPARK_REMOTE") or DEFAULT_REMOTE)
    elif settings.target == "databricks":
        check_databricks(values)


def check_java() -> None:
    """Raises PipelineError when Java 17 is missing."""
    problem = java_problem()
    if problem:
        what, _, mend = problem.partition(" Mend: ")
        raise PipelineError(what, mend)


def check_disk(home: Path) -> None:
    """Raises PipelineError when the lakehouse's folder cannot be written or its disk is full."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        free_gib = shutil.disk_usage(home).free / 2**30
    except OSError as error:
        raise PipelineError(
            f"The lakehouse's folder {home} cannot be used: {error.strerror}.",
            "set LAKEHOUSE_HOME to a folder that can be written.",
        ) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise PipelineError(
            f"The lakehouse's folder {home} cannot be written.",
            "set LAKEHOUSE_HOME to a folder that can be written.",
        )
    if free_gib < DISK_FOR_RUN:
        raise PipelineError(
            f"{DISK_FOR_RUN:.0f} GB of free disk are needed in {home}, {free_gib:.1f} GB are free.",
            "free some, or set LAKEHOUSE_HOME to a folder on a larger disk.",
        )


def check_spark_connect(remote: str) -> None:
    """Raises PipelineError when nobody listens there: Spark's client tries for ten minutes.

    remote: sc://<host>:<port>, with parameters or without.
    """
    place = urlsplit(remote)
    if place.scheme != "sc" or not place.hostname:
        raise PipelineError(
            f"SPARK_REMOTE is '{remote}'.",
            "export SPARK_REMOTE=sc://<host>:<port> of a Spark Connect server.",
        )
    try:
        with socket.create_connection((place.hostname, place.port or 15002), CONNECT_PATIENCE):
            return
    except OSError as error:
        raise PipelineError(
            f"No Spark Connect server answers at {remote}: {error.strerror or error}.",
            "start one (make session, or make cluster), or export SPARK_REMOTE=sc://<host>:<port>.",
        ) from error


def check_databricks(values: Mapping[str, str]) -> None:
    """Raises PipelineError when the connection's variables are incomplete."""
    missing = [name for name in ("DATABRICKS_HOST", "DATABRICKS_HTTP_PATH") if not values.get(name)]
    if not values.get("DATABRICKS_TOKEN") and not (
        values.get("DATABRICKS_CLIENT_ID") and values.get("DATABRICKS_CLIENT_SECRET")
    ):
        missing.append("DATABRICKS_TOKEN (or DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET)")
    if missing:
        raise PipelineError(
            f"The connection to Databricks is not set: {', '.join(missing)}.",
            "export them; profiles/profiles.yml says what each one is.",
        )


@contextmanager
def only_run(settings: RunSettings) -> Iterator[None]:
    """Keeps a second run out of a local lakehouse: its metastore takes one process at a time.

    Raises PipelineError when another run is at work.
    """
    if settings.target != "local":
        yield
        return
    with ExitStack() as held:
        try:
            held.enter_context(locked(settings.home / "run.lock", wait=False))
        except BlockingIOError:
            raise PipelineError(
                f"Another run is at work in {settings.home}.",
                "wait until it has ended, or give this one its own LAKEHOUSE_HOME.",
            ) from None
        yield
