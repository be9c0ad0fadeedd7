"""A clock that is wrong, for processes of a command: libfaketime, Debian's, or by pip in .local/chaos."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from orchestration.setup.render import PROJECT

PACKAGE = "libfaketime==3.0.1"
OWN = PROJECT / ".local" / "chaos"
IN_PACKAGE = "libfaketime/vendor/libfaketime/src/libfaketime.so.1"
OF_SYSTEM = "*/faketime/libfaketime.so.1"


def library() -> Path:
    """The library; installed when it is nowhere. Raises AssertionError with what pip says."""
    system = sorted(Path("/usr/lib").glob(OF_SYSTEM))
    if system:
        return system[0]
    found = OWN / IN_PACKAGE
    if not found.is_file():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
        done = subprocess.run(
            [*install, str(OWN), PACKAGE], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"libfaketime is missing: {done.stderr}"
    return found


def clock_off_by(difference: timedelta) -> dict[str, str]:
    """Variables by which a process and its children have a clock that is wrong.

    Only the time of day: Java waits by the other clock, and files keep the times that they have.
    """
    return {
        "LD_PRELOAD": str(library()),
        "FAKETIME": f"{difference.total_seconds():+.0f}",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        "FAKE_UTIME": "0",
    }


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
