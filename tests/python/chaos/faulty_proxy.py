"""A proxy on loopback before a server of S3, that fails a share of all requests.

Faults are answers 500 and 503, a connection that is dropped before or after the server has done what
was asked, and a body that is cut. What it forwards, it forwards as it came: signatures stay valid.
"""

from __future__ import annotations

import http.client
import random
import socket
import struct
from collections import Counter
from urllib.parse import urlsplit

from simulator.api.loopback import LoopbackServer, QuietHandler

FAULTS = ("error", "busy", "dropped", "lost", "cut")
ANSWERS = {
    "error": (500, b"<Error><Code>InternalError</Code><Message>Try again.</Message></Error>"),
    "busy": (503, b"<Error><Code>SlowDown</Code><Message>Reduce your rate.</Message></Error>"),
}
LISTING = "list-type=2"
# of one connection, and of nothing else
HOP_BY_HOP = {"connection", "transfer-encoding", "expect", "keep-alive"}


class FaultyProxy(LoopbackServer):
    """A running proxy; a context manager that ends it.

    Attributes:
        share: how often a request fails, 0 to 1; may be changed while it runs.
        cuts_listings: whether an answer that lists names may be cut, too.
        seen: how many requests met which fault; under "" those that met none.
    """

    def __init__(
        self, upstream: str, *, share: float = 0.1, seed: int = 1, cuts_listings: bool = True
    ) -> None:
        place = urlsplit(upstream)
        self.host, self.port = place.hostname or "127.0.0.1", place.port or 80
        self.share = share
        self.cuts_listings = cuts_listings
        self.random = random.Random(seed)
        self.due = 0.0
        self.seen: Counter[str] = Counter()
        super().__init__(Handler)

    def drawn_fault(self) -> str:
        """A fault for a request, empty for none."""
        with self.lock:
            # chance alone may spare the few requests of a small test
            self.due += self.share
            is_hit = self.due >= 1 or self.random.random() < self.share
            fault = self.random.choice(FAULTS) if is_hit else ""
            self.due = 0.0 if fault else self.due
            self.seen[fault] += 1
            return fault


class Handler(QuietHandler):
    """Answers one client."""

    @property
    def proxy(self) -> FaultyProxy:
        """The proxy that this is a request to."""
        found = self.server.owner  # type: ignore[attr-defined]
        assert isinstance(found, FaultyProxy)
        return found

    def forward(self) -> None:
        """Hands a request on, or fails it; a client that does not wait for the answer is left."""
        try:
            self.answer_or_fail()
        except ConnectionError:
            self.close_connection = True

    def answer_or_fail(self) -> None:
        """The same."""
        content = self.content()
        fault = self.proxy.drawn_fault()
        if fault in ANSWERS:
            return self.send(*ANSWERS[fault], {"Content-Type": "application/xml"})
        if fault == "dropped":
            return self.drop()
        asked = http.client.HTTPConnection(self.proxy.host, self.proxy.port, timeout=60)
        headers = {
            name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP
        }
        headers["Content-Length"] = str(len(content))
        try:
            asked.request(self.command, self.path, content, headers)
            answer = asked.getresponse()
            body = answer.read()
        finally:
            asked.close()
        if fault == "lost":
            return self.drop()
        given = {
            name: value for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP
        }
        may_be_cut = len(body) > 1 and (self.proxy.cuts_listings or LISTING not in self.path)
        return self.send(answer.status, body, given, is_cut=fault == "cut" and may_be_cut)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = forward  # noqa: N815

    def content(self) -> bytes:
        """The body of a request, also one that comes in chunks."""
        if "chunked" not in self.headers.get("Transfer-Encoding", "").lower():
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            found += self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            continue
        return found

    def send(
        self, status: int, body: bytes, headers: dict[str, str], *, is_cut: bool = False
    ) -> None:
        """An answer; one that is cut promises more than it has, and ends the connection."""
        self.send_response_only(status)
        length = headers.pop("Content-Length", None)
        for name, value in headers.items():
            self.send_header(name, value)
        # what HEAD says of a body is the server's own word
        self.send_header("Content-Length", (length or "0") if not body else str(len(body)))
        self.end_headers()
        if self.command == "HEAD":
            return
        self.wfile.write(body[: len(body) // 2] if is_cut else body)
        if is_cut:
            self.drop()

    def drop(self) -> None:
        """Closes the connection without a goodbye: the client's side gets a reset."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
