"""Looks after S3 while a build runs, and ends the build when S3 is gone.

Without it every node and every closing hook would find out for itself, one after the other. What
is ended so was not lost: a table changes by one commit or not at all.
"""

from __future__ import annotations

import logging
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from orchestration.storage import StorageError, UnreachableError, check_s3
from orchestration.storage.s3 import S3Place

# Seconds between two looks, and for how long S3 must have been silent.
INTERVAL = 1.0
PATIENCE = 1.0


class S3Watch:
    """A thread that asks S3 for a sign of life. ``lost`` says why there is none any more."""

    def __init__(self, places: Sequence[S3Place]) -> None:
        # one place of each bucket will do
        self.places = list({place.bucket: place for place in places}.values())
        self.lost: StorageError | None = None
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.look, name="s3-watch", daemon=True)

    def look(self) -> None:
        """Looks until the build has ended or S3 is gone; then it ends the build."""
        silent_since: float | None = None
        while not self.ended.wait(INTERVAL):
            problem = self.silence()
            if problem is None:
                silent_since = None
                continue
            silent_since = silent_since or time.monotonic()
            if time.monotonic() - silent_since >= PATIENCE and not self.ended.is_set():
                self.lost = problem
                end_build()
                return

    def silence(self) -> StorageError | None:
        """Why a place does not answer, None when all do: a refusal is an answer, too."""
        for place in self.places:
            try:
                check_s3(place)
            except UnreachableError as error:
                return error
            except StorageError:
                continue
        return None


@contextmanager
def watch_s3(places: Sequence[S3Place]) -> Iterator[S3Watch]:
    """Watches places on S3 during a build; does nothing when there are none."""
    watch = S3Watch(places)
    if places:
        watch.thread.start()
    try:
        yield watch
    finally:
        watch.ended.set()


def end_build() -> None:
    """Interrupts dbt as Ctrl-C does, and ends Spark, so that no running node is waited for."""
    # imported here, as dbt does: it costs more than a check that fails should
    from pyspark import SparkContext

    # what Python says about a Spark that is gone is no news to anybody
    logging.getLogger().addFilter(lambda record: "py4j" not in record.pathname)
    gateway = SparkContext._gateway
    if gateway is not None and hasattr(gateway, "proc"):
        gateway.proc.kill()
    main = threading.main_thread().ident
    if main is not None:
        signal.pthread_kill(main, signal.SIGINT)
