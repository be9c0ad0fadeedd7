"""A small landing zone: what lands, when, and what has been delivered so far."""

from __future__ import annotations

import csv
import gzip
import io
import os
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from simulator import default_kinds, generate, make_settings
from tests.python.oracle import Delivery, deliveries_of
from tests.python.oracle.feeds import FEEDS

Row = dict[str, str]

# Every delivery of a test is later than what the generator wrote.
FIRST_DELIVERY = datetime(2026, 1, 1, 6, 0, tzinfo=UTC)
BETWEEN_DELIVERIES = timedelta(minutes=1)
# What Python's own reader refuses to read.
LONG_LINE = 100_000


class Zone:
    """A landing root that tests deliver files to, with times of their own.

    Attributes:
        root: the folder.
        now: when the last file was delivered; every further one is a minute later.
        delivered: everything that runs could see so far, replaced and deleted files included.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.now = FIRST_DELIVERY
        self.delivered: dict[tuple[str, int, int], Delivery] = {}
        root.mkdir(parents=True, exist_ok=True)

    @classmethod
    def generated(
        cls,
        root: Path,
        *,
        seed: int = 7,
        order_lines: int = 300,
        days: int = 3,
        customers: int = 3,
        products: int = 15,
        mess: frozenset[str] | None = None,
        gzip: bool = False,
        nested: bool = False,
    ) -> Zone:
        """A zone that the generator wrote: every feed, and a file of orders for each day."""
        settings = make_settings(
            order_lines,
            days,
            customers=customers,
            products=products,
            seed=seed,
            mess=default_kinds() | {"product_id_typed_wrong"} if mess is None else mess,
            gzip=gzip,
            nested=nested,
        )
        generate(settings, root, root.parent / f"{root.name}_truth", clean_lines=False)
        return cls(root)

    def deliveries(self) -> list[Delivery]:
        """What lies there now, of the feeds of its line of business."""
        return deliveries_of(self.root)

    def note_run(self) -> None:
        """Notes the files that a run which starts now will see."""
        for delivery in self.deliveries():
            identity = (delivery.file, delivery.modified_at_ms, len(delivery.content))
            self.delivered[identity] = delivery

    def deliver(
        self,
        feed: str,
        name: str,
        content: bytes | str | Iterable[Mapping[str, str]],
        *,
        at: datetime | None = None,
        as_is: bool = False,
    ) -> str:
        """Puts a file into a feed's folder, replacing one of that name; packed if it ends in .gz.

        Args:
            feed: for example `sports_bar/orders`.
            name: path below the feed's folder.
            content: its bytes; its text; or its rows, written under the feed's own header.
            at: modification time, the next minute when it is not given.
            as_is: its bytes are those that lie on disk, whatever its name says.

        Returns: the file's path below the landing root.
        """
        if at is None:
            self.now += BETWEEN_DELIVERIES
            at = self.now
        if not isinstance(content, bytes | str):
            content = csv_text(FEEDS[feed].columns, content)
        data = content.encode() if isinstance(content, str) else content
        if name.lower().endswith(".gz") and not as_is:
            data = gzip.compress(data, mtime=0)
        path = self.root / feed / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        milliseconds = round(at.timestamp() * 1000)
        os.utime(path, ns=(milliseconds * 1_000_000, milliseconds * 1_000_000))
        return f"{feed}/{name}"

    def files(self, feed: str) -> list[str]:
        """Names of the .csv and .csv.gz files below the feed's folder, sorted."""
        folder = self.root / feed
        return sorted(
            path.relative_to(folder).as_posix()
            for path in folder.rglob("*")
            if path.is_file()
            and path.name.lower().endswith((".csv", ".csv.gz"))
            and not path.name.startswith(("_", "."))
        )

    def content(self, feed: str, name: str) -> bytes:
        """The unpacked bytes of a file; of one that cannot be unpacked those on disk."""
        data = (self.root / feed / name).read_bytes()
        if not name.lower().endswith(".gz"):
            return data
        try:
            return gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return data

    def rows(self, feed: str, name: str) -> list[Row]:
        """The rows of a file that has the feed's columns."""
        text = self.content(feed, name).decode("utf-8-sig", errors="replace")
        columns = FEEDS[feed].columns
        lines = [line for line in text.splitlines(keepends=True) if len(line) < LONG_LINE]
        return [
            {column: row[column] for column in columns}
            for row in csv.DictReader(io.StringIO("".join(lines), newline=""))
            if all(isinstance(row.get(column), str) for column in columns)
        ]

    def modified_at(self, feed: str, name: str) -> datetime:
        """Modification time of a file."""
        milliseconds = (self.root / feed / name).stat().st_mtime_ns // 1_000_000
        return datetime.fromtimestamp(milliseconds / 1000, UTC)

    def delete(self, feed: str, name: str) -> None:
        """Takes a file away."""
        (self.root / feed / name).unlink()


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """Rows as CSV with a header; columns that a row lacks are empty."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(
        text, list(columns), restval="", extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
