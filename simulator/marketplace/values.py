"""What a row must look like to be accepted, and when two rows say the same.

Both follow the contract of the marketplace feeds. Every entity has a list of checks (the rule that
a row breaks, and whether it does) and for each attribute a function that gives its typed value;
rows with the same typed values say the same, however they are written.
"""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from simulator.marketplace.entities import (
    CATEGORY_TRANSLATIONS,
    CUSTOMERS,
    ORDER_ITEMS,
    ORDER_PAYMENTS,
    ORDER_REVIEWS,
    ORDERS,
    PRODUCTS,
    SELLERS,
)

STATUSES = frozenset(
    (
        "created",
        "approved",
        "invoiced",
        "processing",
        "shipped",
        "delivered",
        "canceled",
        "unavailable",
    )
)
MONEY = re.compile(r"[0-9]+(\.[0-9]{1,2})?", re.ASCII)
DIGITS = re.compile(r"[0-9]+", re.ASCII)
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?", re.ASCII)
SCORE = re.compile(r"[1-5]", re.ASCII)
TIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}", re.ASCII)

# The values of a row by column, trimmed; "" where there is none.
Values = dict[str, str]
Check = tuple[str, Callable[[Values], bool]]


def local_time(text: str) -> datetime | None:
    """A business time, local; None where the text is no time."""
    if not TIME.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


# Checks


def missing(rule: str, column: str) -> Check:
    """The value must be there."""
    return rule, lambda values: not values[column]


def no_match(rule: str, pattern: re.Pattern[str], *columns: str) -> Check:
    """The values must be there and look like the pattern."""
    return rule, lambda values: not all(pattern.fullmatch(values[column]) for column in columns)


def given_no_match(rule: str, pattern: re.Pattern[str], *columns: str) -> Check:
    """The values must look like the pattern where they are given."""
    return rule, lambda values: any(
        values[column] and not pattern.fullmatch(values[column]) for column in columns
    )


def given_no_time(rule: str, *columns: str) -> Check:
    """The values must be times where they are given."""
    return rule, lambda values: any(
        values[column] and local_time(values[column]) is None for column in columns
    )


ORDER_TIMES = (
    "order_approved_at",
    "order_delivered_carrier_date",
    "order_delivered_customer_date",
    "order_estimated_delivery_date",
)
PRODUCT_NUMBERS = (
    "product_name_lenght",
    "product_description_lenght",
    "product_photos_qty",
    "product_weight_g",
    "product_length_cm",
    "product_height_cm",
    "product_width_cm",
)

CHECKS: dict[str, tuple[Check, ...]] = {
    ORDERS: (
        missing("customer_id_missing", "customer_id"),
        ("status_unknown", lambda values: values["order_status"].lower() not in STATUSES),
        (
            "purchased_at_unparsable",
            lambda values: local_time(values["order_purchase_timestamp"]) is None,
        ),
        given_no_time("time_unparsable", *ORDER_TIMES),
    ),
    ORDER_ITEMS: (
        missing("product_id_missing", "product_id"),
        missing("seller_id_missing", "seller_id"),
        no_match("price_not_money", MONEY, "price"),
        no_match("freight_not_money", MONEY, "freight_value"),
        given_no_time("time_unparsable", "shipping_limit_date"),
    ),
    ORDER_PAYMENTS: (
        no_match("value_not_money", MONEY, "payment_value"),
        missing("payment_type_missing", "payment_type"),
        given_no_match("installments_not_a_number", DIGITS, "payment_installments"),
    ),
    ORDER_REVIEWS: (
        no_match("score_not_1_to_5", SCORE, "review_score"),
        given_no_time("time_unparsable", "review_creation_date", "review_answer_timestamp"),
    ),
    CUSTOMERS: (missing("customer_unique_id_missing", "customer_unique_id"),),
    PRODUCTS: (given_no_match("number_unparsable", NUMBER, *PRODUCT_NUMBERS),),
    SELLERS: (),
    CATEGORY_TRANSLATIONS: (missing("translation_missing", "product_category_name_english"),),
}


# Typed values


def as_written(text: str) -> Any:
    """The text itself."""
    return text or None


def without_case(text: str) -> Any:
    """Words that are the same in capitals."""
    return text.lower() or None


def words(text: str) -> Any:
    """Words that are the same in capitals and with more spaces between them."""
    return " ".join(text.lower().split()) or None


def number(text: str) -> Any:
    """A number."""
    return Decimal(text) if text else None


def instant(text: str) -> Any:
    """A local time."""
    return local_time(text)


def local_date(text: str) -> Any:
    """The date of a local time."""
    time = local_time(text)
    return time.date() if time is not None else None


# Columns that are not named here are compared as written.
TYPES: dict[str, Callable[[str], Any]] = {
    "order_status": without_case,
    "order_purchase_timestamp": instant,
    "order_approved_at": instant,
    "order_delivered_carrier_date": instant,
    "order_delivered_customer_date": instant,
    "order_estimated_delivery_date": local_date,
    "shipping_limit_date": instant,
    "price": number,
    "freight_value": number,
    "payment_installments": number,
    "payment_value": number,
    "review_score": number,
    "review_creation_date": local_date,
    "review_answer_timestamp": instant,
    "customer_city": words,
    "customer_state": without_case,
    "seller_city": words,
    "seller_state": without_case,
    **dict.fromkeys(PRODUCT_NUMBERS, number),
}


def typed(values: Values) -> list[Any]:
    """The typed values of a row, in the order of its columns."""
    return [TYPES.get(column, as_written)(text) for column, text in values.items()]
