"""Files of a landing zone: written whole or not at all, and never among files of others."""

import gzip
import io
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

from simulator.errors import SimulatorError
from simulator.feeds import FEEDS, Feed
from simulator.settings import Settings

# Names that begin with _ are invisible to the pipeline.
MARKER_FILE = "_generated.json"
MARKETPLACE_MARKER_FILE = "_marketplace.json"

# To be raised when the same settings give other bytes than before.
FORMAT = 1


@dataclass(frozen=True)
class Marker:
    """What the generator notes in a zone: its settings, and how many batches are complete."""

    settings: Settings
    complete_batches: int

    @property
    def is_complete(self) -> bool:
        """Whether no batch was interrupted."""
        return self.complete_batches == len(self.settings.batches)


def read_marker(root: Path) -> Marker | None:
    """The note of the generator in a zone, None where it has written nothing."""
    path = root / MARKER_FILE
    mend = "Delete the folder or choose another one."
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise SimulatorError(f"{root} was written by another release of the generator.", mend)
        return Marker(Settings.from_json(values["settings"]), values["complete_batches"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SimulatorError(f"{path} cannot be read: {error}.", mend) from error


def zone_settings(root: Path) -> Settings:
    """The settings of a zone, all its batches included; raises SimulatorError when there is none."""
    marker = read_marker(root)
    if marker is None:
        raise SimulatorError(f"{root} holds no generated zone.", "Run generate with it first.")
    return marker.settings


def write_marker(root: Path, marker: Marker) -> None:
    """Note the state of a zone."""
    values = {
        "format": FORMAT,
        "settings": marker.settings.to_json(),
        "complete_batches": marker.complete_batches,
    }
    root.mkdir(parents=True, exist_ok=True)
    part_path = unfinished(root / MARKER_FILE)
    part_path.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")
    part_path.replace(root / MARKER_FILE)


def deliveries(settings: Settings, first_day: int, last_day: int) -> Iterator[tuple[int, Feed]]:
    """The files that arrive from ``first_day`` up to ``last_day`` (not included), in order."""
    for day in range(first_day, last_day):
        for feed in FEEDS:
            if feed.is_due(settings, day):
                yield day, feed


def paths(settings: Settings) -> set[PurePosixPath]:
    """The paths of all files of a zone, below its root."""
    return {feed.path(settings, day) for day, feed in deliveries(settings, 0, settings.days)}


def visible_files(root: Path) -> set[PurePosixPath]:
    """The paths of the files in a folder that a pipeline would see."""
    found: set[PurePosixPath] = set()
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not name.startswith(("_", "."))]
        below = PurePosixPath(Path(folder).relative_to(root).as_posix())
        found.update(below / name for name in names if not name.startswith(("_", ".")))
    return found


def files_beside_marketplace(root: Path) -> set[PurePosixPath]:
    """The visible files of a landing root but for a marketplace that the generator wrote."""
    found = visible_files(root)
    if not (root / MARKETPLACE_MARKER_FILE).exists():
        return found
    return {path for path in found if PurePosixPath("marketplace") not in path.parents}


def refuse_files_of_others(root: Path, own: set[PurePosixPath]) -> None:
    """Raise SimulatorError when a feed's folder holds files that the generator did not write."""
    feed_folders = {PurePosixPath(feed.name) for feed in FEEDS}
    others = sorted(path for path in visible_files(root) - own if feed_folders & set(path.parents))
    if others:
        raise SimulatorError(
            f"{root} holds {len(others):,} files that the generator did not write, "
            f"for example {others[0]}.",
            "Move them away or choose another folder: the generator never deletes them.",
        )


def remove_zone(root: Path, settings: Settings) -> None:
    """Delete the files that the generator has written with these settings."""
    for path in paths(settings):
        (root / path).unlink(missing_ok=True)
        unfinished(root / path).unlink(missing_ok=True)
    (root / MARKER_FILE).unlink(missing_ok=True)


def unfinished(target: Path) -> Path:
    """Where a file is written until it is whole; pipelines do not see the name."""
    return target.with_name(f"_{target.name}.part")


def write_file(
    root: Path, path: PurePosixPath, chunks: Iterable[bytes], modified_at: datetime
) -> int:
    """Write a file so that it appears with its whole content and its modification time.

    Compressed where the name ends in .gz. Returns its size on disk in bytes; raises SimulatorError
    when the disk does not take it.
    """
    target = root / path
    part_path = unfinished(target)
    seconds = modified_at.timestamp()
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with opened(part_path, compressed=target.suffix == ".gz") as file:
            for chunk in chunks:
                file.write(chunk)
        os.utime(part_path, (seconds, seconds))
        size = part_path.stat().st_size
        part_path.replace(target)
    except OSError as error:
        raise SimulatorError(
            f"{target} cannot be written: {error.strerror}.",
            "Free some space or choose another folder, then run the same command again.",
        ) from error
    return size


@contextmanager
def opened(path: Path, *, compressed: bool) -> Iterator[BinaryIO]:
    """A file to write to. Compressed bytes hold neither name nor time: they never differ."""
    with path.open("wb") as file:
        if not compressed:
            yield file
            return
        with gzip.GzipFile(
            filename="", mode="wb", fileobj=file, mtime=0, compresslevel=6
        ) as packed:
            yield cast(BinaryIO, cast(io.BufferedIOBase, packed))
