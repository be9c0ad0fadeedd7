"""A clock that is a day ahead, and a day behind, and right again: the tables are those of a right clock.

What alerts and landings say of it is tested with them (test_alerts.py, test_land_api.py).
"""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from tests.python.chaos.nights import Nights
from tests.python.chaos.wrong_clock import clock_off_by, shift_new_files
from tests.python.harness.contents import differences

DAY = timedelta(days=1)
AHEAD = "PROBLEM: the clock is or was wrong"


@pytest.mark.by_command
def test_nights_with_a_clock_that_is_a_day_off_give_the_tables_of_a_right_one(
    lakehouse: Nights,
) -> None:
    """Python's and Java's clock, ahead and behind, with the times of all files that were written then."""
    for difference in (DAY, -DAY):
        wrong = clock_off_by(difference)
        lakehouse.commit_orders()
        began = time.time()
        landed = lakehouse.land(**wrong)
        assert landed.returncode == 0, landed.stderr
        assert (
            f"clock and the shop's differ by {difference.total_seconds():+,.0f}"[:-2]
            in landed.stdout
        )
        built = lakehouse.build(**wrong)
        assert built.returncode == 0, built.stdout + built.stderr
        assert shift_new_files(lakehouse.home / "warehouse", began, difference) > 0
        # an alert by a clock that is right
        told = lakehouse.mail()
        assert told.returncode == 0, told.stderr
        assert (AHEAD in lakehouse.box.subjects) == (difference == DAY) or AHEAD.replace(
            "PROBLEM", "ALL CLEAR"
        ) in lakehouse.box.subjects
        lakehouse.commit_orders()
        lakehouse.night()
        assert lakehouse.lock_holder() is None
        assert lakehouse.differences() == []
    assert lakehouse.box.subjects.count(AHEAD) == 1
    assert lakehouse.box.subjects.count(AHEAD.replace("PROBLEM", "ALL CLEAR")) == 1
    before = lakehouse.contents()
    refreshed = lakehouse.build("--full-refresh")
    assert refreshed.returncode == 0, refreshed.stdout + refreshed.stderr
    assert differences(before, lakehouse.contents()) == []
