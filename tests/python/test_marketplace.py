"""The marketplace: a replay of change files with every fault, batch by batch, against its truth.

`make replays` does the same with the real extracts, in many orders.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from simulator.marketplace import (
    Delivery,
    Plan,
    ReplaySettings,
    SyntheticSettings,
    generate_extracts,
    land,
    plan_replay,
    read_extracts,
    truth_after,
)
from tests.python.harness.contents import Contents, differences, read_contents
from tests.python.harness.lakehouse import Lakehouse, Run
from tests.python.harness.marketplace import (
    USABLE,
    MarketplaceZone,
    oracle_differences,
    version_differences,
)
from tests.python.harness.session import WarmSession

SEED = 5
BATCHES = 2


@dataclass
class Replayed:
    """What was found after every batch of a replay, and at its end.

    Attributes:
        plan: what arrived.
        untrue: by batch, how versions, outcomes and KPIs differ from the truth.
        last: the last run, with tests.
        increments, again, refresh: the tables after all batches, after another run, rebuilt.
    """

    plan: Plan
    untrue: list[list[str]] = field(default_factory=list)
    last: Run | None = None
    increments: Contents | None = None
    again: Contents | None = None
    refresh: Contents | None = None


@pytest.fixture(scope="module")
def replayed(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Replayed:
    """Lives a replay with every fault, whose final state is that of the extracts again."""
    folder = tmp_path_factory.mktemp("replayed")
    extracts = folder / "extracts"
    generate_extracts(SyntheticSettings(orders=120, days=12, seed=SEED), extracts)
    plan = plan_replay(read_extracts(extracts), ReplaySettings(seed=SEED, faults=USABLE))
    zone = MarketplaceZone(folder / "landing")
    lakehouse = Lakehouse(
        session, folder / "project", zone, prefix="replay_", logged=False, business="marketplace"
    )
    told = Replayed(plan)
    arrived: list[Delivery] = []
    for number, batch in enumerate(plan.batches(BATCHES), start=1):
        land(batch, zone.root)
        arrived += batch
        told.last = lakehouse.run(tests=number == BATCHES, must_succeed=number < BATCHES)
        is_last = number == BATCHES
        told.untrue.append(
            version_differences(lakehouse, truth_after(arrived))
            + oracle_differences(lakehouse, extracts if is_last else None)
        )
    told.increments = read_contents(lakehouse)
    lakehouse.run()
    told.again = read_contents(lakehouse)
    lakehouse.run(full_refresh=True)
    told.refresh = read_contents(lakehouse)
    lakehouse.close()
    return told


@pytest.mark.parametrize("batch", range(BATCHES))
def test_after_every_batch_versions_outcomes_and_kpis_are_the_truth(
    replayed: Replayed, batch: int
) -> None:
    """The replay's own versions; outcomes, archive, facts and KPIs as the oracle has them.

    At last also those of the extracts: deleted records came back, corrections were corrected.
    """
    assert not replayed.untrue[batch], "\n".join(replayed.untrue[batch])


def test_every_test_of_the_marketplace_passes_after_the_last_batch(replayed: Replayed) -> None:
    """Gates, keys, relationships, histories without gaps, reconciliation."""
    assert replayed.last is not None
    assert not replayed.last.failed
    assert "assert_histories_have_no_gaps_or_overlaps" in replayed.last.statuses


def test_a_run_without_new_change_files_changes_nothing(replayed: Replayed) -> None:
    """Not a row of silver or gold."""
    assert replayed.increments is not None
    assert replayed.again is not None
    found = differences(replayed.increments, replayed.again)
    assert not found, "\n".join(found)


def test_a_full_refresh_of_the_marketplace_gives_the_rows_of_the_increments(
    replayed: Replayed,
) -> None:
    """Every table of silver and gold; the views of history say what these hold."""
    assert replayed.increments is not None
    assert replayed.refresh is not None
    found = differences(replayed.increments, replayed.refresh)
    assert not found, "\n".join(found)
