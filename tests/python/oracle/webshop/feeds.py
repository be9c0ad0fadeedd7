"""The feeds of the web shop: its own files, its API, its partners; and their rows as texts.

Choices:
- An order line has one shape, ORDER_COLUMNS, whatever it came in; a column that a delivery lacks is
  empty. A file of a partner is read by its card: names, delimiter, decimal sign, form of its dates.
- The API has one order an object, a physical line each; what its items do not say themselves, the
  order says. An object is one row: all its items count or none does.
- A text is None where the delivery has no such column or key; null in JSON is an empty text.
"""

from __future__ import annotations

import csv
import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.python.oracle.deliveries import Delivery
from tests.python.oracle.feeds import Feed
from tests.python.oracle.reading import decode, read

ORDER_COLUMNS = (
    "dt",
    "order_ts",
    "customer_id",
    "order_id",
    "item_seq",
    "product_id",
    "quantity",
    "unit_price_currency",
    "unit_price",
    "discount_pct",
    "tax_amount",
    "channel",
    "coupon_code",
    "order_status",
    "payment_method",
)
OPTIONAL = ("coupon_code", "order_status", "payment_method")
# What an object of the API says of all its items.
ORDER_LEVEL = (
    "order_id",
    "dt",
    "order_ts",
    "customer_id",
    "unit_price_currency",
    "channel",
    "coupon_code",
    "order_status",
    "payment_method",
)
# What its items may say themselves.
ITEM_COLUMNS = (
    "item_seq",
    "product_id",
    "quantity",
    "unit_price_currency",
    "unit_price",
    "discount_pct",
    "tax_amount",
    "coupon_code",
    "order_status",
)
SHOP = "webshop"
FILES = "raw/ecommerce_sales"
API = "api/orders"

REFERENCE_COLUMNS = {
    "webshop/brands": ("brand_code", "brand_name", "category_code"),
    "webshop/categories": ("category_code", "category_name"),
    "webshop/products": (
        "product_id",
        "sku",
        "category_code",
        "brand_code",
        "color",
        "size",
        "material",
        "weight_grams",
        "length_cm",
        "width_cm",
        "height_cm",
        "rating_count",
    ),
    "webshop/customers": (
        "customer_id",
        "phone",
        "country_code",
        "country",
        "state",
        "gender",
    ),
    "webshop/promotions": ("coupon_code", "promotion_name", "valid_from", "valid_to"),
    "webshop/exchange_rates": ("rate_date", "from_currency", "to_currency", "rate"),
}


@dataclass(frozen=True)
class Partner:
    """How a partner writes order lines.

    Attributes:
        name: of the partner, its folder below `partners`.
        columns: its header, each name with the column of ORDER_COLUMNS that it means.
        delimiter: between fields.
        decimal_sign: point or comma.
        date_form: of its days.
    """

    name: str
    columns: Mapping[str, str]
    delimiter: str = ","
    decimal_sign: str = "."
    date_form: str = "yyyy-MM-dd"

    @property
    def feed(self) -> str:
        """Name of its feed."""
        return f"partners/{self.name}"


PARTNERS = (
    Partner(
        "kaufwelt",
        {
            "bestellnummer": "order_id",
            "position": "item_seq",
            "bestelldatum": "dt",
            "artikelnummer": "product_id",
            "menge": "quantity",
            "waehrung": "unit_price_currency",
            "einzelpreis": "unit_price",
            "rabatt_prozent": "discount_pct",
            "steuerbetrag": "tax_amount",
            "status": "order_status",
            "zahlungsart": "payment_method",
        },
        delimiter=";",
        decimal_sign=",",
        date_form="dd.MM.yyyy",
    ),
    Partner(
        "dealmart",
        {
            "order no": "order_id",
            "line no": "item_seq",
            "order date": "dt",
            "customer id": "customer_id",
            "item code": "product_id",
            "qty": "quantity",
            "ccy": "unit_price_currency",
            "price": "unit_price",
            "discount": "discount_pct",
            "tax": "tax_amount",
            "coupon": "coupon_code",
            "state": "order_status",
            "paid by": "payment_method",
        },
        delimiter="|",
        date_form="MM/dd/yyyy",
    ),
)
PARTNER_OF = {partner.feed: partner for partner in PARTNERS}
ORDER_FEEDS = (FILES, API, *PARTNER_OF)
FEEDS = (*ORDER_FEEDS, *REFERENCE_COLUMNS)
READ_AS = {
    FILES: Feed(FILES, tuple(name for name in ORDER_COLUMNS if name not in OPTIONAL), OPTIONAL),
    **{name: Feed(name, columns) for name, columns in REFERENCE_COLUMNS.items()},
}


class Row(NamedTuple):
    """A delivered row: its line, what is wrong with its shape, its texts.

    Attributes:
        line: physical number, from 1.
        status: ok, malformed_row or file_schema.
        texts: one dictionary for each order line, one in all but in objects of the API.
    """

    line: int
    status: str
    texts: tuple[Mapping[str, str | None], ...]


@dataclass(frozen=True)
class Landed:
    """The rows of a delivery and what became of it as a file."""

    delivery: Delivery
    status: str
    rows: list[Row] = field(default_factory=list)


def landed(delivery: Delivery) -> Landed:
    """Reads a delivery by its feed's card."""
    if delivery.feed == API:
        return lines_of_json(delivery)
    if delivery.feed in PARTNER_OF:
        return lines_of_partner(delivery, PARTNER_OF[delivery.feed])
    feed = READ_AS[delivery.feed]
    content = read(delivery, feed, 0)
    rows = [
        Row(line, status, (dict(zip(feed.every_column, texts, strict=True)),))
        for _, line, _, status, _, *texts in content.rows
    ]
    return Landed(delivery, content.status, rows)


def content_of(delivery: Delivery) -> bytes | None:
    """Its bytes, unpacked; None if they cannot be unpacked."""
    if not delivery.relative_path.lower().endswith(".gz"):
        return delivery.content
    try:
        return gzip.decompress(delivery.content)
    except (EOFError, OSError, zlib.error):
        return None


def lines_of(content: bytes) -> Iterator[tuple[int, str]]:
    """Its lines that are not blank, with their numbers."""
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
        if line.strip():
            yield number, decode(line)


def lines_of_json(delivery: Delivery) -> Landed:
    """The objects of a page of the API."""
    name = delivery.relative_path.lower().removesuffix(".gz")
    if not name.endswith((".jsonl", ".ndjson")):
        return Landed(delivery, "unsupported")
    content = content_of(delivery)
    if content is None:
        return Landed(delivery, "unreadable")
    rows: list[Row] = []
    for number, line in lines_of(content):
        try:
            order = json.loads(line, parse_float=str, parse_int=str)
        except ValueError:
            order = None
        if isinstance(order, dict):
            rows.append(Row(number, "ok", items_of(order)))
        else:
            rows.append(Row(number, "malformed_row", ()))
    return Landed(delivery, "ok" if rows else "empty", rows)


def items_of(order: Mapping[str, Any]) -> tuple[Mapping[str, str | None], ...]:
    """The order lines of an object; none where it has no list of items."""
    told_of_all = lowered(order)
    names = {name: told_of_all[name] for name in ORDER_LEVEL if name in told_of_all}
    items = told_of_all.get("items")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return ()
    told = [
        {name: value for name, value in lowered(item).items() if name in ITEM_COLUMNS}
        for item in items
    ]
    lines = [{**names, **item} for item in told]
    return tuple(
        {column: text_of(line[column]) if column in line else None for column in ORDER_COLUMNS}
        for line in lines
    )


def lowered(values: Mapping[str, Any]) -> dict[str, Any]:
    """An object with its keys in lower case."""
    return {str(name).strip().lower(): value for name, value in values.items()}


def text_of(value: Any) -> str:
    """A value of JSON as text."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def lines_of_partner(delivery: Delivery, partner: Partner) -> Landed:
    """The lines of a partner's file."""
    if delivery.extension is None:
        return Landed(delivery, "unsupported")
    content = content_of(delivery)
    if content is None:
        return Landed(delivery, "unreadable")
    records = [
        (number, next(csv.reader([line], delimiter=partner.delimiter)))
        for number, line in lines_of(content)
    ]
    if not records:
        return Landed(delivery, "empty")
    for place, (_, header) in enumerate(records):
        names = [name.strip().lower() for name in header]
        if set(partner.columns) <= set(names):
            rows = [
                partner_row(partner, names, number, fields, is_behind=index > place)
                for index, (number, fields) in enumerate(records)
                if index != place
            ]
            return Landed(delivery, "ok", rows)
    rows = [Row(number, "file_schema", ({},)) for number, _ in records]
    return Landed(delivery, "file_schema", rows)


def partner_row(
    partner: Partner, names: list[str], number: int, fields: list[str], *, is_behind: bool
) -> Row:
    """One line under a partner's header, in the shop's columns."""
    if not is_behind or len(fields) != len(names):
        return Row(number, "malformed_row", ({},))
    texts: dict[str, str | None] = dict.fromkeys(ORDER_COLUMNS)
    for name, text in reversed(list(zip(names, fields, strict=True))):
        if name in partner.columns:
            texts[partner.columns[name]] = text
    return Row(number, "ok", (texts,))
