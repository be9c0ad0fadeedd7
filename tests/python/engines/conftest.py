"""The figures of the engines at the end of a test session."""

from __future__ import annotations

import pytest

from tests.python.engines.figures import Figure, lines_of

FIGURES = pytest.StashKey[list[Figure]]()


def pytest_configure(config: pytest.Config) -> None:
    """Makes room for the figures."""
    config.stash[FIGURES] = []


@pytest.fixture(scope="session")
def figures(pytestconfig: pytest.Config) -> list[Figure]:
    """Where a test notes what it measured."""
    return pytestconfig.stash[FIGURES]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Shows them."""
    if found := config.stash[FIGURES]:
        terminalreporter.section("builds beside the local target")
        for line in lines_of(found):
            terminalreporter.write_line(line)
