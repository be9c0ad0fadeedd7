"""Replay: extracts become daily change files, with faults where they are wanted."""

import datetime
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

# Importing the two modules registers their faults.
from simulator.errors import SimulatorError
from simulator.marketplace import clock, faults_in_files, faults_in_rows
from simulator.marketplace.changes import Change, change_file
from simulator.marketplace.delivery import Delivery, delivery_of, land
from simulator.marketplace.draft import Draft, path_of
from simulator.marketplace.entities import ENTITIES, Entity, Key, Row
from simulator.marketplace.extracts import Extracts, rows_of
from simulator.marketplace.faults import apply_faults, check_faults, default_faults
from simulator.marketplace.life import changes_of, first_uses
from simulator.marketplace.truth import MarketplaceTruth, truth_after

__all__ = ["Plan", "ReplaySettings", "faults_in_files", "faults_in_rows", "plan_replay"]


@dataclass(frozen=True)
class ReplaySettings:
    """How extracts are replayed.

    Attributes:
        seed: decides what the faults hit.
        faults: names of faults.
        restored: whether all that faults did to the final state is undone on a last day, so that
            it equals the extracts; else deletes, moves and corrections stay.
        gzip: whether files are compressed.
    """

    seed: int = 7
    faults: frozenset[str] = frozenset()
    restored: bool = True
    gzip: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be; raises SimulatorError."""
        check_faults(self.faults)
        if self.seed < 0:
            raise SimulatorError(f"The seed is {self.seed}.", "Use a seed of 0 or more.")

    @classmethod
    def with_faults(cls, **others: Any) -> "ReplaySettings":
        """Settings with the faults that are on by default."""
        return cls(faults=default_faults(), **others)

    def to_json(self) -> dict[str, Any]:
        """The settings in values that JSON knows."""
        return {
            "seed": self.seed,
            "faults": sorted(self.faults),
            "restored": self.restored,
            "gzip": self.gzip,
        }


@dataclass(frozen=True)
class Plan:
    """The files of a replay in the order in which they arrive."""

    settings: ReplaySettings
    deliveries: tuple[Delivery, ...]

    @cached_property
    def truth(self) -> MarketplaceTruth:
        """The truth when everything has arrived."""
        return truth_after(self.deliveries)

    def batches(self, count: int) -> list[tuple[Delivery, ...]]:
        """The deliveries in ``count`` parts of about the same number, in the order of arrival.

        Raises SimulatorError unless ``count`` is 1 or more; parts are empty where there are fewer
        deliveries than parts.
        """
        if count < 1:
            raise SimulatorError(f"{count} batches are none.", "Ask for 1 or more.")
        total = len(self.deliveries)
        bounds = [total * part // count for part in range(count + 1)]
        return [self.deliveries[first:last] for first, last in itertools.pairwise(bounds)]

    def land(self, root: Path) -> None:
        """Write all files below a landing root, in the order of arrival."""
        land(self.deliveries, root)


def plan_replay(extracts: Extracts, settings: ReplaySettings | None = None) -> Plan:
    """The change files that lead to the state of the extracts. Nothing is written.

    Rows of the extracts that the contract rejects (a price that is no money) are replayed like all
    others; they are in the files, but in no state.
    """
    settings = settings or ReplaySettings()
    draft = Draft(changes_of(extracts, first_uses(extracts)))
    apply_faults(draft, settings.faults, settings.seed)
    deliveries = rendered(draft, gzip=settings.gzip)
    if settings.restored and settings.faults:
        last_day = draft.last_day() + datetime.timedelta(days=1)
        deliveries += restoring_deliveries(
            extracts, truth_after(deliveries), last_day, gzip=settings.gzip
        )
    return Plan(settings, tuple(deliveries))


def rendered(draft: Draft, *, gzip: bool) -> list[Delivery]:
    """The files of a draft in the order of arrival."""
    files = [file for file in draft.ordered_files() if not file.is_empty]
    return [
        delivery_of(file.path, file.content(), file.modified_at, gzip=gzip)
        for file in sorted(files, key=lambda file: file.arrives_at)
    ]


def restoring_deliveries(
    extracts: Extracts, truth: MarketplaceTruth, day: datetime.date, *, gzip: bool
) -> list[Delivery]:
    """Files of a last day that make the final state that of the extracts again."""
    at = clock.seconds_of(day) + clock.DAY // 2
    deliveries = []
    for name, entity in ENTITIES.items():
        rows = {entity.key_of(row): row for row in rows_of(extracts[name], entity)}
        changes = list(restoring_changes(entity, rows, truth, at))
        if changes:
            deliveries.append(
                delivery_of(
                    path_of(entity, day),
                    change_file(entity, changes),
                    clock.evening_of(day),
                    gzip=gzip,
                )
            )
    return deliveries


def restoring_changes(
    entity: Entity, rows: dict[Key, Row], truth: MarketplaceTruth, at: int
) -> Iterator[Change]:
    """What it takes to get from the true final state to the rows of the extract."""
    state = truth.state(entity.name)
    for key, row in rows.items():
        if key not in state:
            yield Change("I", at, row)
        elif texts(state[key].values()) != row:
            yield Change("U", at, row)
    for key in sorted(state.keys() - rows.keys()):
        yield Change("D", at, deleted_row(entity, key))


def texts(values: Sequence[str | None] | Any) -> Row:
    """Values with "" for nothing."""
    return tuple(value or "" for value in values)


def deleted_row(entity: Entity, key: Key) -> Row:
    """A row with nothing but a key."""
    columns = dict(zip(entity.key, key, strict=True))
    return tuple(columns.get(column, "") for column in entity.columns)
