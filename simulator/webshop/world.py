"""What the web shop is before anybody orders: places, brands, products, customers, rates."""

import datetime
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from simulator.randomness import stream
from simulator.webshop.settings import WebshopSettings

Ints = NDArray[np.int64]

RATE_UNIT = 10_000  # rates are whole numbers of a ten thousandth of a rupee


@dataclass(frozen=True)
class Country:
    """Where customers live: code, name, spellings, share in percent, currency, rate, states."""

    code: str
    name: str
    spellings: tuple[str, ...]
    percent: float
    currency: str
    rate: int
    states: tuple[str, ...]


COUNTRIES = (
    Country("IN", "India", ("india", "INDIA"), 54.0, "INR", 10_000, ("Kerala", "Delhi", "Gujarat")),
    Country("US", "United States", ("USA",), 12.0, "USD", 882_900, ("Texas", "Florida")),
    Country("GB", "United Kingdom", ("U.K.", "UK"), 10.0, "GBP", 1_179_800, ("Wales", "England")),
    Country("AE", "United Arab Emirates", ("UAE",), 7.0, "AED", 241_800, ("Dubai", "Sharjah")),
    Country("SG", "Singapore", (" Singapore ",), 6.0, "SGD", 681_800, ("Singapore",)),
    Country("AU", "Australia", ("Australia ",), 5.5, "AUD", 575_500, ("Victoria", "Queensland")),
    Country("CA", "Canada", ("CANADA",), 5.5, "CAD", 629_300, ("Ontario", "Quebec")),
)
# The real of the marketplace has a rate, too: revenue of all lines is shown in one currency.
RATES = {country.currency: country.rate for country in COUNTRIES} | {
    "EUR": 1_023_500,
    "BRL": 158_200,
}
DOLLARS = ("USD", "AUD", "CAD", "SGD")

CATEGORIES = {
    "CE": ("Electronics", 9_000, ("VoltEdge", "Zenith", "AcmeTech")),
    "APP": ("Apparel", 900, ("UrbanTrail", "FitFlex")),
    "HNK": ("Home & Kitchen", 1_500, ("CookMate", "PureLiving")),
    "BKS": ("Books", 300, ("BlueInk", "StoryArc")),
    "GRCY": ("Grocery", 150, ("GoodGrain", "FarmJoy")),
    "TOY": ("Toys & Games", 500, ("PlayNest", "KidCraft")),
}
OTHER_CODES = {"BKS": "BOOKS", "GRCY": "GROCERY", "TOY": "TOYS"}
MATERIALS = {"Cotton": "Coton", "Rubber": "Ruber", "Aluminium": "Alumium", "Glass": "Glass"}
COUPONS = {"FEST20": (0, 90), "NEW10": (0, 60), "SAVE50": (30, 45)}  # first and last day
GENDERS = {"female": ("F", "f", "female"), "male": ("M", "Male"), "unknown": ("", "n/a", "X")}

DAYS_OF_WEEK = (0.85, 0.85, 0.9, 0.95, 1.1, 1.3, 1.2)  # from Monday


class World:
    """All that is drawn once for a web shop."""

    def __init__(self, settings: WebshopSettings) -> None:
        self.settings = settings

    def has(self, mess: str) -> bool:
        """Whether a kind of mess is on."""
        return mess in self.settings.mess

    def day(self, number: int) -> datetime.date:
        """The date of a day, counted from 0."""
        return self.settings.first_day + datetime.timedelta(days=number)

    @cached_property
    def lines_of_days(self) -> Ints:
        """How many order lines each day has: weekends, a season before November, all together exact."""
        days = [self.day(number) for number in range(self.settings.days)]
        season = [1.0 + 0.6 * max(0.0, 1 - abs(day.timetuple().tm_yday - 293) / 30) for day in days]
        weights = np.array([DAYS_OF_WEEK[day.weekday()] for day in days]) * season
        if not self.settings.seasons:
            weights = np.ones(self.settings.days)
        spare = self.settings.lines - self.settings.days  # each day has one at least
        bounds = np.floor(np.cumsum(weights) / weights.sum() * spare + 0.5).astype(np.int64)
        counts: Ints = np.diff(bounds, prepend=0) + 1
        return counts

    # Products, by number from 0

    @cached_property
    def category_of(self) -> Ints:
        """The category of each product, as a place in CATEGORIES."""
        random = stream(self.settings.seed, "webshop categories")
        return random.choice(
            len(CATEGORIES), self.settings.products, p=[0.2, 0.2, 0.2, 0.15, 0.15, 0.1]
        )

    @cached_property
    def price_of(self) -> Ints:
        """The price of each product in rupees."""
        random = stream(self.settings.seed, "webshop prices")
        typical = np.array([price for _, price, _ in CATEGORIES.values()])[self.category_of]
        prices: Ints = 20 + (
            typical * np.exp(0.5 * random.standard_normal(self.settings.products))
        ).astype(np.int64)
        return prices

    # Customers, by number from 0

    @cached_property
    def country_of(self) -> Ints:
        """The country of each customer, as a place in COUNTRIES."""
        random = stream(self.settings.seed, "webshop countries")
        shares = np.array([country.percent for country in COUNTRIES])
        return random.choice(len(COUNTRIES), self.settings.customers, p=shares / shares.sum())

    @cached_property
    def is_missing(self) -> NDArray[np.bool_]:
        """Which customers are in no file."""
        random = stream(self.settings.seed, "webshop missing")
        return (random.random(self.settings.customers) < 0.02) & self.has("customers_missing")

    # Rates

    @cached_property
    def rates(self) -> dict[int, dict[str, int]]:
        """Rates by the day that they begin on, a new set a week; as they are at the end."""
        random = stream(self.settings.seed, "webshop rates")
        found: dict[int, dict[str, int]] = {}
        for day in range(0, self.settings.days, 7):
            found[day] = {
                currency: rate
                if currency == "INR"
                else int(rate * (1 + 0.01 * random.standard_normal()))
                for currency, rate in RATES.items()
            }
        return found

    def rate(self, currency: str, day: int) -> int | None:
        """The rate of a currency on a day, None where it has none."""
        return self.rates[day - day % 7].get(currency)


def customer_id(number: int) -> str:
    """The id of a customer."""
    return f"CUST{number:012}"


def product_id(number: int) -> str:
    """The id of a product."""
    return str(2_000_000_000_000 + number)
