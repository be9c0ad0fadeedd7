"""What landings leave for the alerts when they end with an error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from orchestration.landing.errors import LandingError
from orchestration.problems import Problem, target_folder, write_outcome
from orchestration.storage import StorageError


@contextmanager
def left_for_alerts(landing: str, title: str, folder: str) -> Iterator[None]:
    """Leaves for the alerts why a landing has ended, when it ends with an error."""
    try:
        yield
    except (LandingError, StorageError) as error:
        leave(landing, Problem(f"landing:{landing}", title, error.what, error.mend, [folder]))
        raise
    except OSError as error:
        mend = "check the folders and the free space, then run it again."
        leave(landing, Problem(f"landing:{landing}", title, f"{error}.", mend, [folder]))
        raise


def leave(landing: str, problem: Problem) -> None:
    """Writes why a landing has ended."""
    # what keeps it from being written may be the very problem
    with suppress(OSError):
        write_outcome(landing, {}, [problem], target_folder())
