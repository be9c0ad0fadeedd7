"""Messages: what is told, as a subject, plain text and HTML, by the templates beside this file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from orchestration.alerts.causes import Cause
from orchestration.alerts.memory import Memory, OpenCause

TEMPLATES = Path(__file__).parent / "templates"
# Problems with a message of their own; the rest of a bad night shares one.
MOST_MESSAGES = 10
MOST_NAMES = 12
LONGEST_SUBJECT = 150


@dataclass(frozen=True)
class Message:
    """A message in all the forms that channels need.

    Attributes:
        tells: keys of causes, or the id of a run, that are told by it.
        kind: success, problem or cleared.
        identity: the same whenever the same is told, by a program that was killed after it had told it, too.
    """

    kind: str
    tells: Sequence[str]
    subject: str
    text: str
    html: str
    identity: str


class Writer:
    """Writes messages; nothing gets into one that was not scrubbed."""

    def __init__(self, place: str, scrubbed: Callable[[str], str]) -> None:
        self.place = place
        self.scrubbed = scrubbed
        self.templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=lambda name: bool(name) and str(name).endswith(".html"),
            finalize=self.safe,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self.templates.filters |= {"moment": moment, "some": some, "duration": duration}

    def safe(self, value: object) -> object:
        """A value as it may be shown."""
        return self.scrubbed(value) if isinstance(value, str) else value

    def problem(self, causes: Sequence[Cause], memory: Memory) -> Message:
        """One problem, or the rest of many."""
        first, more = causes[0], len(causes) - 1
        subject = f"PROBLEM: {first.title}" + (f" and {more:,} more" if more else "")
        shown = [(cause, memory.causes[cause.key].since) for cause in causes]
        keys, moments = [each.key for each in causes], [since for _, since in shown]
        return self.message("problem", keys, moments, subject, causes=shown)

    def cleared(self, key: str, cause: OpenCause) -> Message:
        """The end of a problem."""
        moments = [cause.since, cause.over_at or ""]
        return self.message("cleared", [key], moments, f"ALL CLEAR: {cause.title}", cause=cause)

    def success(self, run: str, summary: Mapping[str, Any], memory: Memory) -> Message:
        """A run that has ended well, with its numbers and what is still open."""
        open_causes = [each for each in memory.causes.values() if each.over_at is None]
        subject = f"SUCCESS: {headline(summary)}" + (
            f" ({len(open_causes):,} open)" if open_causes else ""
        )
        return self.message(
            "success",
            [run],
            [],
            subject,
            summary=summary,
            numbers=numbers(summary, memory),
            feeds=[feed for feed in summary["feeds"] if feed["new_files"]],
            open_causes=open_causes,
        )

    def message(
        self, kind: str, tells: Sequence[str], moments: Sequence[str], subject: str, **values: Any
    ) -> Message:
        """Fills the templates of a kind; moments tell one occurrence of what it tells from the next."""
        values = {**values, "place": self.place}
        line = " ".join(self.scrubbed(f"[{self.place}] {subject}").split())
        return Message(
            kind,
            tells,
            line if len(line) <= LONGEST_SUBJECT else line[: LONGEST_SUBJECT - 4] + " ...",
            self.templates.get_template(f"{kind}.txt").render(values, subject=line),
            self.templates.get_template(f"{kind}.html").render(values, subject=line),
            identity_of(self.place, kind, *tells, *moments),
        )


def identity_of(*words: str) -> str:
    """A name for what is told, in which nothing of it can be read."""
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]


def headline(summary: Mapping[str, Any]) -> str:
    """A run in a few words."""
    files = sum(feed["new_files"] for feed in summary["feeds"])
    rejected = sum(feed["rejected"] for feed in summary["feeds"])
    many = "1 new file" if files == 1 else f"{files:,} new files"
    return f"{many}, {rejected:,} rows in quarantine"


def numbers(summary: Mapping[str, Any], memory: Memory) -> list[dict[str, str]]:
    """The numbers of a run as people read them, with the change since the success before."""
    shown = []
    for row in summary["rows"]:
        value = Decimal(row["value"])
        before = memory.before.get(key_of(row))
        change = "" if before is None else f"{value - Decimal(before):+,.{row['decimals']}f}"
        is_same = before is not None and Decimal(before) == value
        shown.append(
            {
                "line": row["line"],
                "label": row["label"],
                "value": f"{value:,.{row['decimals']}f}",
                "unit": row["unit"],
                "change": "unchanged" if is_same else change,
            }
        )
    return shown


def numbers_of(summary: Mapping[str, Any]) -> dict[str, str]:
    """The numbers of a run by line and name."""
    return {key_of(row): row["value"] for row in summary["rows"]}


def key_of(row: Mapping[str, Any]) -> str:
    """What a number is known by."""
    return f"{row['line']}.{row['name']}"


def moment(text: str | datetime) -> str:
    """A time in UTC as people read it."""
    at = text if isinstance(text, datetime) else datetime.fromisoformat(text)
    return f"{at:%Y-%m-%d %H:%M} UTC"


def duration(begin: str, end: str) -> str:
    """From one time to another, in the largest unit that says something."""
    seconds = (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()
    for unit, size in (("days", 86_400), ("hours", 3_600)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(0, seconds) / 60:.0f} minutes"


def some(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    return ", ".join(names[:MOST_NAMES]) + more
