"""One random history of the marketplace: change files with faults, in any order, runs that stop."""

from __future__ import annotations

import itertools
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from simulator.marketplace import (
    FAULTS,
    Delivery,
    Marketplace,
    ReplaySettings,
    SyntheticSettings,
    land,
    plan_replay,
    truth_after,
)
from tests.python.harness.bad_files import LONG, disguised, foreign, no_delivery, unreadable
from tests.python.harness.contents import differences, read_contents
from tests.python.harness.lakehouse import BRONZE
from tests.python.harness.marketplace import (
    MarketplaceZone,
    oracle_differences,
    version_differences,
)
from tests.python.harness.session import WarmSession
from tests.python.scenarios.batches import BUILT_ONCE, NOT_BUILT, SEEDS, BatchLife
from tests.python.scenarios.history import Say

# The share of files that are written otherwise, or get a bad one beside them; and what is in the bad.
SPOILED = 0.2
BAD_TEXT = "order_id,customer_id\n" + "o1,c1\n" * 100
LONG_LINE = b"x" * LONG


class MarketplaceHistory(BatchLife):
    """A lakehouse of the marketplace; each seed is a replay with its own faults and batches."""

    business = "marketplace"
    kind_of_zone = MarketplaceZone

    def __init__(
        self,
        session: WarmSession,
        folder: Path,
        seeds: Sequence[int],
        say: Say = lambda step: None,
    ) -> None:
        super().__init__(session, folder, seeds, say)
        # of its own, so that what happens otherwise does not depend on it
        self.bad = random.Random(f"bad files {seeds[0]}")
        self.more_rejected: Counter[str] = Counter()

    def events_and_runs(self) -> None:
        """Batches of change files, each with a run, then a full refresh; stops at a difference."""
        arrived: list[Delivery] = []
        batches = self.batches()
        for number, batch in enumerate(batches, start=1):
            self.tell(f"{len(batch)} files")
            land(batch, self.zone.root)
            self.spoil(batch)
            arrived += batch
            self.run_somehow(is_first=number == 1)
            if number == len(batches) or self.rng.random() < 0.4:
                self.compare(arrived)
            if self.story.differences:
                return
        self.tell("full refresh")
        before = read_contents(self.lakehouse)
        self.run(full_refresh=True, exclude=(*NOT_BUILT, *BUILT_ONCE, *SEEDS, BRONZE))
        self.story.differences += differences(before, read_contents(self.lakehouse))

    def batches(self) -> list[list[Delivery]]:
        """The files of all replays, batch by batch."""
        replays = [
            self.batches_of(seed, rng)
            for seed, rng in zip(self.story.seeds, self.draws, strict=True)
        ]
        return [
            list(itertools.chain.from_iterable(batch))
            for batch in itertools.zip_longest(*replays, fillvalue=())
        ]

    def batches_of(self, seed: int, rng: random.Random) -> list[list[Delivery]]:
        """The files of a replay in two to four batches, in the order of arrival or in any."""
        orders = rng.randint(10, 40)
        faults = rng.sample(sorted(FAULTS), rng.randint(0, len(FAULTS)))
        settings = ReplaySettings(
            seed=seed,
            faults=frozenset(faults),
            restored=rng.random() < 0.5,
            gzip=rng.random() < 0.3,
        )
        self.tell(f"{orders} orders, {settings.to_json()}")
        days = rng.randint(3, 10)
        extracts = Marketplace(SyntheticSettings(orders, days, seed)).extracts()
        deliveries = [
            in_a_folder(f"seed_{seed}", each) for each in plan_replay(extracts, settings).deliveries
        ]
        if rng.random() < 0.5:
            self.tell("files arrive in any order")
            rng.shuffle(deliveries)
        cuts = sorted(rng.sample(range(1, len(deliveries)), rng.randint(1, 3)))
        bounds = [0, *cuts, len(deliveries)]
        return [seen_by_a_run(deliveries[first:last]) for first, last in itertools.pairwise(bounds)]

    def spoil(self, batch: Sequence[Delivery]) -> None:
        """Writes some files in ways that have broken readers, and puts bad ones beside others."""
        told = []
        for delivery in batch:
            if self.bad.random() > SPOILED:
                continue
            is_plain = not delivery.path.endswith(".gz") and b'"' not in delivery.content
            if is_plain and self.bad.random() < 0.5:
                content = disguised(self.bad, delivery.content.decode())
                replace(delivery, content=content).land(self.zone.root)
                self.more_rejected[delivery.entity.name] += LONG_LINE in content
                told.append(f"{delivery.path} disguised")
            else:
                name = f"bad_{len(self.story.told)}_{len(told)}"
                make = self.bad.choice((unreadable, no_delivery, foreign))
                if make is foreign and is_plain:
                    file = foreign(self.bad, name, delivery.content.decode())
                    lines = file.content.decode().splitlines()
                    self.more_rejected[delivery.entity.name] += sum(map(bool, lines))
                elif make is foreign:
                    file = unreadable(self.bad, name, BAD_TEXT)
                else:
                    file = make(self.bad, name, BAD_TEXT)
                path = f"{delivery.path.rpartition('/')[0]}/{file.name}"
                replace(delivery, path=path, content=file.content).land(self.zone.root)
                told.append(path)
        self.tell(f"bad files: {', '.join(told) or 'none'}")

    def compare(self, arrived: Iterable[Delivery]) -> None:
        """Compares versions, outcomes and KPIs with the truth of what has arrived."""
        self.tell("compare with the truth")
        self.story.differences += version_differences(
            self.lakehouse, truth_after(arrived), self.more_rejected
        )
        self.story.differences += oracle_differences(self.lakehouse)

    def some_models(self) -> list[str]:
        """Names of one to three tables of silver and gold, or of bronze."""
        models = (self.lakehouse.project / "models").rglob("marketplace/**/*.sql")
        names = sorted(
            path.stem
            for path in models
            if path.parent.name not in ("current", "history")
            and path.stem != "fct_marketplace_orders"
        )
        return self.rng.sample([*names, "fct_marketplace_orders"], self.rng.randint(1, 3))


def in_a_folder(name: str, delivery: Delivery) -> Delivery:
    """A delivery in a folder below its feed's, so that two replays do not share a file."""
    business, feed, rest = delivery.path.split("/", 2)
    return replace(delivery, path=f"{business}/{feed}/{name}/{rest}")


def seen_by_a_run(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Of the deliveries of one path the last: the others are gone before a run can see them."""
    last = {each.path: each for each in deliveries}
    return list(last.values())
