"""What histories share whose runs build everything: runs that stop, are cancelled, or rebuild a part."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import WarmSession
from tests.python.harness.zone import Zone
from tests.python.scenarios.history import RandomLife, Say, tuning_of

# Operations tables are no input of gold; views are built in the first run, and seeds again when
# they are edited.
NOT_BUILT = ("path:models/operations",)
BUILT_ONCE = ("config.materialized:view",)
SEEDS = ("resource_type:seed",)


class BatchLife(RandomLife):
    """A history of batches of files, each with a run of everything, in a lakehouse of its own.

    Args:
        session: a warm Spark session.
        folder: a new folder for the landing zone and the copy of the project.
        seeds: each stands for files of its own, with their own faults and batches.
        say: is told every step.

    Attributes:
        kind_of_zone: notes the files of the line of business that it is about.
        has_edited_seeds: whether a seed was edited since the last run.
    """

    kind_of_zone: ClassVar[type[Zone]]

    def __init__(
        self,
        session: WarmSession,
        folder: Path,
        seeds: Sequence[int],
        say: Say = lambda step: None,
    ) -> None:
        super().__init__(session, seeds, say)
        self.has_edited_seeds = False
        self.folder = folder
        self.zone = self.kind_of_zone(folder / "landing")
        self.lakehouse = Lakehouse(
            session,
            folder / "project",
            self.zone,
            prefix=f"{self.business[0]}{seeds[0]:06d}_",
            logged=False,
            business=self.business,
            tuning=tuning_of(seeds[0]),
        )

    def run_somehow(self, *, is_first: bool) -> None:
        """A run, perhaps after one that was interrupted or that rebuilt a part."""
        without = NOT_BUILT if is_first else (*NOT_BUILT, *BUILT_ONCE)
        if not is_first and not self.has_edited_seeds:
            without = (*without, *SEEDS)
        kinds = ("whole", "part", "cancelled", "refreshed part")
        kind = self.rng.choices(kinds, (6, 1, 2, 0 if is_first else 1))[0]
        if kind in ("part", "refreshed part"):
            left_out = self.some_models()
            self.tell(f"{kind}: stops before {', '.join(left_out)}")
            self.run(
                full_refresh=kind == "refreshed part",
                exclude=(*without, *(f"{name}+" for name in left_out)),
            )
        elif kind == "cancelled":
            self.run_cancelled(without)
        started = time.monotonic()
        self.tell("run")
        self.run(exclude=without)
        if self.known:
            self.known.note()
        self.run_seconds = time.monotonic() - started
        self.has_edited_seeds = False

    def some_models(self) -> list[str]:
        """Names of some tables that an interrupted run does not reach."""
        raise NotImplementedError
