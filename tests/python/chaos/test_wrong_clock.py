"""A clock that is a day ahead, and a day behind, and right again: the tables are those of a right clock.

What alerts and landings say of it is tested with them (test_alerts.py, test_land_api.py).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.python.chaos.nights import Nights
from tests.python.chaos.wrong_clock import clock_off_by, shift_new_files

DAY = timedelta(days=1)


@pytest.mark.by_command
def test_nights_with_a_clock_that_is_a_day_off_give_the_tables_of_a_right_one(
    lakehouse: Nights, tmp_path: Path
) -> None:
    """Ahead, then behind, then right: Python's and Java's clock, and the times of what they have written."""
    lakehouse.box.mails.clear()
    for difference in (DAY, -DAY):
        wrong = clock_off_by(difference, tmp_path)
        lakehouse.commit_orders()
        began = time.time()
        landed = lakehouse.land(**wrong)
        assert landed.returncode == 0, landed.stderr
        assert "WARNING: this machine's clock and the shop's differ by" in landed.stdout
        built = lakehouse.build(**wrong)
        assert built.returncode == 0, built.stdout + built.stderr
        finished_at = datetime.fromisoformat(str(lakehouse.summary()["finished_at"]))
        assert abs(finished_at - datetime.now(UTC)) > DAY / 2
        assert shift_new_files(lakehouse.home / "warehouse", began, difference) > 0
        assert lakehouse.lock_holder() is None
        assert lakehouse.differences() == []
        # by a clock that is right
        assert lakehouse.mail().returncode == 0
    assert [each for each in lakehouse.box.subjects if not each.startswith("SUCCESS")] == [
        "PROBLEM: the clock is or was wrong",
        "ALL CLEAR: the clock is or was wrong",
    ]
    lakehouse.commit_orders()
    lakehouse.night()
    assert lakehouse.lock_holder() is None
    assert lakehouse.differences() == []
