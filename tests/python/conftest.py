"""What the tests share: one warm Spark session for all of them, started by the first that asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.python.harness.session import LONG_LIVED, WarmSession, warm_session

# Files whose builds take minutes, longest first, so that the processes of a run end together.
LONGEST = (
    *("test_webshop.py", "test_changes.py", "test_webshop_money.py", "test_pipeline_command.py"),
    *("test_gates.py", "test_scenarios.py", "test_real_data.py", "test_register.py"),
    *("test_marketplace_bad_input.py", "test_marketplace.py", "test_webshop_feeds.py"),
    *("test_random_histories.py", "test_webshop_oracle.py", "test_delivered_values.py"),
    *("test_landing_files.py", "test_contracts_in_builds.py", "test_landing_root.py"),
    *("test_editors.py", "test_everything_is_described.py"),
)


# Files and fixtures that make test-quick leaves out.
SLOW_FILES = ("test_oracle.py", "test_marketplace_oracle.py", "test_marketplace_replay.py")
WITH_SPARK = {"session", "default_run"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is slow, and puts the files that take longest first."""
    for item in items:
        asks_for_spark = WITH_SPARK & set(getattr(item, "fixturenames", ()))
        is_slow = item.path.name in SLOW_FILES or "engines" in item.path.parts
        if asks_for_spark or is_slow:
            item.add_marker(pytest.mark.slow)
    rank = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


@pytest.fixture(scope="session")
def session() -> Iterator[WarmSession]:
    """The warm Spark session."""
    with warm_session(variables=LONG_LIVED) as started:
        yield started
