"""The registered feeds, as far as Python needs them: their folders, which their cards name."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import yaml

from orchestration.setup.render import PROJECT


def feed_folders(project: Path = PROJECT, *, lines: frozenset[str] | None = None) -> list[str]:
    """The folders below a landing root that the project reads: those of the registered feeds.

    lines: the lines of business whose feeds count; all of them when it is not given.
    """
    return sorted(feeds_by_folder(project, lines=lines))


def feeds_by_folder(
    project: Path = PROJECT, *, lines: frozenset[str] | None = None
) -> dict[str, str]:
    """The feeds, as ``<source>.<table>``, by their folders below a landing root.

    lines: the lines of business whose feeds count; all of them when it is not given.
    """
    folders = folders_of_cards(project)
    settings = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))
    feeds = [
        f"{source}.{table}"
        for line, sources in settings["vars"]["feeds"].items()
        if lines is None or line in lines
        for source, tables in sources.items()
        for table in tables
    ]
    # of one without a card the macro check_register says more
    return {folders[feed]: feed for feed in feeds if feed in folders}


def folders_of_cards(project: Path) -> dict[str, str]:
    """The folders that the feed cards name, by ``<source>.<table>``."""
    found = {}
    for file in sorted((project / "models" / "staging").rglob("_*__sources.yml")):
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                path = table.get("config", {}).get("meta", {}).get("path")
                if path:
                    found[f"{source['name']}.{table['name']}"] = str(path)
    return found


def lines_of_business(environment: Mapping[str, str] | None = None) -> frozenset[str] | None:
    """The lines of business that LINES_OF_BUSINESS names, None where it names none: then all."""
    values = os.environ if environment is None else environment
    named = values.get("LINES_OF_BUSINESS", "")
    return frozenset(word.strip() for word in named.split(",")) if named.strip() else None
