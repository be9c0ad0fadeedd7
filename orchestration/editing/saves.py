"""What was saved in the project, and what of dbt that is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

FOLDERS = ("models", "snapshots", "seeds", "macros", "tests")
KINDS = (".sql", ".yml", ".csv")
# a test's Python is no business of dbt
LEFT_OUT = ("tests/python/",)
NODES = ("models", "snapshots", "seeds", "tests")
Stamps = Mapping[str, tuple[int, int]]


def stamps_of(project: Path) -> Stamps:
    """Time and size of every file that dbt reads, by its path below the project."""
    found = {}
    for folder in FOLDERS:
        for file in (project / folder).rglob("*.*"):
            name = file.relative_to(project).as_posix()
            if file.suffix not in KINDS or name.startswith(LEFT_OUT):
                continue
            try:
                state = file.stat()
            # an editor replaces files
            except FileNotFoundError:
                continue
            found[name] = (state.st_mtime_ns, state.st_size)
    return found


def saved_between(before: Stamps, now: Stamps) -> list[str]:
    """The files that are new or other ones; what was deleted builds nothing."""
    return sorted(name for name, stamp in now.items() if before.get(name) != stamp)


def nodes_of(files: Sequence[str], last: Sequence[str]) -> list[str]:
    """What is built for files that were saved, by dbt's names.

    A model, snapshot, seed or test is itself; a macro or a card is for what was built last.
    """
    found: list[str] = []
    for name in files:
        path = Path(name)
        is_node = path.parts[0] in NODES and path.suffix in (".sql", ".csv")
        found += [path.stem] if is_node else last
    return list(dict.fromkeys(found))
