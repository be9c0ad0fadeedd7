"""Synthetic extracts: a marketplace of any size, made part by part in bounded memory.

Orders are numbered in the order of their purchase. All that an order is follows from its number
and the seed, so that any part of the orders can be made without the others. Money is in cents.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from simulator.arrow import Column, Table, picked
from simulator.errors import SimulatorError
from simulator.marketplace import clock
from simulator.marketplace.clock import DAY, HOUR, NEVER, Seconds
from simulator.marketplace.draws import Draws, Floats, Ints
from simulator.marketplace.entities import (
    CATEGORY_TRANSLATIONS,
    CUSTOMERS,
    ENTITIES,
    ORDER_ITEMS,
    ORDER_PAYMENTS,
    ORDER_REVIEWS,
    ORDERS,
    PRODUCTS,
    SELLERS,
)
from simulator.marketplace.wordings import (
    CATEGORIES,
    CATEGORIES_WITHOUT_TRANSLATION,
    COMMENTS,
    STATES,
    TITLES,
    ZIPS_OF_A_STATE,
)

FIRST_DAY = datetime.date(2018, 2, 6)  # twelve days before the clocks are set back
ORDERS_OF_A_PART = 50_000
FEWEST_PRODUCTS, FEWEST_SELLERS = 40, 12
ORDERS_PER_PRODUCT, ORDERS_PER_SELLER = 12, 40
MOST_ITEMS, MOST_PAYMENTS = 3, 3

STATUSES = (
    "delivered",
    "shipped",
    "canceled",
    "unavailable",
    "invoiced",
    "processing",
    "created",
    "approved",
)
SHARES_OF_STATUSES = [95.0, 1.5, 1.2, 0.9, 0.5, 0.5, 0.2, 0.2]
DELIVERED, SHIPPED, CANCELED, UNAVAILABLE = range(4)
CREATED = STATUSES.index("created")

PAYMENT_TYPES = ("credit_card", "boleto", "voucher", "debit_card")
SHARES_OF_PAYMENT_TYPES = [74.0, 19.0, 5.5, 1.5]
CREDIT_CARD, VOUCHER = 0, 2

SHARE_OF_REPEATED_CUSTOMERS = 0.03
SHARE_OF_MOVED_CUSTOMERS = 0.15
SHARE_OF_REVIEWS = 0.13
SHARE_OF_PRODUCTS_SOLD = 0.9


@dataclass(frozen=True)
class SyntheticSettings:
    """A synthetic marketplace: how many orders, over which days (UTC), and its seed."""

    orders: int = 200
    days: int = 20
    seed: int = 7
    first_day: datetime.date = FIRST_DAY

    def __post_init__(self) -> None:
        """Refuse what cannot be made; raises SimulatorError."""
        if self.orders < 1 or self.days < 1 or self.seed < 0:
            raise SimulatorError(
                f"{self.orders:,} orders on {self.days:,} days with seed {self.seed} are none.",
                "Give at least one order, one day, and a seed of 0 or more.",
            )

    @property
    def products(self) -> int:
        """How many products there are."""
        return max(FEWEST_PRODUCTS, self.orders // ORDERS_PER_PRODUCT)

    @property
    def sellers(self) -> int:
        """How many sellers there are."""
        return max(FEWEST_SELLERS, self.orders // ORDERS_PER_SELLER)

    def to_json(self) -> dict[str, Any]:
        """The settings in values that JSON knows."""
        return {
            "orders": self.orders,
            "days": self.days,
            "seed": self.seed,
            "first_day": self.first_day.isoformat(),
        }


def default_days(orders: int) -> int:
    """Over how many days orders are spread when nothing is said."""
    return 20 if orders <= 1_000 else 180 if orders <= 100_000 else 365


class Marketplace:
    """The extracts of a synthetic marketplace, whole or by parts of the orders."""

    def __init__(self, settings: SyntheticSettings) -> None:
        self.settings = settings
        self.draws = Draws(settings.seed)
        self.start = clock.seconds_of(settings.first_day)

    def extracts(self) -> dict[str, Table]:
        """All extracts, in memory."""
        parts = list(self.parts())
        return {
            name: pa.concat_tables([part[name] for part in parts]).combine_chunks()
            for name in ENTITIES
        }

    def parts(self, orders_of_a_part: int = ORDERS_OF_A_PART) -> Iterator[dict[str, Table]]:
        """The extracts in parts whose rows follow each other.

        The first part has the sellers, products and translations; each order comes in one part
        with its customer, items, payments and reviews.
        """
        things: dict[str, Table] = {
            CATEGORY_TRANSLATIONS: self.translations(),
            SELLERS: self.sellers(),
            PRODUCTS: self.products(),
        }
        for first in range(0, self.settings.orders, orders_of_a_part):
            last = min(first + orders_of_a_part, self.settings.orders)
            yield {**things, **OrdersPart(self, np.arange(first, last)).tables()}
            things = {name: table.slice(0, 0) for name, table in things.items()}

    def purchased(self, orders: Ints) -> Seconds:
        """When orders are purchased, UTC: evenly over the days, ascending by number."""
        slot = self.settings.days * DAY / self.settings.orders
        jitter = self.draws.uniform("purchased", orders)
        return self.start + ((orders + jitter) * slot).astype(np.int64)

    # Things that are there without orders

    def translations(self) -> Table:
        """The English names of categories."""
        names, english = zip(*CATEGORIES, strict=True)
        return table_of(CATEGORY_TRANSLATIONS, pa.array(names), pa.array(english))

    def sellers(self) -> Table:
        """Sellers, most of them where most customers are."""
        numbers = np.arange(self.settings.sellers)
        ids = self.draws.ids("seller id", numbers)
        return table_of(SELLERS, ids, *self.addresses("seller", numbers))

    def products(self) -> Table:
        """Products; a few have no category and no description, or no weight."""
        draws, numbers = self.draws, np.arange(self.settings.products)
        names = [name for name, _ in CATEGORIES] + list(CATEGORIES_WITHOUT_TRANSLATION)
        category = draws.whole("category", numbers, 0, len(names) - 1)
        # small marketplaces have the two categories without translation as well
        category[:2] = [len(names) - 2, len(names) - 1]
        is_described = draws.uniform("described", numbers) >= 0.02
        is_described[:2] = True

        def described(values: Column) -> Column:
            return pc.if_else(pa.array(is_described), values, pa.scalar(None, pa.string()))

        def numbers_between(purpose: str, low: int, high: int) -> Column:
            return pa.array(draws.whole(purpose, numbers, low, high)).cast(pa.string())

        weight = np.exp(draws.normal("weight", numbers) + 6.5).astype(np.int64) + 50
        is_weighed = draws.uniform("weighed", numbers) >= 0.001
        return table_of(
            PRODUCTS,
            draws.ids("product id", numbers),
            described(picked(names, category)),
            described(numbers_between("name length", 12, 63)),
            described(numbers_between("description length", 60, 3_000)),
            described(numbers_between("photos", 1, 6)),
            pc.if_else(
                pa.array(is_weighed),
                pa.array(weight).cast(pa.string()),
                pa.scalar(None, pa.string()),
            ),
            numbers_between("length", 10, 100),
            numbers_between("height", 2, 80),
            numbers_between("width", 8, 90),
        )

    def addresses(self, purpose: str, numbers: Ints) -> tuple[Column, Column, Column]:
        """Zip code prefix, city and state of some things."""
        state, city, zip_code = self.places(purpose, numbers)
        cities = [city for each in STATES for city in each.cities]
        prefix = pc.utf8_lpad(pa.array(zip_code).cast(pa.string()), 5, "0")
        return prefix, picked(cities, city), picked([each.code for each in STATES], state)

    def places(self, purpose: str, numbers: Ints) -> tuple[Ints, Ints, Ints]:
        """State, city (numbered over all states) and zip code of some things."""
        state = self.draws.choice(f"{purpose} state", numbers, [each.percent for each in STATES])
        count = np.array([len(each.cities) for each in STATES])
        first = np.cumsum(count) - count
        # the first cities of a state are the large ones
        skewed = self.draws.uniform(f"{purpose} city", numbers) ** 2
        city = first[state] + (skewed * count[state]).astype(np.int64)
        zip_from = np.array([each.zip_from for each in STATES])[state]
        return (
            state,
            city,
            zip_from + self.draws.whole(f"{purpose} zip", numbers, 0, ZIPS_OF_A_STATE - 1),
        )

    # Choices of orders that others need to know

    def item_counts(self, orders: Ints, status: Ints) -> Ints:
        """How many items orders have: three in ten of those that came to nothing have none."""
        count = 1 + self.draws.choice("items", orders, [88.0, 9.0, 3.0])
        is_empty = (self.draws.uniform("no items", orders) < 0.3) & np.isin(
            status, (CANCELED, UNAVAILABLE)
        )
        return np.where(is_empty, 0, count)

    def status(self, orders: Ints) -> Ints:
        """The final status of orders, as a position in STATUSES."""
        return self.draws.choice("status", orders, SHARES_OF_STATUSES)

    def product_of(self, items: Ints) -> Ints:
        """The product of items; some sell much better than others, the last ones never."""
        skewed = self.draws.uniform("product", items) ** 2.2
        return (skewed * SHARE_OF_PRODUCTS_SOLD * self.settings.products).astype(np.int64)

    def seller_of(self, products: Ints) -> Ints:
        """The seller of products."""
        return self.draws.whole("seller of product", products, 0, self.settings.sellers - 1)

    def price_of(self, products: Ints) -> Ints:
        """The price of products in cents; all end in 90."""
        brl = np.exp(4.2 + 0.85 * self.draws.normal("price", products)).astype(np.int64)
        return (3 + np.minimum(brl, 6_500)) * 100 + 90


class OrdersPart:
    """The orders of some numbers, with all that belongs to them.

    Attributes:
        orders: their numbers; other arrays are parallel to them or to the items (``item_``...).
    """

    def __init__(self, marketplace: Marketplace, orders: Ints) -> None:
        self.marketplace = marketplace
        self.draws = marketplace.draws
        self.orders = orders
        self.purchased = marketplace.purchased(orders)
        self.status = marketplace.status(orders)
        self.item_count = marketplace.item_counts(orders, self.status)

    def tables(self) -> dict[str, Table]:
        """Their extracts."""
        return {
            CUSTOMERS: self.customers(),
            ORDERS: self.orders_table(),
            ORDER_ITEMS: self.items(),
            ORDER_PAYMENTS: self.payments(),
            ORDER_REVIEWS: self.reviews(),
        }

    # Customers

    @cached_property
    def person(self) -> Ints:
        """Who buys: the person of this number, or one of an earlier order."""
        is_repeated = self.draws.uniform("repeated", self.orders) < SHARE_OF_REPEATED_CUSTOMERS
        earlier = (self.draws.uniform("person", self.orders) * self.orders).astype(np.int64)
        return np.where(is_repeated, earlier, self.orders)

    @cached_property
    def address(self) -> Ints:
        """Where they live: the number of an address; some have moved since their first order."""
        has_moved = self.draws.uniform("moved", self.orders) < SHARE_OF_MOVED_CUSTOMERS
        return np.where(has_moved, self.orders, self.person)

    def customers(self) -> Table:
        """A customer for each order."""
        return table_of(
            CUSTOMERS,
            self.draws.ids("customer id", self.orders),
            self.draws.ids("person id", self.person),
            *self.marketplace.addresses("customer", self.address),
        )

    # Orders

    @cached_property
    def approved(self) -> Seconds:
        """When they are approved: soon, or when the bill is paid; a few at once."""
        draws, orders = self.draws, self.orders
        soon = draws.whole("approved soon", orders, 0, 25 * 60)
        after_bill = draws.whole("approved after bill", orders, DAY // 3, 5 * DAY // 2)
        delay = np.where(draws.uniform("bill", orders) < 0.2, after_bill, soon)
        return self.purchased + np.where(draws.uniform("at once", orders) < 0.013, 0, delay)

    @cached_property
    def handed_over(self) -> Seconds:
        """When the carrier gets them; a few, as the data has it, before they are approved."""
        draws, orders = self.draws, self.orders
        days = np.minimum(np.exp(0.6 + 0.7 * draws.normal("hand over", orders)), 20.0)
        regular = self.approved + (days * DAY).astype(np.int64)
        early = self.purchased + (self.approved - self.purchased) // 2
        return np.where(draws.uniform("early", orders) < 0.014, early, regular)

    @cached_property
    def delivered(self) -> Seconds:
        """When they are delivered: far away later."""
        draws, orders = self.draws, self.orders
        state, _, _ = self.marketplace.places("customer", self.address)
        distance: Floats = np.array([each.distance for each in STATES])[state]
        days = np.minimum(distance * np.exp(1.6 + 0.5 * draws.normal("transit", orders)), 50.0)
        return self.handed_over + (days * DAY).astype(np.int64) + HOUR

    def orders_table(self) -> Table:
        """The orders, with the times that they have got to."""
        draws, orders, status = self.draws, self.orders, self.status
        of_canceled = draws.uniform("canceled", orders)
        is_approved = np.where(status == CANCELED, of_canceled < 0.7, status != CREATED)
        is_approved &= draws.uniform("approval lost", orders) >= 0.0005
        is_handed_over = (status <= SHIPPED) | ((status == CANCELED) & (of_canceled < 0.07))
        promised = self.purchased + draws.whole("promised", orders, 12, 35) * DAY
        return table_of(
            ORDERS,
            self.order_ids(orders),
            draws.ids("customer id", orders),
            picked(STATUSES, status),
            local_texts(self.purchased),
            local_texts(self.approved, is_approved),
            local_texts(self.handed_over, is_handed_over),
            local_texts(self.delivered, status == DELIVERED),
            clock.texts_of(midnight(clock.local_of_utc(promised))),
        )

    def order_ids(self, orders: Ints) -> Column:
        """The ids of orders."""
        return self.draws.ids("order id", orders)

    # Items

    @cached_property
    def item_order(self) -> Ints:
        """The order of each item, as a position in this part."""
        return np.repeat(np.arange(len(self.orders)), self.item_count)

    @cached_property
    def item_place(self) -> Ints:
        """The place of each item in its order, from 0."""
        first = np.cumsum(self.item_count) - self.item_count
        return np.arange(len(self.item_order)) - first[self.item_order]

    @cached_property
    def item_number(self) -> Ints:
        """A number of its own for each item."""
        return self.orders[self.item_order] * MOST_ITEMS + self.item_place

    @cached_property
    def item_product(self) -> Ints:
        """The product of each item."""
        return self.marketplace.product_of(self.item_number)

    @cached_property
    def item_price(self) -> Ints:
        """Cents; one in ten is sold for less."""
        price = self.marketplace.price_of(self.item_product)
        is_less = self.draws.uniform("less", self.item_number) < 0.1
        return np.where(is_less, price * 9 // 10, price)

    @cached_property
    def item_freight(self) -> Ints:
        """Cents."""
        cents = self.draws.whole("freight", self.item_number, 700, 4_500)
        return np.where(self.draws.uniform("free", self.item_number) < 0.004, 0, cents)

    def items(self) -> Table:
        """The items of the orders."""
        limit = self.approved[self.item_order] + 6 * DAY
        sellers = self.marketplace.seller_of(self.item_product)
        return table_of(
            ORDER_ITEMS,
            self.order_ids(self.orders[self.item_order]),
            whole_texts(self.item_place + 1),
            self.draws.ids("product id", self.item_product),
            self.draws.ids("seller id", sellers),
            local_texts(limit),
            money_texts(self.item_price),
            money_texts(self.item_freight),
        )

    # Payments

    @cached_property
    def paid(self) -> Ints:
        """What is paid for each order in cents: mostly what the items cost."""
        draws, orders = self.draws, self.orders
        cost = np.zeros(len(orders), dtype=np.int64)
        np.add.at(cost, self.item_order, self.item_price + self.item_freight)
        cost = np.where(
            self.item_count == 0, draws.whole("cost of nothing", orders, 2_000, 30_000), cost
        )
        kind = draws.choice("difference", orders, [98.2, 0.7, 0.7, 0.4])
        interest = draws.whole("interest", orders, 100, 9_000)
        none = np.zeros_like(cost)
        difference: Ints = np.choose(kind, [none, none + 1, none - 1, interest])
        return cost + difference

    def payments(self) -> Table:
        """The payments: a card, a bill, or vouchers with a card for what is left."""
        draws, orders = self.draws, self.orders
        count = 1 + draws.choice("payments", orders, [97.0, 2.0, 1.0])
        order = np.repeat(np.arange(len(orders)), count)
        first = np.cumsum(count) - count
        place = np.arange(len(order)) - first[order]
        number = orders[order] * MOST_PAYMENTS + place
        of_order = draws.choice("payment type", orders, SHARES_OF_PAYMENT_TYPES)[order]
        split_type = np.where(place == 0, CREDIT_CARD, VOUCHER)
        payment_type = np.where(count[order] > 1, split_type, of_order)
        by_voucher = self.paid[order] // (2 * count[order])
        rest = self.paid[order] - by_voucher * (count[order] - 1)
        skewed = draws.uniform("installments", number) ** 2
        installments = np.where(payment_type == CREDIT_CARD, 1 + (skewed * 10).astype(np.int64), 1)
        return table_of(
            ORDER_PAYMENTS,
            self.order_ids(orders[order]),
            whole_texts(place + 1),
            picked(PAYMENT_TYPES, payment_type),
            whole_texts(installments),
            money_texts(np.where(place == 0, rest, by_voucher)),
        )

    # Reviews

    def reviews(self) -> Table:
        """The reviews of some delivered orders; a few reviews are about two orders."""
        draws = self.draws
        is_reviewed = draws.uniform("review", self.orders) < SHARE_OF_REVIEWS
        chosen = np.flatnonzero(is_reviewed & (self.status == DELIVERED))
        orders = self.orders[chosen]
        is_pair = draws.uniform("review of two", orders // 2) < 0.1
        number = np.where(is_pair, orders // 2 * 2, orders)
        score = 1 + draws.choice("score", orders, [12.0, 3.5, 8.5, 17.0, 59.0])
        created = midnight(clock.local_of_utc(self.delivered[chosen])) + DAY
        answered = created + draws.whole("answered", orders, DAY // 4, 6 * DAY)
        return table_of(
            ORDER_REVIEWS,
            draws.ids("review id", number),
            self.order_ids(orders),
            whole_texts(score),
            self.some_texts("title", TITLES, orders, 0.13),
            self.some_texts("comment", COMMENTS, orders, 0.45),
            clock.texts_of(created),
            clock.texts_of(answered),
        )

    def some_texts(
        self, purpose: str, texts: tuple[str, ...], orders: Ints, share: float
    ) -> Column:
        """One of the texts for a share of the orders, null for the others."""
        place = self.draws.whole(purpose, orders, 0, len(texts) - 1)
        has_text = self.draws.uniform(f"has {purpose}", orders) < share
        nothing = pa.scalar(None, pa.string())
        return pc.if_else(pa.array(has_text), picked(texts, place), nothing)


# Texts


def table_of(entity: str, *columns: Column) -> Table:
    """A table with the columns of an entity."""
    return pa.table(dict(zip(ENTITIES[entity].columns, columns, strict=True)))


def midnight(local: Seconds) -> Seconds:
    """The beginning of the days of local times."""
    return local // DAY * DAY


def local_texts(utc: Seconds, given: Any = True) -> Column:
    """UTC times as local texts; null where they are not given."""
    return clock.texts_of(np.where(given, clock.local_of_utc(utc), NEVER))


def whole_texts(numbers: Ints) -> Column:
    """Whole numbers as texts."""
    return pa.array(numbers).cast(pa.string())


def money_texts(cents: Ints) -> Column:
    """Cents as texts with two decimals."""
    whole, rest = np.divmod(cents, 100)
    decimals = pc.utf8_lpad(pa.array(rest).cast(pa.string()), 2, "0")
    return pc.binary_join_element_wise(pa.array(whole).cast(pa.string()), decimals, ".")
