"""How large a web shop is, and which kinds of mess its files have."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from simulator.errors import SimulatorError

FIRST_DAY = datetime.date(2025, 8, 1)

# What a shop's files have unless it is said otherwise.
USUAL_MESS = {
    "quantities_in_words": "quantities like Two",
    "currency_signs": "dollar signs in front of prices",
    "percent_signs": "percent signs behind discounts",
    "decimal_commas": "sizes and some prices with decimal commas",
    "codes_with_signs": "codes of brands and categories in mixed case, with signs behind them",
    "names_padded": "names with spaces around them",
    "materials_misspelt": "Coton, Ruber, Alumium",
    "weights_with_units": "weights like 305g",
    "ratings_negative": "negative counts of ratings",
    "spellings": "countries and genders in many spellings, channels and statuses in mixed case",
    "keys_damaged": "rows whose order id is what a spreadsheet left of it; rejected",
    "quantities_unreadable": "rows with a quantity that is none, or no shop's; rejected",
    "lines_cut": "lines that end in the middle; rejected",
    "objects_cut": "lines of the API that are no object; rejected",
    "rows_doubled": "the same line twice in one file",
    "orders_twice": "orders of the API that come by file, too",
    "orders_corrected": "lines that come again with another quantity, by file or by API",
    "customers_missing": "customers who order and are in no file",
    "customers_moved": "customers who come again with another address",
    "rates_corrected": "a rate that comes again with another value, late",
    "currency_without_rate": "a few orders in a currency that has no rate",
}
# What has to be asked for, so that the files of a seed stay what they always were.
FURTHER_MESS = {
    "phones_of_countries": "phone numbers of the customer's country in several forms, some that are none",
    "customers_late": "customers who order first and come in a file after the last day",
    "products_late": "products that are sold first and come with the second picture",
    "pages_overlap": "pages of the API that begin with the last order of the page before",
    "partners_messy": "files of partners with words, signs, spaces, mixed case and rows twice",
    "api_values_messy": "values of the API as texts with words, signs and commas, times with offsets",
}
MESS = USUAL_MESS | FURTHER_MESS


@dataclass(frozen=True)
class WebshopSettings:
    """A web shop: order lines, days, seed, first day, kinds of mess (names of MESS).

    Without ``seasons`` every day has as many lines as any other.
    """

    lines: int = 1_000
    days: int = 14
    seed: int = 7
    first_day: datetime.date = FIRST_DAY
    mess: frozenset[str] = field(default_factory=lambda: frozenset(USUAL_MESS))
    seasons: bool = True

    def __post_init__(self) -> None:
        """Refuse what cannot be made; raises SimulatorError."""
        if self.lines < self.days or self.days < 1 or self.seed < 0:
            raise SimulatorError(
                f"{self.lines:,} order lines on {self.days:,} days with seed {self.seed} are none.",
                "Give at least one order line a day, one day, and a seed of 0 or more.",
            )
        check_mess(self.mess)

    @property
    def products(self) -> int:
        """How many products there are."""
        return min(50_000, max(60, self.lines // 20))

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return min(2_000_000, max(40, self.lines // 3))


def check_mess(names: Iterable[str]) -> frozenset[str]:
    """The names as a set; raises SimulatorError when one of them is not known."""
    unknown = sorted(set(names) - MESS.keys())
    if unknown:
        raise SimulatorError(
            f"Unknown mess: {', '.join(unknown)}.", f"Use some of: {', '.join(MESS)}."
        )
    return frozenset(names)
