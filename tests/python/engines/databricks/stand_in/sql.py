"""The translation of a statement of Unity Catalog into one of a metastore without catalogs."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from tests.python.engines.databricks.stand_in.departures import CATALOG, INFORMATION_SCHEMA

NAME = r"(?:`(?:[^`]|``)*`|[A-Za-z_]\w*)"
TOKEN = re.compile(
    rf"""
      (?P<comment>/\*.*?\*/|--[^\n]*)
    | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
    | (?P<name>{NAME}(?:\.{NAME})*)
    """,
    re.VERBOSE | re.DOTALL,
)
SYSTEM_CATALOG = "system"
SYSTEM_SCHEMA = "information_schema"


@dataclass(frozen=True)
class Translation:
    """What is run for a statement.

    Attributes:
        sql: the statement for Spark.
        departures: names of the departures that it took.
        system_views: the views of information_schema that it reads.
    """

    sql: str
    departures: frozenset[str]
    system_views: frozenset[str]


def without_comments(statement: str) -> str:
    """The statement without comments and surrounding space."""
    return TOKEN.sub(
        lambda token: "" if token.lastgroup == "comment" else token.group(), statement
    ).strip()


def parts_of(name: str) -> list[str]:
    """The parts of a dotted name, in lower case and without backticks."""
    found = re.findall(NAME, name)
    return [part.strip("`").replace("``", "`").lower() for part in found]


def spark_schema(catalog: str, schema: str) -> str:
    """The schema of Spark's metastore that stands for a catalog's schema."""
    return f"{catalog}__{schema}".lower()


def system_view(name: str) -> str:
    """The temporary view that stands for a view of information_schema."""
    return f"{SYSTEM_SCHEMA}__{name}".lower()


def translate(statement: str, catalogs: Collection[str]) -> Translation:
    """Maps the names that begin with a catalog to names of Spark's metastore.

    Strings and comments stay as they are, and so do names that begin with anything else: Spark
    knows no catalogs by them and says so.
    """
    departures: set[str] = set()
    system_views: set[str] = set()

    def renamed(token: re.Match[str]) -> str:
        parts = parts_of(token.group()) if token.lastgroup == "name" else []
        if len(parts) < 2 or parts[0] not in {*catalogs, SYSTEM_CATALOG}:
            return token.group()
        if parts[1] == SYSTEM_SCHEMA and len(parts) == 3:
            departures.add(INFORMATION_SCHEMA.name)
            system_views.add(parts[2])
            return system_view(parts[2])
        if parts[0] == SYSTEM_CATALOG:
            return token.group()
        departures.add(CATALOG.name)
        return ".".join(f"`{part}`" for part in (spark_schema(*parts[:2]), *parts[2:]))

    sql = TOKEN.sub(renamed, statement)
    return Translation(sql, frozenset(departures), frozenset(system_views))
