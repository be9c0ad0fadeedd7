"""A clock that is wrong, for the processes of a command: a small library in C that cc makes (Linux)."""

from __future__ import annotations

import os
import subprocess
from datetime import timedelta
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")


def clock_off_by(difference: timedelta, folder: Path) -> dict[str, str]:
    """Variables by which a process and its children have a time of day that is wrong.

    folder: where the library is put. Raises AssertionError when there is no C compiler.
    """
    library = folder / "wrong_clock.so"
    made = subprocess.run(
        ["cc", "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, f"a wrong clock needs a C compiler: {made.stderr}"
    return {"LD_PRELOAD": str(library), "CLOCK_OFF_BY": f"{difference.total_seconds():.0f}"}


def shift_new_files(folder: Path, since: float, difference: timedelta) -> int:
    """Gives files the times that the wrong clock would have given them, as the kernel's is right.

    since: when the clock went wrong; what has no time of the present was given one by its writer.
    Returns how many files there were.
    """
    shifted = 0
    for file in folder.rglob("*"):
        found = file.stat()
        # what was written by a program with its own idea of the time is left alone
        if file.is_file() and found.st_mtime >= since and found.st_mtime <= found.st_ctime + 1:
            at = found.st_mtime + difference.total_seconds()
            os.utime(file, (at, at))
            shifted += 1
    return shifted
