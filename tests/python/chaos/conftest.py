"""One lakehouse for everything that spoils its surroundings and leaves it right again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.python.chaos.nights import Nights, nights


@pytest.fixture(scope="session")
def lakehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    """A lakehouse after its first night."""
    with nights(Nights, tmp_path_factory.mktemp("chaos")) as found:
        found.night()
        assert found.differences() == []
        yield found
