"""Rounds of editing: wait for a save, build it, show its rows. It knows neither dbt nor Spark."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from orchestration.editing.saves import nodes_of, saved_between, stamps_of

PAUSE = 0.2


class Workshop(Protocol):
    """What builds and shows."""

    def build(self, nodes: Sequence[str]) -> bool:
        """Builds nodes with their tests and says how it went. Returns whether all went well."""

    def show(self) -> None:
        """Shows the first rows of what the last build has built."""


class Loop:
    """An editing loop on a project.

    Args:
        project: whose files are saved.
        workshop: what builds them.
        say: where it tells how long a round took.
    """

    def __init__(self, project: Path, workshop: Workshop, say: Callable[[str], None]) -> None:
        self.project = project
        self.workshop = workshop
        self.say = say
        self.stamps = stamps_of(project)
        self.last: list[str] = []

    def look(self) -> None:
        """One look at the files; builds what was saved since the last one."""
        now = stamps_of(self.project)
        saved = saved_between(self.stamps, now)
        # noted first: what is saved while it builds is built next
        self.stamps = now
        if not saved:
            return
        nodes = nodes_of(saved, self.last)
        if not nodes:
            self.say(f"{', '.join(saved)} saved; save a model to build it.")
            return
        self.round(nodes)

    def round(self, nodes: Sequence[str]) -> None:
        """Builds nodes and shows their rows."""
        started = time.monotonic()
        self.last = list(nodes)
        if self.workshop.build(nodes):
            self.workshop.show()
        self.say(f"{', '.join(nodes)}: {time.monotonic() - started:.1f} s from the save.")

    def run(self) -> None:
        """Looks until Ctrl-C."""
        while True:
            self.look()
            time.sleep(PAUSE)
