"""What is on the rows of the feeds before they become text."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from simulator.accounting import KEY_DAMAGED, ORDER_ID_MISSING, TOTAL_LINE

ATLON = "atlon"
SPORTS_BAR = "sports_bar"

# Stands for a customer, and for a product, that the pipeline cannot identify.
UNKNOWN_ID = "999999"

# The mistyped product id that the real data has, and the id that was meant.
MISTYPED_PRODUCT_ID = "XYZ123"
MEANT_PRODUCT_ID = "25891502"

# Ids that no product table knows, and texts where a customer's number should be, as in real files.
UNKNOWN_PRODUCT_IDS = ("77777777", "88888888", "99999999")
CUSTOMER_TEXTS = ("ABC987", "XYZ123", "INVALID")
# What spreadsheets, exports and reports leave where an order's number should be.
ORDER_TEXTS = ("2.02507E+14", "20250701.0", "#N/A", "None", "Grand Total")
ORDER_RULES = (KEY_DAMAGED, KEY_DAMAGED, ORDER_ID_MISSING, ORDER_ID_MISSING, TOTAL_LINE)


@dataclass(frozen=True)
class Customer:
    """A customer as it truly is."""

    customer_id: str
    name: str
    city: str | None
    market: str
    platform: str
    channel: str


@dataclass(frozen=True)
class Product:
    """A product as it truly is; ``division`` is None where a seed of the project decides it."""

    product_id: str
    name: str
    variant: str
    category: str
    division: str | None


@dataclass
class CustomerRow:
    """A row of sports_bar/customers: the true customer and what was typed."""

    customer: Customer
    name: str
    city: str


@dataclass
class ProductRow:
    """A row of sports_bar/products: the true product and what was typed."""

    product: Product
    product_id: str
    name: str
    category: str


@dataclass
class PriceRow:
    """A row of sports_bar/gross_prices: a price in INR from ``month`` on, and what was typed.

    ``keeps_truth`` marks the row that mess must leave readable: it has the true price of its
    year, and the only later row of the year has the same.
    """

    product_id: str
    month: datetime.date
    price: str
    date_style: int
    keeps_truth: bool

    def accepted_price(self) -> Decimal | None:
        """The price that the rules take from the row, None where they reject it."""
        try:
            price = abs(Decimal(self.price))
        except ArithmeticError:
            return None
        return price or None


@dataclass
class OrderLines:
    """Order lines of one day (or a part of it), one numpy array of n elements a column.

    ``product`` and ``customer`` are positions in the lists of products and customers. Positions
    from ``product_count`` on mean UNKNOWN_PRODUCT_IDS, positions from ``customer_count`` on mean
    CUSTOMER_TEXTS; an order number of -1 the first of ORDER_TEXTS, and so on. A quantity of 0 is a
    missing one. ``is_copy`` marks a line that says the same
    as another line of the file.
    """

    product_count: int
    customer_count: int
    order_number: NDArray[np.int64]
    product: NDArray[np.int64]
    customer: NDArray[np.int64]
    quantity: NDArray[np.int64]
    is_copy: NDArray[np.bool_]
    date_style: NDArray[np.int64]
    quantity_as_decimal: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.order_number)

    def sort_by_order(self) -> None:
        """Bring the lines of an order together, as the real files have them."""
        position = np.argsort(self.order_number, kind="stable")
        for column in (
            "order_number",
            "product",
            "customer",
            "quantity",
            "is_copy",
            "date_style",
            "quantity_as_decimal",
        ):
            setattr(self, column, getattr(self, column)[position])
