"""Kinds of mess in the daily orders of sports_bar.

The number of lines never changes: a kind that "adds" lines turns some lines into others. Shares
are near those of the real files, except that conflicting quantities are more frequent here (they
are about one in a thousand there).
"""

import numpy as np
from numpy.typing import NDArray

from simulator.dates import PLAIN_ORDER_DATE_STYLES
from simulator.mess import kind
from simulator.rows import CUSTOMER_TEXTS, ORDER_TEXTS, UNKNOWN_PRODUCT_IDS, OrderLines

ORDERS = "sports_bar/orders"
LARGEST_DIFFERENCE = 99

Positions = NDArray[np.int64]


def some(lines: OrderLines, random: np.random.Generator, share: float) -> Positions:
    """Positions of a random share of the lines."""
    return np.flatnonzero(random.random(len(lines)) < share)


def pairs(
    lines: OrderLines, random: np.random.Generator, share: float
) -> tuple[Positions, Positions]:
    """Two random sets of lines without a common line: the models, and the lines to turn into."""
    chosen = random.permutation(some(lines, random, 2 * share))
    half = len(chosen) // 2
    return chosen[:half], chosen[half : 2 * half]


@kind(ORDERS, "an order has the same product twice, with different quantities: both count")
def quantities_conflicting(lines: OrderLines, random: np.random.Generator) -> None:
    """Lines become second lines of another line's order and product."""
    models, turned = pairs(lines, random, 0.01)
    difference = random.integers(1, LARGEST_DIFFERENCE + 1, size=len(turned))
    lines.order_number[turned] = lines.order_number[models]
    lines.product[turned] = lines.product[models]
    lines.customer[turned] = lines.customer[models]
    lines.quantity[turned] = lines.quantity[models] + difference


@kind(ORDERS, "the customer's number is a word: the line counts for the unknown customer")
def customers_not_numeric(lines: OrderLines, random: np.random.Generator) -> None:
    """One of three words."""
    chosen = some(lines, random, 0.1)
    words = random.integers(len(CUSTOMER_TEXTS), size=len(chosen))
    lines.customer[chosen] = lines.customer_count + words


@kind(ORDERS, "the product is one that no list knows: the line is rejected")
def products_unknown(lines: OrderLines, random: np.random.Generator) -> None:
    """One of three ids."""
    chosen = some(lines, random, 0.05)
    unknown = random.integers(len(UNKNOWN_PRODUCT_IDS), size=len(chosen))
    lines.product[chosen] = lines.product_count + unknown


@kind(ORDERS, "the quantity is empty: the line is rejected")
def quantities_missing(lines: OrderLines, random: np.random.Generator) -> None:
    """Empty quantities."""
    lines.quantity[some(lines, random, 0.05)] = 0


@kind(ORDERS, "a line stands in the file twice, perhaps with its date typed in another format")
def order_lines_duplicated(lines: OrderLines, random: np.random.Generator) -> None:
    """Lines become copies of other lines."""
    models, turned = pairs(lines, random, 0.07)
    lines.order_number[turned] = lines.order_number[models]
    lines.product[turned] = lines.product[models]
    lines.customer[turned] = lines.customer[models]
    lines.quantity[turned] = lines.quantity[models]
    lines.is_copy[turned] = True


@kind(ORDERS, "the date is typed in four formats")
def order_dates_mixed(lines: OrderLines, random: np.random.Generator) -> None:
    """Any of the formats, without weekday."""
    lines.date_style[:] = random.integers(PLAIN_ORDER_DATE_STYLES, size=len(lines))


@kind(ORDERS, "the date has its weekday in front, with a comma")
def order_dates_with_weekday(lines: OrderLines, random: np.random.Generator) -> None:
    """Some of the dates, whatever their format."""
    lines.date_style[some(lines, random, 0.4)] += PLAIN_ORDER_DATE_STYLES


@kind(ORDERS, "the quantity is typed with a decimal: 150.0")
def quantities_as_decimals(lines: OrderLines, random: np.random.Generator) -> None:
    """All of them, as in the real files."""
    lines.quantity_as_decimal[:] = True


@kind(
    ORDERS,
    "the order's number is what a spreadsheet or a report left of it: the line is rejected",
    on_by_default=False,
)
def order_ids_damaged(lines: OrderLines, random: np.random.Generator) -> None:
    """Lines of which no copy is in the file: a copy would count instead."""
    place = lines.order_number * (len(UNKNOWN_PRODUCT_IDS) + lines.product_count) + lines.product
    chosen = np.flatnonzero(
        (random.random(len(lines)) < 0.05) & ~np.isin(place, place[lines.is_copy])
    )
    lines.order_number[chosen] = -1 - random.integers(len(ORDER_TEXTS), size=len(chosen))
