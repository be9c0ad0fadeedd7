"""A handful of random histories of distribution; `make scenarios` lives many more, of all lines."""

from __future__ import annotations

from pathlib import Path

from tests.python.harness.session import WarmSession
from tests.python.scenarios.history import History


def test_random_histories_give_the_truth_and_the_rows_of_a_full_refresh(
    session: WarmSession, tmp_path: Path
) -> None:
    """Whatever happens to files, seeds, rules and runs; they share a lakehouse."""
    story = History(session, tmp_path / "history", range(9, 13)).live()
    assert story.is_good, story.report()
