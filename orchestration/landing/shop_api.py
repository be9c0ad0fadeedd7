"""The shop's API as a client sees it: pages of changed orders behind a cursor.

``GET <SHOP_API_URL>/orders?since=<cursor>&limit=<n>`` with ``Authorization: Bearer <token>`` answers

    {"since": "<cursor asked for>", "orders": [{...}, ...], "next": "<cursor>", "total": 1234}

Changes come in the order in which the shop committed them, and none is ever taken out. ``total``
counts those behind ``since``, these among them; ``next`` is where the following page begins and is
given on the last page, too. Cursors are the shop's: nothing is read from them.
"""

from __future__ import annotations

import gzip
import os
import time
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from urllib.parse import urlsplit

import httpx
import msgspec

from orchestration.landing.errors import LandingError
from orchestration.retries import (
    BUSY,
    Patience,
    TransientError,
    attempts,
    clock_difference,
    retry_after,
)

URL, TOKEN = "SHOP_API_URL", "SHOP_API_TOKEN"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
GZIP = b"\x1f\x8b"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Bytes of a body, packed or not: far more than a page has.
LARGEST_BODY = 256 << 20


@dataclass(frozen=True)
class ShopApiSettings:
    """How the shop is asked.

    Attributes:
        url: of the API, https, or http on this machine.
        token: who is asking. It stands in no text that this module writes.
        page_size: orders on a page at most.
        timeout: seconds without a sign of life.
        page_timeout: seconds for a whole page; a server that sends a byte now and then ends here.
        patience: how long one page is tried.
    """

    url: str
    token: str = field(repr=False)
    page_size: int = 500
    timeout: float = 30
    page_timeout: float = 300
    patience: Patience = field(default_factory=Patience)


class Page(msgspec.Struct):
    """A page: orders as the bytes that came, see the module."""

    since: str
    # some write null where there are none
    orders: list[msgspec.Raw] | None
    next: str
    total: int

    @property
    def count(self) -> int:
        """How many orders it has."""
        return len(self.orders or ())

    @property
    def is_last(self) -> bool:
        """Whether there are no further ones now."""
        return self.total == self.count


PAGE = msgspec.json.Decoder(Page)


def read_settings(environment: Mapping[str, str] | None = None) -> ShopApiSettings:
    """The settings from the environment; SHOP_API_PAGE_SIZE, _PATIENCE and _FIRST_WAIT are optional.

    Raises LandingError when something is missing or cannot be: never with the token.
    """
    values = os.environ if environment is None else environment
    missing = [name for name in (URL, TOKEN) if not values.get(name, "").strip()]
    if missing:
        raise LandingError(
            f"The shop's API cannot be asked: {' and '.join(missing)} not set.",
            f"export {' '.join(f'{name}=...' for name in missing)}.",
        )
    # a token that was read from a file ends in a line break
    token = values[TOKEN].strip()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise LandingError(
            f"{TOKEN} has characters that no token has (it is not shown here).",
            "export the token alone, without quotes, blanks and line breaks.",
        )
    usual = Patience()
    return ShopApiSettings(
        url=checked_url(values[URL].strip()),
        token=token,
        page_size=int(number(values, "SHOP_API_PAGE_SIZE", 500, least=1)),
        patience=Patience(
            seconds=number(values, "SHOP_API_PATIENCE", usual.seconds, least=0),
            first_wait=number(values, "SHOP_API_FIRST_WAIT", usual.first_wait, least=0),
        ),
    )


def checked_url(text: str) -> str:
    """An address without a slash at its end. Raises LandingError when it would show secrets."""
    mend = f"export {URL}=https://<host>/<path>."
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        is_whole = bool(host) and parts.port != 0
    except ValueError:
        raise LandingError(f"{URL} is no address.", mend) from None
    if parts.username or parts.password or parts.query:
        # it is not shown, because a password may stand in it
        raise LandingError(f"{URL} has a user, a password or parameters in it.", mend)
    if not is_whole or parts.scheme not in ("http", "https"):
        raise LandingError(f"{URL} is '{text}', which is no address.", mend)
    if parts.scheme == "http" and host not in LOOPBACK:
        raise LandingError(f"{URL}={text} would send the token unencrypted.", mend)
    return text.rstrip("/")


def number(values: Mapping[str, str], name: str, usual: float, *, least: float) -> float:
    """A number from the environment. Raises LandingError when it is none or too small."""
    text = values.get(name, "").strip()
    if not text:
        return usual
    try:
        found = float(text)
    except ValueError:
        found = -1
    if not least <= found < 1e9:
        raise LandingError(f"{name} is '{text}'.", f"give a number of at least {least:g}.")
    return found


class ShopApi:
    """A connection to the shop.

    Attributes:
        clock_ahead: seconds by which this machine's clock is ahead of the shop's, None until known.
    """

    def __init__(self, settings: ShopApiSettings) -> None:
        self.settings = settings
        self.clock_ahead: float | None = None
        self.client = httpx.Client(
            headers={
                "Authorization": f"Bearer {settings.token}",
                "Accept": "application/json",
                # unpacked here: the library takes a body that was cut for a whole one
                "Accept-Encoding": "gzip",
            },
            timeout=settings.timeout,
            follow_redirects=False,
        )

    def __enter__(self) -> ShopApi:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.client.close()

    def page(self, since: str, passed: Collection[str] = ()) -> Page:
        """The page behind a cursor, whole and checked.

        Args:
            since: the cursor, empty for the first page of all.
            passed: cursors that the page must not lead back to.

        Raises LandingError when the shop refuses, or does not give a whole page in time.
        """
        try:
            for attempt in attempts(self.settings.patience):
                with attempt:
                    return self.ask(since, passed)
        except TransientError as error:
            asked = "" if error.wait is None else f" (it asks to wait {error.wait:,.0f} s)"
            raise LandingError(
                f"The shop's API at {self.settings.url} gave no page of orders: {error.what}"
                f"{asked}.",
                "run it again later: it goes on where it stopped. If it stays, tell the shop.",
            ) from error
        raise AssertionError("unreachable")

    def ask(self, since: str, passed: Collection[str]) -> Page:
        """One attempt. Raises TransientError or LandingError."""
        parameters = {"since": since, "limit": str(self.settings.page_size)}
        try:
            with self.client.stream(
                "GET", f"{self.settings.url}/orders", params=parameters
            ) as answer:
                self.clock_ahead = clock_difference(answer.headers, datetime.now(UTC))
                self.check_status(answer)
                body = unpacked(self.body(answer), answer.headers.get("content-encoding", ""))
                kind = answer.headers.get("content-type", "no type")
        except httpx.TimeoutException as error:
            raise TransientError("it did not answer in time") from error
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise LandingError(
                f"The shop's API cannot be asked ({type(error).__name__}).",
                f"correct {URL} and {TOKEN}.",
            ) from None
        except httpx.TransportError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise LandingError(
                    f"The certificate of {self.settings.url} is not trusted.",
                    "check the address; name the authority's file by SSL_CERT_FILE if it is yours.",
                ) from error
            raise TransientError(f"the connection broke ({type(error).__name__})") from error
        return checked_page(body, since, passed, kind)

    def body(self, answer: httpx.Response) -> bytes:
        """The bytes of a body as they came. Raises TransientError when they do not end."""
        deadline = time.monotonic() + self.settings.page_timeout
        chunks, size = [], 0
        for chunk in answer.iter_raw():
            size += len(chunk)
            if time.monotonic() > deadline:
                raise TransientError("a page did not end in time")
            if size > LARGEST_BODY:
                raise TransientError("a page was larger than any page is")
            chunks.append(chunk)
        return b"".join(chunks)

    def check_status(self, answer: httpx.Response) -> None:
        """Raises TransientError or LandingError for an answer that is no page."""
        status = answer.status_code
        if status == 200:
            return
        if status in BUSY or status >= 500:
            raise TransientError(f"it answered {status}", retry_after(answer.headers))
        if status in (401, 403):
            raise LandingError(
                f"The shop's API at {self.settings.url} refuses the token ({status}).",
                f"export a valid {TOKEN} with the right to read orders.",
            )
        if status in (400, 410):
            raise LandingError(
                f"The shop's API at {self.settings.url} does not know the cursor ({status}).",
                "ask the shop; api/orders/_state.json below LANDING_ROOT has the cursor (since). "
                "Without that file all orders are landed again, which gold bears.",
            )
        raise LandingError(
            f"The shop's API at {self.settings.url} answered {status} to the question for orders.",
            f"correct {URL}; redirections are not followed, because they would get the token.",
        )


def unpacked(body: bytes, encoding: str) -> bytes:
    """A body without its gzip, all members of it, whether it was announced or not.

    Raises TransientError when it is cut or damaged, or packed otherwise.
    """
    if encoding.lower() not in ("", "identity", "gzip", "x-gzip"):
        raise TransientError(f"a page was packed with '{encoding[:20]}'")
    if not body.startswith(GZIP):
        return body
    try:
        return gzip.decompress(body)
    except (EOFError, OSError, zlib.error) as error:
        raise TransientError("a packed page was cut or damaged") from error


def checked_page(body: bytes, since: str, passed: Collection[str], kind: str) -> Page:
    """A body as a page. Raises TransientError when it is none, or not the one that was asked for.

    Args:
        body: what came, unpacked.
        since: the cursor that was asked for.
        passed: cursors that the page must not lead back to.
        kind: the body's type as the answer has it; what is in the body is not told to anybody.
    """
    try:
        body.decode("utf-8")
        page = PAGE.decode(body.removeprefix(BYTE_ORDER_MARK))
    except (UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise TransientError(f"{len(body):,} bytes of '{kind[:40]}' were no whole page") from error
    if page.since != since:
        raise TransientError("the page of another cursor came")
    if page.total < page.count:
        raise TransientError("a page had more orders than it counted")
    # a shop whose cursor is a time gives the orders of that time again, and so ends where it was
    stands_still = page.next == since and not page.is_last
    if stands_still or (page.next != since and page.next in passed):
        raise TransientError("a page led back to a cursor that was there before")
    return page


def lines_of(page: Page) -> Iterator[bytes]:
    """The orders of a page as lines: the very bytes, but line breaks between words are blanks."""
    for order in page.orders or ():
        yield bytes(order).translate(BLANKS)


# JSON has no bare line breaks within texts, so these stand between words.
BLANKS = bytes.maketrans(b"\r\n", b"  ")
