"""The partners' file: who delivers what, where, and when. partners.example.yml documents it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from orchestration.landing.errors import LandingError
from orchestration.setup.render import PROJECT

VARIABLE = "PARTNERS_FILE"
EXAMPLE = PROJECT / "orchestration" / "landing" / "partners.example.yml"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DATE = "{date}"


class Strict(BaseModel):
    """Settings in which a misspelt name is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SftpPlace(Strict):
    """A folder on an SFTP server, and how to sign in: by a key file, a password or both."""

    host: str
    user: str
    folder: str
    port: Annotated[int, Field(ge=1, le=65535)] = 22
    known_hosts: Path = Path("~/.ssh/known_hosts")
    key_file: Path | None = None
    password_variable: str | None = None

    @model_validator(mode="after")
    def check_key(self) -> Self:
        """Refuses a place that nobody can sign in to."""
        if self.key_file is None and self.password_variable is None:
            raise ValueError("give a key_file or a password_variable")
        return self

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Partner(Strict):
    """What a partner delivers.

    Attributes:
        folder, sftp: where its files are; one of them.
        file: the name of a day's file, with {date} in it.
        date_format: how the date is written there, in strftime's words.
        first_day: the first day that has a file.
        weekdays, not_on: days of the week that have files; dates that have none.
        due: until when (UTC) the file of a day has to be there, due_days days after that day.
        checksum: whether <file>.sha256 has to be there beside a file; it is compared if it is.
        settle_seconds: how long a file without a checksum has to stay as it is.
        look_back_days: for how long a missing file is missed.
    """

    folder: Path | None = None
    sftp: SftpPlace | None = None
    file: str
    date_format: str = "%Y-%m-%d"
    first_day: datetime.date
    weekdays: tuple[Literal[WEEKDAYS], ...] = WEEKDAYS  # type: ignore[valid-type]
    not_on: frozenset[datetime.date] = frozenset()
    due: datetime.time = datetime.time(6)
    due_days: Annotated[int, Field(ge=0, le=31)] = 1
    checksum: Literal["required", "optional"] = "optional"
    settle_seconds: Annotated[float, Field(ge=0, le=600)] = 5
    look_back_days: Annotated[int, Field(ge=1, le=366)] = 30

    @model_validator(mode="after")
    def check(self) -> Self:
        """Refuses names that lead elsewhere or of which the day cannot be read."""
        if (self.folder is None) == (self.sftp is None):
            raise ValueError("give either folder or sftp")
        if self.file.count(DATE) != 1 or "/" in self.file or self.file[0] in "._~":
            raise ValueError(f"file is a name with {DATE} in it once, like orders_{DATE}.csv")
        example = datetime.date(2025, 12, 31)
        written = example.strftime(self.date_format)
        if "/" in written or self.day_of(self.name_of(example)) != example:
            raise ValueError("date_format has to write year, month and day, without a slash")
        if self.due.tzinfo is not None:
            raise ValueError("due is a time in UTC like 06:00, without a zone")
        return self

    @property
    def place(self) -> Path | SftpPlace:
        """Where its files are."""
        found = self.sftp or self.folder
        assert found is not None
        return found

    def name_of(self, day: datetime.date) -> str:
        """The name of a day's file."""
        return self.file.replace(DATE, day.strftime(self.date_format))

    def day_of(self, name: str) -> datetime.date | None:
        """The day that a file is of, None when its name is another one."""
        before, after = self.file.split(DATE)
        if not re.fullmatch(f"{re.escape(before)}.+{re.escape(after)}", name):
            return None
        text = name[len(before) : len(name) - len(after)]
        try:
            day = datetime.datetime.strptime(text, self.date_format).date()
        except ValueError:
            return None
        # 2025-8-1 is read as the first of August, too, but is another name
        return day if self.name_of(day) == name else None

    def due_at(self, day: datetime.date) -> datetime.datetime:
        """When the file of a day has to be there."""
        last = day + datetime.timedelta(days=self.due_days)
        return datetime.datetime.combine(last, self.due, datetime.UTC)

    def looks_back_to(self, now: datetime.datetime) -> datetime.date:
        """The first day whose file may be missed."""
        today = now.astimezone(datetime.UTC).date()
        return max(self.first_day, today - datetime.timedelta(days=self.look_back_days))

    def expected_days(self, now: datetime.datetime) -> Iterator[datetime.date]:
        """The days whose files have to be there by now, as far as it looks back."""
        day = self.looks_back_to(now)
        while self.due_at(day) <= now:
            if WEEKDAYS[day.weekday()] in self.weekdays and day not in self.not_on:
                yield day
            day += datetime.timedelta(days=1)


class Partners(Strict):
    """All partners, by the names of their folders below partners/."""

    partners: dict[Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")], Partner]


def read_partners(file: Path) -> dict[str, Partner]:
    """The partners' file. Raises LandingError with each mistake and where it is."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        return Partners.model_validate(content).partners
    except FileNotFoundError as error:
        raise LandingError(
            f"There is no partners' file {file}.",
            f"copy {EXAMPLE.relative_to(PROJECT)} there and name your partners, or set {VARIABLE}.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise LandingError(f"{file} cannot be read ({error}).", "mend it.") from error
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        line = f" in line {place.line + 1}" if place else ""
        raise LandingError(f"{file} is no YAML{line}.", "mend the indentation there.") from error
    except ValidationError as error:
        # without the values, because somebody may have written a password there
        said = "; ".join(
            f"{'.'.join(map(str, each['loc'])) or 'the file'}: {each['msg']}"
            for each in error.errors(include_input=False, include_url=False)
        )
        raise LandingError(
            f"{file} cannot be used: {said}.",
            f"{EXAMPLE.relative_to(PROJECT)} says what each setting means.",
        ) from error
