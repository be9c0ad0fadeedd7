"""Views of information_schema, filled from Spark's own catalogue when a statement reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.pandas.types import to_arrow_schema
from pyspark.sql.types import StructType

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
ASKED_CATALOG = re.compile(r"table_catalog\s*=\s*'([^']*)'", re.IGNORECASE)
ASKED_SCHEMA = re.compile(r"table_schema\s*=\s*'([^']*)'", re.IGNORECASE)
ASKED_TABLE = re.compile(r"table_name\s*=\s*'([^']*)'", re.IGNORECASE)


def prepare(
    session: SparkSession, views: frozenset[str], catalogs: frozenset[str], statement: str
) -> None:
    """Creates the temporary views of information_schema that a statement reads.

    They hold the catalogs, schemas and tables that the statement asks for by name, and times only
    if it asks for them, to read no more of the metastore than that.
    """
    for name in views & WITHOUT_ROWS.keys():
        create_view(session, name, [], WITHOUT_ROWS[name])
    if not views & {"tables", "columns"}:
        return
    like = "|".join(sorted(set(ASKED_TABLE.findall(statement)))) or "*"
    tables = [
        table
        for catalog in catalogs & set(ASKED_CATALOG.findall(statement))
        for schema in sorted(set(ASKED_SCHEMA.findall(statement)))
        for table in tables_of(session, catalog, schema, like, dated="last_altered" in statement)
    ]
    if "tables" in views:
        create_view(session, "tables", tables, TABLES)
    if "columns" in views:
        columns = [column for table in tables for column in columns_of(session, table)]
        create_view(session, "columns", columns, COLUMNS)


def create_view(session: SparkSession, name: str, rows: list[Record], columns: str) -> None:
    """Creates the temporary view that stands for a view of information_schema."""
    schema: Any = StructType.fromDDL(columns)
    values = [dict(zip(schema.names, row, strict=True)) for row in rows]
    # through Arrow, which needs no Python worker beside Spark
    table = pa.Table.from_pylist(values, schema=to_arrow_schema(schema))
    session.createDataFrame(table, schema).createOrReplaceTempView(system_view(name))


def tables_of(
    session: SparkSession, catalog: str, schema: str, like: str, *, dated: bool
) -> Iterator[Record]:
    """A row of information_schema.tables for each table and view of a schema."""
    stored = spark_schema(catalog, schema)
    if not session.catalog.databaseExists(stored):
        return
    for row in session.sql(f"show table extended in `{stored}` like '{like}'").collect():
        if row["isTemporary"]:
            continue
        said = dict(re.findall(r"^([A-Z][\w ]*): (.*)$", row["information"], re.MULTILINE))
        table = f"`{stored}`.`{row['tableName']}`"
        yield (
            catalog,
            schema,
            row["tableName"],
            said["Type"],
            None if said["Type"] == "VIEW" else said["Provider"].upper(),
            said.get("Owner"),
            said.get("Comment"),
            last_altered(session, table, said) if dated else None,
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
