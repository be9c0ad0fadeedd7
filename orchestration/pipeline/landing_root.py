"""The files that a run will read: default input, checks of the landing root, empty files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from orchestration.landing import LandingError, Summary, generate, make_settings
from orchestration.landing.marketplace import (
    MarketplaceSummary,
    ReplaySettings,
    SyntheticSettings,
    generate_marketplace,
)
from orchestration.landing.marketplace.writer import marketplace_files
from orchestration.landing.marketplace.writer import read_marker as read_marketplace_marker
from orchestration.landing.zone import read_marker, visible_files
from orchestration.pipeline.errors import PipelineError
from orchestration.setup.render import PROJECT
from orchestration.storage import Root, StorageError
from orchestration.storage.roots import HIDDEN

# Few days, so that there are few files; deletes and corrections stay.
DEFAULT_MARKETPLACE = SyntheticSettings(orders=200, days=10)
DEFAULT_REPLAY = ReplaySettings(
    faults=frozenset(
        (
            "changes_duplicated",
            "clock_ties",
            "customers_moved",
            "deletes_reinserted",
            "files_late",
            "orders_deleted",
            "rows_corrected",
            "updates_before_inserts",
        )
    ),
    restored=False,
)


def feed_folders(project: Path = PROJECT) -> list[str]:
    """The folders below a landing root that the project reads, as the sources' YAML has them."""
    folders = set()
    for file in sorted((project / "models" / "staging").glob("*/_*__sources.yml")):
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                folders.add(str(table["config"]["meta"]["path"]))
    return sorted(folders)


@dataclass(frozen=True)
class DefaultInput:
    """How much of the default input was written."""

    files: int
    rows: int


def land_default_input(landing_root: Path, truth_folder: Path) -> DefaultInput | None:
    """Writes the default input and its truth, when the folder holds nothing yet.

    It is the generator's default zone of the distribution feeds, and a small marketplace with some
    faults. What was interrupted, or is missing beside what the generator wrote, is completed; any
    other content stays as it is.

    Returns: how much was written, None when there was nothing to do.
    Raises PipelineError when the folder cannot be written.
    """
    try:
        written: list[Summary | MarketplaceSummary] = [
            *land_default_distribution(landing_root, truth_folder),
            *land_default_marketplace(landing_root, truth_folder),
        ]
    except LandingError as error:
        raise PipelineError(error.what, error.mend) from error
    except OSError as error:
        raise PipelineError(
            f"The default input cannot be written to {landing_root}: {error.strerror}.",
            "free some space or set LAKEHOUSE_HOME to a folder that can be written.",
        ) from error
    if not written:
        return None
    return DefaultInput(sum(each.files for each in written), sum(each.rows for each in written))


def land_default_distribution(root: Path, truth_folder: Path) -> list[Summary]:
    """Writes the distribution feeds. Returns what was written, nothing if they are there."""
    marker = read_marker(root)
    if marker is None and visible_files(root):
        return []
    if marker is not None and marker.is_complete:
        return []
    settings = make_settings() if marker is None else marker.settings
    return [generate(settings, root, truth_folder)]


def land_default_marketplace(root: Path, truth_folder: Path) -> list[MarketplaceSummary]:
    """Writes the marketplace beside the generator's distribution feeds, if there is none yet."""
    if read_marker(root) is None:
        return []
    marker = read_marketplace_marker(root)
    if marker.is_complete if marker is not None else marketplace_files(root):
        return []
    return [
        generate_marketplace(
            DEFAULT_MARKETPLACE, root, truth_folder, DEFAULT_REPLAY, overwrite=True
        )
    ]


def check_landing_root(text: str, feeds: Sequence[str], *, has_tables: bool) -> None:
    """Raises PipelineError when a local landing root cannot be what the user means.

    Args:
        text: LANDING_ROOT.
        feeds: folders that belong below it.
        has_tables: whether something has been built before; then a root from which all files
            have been moved away is fine.
    """
    example = "set LANDING_ROOT to the folder that holds the feeds, for example /data/landing."
    if not text.startswith("/"):
        raise PipelineError(f"LANDING_ROOT is '{text}', which is not an absolute path.", example)
    root = Path(text)
    if not root.exists():
        raise PipelineError(f"LANDING_ROOT={text} does not exist.", example)
    if not root.is_dir():
        raise PipelineError(f"LANDING_ROOT={text} is a file, not a folder.", example)
    if not os.access(root, os.R_OK | os.X_OK):
        raise PipelineError(
            f"LANDING_ROOT={text} cannot be read.", "give this user the right to read it."
        )
    if not holds_feeds(root, feeds):
        meant = [near for near in near_folders(root) if holds_feeds(near, feeds)]
        raise PipelineError(
            f"LANDING_ROOT={text} has none of the feed folders ({', '.join(feeds)}).",
            f"set LANDING_ROOT={meant[0]}." if meant else example,
        )
    if not has_tables and not any(files_of(root, feeds)):
        raise PipelineError(
            f"The feed folders of LANDING_ROOT={text} hold no files yet.",
            "put the files there, or unset LANDING_ROOT to build from the generated example.",
        )


def holds_feeds(root: Path, feeds: Sequence[str]) -> bool:
    """Whether at least one feed folder is below a folder."""
    return any((root / feed).is_dir() for feed in feeds)


def near_folders(root: Path) -> Iterator[Path]:
    """Folders that people may have meant instead of a landing root: above and below it."""
    yield from list(root.parents)[:2]
    yield from sorted(child for child in root.iterdir() if child.is_dir())


def files_of(root: Path, feeds: Sequence[str]) -> Iterator[Path]:
    """The files of the feeds, without hidden ones (uploads in progress)."""
    for feed in feeds:
        for folder, folders, names in os.walk(root / feed):
            folders[:] = [name for name in folders if not name.startswith(HIDDEN)]
            yield from (Path(folder) / name for name in names if not name.startswith(HIDDEN))


def empty_files(root: Path, feeds: Sequence[str]) -> list[str]:
    """Files of 0 bytes, relative to the landing root, sorted. Spark does not list them at all."""
    found = []
    for file in files_of(root, feeds):
        try:
            if file.stat().st_size == 0:
                found.append(file.relative_to(root).as_posix())
        except FileNotFoundError:
            # moved away in the meantime
            continue
    return sorted(found)


def check_objects(root: Root, feeds: Sequence[str], *, has_tables: bool) -> None:
    """Raises PipelineError when a landing root on S3 holds no file of any feed.

    Args:
        root: the landing root.
        feeds: folders that belong below it.
        has_tables: whether something has been built before; then a root from which all files
            have been moved away is fine.
    """
    if not has_tables and not any(any(root.files(feed)) for feed in feeds):
        raise PipelineError(
            f"LANDING_ROOT={root} holds no files of the feeds ({', '.join(feeds)}).",
            "land them (make land SRC=<folder>), or correct LANDING_ROOT.",
        )


def empty_objects(root: Root, feeds: Sequence[str]) -> list[str]:
    """Files of 0 bytes on S3, relative to the landing root, sorted; none if S3 does not answer."""
    try:
        return sorted(each.path for feed in feeds for each in root.files(feed) if each.size == 0)
    except StorageError:
        # the run that has ended says it
        return []
