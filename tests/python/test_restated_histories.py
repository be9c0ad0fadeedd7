"""Random histories of each line of business, every run of which is explained (`make test-restatements`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.python.harness.restatements import Restated
from tests.python.harness.session import WarmSession
from tests.python.scenarios.history import History
from tests.python.scenarios.marketplace_history import MarketplaceHistory
from tests.python.scenarios.webshop_history import WebshopHistory

pytestmark = pytest.mark.by_command


@pytest.mark.parametrize("kind", [History, MarketplaceHistory, WebshopHistory])
def test_whatever_happens_the_parts_sum_to_what_every_published_number_did(
    session: WarmSession,
    tmp_path: Path,
    kind: type[History] | type[MarketplaceHistory] | type[WebshopHistory],
) -> None:
    """Of every month and KPI after every run, full refreshes and runs after killed ones included."""
    life = kind(session, tmp_path / "history", [3])
    life.restated = Restated(life.lakehouse)
    story = life.live()
    assert story.is_good, story.report()
