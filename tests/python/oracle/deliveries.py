"""What was delivered: files with a place, a time and their bytes, and the order between them.

Choices:
- Identity is (feed, path, size, modification time); the same identity again is the same delivery.
- Order: (modification time in ms, path without its extension, path), paths relative to the feed's
  folder and not URL-encoded. Two deliveries that tie (one path, one time) are ordered by size.
- A name that begins with `.`, or with `_` and has no `=`, is invisible, be it the file's or that of a
  folder between the feed's folder and the file; but one that begins with `_metadata` or
  `_common_metadata` is visible, and one that ends with `._COPYING_` is not. So is a file of 0 bytes:
  Spark lists none of them, and no ledger can hold them.
- `.csv` and `.csv.gz` (of a feed of JSON lines `.jsonl`, `.ndjson` and both with `.gz`), in any case,
  are read; every other extension is `unsupported`: the file is noted as a whole and has no rows.
- A visible file that is called like a delivery is none, and `unsupported`, when its name or that of a
  folder above it begins with `_`, `.` or `~`; has a word of an upload in progress between its dots
  (`orders.tmp.csv`, `tmp/`); or is a folder that a program has put aside (`x.download/`, `x.bak/`) or
  keeps for what was thrown away.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from tests.python.oracle.feeds import FEEDS

EXTENSIONS = {
    "csv": (".csv.gz", ".csv"),
    "jsonl": (".jsonl.gz", ".jsonl", ".ndjson.gz", ".ndjson"),
}
SHOWN_BY_SPARK = ("_metadata", "_common_metadata")
UNFINISHED = frozenset(
    (
        *("tmp", "temp", "temporary", "filepart", "crdownload", "opdownload", "incomplete"),
        *("inprogress", "in_progress", "in-progress", "in progress", "uploading", "downloading"),
        *("wip", "aria", "swp", "swo", "swx", "lftp", "gstmp", "s3tmp", "!ut", "!qb"),
    )
)
PUT_ASIDE = frozenset(
    (
        *("part", "partial", "download", "upload", "writing", "copying", "transferring"),
        *("pending", "lock", "lck", "bk", "bak", "backup", "bck", "bkp", "old", "orig", "original"),
        *("sav", "save", "prev", "previous", "rej", "lnk", "url", "webloc", "desktop", "symlink"),
    )
)
BINS = frozenset(
    (
        *("$recycle.bin", "recycle.bin", "recycle bin", "recycle", "#recycle", "@recycle"),
        *("recycler", "recycled", "trash", "#snapshot", "@snapshot", "@recently-snapshot"),
        *("@eadir", "@tmp", "@__thumb", "system volume information", "lost+found"),
    )
)


class Delivery(NamedTuple):
    """A file as it was delivered.

    Attributes:
        feed: name of the feed, `<company>/<entity>`.
        relative_path: the file's path relative to the feed's folder, with `/`.
        modified_at_ms: its modification time, milliseconds since 1970 (UTC), rounded down.
        content: its bytes, compressed if the file is.
    """

    feed: str
    relative_path: str
    modified_at_ms: int
    content: bytes

    @property
    def file(self) -> str:
        """Path relative to the landing root."""
        return f"{self.feed}/{self.relative_path}"

    @property
    def extension(self) -> str | None:
        """The extension of any format as it is written, or None."""
        for extension in (*EXTENSIONS["csv"], *EXTENSIONS["jsonl"]):
            if self.relative_path.lower().endswith(extension):
                return self.relative_path[-len(extension) :]
        return None

    @property
    def is_visible(self) -> bool:
        """Whether it has content and Spark lists it."""
        parts = PurePosixPath(self.relative_path).parts
        return bool(self.content) and not any(
            (part[0] == "." or (part[0] == "_" and "=" not in part) or part.endswith("._COPYING_"))
            and not part.startswith(SHOWN_BY_SPARK)
            for part in parts
        )

    def is_readable_as(self, format: str) -> bool:
        """Whether it is a delivery by its name, and one of this format."""
        *folders, name = PurePosixPath(self.relative_path.lower()).parts
        is_none = (
            any(part[0] in "_.~" for part in (*folders, name))
            or any(is_unfinished(part) for part in (*folders, name))
            or any(is_put_aside(folder) for folder in folders)
        )
        return not is_none and name.endswith(EXTENSIONS[format])

    @property
    def place(self) -> tuple[int, str, str, int]:
        """Sorts the deliveries of one feed into the order that decides which is later."""
        stem = self.relative_path.removesuffix(self.extension or "")
        return (self.modified_at_ms, stem, self.relative_path, len(self.content))


def is_unfinished(name: str) -> bool:
    """Whether a word between the dots of a name, with or without a number, is one of an upload."""
    return any(word.rstrip("0123456789") in UNFINISHED for word in name.split("."))


def is_put_aside(folder: str) -> bool:
    """Whether a program has put a folder aside, or keeps in it what was thrown away."""
    _, dot, last = folder.rpartition(".")
    return (
        (dot == "." and last in PUT_ASIDE)
        or folder.endswith("~")
        or folder in BINS
        or bool(re.fullmatch(r"found\.\d{3}", folder))
    )


def deliveries_of(landing_root: Path, feeds: Iterable[str] = tuple(FEEDS)) -> list[Delivery]:
    """Lists the files of some feeds below a landing root as deliveries, invisible ones left out.

    A feed without a folder has no deliveries; folders that are no feed are ignored.

    Raises:
        FileNotFoundError: the landing root itself does not exist.
    """
    if not landing_root.is_dir():
        raise FileNotFoundError(f"The landing root {landing_root} is no folder.")
    found = [
        Delivery(
            feed,
            path.relative_to(landing_root / feed).as_posix(),
            path.stat().st_mtime_ns // 1_000_000,
            path.read_bytes(),
        )
        for feed in feeds
        for path in sorted((landing_root / feed).rglob("*"))
        if path.is_file()
    ]
    return [delivery for delivery in found if delivery.is_visible]


def in_order(
    deliveries: Iterable[Delivery], feeds: Collection[str] = tuple(FEEDS)
) -> dict[str, list[Delivery]]:
    """The visible deliveries of every feed, each once, from the earliest to the latest.

    Raises:
        ValueError: a delivery names a feed that does not exist, or is twice there with one
            identity and different bytes (the pipeline could not tell them apart either).
    """
    known: dict[tuple[str, str, int, int], Delivery] = {}
    for delivery in deliveries:
        if delivery.feed not in feeds:
            raise ValueError(f"No feed is called {delivery.feed!r}: {', '.join(feeds)}.")
        if not delivery.is_visible:
            continue
        identity = (
            delivery.feed,
            delivery.relative_path,
            len(delivery.content),
            delivery.modified_at_ms,
        )
        if known.setdefault(identity, delivery).content != delivery.content:
            raise ValueError(f"Two different deliveries are both {identity}.")
    ordered: dict[str, list[Delivery]] = {feed: [] for feed in feeds}
    for delivery in sorted(known.values(), key=lambda each: each.place):
        ordered[delivery.feed].append(delivery)
    return ordered
