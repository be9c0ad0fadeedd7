"""From the bytes of a delivery to its rows: one physical line is one record.

Choices:
- Lines end with LF, CR or CRLF, also mixed. White space is space, tab, vertical tab and form feed;
  a line of white space only is blank and no row. NUL is no white space (so the halves of UTF-16
  line ends count as lines). Line numbers are physical, from 1, blank lines counted.
- A UTF-8 byte order mark is dropped at the start of the file and nowhere else.
- A line that is no valid UTF-8 is read as latin-1, that line alone.
- A quote opens a quoted field only as the field's first character; it ends at the next quote that
  is not doubled, and only white space may stand between it and the comma or the end of the line.
  Anything else (no closing quote, text behind it) is `malformed_row`. Elsewhere in a field a quote
  is a letter like any other.
- The header is the first line, anywhere in the file, whose field names (lower-cased, trimmed)
  hold every required column. Names may be quoted. The first of two columns of one name counts.
  Lines before it that are not blank are rows, rejected with `malformed_row`.
- A line byte-identical to the header (byte order mark dropped) behind it is no row.
- Without a header every line that is not blank is a row, rejected with `file_schema`, also a first
  line that looks like a header but lacks a column. A file of blank lines only is `empty`, like
  one of 0 bytes: no rows, no rejection.
- A gzip file may have several members. One that cannot be decompressed to its end is `unreadable`
  and has no rows.
"""

from __future__ import annotations

import gzip
import re
import zlib
from operator import itemgetter
from typing import Literal, NamedTuple

from tests.python.oracle.deliveries import Delivery
from tests.python.oracle.feeds import Feed

FileStatus = Literal["ok", "file_schema", "empty", "unsupported", "unreadable"]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WHITE_SPACE = " \t\v\f"
FIELD = re.compile(r'(?:"((?:[^"]|"")*)"[ \t\v\f]*|([^",][^,]*|))(?:(,)|\Z)')

RawRow = tuple[int, int, int, str, str | None, *tuple[str | None, ...]]
"""(file number, line, row, row status, raw line if not ok, one text per column of the feed)"""


class Landed(NamedTuple):
    """The rows of a file and what became of the file itself."""

    status: FileStatus
    rows: list[RawRow]


class Header(NamedTuple):
    """Where the header is among the lines and how a line is read with it."""

    line_index: int
    field_count: int
    positions: tuple[int, ...]


def fields_of(line: str) -> list[str] | None:
    """Splits a line at its commas. None if its quotes are unbalanced."""
    if '"' not in line:
        return line.split(",")
    fields: list[str] = []
    position = 0
    while True:
        match = FIELD.match(line, position)
        if match is None:
            return None
        quoted, plain, comma = match.groups()
        fields.append(plain if quoted is None else quoted.replace('""', '"'))
        if comma is None:
            return fields
        position = match.end()


def decode(line: bytes) -> str:
    """Reads a line as UTF-8 or, if it is none, as latin-1."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def is_blank(line: bytes) -> bool:
    """Whether a line holds nothing but white space."""
    return not line.strip(WHITE_SPACE.encode())


def find_header(lines: list[bytes], columns: tuple[str, ...]) -> Header | None:
    """Finds the first line that names every column."""
    for index, line in enumerate(lines):
        names = [name.strip(WHITE_SPACE).lower() for name in fields_of(decode(line)) or ()]
        if set(columns) <= set(names):
            return Header(index, len(names), tuple(names.index(column) for column in columns))
    return None


def content_of(delivery: Delivery) -> bytes | None:
    """The bytes of the delivered text. None if it is compressed and damaged."""
    extension = delivery.extension
    if extension is None or not extension.lower().endswith(".gz"):
        return delivery.content
    try:
        return gzip.decompress(delivery.content)
    except (EOFError, OSError, zlib.error):
        return None


def read(delivery: Delivery, feed: Feed, file_number: int) -> Landed:
    """Reads the rows of one delivery."""
    if delivery.extension is None:
        return Landed("unsupported", [])
    content = content_of(delivery)
    if content is None:
        return Landed("unreadable", [])
    # bytes.splitlines knows LF, CR and CRLF only, unlike str.splitlines
    lines = content.removeprefix(BYTE_ORDER_MARK).splitlines()
    header = find_header(lines, feed.columns)
    rows = with_header(lines, header, file_number) if header else without(lines, feed, file_number)
    status: FileStatus = "ok" if header else "file_schema" if rows else "empty"
    return Landed(status, rows)


def without(lines: list[bytes], feed: Feed, file_number: int) -> list[RawRow]:
    """The rows of a file that has no header: every line that is not blank."""
    nothing = (None,) * len(feed.columns)
    landed = [(number, line) for number, line in enumerate(lines, 1) if not is_blank(line)]
    return [
        (file_number, number, row, "file_schema", decode(line), *nothing)
        for row, (number, line) in enumerate(landed, 1)
    ]


def with_header(lines: list[bytes], header: Header, file_number: int) -> list[RawRow]:
    """The rows of a file that has a header."""
    header_line = lines[header.line_index]
    pick = itemgetter(*header.positions)
    nothing = (None,) * len(header.positions)
    rows: list[RawRow] = []
    for index, line in enumerate(lines):
        if is_blank(line) or (index >= header.line_index and line == header_line):
            continue
        text = decode(line)
        fields = None if index < header.line_index else fields_of(text)
        row = len(rows) + 1
        if fields is None or len(fields) != header.field_count:
            rows.append((file_number, index + 1, row, "malformed_row", text, *nothing))
        else:
            rows.append((file_number, index + 1, row, "ok", None, *pick(fields)))
    return rows
