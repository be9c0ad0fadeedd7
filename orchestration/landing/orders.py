"""Lands the shop's orders: every order that its API gives, once, in files below api/orders.

``api/orders/YYYY/MM/DD/HH/orders-<number>.jsonl`` is named by the hour (UTC) in which it was landed.
A file appears whole or not at all, and ``_SUCCESS`` appears in its folder when the shop had nothing
more to give. How far the landing came stands in ``api/orders/_state.json``; what is about to be
written is noted there before, so that a landing that was killed anywhere knows what it has done.
Names that begin with ``_`` are no deliveries.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from orchestration.landing.errors import LandingError
from orchestration.landing.shop_api import Page, ShopApi, lines_of
from orchestration.locks import locked
from orchestration.retries import TransientError, attempts
from orchestration.storage import Root, write

FOLDER = "api/orders"
STATE = f"{FOLDER}/_state.json"
MARKER = "_SUCCESS"
# Bytes. Pages are put together up to it: a file is a task of Spark, a page is not worth one.
FILE_SIZE = 16 << 20
# Orders of which is known what was landed last, and cursors that no page may lead back to.
REMEMBERED_ORDERS, REMEMBERED_CURSORS = 2_000, 200
# Pages without orders, one after the other, after which the shop is taken to be broken.
EMPTY_PAGES = 1_000
# Seconds. Files of one folder are read in the order of their times, which Spark keeps to this.
TICK = 0.001


class Progress(msgspec.Struct):
    """How far the landing came.

    Attributes:
        since: the cursor of the next page.
        number: of the last file.
        landed_at: time of the last file, seconds since 1970.
        latest: what was landed last of an order, as a hash; the oldest first.
        passed: cursors of the last pages.
        unmarked: folders with files since the last marker.
    """

    since: str = ""
    number: int = 0
    landed_at: float = 0.0
    latest: dict[str, str] = msgspec.field(default_factory=dict)
    passed: list[str] = msgspec.field(default_factory=list)
    unmarked: list[str] = msgspec.field(default_factory=list)


class Intent(msgspec.Struct):
    """A file that is about to be written: its path, its content's SHA-256, and what is true then."""

    path: str
    sha256: str
    then: Progress


class State(msgspec.Struct):
    """What stands in _state.json."""

    progress: Progress = msgspec.field(default_factory=Progress)
    intent: Intent | None = None


class OrderId(msgspec.Struct):
    """What an order is known by; the landing reads nothing else of it."""

    order_id: str | int | None = None


@dataclass
class LandedOrders:
    """What a landing did: files, orders and bytes written; orders that came again as they were."""

    files: int = 0
    orders: int = 0
    bytes: int = 0
    repeated: int = 0


class OrdersLanding:
    """A landing of orders below a root; see the module."""

    def __init__(
        self,
        api: ShopApi,
        root: Root,
        *,
        file_size: int = FILE_SIZE,
        accept_gap: bool = False,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.api = api
        self.root = root
        self.file_size = file_size
        self.accept_gap = accept_gap
        self.now = now
        self.landed = LandedOrders()
        self.lines: list[bytes] = []
        self.size = 0
        self.abandoned: str | None = None
        self.progress = self.recovered()

    def land(self) -> LandedOrders:
        """Lands all that the shop has now.

        Raises LandingError when the shop does not give it, StorageError or OSError when the root
        does not take it. What was written until then stays, and the next landing goes on behind it.
        """
        try:
            for page in self.pages():
                self.take(page)
                if self.size >= self.file_size:
                    self.commit()
        except LandingError:
            # what is proved is not asked for again
            self.commit()
            raise
        self.commit()
        self.mark()
        return self.landed

    def pages(self) -> Iterator[Page]:
        """The pages that follow, each when the next one has proved that nothing is between them.

        Where orders are missing, a cursor has jumped over them, or the page has left them out: it
        is asked for again.

        Raises LandingError when it stays so, or the shop gives no page.
        """
        held, empty = self.api.page(self.progress.since, self.progress.passed), 0
        while not held.is_last:
            held, following = self.proved(held)
            empty = 0 if held.count else empty + 1
            if empty > EMPTY_PAGES:
                raise LandingError(
                    f"The shop's API gave {empty:,} pages without orders, and says that it has more.",
                    "tell the shop; run it again later: it goes on where it stopped.",
                )
            yield held
            held = following
        yield held

    def proved(self, held: Page) -> tuple[Page, Page]:
        """A page and the one behind it, when no order is missing between them.

        Raises LandingError when orders stay missing as long as a page is waited for.
        """
        missing = 0
        try:
            for attempt in attempts(self.api.settings.patience):
                with attempt:
                    if attempt.num > 1:
                        held = self.api.page(held.since, self.progress.passed)
                    following = self.api.page(held.next, [*self.progress.passed, held.since])
                    missing = held.total - held.count - following.total
                    if missing > 0 and not self.accept_gap:
                        raise TransientError(f"{missing:,} orders are missing behind a page")
                    return held, following
        except TransientError as error:
            raise LandingError(
                f"The shop's API at {self.api.settings.url} leaves out {missing:,} of the "
                "orders that it has counted. What came before them is landed.",
                "tell the shop; if it has taken them away for good, land once with "
                "--accept-gap (make land-api ACCEPT_GAP=1).",
            ) from error
        raise AssertionError("unreachable")

    def take(self, page: Page) -> None:
        """Takes the orders of a page that are not, byte by byte, what was landed of them last."""
        progress = self.progress
        for line in lines_of(page):
            key, digest = key_of(line), hashlib.sha256(line).hexdigest()[:16]
            if key is not None and progress.latest.get(key) == digest:
                self.landed.repeated += 1
                continue
            if key is not None:
                progress.latest.pop(key, None)
                progress.latest[key] = digest
            self.lines.append(line)
            self.size += len(line) + 1
        for oldest in list(progress.latest)[:-REMEMBERED_ORDERS]:
            del progress.latest[oldest]
        if page.next != page.since:
            progress.passed = [*progress.passed, page.since][-REMEMBERED_CURSORS:]
            progress.since = page.next

    def commit(self) -> None:
        """Writes what was taken as one file, and then that it is written."""
        progress = self.progress
        if self.lines:
            content = b"".join(line + b"\n" for line in self.lines)
            # a clock that was set back must not make new files older than the ones before
            landed_at = max(round(self.now(), 3), round(progress.landed_at + TICK, 3))
            progress.landed_at = landed_at
            progress.number += 1
            path = self.abandoned or path_of(landed_at, progress.number)
            folder = path.rpartition("/")[0]
            progress.unmarked = sorted({*progress.unmarked, folder})
            digest = hashlib.sha256(content).hexdigest()
            self.save(State(self.before_commit, Intent(path, digest, progress)))
            write(self.root, content, path, modified_at=landed_at)
            self.landed.files += 1
            self.landed.orders += len(self.lines)
            self.landed.bytes += len(content)
            self.lines, self.size, self.abandoned = [], 0, None
        self.save(State(progress))

    def mark(self) -> None:
        """Says in the folders of the landed files that the shop had nothing more to give."""
        progress = self.progress
        if not progress.unmarked:
            return
        for folder in progress.unmarked:
            files = {each.path.rpartition("/")[2]: each.size for each in self.root.files(folder)}
            said = {"landed_at": text_of(progress.landed_at), "files": dict(sorted(files.items()))}
            write(self.root, msgspec.json.encode(said) + b"\n", f"{folder}/{MARKER}")
        progress.unmarked = []
        self.save(State(progress))

    def save(self, state: State) -> None:
        """Writes the state; what it says is where a landing that is killed now goes on."""
        write(self.root, msgspec.json.encode(state) + b"\n", STATE)
        if state.intent is None:
            self.before_commit = copy_of(state.progress)

    def recovered(self) -> Progress:
        """Where the last landing came to: with the file that it was about to write, or without."""
        content = self.root.read(STATE)
        try:
            state = State() if content is None else msgspec.json.decode(content, type=State)
        except msgspec.MsgspecError as error:
            raise LandingError(
                f"{STATE} below {self.root} is damaged ({error}).",
                "restore it from a backup; without it all orders are landed again, which gold bears.",
            ) from error
        progress = state.progress
        if state.intent is not None:
            written = self.root.read(state.intent.path)
            if written is not None and hashlib.sha256(written).hexdigest() == state.intent.sha256:
                progress = state.intent.then
            else:
                # its name is taken again, so that nothing unfinished stays under it
                self.abandoned = state.intent.path
        self.before_commit = copy_of(progress)
        return progress


def copy_of(progress: Progress) -> Progress:
    """A copy that does not change with the original."""
    return msgspec.json.decode(msgspec.json.encode(progress), type=Progress)


def key_of(line: bytes) -> str | None:
    """What an order is known by, None where it does not say: then it is always taken."""
    try:
        found = msgspec.json.decode(line, type=OrderId).order_id
    except msgspec.MsgspecError:
        return None
    return None if found is None else str(found)


def path_of(landed_at: float, number: int) -> str:
    """Where a file belongs. Names rise, because files of one second are read in their order."""
    return f"{FOLDER}/{datetime.fromtimestamp(landed_at, UTC):%Y/%m/%d/%H}/orders-{number:09}.jsonl"


def text_of(moment: float) -> str:
    """A time in UTC, to the second."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="seconds")


@contextmanager
def only_landing(folder: Path) -> Iterator[None]:
    """Keeps a second landing of this machine away, by a lock in a folder.

    Raises LandingError when one is at work.
    """
    try:
        with locked(folder / ".landing-api.lock", wait=False):
            yield
    except BlockingIOError:
        raise LandingError(
            "Another landing of orders is at work here.", "wait until it has ended."
        ) from None
