"""What gold must hold for a zone, derived from the clean rows and the rules."""

import dataclasses
import datetime
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import arrow
from simulator.accounting import Counts
from simulator.feeds import FEEDS, Feed
from simulator.parts import (
    DailyOrdersPart,
    MonthlySalesPart,
    Part,
    ReferencePart,
    Sales,
    sold_customer_ids,
)
from simulator.rows import ATLON, SPORTS_BAR
from simulator.settings import Settings
from simulator.world import World

TRUTH_FILE = "truth.json"

# Tables that come row by row from the reference feeds, with the types of their columns.
REFERENCE_TABLES = {
    "customers": {
        "company": "text",
        "customer_id": "text",
        "customer": "text",
        "customer_name": "text",
        "city": "text",
        "market": "text",
        "platform": "text",
        "channel": "text",
    },
    "products": {
        "company": "text",
        "product_id": "text",
        "division": "text",
        "category": "text",
        "product": "text",
        "variant": "text",
    },
    "month_prices": {
        "company": "text",
        "product_id": "text",
        "month": "date",
        "price_inr": "money",
    },
}
FILE_COLUMNS = {
    "feed": "text",
    "path": "text",
    "landed": "number",
    "accepted": "number",
    "superseded": "number",
    "rejected": "number",
}
TABLES = ("monthly_sales", "prices", "files", *REFERENCE_TABLES)


@dataclass(frozen=True)
class Headline:
    """The headline KPIs. Money in INR, not rounded; quantity in units."""

    total_revenue_inr: int
    total_quantity: int
    unique_customers: int
    average_selling_price_inr: float | None


@dataclass(frozen=True)
class Truth:
    """The truth of the first ``days`` days of a zone.

    ``feeds`` counts rows by outcome. ``tables`` are Arrow tables:

    - monthly_sales: month, product_id, customer_id, company, quantity, price_inr, revenue_inr;
    - customers, products: one clean row for each;
    - prices: the price in INR of a product in a year; month_prices: the accepted prices of
      sports_bar by month, those of unknown products too;
    - files: every file with its rows by outcome.
    """

    settings: Settings
    days: int
    crosswalk: Mapping[str, str]
    headline: Headline
    feeds: dict[str, Counts]
    tables: dict[str, arrow.Table]

    def write(self, folder: Path) -> None:
        """Write truth.json and one Parquet file for each table; truth.json is written last."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            unfinished = folder / f"_{name}.parquet"
            arrow.write_parquet(unfinished, table)
            unfinished.replace(folder / f"{name}.parquet")
        unfinished = folder / f"_{TRUTH_FILE}"
        unfinished.write_text(json.dumps(self.to_json(), indent=2) + "\n", encoding="utf-8")
        unfinished.replace(folder / TRUTH_FILE)

    def to_json(self) -> dict[str, Any]:
        """All but the tables in values that JSON knows."""
        return {
            "settings": self.settings.to_json(),
            "days": self.days,
            "crosswalk": dict(self.crosswalk),
            "headline": dataclasses.asdict(self.headline),
            "feeds": {name: counts.to_json() for name, counts in self.feeds.items()},
        }


def read_truth(folder: Path) -> Truth:
    """The truth that was written into a folder; raises OSError when there is none."""
    values = json.loads((folder / TRUTH_FILE).read_text(encoding="utf-8"))
    return Truth(
        settings=Settings.from_json(values["settings"]),
        days=values["days"],
        crosswalk=values["crosswalk"],
        headline=Headline(**values["headline"]),
        feeds={name: Counts.from_json(counts) for name, counts in values["feeds"].items()},
        tables={name: arrow.read_parquet(folder / f"{name}.parquet") for name in TABLES},
    )


class TruthBuilder:
    """Collects the truth part by part; memory grows with months, products and customers only."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.feeds = {feed.name: Counts() for feed in FEEDS}
        self.reference_rows: dict[str, list[dict[str, Any]]] = {
            name: [] for name in REFERENCE_TABLES
        }
        self.file_counts: dict[tuple[str, PurePosixPath], Counts] = defaultdict(Counts)
        self.quantities: dict[tuple[str, datetime.date], NDArray[np.int64]] = {}

    def add(self, feed: Feed, day: int, part: Part) -> None:
        """Add a part of the file that a feed delivers on a day."""
        counts = part.counts
        self.feeds[feed.name].add(counts)
        self.file_counts[feed.name, feed.path(self.world.settings, day)].add(counts)
        if isinstance(part, ReferencePart):
            self.reference_rows[part.table].extend(part.clean)
        if isinstance(part, DailyOrdersPart | MonthlySalesPart):
            self.add_sales(part.sales())

    def add_sales(self, sales: Sales) -> None:
        """Add quantities to the cells (product, customer) of their month."""
        columns = self.world.settings.customers + 1
        cells = self.world.settings.products * columns
        added = np.bincount(
            sales.product * columns + sales.customer, weights=sales.quantity, minlength=cells
        ).astype(np.int64)
        key = (sales.company, sales.month)
        self.quantities[key] = self.quantities[key] + added if key in self.quantities else added

    def truth(self, days: int) -> Truth:
        """The truth of everything added, which are the first ``days`` days."""
        monthly_sales, headline = self.monthly_sales()
        tables = {
            "monthly_sales": monthly_sales,
            "prices": self.prices(days),
            "files": arrow.table_of_rows(self.files(), FILE_COLUMNS),
        }
        for name, types in REFERENCE_TABLES.items():
            tables[name] = arrow.table_of_rows(self.reference_rows[name], types)
        return Truth(
            settings=self.world.settings,
            days=days,
            crosswalk=self.world.crosswalk,
            headline=headline,
            feeds=self.feeds,
            tables=tables,
        )

    def monthly_sales(self) -> tuple[arrow.Table, Headline]:
        """The monthly fact, ordered by company, month, product and customer, and its totals."""
        months = []
        revenue = quantity = price_sum = rows = 0
        buyers: set[tuple[str, int]] = set()
        for (company, month), cells in sorted(self.quantities.items()):
            sold = np.flatnonzero(cells)
            product, customer = np.divmod(sold, self.world.settings.customers + 1)
            prices = self.world.year_prices(company, month.year)[product]
            product_ids = [product.product_id for product in self.world.products[company]]
            months.append(
                arrow.table(
                    {
                        "month": arrow.repeated(month, len(sold)),
                        "product_id": arrow.picked(product_ids, product),
                        "customer_id": arrow.picked(
                            sold_customer_ids(self.world, company), customer
                        ),
                        "company": arrow.repeated(company, len(sold)),
                        "quantity": arrow.numbers(cells[sold]),
                        "price_inr": arrow.money(prices),
                        "revenue_inr": arrow.revenue(cells[sold] * prices),
                    }
                )
            )
            rows += len(sold)
            price_sum += int(prices.sum())
            quantity += int(cells[sold].sum())
            revenue += int((cells[sold] * prices).sum())
            buyers.update((company, int(position)) for position in np.unique(customer))
        headline = Headline(
            total_revenue_inr=revenue,
            total_quantity=quantity,
            unique_customers=len(buyers),
            average_selling_price_inr=price_sum / rows if rows else None,
        )
        return arrow.concatenated(months), headline

    def prices(self, days: int) -> arrow.Table:
        """The price of each product in each year that a list has been delivered for."""
        settings = self.world.settings
        last_year = settings.date(days - 1).year
        first_years = {
            ATLON: settings.first_month_of_history.year,
            SPORTS_BAR: settings.first_day.year,
        }
        return arrow.concatenated(
            [
                arrow.table(
                    {
                        "company": arrow.repeated(company, settings.products),
                        "product_id": arrow.texts(
                            [product.product_id for product in self.world.products[company]]
                        ),
                        "year": arrow.repeated(year, settings.products),
                        "price_inr": arrow.money(self.world.year_prices(company, year)),
                    }
                )
                for company, first_year in first_years.items()
                for year in range(first_year, last_year + 1)
            ]
        )

    def files(self) -> list[dict[str, Any]]:
        """Every file with its rows by outcome."""
        return [
            {
                "feed": feed,
                "path": str(path),
                "landed": counts.landed,
                "accepted": counts.accepted,
                "superseded": counts.superseded,
                "rejected": counts.rejected,
            }
            for (feed, path), counts in self.file_counts.items()
        ]
