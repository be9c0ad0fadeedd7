"""From the state of an extract back to the changes that lead to it: the life of the orders.

A table of changes has the columns of its entity and four more: `_op`, `_at` (seconds since 1970,
UTC), and `_position` and `_step`, the row's place in the extract and the change's place in the
row's life. Changes of one key never have the same time: what would fall together is moved a second
on. The last change of each key is the row of the extract, text for text.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from simulator.arrow import Column, Table
from simulator.marketplace import clock
from simulator.marketplace.clock import DAY, HOUR, NEVER, Seconds
from simulator.marketplace.entities import (
    CATEGORY_TRANSLATIONS,
    CUSTOMERS,
    ENTITIES,
    ORDER_ITEMS,
    ORDER_PAYMENTS,
    ORDER_REVIEWS,
    ORDERS,
    PRODUCTS,
    SELLERS,
)
from simulator.marketplace.extracts import Extracts

CHANGE_COLUMNS = ("_op", "_at", "_position", "_step")

# How long before their first use things are inserted.
CUSTOMER_LEAD = 60
ARTICLE_LEAD = HOUR
TRANSLATION_LEAD = HOUR

# A status that has no time of its own follows this long after the last time.
LAST_STATUS_LAG = DAY

# Where there is no order to begin with.
EARLIEST_START = 1_483_228_800  # 2017-01-01

# The stages of an order: the status, the column of its time.
STAGES = (
    ("approved", "order_approved_at"),
    ("shipped", "order_delivered_carrier_date"),
    ("delivered", "order_delivered_customer_date"),
)

# Far enough away, and adding an hour does not overflow.
NOT_USED = np.iinfo(np.int64).max // 2

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class FirstUses:
    """When things are first needed, in seconds UTC.

    ``start`` is before everything. The others are parallel to the rows of the extracts; NOT_USED
    where nothing needs them.
    """

    start: int
    sellers: Seconds
    products: Seconds
    translations: Seconds

    def inserted_at(self, first_use: Seconds, lead: int) -> Seconds:
        """When things are inserted: ``lead`` before their first use, at the start without one."""
        return inserted_before(first_use, lead, self.start)


def inserted_before(first_use: Seconds, lead: int, start: int) -> Seconds:
    """When things are inserted, never before the start."""
    return np.where(first_use == NOT_USED, start, np.maximum(start, first_use - lead))


def first_uses(extracts: Extracts) -> FirstUses:
    """When orders first need each seller and product, and products each translation."""
    orders, items = extracts[ORDERS], extracts[ORDER_ITEMS]
    purchased = purchase_times(orders)
    known = purchased[purchased != NEVER]
    start = start_before(int(known.min()) if len(known) else EARLIEST_START + DAY)
    used_at = times_of_orders(items["order_id"], orders, purchased)
    used_at = np.where(used_at == NEVER, NOT_USED, used_at)
    products = earliest(extracts[PRODUCTS]["product_id"], items["product_id"], used_at)
    return FirstUses(
        start=start,
        sellers=earliest(extracts[SELLERS]["seller_id"], items["seller_id"], used_at),
        products=products,
        translations=earliest(
            extracts[CATEGORY_TRANSLATIONS]["product_category_name"],
            extracts[PRODUCTS]["product_category_name"],
            inserted_before(products, ARTICLE_LEAD, start),
        ),
    )


def start_before(first_purchase: int) -> int:
    """The midnight (UTC) at least a day before the first purchase."""
    return first_purchase // DAY * DAY - DAY


def changes_of(
    extracts: Extracts, uses: FirstUses, first_positions: dict[str, int] | None = None
) -> dict[str, Table]:
    """The changes that lead to an extract, by entity, each table in the order of time.

    ``first_positions`` are the places of the first rows where the extract is part of a larger one.
    Items, payments and reviews must come with their orders, orders with their customers.
    """
    orders = extracts[ORDERS]
    purchased = purchase_times(orders)
    purchased = np.where(purchased == NEVER, uses.start, purchased)

    def at_purchase(entity: str) -> Seconds:
        at = times_of_orders(extracts[entity]["order_id"], orders, purchased)
        return np.where(at == NEVER, uses.start, at)

    first_orders = earliest(extracts[CUSTOMERS]["customer_id"], orders["customer_id"], purchased)
    stages = {
        CATEGORY_TRANSLATIONS: inserts(
            extracts[CATEGORY_TRANSLATIONS],
            uses.inserted_at(uses.translations, TRANSLATION_LEAD),
        ),
        SELLERS: inserts(extracts[SELLERS], uses.inserted_at(uses.sellers, ARTICLE_LEAD)),
        PRODUCTS: inserts(extracts[PRODUCTS], uses.inserted_at(uses.products, ARTICLE_LEAD)),
        CUSTOMERS: inserts(extracts[CUSTOMERS], uses.inserted_at(first_orders, CUSTOMER_LEAD)),
        ORDERS: orders_changes(orders, purchased),
        ORDER_ITEMS: inserts(extracts[ORDER_ITEMS], at_purchase(ORDER_ITEMS)),
        ORDER_PAYMENTS: inserts(extracts[ORDER_PAYMENTS], at_purchase(ORDER_PAYMENTS)),
        ORDER_REVIEWS: reviews_changes(extracts[ORDER_REVIEWS], at_purchase(ORDER_REVIEWS)),
    }
    firsts = first_positions or {}
    return {name: in_order(stages[name], firsts.get(name, 0)) for name in ENTITIES}


# Times


def purchase_times(orders: Table) -> Seconds:
    """When orders were purchased, UTC; NEVER where that is no time."""
    return utc_times(orders["order_purchase_timestamp"])


def utc_times(column: Column) -> Seconds:
    """The times of a column of local times, UTC; NEVER where there is none."""
    return clock.utc_of_local(clock.local_seconds(column))


def places_in(values: Column, among: Column) -> NDArray[np.int64]:
    """For each value its place in another column, -1 where it is not there."""
    places = pc.fill_null(pc.index_in(values, value_set=pc.unique(among)), -1)
    return np.asarray(places.to_numpy(zero_copy_only=False), dtype=np.int64)


def times_of_orders(order_ids: Column, orders: Table, times: Seconds) -> Seconds:
    """The times of the orders that rows belong to, NEVER for orders that are not there."""
    place = places_in(order_ids, orders["order_id"])
    return np.append(times, NEVER)[place]


def earliest(things: Column, used: Column, used_at: Seconds) -> Seconds:
    """For each thing the earliest time at which it is used, NOT_USED without any."""
    first = np.full(len(things) + 1, NOT_USED, dtype=np.int64)
    np.minimum.at(first, places_in(used, things), used_at)
    return first[:-1]


# Changes


@dataclass(frozen=True)
class Stage:
    """One change of each of some rows of an extract: what the rows hold then, and when."""

    op: str
    rows: Table
    positions: NDArray[np.int64]
    at: Seconds


def inserts(rows: Table, at: Seconds) -> list[Stage]:
    """Rows that are inserted once and never change."""
    return [Stage("I", rows, np.arange(rows.num_rows), at)]


def orders_changes(orders: Table, purchased: Seconds) -> list[Stage]:
    """Created, approved, shipped, delivered, and a last change where the order ended otherwise."""
    status = pc.fill_null(orders["order_status"], "")
    at = purchased
    last_status = np.full(orders.num_rows, "created", dtype=object)
    is_whole = np.ones(orders.num_rows, dtype=bool)
    everything = np.ones(orders.num_rows, dtype=bool)
    later_times = [column for _, column in STAGES]
    created = without(with_status(orders, "created"), later_times)
    stages = [stage("I", created, everything, at)]
    for number, (stage_status, column) in enumerate(STAGES):
        time = utc_times(orders[column])
        happens = time != NEVER
        is_whole &= happens | np.asarray(pc.is_null(orders[column]))
        at = np.where(happens, np.maximum(time, at + 1), at)
        last_status[happens] = stage_status
        known = without(with_status(orders, stage_status), later_times[number + 1 :])
        stages.append(stage("U", known, happens, at))
    ends_otherwise = ~is_whole | (last_status != np.asarray(status.to_pylist(), dtype=object))
    stages.append(stage("U", orders, ends_otherwise, at + LAST_STATUS_LAG))
    return stages


def reviews_changes(reviews: Table, purchased: Seconds) -> list[Stage]:
    """The score when the review is created, the comment when it is answered."""
    created = utc_times(reviews["review_creation_date"])
    answered = utc_times(reviews["review_answer_timestamp"])
    at = np.maximum(created, purchased + 1)
    has_answer = answered != NEVER
    text_columns = ["review_comment_title", "review_comment_message", "review_answer_timestamp"]
    return [
        stage("I", without(reviews, text_columns), has_answer, at),
        stage("I", reviews, ~has_answer, at),
        stage("U", reviews, has_answer, np.maximum(answered, at + 1)),
    ]


def stage(op: str, rows: Table, chosen: Mask, at: Seconds) -> Stage:
    """A change of the chosen rows."""
    return Stage(op, rows.filter(pa.array(chosen)), np.flatnonzero(chosen), at[chosen])


def with_status(orders: Table, status: str) -> Table:
    """Orders that all have one status."""
    return replaced(orders, "order_status", pa.repeat(pa.scalar(status), orders.num_rows))


def without(rows: Table, columns: Sequence[str]) -> Table:
    """Rows with some columns empty."""
    for column in columns:
        rows = replaced(rows, column, pa.nulls(rows.num_rows, pa.string()))
    return rows


def replaced(rows: Table, column: str, values: Column) -> Table:
    """Rows with another content of a column."""
    return rows.set_column(rows.schema.get_field_index(column), column, values)


def in_order(stages: Sequence[Stage], first_position: int) -> Table:
    """The changes of all stages in one table, in the order of time."""
    parts = []
    for step, each in enumerate(stages):
        count = each.rows.num_rows
        part = each.rows.append_column("_op", pa.repeat(pa.scalar(each.op), count))
        part = part.append_column("_at", pa.array(each.at, pa.int64()))
        part = part.append_column("_position", pa.array(each.positions + first_position))
        parts.append(part.append_column("_step", pa.array(np.full(count, step, dtype=np.int64))))
    return sorted_by_time(pa.concat_tables(parts))


def sorted_by_time(changes: Table) -> Table:
    """Changes by time; at the same time in the order of the extract."""
    order = [(column, "ascending") for column in ("_at", "_position", "_step")]
    return changes.sort_by(order)
