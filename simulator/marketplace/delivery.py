"""Deliveries: files that arrive in a landing root, in an order of their own."""

import gzip as gzip_module
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from simulator.errors import SimulatorError
from simulator.marketplace.entities import Entity, entity_of
from simulator.zone import unfinished

COMPRESSED = ".gz"


@dataclass(frozen=True)
class Delivery:
    """One file.

    Attributes:
        path: below the landing root, with slashes.
        content: its bytes as on disk: gzip where the path ends in .gz.
        modified_at: its modification time, UTC.
    """

    path: str
    content: bytes
    modified_at: datetime

    @property
    def entity(self) -> Entity:
        """The entity that it is about."""
        return entity_of(self.path)

    def land(self, root: Path) -> None:
        """Write it so that it appears whole and with its time; raises SimulatorError."""
        target = root / self.path
        part = unfinished(target)
        seconds = self.modified_at.timestamp()
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(self.content)
            os.utime(part, (seconds, seconds))
            part.replace(target)
        except OSError as error:
            raise SimulatorError(
                f"{target} cannot be written: {error.strerror}.",
                "Free some space or choose another folder, then run the same command again.",
            ) from error


def delivery_of(path: str, content: bytes, modified_at: datetime, *, gzip: bool) -> Delivery:
    """A file as it is delivered. Compressed bytes hold neither name nor time."""
    if not gzip:
        return Delivery(path, content, modified_at)
    packed = gzip_module.compress(content, compresslevel=6, mtime=0)
    return Delivery(path + COMPRESSED, packed, modified_at)


def land(deliveries: Iterable[Delivery], root: Path) -> None:
    """Write files below a landing root, one after the other."""
    for delivery in deliveries:
        delivery.land(root)
