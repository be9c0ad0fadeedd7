"""What was expected of a partner, day by day, and what came of it: ``partners/<partner>/_expected.json``.

A day is *arrived*, *late* (it came after it was due), *incomplete* (it is at the partner's place, but not
whole) or *missing*. Days that nobody looks back to any more stay as they were.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

import msgspec

from orchestration.landing.partner_settings import Partner
from orchestration.storage import Root, write


class ExpectedFile(msgspec.Struct):
    """The file of a day: its name, until when it has to be there, what came of it, when it was landed."""

    file: str
    due_at: str
    state: str
    landed_at: str | None = None


Days = dict[str, ExpectedFile]


def days_of(
    partner: Partner,
    landed_at: Mapping[str, str],
    waiting: Collection[str],
    now: datetime.datetime,
) -> Days:
    """The days whose file is due by now, and those whose file has come before that.

    Args:
        partner: what it delivers.
        landed_at: when files were landed, by their names.
        waiting: names of files that are there, but not complete.
        now: when it is.
    """
    days = set(partner.expected_days(now))
    days |= {day for day in map(partner.day_of, landed_at) if day and day >= partner.first_day}
    found = {}
    for day in sorted(days):
        name, due = partner.name_of(day), partner.due_at(day)
        found[day.isoformat()] = ExpectedFile(
            name,
            due.isoformat(timespec="seconds"),
            state_of(landed_at.get(name), due, is_waiting=name in waiting),
            landed_at.get(name),
        )
    return found


def state_of(landed_at: str | None, due: datetime.datetime, *, is_waiting: bool) -> str:
    """What came of a day."""
    if landed_at is not None:
        return "arrived" if datetime.datetime.fromisoformat(landed_at) <= due else "late"
    return "incomplete" if is_waiting else "missing"


def keep_days(root: Root, folder: str, days: Days, first: datetime.date) -> None:
    """Writes the days beside those before the first one that was looked at; nothing if all is as it was.

    Raises StorageError or OSError when the root does not take it.
    """
    path = f"{folder}/_expected.json"
    before = root.read(path)
    old = {day: each for day, each in read_days(before).items() if day < first.isoformat()}
    content = (
        msgspec.json.format(msgspec.json.encode(dict(sorted({**old, **days}.items())))) + b"\n"
    )
    if content != before:
        write(root, content, path)


def read_days(content: bytes | None) -> Days:
    """The days in a file; none in one that is damaged, which the next landing writes anew."""
    try:
        return {} if content is None else msgspec.json.decode(content, type=Days)
    except msgspec.MsgspecError:
        return {}
