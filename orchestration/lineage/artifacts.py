"""dbt's manifest and catalog as dbt-colibri has to have them.

It looks tables up by three names, catalog, schema and table, and Spark has two; so the copies that it
reads have a catalog. Its columns come from the tables of the last good run and from the descriptions,
so that no Spark is started for them, as ``dbt docs generate`` would.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from orchestration.lineage.errors import LineageError
from orchestration.reading import Reader, ReadingError

CATALOG = "lakehouse"
BUILT = ("model", "seed", "snapshot")
# whose SQL the library reads with most of its words
DIALECT = "databricks"

Manifest = Mapping[str, Any]


def named(manifest: Manifest, target: Path) -> dict[str, Any]:
    """A copy of a manifest in which every table has a catalog, and bronze reads its feed.

    Raises LineageError when a model has no SQL.

    Args:
        manifest: of any run; what that run has not compiled is as an earlier one has left it.
        target: dbt's target folder.
    """
    found = cast(dict[str, Any], copy.deepcopy(manifest))
    found["metadata"]["adapter_type"] = DIALECT
    nodes = found["nodes"].values()
    models = [node for node in nodes if node["resource_type"] == "model"]
    for node in models:
        node["compiled_code"] = node.get("compiled_code") or left_by_a_run(node, target)
    if missing := [node["name"] for node in models if not node["compiled_code"]]:
        raise LineageError(
            f"{len(missing)} models were never compiled, {missing[0]} is one.", "make run-pipeline."
        )
    for node in (*nodes, *found["sources"].values()):
        if node["resource_type"] in (*BUILT, "source"):
            name = node.get("alias") or node.get("identifier") or node["name"]
            node["database"] = CATALOG
            node["relation_name"] = f"{CATALOG}.{node['schema']}.{name}"
        if node.get("compiled_code"):
            node["compiled_code"] = with_catalog(node["compiled_code"])
    for node in nodes:
        if is_bronze(node):
            # what loads a file is a text of a macro; by column it is the feed
            node["compiled_code"] = select_of(node, found)
    return found


def left_by_a_run(node: Mapping[str, Any], target: Path) -> str:
    """The SQL of a model as the last run that compiled it has left it; empty where none did."""
    file = target / "compiled" / node["package_name"] / node["original_file_path"]
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def with_catalog(sql: str) -> str:
    """A statement whose tables have a catalog; one that is not understood as it is."""
    try:
        tree = sqlglot.parse_one(sql, read=DIALECT)
    except SqlglotError:
        return sql
    for table in tree.find_all(exp.Table):
        if table.db and not table.catalog:
            table.set("catalog", exp.to_identifier(CATALOG))
    return tree.sql(dialect=DIALECT)


def is_bronze(node: Mapping[str, Any]) -> bool:
    """Whether a model loads a feed."""
    return bool(node["resource_type"] == "model" and node["fqn"][1] == "staging")


def select_of(node: Mapping[str, Any], manifest: Manifest) -> str:
    """What bronze takes of its feed, column by column."""
    source = next(
        manifest["sources"][each]
        for each in node["depends_on"]["nodes"]
        if each in manifest["sources"]
    )
    columns = [name for name in source["columns"] if not name.startswith("_")]
    return f"select {', '.join(columns)} from {source['relation_name']}"


def catalog(manifest: Manifest, reader: Reader) -> dict[str, Any]:
    """The catalog of all tables and views: their columns in the lakehouse, or as they are described."""
    entries: dict[str, dict[str, Any]] = {"nodes": {}, "sources": {}}
    for unique_id, node in {**manifest["nodes"], **manifest["sources"]}.items():
        if node["resource_type"] not in (*BUILT, "source"):
            continue
        name = node.get("alias") or node.get("identifier") or node["name"]
        group = "sources" if node["resource_type"] == "source" else "nodes"
        entries[group][unique_id] = {
            "unique_id": unique_id,
            "metadata": {
                "type": "table",
                "database": CATALOG,
                "schema": node["schema"],
                "name": name,
                "comment": None,
                "owner": None,
            },
            "columns": {
                column: {"type": "string", "index": number, "name": column, "comment": None}
                for number, column in enumerate(
                    columns_of(node, f"{node['schema']}.{name}", reader)
                )
            },
            "stats": {},
        }
    metadata = {
        "dbt_version": manifest["metadata"]["dbt_version"],
        "generated_at": manifest["metadata"]["generated_at"],
        "invocation_id": manifest["metadata"]["invocation_id"],
        "env": {},
    }
    return {"metadata": metadata, **entries, "errors": None}


def columns_of(node: Mapping[str, Any], name: str, reader: Reader) -> Sequence[str]:
    """The columns of a table: as it is, or as it is described where it cannot be opened."""
    try:
        found: Sequence[str] = reader.query(f"select * from {name} limit 0").column_names
    except ReadingError:
        return list(node["columns"])
    return found
