"""What a process costs with everything it starts: wall time, CPU time, peak memory.

Spark's virtual machine is a child of the Python process that asks for it, and outlives it by a
moment. Sampling the children misses what they use after the last sample, and whole processes that
are short. So the measuring process makes itself the reaper of all descendants (Linux: prctl), and
waits for every one of them: the kernel then hands over the exact CPU time of each, its own waited
children included. Only the peak memory of the whole tree has to be sampled.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from benchmarks.errors import BenchmarkError

PR_SET_CHILD_SUBREAPER = 36
SECONDS_BETWEEN_LOOKS = 0.02
SECONDS_BETWEEN_SAMPLES = 0.2
SECONDS_TO_WIND_DOWN = 60.0


@dataclass(frozen=True)
class Cost:
    """What a command cost.

    wall_s: from its start until the command itself ended, seconds.
    cpu_s: user and system time of the command and all its descendants, until the last of them
        ended, seconds.
    peak_gib: highest sum of the resident memory of all of them, sampled every 0.2 s, GiB.
    """

    wall_s: float
    cpu_s: float
    peak_gib: float


def measure(
    command: Sequence[str], environment: Mapping[str, str], log_file: Path, folder: Path
) -> Cost:
    """Runs a command to its end and measures it. Nothing else may be started meanwhile.

    Args:
        command: program and arguments.
        environment: its whole environment.
        log_file: gets its stdout and stderr.
        folder: where it runs.

    Raises BenchmarkError when the command fails, with the end of its log.
    """
    become_reaper()
    started = time.monotonic()
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, env=dict(environment), cwd=folder
        )
    cpu_s = wall_s = 0.0
    peak_bytes, next_sample = 0, 0.0
    status: int | None = None
    try:
        while True:
            try:
                pid, ended_with, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                break
            now = time.monotonic() - started
            if pid:
                cpu_s += usage.ru_utime + usage.ru_stime
                # the largest single process, in KiB: exact, where the samples may miss a peak
                peak_bytes = max(peak_bytes, usage.ru_maxrss * 1024)
                if pid == process.pid:
                    status, wall_s = os.waitstatus_to_exitcode(ended_with), now
                continue
            if now >= next_sample:
                peak_bytes = max(peak_bytes, resident_bytes())
                next_sample = now + SECONDS_BETWEEN_SAMPLES
            if status is not None and now > wall_s + SECONDS_TO_WIND_DOWN:
                kill_descendants()
            time.sleep(SECONDS_BETWEEN_LOOKS)
    except BaseException:
        kill_descendants()
        raise
    finally:
        process.returncode = 0 if status is None else status
    if status != 0:
        raise BenchmarkError(f"{' '.join(command)} ended with {status}:\n{last_lines(log_file)}")
    return Cost(wall_s, cpu_s, peak_bytes / 2**30)


def become_reaper() -> None:
    """Makes this process the parent of descendants whose own parent has ended.

    Raises BenchmarkError where the system does not know how.
    """
    if sys.platform != "linux":
        raise BenchmarkError(
            "The benchmark counts CPU time with Linux's process accounting. Mend: run it on Linux, "
            "a container will do."
        )
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise BenchmarkError(f"prctl failed: {os.strerror(ctypes.get_errno())}.")


def descendants() -> list[psutil.Process]:
    """All processes below this one."""
    return psutil.Process().children(recursive=True)


def resident_bytes() -> int:
    """Resident memory of all descendants together, bytes.

    A child that has not begun its own program yet is its parent once more, with the same memory:
    Java starts thousands of small commands that way. It is known by its parent's command line.
    """
    total = 0
    commands: dict[int, list[str]] = {}
    for process in descendants():
        try:
            with process.oneshot():
                parent, command = process.ppid(), process.cmdline()
                commands[process.pid] = command
                if command and commands.get(parent) != command:
                    total += process.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def kill_descendants() -> None:
    """Ends what is still running below this process."""
    for process in descendants():
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue


def last_lines(file: Path, count: int = 25) -> str:
    """The end of a log."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"  {line}" for line in lines[-count:])
