"""The server: pages of orders behind cursors, over HTTP/1.1 on loopback, with faults."""

import base64
import gzip
import json
import socket
import struct
import time
from collections.abc import Collection, Sequence
from email.utils import formatdate
from urllib.parse import parse_qs, urlsplit

from simulator.api.faults import check_faults
from simulator.api.loopback import LoopbackServer, QuietHandler
from simulator.randomness import stream
from simulator.webshop.settings import WebshopSettings
from simulator.webshop.world import World
from simulator.webshop.writer import WebshopTruth, everything

# A page that only says where the next one is stands behind this many cursors of one place.
MOST_EMPTY_PAGES = 3
# No page meets more faults than this one after the other, so that patience is rewarded.
MOST_FAULTS_IN_A_ROW = 3


def orders_by_api(settings: WebshopSettings) -> list[bytes]:
    """What a web shop delivers by its API, order by order as it was committed."""
    world = World(WebshopSettings(**{**vars(settings), "mess": settings.mess - {"objects_cut"}}))
    found: list[bytes] = []
    for delivery, _ in everything(world, WebshopTruth()):
        if delivery is not None and delivery.path.parts[0] == "api":
            found += b"".join(delivery.chunks).splitlines()
    return found


class ShopApiServer(LoopbackServer):
    """A running server; a context manager that ends it.

    Attributes:
        orders: all orders as bytes, the truth; more may be appended while it runs.
        token: what a client has to show.
        faults: names of FAULTS; may be changed while it runs.
        share: how often a request meets one of them, 0 to 1.
        seen: how many requests met which fault.
        tokens: what clients have shown.
    """

    def __init__(
        self,
        orders: Sequence[bytes],
        token: str,
        *,
        faults: Collection[str] = (),
        share: float = 0.4,
        seed: int = 1,
        port: int = 0,
        orders_per_second: float = 0,
    ) -> None:
        self.orders = list(orders)
        self.token = token
        self.faults = check_faults(faults)
        self.share = share
        self.random = stream(seed, "api faults")
        self.orders_per_second = orders_per_second
        self.started = time.monotonic()
        self.seen: dict[str, int] = {}
        self.tokens: set[str] = set()
        self.in_a_row: dict[str, int] = {}
        super().__init__(Handler, port)

    @property
    def count(self) -> int:
        """How many orders there are by now."""
        if not self.orders_per_second:
            return len(self.orders)
        passed = time.monotonic() - self.started
        return min(len(self.orders), int(passed * self.orders_per_second))

    def drawn_fault(self, since: str = "") -> str | None:
        """A fault for a request for the page behind a cursor, or none."""
        with self.lock:
            names = sorted(self.faults)
            is_spared = self.in_a_row.get(since, 0) >= MOST_FAULTS_IN_A_ROW
            if not names or is_spared or self.random.random() >= self.share:
                self.in_a_row[since] = 0
                return None
            self.in_a_row[since] = self.in_a_row.get(since, 0) + 1
            name = names[int(self.random.integers(len(names)))]
            self.seen[name] = self.seen.get(name, 0) + 1
            return name

    def draw(self, below: int) -> int:
        """A number from 0 on."""
        with self.lock:
            return int(self.random.integers(below))

    def page(self, since: str, limit: int, fault: str | None) -> dict[str, object] | None:
        """A page with its orders as bytes, None when the cursor is unknown.

        Raises ValueError when it cannot be read.
        """
        place, empty_pages = read_cursor(since)
        count = self.count
        if place > count:
            return None
        if fault == "twice" and place >= limit:
            return self.page(cursor(place - limit, 0), limit, None)
        orders = self.orders[place : min(count, place + limit)]
        following = cursor(place + len(orders), 0)
        if fault in ("empty", "null") and empty_pages < MOST_EMPTY_PAGES and place < count:
            orders, following = [], cursor(place, empty_pages + 1)
        if fault == "jump" and place + len(orders) + 2 < count:
            ahead = place + len(orders) + 1 + self.draw(limit)
            following = cursor(min(ahead, count), 0)
        if fault == "jump_back" and place > limit:
            following = cursor(max(0, place - limit), 0)
        if fault == "left_out" and orders:
            del orders[self.draw(len(orders))]
        return {"since": since, "orders": orders, "next": following, "total": count - place}


def cursor(place: int, empty_pages: int) -> str:
    """A cursor as clients see it."""
    return base64.urlsafe_b64encode(f"{place}.{empty_pages}".encode()).decode()


def read_cursor(text: str) -> tuple[int, int]:
    """The place of a cursor. Raises ValueError when it is none."""
    if not text:
        return 0, 0
    place, _, empty_pages = base64.urlsafe_b64decode(text.encode()).decode().partition(".")
    return int(place), int(empty_pages)


def body_of(page: dict[str, object], fault: str | None) -> bytes:
    """A page as JSON, with the very bytes of its orders."""
    orders = page["orders"]
    assert isinstance(orders, list)
    shown = b"[" + b", ".join(orders) + b"]"
    if fault == "null" and not orders:
        shown = b"null"
    rest = json.dumps({name: page[name] for name in ("since", "next", "total")})[1:]
    return b'{"orders": ' + shown + b", " + rest.encode()


class Handler(QuietHandler):
    """Answers one client."""

    @property
    def shop(self) -> ShopApiServer:
        """The server that this is a request to."""
        found = self.server.owner  # type: ignore[attr-defined]
        assert isinstance(found, ShopApiServer)
        return found

    def do_GET(self) -> None:  # noqa: N802
        """Answers a question for orders."""
        question = urlsplit(self.path)
        shown = self.headers.get("Authorization", "")
        self.shop.tokens.add(shown)
        if question.path != "/orders":
            return self.answer(404, b'{"error": "not found"}')
        if shown != f"Bearer {self.shop.token}":
            return self.answer(401, json.dumps({"error": f"unknown token {shown}"}).encode())
        words = parse_qs(question.query, keep_blank_values=True)
        fault = self.shop.drawn_fault("".join(words.get("since", [])))
        if fault in ("busy", "busy_until", "busy_oddly", "errors", "dropped"):
            return self.refuse(fault)
        try:
            page = self.shop.page(words["since"][0], int(words["limit"][0]), fault)
        except (KeyError, ValueError):
            page = None
        if page is None:
            return self.answer(400, b'{"error": "unknown cursor"}')
        return self.send_page(body_of(page, fault), fault)

    def refuse(self, fault: str) -> None:
        """An answer without a page."""
        if fault == "dropped":
            # closed without a goodbye: the client's side gets a reset
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.close_connection = True
            self.connection.close()
            return
        odd = ("soon", "1" * 400, "-5", "inf", "Wed, 99 Foo 99999 99:99:99 GMT", "0.05")
        status, wait = {
            "busy": (429, "0"),
            "busy_until": (429, formatdate(time.time(), usegmt=True)),
            "busy_oddly": (503, odd[self.shop.draw(len(odd))]),
            "errors": ((500, 502, 503, 504)[self.shop.draw(4)], ""),
        }[fault]
        self.answer(status, b"<html>try again</html>", {"Retry-After": wait} if wait else {})

    def send_page(self, body: bytes, fault: str | None) -> None:
        """Sends a page, whole or as the fault has it."""
        half = len(body) // 2
        packed = {"Content-Encoding": "gzip"}
        match fault:
            case "cut":
                self.answer(200, body[:half], length=len(body))
            case "chunks_cut":
                self.head(200, {"Transfer-Encoding": "chunked"})
                self.wfile.write(f"{half:x}\r\n".encode() + body[:half] + b"\r\n")
                self.close_connection = True
            case "cut_unseen":
                self.head(200, {"Connection": "close"})
                self.wfile.write(body[:half])
                self.close_connection = True
            case "gzip_cut":
                whole = gzip.compress(body)
                self.answer(200, whole[: len(whole) - 1 - self.shop.draw(12)], packed)
            case "gzip_damaged":
                damaged = bytearray(gzip.compress(body))
                damaged[-6] ^= 0xFF
                self.answer(200, bytes(damaged), packed)
            case "gzip":
                members = gzip.compress(body[:half]) + gzip.compress(body[half:])
                content = members if self.shop.draw(2) else gzip.compress(body)
                self.answer(200, content, packed if self.shop.draw(2) else {})
            case "broken":
                texts = (b"<html>Maintenance</html>", b'{"error": "busy"}', b"[]", b"", body + b"}")
                self.answer(200, texts[self.shop.draw(len(texts))])
            case "not_utf8":
                self.answer(200, body.replace(b'"order_id": "', b'"order_id": "\xff', 1))
            case "marked":
                self.answer(200, b"\xef\xbb\xbf" + body)
            case _:
                self.answer(200, body)

    def answer(
        self,
        status: int,
        body: bytes,
        headers: dict[str, str] | None = None,
        length: int | None = None,
    ) -> None:
        """An answer with its length; the connection ends where that is a lie."""
        self.head(status, {"Content-Length": str(length or len(body)), **(headers or {})})
        self.wfile.write(body)
        if length is not None:
            self.close_connection = True

    def head(self, status: int, headers: dict[str, str]) -> None:
        """The lines before a body."""
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.end_headers()
