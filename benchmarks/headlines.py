"""The figures by which a benchmark knows that a run gave the right result."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

DIGITS_OF_THE_AVERAGE = Decimal("0.000001")


@dataclass(frozen=True)
class Headline:
    """The headline KPIs: INR, units, customers, and INR to 6 decimals."""

    revenue: Decimal
    quantity: int
    customers: int
    average_price: Decimal

    @classmethod
    def read(cls, values: dict[str, Any]) -> Headline:
        """From texts or numbers under the names of the summary."""
        average = Decimal(str(values["average_selling_price_inr"]))
        return cls(
            Decimal(str(values["total_revenue_inr"])),
            int(values["total_quantity"]),
            int(values["unique_customer_count"]),
            average.quantize(DIGITS_OF_THE_AVERAGE),
        )

    def __str__(self) -> str:
        return (
            f"revenue {self.revenue:,.2f} INR, quantity {self.quantity:,}, "
            f"customers {self.customers:,}, mean price {self.average_price:,}"
        )


@dataclass(frozen=True)
class Sales:
    """The headline figures of the marketplace: BRL, BRL, and orders that have items."""

    gross_revenue: Decimal
    net_revenue: Decimal
    orders: int

    @classmethod
    def read(cls, values: dict[str, Any]) -> Sales:
        """From texts or numbers under the names of the summary."""
        return cls(
            Decimal(str(values["gross_revenue_brl"])),
            Decimal(str(values["net_revenue_brl"])),
            int(values["order_count"]),
        )

    def __str__(self) -> str:
        return (
            f"gross revenue {self.gross_revenue:,.2f} BRL, net {self.net_revenue:,.2f} BRL, "
            f"orders {self.orders:,}"
        )


@dataclass(frozen=True)
class LineOfBusiness:
    """A line of business, and how its headline is read from the summary of a run."""

    name: str
    headline: Callable[[dict[str, Any]], Headline | Sales]


DISTRIBUTION = LineOfBusiness("distribution", lambda summary: Headline.read(summary["headline"]))
MARKETPLACE = LineOfBusiness("marketplace", lambda summary: Sales.read(summary["marketplace"]))
