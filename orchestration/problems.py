"""Problems that landings and schedulers leave for the alerts: target/landing_<name>.json, one file each."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from orchestration.setup.render import PROJECT, replace_file


class Problem(msgspec.Struct, frozen=True):
    """Something that people have to be told.

    Attributes:
        key: the same as long as it is the same problem: words with colons between them.
        title: a few words, for subjects.
        what: one sentence, with no secret and nothing personal in it.
        mend: what to do.
        feeds: folders below the landing root that lack data because of it.
        since: when it began (ISO, UTC), None where only its first report tells.
    """

    key: str
    title: str
    what: str
    mend: str
    feeds: Sequence[str] = ()
    since: str | None = None


class LandingOutcome(msgspec.Struct, frozen=True):
    """What a landing ended with.

    Attributes:
        landing: its name: api, partners, or that of a schedule.
        finished_at: ISO, UTC.
        counts: what it did, by name.
        problems: those that are there now; what is missing here is over.
    """

    landing: str
    finished_at: str
    counts: Mapping[str, int]
    problems: Sequence[Problem]


def target_folder(environment: Mapping[str, str] | None = None) -> Path:
    """Where runs leave what they did for programs."""
    values = os.environ if environment is None else environment
    return PROJECT / (values.get("DBT_TARGET_PATH") or "target")


def write_outcome(
    landing: str, counts: Mapping[str, int], problems: Sequence[Problem], folder: Path
) -> Path:
    """Writes an outcome in one step, so that no reader sees half of it; returns the file."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    outcome = LandingOutcome(landing, now, counts, problems)
    file = folder / f"landing_{landing}.json"
    replace_file(file, msgspec.json.format(msgspec.json.encode(outcome)).decode() + "\n")
    return file
