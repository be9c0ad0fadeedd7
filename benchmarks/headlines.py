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
class ShopSales:
    """The headline figures of the web shop, of what was not cancelled; money in INR."""

    lines: int
    orders: int
    units: int
    sale: Decimal
    net: Decimal
    tax: Decimal
    discount: Decimal

    @classmethod
    def read(cls, values: dict[str, Any]) -> ShopSales:
        """From texts or numbers under the names of rpt_webshop_headline; no line has no amounts."""

        def money(name: str) -> Decimal:
            return Decimal(str(values[name] or 0))

        return cls(
            int(values["line_count"]),
            int(values["order_count"]),
            int(values["unit_count"] or 0),
            money("sale"),
            money("net"),
            money("tax"),
            money("discount"),
        )

    def __str__(self) -> str:
        return (
            f"{self.lines:,} lines, {self.orders:,} orders, {self.units:,} units, sale "
            f"{self.sale:,.2f} INR, net {self.net:,.2f}, tax {self.tax:,.2f}, discount "
            f"{self.discount:,.2f}"
        )


Figures = Headline | Sales | ShopSales


@dataclass(frozen=True)
class LineOfBusiness:
    """A line of business, and where its headline stands after a run.

    Attributes:
        read: makes figures of named values.
        in_summary: what the summary of a run calls it; None where that has not all of them.
        table: asked then, after the run and outside of what is measured.
    """

    name: str
    read: Callable[[dict[str, Any]], Figures]
    in_summary: str | None = None
    table: str = ""


DISTRIBUTION = LineOfBusiness("distribution", Headline.read, in_summary="headline")
MARKETPLACE = LineOfBusiness("marketplace", Sales.read, in_summary="marketplace")
WEBSHOP = LineOfBusiness("webshop", ShopSales.read, table="analytics.rpt_webshop_headline")
