"""A run that is killed with -9 anywhere and started again gives the tables of a run that was not.

`make kills` draws the nodes at which runs are killed by chance, and does it for the marketplace.
"""

from __future__ import annotations

import pytest

from tests.python.harness.life import CAUGHT_UP, REFRESHED, SEED
from tests.python.scenarios.kills import LOGS, KillPoint, lives_with_kills

POINTS = (
    KillPoint("bronze", r"START .*raw\.stg_sports_bar__orders"),
    KillPoint("silver", r"START .*processed\.int_distribution__sports_bar_order_lines_judged"),
    KillPoint("gold", r"START .*analytics\.fct_monthly_sales"),
    LOGS,
)


@pytest.fixture(scope="module")
def lives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Kills a run at every point. Returns what the process after each kill said, by layer."""
    folder = tmp_path_factory.mktemp("kills")
    said = lives_with_kills(folder, "distribution", POINTS, SEED)
    return dict(zip([point.layer for point in POINTS], said, strict=True))


@pytest.mark.parametrize("layer", [point.layer for point in POINTS])
def test_a_run_after_a_kill_gives_the_truth(lives: dict[str, list[str]], layer: str) -> None:
    """No line is lost or doubled, whichever layer was being written."""
    assert CAUGHT_UP in lives[layer], "\n".join(lives[layer])


def test_a_full_refresh_after_all_kills_changes_nothing(lives: dict[str, list[str]]) -> None:
    """The increments that survived four kills hold the rows of a rebuild."""
    assert REFRESHED in lives[POINTS[-1].layer], "\n".join(lives[POINTS[-1].layer])
