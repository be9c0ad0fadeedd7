"""Change files of a synthetic marketplace of any size, without faults, in bounded memory.

Orders are made part by part. What they will still become waits until its day is complete; then
the files of the day are written. They are, byte for byte, those of a replay of the same extracts.
"""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.progress import Progress
from simulator.accounting import Counts
from simulator.arrow import ParquetFile, Table
from simulator.marketplace import clock
from simulator.marketplace.clock import DAY, HOUR
from simulator.marketplace.csv_lines import csv_lines
from simulator.marketplace.delivery import Delivery, delivery_of
from simulator.marketplace.draft import path_of
from simulator.marketplace.entities import (
    ENTITIES,
    OP,
    OP_AT,
    Entity,
)
from simulator.marketplace.life import (
    ARTICLE_LEAD,
    CUSTOMER_LEAD,
    NOT_USED,
    FirstUses,
    changes_of,
    earliest,
    inserted_before,
    sorted_by_time,
    start_before,
)
from simulator.marketplace.synthetic import (
    ORDERS_OF_A_PART,
    Marketplace,
    OrdersPart,
)
from simulator.marketplace.truth import (
    STATE_FOLDER,
    TIMESTAMP,
    VERSIONS_FOLDER,
    write_counts,
)


def deliveries_in_bulk(
    marketplace: Marketplace,
    *,
    gzip: bool = False,
    truth_folder: Path | None = None,
    truth_rows: bool = True,
    progress: Progress | None = None,
    orders_of_a_part: int = ORDERS_OF_A_PART,
) -> Iterator[list[Delivery]]:
    """The change files in the order of their days, in lists of days that are complete.

    With ``truth_folder`` the truth is written there along the way, as MarketplaceTruth.write()
    does, but in the order of the orders, or without ``truth_rows`` only its counts; it is complete
    when the last list has been taken.
    """
    uses = first_uses_in_bulk(marketplace, orders_of_a_part)
    waiting = Waiting(gzip)
    positions = dict.fromkeys(ENTITIES, 0)
    counts = {name: Counts() for name in ENTITIES}
    done, orders = 0, marketplace.settings.orders
    with ExitStack() as stack:
        rows = None
        if truth_folder is not None and truth_rows:
            rows = stack.enter_context(TruthRows(truth_folder))
        for part in marketplace.parts(orders_of_a_part):
            changes = changes_of(part, uses, positions)
            if rows is not None:
                rows.add(part, changes)
            uses = uses_of_orders_only(uses)
            for name, table in part.items():
                positions[name] += table.num_rows
                counts[name].landed += changes[name].num_rows
                counts[name].accepted += changes[name].num_rows
            waiting.add(changes)
            done = min(done + orders_of_a_part, orders)
            if done < orders:
                next_purchase = int(marketplace.purchased(np.array([done]))[0])
                yield waiting.complete_days((next_purchase - HOUR - CUSTOMER_LEAD) // DAY)
            if progress is not None:
                progress(done, orders)
        yield waiting.complete_days(None)
    if truth_folder is not None:
        write_counts(truth_folder, counts)


def first_uses_in_bulk(marketplace: Marketplace, orders_of_a_part: int) -> FirstUses:
    """When things are first needed, from the items of all orders, part by part."""
    settings = marketplace.settings
    products = np.full(settings.products, NOT_USED, dtype=np.int64)
    for first in range(0, settings.orders, orders_of_a_part):
        last = min(first + orders_of_a_part, settings.orders)
        part = OrdersPart(marketplace, np.arange(first, last))
        # by the clock of Sao Paulo, which shows one hour of the year twice
        purchased = clock.utc_of_local(clock.local_of_utc(part.purchased))
        np.minimum.at(products, part.item_product, purchased[part.item_order])
    sellers = np.full(settings.sellers, NOT_USED, dtype=np.int64)
    np.minimum.at(sellers, marketplace.seller_of(np.arange(settings.products)), products)
    start = start_before(int(marketplace.purchased(np.array([0]))[0]))
    return FirstUses(
        start=start,
        sellers=sellers,
        products=products,
        translations=earliest(
            marketplace.translations()["product_category_name"],
            marketplace.products()["product_category_name"],
            inserted_before(products, ARTICLE_LEAD, start),
        ),
    )


def uses_of_orders_only(uses: FirstUses) -> FirstUses:
    """For parts that hold no sellers, products and translations."""
    nothing = np.array([], dtype=np.int64)
    return replace(uses, sellers=nothing, products=nothing, translations=nothing)


@dataclass
class Waiting:
    """Changes whose day is not complete yet."""

    gzip: bool
    changes: dict[str, list[Table]] = field(default_factory=lambda: {name: [] for name in ENTITIES})

    def add(self, changes: dict[str, Table]) -> None:
        """Take changes in."""
        for name, table in changes.items():
            self.changes[name].append(table)

    def complete_days(self, end: int | None) -> list[Delivery]:
        """Take out the files of all days before a day (counted from 1970), of all without one."""
        files: list[tuple[int, int, Delivery]] = []
        for rank, (name, entity) in enumerate(ENTITIES.items()):
            table = sorted_by_time(pa.concat_tables(self.changes[name]))
            days = table["_at"].to_numpy() // DAY
            bound = len(days) if end is None else int(np.searchsorted(days, end))
            first_rows = np.flatnonzero(np.diff(days[:bound], prepend=-1))
            for first, last in itertools.pairwise(np.append(first_rows, bound)):
                day = int(days[first])
                lines = table.slice(int(first), int(last - first))
                files.append((day, rank, delivery_of_day(entity, day, lines, gzip=self.gzip)))
            self.changes[name] = [table.slice(bound)]
        return [delivery for _, _, delivery in sorted(files, key=lambda file: file[:2])]


def delivery_of_day(entity: Entity, day: int, lines: Table, *, gzip: bool) -> Delivery:
    """The file of a day, counted from 1970."""
    date = clock.date_of(day * DAY)
    header = ",".join([*entity.columns, OP, OP_AT]) + "\n"
    times = clock.texts_of(lines["_at"].to_numpy())
    columns = [*(lines[column] for column in entity.columns), lines["_op"], times]
    content = header.encode() + csv_lines(columns)
    return delivery_of(path_of(entity, date), content, clock.evening_of(date), gzip=gzip)


class TruthRows:
    """The versions and the state of every entity, appended to Parquet files part by part."""

    def __init__(self, folder: Path) -> None:
        self.files = {
            (kind, name): ParquetFile(folder / kind / f"_{name}.parquet")
            for kind in (VERSIONS_FOLDER, STATE_FOLDER)
            for name in ENTITIES
        }

    def __enter__(self) -> "TruthRows":
        for file in self.files.values():
            file.path.parent.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(self, *error: object) -> None:
        for (_, name), file in self.files.items():
            file.close()
            if error[0] is None:
                file.path.replace(file.path.with_name(f"{name}.parquet"))

    def add(self, extracts: dict[str, Table], changes: dict[str, Table]) -> None:
        """Append a part: every change is a version, the last one of each key its state."""
        for name, entity in ENTITIES.items():
            if extracts[name].num_rows or self.files[STATE_FOLDER, name].writer is None:
                self.files[STATE_FOLDER, name].append(extracts[name])
                self.files[VERSIONS_FOLDER, name].append(versions_in(entity, changes[name]))


def versions_in(entity: Entity, changes: Table) -> Table:
    """The versions that the changes of whole lives make."""
    lives = changes.sort_by([("_position", "ascending"), ("_step", "ascending")])
    position, at = lives["_position"].to_numpy(), lives["_at"].to_numpy() * 1_000_000
    is_last = np.append(position[1:] != position[:-1], True)[: len(position)]
    ends = pa.array(np.append(at[1:], 0)[: len(at)], pa.int64(), mask=is_last)
    keys = [lives[column] for column in entity.key]
    columns = {"record_key": pc.binary_join_element_wise(*keys, "|")}
    columns |= {column: lives[column] for column in entity.columns}
    columns["valid_from"] = pa.array(at).cast(TIMESTAMP)
    columns["valid_to"] = ends.cast(TIMESTAMP)
    columns["is_deleted"] = pa.repeat(pa.scalar(False), len(at))
    columns["is_current"] = pa.array(is_last)
    return pa.table(columns)
