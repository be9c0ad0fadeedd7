"""Brings the files of a folder into the landing root: each one whole or not at all, and only once.

Nothing is written before every file has been compared with what is there, so a refusal changes
nothing; what was killed goes on when it is started again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from orchestration.progress import Progress
from orchestration.storage import FolderRoot, Root, StorageError, is_on_s3, open_for_landing

MOST_NAMES = 5
# S3 keeps the time of an upload to the second.
SECONDS_OF_S3 = 1.0


@dataclass(frozen=True)
class SourceFile:
    """A file to land: its path below the root, where it is, its size, when it was modified."""

    path: str
    file: Path
    size: int
    modified_at: float


@dataclass(frozen=True)
class Landed:
    """What a landing did: bytes and files written, replaced among them, found equal, left out."""

    files: int
    bytes: int
    replaced: int
    equal: int
    left_out: Sequence[str]


def land(
    source: Path,
    landing_root: str,
    feeds: Sequence[str],
    *,
    replace: bool = False,
    progress: Progress | None = None,
) -> Landed:
    """Lands the files of the feed folders below a folder, in the order of their times.

    Names that begin with _ or . are uploads in progress and stay. A file that is there with equal
    content is not written again.

    Args:
        source: folder with the feeds' folders, as below a landing root.
        landing_root: an absolute folder or s3a://bucket/prefix.
        feeds: the feeds' folders, for example sports_bar/orders.
        replace: write files that are there with other content, as new deliveries.
        progress: told how many files of how many are done.

    Raises StorageError when the source holds no files of feeds, a file is there with other content
    (then nothing is written), or the storage fails.
    """
    files = source_files(source, feeds)
    root = open_for_landing(landing_root)
    missing, changed, equal = compare(files, root, feeds)
    if changed and not replace:
        raise StorageError(
            f"{len(changed):,} of {len(files):,} files are in {landing_root} with other content, "
            f"so nothing was landed: {names(changed)}.",
            "give them other names, or land them as new deliveries with --replace (make land "
            "REPLACE=1).",
        )
    wanted = in_order([*missing, *changed])
    last: SourceFile | None = None
    for number, each in enumerate(wanted, start=1):
        if last is not None and is_on_s3(landing_root) and is_out_of_order(last, each):
            time.sleep(SECONDS_OF_S3)
        root.put(each.file, each.path)
        last = each
        if progress:
            progress(number, len(wanted))
    landed_paths = {each.path for each in files}
    others = FolderRoot(source).files("")
    return Landed(
        files=len(wanted),
        bytes=sum(each.size for each in wanted),
        replaced=len(changed),
        equal=len(equal),
        left_out=sorted(each.path for each in others if each.path not in landed_paths),
    )


def source_files(source: Path, feeds: Sequence[str]) -> list[SourceFile]:
    """The files of the feeds below a folder. Raises StorageError when there are none."""
    mend = "name the folder that holds the feeds' folders: make land SRC=/data/delivery."
    if not source.is_dir():
        raise StorageError(f"There is no folder '{source}' to land.", mend)
    found = []
    for feed in feeds:
        for each in FolderRoot(source).files(feed):
            file = source / each.path
            found.append(SourceFile(each.path, file, each.size, file.stat().st_mtime))
    if not found:
        raise StorageError(f"'{source}' holds no files of the feeds ({', '.join(feeds)}).", mend)
    return found


def compare(
    files: Sequence[SourceFile], root: Root, feeds: Sequence[str]
) -> tuple[list[SourceFile], list[SourceFile], list[SourceFile]]:
    """Which files are missing below a root, are there with other content, are there and equal."""
    there = {each.path: each.size for feed in feeds for each in root.files(feed)}
    missing: list[SourceFile] = []
    changed: list[SourceFile] = []
    equal: list[SourceFile] = []
    for each in files:
        if each.path not in there:
            missing.append(each)
        elif there[each.path] == each.size and root.holds(each.path, each.file):
            equal.append(each)
        else:
            changed.append(each)
    return missing, changed, equal


def in_order(files: Sequence[SourceFile]) -> list[SourceFile]:
    """As they were delivered. On S3 the time of the upload is the only time that stays."""
    return sorted(files, key=lambda each: (each.modified_at, each.path))


def is_out_of_order(before: SourceFile, after: SourceFile) -> bool:
    """Whether two uploads within one second would be read in the other order, by their names."""
    same_folder = PurePosixPath(before.path).parent == PurePosixPath(after.path).parent
    return same_folder and after.path < before.path


def names(files: Sequence[SourceFile]) -> str:
    """The first paths of some files, and how many more there are."""
    paths = sorted(each.path for each in files)
    more = len(paths) - MOST_NAMES
    return ", ".join(paths[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")
