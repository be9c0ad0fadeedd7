"""Which disk of a run is full: Spark says that one is, and never which."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from orchestration.pipeline.settings import RunSettings

NO_SPACE = "No space left on device"


class Disk(NamedTuple):
    """The disk that a folder is on: its number, and how many bytes are free."""

    device: int
    free: int


def full_disk(settings: RunSettings, said: str) -> str:
    """The folder of a run whose disk has least space, when somebody said that one has none, else ''."""
    if NO_SPACE not in said:
        return ""
    by_device: dict[int, tuple[Path, int]] = {}
    for folder in folders_of(settings):
        if folder.is_dir():
            disk = disk_of(folder)
            by_device.setdefault(disk.device, (folder, disk.free))
    folder, free = min(by_device.values(), key=lambda each: each[1])
    return f"{folder}, {free / 2**20:,.1f} MB free"


def disk_of(folder: Path) -> Disk:
    """The disk of a folder."""
    return Disk(folder.stat().st_dev, shutil.disk_usage(folder).free)


def folders_of(settings: RunSettings) -> Iterator[Path]:
    """Where a run writes on this machine; the first of a disk stands for it."""
    warehouse = Path(settings.warehouse_root)
    yield from (settings.home, warehouse)
    # a schema may have a disk of its own
    yield from sorted(warehouse.glob("*.db"))
    yield from (settings.target_folder, settings.log_folder)
    yield Path(os.environ.get("SPARK_LOCAL_DIRS") or tempfile.gettempdir())
    yield Path(tempfile.gettempdir())
