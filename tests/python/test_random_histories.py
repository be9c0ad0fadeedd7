"""A handful of random histories; `make scenarios SEEDS=100` lives many more of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.python.harness.session import WarmSession
from tests.python.scenarios.history import History
from tests.python.scenarios.marketplace_history import MarketplaceHistory


@pytest.mark.parametrize(
    ("kind", "seed"),
    [(History, 9), (MarketplaceHistory, 1)],
    ids=["distribution-9", "marketplace-1"],
)
def test_a_random_history_gives_the_truth_and_the_rows_of_a_full_refresh(
    session: WarmSession,
    tmp_path: Path,
    kind: type[History] | type[MarketplaceHistory],
    seed: int,
) -> None:
    """Whatever happens to files, seeds, rules and runs."""
    story = kind(session, tmp_path / "history", [seed]).live()
    assert story.is_good, story.report()
