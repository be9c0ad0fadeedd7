"""Runs a command and kills it with SIGKILL at one of the steps that leave something.

    python -m tests.python.operations.killed <step> orchestration.landing api [options]
    python -m tests.python.operations.killed <step> orchestration.alerts tell

A step is a question to the shop, a mail that was taken, a file that was copied under its hidden name, and
a rename. Step 0 kills never and writes how many steps there were to the file that STEPS names.
"""

from __future__ import annotations

import os
import shutil
import signal
import smtplib
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx


def stepping(call: Callable[..., Any], step: Callable[[], None]) -> Callable[..., Any]:
    """A function that ends with a step."""

    def called(*values: Any, **named: Any) -> Any:
        found = call(*values, **named)
        step()
        return found

    return called


def count_steps(kill_at: int) -> list[int]:
    """Makes every step count, and the one that is asked for the last one of this process."""
    counted = [0]

    def step() -> None:
        counted[0] += 1
        if counted[0] == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    httpx.Client.stream = stepping(httpx.Client.stream, step)  # type: ignore[method-assign]
    smtplib.SMTP.send_message = stepping(smtplib.SMTP.send_message, step)  # type: ignore[method-assign]
    shutil.copy2 = stepping(shutil.copy2, step)
    Path.replace = stepping(Path.replace, step)  # type: ignore[method-assign]
    return counted


if __name__ == "__main__":
    steps = count_steps(int(sys.argv.pop(1)))
    import_module(f"{sys.argv.pop(1)}.cli").main(standalone_mode=False)
    Path(os.environ["STEPS"]).write_text(str(steps[0]), encoding="utf-8")
