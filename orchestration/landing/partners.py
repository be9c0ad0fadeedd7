"""Lands partners' files: whole, with their checksums, and says which expected ones are missing.

A file of a day goes to ``partners/<partner>/YYYY/MM/DD/`` (the day that its name says), with
``_SUCCESS`` beside it, which has its SHA-256. What was landed stands in ``partners/<partner>/
_landed.json``, what was expected day by day in ``_expected.json`` beside it. A file that comes again
with other content is landed again, as a new delivery.
"""

from __future__ import annotations

import datetime
import hashlib
import re
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from orchestration.landing.errors import LandingError
from orchestration.landing.expected_files import days_of, keep_days
from orchestration.landing.partner_settings import Partner
from orchestration.landing.partner_sources import Offered, Source, open_source
from orchestration.problems import Problem
from orchestration.storage import Root, write

MARKER, CHECKSUM = "_SUCCESS", ".sha256"
MOST_NAMES = 5


class Landed(msgspec.Struct):
    """A landed file: size and time as the partner has it, its SHA-256, where and when it was landed."""

    size: int
    modified_at: float
    sha256: str
    path: str
    landed_at: str


@dataclass
class LandedPartner:
    """What the landing of one partner did.

    Attributes:
        files: names of the files that were landed now.
        waiting: names of files that are not complete yet.
        unexpected: names that belong to nothing that is expected.
        problems: what people have to be told.
        is_reached: whether the partner's place could be asked.
    """

    files: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    unexpected: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    is_reached: bool = True


def land_partner(
    name: str,
    partner: Partner,
    root: Root,
    *,
    now: datetime.datetime | None = None,
    wait: Callable[[float], None] = time.sleep,
    environment: Mapping[str, str] | None = None,
) -> LandedPartner:
    """Lands what a partner offers, and compares it with what is expected of it.

    Args:
        name: of the partner.
        partner: what it delivers.
        root: the landing root.
        now: when it is, if it is not the present time.
        wait: how to wait, in seconds.
        environment: the variables with passwords, those of this process when it is not given.

    Raises StorageError or OSError when the root does not take a file, LandingError when its ledger
    is damaged. What is wrong at the partner's is a problem in the result, and raises nothing.
    """
    moment = now or datetime.datetime.now(datetime.UTC)
    done = LandedPartner()
    ledger = Ledger(name, root)
    try:
        with open_source(name, partner.place, environment) as source:
            land_offered(name, partner, source, ledger, done, wait)
    except LandingError as error:
        done.is_reached = False
        done.problems.append(
            Problem(
                f"partner:{name}:unreachable",
                f"{name} cannot be reached",
                error.what,
                error.mend,
                [f"partners/{name}"],
            )
        )
    days = [
        day for day in partner.expected_days(moment) if partner.name_of(day) not in ledger.files
    ]
    if days:
        done.problems.append(missing(name, partner, days, done.waiting))
    landed_at = {file: landed.landed_at for file, landed in ledger.files.items()}
    known = days_of(partner, landed_at, done.waiting, moment)
    keep_days(root, ledger.folder, known, partner.looks_back_to(moment))
    return done


class Ledger:
    """What was landed of a partner, by the file's name."""

    def __init__(self, partner: str, root: Root) -> None:
        self.root = root
        self.folder = f"partners/{partner}"
        self.path = f"{self.folder}/_landed.json"
        content = root.read(self.path)
        try:
            self.files = (
                {} if content is None else msgspec.json.decode(content, type=dict[str, Landed])
            )
        except msgspec.MsgspecError as error:
            raise LandingError(
                f"{self.path} below {root} is damaged ({error}).",
                "restore it from a backup, or delete it: what lies there with equal content stays.",
            ) from error

    def knows(self, offered: Offered) -> bool:
        """Whether a file was landed as it is offered."""
        landed = self.files.get(offered.name)
        return landed is not None and (landed.size, landed.modified_at) == (
            offered.size,
            offered.modified_at,
        )

    def land(self, offered: Offered, day: datetime.date, file: Path, sha256: str) -> bool:
        """Stores a fetched file and notes it; False when equal content was there already."""
        folder = f"{self.folder}/{day:%Y/%m/%d}"
        path = f"{folder}/{offered.name}"
        is_there = any(each.path == path for each in self.root.files(folder))
        is_new = not (is_there and self.root.holds(path, file))
        if is_new:
            self.root.put(file, path)
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        landed = Landed(offered.size, offered.modified_at, sha256, path, now)
        said = {offered.name: landed}
        write(self.root, msgspec.json.encode(said) + b"\n", f"{folder}/{MARKER}")
        self.files |= said
        write(self.root, msgspec.json.format(msgspec.json.encode(self.files)) + b"\n", self.path)
        return is_new


def land_offered(
    name: str,
    partner: Partner,
    source: Source,
    ledger: Ledger,
    done: LandedPartner,
    wait: Callable[[float], None],
) -> None:
    """Lands the files that are new, complete, and what their checksums say."""
    offers = {each.name: each for each in source.files()}
    wanted = {}
    for offered in offers.values():
        day = partner.day_of(offered.name)
        if day is not None and day >= partner.first_day:
            if not ledger.knows(offered):
                wanted[offered] = day
        elif not offered.name.endswith(CHECKSUM) and offered.name[0] not in "._~":
            done.unexpected.append(offered.name)
    unproved = [each for each in wanted if each.name + CHECKSUM not in offers]
    if partner.checksum == "required":
        done.waiting += [each.name for each in unproved]
        wanted = {each: day for each, day in wanted.items() if each not in unproved}
    elif unproved:
        # nothing says that the partner has written all of it, but that it stays as it is
        wait(partner.settle_seconds)
        still = set(source.files())
        done.waiting += [each.name for each in unproved if each not in still]
        wanted = {
            each: day for each, day in wanted.items() if each not in unproved or each in still
        }
    for offered, day in wanted.items():
        land_one(name, source, ledger, done, offered, day, offered.name + CHECKSUM in offers)


def land_one(
    name: str,
    source: Source,
    ledger: Ledger,
    done: LandedPartner,
    offered: Offered,
    day: datetime.date,
    has_checksum: bool,
) -> None:
    """Fetches one file, proves it, and lands it; a file that is damaged is a problem."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "file"
        source.fetch(offered.name, file)
        file.chmod(0o644)
        size = file.stat().st_size
        with file.open("rb") as content:
            sha256 = hashlib.file_digest(content, "sha256").hexdigest()
        said = None
        if has_checksum:
            source.fetch(offered.name + CHECKSUM, Path(folder) / "checksum")
            said = checksum_in(Path(folder) / "checksum")
        if size == 0:
            fault = "is empty (0 bytes)"
        elif size != offered.size:
            fault = f"has {size:,} bytes of the {offered.size:,} that the partner offers"
        elif has_checksum and said is None:
            fault = f"has a {CHECKSUM} file without a SHA-256 in it"
        elif said is not None and said != sha256:
            fault = f"does not have the SHA-256 that its {CHECKSUM} file says"
        else:
            if ledger.land(offered, day, file, sha256):
                done.files.append(offered.name)
            return
    done.waiting.append(offered.name)
    done.problems.append(
        Problem(
            f"partner:{name}:damaged:{offered.name}",
            f"{offered.name} of {name} is damaged",
            f"The file {offered.name} of {name} {fault}, so it was not landed.",
            f"ask {name} to deliver it again; if it was still being written, the next landing "
            "takes it.",
            [f"partners/{name}"],
        )
    )


def checksum_in(file: Path) -> str | None:
    """The SHA-256 in a file as sha256sum writes it, None when there is none."""
    text = file.read_bytes()[:1_000].decode("ascii", errors="replace")
    found = re.match(r"\ufeff?\\?([0-9a-fA-F]{64})(\s|$)", text)
    return found.group(1).lower() if found else None


def missing(
    name: str, partner: Partner, days: Sequence[datetime.date], waiting: Sequence[str]
) -> Problem:
    """The problem that expected files are not there."""
    names = [partner.name_of(day) for day in days]
    more = f" and {len(names) - MOST_NAMES:,} more" if len(names) > MOST_NAMES else ""
    unfinished = [each for each in names if each in waiting]
    there = (
        f" ({', '.join(unfinished[:MOST_NAMES])} is there, but not complete)" if unfinished else ""
    )
    due = partner.due_at(days[0])
    return Problem(
        f"partner:{name}:missing",
        f"files of {name} are missing",
        f"{name} has not delivered {', '.join(names[:MOST_NAMES])}{more}{there}; the first was due at "
        f"{due:%Y-%m-%d %H:%M} UTC.",
        f"ask {name} for the files; when there are none for these days, say so in the partners' file "
        "(not_on, weekdays).",
        [f"partners/{name}"],
        due.isoformat(timespec="seconds"),
    )
