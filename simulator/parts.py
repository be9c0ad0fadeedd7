"""A part of a file: rows that are made, written and judged together.

Small files are one part; the orders of a day are cut into parts, so that memory stays bounded
whatever a day holds. A part knows its CSV text and what the pipeline must make of its rows.
"""

import csv
import datetime
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator import arrow
from simulator.accounting import (
    CUSTOMER_UNKNOWN,
    PRODUCT_UNKNOWN,
    QUANTITY_MISSING,
    Counts,
)
from simulator.dates import MONTHS, first_of_month, order_date_texts
from simulator.rows import (
    ATLON,
    CUSTOMER_TEXTS,
    ORDER_RULES,
    ORDER_TEXTS,
    SPORTS_BAR,
    UNKNOWN_ID,
    UNKNOWN_PRODUCT_IDS,
    OrderLines,
)
from simulator.world import World

ORDER_NUMBER_WIDTH = 7


class Part(Protocol):
    """What a feed must know about some of its rows."""

    @property
    def counts(self) -> Counts:
        """The rows by outcome."""
        ...

    def csv(self, line_end: str) -> bytes:
        """The rows as CSV without header, each row with ``line_end``."""
        ...


@dataclass(frozen=True)
class ReferencePart:
    """Rows of customers, products or prices.

    ``clean`` are the rows that the pipeline must make of them, for the truth table ``table``.
    """

    lines: Sequence[tuple[str, ...]]
    counts: Counts
    table: str
    clean: list[dict[str, Any]] = field(default_factory=list)

    def csv(self, line_end: str) -> bytes:
        """The rows as CSV, quoted only where needed."""
        text = io.StringIO()
        csv.writer(text, lineterminator=line_end).writerows(self.lines)
        return text.getvalue().encode()


@dataclass(frozen=True)
class Sales:
    """Accepted order lines as columns of n elements: positions of products and customers.

    The position after the last customer stands for the unknown customer.
    """

    company: str
    date: datetime.date
    product: NDArray[np.int64]
    customer: NDArray[np.int64]
    quantity: NDArray[np.int64]

    @property
    def month(self) -> datetime.date:
        """First day of the month that the lines count in."""
        return first_of_month(self.date)


@dataclass(frozen=True)
class DailyOrdersPart:
    """Order lines of sports_bar of one day, mess included."""

    world: World
    day: datetime.date
    lines: OrderLines

    @cached_property
    def is_rejected(self) -> NDArray[np.bool_]:
        """Lines without quantity or order, and those of products that cannot be identified."""
        has_nothing: NDArray[np.bool_] = (self.lines.quantity == 0) | (self.lines.order_number < 0)
        return has_nothing | ~self.world.is_sellable[self.lines.product]

    @property
    def is_accepted(self) -> NDArray[np.bool_]:
        """Lines that count; of lines that say the same, only one does."""
        return ~self.is_rejected & ~self.lines.is_copy

    @property
    def counts(self) -> Counts:
        """The lines by outcome."""
        lines = self.lines
        accepted = int(self.is_accepted.sum())
        rejected = int(self.is_rejected.sum())
        unknown_products = int((~self.world.is_sellable[lines.product]).sum())
        odd_orders: Counter[str] = Counter()
        for place, rule in enumerate(ORDER_RULES):
            odd_orders[rule] += int((lines.order_number == -1 - place).sum())
        return Counts(
            landed=len(lines),
            accepted=accepted,
            superseded=len(lines) - accepted - rejected,
            rejected=rejected,
            rejected_by_rule=Counter(
                {
                    QUANTITY_MISSING: int((lines.quantity == 0).sum()),
                    PRODUCT_UNKNOWN: unknown_products,
                }
            )
            + odd_orders,
            warned_by_rule=Counter(
                {CUSTOMER_UNKNOWN: int((lines.customer >= lines.customer_count).sum())}
            ),
        )

    @property
    def order_ids(self) -> arrow.Column:
        """The order of each line, for example FJUL25010000042."""
        prefix = f"F{MONTHS[self.day.month - 1][:3].upper()}{self.day:%y%d}"
        numbers = self.lines.order_number
        ids = arrow.padded(prefix, numbers, ORDER_NUMBER_WIDTH)
        is_odd = numbers < 0
        if not is_odd.any():
            return ids
        odd = arrow.picked(ORDER_TEXTS, np.where(is_odd, -1 - numbers, 0))
        return arrow.chosen(is_odd, odd, ids)

    def csv(self, line_end: str) -> bytes:
        """The lines as CSV, dates with a comma in quotes."""
        lines = self.lines
        largest = int(lines.quantity.max(initial=0))
        whole = ["", *(str(quantity) for quantity in range(1, largest + 1))]
        decimal = ["", *(f"{quantity}.0" for quantity in range(1, largest + 1))]
        return arrow.joined_by_commas(
            [
                self.order_ids,
                arrow.picked(order_date_texts(self.day), lines.date_style),
                arrow.picked(
                    [c.customer_id for c in self.world.customers[SPORTS_BAR]]
                    + list(CUSTOMER_TEXTS),
                    lines.customer,
                ),
                arrow.picked(
                    [p.product_id for p in self.world.products[SPORTS_BAR]]
                    + list(UNKNOWN_PRODUCT_IDS),
                    lines.product,
                ),
                arrow.picked(
                    [text + line_end for text in whole + decimal],
                    lines.quantity + lines.quantity_as_decimal * len(whole),
                ),
            ]
        )

    def accepted_order_ids(self) -> arrow.Column:
        """The order of each accepted line."""
        return self.order_ids.filter(self.is_accepted)

    def sales(self) -> Sales:
        """The accepted lines."""
        lines, accepted = self.lines, self.is_accepted
        return Sales(
            company=SPORTS_BAR,
            date=self.day,
            product=lines.product[accepted],
            customer=np.minimum(lines.customer[accepted], lines.customer_count),
            quantity=lines.quantity[accepted],
        )


@dataclass(frozen=True)
class MonthlySalesPart:
    """Monthly sales of atlon: one clean row for a month, product and customer."""

    world: World
    month: datetime.date
    product: NDArray[np.int64]
    customer: NDArray[np.int64]
    quantity: NDArray[np.int64]

    @property
    def counts(self) -> Counts:
        """All rows are accepted."""
        return Counts(landed=len(self.quantity), accepted=len(self.quantity))

    def csv(self, line_end: str) -> bytes:
        """The rows as CSV."""
        rows = len(self.quantity)
        largest = int(self.quantity.max(initial=0))
        customers = [customer.customer_id for customer in self.world.customers[ATLON]]
        return arrow.joined_by_commas(
            [
                arrow.repeated(self.month.isoformat(), rows),
                arrow.picked([p.product_id for p in self.world.products[ATLON]], self.product),
                arrow.picked(customers, self.customer),
                arrow.picked(
                    [f"{quantity}{line_end}" for quantity in range(largest + 1)], self.quantity
                ),
            ]
        )

    def accepted_order_ids(self) -> arrow.Column:
        """Nothing in each row: monthly rows belong to no order."""
        return arrow.nothing(len(self.quantity))

    def sales(self) -> Sales:
        """All rows."""
        return Sales(
            company=ATLON,
            date=self.month,
            product=self.product,
            customer=self.customer,
            quantity=self.quantity,
        )


def sold_customer_ids(world: World, company: str) -> list[str]:
    """Customer ids by position, the unknown customer last."""
    return [customer.customer_id for customer in world.customers[company]] + [UNKNOWN_ID]


def clean_order_lines(part: DailyOrdersPart | MonthlySalesPart) -> arrow.Table:
    """Accepted order lines: company, date, order_id, product_id, customer_id, quantity (units).

    order_id is null for atlon, whose date is the first day of a month.
    """
    sales = part.sales()
    rows = len(sales.quantity)
    products = [product.product_id for product in part.world.products[sales.company]]
    customers = sold_customer_ids(part.world, sales.company)
    return arrow.table(
        {
            "company": arrow.repeated(sales.company, rows),
            "date": arrow.repeated(sales.date, rows),
            "order_id": part.accepted_order_ids(),
            "product_id": arrow.picked(products, sales.product),
            "customer_id": arrow.picked(customers, sales.customer),
            "quantity": arrow.numbers(sales.quantity),
        }
    )
