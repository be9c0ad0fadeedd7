"""Orders: what people buy on a day, and what becomes of it later.

An order line is a draft with its final values; what an earlier delivery said instead stands beside
it. Amounts are whole numbers of a hundredth of the currency.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from simulator.randomness import stream
from simulator.webshop.world import COUNTRIES, COUPONS, RATE_UNIT, World, customer_id, product_id

SHOP, KAUFWELT, DEALMART = "webshop", "kaufwelt", "dealmart"
METHODS = ("Card", "UPI", "COD", "Wallet")
SHARES_OF_METHODS = (0.4, 0.3, 0.2, 0.1)
SHARES_OF_QUANTITIES = (0.75, 0.18, 0.05, 0.02)
SHARES_OF_DISCOUNTS = (0.3, 0.3, 0.3, 0.1)
CANCELLED_OF_METHOD = {"Card": 0.04, "UPI": 0.05, "COD": 0.14, "Wallet": 0.04}
RETURNED = 0.04
SHARE_OF_BIG_CUSTOMERS, ORDERS_OF_BIG_CUSTOMERS = 0.01, 0.15


@dataclass(frozen=True)
class Line:
    """An order line as it was delivered once."""

    seller: str
    order_id: str
    item_seq: int
    day: int
    second: int
    customer: int | None
    product: int
    quantity: int
    currency: str
    price: int
    discount: int
    tax: int
    channel: str
    coupon: str
    status: str
    method: str


@dataclass(frozen=True)
class Order:
    """An order: its lines at first, its lines in the end, and how many days later that was said.

    Attributes:
        first, last: the lines; the same ones when nothing became of them.
        days_later: 0 when nothing did.
        by_api: whether it came by the API at first.
        later_by_api: whether what became of it did.
    """

    first: tuple[Line, ...]
    last: tuple[Line, ...]
    days_later: int
    by_api: bool
    later_by_api: bool


@dataclass(frozen=True)
class Amounts:
    """What a line is worth, in hundredths of its currency and of rupees; None without a rate."""

    gross: int
    discount: int
    net: int
    sale: int
    net_inr: int | None
    tax_inr: int | None
    discount_inr: int | None
    sale_inr: int | None


def amounts(line: Line, rate: int | None) -> Amounts:
    """Discount up to a whole unit, rupees to the paisa half up, the sale up to a whole rupee."""
    gross = line.quantity * line.price
    discount = -(-gross * line.discount // 10_000) * 100
    net = gross - discount
    sale = net + line.tax

    def rupees(amount: int) -> int | None:
        if rate is None:
            return None
        # half up: away from zero, as amounts below zero (a discount above the gross) go, too
        half = (abs(amount) * rate + RATE_UNIT // 2) // RATE_UNIT
        return half if amount >= 0 else -half

    in_rupees = None if rate is None else -(-sale * rate // (RATE_UNIT * 100)) * 100
    return Amounts(
        gross, discount, net, sale, rupees(net), rupees(line.tax), rupees(discount), in_rupees
    )


class Choice:
    """numpy's ``random.choice`` with shares, a draw at a time: the same draws, in a tenth of the time.

    What numpy checks and adds up anew for every draw is done once.
    """

    def __init__(self, shares: Sequence[float]) -> None:
        bounds = np.cumsum(shares)
        self.bounds = (bounds / bounds[-1]).tolist()

    def __call__(self, random: np.random.Generator) -> int:
        """A place in the shares."""
        return bisect_right(self.bounds, random.random())


METHOD, QUANTITY, DISCOUNT = map(
    Choice, (SHARES_OF_METHODS, SHARES_OF_QUANTITIES, SHARES_OF_DISCOUNTS)
)


def orders_of_day(world: World, day: int) -> Iterator[Order]:
    """The orders of a day; their lines are exactly as many as the day has."""
    settings = world.settings
    customers, products, coupons = settings.customers, settings.products, list(COUPONS)
    random = stream(settings.seed, "webshop orders", day)
    left = int(world.lines_of_days[day])
    number = 0
    while left:
        number += 1
        draw = random.random(14).tolist()
        count = min(left, 1 + int(draw[0] > 0.55) + int(draw[0] > 0.8) + int(draw[0] > 0.93))
        left -= count
        crowd = customers
        if draw[1] < ORDERS_OF_BIG_CUSTOMERS:
            crowd = max(2, int(crowd * SHARE_OF_BIG_CUSTOMERS))
        customer = int(draw[2] * crowd)
        country = COUNTRIES[world.country_of[customer]]
        seller = KAUFWELT if draw[3] < 0.05 else DEALMART if draw[3] < 0.1 else SHOP
        currency = {KAUFWELT: "EUR", DEALMART: "USD"}.get(seller, country.currency)
        if seller == SHOP and world.has("currency_without_rate") and draw[4] < 0.003:
            currency = "JPY"
        method = METHODS[METHOD(random)]
        coupon = coupons[int(draw[5] * 10)] if draw[5] < 0.3 and seller != KAUFWELT else ""
        prefix = {SHOP: "", KAUFWELT: "K", DEALMART: "D"}[seller]
        rate = world.rate(currency, day) or RATE_UNIT
        first = []
        for item in range(1, count + 1):
            product = int(random.random() ** 2 * products)
            price = max(100, int(world.price_of[product]) * 100 * RATE_UNIT // rate)
            price = price // 100 * 100 if currency in ("INR", "JPY") else price
            quantity = 1 + QUANTITY(random)
            discount = DISCOUNT(random) * 5 + int(random.integers(4))
            first.append(
                Line(
                    seller, f"{prefix}{day + 1:04}{number:07}", item, day, int(draw[6] * 86_400),
                    None if seller == KAUFWELT else customer, product, quantity, currency,
                    price, discount, price * quantity * 5 // 100, "app" if draw[7] < 0.55 else "web",
                    coupon, "Placed", method,
                )
            )  # fmt: skip
        yield outcome(world, tuple(first), draw[8:])


def outcome(world: World, first: tuple[Line, ...], chance: Sequence[float]) -> Order:
    """What becomes of an order: cancelled, returned, corrected, or nothing."""
    cancelled = CANCELLED_OF_METHOD[first[0].method]
    last = first
    if chance[0] < cancelled:
        last = tuple(replace(line, status="Cancelled") for line in first)
    elif chance[0] < cancelled + RETURNED:
        last = (replace(first[0], status="Returned"), *first[1:])
    elif world.has("orders_corrected") and chance[1] < 0.03:
        last = (replace(first[0], quantity=first[0].quantity + 1), *first[1:])
    is_shop = first[0].seller == SHOP
    return Order(
        first=first,
        last=last,
        days_later=0 if last == first else 1 + int(chance[2] * 5),
        by_api=is_shop and chance[3] < 0.25,
        later_by_api=is_shop and chance[4] < 0.25,
    )


def ids_of(line: Line) -> tuple[str, str]:
    """The texts of customer and product; the customer is empty where the partner has none."""
    return ("" if line.customer is None else customer_id(line.customer), product_id(line.product))
