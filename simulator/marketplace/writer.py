"""Write the marketplace of a landing zone and its truth: replayed, or synthetic."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from orchestration.progress import Progress
from simulator.accounting import Counts
from simulator.errors import SimulatorError
from simulator.marketplace.bulk import deliveries_in_bulk
from simulator.marketplace.delivery import Delivery
from simulator.marketplace.entities import ENTITIES, FOLDER
from simulator.marketplace.extracts import is_extract, read_extracts, write_extracts
from simulator.marketplace.replay import ReplaySettings, plan_replay
from simulator.marketplace.synthetic import Marketplace, SyntheticSettings
from simulator.marketplace.truth import TRUTH_FILE, read_counts
from simulator.writer import check_folders
from simulator.zone import MARKETPLACE_MARKER_FILE, unfinished, visible_files

# To be raised when the same settings give other bytes than before.
FORMAT = 1


@dataclass(frozen=True)
class MarketplaceSummary:
    """What a call wrote (nothing where it was there already), and what becomes of all rows."""

    landing_root: Path
    truth_folder: Path
    note: str
    files: int
    rows: int
    bytes: int
    counts: dict[str, Counts]


@dataclass(frozen=True)
class Marker:
    """What is noted in a landing root: settings, files (from before they are written), the end."""

    settings: dict[str, Any]
    files: tuple[str, ...]
    is_complete: bool


def read_marker(root: Path) -> Marker | None:
    """The note in a landing root, None where there is none; raises SimulatorError."""
    path = root / MARKETPLACE_MARKER_FILE
    mend = "Delete the marketplace folder and this file, or choose another folder."
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        if values["format"] != FORMAT:
            raise SimulatorError(f"{root} was written by another release of the generator.", mend)
        return Marker(values["settings"], tuple(values["files"]), values["is_complete"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SimulatorError(f"{path} cannot be read: {error}.", mend) from error


def write_marker(root: Path, marker: Marker) -> None:
    """Note the state of the marketplace."""
    values = {
        "format": FORMAT,
        "settings": marker.settings,
        "is_complete": marker.is_complete,
        "files": marker.files,
    }
    root.mkdir(parents=True, exist_ok=True)
    part = unfinished(root / MARKETPLACE_MARKER_FILE)
    part.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    part.replace(root / MARKETPLACE_MARKER_FILE)


def replay_folder(
    source: Path,
    landing_root: Path,
    truth_folder: Path,
    settings: ReplaySettings | None = None,
    *,
    overwrite: bool = False,
) -> MarketplaceSummary:
    """Replay the extracts of a folder into a landing root, and write the truth beside it.

    What is there already stays, and nothing is written, if it came from the same extracts and
    settings; with other ones it is replaced if ``overwrite`` is given. Files of others are neither
    deleted nor mixed with. Raises SimulatorError.
    """
    settings = settings or ReplaySettings()
    made_from = {"extracts": fingerprint(source), **settings.to_json()}
    writer = Writer(landing_root, truth_folder, made_from)
    if not writer.is_needed(overwrite=overwrite):
        return writer.summary("The marketplace is there already.")
    plan = plan_replay(read_extracts(source), settings)
    writer.write([plan.deliveries])
    plan.truth.write(truth_folder)
    return writer.finish()


def generate_marketplace(
    synthetic: SyntheticSettings,
    landing_root: Path,
    truth_folder: Path,
    settings: ReplaySettings | None = None,
    *,
    overwrite: bool = False,
    truth_rows: bool = True,
    progress: Progress | None = None,
) -> MarketplaceSummary:
    """Write a synthetic marketplace into a landing root, and the truth beside it.

    Without faults memory does not grow with the number of orders. ``truth_rows`` says whether the
    truth holds versions and states or counts alone. For the rest see replay_folder().
    """
    settings = settings or ReplaySettings()
    made_from = {**synthetic.to_json(), **settings.to_json()}
    writer = Writer(landing_root, truth_folder, made_from)
    if not writer.is_needed(overwrite=overwrite):
        return writer.summary("The marketplace is there already.")
    marketplace = Marketplace(synthetic)
    if settings.faults:
        plan = plan_replay(marketplace.extracts(), settings)
        writer.write([plan.deliveries])
        plan.truth.write(truth_folder)
    else:
        writer.write(
            deliveries_in_bulk(
                marketplace,
                gzip=settings.gzip,
                truth_folder=truth_folder,
                truth_rows=truth_rows,
                progress=progress,
            )
        )
    return writer.finish()


def generate_extracts(
    synthetic: SyntheticSettings, folder: Path, *, gzip: bool = False
) -> dict[str, int]:
    """Write the extracts of a synthetic marketplace, a file for each entity.

    Returns the rows by entity. Raises SimulatorError where the folder holds extracts already.
    """
    there = sorted(path for name in ENTITIES for path in extracts_in(folder, name))
    if there:
        raise SimulatorError(
            f"{folder} holds extracts already, for example {there[0]}.",
            "Choose another folder: replays read all files of an entity.",
        )
    return write_extracts(Marketplace(synthetic).parts(), folder, gzip=gzip)


def extracts_in(folder: Path, entity: str) -> Iterator[Path]:
    """The extract files of an entity."""
    return (path for path in (folder / entity).glob("*") if is_extract(path))


def fingerprint(folder: Path) -> str:
    """A checksum of the names and contents of all extracts in a folder."""
    digest = hashlib.sha256()
    for name in ENTITIES:
        for path in sorted(extracts_in(folder, name)):
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            digest.update(f"{name}/{path.name} {content}\n".encode())
    return digest.hexdigest()


class Writer:
    """Writes deliveries into a landing root and keeps the note about them.

    Attributes:
        paths: the files that were written, or are about to be.
        files, bytes: how much was written so far.
    """

    def __init__(self, landing_root: Path, truth_folder: Path, made_from: dict[str, Any]) -> None:
        self.landing_root = landing_root
        self.truth_folder = truth_folder
        self.made_from = made_from
        self.paths: dict[str, None] = {}
        self.files = self.bytes = 0

    def is_needed(self, *, overwrite: bool) -> bool:
        """Whether there is anything to write; makes room for it. Raises SimulatorError."""
        check_folders(self.landing_root, self.truth_folder)
        marker = read_marker(self.landing_root)
        self.refuse_files_of_others(marker)
        if marker is None:
            return True
        if marker.settings == self.made_from:
            self.paths = dict.fromkeys(marker.files)
            return not marker.is_complete or read_counts(self.truth_folder) is None
        if not overwrite:
            raise SimulatorError(
                f"The marketplace in {self.landing_root} was made from something else: "
                f"{differences(marker.settings, self.made_from)}.",
                "Use the same extracts and settings, choose another folder, or use --overwrite.",
            )
        for path in marker.files:
            (self.landing_root / path).unlink(missing_ok=True)
        return True

    def refuse_files_of_others(self, marker: Marker | None) -> None:
        """Raise SimulatorError when the marketplace's folder holds files that nobody noted."""
        own = {PurePosixPath(path) for path in marker.files} if marker is not None else set()
        others = sorted(marketplace_files(self.landing_root) - own)
        if others:
            raise SimulatorError(
                f"{self.landing_root} holds {len(others):,} marketplace files that the generator "
                f"did not write, for example {others[0]}.",
                "Move them away or choose another folder: the generator never deletes them.",
            )

    def write(self, batches: Iterable[Iterable[Delivery]]) -> None:
        """Write files, noted before they are there."""
        (self.truth_folder / TRUTH_FILE).unlink(missing_ok=True)
        self.note(is_complete=False)
        for batch in batches:
            deliveries = list(batch)
            self.paths |= dict.fromkeys(delivery.path for delivery in deliveries)
            self.note(is_complete=False)
            for delivery in deliveries:
                delivery.land(self.landing_root)
                self.files += 1
                self.bytes += len(delivery.content)

    def finish(self) -> MarketplaceSummary:
        """Note that all is there, truth included."""
        self.note(is_complete=True)
        return self.summary("Wrote a new marketplace.")

    def note(self, *, is_complete: bool) -> None:
        """Write the marker."""
        marker = Marker(self.made_from, tuple(self.paths), is_complete)
        write_marker(self.landing_root, marker)

    def summary(self, note: str) -> MarketplaceSummary:
        """What has been done."""
        counts = read_counts(self.truth_folder) or {}
        return MarketplaceSummary(
            landing_root=self.landing_root,
            truth_folder=self.truth_folder,
            note=note,
            files=self.files,
            rows=sum(each.landed for each in counts.values()) if self.files else 0,
            bytes=self.bytes,
            counts=counts,
        )


def marketplace_files(root: Path) -> set[PurePosixPath]:
    """The files of the marketplace in a landing root that a pipeline would see."""
    if not (root / FOLDER).is_dir():
        return set()
    return {PurePosixPath(FOLDER) / path for path in visible_files(root / FOLDER)}


def differences(there: dict[str, Any], asked: dict[str, Any]) -> str:
    """The settings that differ, for a message."""
    return "; ".join(
        difference(name, there.get(name), asked.get(name))
        for name in dict.fromkeys((*there, *asked))
        if there.get(name) != asked.get(name)
    )


def difference(name: str, before: Any, after: Any) -> str:
    """How one setting differs; of a list only what comes or goes."""
    if isinstance(before, list) and isinstance(after, list):
        changes = [f"-{each}" for each in before if each not in after]
        changes += [f"+{each}" for each in after if each not in before]
        return f"other {name} are asked for ({', '.join(changes)})"
    return f"{name} is {before}, asked for {after}"
