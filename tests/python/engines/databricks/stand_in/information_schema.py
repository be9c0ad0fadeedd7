"""Views of information_schema, filled from Spark's own catalogue when a statement reads them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from pyspark.sql import SparkSession

from tests.python.engines.databricks.stand_in.sql import spark_schema, system_view

TABLES = (
    "table_catalog string, table_schema string, table_name string, table_type string,"
    " data_source_format string, table_owner string, comment string, last_altered timestamp"
)
COLUMNS = (
    "table_catalog string, table_schema string, table_name string, column_name string,"
    " ordinal_position int, full_data_type string, is_nullable string, comment string"
)
# what a metastore of open Spark cannot have, so that their views are empty
WITHOUT_ROWS = {
    "key_column_usage": (
        "table_catalog string, table_schema string, table_name string, column_name string,"
        " constraint_catalog string, constraint_schema string, constraint_name string,"
        " ordinal_position int"
    ),
    "referential_constraints": (
        "constraint_catalog string, constraint_schema string, constraint_name string,"
        " unique_constraint_catalog string, unique_constraint_schema string,"
        " unique_constraint_name string"
    ),
    "table_constraints": (
        "table_catalog string, table_schema string, table_name string, constraint_name string,"
        " constraint_type string"
    ),
    "column_masks": (
        "table_catalog string, table_schema string, table_name string, column_name string,"
        " mask_name string, using_columns string"
    ),
    "row_filters": (
        "table_catalog string, table_schema string, table_name string, filter_name string,"
        " target_columns string"
    ),
}
Record = tuple[Any, ...]
ASKED_SCHEMA = re.compile(r"table_schema\s*=\s*'([^']*)'", re.IGNORECASE)
ASKED_TABLE = re.compile(r"table_name\s*=\s*'([^']*)'", re.IGNORECASE)


def prepare(
    session: SparkSession, views: frozenset[str], catalogs: Collection[str], statement: str
) -> None:
    """Creates the temporary views of information_schema that a statement reads.

    They hold the schemas and tables that the statement asks for by name, to read no more of the
    metastore than that.
    """
    if not views:
        return
    for name in views & WITHOUT_ROWS.keys():
        session.createDataFrame([], WITHOUT_ROWS[name]).createOrReplaceTempView(system_view(name))
    if not views & {"tables", "columns"}:
        return
    schemas = set(ASKED_SCHEMA.findall(statement))
    like = "|".join(sorted(set(ASKED_TABLE.findall(statement)))) or "*"
    tables = [row for catalog in catalogs for row in tables_of(session, catalog, schemas, like)]
    if "tables" in views:
        session.createDataFrame(tables, TABLES).createOrReplaceTempView(system_view("tables"))
    if "columns" in views:
        columns = [column for table in tables for column in columns_of(session, table)]
        session.createDataFrame(columns, COLUMNS).createOrReplaceTempView(system_view("columns"))


def tables_of(
    session: SparkSession, catalog: str, schemas: Collection[str], like: str
) -> Iterator[Record]:
    """A row of information_schema.tables for each table and view of some schemas."""
    for schema in sorted(schemas):
        stored = spark_schema(catalog, schema)
        if not session.catalog.databaseExists(stored):
            continue
        for row in session.sql(f"show table extended in `{stored}` like '{like}'").collect():
            if row["isTemporary"]:
                continue
            said = dict(re.findall(r"^([A-Z][\w ]*): (.*)$", row["information"], re.MULTILINE))
            yield (
                catalog,
                schema,
                row["tableName"],
                said["Type"],
                None if said["Type"] == "VIEW" else said["Provider"].upper(),
                said.get("Owner"),
                said.get("Comment"),
                last_altered(session, f"`{stored}`.`{row['tableName']}`", said),
            )


def last_altered(session: SparkSession, table: str, said: dict[str, str]) -> datetime:
    """When a table was last changed: a Delta table's last commit, else when it was created."""
    if said.get("Provider", "").lower() == "delta":
        detail = session.sql(f"describe detail {table}").collect()[0]
        changed: datetime = detail["lastModified"]
        return changed.replace(tzinfo=UTC)
    created = datetime.strptime(said["Created Time"], "%a %b %d %H:%M:%S %Z %Y")
    return created.replace(tzinfo=UTC)


def columns_of(session: SparkSession, table: Record) -> Iterator[Record]:
    """A row of information_schema.columns for each column of a row of tables_of."""
    catalog, schema, name = table[0], table[1], table[2]
    fields = session.table(f"`{spark_schema(catalog, schema)}`.`{name}`").schema.fields
    for position, field in enumerate(fields):
        yield (
            catalog,
            schema,
            name,
            field.name,
            position,
            field.dataType.simpleString(),
            "YES" if field.nullable else "NO",
            field.metadata.get("comment"),
        )
