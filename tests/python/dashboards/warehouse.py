"""A stand-in for a SQL warehouse: what asks it gets the rows of small tables on this machine."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

from orchestration.dashboards import cli, sources
from orchestration.reading import Reader, read_good_run
from orchestration.reading.storage import Warehouse


class Connection:
    """A connection, as databricks-sql-connector has one; it is its own cursor.

    Attributes:
        asked: all queries until now.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.asked: list[str] = []
        self.rows: Sequence[tuple[Any, ...]] = ()

    def cursor(self) -> Connection:
        """Itself."""
        return self

    def execute(self, sql: str) -> None:
        """Asks the tables."""
        self.asked.append(sql)
        good = read_good_run(self.environment)
        if "information_schema" in sql:
            self.rows = [tuple(name.split(".")) for name in good.tables]
            return
        with closing(Reader(Warehouse.of_environment(self.environment), good)) as reader:
            self.rows = [tuple(row.values()) for row in reader.query(sql).to_pylist()]

    def fetchall(self) -> Sequence[tuple[Any, ...]]:
        """The rows of the last query."""
        return self.rows

    def close(self) -> None:
        """Nothing is open."""


if __name__ == "__main__":
    # the app's own command, with a warehouse that answers; where its code was read from is said first
    print(cli.__file__, flush=True)
    vars(sources)["connected"] = Connection
    cli.main(sys.argv[1:])
