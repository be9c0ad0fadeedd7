"""The clean truth: customers, products and prices of both companies, before any mess."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.dates import months_of_year
from simulator.mess import spoil_rows
from simulator.mess_reference import CITY_TYPOS, PRICES, PRODUCTS
from simulator.randomness import stream
from simulator.rows import (
    ATLON,
    SPORTS_BAR,
    UNKNOWN_ID,
    UNKNOWN_PRODUCT_IDS,
    Customer,
    PriceRow,
    Product,
    ProductRow,
)
from simulator.settings import Settings

# Names stay as they are when a program raises the first letter of each and lowers the rest.
CHAIN_OWNERS = (
    "Trail", "Summit", "Runner's", "Harbour", "Banyan", "Lotus",
    "Metro", "Monsoon", "Saffron", "Cardio", "Everest", "Kaveri",
)  # fmt: skip
CHAIN_KINDS = (
    "Nutrition", "Corner", "Fuel Store", "Health Foods",
    "Snack Hub", "Wellness Market", "Superfoods", "Food Mart",
)  # fmt: skip

# Base name and category of a sports_bar product, with the variants it is sold in.
BAR_KINDS = (
    ("Energy Bar", "Energy Bars", ("60g", "40g", "25g")),
    ("Protein Bar", "Protein Bars", ("45g", "55g", "65g")),
    ("Granola Crunch", "Granola & Cereals", ("400g", "300g", "200g")),
    ("Greek Yogurt Pro", "Recovery Dairy", ("200g", "120g", "80g")),
    ("Oats Cookie Bites", "Healthy Snacks", ("500g", "350g", "180g")),
    ("Electrolyte Mix", "Electrolyte Mix", ("30 Sachets", "15 Sachets", "5 Sachets")),
)
FLAVOURS = (
    "Mango Chili", "Cocoa Almond", "Lemon Ginger", "Fig Cashew",
    "Coconut Date", "Berry Oat", "Coffee Hazelnut", "Orange Seed",
)  # fmt: skip
VARIANTS = 3

# Code, division, category, product and variants of an atlon product line.
GOODS = (
    ("ARCH", "Archery", "Bow", "Meadow Recurve Bow", ("26 lbs", "30 lbs", "34 lbs")),
    ("BADM", "Badminton", "Badminton Racket", "Swift Carbon Racket", ("3U", "4U", "5U")),
    ("CAMP", "Camping", "Tent", "Ridge Dome Tent", ("2 Person", "3 Person", "4 Person")),
    ("CRIC", "Cricket", "Cricket Bat", "Maidan Willow Bat", ("SH", "LH", "Harrow")),
    ("CYCL", "Cycling", "Helmet", "Breeze Road Helmet", ("S", "M", "L")),
    ("FOOT", "Football", "Football", "Derby Match Ball", ("Size 3", "Size 4", "Size 5")),
    ("RUNN", "Running", "Running Shoes", "Dawn Road Shoes", ("UK 7", "UK 8", "UK 9")),
    ("YOGA", "Yoga", "Yoga Mat", "Calm Grip Mat", ("4 mm", "6 mm", "8 mm")),
)
SHOP_OWNERS = ("Stadium", "Champion", "Victory", "Arena", "Olympia", "Sprint", "Marathon")
SHOP_KINDS = ("Sports", "Essentials", "Superstore", "Gear", "Outfitters")
PLATFORMS = ("Brick & Mortar", "E-Commerce")
CHANNELS = ("Retailer", "Retailer", "Direct")

YEAR_OF_BASE_PRICES = 2000


def numbered(name: str, number: int) -> str:
    """The name for number 0, then 'name 2', 'name 3' and so on: names stay different."""
    return name if number == 0 else f"{name} {number + 1}"


def two_words(first: tuple[str, ...], second: tuple[str, ...], number: int) -> str:
    """A name for each number: the first words take turns, then the second ones."""
    turn, first_word = divmod(number, len(first))
    round_, second_word = divmod(turn, len(second))
    return numbered(f"{first[first_word]} {second[second_word]}", round_)


def sports_bar_customer(position: int) -> Customer:
    """Shops of chains, one in each city. The numbers are none of the real company's."""
    chain, city = divmod(position, len(CITY_TYPOS))
    return Customer(
        customer_id=str(610_001 + position),
        name=two_words(CHAIN_OWNERS, CHAIN_KINDS, chain),
        city=tuple(CITY_TYPOS)[city],
        market="India",
        platform="Sports Bar",
        channel="Acquisition",
    )


def atlon_customer(position: int) -> Customer:
    """Shops of several platforms and channels; they have no city."""
    return Customer(
        customer_id=str(91_000_001 + position),
        name=two_words(SHOP_OWNERS, SHOP_KINDS, position),
        city=None,
        market="India",
        platform=PLATFORMS[position % len(PLATFORMS)],
        channel=CHANNELS[position % len(CHANNELS)],
    )


def sports_bar_product(position: int) -> Product:
    """Families of three variants; the ids are made like those of the real company."""
    family, variant = divmod(position, VARIANTS)
    turn, bar_kind = divmod(family, len(BAR_KINDS))
    name, category, variants = BAR_KINDS[bar_kind]
    round_, flavour = divmod(turn + bar_kind, len(FLAVOURS))
    return Product(
        product_id=str(25_891_101 + 100 * family + variant),
        name=numbered(f"SportsBar {name} {FLAVOURS[flavour]}", round_),
        variant=variants[variant],
        category=category,
        division=None,
    )


def atlon_product(position: int) -> Product:
    """Product lines of three variants; the codes are letters and six hexadecimal digits."""
    line, variant = divmod(position, VARIANTS)
    round_, goods = divmod(line, len(GOODS))
    code, division, category, name, variants = GOODS[goods]
    digits = (position + 1) * 2_654_435_761 % 16**6
    return Product(
        product_id=f"{code}{digits:06X}",
        name=numbered(name, round_),
        variant=variants[variant],
        category=category,
        division=division,
    )


@dataclass(frozen=True)
class World:
    """Everything that is true in a zone, made from its settings.

    ``crosswalk`` maps delivered product ids of sports_bar to true ones, as the project's seed
    would; it changes what the pipeline can identify, never the files.
    """

    settings: Settings
    crosswalk: Mapping[str, str]

    @cached_property
    def customers(self) -> dict[str, list[Customer]]:
        """The customers of each company."""
        positions = range(self.settings.customers)
        return {
            ATLON: [atlon_customer(position) for position in positions],
            SPORTS_BAR: [sports_bar_customer(position) for position in positions],
        }

    @cached_property
    def products(self) -> dict[str, list[Product]]:
        """The products of each company."""
        positions = range(self.settings.products)
        return {
            ATLON: [atlon_product(position) for position in positions],
            SPORTS_BAR: [sports_bar_product(position) for position in positions],
        }

    @cached_property
    def base_prices(self) -> dict[str, NDArray[np.int64]]:
        """Price of each product in whole INR, before the yearly rise."""
        size = self.settings.products
        return {
            ATLON: 10 * stream(self.settings.seed, "prices of atlon").integers(30, 600, size),
            SPORTS_BAR: stream(self.settings.seed, "prices of sports_bar").integers(40, 450, size),
        }

    def year_prices(self, company: str, year: int) -> NDArray[np.int64]:
        """Price of each product of a company in a year, in whole INR: two per cent more a year."""
        percent = max(50, 100 + 2 * (year - YEAR_OF_BASE_PRICES))
        return self.base_prices[company] * percent // 100

    def price_rows(self, year: int) -> list[PriceRow]:
        """The price list of sports_bar for a year as it is delivered, from the first day on.

        One row a month and product, then the mess. Prices rise once in the year, never in its
        last month: the last two months have the price of the year, and the first of them is
        the row that keeps the truth.
        """
        settings = self.settings
        months = list(months_of_year(year, settings.first_day.replace(day=1)))
        keeper = max(0, len(months) - 2)
        rises = stream(settings.seed, "price rises", year).integers(
            0, keeper + 1, size=settings.products
        )
        rows = []
        for product, price, rise in zip(
            self.products[SPORTS_BAR], self.year_prices(SPORTS_BAR, year), rises, strict=True
        ):
            for number, month in enumerate(months):
                early_price = int(price) * 95 // 100
                rows.append(
                    PriceRow(
                        product_id=product.product_id,
                        month=month,
                        price=str(early_price if number < rise else price),
                        date_style=0,
                        keeps_truth=number == keeper,
                    )
                )
        spoil_rows(rows, PRICES, settings.mess, settings.seed, year)
        return rows

    @cached_property
    def product_rows(self) -> list[ProductRow]:
        """The product list of sports_bar as it is delivered, mess included."""
        rows = [
            ProductRow(
                product=product,
                product_id=product.product_id,
                name=f"{product.name} ({product.variant})",
                category=product.category,
            )
            for product in self.products[SPORTS_BAR]
        ]
        spoil_rows(rows, PRODUCTS, self.settings.mess, self.settings.seed)
        return rows

    def identified_product(self, delivered_id: str) -> str:
        """The product id that the pipeline takes a delivered id of sports_bar for."""
        product_id = self.crosswalk.get(delivered_id, delivered_id)
        return product_id if product_id.isdigit() else UNKNOWN_ID

    @cached_property
    def is_sellable(self) -> NDArray[np.bool_]:
        """Which sports_bar products an order line can be for, by position; unknown ones last."""
        listed = {self.identified_product(row.product_id) for row in self.product_rows}
        ids = [product.product_id for product in self.products[SPORTS_BAR]]
        return np.array([product_id in listed for product_id in (*ids, *UNKNOWN_PRODUCT_IDS)])

    @cached_property
    def typical_quantities(self) -> NDArray[np.int64]:
        """Usual quantity of a sports_bar order line, by product."""
        return stream(self.settings.seed, "quantities").integers(20, 250, self.settings.products)
