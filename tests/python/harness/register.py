"""The register of feeds in dbt_project.yml, as the tests see it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import yaml

from orchestration.setup.render import PROJECT


class RegisteredFeed(NamedTuple):
    """A feed of the register.

    Attributes:
        line, source, table: its place in the register.
        kind: its kind of delivery.
    """

    line: str
    source: str
    table: str
    kind: str

    @property
    def folder(self) -> str:
        """`<source>/<table>`, the feed's folder below the landing root."""
        return f"{self.source}/{self.table}"

    @property
    def bronze(self) -> str:
        """Name of the staging model."""
        return f"stg_{self.source}__{self.table}"

    @property
    def judged(self) -> str:
        """Name of the judged model."""
        source = "" if self.source == self.line else f"{self.source}_"
        return f"int_{self.line}__{source}{self.table}_judged"


def registered_feeds(line: str, project: Path = PROJECT) -> list[RegisteredFeed]:
    """The feeds of a line of business, in the register's order."""
    settings = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))
    return [
        RegisteredFeed(line, source, table, kind)
        for source, tables in settings["vars"]["feeds"][line].items()
        for table, kind in tables.items()
    ]
