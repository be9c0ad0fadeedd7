"""One S3 server for all tests that do not kill it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.python.engines.s3.jars import ensure_s3_jars
from tests.python.engines.s3.server import S3Server, s3_server


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A running server with an empty bucket, and what Spark needs to read it."""
    ensure_s3_jars()
    with s3_server(tmp_path_factory.mktemp("s3") / "objects") as running:
        yield running


@pytest.fixture
def durable_server(
    server: S3Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[S3Server]:
    """A server of the test's own, that it may kill and start again."""
    if server.program is None:
        pytest.skip("moto keeps objects in memory: a killed server has nothing left (needs Go)")
    with s3_server(tmp_path_factory.mktemp("s3") / "objects") as running:
        yield running
