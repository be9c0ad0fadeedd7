"""Other contents for a row: valid ones that say something else, and the same in other letters."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import numpy as np

from simulator.marketplace import clock
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
    Row,
)
from simulator.marketplace.values import MONEY, local_time

# Zip code prefix, city, state: where customers and sellers move to.
ADDRESSES = (
    ("69900", "rio branco", "AC"),
    ("76801", "porto velho", "RO"),
    ("68900", "macapá", "AP"),
    ("01310", "são paulo", "SP"),
    ("90010", "porto alegre", "RS"),
    ("40020", "salvador", "BA"),
)

Alter = Callable[[Row, np.random.Generator], Row]


def altered(entity: str, row: Row, random: np.random.Generator) -> Row:
    """The row with another content: valid, and with other typed values."""
    return ALTERATIONS[entity](row, random)


def altered_order(row: Row, random: np.random.Generator) -> Row:
    """Promised for another day; cancelled where no day was promised."""
    shape = ENTITIES[ORDERS]
    promised = local_time(shape.value(row, "order_estimated_delivery_date"))
    if promised is not None:
        later = promised + timedelta(days=int(random.integers(1, 11)))
        return shape.changed(row, order_estimated_delivery_date=later.strftime(clock.TIME_FORMAT))
    is_cancelled = shape.value(row, "order_status") == "canceled"
    return shape.changed(row, order_status="unavailable" if is_cancelled else "canceled")


def altered_money(entity: str, column: str) -> Alter:
    """A higher amount."""

    def alter(row: Row, random: np.random.Generator) -> Row:
        text = ENTITIES[entity].value(row, column)
        amount = Decimal(text) if MONEY.fullmatch(text) else Decimal(0)
        more = Decimal(int(random.integers(1, 5_000))) / 100
        return ENTITIES[entity].changed(row, **{column: f"{amount + more:.2f}"})

    return alter


def altered_score(row: Row, random: np.random.Generator) -> Row:
    """Another score."""
    shape = ENTITIES[ORDER_REVIEWS]
    others = [score for score in "12345" if score != shape.value(row, "review_score")]
    return shape.changed(row, review_score=others[int(random.integers(len(others)))])


def moved(entity: str, prefix: str) -> Alter:
    """Another address."""

    def alter(row: Row, random: np.random.Generator) -> Row:
        shape = ENTITIES[entity]
        zip_code, city, state = (
            f"{prefix}_{part}" for part in ("zip_code_prefix", "city", "state")
        )
        now = shape.value(row, zip_code)
        others = [address for address in ADDRESSES if address[0] != now]
        address = others[int(random.integers(len(others)))]
        return shape.changed(row, **dict(zip((zip_code, city, state), address, strict=True)))

    return alter


def altered_weight(row: Row, random: np.random.Generator) -> Row:
    """Another weight."""
    shape = ENTITIES[PRODUCTS]
    text = shape.value(row, "product_weight_g")
    weight = int(text) if text.isdigit() else 0
    return shape.changed(row, product_weight_g=str(weight + int(random.integers(1, 500))))


def altered_translation(row: Row, random: np.random.Generator) -> Row:
    """Another English name."""
    shape = ENTITIES[CATEGORY_TRANSLATIONS]
    name = shape.value(row, "product_category_name_english")
    number = int(random.integers(2, 100))
    return shape.changed(row, product_category_name_english=f"{name}_{number}")


ALTERATIONS: dict[str, Alter] = {
    ORDERS: altered_order,
    ORDER_ITEMS: altered_money(ORDER_ITEMS, "price"),
    ORDER_PAYMENTS: altered_money(ORDER_PAYMENTS, "payment_value"),
    ORDER_REVIEWS: altered_score,
    CUSTOMERS: moved(CUSTOMERS, "customer"),
    SELLERS: moved(SELLERS, "seller"),
    PRODUCTS: altered_weight,
    CATEGORY_TRANSLATIONS: altered_translation,
}


def respelled(entity: str, row: Row) -> Row:
    """The row with the same typed values, written otherwise; the key stays as it is."""
    shape = ENTITIES[entity]
    texts = list(row)
    for column, place in shape.places.items():
        text = texts[place]
        if column in shape.key or not text:
            continue
        if column.endswith(("_city", "_state", "_status")):
            text = text.upper().replace(" ", "  ") if text.upper().lower() == text.lower() else text
        elif column in ("price", "freight_value", "payment_value") and text.endswith("0"):
            text = text[:-1] if "." in text else text
        texts[place] = f" {text}\t"
    return tuple(texts)
