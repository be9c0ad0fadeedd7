"""One random history of a small lakehouse: what happens in it, and whether its tables are right."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import ClassVar

from simulator import KINDS
from tests.python.harness.contents import differences, read_contents
from tests.python.harness.events import EVENTS, Scene
from tests.python.harness.known import KnownThen
from tests.python.harness.lakehouse import BRONZE, Lakehouse, RunFailedError
from tests.python.harness.restatements import Restated
from tests.python.harness.session import WarmSession
from tests.python.harness.truth import lakehouse_differences
from tests.python.harness.zone import Zone
from tests.python.scenarios.groups import in_words

# Operations tables and reports are no input of gold: histories do without them. Seeds and views
# are built in the first run, and seeds again when they are edited.
NOT_BUILT = ("path:models/operations", "rpt_*")
BUILT_ONCE = ("config.materialized:view",)
SEEDS = ("resource_type:seed",)

Say = Callable[[str], None]


@dataclass
class Story:
    """What one history, or several in one lakehouse, came to. Without differences it is good.

    Attributes:
        seeds: what they were drawn from, consecutive numbers.
        business: the line of business that it is about.
        told: what happened, step by step.
        differences: how its tables differ from the oracle's, or from a full refresh.
        runs: number of dbt runs.
        seconds: wall time.
    """

    seeds: Sequence[int]
    business: str
    told: list[str] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    runs: int = 0
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Whether everything was equal."""
        return not self.differences

    @property
    def name(self) -> str:
        """The seeds, in words."""
        return in_words("seed", self.seeds)

    def command(self) -> str:
        """The command that repeats the history."""
        count = len(self.seeds)
        return (
            f"python -m tests.python.scenarios --business {self.business} --seeds {count}"
            f" --together {count} --first-seed {self.seeds[0]}"
        )

    def report(self) -> str:
        """The story of a failure, with the command that repeats it."""
        return "\n".join(
            [
                f"{self.name}: different. Again: {self.command()}",
                *(f"  {step}" for step in self.told),
                *self.differences,
            ]
        )


def tuning_of(seed: int) -> str:
    """LAKEHOUSE_TUNING of a history: every other one merges with deletion vectors."""
    return "large" if seed % 2 else "small"


class RandomLife:
    """What every history has: seeds, a story, and a lakehouse that is closed at its end.

    Args:
        session: a warm Spark session.
        seeds: decide everything but when exactly a cancelled run is hit. What happens to files is
            drawn from each of them, what happens to runs from the first.
        say: is told every step.

    Attributes:
        restated: where it is given, every run is explained and the explanation is checked.
        known: where it is given, what the first run had shown is built again at the end, as known then.
    """

    business: ClassVar[str]
    lakehouse: Lakehouse
    restated: Restated | None = None
    known: KnownThen | None = None

    def __init__(self, session: WarmSession, seeds: Sequence[int], say: Say) -> None:
        self.session = session
        self.story = Story(seeds, self.business)
        self.say = say
        self.draws = [random.Random(seed) for seed in seeds]
        self.rng = self.draws[0]
        self.run_seconds = 20.0

    def tell(self, step: str) -> None:
        """Notes a step."""
        self.story.told.append(step)
        self.say(step)

    def live(self) -> Story:
        """Lives the history and closes its lakehouse."""
        started = time.monotonic()
        try:
            self.events_and_runs()
            if self.known and not self.story.differences:
                self.tell("build what was known after the first run")
                self.story.differences += self.known.differences()
        except RunFailedError as failure:
            self.story.differences.append(str(failure))
        finally:
            self.lakehouse.close()
            self.story.seconds = time.monotonic() - started
        return self.story

    def run(
        self,
        *,
        full_refresh: bool = False,
        select: tuple[str, ...] = (),
        exclude: tuple[str, ...] = (),
        must_succeed: bool = True,
    ) -> None:
        """One dbt run."""
        self.story.runs += 1
        self.lakehouse.run(
            full_refresh=full_refresh, select=select, exclude=exclude, must_succeed=must_succeed
        )
        if self.restated and must_succeed:
            self.story.differences += self.restated.differences()

    def run_cancelled(self, exclude: tuple[str, ...]) -> None:
        """A run whose jobs are cancelled at some time, and what a person does after it.

        It may end before it has run any node, and its last statement, the release of the lock, may be
        cancelled as well.
        """
        delay = self.rng.uniform(0, self.run_seconds)
        self.tell(f"all jobs are cancelled after {delay:.1f} s")
        timer = Timer(delay, self.session.spark.sparkContext.cancelAllJobs)
        timer.start()
        with suppress(RunFailedError):
            self.run(exclude=exclude, must_succeed=False)
        timer.cancel()
        self.lakehouse.operation("break_run_lock")

    def events_and_runs(self) -> None:
        """What happens; stops at a difference."""
        raise NotImplementedError


class History(RandomLife):
    """A history of distribution: files, seeds and rules.

    Args:
        session: a warm Spark session.
        folder: a new folder for the landing zone and the copy of the project.
        seeds: the first decides what is there at the start, each what happens in every batch.
        say: is told every step.
    """

    business = "distribution"

    def __init__(
        self,
        session: WarmSession,
        folder: Path,
        seeds: Sequence[int],
        say: Say = lambda step: None,
    ) -> None:
        super().__init__(session, seeds, say)
        seed = seeds[0]
        kinds = sorted(KINDS)
        zone = Zone.generated(
            folder / "landing",
            seed=seed,
            order_lines=self.rng.randint(40, 200),
            days=self.rng.randint(1, 3),
            customers=self.rng.randint(1, 3),
            mess=frozenset(self.rng.sample(kinds, self.rng.randint(0, len(kinds)))),
            gzip=self.rng.random() < 0.3,
            nested=self.rng.random() < 0.3,
        )
        self.lakehouse = Lakehouse(
            session,
            folder / "project",
            zone,
            prefix=f"h{seed:06d}_",
            logged=False,
            tuning=tuning_of(seed),
        )
        self.scene = Scene(zone, self.lakehouse, self.rng)

    def events_and_runs(self) -> None:
        """Batches of events, each with a run, then a full refresh; stops at a difference."""
        self.scene.edited_seeds = True
        batches = self.rng.randint(3, 6)
        for batch in range(1, batches + 1):
            if batch > 1 or self.rng.random() < 0.5:
                self.batch(is_last=batch == batches)
            self.run_somehow(is_first=batch == 1)
            if (batch == batches or self.rng.random() < 0.4) and not self.scene.extra_rules:
                self.tell("compare with the oracle")
                self.story.differences += lakehouse_differences(self.scene.lakehouse)
            if self.story.differences:
                return
        self.tell("full refresh")
        before = read_contents(self.scene.lakehouse)
        self.run(full_refresh=True, exclude=(*NOT_BUILT, *SEEDS, BRONZE))
        self.story.differences += differences(before, read_contents(self.scene.lakehouse))

    def batch(self, *, is_last: bool) -> None:
        """Some events. The last batch takes rules back that the oracle does not know."""
        names = sorted(EVENTS)
        for rng in self.draws:
            self.scene.rng = rng
            for name in rng.choices(names, k=rng.randint(1, 6)):
                self.tell(f"{name}: {EVENTS[name](self.scene)}")
        while is_last and self.scene.extra_rules:
            self.tell(f"rule_changed: {EVENTS['rule_changed'](self.scene)}")

    def run_somehow(self, *, is_first: bool) -> None:
        """A run of everything or of what is touched, perhaps after one that was interrupted."""
        without = NOT_BUILT if is_first else (*NOT_BUILT, *BUILT_ONCE)
        without = without if self.scene.edited_seeds else (*without, *SEEDS)
        kind = self.rng.choices(
            ("all", "touched", "part", "cancelled", "refreshed part"), (2, 7, 1, 1, 1)
        )[0]
        if is_first and kind in ("touched", "refreshed part"):
            kind = "all"
        if kind == "part":
            left_out = self.some_models()
            self.tell(f"run stops before {', '.join(left_out)}")
            self.run(exclude=(*without, *(f"{name}+" for name in left_out)))
        elif kind == "refreshed part":
            left_out = self.some_models()
            self.tell(f"full refresh stops before {', '.join(left_out)}")
            self.run(full_refresh=True, exclude=(*without, *(f"{name}+" for name in left_out)))
        elif kind == "cancelled":
            self.run_cancelled(without)
        touched = tuple(f"stg_{feed.replace('/', '__')}+" for feed in sorted(self.scene.touched))
        rules = tuple(f"{model}+" for model in sorted(self.scene.edited_models))
        started = time.monotonic()
        if kind == "touched" and touched and not self.scene.edited_seeds:
            self.tell(f"run of {', '.join((*touched, *rules))}")
            self.run(select=(*touched, *rules), exclude=without)
        else:
            self.tell("run")
            self.run(exclude=without)
            self.run_seconds = time.monotonic() - started
        self.scene.touched.clear()
        self.scene.edited_models.clear()
        self.scene.edited_seeds = False

    def some_models(self) -> list[str]:
        """Names of one to three tables of silver and gold, or of bronze."""
        models = sorted(
            path.stem
            for path in (self.scene.lakehouse.project / "models").rglob("*.sql")
            if "distribution" in path.parts
        )
        built = [name for name in models if not name.startswith("rpt_") and "__" in name]
        return self.rng.sample(
            [*built, "fct_distribution_monthly_sales", "dim_distribution_prices"],
            self.rng.randint(1, 3),
        )
