"""The description of a table as JSON, for tables of which open Spark gives none."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.types import ArrayType, DataType, DecimalType, MapType, StructType


def describe_as_json(session: SparkSession, table: str) -> pa.Table:
    """One row, `json_metadata`: the columns of a table as `describe ... as json` has them."""
    columns = []
    for field in session.table(table).schema.fields:
        column = {"name": field.name, "type": type_as_json(field.dataType), "nullable": True}
        if comment := field.metadata.get("comment"):
            column["comment"] = comment
        columns.append(column)
    return pa.table({"json_metadata": [json.dumps({"columns": columns})]})


def type_as_json(kind: DataType) -> dict[str, Any]:
    """A type as the JSON of a description has it."""
    if isinstance(kind, StructType):
        fields = [{"name": each.name, "type": type_as_json(each.dataType)} for each in kind.fields]
        return {"name": "struct", "fields": fields}
    if isinstance(kind, ArrayType):
        return {"name": "array", "element_type": type_as_json(kind.elementType)}
    if isinstance(kind, MapType):
        return {
            "name": "map",
            "key_type": type_as_json(kind.keyType),
            "value_type": type_as_json(kind.valueType),
        }
    if isinstance(kind, DecimalType):
        return {"name": "decimal", "precision": kind.precision, "scale": kind.scale}
    return {"name": kind.simpleString()}
