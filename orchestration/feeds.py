"""The feeds that the project declares, as far as Python needs them: their folders."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import yaml

from orchestration.setup.render import PROJECT


def feed_folders(project: Path = PROJECT, *, lines: frozenset[str] | None = None) -> list[str]:
    """The folders below a landing root that the project reads, as the sources' YAML has them.

    lines: the lines of business whose feeds count; all of them when it is not given.
    """
    return sorted(feeds_by_folder(project, lines=lines))


def feeds_by_folder(
    project: Path = PROJECT, *, lines: frozenset[str] | None = None
) -> dict[str, str]:
    """The feeds, as ``<source>.<table>``, by their folders below a landing root.

    lines: the lines of business whose feeds count; all of them when it is not given.
    """
    staging = project / "models" / "staging"
    found = {}
    for file in sorted(staging.rglob("_*__sources.yml")):
        if lines is not None and file.relative_to(staging).parts[0] not in lines:
            continue
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                found[str(table["config"]["meta"]["path"])] = f"{source['name']}.{table['name']}"
    return found


def lines_of_business(environment: Mapping[str, str] | None = None) -> frozenset[str] | None:
    """The lines of business that LINES_OF_BUSINESS names, None where it names none: then all."""
    values = os.environ if environment is None else environment
    named = values.get("LINES_OF_BUSINESS", "")
    return frozenset(word.strip() for word in named.split(",")) if named.strip() else None
