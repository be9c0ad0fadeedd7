"""The eight feeds: when a file is delivered, what it is called, and what is in it.

To add a feed: write a function that yields the parts of its file of a day, a function that says
on which days it is delivered, and one entry in FEEDS. To add a kind of mess: one function in
mess_reference.py or mess_orders.py.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np
from numpy.typing import NDArray

from simulator.accounting import (
    PRICE_NEGATIVE,
    PRICE_NOT_NUMERIC,
    PRICE_ZERO,
    Counts,
)
from simulator.dates import first_of_month, months_back, price_date_text
from simulator.mess import spoil_rows
from simulator.mess_orders import ORDERS
from simulator.mess_reference import CUSTOMERS
from simulator.parts import DailyOrdersPart, MonthlySalesPart, Part, ReferencePart
from simulator.randomness import stream
from simulator.rows import (
    ATLON,
    SPORTS_BAR,
    Customer,
    CustomerRow,
    OrderLines,
    PriceRow,
)
from simulator.settings import MONTHS_OF_HISTORY, Settings
from simulator.world import World

# Atlon reports a month's sales on this day of the month after.
DAY_OF_MONTHLY_REPORT = 5
SHARE_OF_MONTHLY_CELLS = 0.4
LARGEST_MONTHLY_QUANTITY = 1_000

LINES_OF_A_PART = 200_000
LARGEST_ORDER = 6
NO_CITY = "Unknown"

DELIVERY_HOUR = 6


# Customers


def atlon_customers(world: World, day: int) -> Iterator[Part]:
    """The full picture of atlon's customers."""
    customers = world.customers[ATLON]
    yield ReferencePart(
        lines=[(c.customer_id, c.name, c.market, c.platform, c.channel) for c in customers],
        counts=Counts(landed=len(customers), accepted=len(customers)),
        table="customers",
        clean=[clean_customer(ATLON, customer, None) for customer in customers],
    )


def sports_bar_customers(world: World, day: int) -> Iterator[Part]:
    """The full picture of sports_bar's customers. Of rows of one customer the last one counts."""
    settings = world.settings
    rows = [
        CustomerRow(customer, customer.name, customer.city or "")
        for customer in world.customers[SPORTS_BAR]
    ]
    spoil_rows(rows, CUSTOMERS, settings.mess, settings.seed)
    last_rows = {row.customer.customer_id: row for row in rows}
    yield ReferencePart(
        lines=[(row.customer.customer_id, row.name, row.city) for row in rows],
        counts=last_counts(len(rows), len(last_rows)),
        table="customers",
        clean=[
            clean_customer(SPORTS_BAR, row.customer, row.customer.city if row.city else NO_CITY)
            for row in last_rows.values()
        ],
    )


def clean_customer(company: str, customer: Customer, city: str | None) -> dict[str, str | None]:
    """A row of the customers that gold must hold; the city is part of the name if there is one."""
    return {
        "company": company,
        "customer_id": customer.customer_id,
        "customer": customer.name if city is None else f"{customer.name} - {city}",
        "customer_name": customer.name,
        "city": city,
        "market": customer.market,
        "platform": customer.platform,
        "channel": customer.channel,
    }


def last_counts(landed: int, keys: int) -> Counts:
    """Counts of rows of which the last one of each key is accepted."""
    return Counts(landed=landed, accepted=keys, superseded=landed - keys)


# Products


def atlon_products(world: World, day: int) -> Iterator[Part]:
    """The full picture of atlon's products."""
    products = world.products[ATLON]
    yield ReferencePart(
        lines=[(p.product_id, p.division or "", p.category, p.name, p.variant) for p in products],
        counts=Counts(landed=len(products), accepted=len(products)),
        table="products",
        clean=[
            {
                "company": ATLON,
                "product_id": p.product_id,
                "division": p.division,
                "category": p.category,
                "product": p.name,
                "variant": p.variant,
            }
            for p in products
        ],
    )


def sports_bar_products(world: World, day: int) -> Iterator[Part]:
    """The full picture of sports_bar's products. Of rows of one product the last one counts."""
    rows = world.product_rows
    last_rows = {world.identified_product(row.product_id): row for row in rows}
    yield ReferencePart(
        lines=[(row.name, row.product_id, row.category) for row in rows],
        counts=last_counts(len(rows), len(last_rows)),
        table="products",
        clean=[
            {
                "company": SPORTS_BAR,
                "product_id": product_id,
                "division": None,
                "category": row.product.category,
                "product": row.product.name,
                "variant": row.product.variant,
            }
            for product_id, row in last_rows.items()
        ],
    )


# Prices


def price_years(settings: Settings, day: int, first_year: int) -> range:
    """Years of the price list of a day: all from ``first_year`` on, then one on each 1 January."""
    year = settings.date(day).year
    return range(first_year if day == 0 else year, year + 1)


def atlon_gross_prices(world: World, day: int) -> Iterator[Part]:
    """Prices by year; those of atlon's history come with the first delivery."""
    first_year = world.settings.first_month_of_history.year
    for year in price_years(world.settings, day, first_year):
        prices = world.year_prices(ATLON, year)
        yield ReferencePart(
            lines=[
                (product.product_id, str(price), str(year))
                for product, price in zip(world.products[ATLON], prices, strict=True)
            ],
            counts=Counts(landed=len(prices), accepted=len(prices)),
            table="month_prices",
        )


def sports_bar_gross_prices(world: World, day: int) -> Iterator[Part]:
    """Prices by month. Of readable rows of one product and month the last one counts."""
    for year in price_years(world.settings, day, world.settings.first_day.year):
        rows = world.price_rows(year)
        prices = {
            (world.crosswalk.get(row.product_id, row.product_id), row.month): price
            for row in rows
            if (price := row.accepted_price()) is not None
        }
        yield ReferencePart(
            lines=[
                (row.product_id, price_date_text(row.month, row.date_style), row.price)
                for row in rows
            ],
            counts=price_counts(rows, len(prices)),
            table="month_prices",
            clean=[
                {
                    "company": SPORTS_BAR,
                    "product_id": product_id,
                    "month": month,
                    "price_inr": price,
                }
                for (product_id, month), price in prices.items()
            ],
        )


def price_counts(rows: list[PriceRow], accepted: int) -> Counts:
    """Counts of price rows by outcome and rule."""
    rejected = sum(row.accepted_price() is None for row in rows)
    zeros = sum(row.price == "0" for row in rows)
    return Counts(
        landed=len(rows),
        accepted=accepted,
        superseded=len(rows) - accepted - rejected,
        rejected=rejected,
        rejected_by_rule=Counter({PRICE_ZERO: zeros, PRICE_NOT_NUMERIC: rejected - zeros}),
        warned_by_rule=Counter({PRICE_NEGATIVE: sum(row.price.startswith("-") for row in rows)}),
    )


# Orders


def atlon_orders(world: World, day: int) -> Iterator[Part]:
    """Monthly sales: the year before the first month at first, then month by month."""
    month = first_of_month(world.settings.date(day))
    months = MONTHS_OF_HISTORY if day == 0 else 1
    for back in range(months, 0, -1):
        yield month_of_sales(world, months_back(month, back))


def month_of_sales(world: World, month: datetime.date) -> MonthlySalesPart:
    """Sales of a random share of all pairs of product and customer."""
    settings = world.settings
    random = stream(settings.seed, "atlon/orders", month.year, month.month)
    pairs = settings.products * settings.customers
    wanted = max(1, round(SHARE_OF_MONTHLY_CELLS * pairs))
    chosen = np.sort(random.choice(pairs, wanted, replace=False)).astype(np.int64)
    return MonthlySalesPart(
        world=world,
        month=month,
        product=chosen // settings.customers,
        customer=chosen % settings.customers,
        quantity=random.integers(1, LARGEST_MONTHLY_QUANTITY + 1, size=wanted),
    )


def sports_bar_orders(world: World, day: int) -> Iterator[Part]:
    """Order lines of a day, in parts of bounded size."""
    settings = world.settings
    lines_of_day = settings.lines_of_day(day)
    for number, first_line in enumerate(range(0, lines_of_day, LINES_OF_A_PART)):
        count = min(LINES_OF_A_PART, lines_of_day - first_line)
        lines = clean_lines(world, day, number, first_line, count)
        spoil_rows(lines, ORDERS, settings.mess, settings.seed, day, number)
        lines.sort_by_order()
        yield DailyOrdersPart(world, settings.date(day), lines)


def clean_lines(world: World, day: int, part: int, first_line: int, count: int) -> OrderLines:
    """Orders of one customer each, with one to LARGEST_ORDER different products.

    Half of the orders have one line, a quarter two, and so on. Some customers and products
    are more frequent than others.
    """
    settings = world.settings
    random = stream(settings.seed, "sports_bar/orders", day, part)
    sizes = np.minimum(random.geometric(0.5, size=count), LARGEST_ORDER)
    ends = np.cumsum(sizes)
    orders = int(np.searchsorted(ends, count)) + 1
    order = np.repeat(np.arange(orders), sizes[:orders])[:count]
    place_in_order = np.arange(count) - (ends - sizes)[order]

    customer = frequent_first(random.random(orders), settings.customers)
    first_product = frequent_first(random.random(orders), settings.products)
    product = (first_product[order] + place_in_order) % settings.products
    quantity = 1 + (random.random(count) * 2 * world.typical_quantities[product]).astype(np.int64)
    return OrderLines(
        product_count=settings.products,
        customer_count=settings.customers,
        order_number=first_line + 1 + order,
        product=product,
        customer=customer[order],
        quantity=quantity,
        is_copy=np.zeros(count, dtype=np.bool_),
        date_style=np.zeros(count, dtype=np.int64),
        quantity_as_decimal=np.zeros(count, dtype=np.bool_),
    )


def frequent_first(random_numbers: NDArray[np.float64], count: int) -> NDArray[np.int64]:
    """Positions below ``count`` from numbers in [0, 1); low positions are more frequent."""
    return (random_numbers**1.5 * count).astype(np.int64)


# The feeds, and when they deliver


def on_first_day(settings: Settings, day: int) -> bool:
    """Once, at the beginning."""
    return day == 0


def each_year(settings: Settings, day: int) -> bool:
    """At the beginning and on each 1 January."""
    date = settings.date(day)
    return day == 0 or (date.month, date.day) == (1, 1)


def each_month(settings: Settings, day: int) -> bool:
    """At the beginning, and when a month since then has been reported."""
    date = settings.date(day)
    reported = months_back(first_of_month(date), 1)
    return day == 0 or (
        date.day == DAY_OF_MONTHLY_REPORT and reported >= first_of_month(settings.first_day)
    )


def each_day(settings: Settings, day: int) -> bool:
    """Every day."""
    return True


@dataclass(frozen=True)
class Feed:
    """A folder below the landing root, and the files that arrive there."""

    name: str
    columns: tuple[str, ...]
    is_due: Callable[[Settings, int], bool]
    parts: Callable[[World, int], Iterator[Part]]
    may_nest: bool = False
    line_end: str = "\r\n"

    def path(self, settings: Settings, day: int) -> PurePosixPath:
        """Path of the file of a day, below the landing root."""
        date = settings.date(day)
        folder = PurePosixPath(self.name)
        if settings.nested and self.may_nest:
            folder = folder / f"{date:%Y}" / f"{date:%m}"
        extension = ".csv.gz" if settings.gzip else ".csv"
        return folder / f"{PurePosixPath(self.name).name}_{date:%Y_%m_%d}{extension}"

    def header(self) -> bytes:
        """The first line of each file."""
        return (",".join(self.columns) + self.line_end).encode()


def delivered_at(settings: Settings, day: int) -> datetime.datetime:
    """When the files of a day are delivered: in the morning of that day, UTC."""
    at = datetime.time(DELIVERY_HOUR, tzinfo=datetime.UTC)
    return datetime.datetime.combine(settings.date(day), at)


FEEDS = (
    Feed(
        name="atlon/customers",
        columns=("customer_code", "customer", "market", "platform", "channel"),
        is_due=on_first_day,
        parts=atlon_customers,
    ),
    Feed(
        name="atlon/products",
        columns=("product_code", "division", "category", "product", "variant"),
        is_due=on_first_day,
        parts=atlon_products,
    ),
    Feed(
        name="atlon/gross_prices",
        columns=("product_code", "price_inr", "year"),
        is_due=each_year,
        parts=atlon_gross_prices,
    ),
    Feed(
        name="atlon/orders",
        columns=("date", "product_code", "customer_code", "sold_quantity"),
        is_due=each_month,
        parts=atlon_orders,
        may_nest=True,
    ),
    Feed(
        name="sports_bar/customers",
        columns=("customer_id", "customer_name", "city"),
        is_due=on_first_day,
        parts=sports_bar_customers,
    ),
    Feed(
        name="sports_bar/products",
        columns=("product_name", "product_id", "category"),
        is_due=on_first_day,
        parts=sports_bar_products,
    ),
    Feed(
        name="sports_bar/gross_prices",
        columns=("product_id", "month", "gross_price"),
        is_due=each_year,
        parts=sports_bar_gross_prices,
    ),
    Feed(
        name="sports_bar/orders",
        columns=("order_id", "order_placement_date", "customer_id", "product_id", "order_qty"),
        is_due=each_day,
        parts=sports_bar_orders,
        may_nest=True,
    ),
)
