"""What the pipeline must make of deliveries: every version and the final state of every entity.

It is computed from the bytes that were delivered, change by change in plain Python, by the
contract's rules; it knows neither how the files came about nor the project's SQL.
"""

import csv
import gzip
import io
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from simulator.accounting import Counts
from simulator.arrow import Table, write_parquet
from simulator.marketplace.delivery import COMPRESSED, Delivery
from simulator.marketplace.entities import (
    ENTITIES,
    OP,
    OP_AT,
    OP_SEQUENCE,
    WHITE_SPACE,
    Entity,
    Key,
)
from simulator.marketplace.values import CHECKS, Values, typed

TRUTH_FILE = "marketplace.json"
VERSIONS_FOLDER, STATE_FOLDER = "marketplace_versions", "marketplace_state"

OP_AT_PATTERN = re.compile(
    r"(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.(\d{1,6}))?Z?", re.ASCII
)
WHOLE_NUMBER = re.compile(r"[+-]?[0-9]+", re.ASCII)
LARGEST_SEQUENCE = 2**63 - 1
FUTURE = timedelta(days=1)
TIMESTAMP = pa.timestamp("us", tz="UTC")

# (op_at, op_sequence, modification time, path, record): the order of the changes of a key.
Order = tuple[datetime, int, datetime, str, int]


@dataclass(frozen=True, slots=True)
class Version:
    """What was true of a key from ``valid_from`` until ``valid_to`` (None: still).

    ``values`` are the texts as delivered by column, None where empty; None for a deletion.
    """

    key: Key
    valid_from: datetime
    valid_to: datetime | None
    is_deleted: bool
    values: dict[str, str | None] | None

    @property
    def is_current(self) -> bool:
        """Whether it is the last one and no deletion."""
        return self.valid_to is None and not self.is_deleted


@dataclass(frozen=True)
class MarketplaceTruth:
    """Versions by entity, ordered by key and time, and what became of the delivered rows."""

    versions: dict[str, list[Version]]
    counts: dict[str, Counts]

    def state(self, entity: str) -> dict[Key, dict[str, str | None]]:
        """The final state of an entity: the values of each key that is not deleted."""
        return {
            version.key: version.values
            for version in self.versions[entity]
            if version.is_current and version.values is not None
        }

    def versions_table(self, entity: str) -> Table:
        """The versions of an entity.

        Columns: record_key (key parts joined by |), the entity's columns as text, valid_from and
        valid_to (UTC, microseconds), is_deleted, is_current. A deletion has the key columns only.
        """
        shape = ENTITIES[entity]
        versions = self.versions[entity]
        rows = [known_values(shape, version) for version in versions]
        columns = {"record_key": pa.array(["|".join(v.key) for v in versions], pa.string())}
        for column in shape.columns:
            columns[column] = pa.array([row.get(column) for row in rows], pa.string())
        columns["valid_from"] = pa.array([v.valid_from for v in versions], TIMESTAMP)
        columns["valid_to"] = pa.array([v.valid_to for v in versions], TIMESTAMP)
        columns["is_deleted"] = pa.array([v.is_deleted for v in versions], pa.bool_())
        columns["is_current"] = pa.array([v.is_current for v in versions], pa.bool_())
        return pa.table(columns)

    def state_table(self, entity: str) -> Table:
        """The final state of an entity: its columns as text."""
        rows = list(self.state(entity).values())
        return pa.table(
            {
                column: pa.array([row[column] for row in rows], pa.string())
                for column in ENTITIES[entity].columns
            }
        )

    def write(self, folder: Path) -> None:
        """Write one Parquet file for the versions and one for the state of each entity.

        They are ``marketplace_versions/<entity>.parquet`` and ``marketplace_state/...``;
        ``marketplace.json``, with the counts, is written last.
        """
        for name in ENTITIES:
            write_table(folder / VERSIONS_FOLDER / f"{name}.parquet", self.versions_table(name))
            write_table(folder / STATE_FOLDER / f"{name}.parquet", self.state_table(name))
        write_counts(folder, self.counts)


def write_counts(folder: Path, counts: Mapping[str, Counts]) -> None:
    """Write the counts of every entity; says that the truth beside them is complete."""
    values = {"entities": {name: each.to_json() for name, each in counts.items()}}
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = folder / f"_{TRUTH_FILE}"
    unfinished.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    unfinished.replace(folder / TRUTH_FILE)


def read_counts(folder: Path) -> dict[str, Counts] | None:
    """The counts that are written there, None where there are none."""
    try:
        values = json.loads((folder / TRUTH_FILE).read_text(encoding="utf-8"))
        return {name: Counts.from_json(values["entities"][name]) for name in ENTITIES}
    except (OSError, ValueError, KeyError):
        return None


def known_values(entity: Entity, version: Version) -> dict[str, str | None]:
    """The values of a version; of a deletion the key."""
    if version.values is not None:
        return version.values
    return dict(zip(entity.key, version.key, strict=True))


def write_table(path: Path, table: Table) -> None:
    """Write a table so that the file appears whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"_{path.name}")
    write_parquet(unfinished, table)
    unfinished.replace(path)


def truth_after(deliveries: Iterable[Delivery]) -> MarketplaceTruth:
    """The truth when exactly these deliveries have arrived, in whatever order.

    A path that is delivered twice, with two modification times, counts as two files. Raises
    SimulatorError for a path that is not one of a marketplace file.
    """
    judge = Judge()
    for delivery in deliveries:
        judge.read(delivery)
    return judge.truth()


@dataclass(frozen=True, slots=True)
class ValidChange:
    """A change that no rule rejects. ``values`` are as delivered, None for a delete."""

    order: Order
    values: dict[str, str] | None


@dataclass
class Judge:
    """Collects the valid changes of deliveries by key, and counts what became of the rows."""

    counts: dict[str, Counts] = field(
        default_factory=lambda: {entity: Counts() for entity in ENTITIES}
    )
    changes: dict[str, dict[Key, list[ValidChange]]] = field(
        default_factory=lambda: {entity: defaultdict(list) for entity in ENTITIES}
    )

    def read(self, delivery: Delivery) -> None:
        """Judge the rows of a file one by one."""
        entity = delivery.entity
        counts, changes = self.counts[entity.name], self.changes[entity.name]
        for record, (header, row) in enumerate(records(delivery)):
            counts.landed += 1
            reader = RowReader(entity, delivery, header, row, record)
            if reader.broken_rules:
                counts.rejected += 1
                counts.rejected_by_rule.update(reader.broken_rules)
            else:
                changes[reader.key].append(reader.change())

    def truth(self) -> MarketplaceTruth:
        """The versions of everything that was read."""
        versions: dict[str, list[Version]] = {}
        for name, by_key in self.changes.items():
            versions[name] = [
                version
                for key in sorted(by_key)
                for version in versions_of(ENTITIES[name], key, by_key[key])
            ]
            counts = self.counts[name]
            counts.accepted = len(versions[name])
            counts.superseded = counts.landed - counts.rejected - counts.accepted
        return MarketplaceTruth(versions, self.counts)


def records(delivery: Delivery) -> Iterator[tuple[dict[str, int], list[str]]]:
    """The records of a file, each with the places of the file's columns; blank lines are none."""
    content = delivery.content
    if delivery.path.endswith(COMPRESSED):
        content = gzip.decompress(content)
    reader = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    header: dict[str, int] | None = None
    for row in reader:
        if not row:
            continue
        if header is None:
            header = {name.strip().lower(): place for place, name in enumerate(row)}
        else:
            yield header, row


class RowReader:
    """One delivered row: the rules that it breaks, and its change if it breaks none.

    Attributes:
        broken_rules: names of rules.
        key: the key, trimmed; empty parts where it is missing.
    """

    def __init__(
        self,
        entity: Entity,
        delivery: Delivery,
        header: dict[str, int],
        row: Sequence[str],
        record: int,
    ) -> None:
        self.entity = entity
        self.delivery = delivery
        self.record = record
        self.broken_rules: list[str] = []
        self.op, self.at, self.sequence = "I", delivery.modified_at, 0
        self.key: Key = ()
        if len(row) != len(header):
            self.broken_rules = ["unreadable"]
            return
        self.texts = {name: row[place] for name, place in header.items()}
        self.key = tuple(self.trimmed(column) for column in entity.key)
        if not all(self.key):
            self.broken_rules.append("key_missing")
        if OP in header:
            self.read_op()
        if self.op in ("I", "U"):
            self.check_values()

    def trimmed(self, column: str) -> str:
        """A value without white space around it, "" where there is none."""
        return self.texts.get(column, "").strip(WHITE_SPACE)

    def read_op(self) -> None:
        """Read op, op_at and op_sequence."""
        self.op = self.trimmed(OP).upper()
        if self.op not in ("I", "U", "D"):
            self.broken_rules.append("op_unknown")
        text = self.trimmed(OP_AT)
        if not text:
            self.broken_rules.append("op_at_missing")
        else:
            at = op_time(text)
            if at is None:
                self.broken_rules.append("op_at_unparsable")
            else:
                self.at = at
                if at > self.delivery.modified_at + FUTURE:
                    self.broken_rules.append("op_at_in_future")
        sequence = self.trimmed(OP_SEQUENCE)
        if not sequence:
            return
        if WHOLE_NUMBER.fullmatch(sequence) and abs(int(sequence)) <= LARGEST_SEQUENCE:
            self.sequence = int(sequence)
        else:
            self.broken_rules.append("op_sequence_not_a_number")

    def check_values(self) -> None:
        """Check that the row is whole, and the rules of its entity."""
        if not self.texts.keys() >= set(self.entity.columns):
            self.broken_rules.append("columns_missing")
            return
        values = trimmed_values(self.values())
        self.broken_rules += [
            rule for rule, is_broken in CHECKS[self.entity.name] if is_broken(values)
        ]

    def values(self) -> dict[str, str]:
        """The entity's values as delivered."""
        return {column: self.texts[column] for column in self.entity.columns}

    def change(self) -> ValidChange:
        """The change, if no rule is broken."""
        delivery = self.delivery
        order = (self.at, self.sequence, delivery.modified_at, delivery.path, self.record)
        return ValidChange(order, None if self.op == "D" else self.values())


def trimmed_values(values: dict[str, str]) -> Values:
    """Values without white space around them."""
    return {column: text.strip(WHITE_SPACE) for column, text in values.items()}


def op_time(text: str) -> datetime | None:
    """The time that op_at names, UTC; None where it is none."""
    match = OP_AT_PATTERN.fullmatch(text)
    if match is None:
        return None
    day, time, fraction = match.groups()
    try:
        whole = datetime.fromisoformat(f"{day} {time}")
    except ValueError:
        return None
    microseconds = int((fraction or "0").ljust(6, "0"))
    return whole.replace(microsecond=microseconds, tzinfo=UTC)


def versions_of(entity: Entity, key: Key, changes: Sequence[ValidChange]) -> list[Version]:
    """The visible versions of a key.

    Of the changes of one time the last counts; one that says what was true already is none.
    """
    last_of_time: dict[datetime, ValidChange] = {}
    for change in sorted(changes, key=lambda change: change.order):
        last_of_time[change.order[0]] = change
    visible: list[ValidChange] = []
    for change in last_of_time.values():
        if not visible or not say_the_same(visible[-1], change):
            visible.append(change)
    ends = [change.order[0] for change in visible[1:]]
    return [
        Version(
            key=key,
            valid_from=change.order[0],
            valid_to=end,
            is_deleted=change.values is None,
            values=None
            if change.values is None
            else {column: text or None for column, text in change.values.items()},
        )
        for change, end in zip(visible, [*ends, None], strict=True)
    ]


def say_the_same(one: ValidChange, other: ValidChange) -> bool:
    """Whether both are deletes, or both hold the same typed values."""
    if one.values is None or other.values is None:
        return one.values is other.values
    if one.values == other.values:
        return True
    return typed(trimmed_values(one.values)) == typed(trimmed_values(other.values))
