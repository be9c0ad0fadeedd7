"""Spark behind the stand-in: a session per connection, a log of every statement."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyarrow as pa
from pyspark.errors import AnalysisException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import to_json
from pyspark.sql.types import StructType

from tests.python.engines.databricks.stand_in import information_schema
from tests.python.engines.databricks.stand_in.departures import (
    CATALOG,
    DESCRIPTION,
    READ_FILES,
    SCHEMAS,
    VERSION,
)
from tests.python.engines.databricks.stand_in.description import describe_as_json
from tests.python.engines.databricks.stand_in.read_files import open_tables
from tests.python.engines.databricks.stand_in.sql import (
    parts_of,
    spark_schema,
    translate,
    without_comments,
)

CLUSTER_VERSION = "15.4.x-scala2.13"
VERSION_KEY = "spark.databricks.clusterUsageTags.sparkVersion"
ASKS_FOR_VERSION = re.compile(rf"set\s+{re.escape(VERSION_KEY)}", re.IGNORECASE)
ASKS_FOR_CATALOG = re.compile(r"select\s+current_catalog\(\)", re.IGNORECASE)
SHOWS_SCHEMAS = re.compile(
    r"show\s+(?:schemas|databases)\s+in\s+(?P<catalog>\S+)(?:\s+like\s+'(?P<like>[^']*)')?",
    re.IGNORECASE,
)
DESCRIBES_AS_JSON = re.compile(
    r"describe\s+table\s+extended\s+(?P<table>\S+)\s+as\s+json", re.IGNORECASE
)
REFUSED_FOR_DELTA = "[NOT_SUPPORTED_COMMAND_FOR_V2_TABLE]"
# what a warehouse has on, whatever the settings of the local session are
SETTINGS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    # `show table extended` says the columns of Delta tables, as Unity Catalog's does
    "spark.databricks.delta.catalog.update.enabled": "true",
}


class StandInError(Exception):
    """What a client is told of a statement or a connection that failed."""


@dataclass(frozen=True)
class Session:
    """The session of a connection.

    Attributes:
        spark: the session.
        catalog: the one that it was opened with, if with one.
        tables: what stands for its calls of read_files, until it is closed.
    """

    spark: SparkSession
    catalog: str | None
    tables: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Statement:
    """A statement that a client has sent.

    Attributes:
        sent: as it came, with dbt's comment.
        run: as Spark got it; empty where the stand-in answered.
        departures: names of the departures that it took.
        error: what went wrong, empty if nothing did.
    """

    sent: str
    run: str
    departures: frozenset[str]
    error: str


class Engine:
    """Runs statements for many connections side by side.

    Args:
        spark: the session that the connections' sessions are made of.
        catalogs: the catalogs that exist.
    """

    def __init__(self, spark: SparkSession, catalogs: Iterable[str]) -> None:
        self.spark = spark
        self.catalogs = frozenset(name.lower() for name in catalogs)
        self.statements: list[Statement] = []
        self.sessions: dict[bytes, Session] = {}
        self.lock = threading.Lock()

    def open(self, connection: bytes, catalog: str | None) -> None:
        """Opens a session for a connection.

        Raises:
            StandInError: there is no such catalog.
        """
        if catalog:
            self.check_catalog(catalog)
        session = self.spark.newSession()
        for key, value in SETTINGS.items():
            session.conf.set(key, value)
        with self.lock:
            self.sessions[connection] = Session(session, catalog.lower() if catalog else None)

    def close(self, connection: bytes) -> None:
        """Forgets the session of a connection."""
        with self.lock:
            closed = self.sessions.pop(connection, None)
        if closed:
            for table in closed.tables:
                closed.spark.sql(f"drop table {table}")

    def check_catalog(self, name: str) -> None:
        """Raises StandInError if there is no such catalog."""
        if name.lower() not in self.catalogs:
            raise StandInError(
                f"[NO_SUCH_CATALOG_EXCEPTION] Catalog '{name}' was not found. Please verify the"
                " catalog name and then retry the query or command again. SQLSTATE: 42704"
            )

    def execute(self, connection: bytes, sent: str) -> pa.Table:
        """Runs a statement.

        Returns: its rows; a statement without a result has none, under a column `result`.

        Raises:
            StandInError: Spark refuses it, or the connection is closed.
        """
        opened = self.sessions.get(connection)
        if opened is None:
            raise StandInError("[INVALID_HANDLE] The session is closed.")
        session = opened.spark
        translation = translate(sent, self.catalogs)
        run, departures, error = translation.sql, translation.departures, ""
        text = without_comments(sent)
        try:
            if ASKS_FOR_VERSION.fullmatch(text):
                run, departures = "", frozenset({VERSION.name})
                return pa.table({"key": [VERSION_KEY], "value": [CLUSTER_VERSION]})
            if ASKS_FOR_CATALOG.fullmatch(text) and opened.catalog:
                run, departures = "", frozenset({CATALOG.name})
                return pa.table({"current_catalog()": [opened.catalog]})
            if shows := SHOWS_SCHEMAS.fullmatch(text):
                run, departures = "", frozenset({SCHEMAS.name})
                return self.schemas(session, parts_of(shows["catalog"])[0], shows["like"] or "*")
            information_schema.prepare(
                session, translation.system_views, self.catalogs, translation.sql
            )
            run, tables = open_tables(session, run)
            opened.tables.extend(tables)
            if tables:
                departures |= {READ_FILES.name}
            try:
                return rows_of(session, run)
            except AnalysisException as refusal:
                described = DESCRIBES_AS_JSON.fullmatch(without_comments(run))
                if not described or REFUSED_FOR_DELTA not in str(refusal):
                    raise
                run, departures = "", departures | {DESCRIPTION.name}
                return describe_as_json(session, described["table"])
        except StandInError as failure:
            error = str(failure)
            raise
        except Exception as failure:
            # any failure of Spark is the client's to know, and must not end the server
            error = str(failure).partition("\n\nJVM stacktrace:")[0]
            raise StandInError(error) from failure
        finally:
            with self.lock:
                self.statements.append(Statement(sent, run, departures, error))

    def schemas(self, session: SparkSession, catalog: str, like: str) -> pa.Table:
        """The schemas of a catalog, as `show schemas` has them."""
        self.check_catalog(catalog)
        prefix = spark_schema(catalog, "")
        rows = session.sql(f"show schemas like '{prefix}{like}'").collect()
        names = [row[0].removeprefix(prefix) for row in rows]
        return pa.table({"databaseName": pa.array(names, pa.string())})


def rows_of(session: SparkSession, sql: str) -> pa.Table:
    """The rows of a statement; a statement without a result has none, under a column `result`."""
    frame = session.sql(sql)
    if not frame.schema.fields:
        return pa.table({"result": pa.array([], pa.string())})
    return with_texts(frame).toArrow()


def with_texts(frame: DataFrame) -> DataFrame:
    """The rows with structs as JSON: what OPTIMIZE returns cannot be had through Arrow."""
    fields = frame.schema.fields
    if not any(isinstance(field.dataType, StructType) for field in fields):
        return frame
    return frame.select(
        *(
            to_json(field.name).alias(field.name)
            if isinstance(field.dataType, StructType)
            else field.name
            for field in fields
        )
    )
