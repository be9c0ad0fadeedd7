"""What the tests share: one warm Spark session for all of them, started by the first that asks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.python.harness.session import WarmSession, warm_session


@pytest.fixture(scope="session")
def session() -> Iterator[WarmSession]:
    """The warm Spark session."""
    with warm_session() as started:
        yield started
