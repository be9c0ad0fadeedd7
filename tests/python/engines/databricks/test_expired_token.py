"""A token of Databricks that expires in the middle of a build: what failed says so, and the next run goes on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.python.engines.databricks.conftest import DEV_CATALOG
from tests.python.engines.databricks.lakehouse import DatabricksLakehouse
from tests.python.engines.databricks.stand_in import StandIn
from tests.python.engines.databricks.stand_in.server import TOKEN, WAREHOUSE_PATH
from tests.python.harness.session import WarmSession
from tests.python.harness.zone import Zone

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

NEW_TOKEN = "loopback-only-tomorrow"
SEEDS = ("build", "--select", "resource_type:seed")


@pytest.fixture
def lakehouse(
    session: WarmSession, databricks: StandIn, tmp_path: Path
) -> Iterator[DatabricksLakehouse]:
    """Seeds are enough of a build: each is a statement or more, in several connections."""
    zone = Zone.generated(tmp_path / "landing", order_lines=5, days=1, mess=frozenset())
    made = DatabricksLakehouse(
        session,
        tmp_path / "project",
        zone,
        stand_in=databricks,
        http_path=WAREHOUSE_PATH,
        catalog=DEV_CATALOG,
    )
    yield made
    made.close()
    databricks.tokens.clear()
    databricks.tokens.add(TOKEN)


def words_of(outcome: Any) -> str:
    """What a run has said of what went wrong."""
    messages = [str(each.message) for each in getattr(outcome.result, "results", None) or []]
    return "\n".join([*messages, str(outcome.exception or "")])


def test_what_a_token_that_expired_has_stopped_is_built_by_the_next_run(
    lakehouse: DatabricksLakehouse, databricks: StandIn
) -> None:
    """With a new token; what was built before stays, and the run lock has to be broken as after a kill."""
    built: list[str] = []

    def expires(said: str) -> None:
        if "OK loaded seed file" in said:
            built.append(said)
            databricks.tokens.clear()
            databricks.tokens.add(NEW_TOKEN)

    failed: Any = lakehouse.dbt(*SEEDS, said=expires)
    assert not failed.success
    assert built
    print(words_of(failed))
    assert TOKEN not in words_of(failed)
    lakehouse.token = NEW_TOKEN
    refused: Any = lakehouse.dbt(*SEEDS)
    assert not refused.success
    assert "break_run_lock" in words_of(refused)
    assert lakehouse.dbt("run-operation", "break_run_lock").success
    done: Any = lakehouse.dbt(*SEEDS)
    assert done.success, done.exception
    found = lakehouse.sql("show tables in {reference}")
    seeds = [name for _, name, is_temporary in found if not is_temporary]
    assert len(seeds) > len(built)
    for seed in seeds:
        with (lakehouse.project / "seeds" / f"{seed}.csv").open(
            encoding="utf-8", newline=""
        ) as file:
            lines = len(list(csv.DictReader(file)))
        assert lakehouse.sql(f"select count(*) from {{reference}}.{seed}") == [(lines,)], seed
