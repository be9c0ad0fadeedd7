"""What the tests share: one warm Spark session for all of them, started by the first that asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.python.harness.session import LONG_LIVED, WarmSession, warm_session

# Files whose builds take minutes, longest first, so that the processes of a run end together.
LONGEST = (
    *("test_changes.py", "test_scenarios.py", "test_real_data.py"),
    *("test_random_histories.py", "test_marketplace.py"),
    *("test_gates.py", "test_pipeline_command.py", "test_marketplace_bad_input.py"),
    "test_everything_is_described.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the files that take longest first; everything else stays in its order."""
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@pytest.fixture(scope="session")
def session() -> Iterator[WarmSession]:
    """The warm Spark session."""
    with warm_session(variables=LONG_LIVED) as started:
        yield started
