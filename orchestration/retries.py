"""When to ask a server again: exponential backoff with jitter, or when the server itself says."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import click
import stamina
from stamina.instrumentation import RetryDetails, set_on_retry_hooks

# A number above it in Retry-After is a time, not a duration: some servers send seconds since 1970.
LONGEST_DURATION = 1e9
# HTTP: the server is busy, or asks for patience; the same question may be answered later.
BUSY = frozenset((408, 425, 429))


class TransientError(Exception):
    """A failure that another attempt may mend.

    Attributes:
        what: the failure in one sentence without its full stop, with no secret in it.
        wait: seconds that the server asks to wait, None when it does not say.
    """

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.wait = wait


@dataclass(frozen=True)
class Patience:
    """How long somebody tries.

    Attributes:
        seconds: from the first attempt to the last one.
        attempts: how many at most.
        first_wait: seconds before the second attempt; doubled for each one, with up to a second
            of jitter, or up to the first wait itself when that is shorter.
        longest_wait: seconds between two attempts at most, but when the server asks for more.
    """

    seconds: float = 600
    attempts: int = 10
    first_wait: float = 0.5
    longest_wait: float = 60


def attempts(patience: Patience) -> Iterator[stamina.Attempt]:
    """Attempts for a loop, each of which is a ``with`` block (``with attempt: ...``).

    Only a TransientError is tried again; the last one is raised. When a server asks for more time
    than is left, it is raised at once.
    """
    started = time.monotonic()

    def backoff(error: Exception) -> bool | float:
        if not isinstance(error, TransientError):
            return False
        if error.wait is None:
            return True
        left = patience.seconds - (time.monotonic() - started)
        return error.wait if error.wait <= left else False

    return iter(
        stamina.retry_context(
            on=backoff,
            attempts=patience.attempts,
            timeout=patience.seconds,
            wait_initial=patience.first_wait,
            wait_max=patience.longest_wait,
            wait_jitter=min(1.0, patience.first_wait),
        )
    )


def retry_after(headers: Mapping[str, str], now: float | None = None) -> float | None:
    """Seconds to wait that an answer asks for, None when it does not say or nobody can read it.

    Reads whole and broken numbers of seconds, seconds since 1970, and dates. A date is compared
    with the server's own clock (the header Date) where it tells it.

    Args:
        headers: of the answer, by names that do not distinguish cases.
        now: seconds since 1970, when it is not the present time.
    """
    text = headers.get("retry-after", "").strip()
    here = time.time() if now is None else now
    there = seconds_of_date(headers.get("date", ""))
    try:
        number = float(text)
    except ValueError:
        at = seconds_of_date(text)
    else:
        if not math.isfinite(number):
            return None
        if number < LONGEST_DURATION:
            return max(0.0, number)
        at = number
    if at is None:
        return None
    return max(0.0, at - (here if there is None else there))


def seconds_of_date(text: str) -> float | None:
    """Seconds since 1970 of a date in an HTTP header, None when it is none."""
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def clock_difference(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds by which this machine's clock is ahead of the server's, None when it tells no time."""
    there = seconds_of_date(headers.get("date", ""))
    return None if there is None else now.timestamp() - there


def tell_retries() -> None:
    """Has every further attempt told on stderr, in a line without anything of the request."""
    set_on_retry_hooks([tell])


def tell(details: RetryDetails) -> None:
    """A line about an attempt that failed."""
    cause = details.caused_by
    what = cause.what if isinstance(cause, TransientError) else type(cause).__name__
    click.echo(
        f"  attempt {details.retry_num} failed: {what}; trying again in {details.wait_for:,.1f} s",
        file=sys.stderr,
    )
