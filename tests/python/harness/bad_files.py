"""Files that have broken readers elsewhere: damaged, unfinished, or written in an unusual way."""

from __future__ import annotations

import bz2
import gzip
import random
from collections.abc import Callable
from dataclasses import dataclass

MARK = "\ufeff"
LONG = 500_000
# What a portal sends instead of a file when nobody has signed in; saved under the file's name.
PAGE = "<!DOCTYPE html>\n<p>Please sign in, again</p>\n"
# What programs of change capture call the column that says what happened to a record.
CHANGE_NAMES = (
    *("__$operation", "header__change_oper", "_hoodie_operation", "is_deleted", "action"),
    *("cdc_op", "opcode", "$rowkind", "__op", "_change_type", "dml_type", "_ab_cdc_deleted_at"),
)
# Uploads in progress, what programs put aside, throw away or leave behind, checksums and markers. Of
# some Spark lists nothing; a folder in front keeps apart what has no name of its own.
NO_DELIVERIES = (
    *("{}.csv.filepart", "{}.csv.tmp", "{}.csv.part", "{}.csv.crdownload", "{}.csv~"),
    *("{}.csv.md5", "{}.csv.sha256", "{}/Thumbs.db", "{}/.DS_Store", "{}/desktop.ini"),
    *("_{}.csv", ".{}.csv", "~${}.csv", "_{}=1/part.csv", "__MACOSX/._{}.csv"),
    *("_SUCCESS_{}", ".{}.csv.crc", ".~lock.{}.csv#", "{}.csv.gz._COPYING_"),
    # called like a delivery, in a folder that is none
    *("{}.csv.download/x.csv", "{}.tmp/orders.csv", "tmp/{}.csv", "TEMP/{}.csv.gz", "{}.tmp.csv"),
    *("$RECYCLE.BIN/$R{}.csv", "#recycle/{}.csv", "@eaDir/{}.csv", "{}.part/deep/x.csv"),
    *("System Volume Information/{}", "lost+found/{}.csv", "{}.bak/x.csv", "uploading/{}.csv"),
    # a word more behind the suffix
    *("{}.csv.6eF91a2B", "{}.csv.gz.8aD3f2c1", "{}.csv.upload", "{}.csv.uploading"),
    *("{}.csv.writing", "{}.csv.pending", "{}.csv.wip", "{}.csv.lftp", "{}.csv.tmp.4711"),
    *("{}.csv.filepart.1", "{}.csv.part01", "#{}.csv#", "{}.csv.bak", "{}.csv.old", "{}.csv.orig"),
    *("{}.csv.lnk", "{}.csv:Zone.Identifier", "{}.csv_.gstmp", "{}.csv-lftp-pget-status"),
    *("{}.csv.md5.txt", "{}.csv.hash", "{}.csv.checksum", "{}.csv.sha224", "{}/CHECKSUMS"),
    *("{}/checksums.txt", "{}.sha512sum", "{}.csv.flag", "{}.fin", "{}.ctl", "{}.go", "{}.done"),
    *("{}.manifest", "{}/SUCCESS", "{}/READY", "{}/ehthumbs_vista.db", "{}.filepart"),
)


@dataclass(frozen=True)
class BadFile:
    """A file as it lies on disk: its name, and its bytes."""

    name: str
    content: bytes


def unreadable(rng: random.Random, name: str, text: str) -> BadFile:
    """A file that cannot be unpacked, or that another codec has packed; it has no rows.

    Args:
        rng: decides how.
        name: of the file, without a suffix.
        text: what was to be delivered.
    """
    packed = gzip.compress(text.encode(), mtime=0)
    half = len(packed) // 2
    return rng.choice(
        (
            BadFile(f"{name}.csv.gz", packed[: len(packed) * 6 // 10]),
            BadFile(f"{name}.csv.gz", packed[:half] + b"\xff\xff\xff\xff" + packed[half + 4 :]),
            BadFile(f"{name}.csv.gz", text.encode()),
            BadFile(f"{name}.csv.gz", packed + b"\0" * 512),
            BadFile(f"{name}.csv.gz", packed + b"and more"),
            BadFile(f"{name}.csv.lz4", b"\x04\x22\x4d\x18\x64\x40\xa7\x57" + bytes(range(256))),
            BadFile(f"{name}.csv.bz2", bz2.compress(text.encode())),
            BadFile(f"{name}.csv.zst", b"\x28\xb5\x2f\xfd" + bytes(range(256))),
        )
    )


def no_delivery(rng: random.Random, name: str, text: str) -> BadFile:
    """An upload in progress, or what lies beside deliveries; it has no rows."""
    place = rng.choice(NO_DELIVERIES)
    return BadFile(place.format(name), text.encode()[: rng.randint(1, 60)])


def foreign(rng: random.Random, name: str, text: str) -> BadFile:
    """A file of CSV by its name whose every line is rejected: a page, or changes with another op.

    Args:
        rng: decides which.
        name: of the file, without a suffix.
        text: a CSV file of a feed of changes, each line of which is a record.
    """
    if rng.random() < 0.3:
        return BadFile(f"{name}.csv", PAGE.encode())
    header, *lines = text.removeprefix(MARK).splitlines()
    column = rng.choice(CHANGE_NAMES)
    names = header.split(",")
    if "op" in names:
        names[names.index("op")] = column
        return BadFile(f"{name}.csv", "\n".join([",".join(names), *lines, ""]).encode())
    changes = (f"{line},I" for line in lines)
    return BadFile(f"{name}.csv", "\n".join([f"{header},{column}", *changes, ""]).encode())


def in_two_parts(lines: list[str]) -> str:
    """Two files that were joined, each with its header and a byte order mark."""
    middle = max(len(lines) // 2, 1)
    parts = (lines[:middle], [lines[0], *lines[middle:]])
    return "".join(
        f"{MARK}{line}\n" if not i else f"{line}\n" for p in parts for i, line in enumerate(p)
    )


def with_long_line(lines: list[str]) -> str:
    """A line of half a megabyte among the others, which is no row of the feed."""
    return "\n".join([*lines[:2], "long" + "," * 10 + "x" * LONG, *lines[2:]]) + "\n"


def with_wide_header(lines: list[str]) -> str:
    """Three hundred columns that nobody declared."""
    names = ",".join(f"extra_{number}" for number in range(300))
    return "\n".join([f"{lines[0]},{names}", *(line + "," * 300 for line in lines[1:])]) + "\n"


def with_spelled_header(lines: list[str]) -> str:
    """A header in capitals, in quotes and with signs that nobody sees."""
    names = (f'"{name.upper()}"' for name in lines[0].split(","))
    header = "\u200b,".join(names)
    return MARK + "\r\n".join([f"{header}\u00a0", *lines[1:]]) + "\r\n"


DISGUISES: tuple[Callable[[list[str]], str], ...] = (
    in_two_parts,
    with_long_line,
    with_wide_header,
    with_spelled_header,
    lambda lines: "\r".join(lines) + "\r",
)


def disguised(rng: random.Random, text: str) -> bytes:
    """The rows of a file, written in a way that has broken readers; or, of a line more, all but that.

    text: a CSV file, each line of which is a record.
    """
    written = rng.choice(DISGUISES)(text.removeprefix(MARK).splitlines())
    try:
        return written.encode(rng.choice(("utf-8", "utf-8", "cp1252")))
    except UnicodeEncodeError:
        return written.encode()
