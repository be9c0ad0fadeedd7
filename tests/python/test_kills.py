"""A run that is killed with -9 anywhere and started again gives the tables of a run that was not.

`make kills` draws the nodes at which runs are killed by chance, compares after each of them, and
does it for the marketplace.
"""

from __future__ import annotations

import pytest

from tests.python.harness.life import CAUGHT_UP, REFRESHED, SEED
from tests.python.scenarios.kills import LOGS, QUARANTINE, KillPoint, lives_with_kills

pytestmark = pytest.mark.by_command

POINTS = (
    KillPoint("bronze", r"START .*raw\.stg_sports_bar__orders"),
    KillPoint("silver", r"START .*processed\.int_distribution__sports_bar_orders_judged"),
    KillPoint("gold", r"START .*analytics\.fct_distribution_monthly_sales"),
    QUARANTINE,
    LOGS,
)


@pytest.fixture(scope="module")
def last_life(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Kills five runs in a row, each with further files. Returns what the life after them said."""
    folder = tmp_path_factory.mktemp("kills")
    return lives_with_kills(folder, "distribution", POINTS, SEED, in_a_row=True)[-1]


def test_a_run_after_kills_in_bronze_silver_gold_and_logs_gives_the_truth(
    last_life: list[str],
) -> None:
    """No line is lost or doubled, whichever layer was being written."""
    assert CAUGHT_UP in last_life, "\n".join(last_life)


def test_a_full_refresh_after_all_kills_changes_nothing(last_life: list[str]) -> None:
    """What survived five kills holds the rows of a rebuild."""
    assert REFRESHED in last_life, "\n".join(last_life)
