"""Which disk of a run is full: Spark says that one is, and never which."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from orchestration.pipeline.settings import RunSettings

NO_SPACE = "No space left on device"


def full_disk(settings: RunSettings, said: str) -> str:
    """The folder of a run whose disk has least space, when somebody said that one has none, else ''."""
    if NO_SPACE not in said:
        return ""
    by_disk: dict[int, Path] = {}
    for folder in folders_of(settings):
        if folder.is_dir():
            by_disk.setdefault(folder.stat().st_dev, folder)
    free = {folder: shutil.disk_usage(folder).free for folder in by_disk.values()}
    fullest = min(free, key=lambda folder: free[folder])
    return f"{fullest}, {free[fullest] / 2**20:,.1f} MB free"


def folders_of(settings: RunSettings) -> Iterator[Path]:
    """Where a run writes on this machine; the first of a disk stands for it."""
    warehouse = Path(settings.warehouse_root)
    yield from (settings.home, warehouse)
    # a schema may have a disk of its own
    yield from sorted(warehouse.glob("*.db"))
    yield from (settings.target_folder, settings.log_folder)
    yield Path(os.environ.get("SPARK_LOCAL_DIRS") or tempfile.gettempdir())
    yield Path(tempfile.gettempdir())
