"""What a good run leaves for readers without Spark: $LAKEHOUSE_HOME/last_good_run.json."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from deltalake import DeltaTable

from orchestration.reading.errors import ReadingError
from orchestration.reading.storage import Warehouse
from orchestration.setup.render import replace_file

BUILT = ("model", "seed", "snapshot")


class GoodRun(msgspec.Struct, frozen=True):
    """A run in which nothing failed.

    Attributes:
        run_id: dbt's id of it, as in logs.run_log.
        finished_at: ISO, UTC.
        prefix: DBT_SCHEMA_PREFIX of it.
        reporting_currency: the currency in which it added up.
        tables: Delta versions, by `<schema>.<table>` without the prefix.
        views: compiled Spark SQL, by the same names.
    """

    run_id: str
    finished_at: str
    prefix: str
    reporting_currency: str
    tables: Mapping[str, int]
    views: Mapping[str, str]


def file_of(home: Path, prefix: str) -> Path:
    """The file of a lakehouse; each prefix is a lakehouse of its own."""
    return home / f"last_good_run{'.' if prefix else ''}{prefix.rstrip('_')}.json"


def note_good_run(
    target: Path,
    finished_at: str,
    environment: Mapping[str, str] | None = None,
) -> Path | None:
    """Notes what the last run, a good one of everything, has left. Returns the file.

    Asks Spark nothing: versions are read from the tables' own logs. Nothing is noted, and None
    returned, when the target folder holds no manifest with compiled SQL.

    Args:
        target: dbt's target folder.
        finished_at: ISO, UTC.
        environment: variables, those of this process when it is not given.
    """
    values = os.environ if environment is None else environment
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    prefix = values.get("DBT_SCHEMA_PREFIX", "")
    warehouse = Warehouse.of_environment(values)
    tables: dict[str, int] = {}
    views: dict[str, str] = {}
    for name, node in built(manifest, prefix).items():
        if node["config"].get("materialized") == "view":
            if not node.get("compiled_code"):
                return None
            views[name] = node["compiled_code"]
        else:
            tables[name] = version_of(warehouse, prefix + name)
    good = GoodRun(
        run_id=str(manifest["metadata"]["invocation_id"]),
        finished_at=finished_at,
        prefix=prefix,
        reporting_currency=values.get("REPORTING_CURRENCY", "").strip().upper() or "INR",
        tables=tables,
        views=views,
    )
    file = file_of(Path(values["LAKEHOUSE_HOME"]), prefix)
    replace_file(file, msgspec.json.encode(good).decode() + "\n")
    return file


def built(manifest: Mapping[str, Any], prefix: str) -> dict[str, Mapping[str, Any]]:
    """The nodes that have a table or a view, by `<schema>.<table>` without the prefix."""
    return {
        f"{node['schema'].removeprefix(prefix)}.{node['alias']}": node
        for node in manifest["nodes"].values()
        if node["resource_type"] in BUILT and node["config"].get("materialized") != "ephemeral"
    }


def version_of(warehouse: Warehouse, name: str) -> int:
    """The present version of `<schema>.<table>`, without reading its files."""
    schema, table = name.split(".")
    found = DeltaTable(
        warehouse.folder(schema, table),
        storage_options=warehouse.options or None,
        without_files=True,
    )
    return found.version()


def read_good_run(environment: Mapping[str, str] | None = None) -> GoodRun:
    """The last good run of a lakehouse.

    Raises ReadingError when there was none.
    """
    values = os.environ if environment is None else environment
    home, prefix = Path(values.get("LAKEHOUSE_HOME", "")), values.get("DBT_SCHEMA_PREFIX", "")
    file = file_of(home, prefix)
    try:
        return msgspec.json.decode(file.read_bytes(), type=GoodRun)
    except FileNotFoundError as error:
        raise ReadingError(
            f"No good run is noted in {home} yet.",
            "make run-pipeline; after a plain `dbt build`: python -m orchestration.reading note.",
        ) from error
    except msgspec.MsgspecError as error:
        raise ReadingError(
            f"{file} is damaged.", "the next good run writes it anew: make run-pipeline."
        ) from error


def good_dbt_build(target: Path) -> str | None:
    """When the last dbt command ended, if it was a good build of everything; None if it was not."""
    try:
        results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    arguments = results.get("args", {})
    is_all = arguments.get("which") == "build" and not (
        arguments.get("select") or arguments.get("exclude") or arguments.get("models")
    )
    is_good = all(
        each["status"] in ("success", "pass", "warn", "no-op") for each in results["results"]
    )
    if not (is_all and is_good):
        return None
    at = datetime.fromisoformat(results["metadata"]["generated_at"])
    return at.astimezone(UTC).isoformat(timespec="seconds")
