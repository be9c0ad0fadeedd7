"""What dbt knows of the project after parsing it, and which columns nobody has described."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Manifest = Mapping[str, Any]
DESCRIBED_KINDS = ("model", "seed", "snapshot")


def own(manifest: Manifest, group: str, kinds: Iterable[str]) -> list[Mapping[str, Any]]:
    """The project's own nodes, sources or macros (not those of packages), of some kinds."""
    project = manifest["metadata"]["project_name"]
    return [
        each
        for each in manifest[group].values()
        if each["package_name"] == project and each["resource_type"] in kinds
    ]


def shared_descriptions(manifest: Manifest) -> set[str]:
    """Columns that are described once for all tables, in models/_technical_columns.md."""
    blocks = {each["name"] for each in manifest["docs"].values() if each["name"] != "__overview__"}
    return {name.removeprefix("change_") for name in blocks if name.startswith(("_", "change_"))}


def undescribed_columns(
    manifest: Manifest, columns: Mapping[str, Iterable[str]] | None = None
) -> list[str]:
    """Columns without a description, as `<unique id>.<column>`.

    Args:
        manifest: what `dbt parse` has written.
        columns: the columns of built tables by unique id; without it the listed columns.
    """
    found = []
    shared = shared_descriptions(manifest)
    for node in own(manifest, "nodes", DESCRIBED_KINDS) + own(manifest, "sources", ["source"]):
        described = {
            name.lower() for name, column in node["columns"].items() if column["description"]
        }
        wanted = node["columns"] if columns is None else columns.get(node["unique_id"], ())
        found += [
            f"{node['unique_id']}.{name}"
            for name in wanted
            if name.lower() not in described and name.lower() not in shared
        ]
    return sorted(found)
