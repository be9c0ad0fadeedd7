"""Change files before they are written: faults add, move and copy their lines."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from simulator.arrow import Table
from simulator.marketplace import clock
from simulator.marketplace.changes import (
    Change,
    change_file,
    changes_in,
    extract_file,
    key_file,
)
from simulator.marketplace.entities import (
    ENTITIES,
    FOLDER,
    ORDERS,
    PARTS_OF_AN_ORDER,
    Entity,
    Key,
    Row,
)

# Parts of a day's changes that come in files of their own; the name is the end of the file's name.
WHOLE, SECOND, ONLY_KEYS, FULL = "", "_2", "_deleted", "_full"


@dataclass(eq=False)
class FileDraft:
    """A file of an entity and a UTC day.

    Attributes:
        part: which file of that day, see above.
        changes: its lines.
        rows: the rows of a full extract instead.
        modified_at: its modification time.
        arrives_at: decides the order of deliveries; not before it is written, but otherwise
            whatever faults make of it.
    """

    entity: Entity
    day: datetime.date
    part: str
    modified_at: datetime.datetime
    arrives_at: datetime.datetime
    changes: list[Change] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    @property
    def path(self) -> str:
        """The path below the landing root, without .gz."""
        return path_of(self.entity, self.day, self.part)

    @property
    def is_empty(self) -> bool:
        """Whether it has no line."""
        return not (self.changes or self.rows)

    def content(self) -> bytes:
        """The file, not compressed."""
        if self.part == FULL:
            return extract_file(self.entity, self.rows)
        if self.part == ONLY_KEYS:
            return key_file(self.entity, self.changes)
        return change_file(self.entity, self.changes)


def path_of(entity: Entity, day: datetime.date, part: str = WHOLE) -> str:
    """The path of a file of a day below the landing root, without .gz."""
    folder = f"{FOLDER}/{entity.name}/{day:%Y/%m/%d}"
    return f"{folder}/{entity.name}_{day:%Y%m%d}{part}.csv"


class Draft:
    """All files of a replay.

    Attributes:
        files: by entity, day and part.
        life: by entity and key the changes in the order of time, those that faults added included
            (copies and changes that are to be rejected are not).
        file_of: the file of each change.
        respelled: keys that no further fault may give another content (see rows_respelled).
        deleted: keys that are deleted for good.
    """

    def __init__(self, changes: dict[str, Table]) -> None:
        self.files: dict[tuple[str, datetime.date, str], FileDraft] = {}
        self.life: dict[str, dict[Key, list[Change]]] = {name: {} for name in ENTITIES}
        self.file_of: dict[Change, FileDraft] = {}
        self.respelled: set[tuple[str, Key]] = set()
        self.deleted: set[tuple[str, Key]] = set()
        self.parts_of_order: dict[str, list[tuple[str, Key]]] = defaultdict(list)
        for name, table in changes.items():
            for change in changes_in(table, ENTITIES[name]):
                self.live(name, change)
        for name in PARTS_OF_AN_ORDER:
            place = ENTITIES[name].key.index("order_id")
            for key in self.life[name]:
                self.parts_of_order[key[place]].append((name, key))

    # Reading

    def latest(self, entity: str, key: Key) -> Change:
        """The last change of a key by time."""
        return self.life[entity][key][-1]

    def family(self, entity: str, key: Key) -> list[tuple[str, Key]]:
        """What goes when a key goes: an order takes its items, payments and reviews along."""
        parts = self.parts_of_order[key[0]] if entity == ORDERS else []
        return [(entity, key), *parts]

    def some(
        self,
        entity: str,
        random: np.random.Generator,
        share: float,
        *,
        at_least: int = 2,
        changes: int = 1,
    ) -> list[Key]:
        """A random share of the keys that have ``changes`` changes, in the order of their start.

        Keys that are deleted for good or respelled are left out, with everything that goes with
        them; at least ``at_least`` are drawn where there are as many.
        """
        keys = [
            key
            for key, life in self.life[entity].items()
            if len(life) >= changes
            and not any(
                member in self.deleted or member in self.respelled
                for member in self.family(entity, key)
            )
        ]
        count = min(len(keys), max(at_least, round(share * len(keys))))
        chosen = random.choice(max(1, len(keys)), size=count, replace=False)
        return [keys[int(place)] for place in sorted(chosen)]

    def ordered_files(self) -> list[FileDraft]:
        """The files by day, entity and part."""
        rank = {name: place for place, name in enumerate(ENTITIES)}
        return [
            self.files[name, day, part]
            for name, day, part in sorted(
                self.files, key=lambda file: (file[1], rank[file[0]], file[2])
            )
        ]

    def all_changes(self, share: float, random: np.random.Generator) -> Iterator[Change]:
        """A random share of the lines of all files, at least two."""
        changes = [change for file in self.ordered_files() for change in file.changes]
        count = min(len(changes), max(2, round(share * len(changes))))
        for place in sorted(random.choice(len(changes), size=count, replace=False)):
            yield changes[int(place)]

    def last_day(self) -> datetime.date:
        """The last day on which a file is written."""
        return max(file.modified_at.date() for file in self.files.values())

    # Writing

    def file(self, entity: str, day: datetime.date, part: str = WHOLE) -> FileDraft:
        """The file of an entity, a day and a part; a new one where there is none."""
        place = (entity, day, part)
        if place not in self.files:
            evening = clock.evening_of(day)
            self.files[place] = FileDraft(ENTITIES[entity], day, part, evening, evening)
        return self.files[place]

    def put(
        self,
        file: FileDraft,
        change: Change,
        *,
        before: Change | None = None,
    ) -> Change:
        """Add a line to a file: at its end, or before another of its lines."""
        place = len(file.changes) if before is None else file.changes.index(before)
        file.changes.insert(place, change)
        self.file_of[change] = file
        return change

    def take_out(self, change: Change) -> None:
        """Take a line out of its file."""
        self.file_of.pop(change).changes.remove(change)

    def live(self, entity: str, change: Change, part: str = WHOLE) -> Change:
        """Add a change to the life of its key and to the file of its own day."""
        self.put(self.file(entity, clock.date_of(change.at), part), change)
        return self.note(entity, change)

    def note(self, entity: str, change: Change) -> Change:
        """Add a change to the life of its key, wherever its line stands."""
        life = self.life[entity].setdefault(ENTITIES[entity].key_of(change.row), [])
        life.append(change)
        if len(life) > 1 and life[-2].at > change.at:
            life.sort(key=lambda each: each.at)
        return change

    def file_after(self, day: datetime.date, entity: str, random: np.random.Generator) -> FileDraft:
        """An ordinary file that is written some days after a day."""
        return self.file(entity, day + datetime.timedelta(days=int(random.integers(1, 8))))

    def later_file(self, change: Change, random: np.random.Generator) -> FileDraft:
        """An ordinary file that is written some days after a change's own."""
        file = self.file_of[change]
        return self.file_after(file.day, file.entity.name, random)


def state_on(life: Sequence[Change], at: int) -> Row | None:
    """The row that the changes of a key lead to at a time, None where there is none."""
    known = [change for change in life if change.at <= at]
    return known[-1].row if known and known[-1].op != "D" else None
