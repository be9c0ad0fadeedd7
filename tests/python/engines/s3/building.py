"""Builds in processes of their own: a Spark machine keeps the settings that it was started with."""

from __future__ import annotations

import multiprocessing
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tests.python.harness.contents import Contents, read_contents
from tests.python.harness.lakehouse import Lakehouse, Run
from tests.python.harness.session import warm_session
from tests.python.harness.zone import Zone

PREFIX = "s_"
SCHEMAS = ("raw", "processed", "analytics", "reference", "snapshots")


@dataclass(frozen=True)
class Place:
    """A lakehouse between its builds.

    Attributes:
        home: folder of its metastore and settings.
        zone: folder with the files, where a local lakehouse reads them.
        variables: of its environment: where it lands, where its tables are, how to sign in.
    """

    home: Path
    zone: Path
    variables: Mapping[str, str]


def build_and_read(place: Place, *, business: str, tests: bool) -> tuple[Contents, Run]:
    """Builds lines of business in a new process and reads every table and view of it.

    Raises:
        RunFailedError: something failed; with dbt's own messages.
    """
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=spawn) as pool:
        rows, run = pool.submit(build_here, place, business, tests).result()
    return Contents(rows), run


def build_here(place: Place, business: str, tests: bool) -> tuple[pa.Table, Run]:
    """The same in this process, which can do it once."""
    with warm_session(place.home, place.variables) as session:
        lakehouse = Lakehouse(
            session,
            place.home / "project",
            Zone(place.zone),
            prefix=PREFIX,
            business=business,
            landing_root=session.environment["LANDING_ROOT"],
        )
        run = lakehouse.run(tests=tests)
        return read_contents(lakehouse, SCHEMAS, views=True).rows, run
