"""What a landing zone is made of: seed, size, days, mess, and how its files are written."""

import dataclasses
import datetime
from dataclasses import dataclass
from typing import Any

# Importing the two modules registers their kinds of mess.
from simulator import mess_orders, mess_reference
from simulator.dates import first_of_month, months_back
from simulator.errors import SimulatorError
from simulator.mess import check_kinds, default_kinds
from simulator.mess_reference import product_id_typed_wrong

__all__ = ["Batch", "Settings", "make_settings", "mess_orders", "mess_reference"]

FIRST_DAY = datetime.date(2025, 7, 1)
MONTHS_OF_HISTORY = 12
FEWEST_PRODUCTS = 6
FEWEST_PRODUCTS_TO_MISTYPE = 14
MOST_CUSTOMERS_TIMES_PRODUCTS = 2_000_000


@dataclass(frozen=True)
class Batch:
    """Consecutive days and the order lines that they hold together, evenly spread."""

    days: int
    order_lines: int

    def first_line(self, day: int) -> int:
        """How many of the batch's lines come before its day ``day`` (counted from 0)."""
        return self.order_lines * day // self.days


@dataclass(frozen=True)
class Settings:
    """All that decides the bytes of a landing zone. Use make_settings() for sensible sizes.

    The first batch is the history, each later one follows on the day after the one before. An
    order line is a row of the daily files of sports_bar, mess included. The monthly rows of
    atlon, whose number follows from customers and products, come on top.
    """

    seed: int
    batches: tuple[Batch, ...]
    customers: int
    products: int
    mess: frozenset[str]
    first_day: datetime.date = FIRST_DAY
    gzip: bool = False
    nested: bool = False

    def __post_init__(self) -> None:
        """Refuse what cannot be generated; raises SimulatorError."""
        check_kinds(self.mess)
        for batch in self.batches:
            if batch.days < 1 or batch.order_lines < batch.days:
                raise SimulatorError(
                    f"{batch.order_lines:,} order lines cannot be spread over {batch.days:,} days.",
                    "Give at least one day, and at least one order line a day.",
                )
        if self.seed < 0:
            raise SimulatorError(f"The seed is {self.seed}.", "Use a seed of 0 or more.")
        if self.customers < 1 or self.products < FEWEST_PRODUCTS:
            raise SimulatorError(
                f"{self.customers} customers and {self.products} products are too few.",
                f"Give at least 1 customer and {FEWEST_PRODUCTS} products.",
            )
        if self.customers * self.products > MOST_CUSTOMERS_TIMES_PRODUCTS:
            raise SimulatorError(
                f"{self.customers:,} customers times {self.products:,} products are too many.",
                f"Keep their product within {MOST_CUSTOMERS_TIMES_PRODUCTS:,}.",
            )
        mistyped = product_id_typed_wrong.__name__
        if mistyped in self.mess and self.products < FEWEST_PRODUCTS_TO_MISTYPE:
            raise SimulatorError(
                f"The product that {mistyped} spoils is not among {self.products} products.",
                f"Give at least {FEWEST_PRODUCTS_TO_MISTYPE} products or leave the kind out.",
            )

    @property
    def days(self) -> int:
        """Days of all batches."""
        return self.days_until(len(self.batches))

    @property
    def order_lines(self) -> int:
        """Order lines of all batches."""
        return sum(batch.order_lines for batch in self.batches)

    @property
    def first_month_of_history(self) -> datetime.date:
        """The first month of atlon's sales: they begin a year before the daily orders."""
        return months_back(first_of_month(self.first_day), MONTHS_OF_HISTORY)

    def days_until(self, batches: int) -> int:
        """Days of the first ``batches`` batches."""
        return sum(batch.days for batch in self.batches[:batches])

    def date(self, day: int) -> datetime.date:
        """The date of a day, counted from 0."""
        return self.first_day + datetime.timedelta(days=day)

    def lines_of_day(self, day: int) -> int:
        """Order lines in the file of a day, counted from 0."""
        for batch in self.batches:
            if day < batch.days:
                return batch.first_line(day + 1) - batch.first_line(day)
            day -= batch.days
        raise IndexError(day)

    def with_batch(self, batch: Batch) -> "Settings":
        """The same settings with one more batch at the end."""
        return dataclasses.replace(self, batches=(*self.batches, batch))

    def begins_like(self, other: "Settings") -> bool:
        """Whether this is the other zone, perhaps followed by more batches."""
        return (
            dataclasses.replace(self, batches=other.batches) == other
            and self.batches[: len(other.batches)] == other.batches
        )

    def to_json(self) -> dict[str, Any]:
        """The settings in values that JSON knows."""
        return {
            "seed": self.seed,
            "first_day": self.first_day.isoformat(),
            "batches": [[batch.days, batch.order_lines] for batch in self.batches],
            "customers": self.customers,
            "products": self.products,
            "mess": sorted(self.mess),
            "gzip": self.gzip,
            "nested": self.nested,
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Settings":
        """The settings that to_json() wrote."""
        return cls(
            seed=values["seed"],
            first_day=datetime.date.fromisoformat(values["first_day"]),
            batches=tuple(Batch(days, lines) for days, lines in values["batches"]),
            customers=values["customers"],
            products=values["products"],
            mess=frozenset(values["mess"]),
            gzip=values["gzip"],
            nested=values["nested"],
        )


def make_settings(
    order_lines: int = 5_000,
    days: int | None = None,
    *,
    customers: int | None = None,
    products: int | None = None,
    seed: int = 7,
    mess: frozenset[str] | None = None,
    first_day: datetime.date = FIRST_DAY,
    gzip: bool = False,
    nested: bool = False,
) -> Settings:
    """Settings of a zone of ``order_lines``; what is not given grows with that number.

    Days: 60 up to 100,000 lines, 180 up to a million, then a year. Customers and products are
    per company. Raises SimulatorError when the values do not go together.
    """
    growth = max(1.0, order_lines / 100_000)
    default_days = 60 if order_lines <= 100_000 else 180 if order_lines < 1_000_000 else 365
    return Settings(
        seed=seed,
        batches=(Batch(min(default_days, order_lines) if days is None else days, order_lines),),
        customers=round(24 * growth**0.5) if customers is None else customers,
        products=3 * round(6 * growth**0.25) if products is None else products,
        mess=default_kinds() if mess is None else check_kinds(mess),
        first_day=first_day,
        gzip=gzip,
        nested=nested,
    )
