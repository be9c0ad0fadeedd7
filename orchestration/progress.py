"""Progress of something that takes a while, told to a person."""

import sys
import time
from collections.abc import Callable

# Told how many things of how many are done.
Progress = Callable[[int, int], None]

SECONDS_BETWEEN_LINES = 2.0


def progress_lines(things: str) -> Progress:
    """Progress as a line every few seconds, so that what is short shows none."""
    last_shown = time.monotonic()

    def show_progress(done: int, total: int) -> None:
        nonlocal last_shown
        if time.monotonic() - last_shown >= SECONDS_BETWEEN_LINES:
            last_shown = time.monotonic()
            print(f"  {done:,} of {total:,} {things}", file=sys.stderr, flush=True)

    return show_progress
