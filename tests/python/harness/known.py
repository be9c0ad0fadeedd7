"""What the project makes of the bronze of a time, against what a run of then had shown."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from tests.python.harness.contents import Contents, differences, read_contents
from tests.python.harness.lakehouse import BRONZE, Lakehouse

# Layers that are made of bronze.
KNOWN = ("processed", "analytics")


def time_of(lakehouse: Lakehouse) -> str:
    """The time now, as `make as-known` takes it, by the clock that files are loaded by."""
    ((now,),) = lakehouse.sql("select date_format(now(), 'yyyy-MM-dd HH:mm:ss.SSS')")
    return str(now)


def as_known(lakehouse: Lakehouse, time: str, folder: Path, without: Sequence[str]) -> Contents:
    """What the project makes of the bronze of a time, in schemas of its own that go again.

    Args:
        lakehouse: whose bronze it is.
        time: UTC.
        folder: a folder for a copy of the project, or one that has a copy of the lakehouse's.
        without: what is not built.
    """
    is_a_copy = folder.exists()
    lakehouse.operation("keep_known_at", time=time, prefix="then_")
    then = Lakehouse(
        lakehouse.session,
        folder,
        lakehouse.zone,
        prefix="then_",
        # what logs is taken out of the lakehouse's own project already
        logged=is_a_copy,
        business=lakehouse.business,
    )
    try:
        then.run(full_refresh=True, exclude=(*without, BRONZE))
        return read_contents(then, KNOWN)
    finally:
        then.close()


class KnownThen:
    """What the first whole run of a history had shown, to be built again when more is known.

    Args:
        lakehouse: of the history.
        folder: for a copy of the project.
        without: what its runs do not build.
    """

    def __init__(self, lakehouse: Lakehouse, folder: Path, without: Sequence[str]) -> None:
        self.lakehouse = lakehouse
        self.folder = folder
        self.without = without
        self.time = ""
        self.shown: Contents | None = None

    def note(self) -> None:
        """Keeps what is there, with the seeds and rules of now, unless something was kept before."""
        if self.shown is None:
            shutil.copytree(self.lakehouse.project, self.folder)
            self.time = time_of(self.lakehouse)
            self.shown = read_contents(self.lakehouse, KNOWN)

    def differences(self) -> list[str]:
        """How what was kept differs from what is built as it was known."""
        assert self.shown is not None, "no whole run has ended"
        again = as_known(self.lakehouse, self.time, self.folder, self.without)
        return [f"as known at {self.time}: {each}" for each in differences(self.shown, again)]
