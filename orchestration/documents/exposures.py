"""An exposure for every page of dashboards, made of dashboards/*.yml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from orchestration.dashboards.catalogue import Page
from orchestration.documents.errors import DocumentError
from orchestration.setup.render import PROJECT

HEAD = "# Made of dashboards/*.yml by `make reference`.\n"
# Who answers for a page of no line of business; the others belong to their line's group.
GROUPS = {"all_lines": "finance", "health": "platform"}


class Indented(yaml.SafeDumper):
    """YAML as the linter wants it: lists are indented."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        """One level more, also for a list."""
        super().increase_indent(flow, False)


def exposures(pages: Sequence[Page], project: Path = PROJECT) -> dict[Path, str]:
    """The files of exposures, by their places in the project."""
    groups = groups_of(project)
    by_line: dict[str, list[Mapping[str, Any]]] = {}
    for page in pages:
        by_line.setdefault(page.line or "core", []).append(exposure(page, groups, project))
    return {
        Path("models", "exposures", line, f"_{line}__exposures.yml"): HEAD
        + yaml.dump({"exposures": found}, Dumper=Indented, sort_keys=False, width=110)
        for line, found in by_line.items()
    }


def groups_of(project: Path) -> Mapping[str, Mapping[str, str]]:
    """The owners of all groups."""
    written = yaml.safe_load((project / "models" / "_groups.yml").read_text(encoding="utf-8"))
    return {group["name"]: group["owner"] for group in written["groups"]}


def exposure(
    page: Page, groups: Mapping[str, Mapping[str, str]], project: Path
) -> Mapping[str, Any]:
    """A page as dbt knows it. Raises DocumentError when nobody answers for it."""
    group = page.line or GROUPS.get(page.name, "")
    if group not in groups:
        raise DocumentError(
            f"Nobody answers for the page {page.name}.",
            "name its group in GROUPS of orchestration/documents/exposures.py.",
        )
    return {
        "name": f"dashboard_{page.name}",
        "label": f"Dashboard: {page.title}",
        "type": "dashboard",
        "maturity": "high",
        "description": f"{page.about} The page of `make dashboards`, its PDF, and the AI/BI dashboard of "
        "the same definition.",
        "owner": dict(groups[group]),
        "config": {
            "meta": {"group": group, "questions": [item.question for item in page.items]},
        },
        "depends_on": [read(mart, project) for mart in sorted({item.mart for item in page.items})],
    }


def read(mart: str, project: Path) -> str:
    """A mart as an exposure names it: a model, or a table of the logs that the project writes itself."""
    schema, name = mart.split(".")
    is_model = any((project / "models").rglob(f"{name}.sql"))
    return f"ref('{name}')" if is_model else f"source('{schema}', '{name}')"
