"""What people see of a run: dbt's own result lines, and nothing of the Java machine."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

SUMMARY_MARK = "RUN_SUMMARY "

# Events of dbt that are progress. The lines that only announce a node are left out.
PROGRESS = {
    "FoundStats",
    "ConcurrencyLine",
    "LogModelResult",
    "LogSeedResult",
    "LogSnapshotResult",
    "LogTestResult",
    "LogNodeResult",
    "SkippingDetails",
    "JinjaLogInfo",
}
# Said after the summary, which has it already, or with the exception that dbt returns.
SAID_ELSEWHERE = {
    "RunResultWarning",
    "RunResultWarningMessage",
    "RunResultFailure",
    "RunResultError",
    "RunResultErrorNoMessage",
    "EndOfRunSummary",
    "MainEncounteredError",
    "MainStackTrace",
    "LogDebugStackTrace",
    "GenericExceptionOnRun",
}


class RunWatcher:
    """Callback of dbtRunner: shows progress and keeps the summary that the run ends with.

    ``summary`` is the JSON behind RUN_SUMMARY, None as long as dbt has not emitted it. What dbt
    prints after it is the same in short, and left out.
    ``warnings`` are dbt's own warnings that are no test's.
    """

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.summary: dict[str, Any] | None = None
        self.warnings: list[str] = []
        self.writing = threading.Lock()

    def __call__(self, event: Any) -> None:
        """Takes an event (a protobuf EventMsg); several threads of dbt call at once."""
        name, level, text = event.info.name, event.info.level, event.info.msg
        if level == "debug" and text.startswith(SUMMARY_MARK):
            self.summary = read_summary(text)
        elif name == "PrintEvent":
            if self.summary is None:
                self.say(text)
        elif name in PROGRESS:
            self.say(f"{time.strftime('%H:%M:%S')}  {text}")
        elif level in ("warn", "error") and name not in SAID_ELSEWHERE:
            self.warnings.append(text)
            self.say(f"{time.strftime('%H:%M:%S')}  {text}")

    def say(self, text: str) -> None:
        """Writes one line, whole and at once."""
        with self.writing:
            self.out.write(f"{text}\n")
            self.out.flush()


def read_summary(text: str) -> dict[str, Any] | None:
    """The summary in a message that begins with RUN_SUMMARY; None when it is no JSON object."""
    try:
        summary = json.loads(text.removeprefix(SUMMARY_MARK))
    except ValueError:
        return None
    return summary if isinstance(summary, dict) else None


@contextmanager
def java_output_in(log_file: Path) -> Iterator[None]:
    """Sends what child processes write to stdout and stderr into a file.

    Spark's virtual machine writes warnings that mean nothing to a reader. Python's own streams
    go on to where they went before.
    """
    log_file.parent.mkdir(parents=True, exist_ok=True)
    sys.stdout.flush()
    sys.stderr.flush()
    streams = sys.stdout, sys.stderr
    kept = os.dup(1), os.dup(2)
    own = [
        os.fdopen(os.dup(copy), "w", encoding="utf-8", errors="replace", buffering=1)
        if writes_to(stream, number)
        else None
        for stream, copy, number in zip(streams, kept, (1, 2), strict=True)
    ]
    with log_file.open("wb") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    sys.stdout, sys.stderr = (mine or stream for mine, stream in zip(own, streams, strict=True))
    try:
        yield
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        for number, copy in zip((1, 2), kept, strict=True):
            os.dup2(copy, number)
            os.close(copy)
        sys.stdout, sys.stderr = streams
        for stream in own:
            if stream is not None:
                stream.close()


def writes_to(stream: TextIO, number: int) -> bool:
    """Whether a Python stream is one of this process's own file descriptors."""
    try:
        return stream.fileno() == number
    except (OSError, AttributeError, ValueError):
        return False
