"""What people have been told already: one small file, so that nothing is told twice."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import msgspec

from orchestration.alerts.causes import Cause
from orchestration.alerts.errors import AlertError
from orchestration.setup.render import replace_file


class OpenCause(msgspec.Struct):
    """A cause that is not over, or of which nobody knows yet that it is.

    Attributes:
        title: a few words.
        since: when it began (ISO, UTC).
        told: the channels that have told it.
        over_at: when it was over, None while it is not.
    """

    title: str
    since: str
    told: list[str] = msgspec.field(default_factory=list)
    over_at: str | None = None


class Memory(msgspec.Struct):
    """All that is remembered.

    Attributes:
        causes: by key; those that are over until every channel has told that.
        arrivals: when new files of a feed came last.
        loads: a feed's newest load, as a run has said it.
        told_runs: the last success that a channel has told.
        numbers: the values of the last success, by line and name, as texts.
        numbers_of: the run that they are of, and before: those of the success before it.
    """

    causes: dict[str, OpenCause] = msgspec.field(default_factory=dict)
    arrivals: dict[str, str] = msgspec.field(default_factory=dict)
    loads: dict[str, str] = msgspec.field(default_factory=dict)
    told_runs: dict[str, str] = msgspec.field(default_factory=dict)
    numbers: dict[str, str] = msgspec.field(default_factory=dict)
    numbers_of: str = ""
    before: dict[str, str] = msgspec.field(default_factory=dict)

    def learn(self, causes: Iterable[Cause], over: Iterable[str], now: datetime) -> None:
        """Takes in what is wrong now, and the keys of what is over."""
        for cause in causes:
            since = text_of(cause.since or now)
            known = self.causes.setdefault(cause.key, OpenCause(cause.title, since))
            known.title, known.over_at = cause.title, None
        for key in over:
            known = self.causes[key]
            known.over_at = known.over_at or text_of(now)

    def take_numbers(self, run: str, numbers: dict[str, str]) -> None:
        """Keeps the numbers of a success, and those before it, to tell the change."""
        if run != self.numbers_of:
            self.before, self.numbers, self.numbers_of = self.numbers, numbers, run


def read_memory(file: Path) -> Memory:
    """The memory, empty when there is none. Raises AlertError when it is damaged."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=Memory)
    except FileNotFoundError:
        return Memory()
    except msgspec.MsgspecError as error:
        raise AlertError(
            f"{file} is damaged ({error}).",
            "delete it: what is wrong now is then told once more.",
        ) from error


def write_memory(memory: Memory, file: Path) -> None:
    """Writes the memory in one step."""
    replace_file(file, msgspec.json.format(msgspec.json.encode(memory)).decode() + "\n")


def text_of(moment: datetime) -> str:
    """A time as it is kept."""
    return moment.isoformat(timespec="seconds")
