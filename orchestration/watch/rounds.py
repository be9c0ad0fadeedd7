"""The rounds of a watch: what one does, and what follows when it fails. It knows neither dbt nor Spark."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from orchestration.storage import StoredFile

# What lies in the landing root: the files of each feed.
Listing = Mapping[str, frozenset[StoredFile]]


class RoundError(Exception):
    """Why a round failed, in sentences for a person: what happened, and what to do."""


class Steps(Protocol):
    """What a round does. Each of them raises RoundError when it cannot."""

    def land(self) -> int:
        """Lands what there is to be fetched. Returns how many orders."""

    def look(self) -> Listing:
        """The files of each feed that are there now."""

    def build(self, feeds: Sequence[str]) -> None:
        """Builds what is made of these feeds; everything when there are none."""


@dataclass(frozen=True)
class Pauses:
    """Seconds between rounds.

    Attributes:
        usual: after a round that went well.
        longest: after rounds that failed; it begins with the usual one, or a second, and doubles.
    """

    usual: float = 2
    longest: float = 300

    def after(self, failures: int) -> float:
        """The pause after so many failed rounds one after the other."""
        if failures == 0:
            return self.usual
        # beyond 30 failures the doubled number would only grow
        return min(self.longest, max(self.usual, 1) * 2.0 ** min(failures, 30))


@dataclass
class Watch:
    """A watch on a landing root.

    After a round that failed everything is built, because a gate that is closed must be asked again
    before anything behind it is built; only what was good the last time may be left out.

    Attributes:
        steps: what its rounds do.
        pauses: how long it waits between them.
        say, complain: where it tells what it did, and what went wrong.
        ending: set by whoever wants it to end; it ends after the round.
        built: the files of which gold is made by now, None when nobody knows.
        failures: rounds that failed, one after the other, up to now.
    """

    steps: Steps
    pauses: Pauses
    say: Callable[[str], None]
    complain: Callable[[str], None]
    ending: threading.Event = field(default_factory=threading.Event)
    built: Listing | None = None
    failures: int = 0

    def run(self, rounds: int | None = None) -> None:
        """Rounds until somebody ends it, or as many as are asked for."""
        done = 0
        while not self.ending.is_set() and done != rounds:
            self.round()
            done += 1
            if done != rounds:
                self.ending.wait(self.pauses.after(self.failures))

    def round(self) -> None:
        """Lands, and builds when something is new. Never raises what a person can mend."""
        started = time.monotonic()
        problems = []
        orders = 0
        try:
            orders = self.steps.land()
        except RoundError as error:
            # files that others land are built all the same
            problems.append(str(error))
        try:
            self.build_what_is_new(orders, started)
        except RoundError as error:
            self.built = None
            problems.append(str(error))
        self.failures = self.failures + 1 if problems else 0
        for problem in problems:
            wait = self.pauses.after(self.failures)
            self.complain(f"{problem} Trying again in {wait:,.0f} s.")

    def build_what_is_new(self, orders: int, started: float) -> None:
        """Builds what the files concern that were not there the last time; nothing if there are none.

        Raises RoundError when it fails.
        """
        found = self.steps.look()
        feeds: list[str] = []
        if self.built is not None:
            feeds = feeds_with_news(self.built, found)
            if not feeds:
                return
        self.steps.build(feeds)
        # what has come meanwhile is new in the next round
        self.built = found
        landed = f"{orders:,} orders landed, " if orders else ""
        what = ", ".join(feeds) if feeds else "everything"
        self.say(f"{landed}{what} built in {time.monotonic() - started:,.1f} s.")


def feeds_with_news(before: Listing, now: Listing) -> list[str]:
    """The feeds with files that were not there before, or are other ones now."""
    return sorted(feed for feed, files in now.items() if files - before.get(feed, frozenset()))
