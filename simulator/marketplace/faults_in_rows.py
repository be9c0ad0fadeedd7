"""Faults in what the changes say: moves, deletes, corrections, ties, rows to be rejected."""

from collections.abc import Callable

import numpy as np

from simulator.marketplace import clock
from simulator.marketplace.alterations import altered, respelled
from simulator.marketplace.changes import Change
from simulator.marketplace.clock import DAY
from simulator.marketplace.draft import FULL, ONLY_KEYS, SECOND, Draft, state_on
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
    Key,
    Row,
)
from simulator.marketplace.faults import fault

# What has changes that can be corrected, with the column that the row below is about.
CHANGING = (ORDERS, ORDER_ITEMS, ORDER_PAYMENTS, ORDER_REVIEWS, CUSTOMERS)
REFERENCE = (SELLERS, PRODUCTS, CATEGORY_TRANSLATIONS)

SHARE = 0.01
SMALL_SHARE = 0.003


def later(random: np.random.Generator, at: int, most_days: int = 6) -> int:
    """A time some days after another one."""
    return at + int(random.integers(DAY // 2, most_days * DAY))


def last_time(draft: Draft, entity: str, key: Key) -> int:
    """When the last change of a key, or of what goes with it, happens."""
    return max(draft.latest(*member).at for member in draft.family(entity, key))


# Updates


@fault("an update says what was true already, in capitals or with spaces around it")
def rows_respelled(draft: Draft, random: np.random.Generator) -> None:
    """Only of keys that no other fault gives another content: the text that counts stays."""
    for entity in CHANGING:
        for key in draft.some(entity, random, SHARE):
            last = draft.latest(entity, key)
            row = respelled(entity, last.row)
            draft.live(entity, Change("U", later(random, last.at), row))
            draft.respelled.add((entity, key))


@fault("an update repeats the row")
def updates_without_change(draft: Draft, random: np.random.Generator) -> None:
    """The row as it is, some days later."""
    for entity in (*CHANGING, *REFERENCE):
        for key in draft.some(entity, random, SMALL_SHARE):
            last = draft.latest(entity, key)
            draft.live(entity, Change("U", later(random, last.at), last.row))


@fault("a customer moves, some of them twice")
def customers_moved(draft: Draft, random: np.random.Generator) -> None:
    """Another zip code, city and state; half of the moves follow on the first day."""
    for number, key in enumerate(draft.some(CUSTOMERS, random, 2 * SHARE, at_least=4)):
        for _ in range(1 + number % 2):
            last = draft.latest(CUSTOMERS, key)
            row = altered(CUSTOMERS, last.row, random)
            draft.live(CUSTOMERS, Change("U", later(random, last.at, 20), row))


# Deletes


def delete(draft: Draft, entity: str, key: Key, at: int, style: int) -> None:
    """Delete a key: with its whole row, with only the key, or in a file of keys (``style``)."""
    row = draft.latest(entity, key).row
    if style % 3 > 0:
        row = ENTITIES[entity].only_key(row)
    part = ONLY_KEYS if style % 3 == 2 else ""
    draft.live(entity, Change("D", at, row), part)


@fault("an order is deleted, with its items, payments and reviews")
def orders_deleted(draft: Draft, random: np.random.Generator) -> None:
    """Days after everything else of the order."""
    for style, key in enumerate(draft.some(ORDERS, random, SHARE, at_least=3)):
        at = later(random, last_time(draft, ORDERS, key))
        for member in draft.family(ORDERS, key):
            delete(draft, *member, at, style)
            draft.deleted.add(member)


@fault("a customer is deleted, the orders stay")
def customers_deleted(draft: Draft, random: np.random.Generator) -> None:
    """Days after the last change of the customer."""
    for style, key in enumerate(draft.some(CUSTOMERS, random, SMALL_SHARE, at_least=3)):
        delete(draft, CUSTOMERS, key, later(random, last_time(draft, CUSTOMERS, key), 40), style)
        draft.deleted.add((CUSTOMERS, key))


@fault("something is deleted and inserted again")
def deletes_reinserted(draft: Draft, random: np.random.Generator) -> None:
    """Orders with all that belongs to them, customers, products; every fourth by an update."""
    style = 0
    for entity in (ORDERS, CUSTOMERS, PRODUCTS):
        for key in draft.some(entity, random, SMALL_SHARE, at_least=3):
            deleted_at = later(random, last_time(draft, entity, key))
            inserted_at = later(random, deleted_at)
            for member in draft.family(entity, key):
                row = draft.latest(*member).row
                delete(draft, *member, deleted_at, style)
                op = "U" if style % 4 == 3 else "I"
                draft.live(member[0], Change(op, inserted_at, row))
            style += 1


@fault("something is deleted that was never delivered")
def unknown_keys_deleted(draft: Draft, random: np.random.Generator) -> None:
    """A key that is like others, with only the key in its row."""
    for entity in (ORDERS, CUSTOMERS, ORDER_ITEMS):
        for number, key in enumerate(draft.some(entity, random, 0, at_least=2)):
            last = draft.latest(entity, key)
            shape = ENTITIES[entity]
            unknown = f"{number:02d}{key[0][::-1]}"
            row = shape.only_key(shape.changed(last.row, **{shape.key[0]: unknown}))
            part = ONLY_KEYS if number % 2 else ""
            draft.live(entity, Change("D", later(random, last.at), row), part)
            draft.deleted.add((entity, shape.key_of(row)))


# Corrections and ties


@fault("an update with an old time comes in a later file, often between known changes")
def rows_corrected(draft: Draft, random: np.random.Generator) -> None:
    """Between two changes of the key where there are two, else a little after the only one."""
    for entity in CHANGING:
        for key in draft.some(entity, random, SHARE, at_least=3):
            life = draft.life[entity][key]
            first = life[0]
            gap = life[1].at - first.at if len(life) > 1 else DAY
            if gap < 2 or first.op == "D":
                continue
            at = first.at + int(random.integers(1, gap))
            correction = Change("U", at, altered(entity, first.row, random))
            # never in the file of its own day: the change is old when it comes
            draft.put(draft.file_after(clock.date_of(at), entity, random), correction)
            draft.note(entity, correction)


@fault("a change is delivered again in a later file, with the same time and another content")
def changes_replaced(draft: Draft, random: np.random.Generator) -> None:
    """The later file counts."""
    for entity in CHANGING:
        for key in draft.some(entity, random, SHARE, at_least=3):
            rival = rival_of(draft, entity, key, random)
            if rival is not None:
                change, other = rival
                draft.put(draft.later_file(change, random), other)


@fault("two changes of a key have the same time: in a file or in two, with and without op_sequence")
def clock_ties(draft: Draft, random: np.random.Generator) -> None:
    """Six ways of deciding which one counts, in turn."""
    for entity in (ORDERS, ORDER_ITEMS, ORDER_PAYMENTS, CUSTOMERS):
        for way, key in enumerate(draft.some(entity, random, SHARE, at_least=6)):
            rival = rival_of(draft, entity, key, random)
            if rival is not None:
                WAYS_OF_A_TIE[way % len(WAYS_OF_A_TIE)](draft, entity, *rival, random)


def rival_of(
    draft: Draft, entity: str, key: Key, random: np.random.Generator
) -> tuple[Change, Change] | None:
    """A change of a key, and another one with the same time and another content."""
    inserts_and_updates = [change for change in draft.life[entity][key] if change.op != "D"]
    if not inserts_and_updates:
        return None
    change = inserts_and_updates[int(random.integers(len(inserts_and_updates)))]
    return change, Change("U", change.at, altered(entity, change.row, random))


Tie = Callable[[Draft, str, Change, Change, np.random.Generator], None]


def next_line(
    draft: Draft, entity: str, change: Change, other: Change, random: np.random.Generator
) -> None:
    """In the same file, further down: the other one counts."""
    draft.put(draft.file_of[change], other)


def line_before(
    draft: Draft, entity: str, change: Change, other: Change, random: np.random.Generator
) -> None:
    """In the same file, before it: the change counts."""
    draft.put(draft.file_of[change], other, before=change)


def sequence_in_file(
    draft: Draft, entity: str, change: Change, other: Change, random: np.random.Generator
) -> None:
    """In the same file before it, with a higher op_sequence: the other one counts."""
    change.sequence, other.sequence = 1, 2
    draft.put(draft.file_of[change], other, before=change)


def same_evening(
    draft: Draft, entity: str, change: Change, other: Change, random: np.random.Generator
) -> None:
    """In a second file of the same evening: the name decides."""
    draft.put(draft.file(entity, draft.file_of[change].day, SECOND), other)


def sequence_over_files(
    draft: Draft, entity: str, change: Change, other: Change, random: np.random.Generator
) -> None:
    """In a later file, with a lower op_sequence: the change counts."""
    change.sequence, other.sequence = 10, 9
    draft.put(draft.later_file(change, random), other)


def sequence_against_none(
    draft: Draft, entity: str, change: Change, other: Change, random: np.random.Generator
) -> None:
    """In the same file before it, and only the other one has an op_sequence: that one counts."""
    change.sequence, other.sequence = None, 1
    draft.put(draft.file_of[change], other, before=change)


WAYS_OF_A_TIE: tuple[Tie, ...] = (
    next_line,
    line_before,
    sequence_in_file,
    same_evening,
    sequence_over_files,
    sequence_against_none,
)


# Files of another kind


@fault("a full extract without op is delivered among the changes")
def extracts_delivered(draft: Draft, random: np.random.Generator) -> None:
    """Of sellers and translations, as they are on the evening of some day."""
    days = sorted({file.day for file in draft.ordered_files()})
    for entity in (SELLERS, CATEGORY_TRANSLATIONS):
        middle = days[len(days) // 4 : -len(days) // 4] or days
        file = draft.file(entity, middle[int(random.integers(len(middle)))], FULL)
        evening = int(file.modified_at.timestamp())
        states = (state_on(life, evening) for life in draft.life[entity].values())
        file.rows = [row for row in states if row is not None]


# Rows that are to be rejected


def broken(entity: str, **values: str) -> Callable[[Row], Row]:
    """A row with values that break a rule."""
    return lambda row: ENTITIES[entity].changed(row, **values)


def unchanged(row: Row) -> Row:
    """The row as it is."""
    return row


# Rule, entity, op (None: U), op_at (None: a good one), what becomes of the row.
UNUSABLE: tuple[tuple[str, str, str | None, str | None, Callable[[Row], Row]], ...] = (
    ("key_missing", ORDERS, None, None, broken(ORDERS, order_id=" ")),
    ("op_unknown", ORDERS, "X", None, unchanged),
    ("op_at_missing", ORDER_ITEMS, None, "", unchanged),
    ("op_at_unparsable", ORDER_PAYMENTS, None, "2018-02-30 10:00:00", unchanged),
    ("op_at_in_future", CUSTOMERS, None, "2199-01-01 00:00:00", unchanged),
    ("customer_id_missing", ORDERS, None, None, broken(ORDERS, customer_id="")),
    ("status_unknown", ORDERS, None, None, broken(ORDERS, order_status="lost")),
    ("purchased_at_unparsable", ORDERS, None, None, broken(ORDERS, order_purchase_timestamp="")),
    ("time_unparsable", ORDERS, None, None, broken(ORDERS, order_approved_at="yesterday")),
    ("product_id_missing", ORDER_ITEMS, None, None, broken(ORDER_ITEMS, product_id="")),
    ("seller_id_missing", ORDER_ITEMS, None, None, broken(ORDER_ITEMS, seller_id=" ")),
    ("price_not_money", ORDER_ITEMS, None, None, broken(ORDER_ITEMS, price="-1.00")),
    ("freight_not_money", ORDER_ITEMS, None, None, broken(ORDER_ITEMS, freight_value="1.005")),
    ("value_not_money", ORDER_PAYMENTS, None, None, broken(ORDER_PAYMENTS, payment_value="9,90")),
    ("payment_type_missing", ORDER_PAYMENTS, None, None, broken(ORDER_PAYMENTS, payment_type="")),
    (
        "installments_not_a_number",
        ORDER_PAYMENTS,
        None,
        None,
        broken(ORDER_PAYMENTS, payment_installments="two"),
    ),
    ("score_not_1_to_5", ORDER_REVIEWS, None, None, broken(ORDER_REVIEWS, review_score="6")),
    (
        "customer_unique_id_missing",
        CUSTOMERS,
        None,
        None,
        broken(CUSTOMERS, customer_unique_id=""),
    ),
    ("number_unparsable", PRODUCTS, None, None, broken(PRODUCTS, product_weight_g="heavy")),
    (
        "translation_missing",
        CATEGORY_TRANSLATIONS,
        None,
        None,
        broken(CATEGORY_TRANSLATIONS, product_category_name_english=""),
    ),
)


@fault("a row breaks a rule, one row for each rule: it is rejected", on_by_default=False)
def rows_unusable(draft: Draft, random: np.random.Generator) -> None:
    """Off by default: a small file with such a row may have too large a share of rejects."""
    for _, entity, op, at_text, spoil in UNUSABLE:
        for key in draft.some(entity, random, 0, at_least=1):
            change = draft.life[entity][key][0]
            row = spoil(altered(entity, change.row, random))
            line = Change(op or "U", change.at + 1, row, at_text=at_text)
            # in the same file, and never part of the key's life
            draft.put(draft.file_of[change], line)
