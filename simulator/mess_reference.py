"""Kinds of mess in the customers, products and prices of sports_bar.

Shares are near those of the real files; whatever its size, a list gets at least one row of each
kind. The project's mapping seeds must be able to mend all of it, so only values that they know
are used.
"""

import dataclasses
from collections import Counter
from typing import TypeVar

import numpy as np

from simulator.dates import PRICE_DATE_STYLES
from simulator.mess import kind
from simulator.rows import (
    MEANT_PRODUCT_ID,
    MISTYPED_PRODUCT_ID,
    UNKNOWN_PRODUCT_IDS,
    CustomerRow,
    PriceRow,
    ProductRow,
)

CUSTOMERS = "sports_bar/customers"
PRODUCTS = "sports_bar/products"
PRICES = "sports_bar/gross_prices"

CITY_TYPOS = {
    "Bengaluru": ("Bengalore", "Bengaluruu"),
    "Hyderabad": ("Hyderabadd", "Hyderbad"),
    "New Delhi": ("NewDelhee", "NewDelhi", "NewDheli"),
}

Row = TypeVar("Row")


def some(rows: list[Row], random: np.random.Generator, share: float) -> list[Row]:
    """A random share of the rows, at least one if there is any, in the order of the list."""
    if not rows:
        return []
    wanted = max(1, round(share * len(rows)))
    return [rows[position] for position in sorted(random.choice(len(rows), wanted, replace=False))]


# Customers


@kind(CUSTOMERS, "the city is misspelt, in one of seven known ways")
def city_typos(rows: list[CustomerRow], random: np.random.Generator) -> None:
    """Each city's misspellings take turns."""
    turns: Counter[str] = Counter()
    for row in some(rows, random, 0.3):
        city = row.city
        row.city = CITY_TYPOS[city][turns[city] % len(CITY_TYPOS[city])]
        turns[city] += 1


@kind(CUSTOMERS, "the city is missing (and nothing tells it, so that it stays Unknown)")
def cities_missing(rows: list[CustomerRow], random: np.random.Generator) -> None:
    """Empty cities."""
    for row in some(rows, random, 0.1):
        row.city = ""


@kind(CUSTOMERS, "the name is typed in other upper and lower case")
def names_miscased(rows: list[CustomerRow], random: np.random.Generator) -> None:
    """All lower, all upper, or the last word lower."""
    for row in some(rows, random, 0.2):
        first_words, _, last_word = row.name.rpartition(" ")
        spellings = (row.name.lower(), row.name.upper(), f"{first_words} {last_word.lower()}")
        row.name = spellings[random.integers(len(spellings))]


@kind(CUSTOMERS, "the name has spaces around it or too many inside")
def names_untrimmed(rows: list[CustomerRow], random: np.random.Generator) -> None:
    """Spaces before, after and between the words."""
    for row in some(rows, random, 0.2):
        spellings = (f" {row.name} ", f"  {row.name}", row.name.replace(" ", "  "))
        row.name = spellings[random.integers(len(spellings))]


@kind(CUSTOMERS, "a customer stands in the list twice")
def customers_duplicated(rows: list[CustomerRow], random: np.random.Generator) -> None:
    """Exact copies at the end of the list."""
    rows.extend([dataclasses.replace(row) for row in some(rows, random, 0.1)])


# Products


@kind(PRODUCTS, "Protein is spelt Protien, in names and categories")
def protein_misspelt(rows: list[ProductRow], random: np.random.Generator) -> None:
    """Everywhere, as in the real list."""
    for row in rows:
        row.name = row.name.replace("Protein", "Protien")
        row.category = row.category.replace("Protein", "Protien")


@kind(PRODUCTS, "the category is typed in lower case")
def categories_lower_case(rows: list[ProductRow], random: np.random.Generator) -> None:
    """Everywhere, as in the real list."""
    for row in rows:
        row.category = row.category.lower()


@kind(
    PRODUCTS,
    f"product {MEANT_PRODUCT_ID} is listed as {MISTYPED_PRODUCT_ID}: its order lines are rejected "
    "until a crosswalk maps it",
    on_by_default=False,
)
def product_id_typed_wrong(rows: list[ProductRow], random: np.random.Generator) -> None:
    """One product, always the same one: the crosswalk seed knows it."""
    for row in rows:
        if row.product_id == MEANT_PRODUCT_ID:
            row.product_id = MISTYPED_PRODUCT_ID


@kind(PRODUCTS, "a product stands in the list twice")
def products_duplicated(rows: list[ProductRow], random: np.random.Generator) -> None:
    """Exact copies at the end of the list."""
    rows.extend([dataclasses.replace(row) for row in some(rows, random, 0.1)])


# Prices. The price of a year is that of its latest month with a readable price. Rows that keep
# the truth stay readable, so that the rules find the true price whatever happens to the others.


def spoilable(rows: list[PriceRow]) -> list[PriceRow]:
    """The rows that may become unreadable."""
    return [row for row in rows if not row.keeps_truth]


@kind(PRICES, "the price belongs to a product that no list knows")
def prices_of_unknown_products(rows: list[PriceRow], random: np.random.Generator) -> None:
    """One of three ids in place of the true one."""
    for row in some(spoilable(rows), random, 0.06):
        row.product_id = str(random.choice(UNKNOWN_PRODUCT_IDS))


@kind(PRICES, "the price is a word: unknown, not_available")
def prices_not_numeric(rows: list[PriceRow], random: np.random.Generator) -> None:
    """Words in place of the price."""
    for row in some(spoilable(rows), random, 0.06):
        row.price = str(random.choice(("unknown", "not_available")))


@kind(PRICES, "the price is zero")
def prices_zero(rows: list[PriceRow], random: np.random.Generator) -> None:
    """Zero in place of the price."""
    for row in some(spoilable(rows), random, 0.03):
        row.price = "0"


@kind(PRICES, "the price is negative")
def prices_negative(rows: list[PriceRow], random: np.random.Generator) -> None:
    """A minus in front of true prices; the rules read it as positive."""
    for row in some([row for row in rows if row.price.isdigit()], random, 0.1):
        if row.price != "0":
            row.price = f"-{row.price}"


@kind(PRICES, "the month is typed in four date formats")
def price_dates_mixed(rows: list[PriceRow], random: np.random.Generator) -> None:
    """Half of the rows get any of the formats."""
    for row in some(rows, random, 0.5):
        row.date_style = int(random.integers(len(PRICE_DATE_STYLES)))
