"""Random histories of each line of business, every run of which is explained (`make test-restatements`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.python.harness.known import KnownThen
from tests.python.harness.restatements import Restated
from tests.python.harness.session import WarmSession
from tests.python.scenarios.batches import NOT_BUILT
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
    """Of every month and KPI after every run, full refreshes and runs after killed ones included.

    At the end what the first run had shown is built again from bronze, as it was known then, with the
    seeds and rules of then; not of distribution, whose runs may leave out what was not touched.
    """
    life = kind(session, tmp_path / "history", [3])
    life.restated = Restated(life.lakehouse)
    if kind is not History:
        life.known = KnownThen(life.lakehouse, tmp_path / "then", NOT_BUILT)
    story = life.live()
    assert story.is_good, story.report()
