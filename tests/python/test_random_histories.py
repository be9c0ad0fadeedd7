"""A handful of random histories; `make scenarios SEEDS=100` lives many more of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.python.harness.session import WarmSession
from tests.python.scenarios.history import History
from tests.python.scenarios.marketplace_history import MarketplaceHistory


@pytest.mark.parametrize(
    ("kind", "seeds"),
    [(History, range(9, 13)), (MarketplaceHistory, range(1, 4))],
    ids=["distribution-9-to-12", "marketplace-1-to-3"],
)
def test_random_histories_give_the_truth_and_the_rows_of_a_full_refresh(
    session: WarmSession,
    tmp_path: Path,
    kind: type[History] | type[MarketplaceHistory],
    seeds: range,
) -> None:
    """Whatever happens to files, seeds, rules and runs; those of a kind share a lakehouse."""
    story = kind(session, tmp_path / "history", seeds).live()
    assert story.is_good, story.report()
