"""The files that a run will read: the example input, checks of the landing root, empty files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import click

from orchestration.pipeline.errors import PipelineError
from orchestration.setup.render import PROJECT, replace_file
from orchestration.storage import Root, StorageError
from orchestration.storage.roots import FolderRoot, readable

MOST_NAMES = 5
# What files of the formats of feed cards end with; the macro feed_definition has each format's own.
SUFFIXES = (".csv", ".csv.gz", ".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")


def land_example(landing_root: Path, truth_folder: Path) -> None:
    """Has the simulator write the example input and its truth, when the folder holds nothing yet.

    By its command: the product does not import the simulator, and runs without it where somebody
    has left it out.

    Raises PipelineError when the folder cannot be written.
    """
    if not (PROJECT / "simulator").is_dir():
        return
    command = [sys.executable, "-m", "simulator", "example"]
    done = subprocess.run(
        [*command, "--to", str(landing_root), "--truth", str(truth_folder)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise PipelineError(
            f"The example input cannot be written to {landing_root}: {reason_of(done.stderr)}",
            "free some space or set LAKEHOUSE_HOME to a folder that can be written.",
        )
    click.echo(done.stdout, nl=False)


def reason_of(output: str) -> str:
    """What a command has said last on stderr, as one line."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return next((line for line in lines if line.startswith("Error:")), (lines or ["?"])[-1])


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
            f"LANDING_ROOT={text} has none of the feed folders ({', '.join(feeds)}); "
            f"{there(child_names(root))}.",
            f"set LANDING_ROOT={meant[0]}." if meant else example,
        )
    if not has_tables and not holds_deliveries(FolderRoot(root), feeds):
        raise PipelineError(
            f"The feed folders of LANDING_ROOT={text} hold no files yet that are called like a "
            f"delivery ({', '.join(SUFFIXES)}; looked for {', '.join(feeds)}); "
            f"{there(child_names(root))}.",
            "put the files there, or unset LANDING_ROOT to build from the generated example.",
        )


def there(names: Sequence[str]) -> str:
    """What lies in a landing root instead of feeds' files, as the end of a sentence."""
    if not names:
        return "nothing lies there"
    more = ", ..." if len(names) > MOST_NAMES else ""
    return f"there lie {', '.join(names[:MOST_NAMES])}{more}"


def child_names(root: Path) -> list[str]:
    """What is directly in a folder, folders with a slash at their ends; enough of it to be told."""
    children = islice(sorted(root.iterdir()), MOST_NAMES + 1)
    return [readable(f"{child.name}/" if child.is_dir() else child.name) for child in children]


def first_names(root: Root) -> list[str]:
    """What is directly in a root on S3, as far as its first thousand objects tell."""
    paths = (each.path for each in islice(root.files(""), 1000))
    return sorted({f"{path.split('/')[0]}/" if "/" in path else path for path in paths})


def holds_feeds(root: Path, feeds: Sequence[str]) -> bool:
    """Whether at least one feed folder is below a folder."""
    return any((root / feed).is_dir() for feed in feeds)


def near_folders(root: Path) -> Iterator[Path]:
    """Folders that people may have meant instead of a landing root: above and below it."""
    yield from list(root.parents)[:2]
    yield from sorted(child for child in root.iterdir() if child.is_dir())


def holds_deliveries(root: Root, feeds: Sequence[str]) -> bool:
    """Whether some file of the feeds has the suffix of a format.

    What else a name says, dbt knows, and asks again.
    """
    return any(file.path.lower().endswith(SUFFIXES) for feed in feeds for file in root.files(feed))


def check_objects(root: Root, feeds: Sequence[str], *, has_tables: bool) -> None:
    """Raises PipelineError when a landing root on S3 holds no file of any feed.

    Args:
        root: the landing root.
        feeds: folders that belong below it.
        has_tables: whether something has been built before; then a root from which all files
            have been moved away is fine.
    """
    if not has_tables and not holds_deliveries(root, feeds):
        raise PipelineError(
            f"LANDING_ROOT={root} holds no files of the feeds ({', '.join(feeds)}) that are called "
            f"like a delivery ({', '.join(SUFFIXES)}); "
            f"{there(first_names(root))}.",
            "land them (make land SRC=<folder>), or correct LANDING_ROOT.",
        )


def empty_files(root: Root, feeds: Sequence[str]) -> list[str]:
    """Files of 0 bytes, in which Spark finds nothing, relative to the landing root, sorted.

    None if S3 does not answer.
    """
    try:
        return sorted(each.path for feed in feeds for each in root.files(feed) if each.size == 0)
    except StorageError:
        # the run that has ended says it
        return []


def hidden_files(root: Root, feeds: Sequence[str]) -> list[str]:
    """What Spark does not list by its name, relative to the landing root, sorted."""
    try:
        return sorted({path for feed in feeds for path in root.hidden(feed)})
    except StorageError:
        # the run that has ended says it
        return []


def not_yet_said(paths: Sequence[str], memory: Path) -> list[str]:
    """Those of some paths that a run has not told yet, which is noted.

    A path that is gone is forgotten: it is told again when it comes back.

    Args:
        paths: all that there are.
        memory: the file that knows what was told; one that cannot be read is begun anew.
    """
    try:
        told = set(json.loads(memory.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        told = set()
    if told != set(paths):
        replace_file(memory, json.dumps(list(paths), indent=1, ensure_ascii=False) + "\n")
    return [path for path in paths if path not in told]
