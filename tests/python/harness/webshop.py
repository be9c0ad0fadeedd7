"""The files of a small synthetic web shop, to be landed whole or batch by batch.

files = small_shop(WebshopSettings(lines=150, days=3, seed=5))
land(files[::2], zone.root)
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from simulator.webshop import MESS, WebshopSettings, generate_webshop

# Every mess but rows that no rule lets pass: in small files those stop the gates.
USABLE = frozenset(name for name, what in MESS.items() if not what.endswith("rejected"))


@dataclass(frozen=True)
class Landed:
    """A file that is to land: its path below the landing root, its bytes and its time."""

    path: str
    content: bytes
    at: datetime


def small_shop(settings: WebshopSettings) -> list[Landed]:
    """All files of a shop, in the order of their times."""
    with tempfile.TemporaryDirectory(prefix="shop_") as folder:
        root = Path(folder) / "landing"
        generate_webshop(settings, root, Path(folder) / "truth", truth_rows=False)
        # the generator's marker lies in the root itself
        paths = [path for path in root.rglob("*") if path.is_file() and path.parent != root]
        return [
            Landed(
                path.relative_to(root).as_posix(),
                path.read_bytes(),
                datetime.fromtimestamp(path.stat().st_mtime, UTC),
            )
            for path in sorted(paths, key=lambda each: (each.stat().st_mtime, each))
        ]


def land(files: Iterable[Landed], root: Path) -> None:
    """Puts files where they belong, with their own times."""
    for file in files:
        path = root / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
        milliseconds = round(file.at.timestamp() * 1000)
        os.utime(path, ns=(milliseconds * 1_000_000, milliseconds * 1_000_000))
