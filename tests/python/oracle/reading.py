"""From the bytes of a delivery to its rows.

One physical line is one record, but in feeds whose quoted fields may go on behind a line end.

Choices:
- Lines end with LF, CR or CRLF, also mixed. White space is space, tab, vertical tab and form feed;
  a line of white space only is blank and no row. NUL is no white space (so the halves of UTF-16
  line ends count as lines). Line numbers are physical, from 1, blank lines counted.
- A UTF-8 byte order mark is dropped at the start of the file; in a header it does not count anywhere.
- A record that is no valid UTF-8 is read as Windows-1252, that record alone; the five bytes that it
  does not define are read as Latin-1.
- A quote opens a quoted field only as the field's first character; it ends at the next quote that
  is not doubled, and only white space may stand between it and the comma or the end of the line.
  Anything else (no closing quote, text behind it) is `malformed_row`. Elsewhere in a field a quote
  is a letter like any other.
- The header is the first line, anywhere in the file, whose field names (lower-cased, trimmed, without
  invisible characters, every space a plain one) hold every required column, under its own name or,
  where that is missing, under another one that the feed knows. Names may be quoted. The first of
  two columns of one name counts. A line of 1,000 commas or more is no header; a thousand or more at its
  very end do not count, and are none of its columns: its rows have as many, and a value in one of
  them is `malformed_row`.
  Lines before it that are not blank are rows, rejected with `malformed_row`.
- A file may have several headers; where their names differ it is `file_schema`. So is a file whose
  header lacks an optional column and has one that only comes with it, has one that is called like it
  but for signs, or has more columns of another feed of the source than of this one; and so is one of
  a feed of changes that has no `op` and an undeclared column one part of whose name (cut at whatever
  is no letter) is a word of change capture, with `is` before it or `type`, `code`, `kind`, `flag`
  or `at` behind it or not. Of JSON lines of changes all keys together are asked like a header.
- A line of 20,000 commas or more, those thousands at its end left aside, is `malformed_row`.
- A multi-line record has the number of the line it begins in; line ends inside quotes stay as
  they are delivered. One whose quotes close, but not at the end of a field, ends with the line of
  that quote. Quotes that never close take in everything up to the end of the file.
- A record byte-identical to one of the headers is no row.
- Without a header every line that is not blank is a row, rejected with `file_schema`, also a first
  line that looks like a header but lacks a column. A file of blank lines only is `empty`, like
  one of 0 bytes: no rows, no rejection.
- A gzip file may have several members. One that cannot be decompressed to its end, or has anything
  behind its last member, is `unreadable` and has no rows.
- A line of a feed of JSON lines is one object, or `malformed_row`; so is one that says a key twice, in
  whatever case. A file without a line that begins an object and holds every required key's name is
  `file_schema`. See `json_lines` for the values.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterator
from operator import itemgetter
from typing import Literal, NamedTuple

from tests.python.oracle.deliveries import Delivery
from tests.python.oracle.feeds import Feed
from tests.python.oracle.hygiene import FILLERS
from tests.python.oracle.json_lines import object_of

FileStatus = Literal["ok", "file_schema", "empty", "unsupported", "unreadable"]

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
WHITE_SPACE = " \t\v\f"
FIELD = re.compile(r'(?:"((?:[^"]|"")*)"[ \t\v\f]*|([^",][^,]*|))(?:(,)|\Z)')

LINE_END = re.compile(rb"\r\n|\r|\n")
REST_OF_LINE = re.compile(rb"[^\r\n]*")
CHANGE_WORDS = frozenset(
    (
        *("op", "ops", "oper", "operation", "opcode", "cdc", "dml", "crud", "lsn", "scn"),
        *("csn", "gtid", "binlog", "wal", "dbz", "debezium", "delete", "deleted", "deletes"),
        *("deletion", "tombstone", "rowkind", "action", "change", "mutation"),
    )
)
MOST_HEADER_COMMAS, MOST_COMMAS = 1_000, 20_000
PLAIN_FIELD = re.compile(rb"[^,\r\n]*")
QUOTED_TEXT = re.compile(rb'"[^"]*(?:""[^"]*)*"(?!")')
BEHIND_QUOTES = re.compile(rb"[ \t\v\f]*(?=[,\r\n]|\Z)")

RawRow = tuple[int, int, int, str, str | None, *tuple[str | None, ...]]
"""(file number, line, row, row status, raw record if not ok, one text per column of the feed)"""

Record = tuple[int, bytes]
"""(number of the line that it begins in, its bytes without the last line end)"""


class Landed(NamedTuple):
    """The rows of a file, what became of the file itself, and the columns of its header."""

    status: FileStatus
    rows: list[RawRow]
    columns: tuple[str, ...] = ()


class Header(NamedTuple):
    """Where the header is among the records and how a record is read with it.

    Attributes:
        place: number of records before it.
        texts: the records that are headers; they all say the same.
        names: all of its columns, lower case, trimmed.
        positions: where the columns of the feed are; an optional one that is missing is behind
            the last column.
        empty_count: how many empty columns, a thousand or more, it has behind these.
    """

    place: int
    texts: frozenset[bytes]
    names: tuple[str, ...]
    positions: tuple[int, ...]
    empty_count: int


def bare(record: bytes) -> bytes:
    """A record without the empty columns at its end, where there are a thousand or more."""
    return record.rstrip(b",") if record.endswith(b"," * MOST_HEADER_COMMAS) else record


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


def decode(record: bytes) -> str:
    """Reads a record as UTF-8 or, if it is none, as Windows-1252."""
    try:
        return record.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(
            chr(byte) if byte in b"\x81\x8d\x8f\x90\x9d" else bytes((byte,)).decode("cp1252")
            for byte in record
        )


def is_blank(record: bytes) -> bool:
    """Whether a record holds nothing but white space."""
    return not record.strip(WHITE_SPACE.encode())


def multi_line_records(content: bytes) -> Iterator[Record]:
    """Splits a text into records whose quoted fields may hold line ends."""
    start, line = 0, 1
    while start < len(content):
        end = end_of(REST_OF_LINE, content, start)
        if b'"' in content[start:end]:
            end = end_of_record(content, start)
        record = content[start:end]
        yield line, record
        line += 1 + len(LINE_END.findall(record))
        line_end = LINE_END.match(content, end)
        start = line_end.end() if line_end else end


def end_of_record(content: bytes, start: int) -> int:
    """Where the record that begins at a place ends, field by field."""
    position = start
    while True:
        if content[position : position + 1] == b'"':
            quoted = QUOTED_TEXT.match(content, position)
            if quoted is None:
                return len(content)
            behind = BEHIND_QUOTES.match(content, quoted.end())
            if behind is None:
                return end_of(REST_OF_LINE, content, quoted.end())
            position = behind.end()
        else:
            position = end_of(PLAIN_FIELD, content, position)
        if content[position : position + 1] != b",":
            return position
        position += 1


def end_of(pattern: re.Pattern[bytes], content: bytes, start: int) -> int:
    """Where the match of a pattern that matches anywhere ends."""
    match = pattern.match(content, start)
    assert match is not None
    return match.end()


def records_of(content: bytes, feed: Feed) -> list[Record]:
    """Splits the text of a file into records."""
    content = content.removeprefix(BYTE_ORDER_MARK)
    if feed.is_multi_line:
        return list(multi_line_records(content))
    # bytes.splitlines knows LF, CR and CRLF only, unlike str.splitlines
    return list(enumerate(content.splitlines(), 1))


def header_names(text: str, feed: Feed) -> list[str]:
    """The names of a line that may be a header, as the feed calls them."""
    seen = "".join(
        " " if unicodedata.category(letter)[0] == "Z" or letter in "\x85\u2800" else letter
        for letter in text
        if unicodedata.category(letter) not in ("Cf", "Co") and letter not in FILLERS
    )
    names = [name.strip(WHITE_SPACE).lower() for name in fields_of(seen) or ()]
    return [
        feed.also_called[name] if feed.also_called.get(name, name) not in names else name
        for name in names
    ]


def find_header(records: list[Record], feed: Feed) -> Header | None:
    """Finds the records that name every required column. None if there is none, or they differ."""
    found = {
        place: tuple(header_names(decode(bare(record)), feed))
        for place, (_, record) in enumerate(records)
        if bare(record).count(b",") < MOST_HEADER_COMMAS
    }
    headers = {place: names for place, names in found.items() if set(feed.columns) <= set(names)}
    if len(set(headers.values())) != 1:
        return None
    place, names = next(iter(headers.items()))
    if is_of_another_feed(names, feed):
        return None
    positions = tuple(
        names.index(column) if column in names else len(names) for column in feed.every_column
    )
    texts = frozenset(records[each][1] for each in headers)
    first = records[place][1]
    return Header(place, texts, names, positions, len(first) - len(bare(first)))


def is_of_another_feed(names: tuple[str, ...], feed: Feed) -> bool:
    """Whether the columns of a file say that it is none of the feed's."""
    delivered, known = set(names), set(feed.every_column)
    missing = known - delivered
    signs = re.compile("[^a-z0-9]")
    nearly = {signs.sub("", name) for name in missing}
    no_extract = feed.is_of_changes and "op" in missing
    return bool(missing) and (
        (no_extract and any(tells_of_changes(name) for name in delivered - known))
        or any(
            name in missing and delivered & set(words) for name, words in feed.implied_by.items()
        )
        or any(signs.sub("", name) in nearly for name in delivered - known)
        or any(len(delivered & other) > len(delivered & known) for other in feed.siblings)
    )


def tells_of_changes(name: str) -> bool:
    """Whether a part of a column's name is a word of change capture."""
    parts = re.split("[^a-z]+", name.replace("row_kind", "rowkind"))
    return any(
        part.removeprefix(before).removesuffix(behind) in CHANGE_WORDS
        for part in parts
        for before in ("", "is", "was")
        for behind in ("", "type", "code", "kind", "flag", "at")
    )


def content_of(delivery: Delivery) -> bytes | None:
    """The bytes of the delivered text. None if it is compressed and damaged."""
    extension = delivery.extension
    if extension is None or not extension.lower().endswith(".gz"):
        return delivery.content
    text, rest = b"", delivery.content
    while rest:
        member = zlib.decompressobj(wbits=31)
        try:
            text += member.decompress(rest)
        except zlib.error:
            return None
        if not member.eof:
            return None
        rest = member.unused_data
    return text


def read(delivery: Delivery, feed: Feed, file_number: int) -> Landed:
    """Reads the rows of one delivery."""
    if not delivery.is_readable_as(feed.format):
        return Landed("unsupported", [])
    content = content_of(delivery)
    if content is None:
        return Landed("unreadable", [])
    records = records_of(content, feed)
    if feed.format == "jsonl":
        keys = tuple(keys_of(records, feed))
        is_foreign = feed.is_of_changes and is_of_another_feed(keys, feed)
        if any(is_object_with_keys(record, feed) for _, record in records) and not is_foreign:
            return Landed("ok", of_objects(records, feed, file_number))
    else:
        header = find_header(records, feed)
        if header is not None:
            return Landed("ok", with_header(records, header, file_number), header.names)
    rows = without(records, feed, file_number)
    return Landed("file_schema" if rows else "empty", rows)


def keys_of(records: list[Record], feed: Feed) -> set[str]:
    """The keys that any object of a file has."""
    texts = (decode(record).strip(WHITE_SPACE + "\ufeff") for _, record in records)
    return {key for text in texts for key in object_of(text, feed.also_called) or ()}


def is_object_with_keys(record: bytes, feed: Feed) -> bool:
    """Whether a line begins an object and holds the names of all required keys."""
    text = decode(record).lower()
    names = [
        {column, *(other for other, called in feed.also_called.items() if called == column)}
        for column in feed.columns
    ]
    return text.strip(WHITE_SPACE + "\ufeff").startswith("{") and all(
        any(name in text for name in each) for each in names
    )


def of_objects(records: list[Record], feed: Feed, file_number: int) -> list[RawRow]:
    """The rows of a file of JSON lines."""
    nothing = (None,) * len(feed.every_column)
    rows: list[RawRow] = []
    for line, record in records:
        if is_blank(record):
            continue
        text, row = decode(record), len(rows) + 1
        values = object_of(text.strip(WHITE_SPACE + "\ufeff"), feed.also_called)
        if values is None:
            rows.append((file_number, line, row, "malformed_row", text, *nothing))
        else:
            found = (values.get(column) for column in feed.every_column)
            rows.append((file_number, line, row, "ok", None, *found))
    return rows


def without(records: list[Record], feed: Feed, file_number: int) -> list[RawRow]:
    """The rows of a file that has no header: every record that is not blank."""
    nothing = (None,) * len(feed.every_column)
    landed = [(line, record) for line, record in records if not is_blank(record)]
    return [
        (file_number, line, row, "file_schema", decode(record), *nothing)
        for row, (line, record) in enumerate(landed, 1)
    ]


def with_header(records: list[Record], header: Header, file_number: int) -> list[RawRow]:
    """The rows of a file that has a header."""
    pick = itemgetter(*header.positions)
    nothing = (None,) * len(header.positions)
    rows: list[RawRow] = []
    for index, (line, record) in enumerate(records):
        if is_blank(record) or record in header.texts:
            continue
        text = decode(record)
        is_readable = index >= header.place and bare(record).count(b",") < MOST_COMMAS
        fields = fields_of(decode(bare(record))) if is_readable else None
        row, width = len(rows) + 1, len(header.names)
        cut_count = len(record) - len(bare(record))
        if (
            fields is None
            or len(fields) > width
            or len(fields) + cut_count != width + header.empty_count
        ):
            rows.append((file_number, line, row, "malformed_row", text, *nothing))
        else:
            rows.append(
                (
                    file_number,
                    line,
                    row,
                    "ok",
                    None,
                    *pick([*fields, *[""] * (width - len(fields)), None]),
                )
            )
    return rows
