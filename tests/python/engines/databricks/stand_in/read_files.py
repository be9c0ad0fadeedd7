"""read_files, which open Spark does not have: external tables over the folders that it names."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

from pyspark.sql import SparkSession

TEXT = r"'(?:[^'\\]|\\.)*'"
CALL = re.compile(
    rf"\bread_files\(\s*(?P<path>{TEXT})(?P<options>(?:\s*,\s*\w+\s*=>\s*{TEXT})+)\s*\)",
    re.IGNORECASE,
)
OPTION = re.compile(rf"(?P<name>\w+)\s*=>\s*(?P<value>{TEXT})")
SCHEMA = "read_files"
# formats that have a schema of their own; for binary files Spark knows it
FIXED_COLUMNS = {"binaryFile": "", "text": "(value string)"}


def calls(statement: str) -> list[str]:
    """The calls of read_files in a statement."""
    return [call.group() for call in CALL.finditer(statement)]


def open_tables(session: SparkSession, statement: str) -> tuple[str, list[str]]:
    """Puts a new table in the place of each call: a view over it sees the folder as it was.

    Returns: the statement, and the tables, which are the caller's to drop.

    Raises:
        FileNotFoundError: a folder is not there.
    """
    tables: list[str] = []

    def opened(call: re.Match[str]) -> str:
        path = call["path"][1:-1]
        if not Path(path).exists():
            raise FileNotFoundError(f"[PATH_NOT_FOUND] Path does not exist: {path}.")
        options = {each["name"]: each["value"] for each in OPTION.finditer(call["options"])}
        kind = options.pop("format")[1:-1]
        options.pop("schemaEvolutionMode", None)
        schema = options.pop("schema", "''")[1:-1]
        columns = FIXED_COLUMNS.get(kind, f"({schema})")
        options["recursiveFileLookup"] = "'true'"
        given = ", ".join(f"{name} {value}" for name, value in options.items())
        table = f"{SCHEMA}.t{uuid.uuid4().hex}"
        tables.append(table)
        session.sql(
            f"create table {table} {columns} using {kind} options ({given}) location {call['path']}"
        )
        return table

    if CALL.search(statement):
        session.sql(f"create schema if not exists {SCHEMA}")
    return CALL.sub(opened, statement), tables
