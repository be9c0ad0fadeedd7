"""One warm Spark session for a whole process; every lakehouse in it has schemas of its own."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyspark.sql import SparkSession

from orchestration.setup.environment import lakehouse_environment


@dataclass(frozen=True)
class WarmSession:
    """A running Spark session, the folder of its metastore and warehouse, and dbt's environment."""

    spark: SparkSession
    home: Path
    environment: Mapping[str, str]


@contextmanager
def environment_of(values: Mapping[str, str]) -> Iterator[None]:
    """Replaces the environment of this process for a while."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


# What users run small data with.
SMALL = {"LAKEHOUSE_TUNING": "small"}
# The same for a session that lives many runs: from the seventh on Java's second compiler has paid
# for itself, later ones take two thirds of the CPU time.
LONG_LIVED = {"LAKEHOUSE_TUNING": "warm"}


@contextmanager
def warm_session(
    home: Path | None = None, variables: Mapping[str, str] | None = None
) -> Iterator[WarmSession]:
    """Starts Spark on a lakehouse of its own (10 s) and stops it at the end.

    Args:
        home: folder of the metastore and the warehouse; a temporary one, removed at the end, when
            it is not given.
        variables: of the environment, for example WAREHOUSE_ROOT or LONG_LIVED.
    """
    # dbt's messages say what failed
    logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
    folder = home or Path(tempfile.mkdtemp(prefix="lakehouse_"))
    environment = lakehouse_environment(folder, {**SMALL, **(variables or {})})
    with environment_of(environment):
        spark = SparkSession.builder.enableHiveSupport().getOrCreate()
    try:
        yield WarmSession(spark, folder, environment)
    finally:
        spark.stop()
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def compiled(session: WarmSession) -> Iterator[None]:
    """Lets Spark compile and replan for a while, which pays on a hundred thousand rows."""
    settings = {
        "spark.sql.codegen.wholeStage": "true",
        "spark.sql.codegen.factoryMode": "FALLBACK",
        "spark.sql.adaptive.enabled": "true",
    }
    before = {name: session.spark.conf.get(name) for name in settings}
    for name, value in settings.items():
        session.spark.conf.set(name, value)
    try:
        yield
    finally:
        for name, was in before.items():
            session.spark.conf.set(name, str(was))
