"""The project as `dbt parse` has written it down."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from orchestration.alerts.lineage import read_json
from orchestration.documents.errors import DocumentError
from orchestration.setup.render import PROJECT

Node = Mapping[str, Any]
Manifest = Mapping[str, Any]

# The lines of business, as the register has them.
LINES = tuple(
    yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))["vars"]["feeds"]
)


def read_manifest(target: Path) -> Manifest:
    """The manifest in a target folder, of all lines of business.

    Raises DocumentError when there is none, or one of a part.
    """
    found = read_json(target / "manifest.json")
    if not found:
        raise DocumentError(
            f"There is no manifest in {target}.", "run `dbt parse`, or make reference."
        )
    if missing := [line for line in LINES if not models_in(found, "marts", line)]:
        raise DocumentError(
            f"The manifest in {target} is without {', '.join(missing)}.",
            "unset LINES_OF_BUSINESS, then repeat.",
        )
    return found


def models_in(manifest: Manifest, *folders: str) -> list[Node]:
    """The models below a folder of models/, by their names."""
    wanted = [manifest["metadata"]["project_name"], *folders]
    found = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["fqn"][: len(wanted)] == wanted
    ]
    return sorted(found, key=lambda node: str(node["name"]))


def owners(manifest: Manifest) -> dict[str, str]:
    """Who answers for each group, by the group's name."""
    return {group["name"]: group["owner"]["name"] for group in manifest["groups"].values()}
