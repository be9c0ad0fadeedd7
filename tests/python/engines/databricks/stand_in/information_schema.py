"""Views of information_schema, filled from Spark's own catalogue when a statement reads them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from pyspark.sql import Row, SparkSession

from tests.python.engines.databricks.stand_in.sql import spark_schema, system_view

TABLES = (
    "table_catalog string, table_schema string, table_name string, table_type string,"
    " data_source_format string, table_owner string, comment string, last_altered timestamp"
)
COLUMNS = (
    "table_catalog string, table_schema string, table_name string, column_name string,"
    " ordinal_position int, full_data_type string, comment string"
)
# what a metastore of open Spark cannot have, so that their views are empty
WITHOUT_ROWS = {
    "column_masks": (
        "table_catalog string, table_schema string, table_name string, column_name string,"
        " mask_name string, using_columns string"
    ),
    "row_filters": (
        "table_catalog string, table_schema string, table_name string, filter_name string,"
        " target_columns string"
    ),
}
ASKED_SCHEMA = re.compile(r"table_schema\s*=\s*'([^']*)'", re.IGNORECASE)


def prepare(
    session: SparkSession, views: frozenset[str], catalogs: Collection[str], statement: str
) -> None:
    """Creates the temporary views of information_schema that a statement reads.

    They hold the schemas that the statement asks for by name, to read no more of the metastore
    than that.
    """
    if not views:
        return
    for name in views & WITHOUT_ROWS.keys():
        session.createDataFrame([], WITHOUT_ROWS[name]).createOrReplaceTempView(system_view(name))
    schemas = set(ASKED_SCHEMA.findall(statement))
    tables = [row for catalog in catalogs for row in tables_of(session, catalog, schemas)]
    if "tables" in views:
        session.createDataFrame(tables, TABLES).createOrReplaceTempView(system_view("tables"))
    if "columns" in views:
        columns = [column for table in tables for column in columns_of(session, table)]
        session.createDataFrame(columns, COLUMNS).createOrReplaceTempView(system_view("columns"))


def tables_of(session: SparkSession, catalog: str, schemas: Collection[str]) -> Iterator[Row]:
    """A row of information_schema.tables for each table and view of some schemas."""
    for schema in sorted(schemas):
        stored = spark_schema(catalog, schema)
        if not session.catalog.databaseExists(stored):
            continue
        for row in session.sql(f"show table extended in `{stored}` like '*'").collect():
            if row["isTemporary"]:
                continue
            said = dict(re.findall(r"^([A-Z][\w ]*): (.*)$", row["information"], re.MULTILINE))
            yield Row(
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
        changed: Any = session.sql(f"describe detail {table}").select("lastModified").first()
        return changed[0].replace(tzinfo=UTC)
    created = datetime.strptime(said["Created Time"], "%a %b %d %H:%M:%S %Z %Y")
    return created.replace(tzinfo=UTC)


def columns_of(session: SparkSession, table: Row) -> Iterator[Row]:
    """A row of information_schema.columns for each column of a row of tables_of."""
    catalog, schema, name = table[0], table[1], table[2]
    fields = session.table(f"`{spark_schema(catalog, schema)}`.`{name}`").schema.fields
    for position, field in enumerate(fields):
        yield Row(
            catalog,
            schema,
            name,
            field.name,
            position,
            field.dataType.simpleString(),
            field.metadata.get("comment"),
        )
