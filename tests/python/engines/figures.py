"""What the tests of the engines measure beside what they prove; a test session ends with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tests.python.harness.lakehouse import Run

# what dbt says of a test, in distinction from a model
TESTED = {"pass", "warn", "fail"}
HEADERS = ("engine", "build", "nodes", "tests", "failed", "differences", "seconds / local")


@dataclass(frozen=True)
class Figure:
    """A build on an engine beside the same build on the local target.

    Attributes:
        engine: where it was.
        build: which batch of which line of business.
        run: what it did there.
        local: what the local target did in the same test session.
        differences: rows that only one of both has.
    """

    engine: str
    build: str
    run: Run
    local: Run
    differences: int

    @property
    def ratio(self) -> float:
        """Seconds of the nodes that both have built, in relation to the local target."""
        both = [name for name in self.run.nodes if name in self.local.seconds]
        there, local = (sum(run.seconds[name] for name in both) for run in (self.run, self.local))
        return there / local

    @property
    def cells(self) -> tuple[str, ...]:
        """The values below HEADERS."""
        statuses = [self.run.statuses[name] for name in self.run.nodes]
        tests = sum(status in TESTED for status in statuses)
        numbers = (len(statuses) - tests, tests, len(self.run.failed), self.differences)
        return (self.engine, self.build, *map(str, numbers), f"{self.ratio:.2f}")


def lines_of(figures: Sequence[Figure]) -> list[str]:
    """The figures as a table."""
    rows = [HEADERS, *(figure.cells for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
