"""What histories share whose runs build everything: runs that stop, are cancelled, or rebuild a part."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Timer

from tests.python.harness.session import WarmSession
from tests.python.scenarios.history import RandomLife, Say

# Operations tables are no input of gold; views are built in the first run, and seeds again when
# they are edited.
NOT_BUILT = ("path:models/operations",)
BUILT_ONCE = ("config.materialized:view",)
SEEDS = ("resource_type:seed",)
BRONZE = "path:models/staging"


class BatchLife(RandomLife):
    """A history of batches of files, each with a run of everything.

    Attributes:
        has_edited_seeds: whether a seed was edited since the last run.
    """

    def __init__(self, session: WarmSession, seeds: Sequence[int], say: Say) -> None:
        super().__init__(session, seeds, say)
        self.has_edited_seeds = False

    def run(
        self,
        *,
        full_refresh: bool = False,
        exclude: tuple[str, ...] = (),
        must_succeed: bool = True,
    ) -> None:
        """One dbt run."""
        self.story.runs += 1
        self.lakehouse.run(full_refresh=full_refresh, exclude=exclude, must_succeed=must_succeed)

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
            delay = self.rng.uniform(0, self.run_seconds)
            self.tell(f"all jobs are cancelled after {delay:.1f} s")
            timer = Timer(delay, self.session.spark.sparkContext.cancelAllJobs)
            timer.start()
            self.run(exclude=without, must_succeed=False)
            timer.cancel()
            self.unlock()
        started = time.monotonic()
        self.tell("run")
        self.run(exclude=without)
        self.run_seconds = time.monotonic() - started
        self.has_edited_seeds = False

    def some_models(self) -> list[str]:
        """Names of some tables that an interrupted run does not reach."""
        raise NotImplementedError
