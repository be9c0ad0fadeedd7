"""A disk that is too small, put over one folder of a lakehouse (Linux, as root)."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LARGE = 1 << 30


@dataclass
class SmallDisk:
    """A file system in memory with a folder's content.

    Attributes:
        folder: where it is.
    """

    folder: Path

    @property
    def used(self) -> int:
        """Bytes that are taken."""
        found = os.statvfs(self.folder)
        return (found.f_blocks - found.f_bfree) * found.f_frsize

    def leave(self, spare: int) -> None:
        """Makes it so small that only some bytes are free."""
        self.resize(self.used + max(spare, 1))

    def enlarge(self) -> None:
        """Gives it more space than anything here needs."""
        self.resize(LARGE)

    def resize(self, size: int) -> None:
        """Sets how many bytes it has."""
        mount("-o", f"remount,size={size}", str(self.folder))


def mount(*words: str) -> None:
    """Mounts something. Raises AssertionError with what the system says when it refuses."""
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"a full disk can be had by root on Linux only: {done.stderr}"


@contextmanager
def small_disk(folder: Path, spare: int) -> Iterator[SmallDisk]:
    """Puts a folder's content on a disk of its own with some free bytes; afterwards it is back."""
    with tempfile.TemporaryDirectory(prefix="small_disk_") as kept:
        shutil.copytree(folder, kept, dirs_exist_ok=True)
        mount("-t", "tmpfs", "-o", f"size={LARGE}", "tmpfs", str(folder))
        disk = SmallDisk(folder)
        try:
            shutil.copytree(kept, folder, dirs_exist_ok=True)
            disk.leave(spare)
            yield disk
            disk.enlarge()
            shutil.rmtree(kept)
            shutil.copytree(folder, kept)
        finally:
            subprocess.run(["umount", str(folder)], check=True)
        shutil.copytree(kept, folder, dirs_exist_ok=True)
