"""A change as a line of a file, and the lines of a file as CSV."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from simulator.arrow import Table
from simulator.marketplace import clock
from simulator.marketplace.entities import OP, OP_AT, OP_SEQUENCE, Entity, Row

# What has to stand in quotes.
SPECIAL = frozenset(',"\r\n')

# Ways to write op_at; the first is the clean one.
TIME_STYLES = ("{} {}", "{}T{}", "{}T{}Z", "{} {}Z", "{} {}.000", "{}T{}.000000Z")


@dataclass(eq=False, slots=True)
class Change:
    """One line of a change file.

    Attributes:
        op: I, U or D, as written.
        at: seconds since 1970, UTC.
        row: the values; for a delete perhaps only those of the key.
        sequence: its op_sequence, None where it has none.
        time_style: a position in TIME_STYLES.
        at_text: what is written as op_at instead, for lines that are to be rejected.
    """

    op: str
    at: int
    row: Row
    sequence: int | None = None
    time_style: int = 0
    at_text: str | None = None

    def copy(self) -> "Change":
        """The same change as another line."""
        return Change(self.op, self.at, self.row, self.sequence, self.time_style, self.at_text)

    def written_at(self) -> str:
        """The text of op_at."""
        if self.at_text is not None:
            return self.at_text
        day, _, time = clock.text_of(self.at).partition(" ")
        return TIME_STYLES[self.time_style].format(day, time)


def changes_in(table: Table, entity: Entity) -> Iterator[Change]:
    """The rows of a table of changes."""
    columns = [pc.fill_null(table[column], "").to_pylist() for column in entity.columns]
    for op, at, *row in zip(
        table["_op"].to_pylist(), table["_at"].to_pylist(), *columns, strict=True
    ):
        yield Change(op, at, tuple(row))


def change_file(entity: Entity, changes: Sequence[Change]) -> bytes:
    """A file of whole rows; with op_sequence if one of the changes has one."""
    has_sequence = any(change.sequence is not None for change in changes)
    header = [*entity.columns, OP, OP_AT, *([OP_SEQUENCE] if has_sequence else [])]
    return csv_bytes(
        header,
        (
            [
                *change.row,
                change.op,
                change.written_at(),
                *([sequence_text(change)] if has_sequence else []),
            ]
            for change in changes
        ),
    )


def key_file(entity: Entity, changes: Sequence[Change]) -> bytes:
    """A file that has only the key, op and op_at."""
    return csv_bytes(
        [*entity.key, OP, OP_AT],
        (
            [
                *(change.row[place] for place in entity.key_places),
                change.op,
                change.written_at(),
            ]
            for change in changes
        ),
    )


def extract_file(entity: Entity, rows: Iterable[Row]) -> bytes:
    """A full extract: rows without op."""
    return csv_bytes(entity.columns, rows)


def sequence_text(change: Change) -> str:
    """The text of op_sequence."""
    return "" if change.sequence is None else str(change.sequence)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Rows as CSV in UTF-8; only values that need it stand in quotes."""
    lines = [",".join(header)]
    lines.extend(",".join(map(quoted, row)) for row in rows)
    return ("\n".join(lines) + "\n").encode()


def quoted(text: str) -> str:
    """A value as it stands in a CSV file."""
    if SPECIAL.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'
