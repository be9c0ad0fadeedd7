"""From texts to typed rows with the rules they break, and what becomes of every row.

Choices:
- Every rule is judged on its own. A row that breaks a rejecting one counts nowhere; an object of
  the API with one such item counts nowhere as a whole.
- Deliveries are in the order of their modification time, then of their path below the landing
  root without its suffix, over all feeds of orders; rows of one file in the order of their lines.
- Of the valid rows of a key in one feed the last one of the last file counts, in full pictures,
  too: a rate or a promotion that a later picture leaves out was still true. A rejected correction
  replaces nothing. A key is (order, item) in files, the order in the API.
- Of an order line that came through several feeds of one seller the last delivery counts. The
  shop's files and its API are one seller, each partner is one.
- An object of the API is the whole order: lines that were delivered before it, by file or by API,
  and are not in it are gone, until a later file brings them again. What becomes of a row (outcome)
  is said within its feed.
- Status and method are those of the last valid delivery of the line that has such a column or key,
  even if it is empty (placed, unknown); placed and unknown where none has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from math import ceil
from typing import Any

from tests.python.oracle.deliveries import Delivery
from tests.python.oracle.webshop import texts as t
from tests.python.oracle.webshop.feeds import API, PARTNER_OF, SHOP, Landed, landed
from tests.python.oracle.webshop.seeds import Seeds

Texts = Mapping[str, str | None]
Values = dict[str, Any]
Broken = dict[str, bool]
Typed = tuple[Values, Broken, Broken]
"""(values, which rejecting rules it breaks, which warnings it raises)"""


@dataclass
class Judged:
    """A delivered row, judged.

    Attributes:
        delivery: its file.
        rank: place of the file among all deliveries.
        line: its line.
        lines: its typed values: one, or one for each item of an object.
        rejects, warnings: sorted names of rules.
        outcome: accepted, superseded, rejected.
    """

    delivery: Delivery
    rank: int
    line: int
    lines: list[Values]
    rejects: list[str]
    warnings: list[str]
    outcome: str = ""

    @property
    def place(self) -> tuple[int, int]:
        """Sorts rows into the order in which they were delivered."""
        return (self.rank, self.line)


def named(rules: Broken) -> list[str]:
    """The names of the rules that are broken, sorted."""
    return sorted(name for name, is_broken in rules.items() if is_broken)


def key_rules(names: Mapping[str, str | None]) -> Broken:
    """What every key of a row must be."""
    return {
        **{f"{name}_missing": value is None for name, value in names.items()},
        "key_damaged": any(t.is_damaged(value) for value in names.values()),
        "total_line": any(t.is_total(value) for value in names.values()),
    }


def order_line(texts: Texts, seeds: Seeds, feed: str) -> Typed:
    """An order line, typed."""
    partner = PARTNER_OF.get(feed)
    sign_of_decimals = partner.decimal_sign if partner else ""
    form = partner.date_form if partner else "yyyy-MM-dd"
    keys = {name: t.key(texts[name]) for name in ("order_id", "product_id")}
    customer = t.key(texts["customer_id"])
    ordered_at = t.time(texts["order_ts"])
    has_day = t.word(texts["dt"]) is not None
    order_date = t.day(texts["dt"], form) if has_day else ordered_at and ordered_at.date()
    quantity = t.whole(texts["quantity"], seeds.quantities, sign_of_decimals, 6)
    item = t.whole(texts["item_seq"], {})
    price, sign = t.amount(texts["unit_price"], seeds.known_signs, sign_of_decimals)
    tax, _ = t.amount(texts["tax_amount"], seeds.known_signs, sign_of_decimals)
    discount = t.percentage(texts["discount_pct"], sign_of_decimals)
    written = t.code(texts["unit_price_currency"], {})
    meant = seeds.signs[sign.lower()] if sign else ()
    currency = written if written is not None else (meant[0] if meant else None)
    is_currency = currency is not None and len(currency) == 3 and currency.isalpha()
    channel = "partner" if partner else t.mapped(texts["channel"], seeds.channels)
    status = t.mapped(texts["order_status"], seeds.statuses)
    has_status = t.word(texts["order_status"]) is not None
    method = t.mapped(texts["payment_method"], seeds.methods)
    coupon = t.key(texts["coupon_code"])
    has_customers = partner is None or "customer_id" in partner.columns.values()
    has_discount = t.word(texts["discount_pct"]) is not None
    has_tax = t.word(texts["tax_amount"]) is not None
    values: Values = {
        "seller": partner.name if partner else SHOP,
        "order_id": keys["order_id"],
        "item_seq": item,
        "order_date": order_date,
        "ordered_at": ordered_at,
        "customer_id": customer and customer.upper(),
        "product_id": keys["product_id"],
        "quantity": quantity,
        "currency": currency if is_currency else None,
        "unit_price": price,
        "discount_pct": discount if has_discount else 0,
        "tax_amount": tax if has_tax else 0,
        "channel": channel or "unknown",
        "coupon_code": coupon and coupon.upper(),
        "order_status": status if has_status else told(texts["order_status"], "placed"),
        "payment_method": method or told(texts["payment_method"], "unknown"),
    }
    rejects = {
        **key_rules(keys),
        "key_damaged": any(map(t.is_damaged, (*keys.values(), customer))),
        "total_line": any(map(t.is_total, (*keys.values(), customer))),
        "item_seq_not_a_number": item is None or item < 1,
        "order_date_unparsable": order_date is None,
        "quantity_not_a_number": quantity is None,
        "quantity_not_positive": quantity is not None and quantity < 1,
        "quantity_implausible": quantity is not None and quantity > 10000,
        "unit_price_not_money": price is None or price < 0,
        "currency_unknown": not is_currency,
        "discount_not_a_percentage": has_discount
        and (discount is None or not 0 <= discount <= 100),
        "tax_not_money": has_tax and (tax is None or tax < 0),
        "order_status_unknown": has_status and status is None,
    }
    warnings = {
        "customer_id_missing": customer is None and has_customers,
        "discount_missing": not has_discount,
        "tax_missing": not has_tax,
        "currency_from_sign": written is None and is_currency,
        "currency_sign_contradicts": bool(meant) and is_currency and currency not in meant,
        "order_ts_unparsable": t.word(texts["order_ts"]) is not None and ordered_at is None,
        "order_ts_on_another_day": ordered_at is not None
        and order_date is not None
        and ordered_at.date() != order_date,
        "channel_unknown": channel is None,
        "net_is_negative": is_net_negative(price, quantity, values["discount_pct"]),
        "order_status_missing": not has_status and texts["order_status"] is not None,
        "payment_method_missing": texts["payment_method"] is not None
        and t.word(texts["payment_method"]) is None,
        "payment_method_unknown": method is None and t.word(texts["payment_method"]) is not None,
        "quantity_in_words": t.mapped(texts["quantity"], seeds.quantities) is not None,
    }
    return values, rejects, warnings


def is_net_negative(
    price: Decimal | None, quantity: int | None, discount: Decimal | int | None
) -> bool:
    """Whether a discount, rounded up to a whole unit, is more than the gross amount."""
    if price is None or quantity is None or discount is None or discount > 100:
        return False
    gross = quantity * price
    return gross < ceil(gross * discount / 100)


def told(text: str | None, otherwise: str) -> str | None:
    """What an empty text stands for; None where none was delivered."""
    return None if text is None else otherwise


def brand(texts: Texts, seeds: Seeds, _: str) -> Typed:
    """A brand, typed."""
    code = t.code(texts["brand_code"], seeds.codes["brand"])
    name = t.word(texts["brand_name"])
    category = t.code(texts["category_code"], seeds.codes["category"])
    values = {"brand_code": code, "brand_name": name, "category_code": category}
    return values, key_rules({"brand_code": code}), {"brand_name_missing": name is None}


def category(texts: Texts, seeds: Seeds, _: str) -> Typed:
    """A category, typed."""
    code = t.code(texts["category_code"], seeds.codes["category"])
    name = t.word(texts["category_name"])
    values = {"category_code": code, "category_name": name}
    return values, key_rules({"category_code": code}), {"category_name_missing": name is None}


def product(texts: Texts, seeds: Seeds, _: str) -> Typed:
    """A product, typed."""
    key = t.key(texts["product_id"])
    material = t.word(texts["material"])
    sizes = {
        name: t.number(texts[name], places=2, digits=10)
        for name in ("length_cm", "width_cm", "height_cm")
    }
    weight = t.weight(texts["weight_grams"], seeds.units)
    ratings = t.whole(texts["rating_count"], {})
    has_ratings = t.word(texts["rating_count"]) is not None
    measures = {**sizes, "weight_grams": weight}
    values: Values = {
        "product_id": key,
        "sku": t.word(texts["sku"]),
        "category_code": t.code(texts["category_code"], seeds.codes["category"]),
        "brand_code": t.code(texts["brand_code"], seeds.codes["brand"]),
        "color": t.word(texts["color"]),
        "size": t.word(texts["size"]),
        "material": material and seeds.materials.get(material.lower(), material),
        **{name: None if value is None or value < 0 else value for name, value in measures.items()},
        "rating_count": None if ratings is None else abs(ratings),
    }
    warnings = {
        "material_misspelt": material is not None and material.lower() in seeds.materials,
        "measure_not_a_number": any(
            t.word(texts[name]) is not None and values[name] is None for name in measures
        ),
        "rating_count_negative": ratings is not None and ratings < 0,
        "rating_count_not_a_number": has_ratings and ratings is None,
        "category_code_missing": values["category_code"] is None,
        "brand_code_missing": values["brand_code"] is None,
    }
    return values, key_rules({"product_id": key}), warnings


def customer(texts: Texts, seeds: Seeds, _: str) -> Typed:
    """A customer, typed; of the phone number only what may be seen."""
    key = t.key(texts["customer_id"])
    by_code = t.mapped(texts["country_code"], seeds.countries)
    by_name = t.mapped(texts["country"], seeds.countries)
    gender = t.mapped(texts["gender"], seeds.genders)
    values = {
        "customer_id": key and key.upper(),
        "phone_masked": t.masked_phone(texts["phone"]),
        "country_code": by_code or by_name,
        "state": t.word(texts["state"]),
        "gender": gender or "unknown",
    }
    warnings = {
        "country_unknown": by_code is None and by_name is None,
        "country_contradicts_its_code": None not in (by_code, by_name) and by_code != by_name,
        "gender_missing": t.word(texts["gender"]) is None and texts["gender"] is not None,
        "gender_unknown": gender is None and t.word(texts["gender"]) is not None,
        "phone_unparsable": t.word(texts["phone"]) is not None and not t.is_phone(texts["phone"]),
    }
    return values, key_rules({"customer_id": key}), warnings


def promotion(texts: Texts, _: Seeds, __: str) -> Typed:
    """A promotion, typed."""
    key = t.key(texts["coupon_code"])
    first, last = t.day(texts["valid_from"]), t.day(texts["valid_to"])
    values = {
        "coupon_code": key and key.upper(),
        "promotion_name": t.word(texts["promotion_name"]),
        "valid_from": first,
        "valid_to": last,
    }
    rejects = {
        **key_rules({"coupon_code": key}),
        "validity_unparsable": first is None or last is None,
        "validity_ends_before_it_begins": first is not None and last is not None and last < first,
    }
    return values, rejects, {"promotion_name_missing": values["promotion_name"] is None}


def exchange_rate(texts: Texts, _: Seeds, __: str) -> Typed:
    """A rate of exchange, typed."""
    of, to = (t.code(texts[name], {}) for name in ("from_currency", "to_currency"))
    rate = t.number(texts["rate"], places=8, digits=10)
    values = {
        "rate_date": t.day(texts["rate_date"]),
        "from_currency": of,
        "to_currency": to,
        "rate": rate,
    }
    rejects = {
        **key_rules({"from_currency": of, "to_currency": to}),
        "rate_date_unparsable": values["rate_date"] is None,
        "rate_not_a_positive_number": rate is None or rate <= 0,
    }
    return values, rejects, {}


KEYS: dict[str, tuple[str, ...]] = {
    "webshop/brands": ("brand_code",),
    "webshop/categories": ("category_code",),
    "webshop/products": ("product_id",),
    "webshop/customers": ("customer_id",),
    "webshop/promotions": ("coupon_code",),
    "webshop/exchange_rates": ("rate_date", "from_currency", "to_currency"),
    API: ("order_id",),
}
TYPING: dict[str, Callable[[Texts, Seeds, str], Typed]] = {
    "webshop/brands": brand,
    "webshop/categories": category,
    "webshop/products": product,
    "webshop/customers": customer,
    "webshop/promotions": promotion,
    "webshop/exchange_rates": exchange_rate,
}
LINE_KEY = ("order_id", "item_seq")
# What a line is of which no delivery has said it.
UNTOLD = {"order_status": "placed", "payment_method": "unknown"}


def judge(feed: str, deliveries: Iterable[tuple[int, Delivery]], seeds: Seeds) -> list[Judged]:
    """Judges every row of a feed.

    Args:
        feed: its name.
        deliveries: its files with their places among all deliveries, in order.
        seeds: what spellings stand for.
    """
    rows = [
        judged
        for rank, delivery in deliveries
        for judged in judge_file(feed, rank, landed(delivery), seeds)
    ]
    key = KEYS.get(feed, LINE_KEY)
    last: dict[tuple[Any, ...], tuple[int, int]] = {}
    for row in rows:
        if not row.rejects:
            last[tuple(row.lines[0][name] for name in key)] = row.place
    for row in rows:
        if row.rejects:
            row.outcome = "rejected"
        elif last[tuple(row.lines[0][name] for name in key)] == row.place:
            row.outcome = "accepted"
        else:
            row.outcome = "superseded"
    return rows


def judge_file(feed: str, rank: int, file: Landed, seeds: Seeds) -> Iterable[Judged]:
    """Types the rows of a file and says which rules each breaks."""
    typing = TYPING.get(feed, order_line)
    for row in file.rows:
        if row.status != "ok":
            yield Judged(file.delivery, rank, row.line, [], [row.status], [])
            continue
        typed = [typing(texts, seeds, feed) for texts in row.texts]
        rejects = {name for _, broken, _ in typed for name in named(broken)}
        warnings = {name for _, _, raised in typed for name in named(raised)}
        if feed == API:
            rejects |= rules_of_object([values for values, _, _ in typed])
        lines = [values for values, _, _ in typed]
        yield Judged(file.delivery, rank, row.line, lines, sorted(rejects), sorted(warnings))


def rules_of_object(lines: list[Values]) -> set[str]:
    """What an order of the API must be as a whole."""
    items = [line["item_seq"] for line in lines]
    broken = {"items_missing": not lines, "item_seq_twice": len(set(items)) < len(items)}
    return set(named(broken))


def modified_at(delivery: Delivery) -> datetime:
    """When a file was modified, UTC, without a zone."""
    return datetime.fromtimestamp(delivery.modified_at_ms / 1000, UTC).replace(tzinfo=None)


def winning_lines(judged: Iterable[Judged]) -> list[Values]:
    """The order lines that there are in the end, over all feeds of a seller."""
    orders: dict[tuple[Any, ...], dict[int, Values]] = {}
    known: dict[tuple[Any, ...], Values] = {}
    for row in sorted(judged, key=lambda each: each.place):
        if row.outcome == "rejected":
            continue
        source = {"source_feed": row.delivery.feed, "file": row.delivery.file, "line": row.line}
        if row.delivery.feed == API:
            orders[(SHOP, row.lines[0]["order_id"])] = {}
        for line in row.lines:
            order = (line["seller"], line["order_id"])
            said = known.setdefault((*order, line["item_seq"]), dict(UNTOLD))
            said |= {name: line[name] for name in UNTOLD if line[name] is not None}
            orders.setdefault(order, {})[line["item_seq"]] = {**line, **said, **source}
    return [line for order in orders.values() for line in order.values()]


def versions_of_upserts(judged: Iterable[Judged], key: str) -> list[Values]:
    """The versions of records that are upserts: absence says nothing."""
    states: dict[Any, list[tuple[datetime, Values]]] = {}
    for row in sorted(judged, key=lambda each: each.place):
        if row.outcome == "rejected":
            continue
        (values,) = row.lines
        versions = states.setdefault(values[key], [])
        at = modified_at(row.delivery)
        if versions and versions[-1][0] == at:
            versions.pop()
        if not versions or versions[-1][1] != values:
            versions.append((at, values))
    return dated(states)


def versions_of_pictures(judged: Iterable[Judged], key: str) -> list[Values]:
    """The versions of records of full pictures: a picture without a record ends its version."""
    pictures: dict[int, tuple[datetime, dict[Any, Values]]] = {}
    for row in sorted(judged, key=lambda each: each.place):
        if row.outcome == "rejected":
            continue
        (values,) = row.lines
        at = modified_at(row.delivery)
        pictures.setdefault(row.rank, (at, {}))[1][values[key]] = values
    # of pictures of one time only the last one was ever true
    by_time = dict(pictures.values())
    spans: dict[Any, list[tuple[datetime, Values | None]]] = {}
    for at, picture in by_time.items():
        for name, values in picture.items():
            versions = spans.setdefault(name, [])
            if not versions or versions[-1][1] != values:
                versions.append((at, values))
        for name in spans.keys() - picture.keys():
            if spans[name][-1][1] is not None:
                spans[name].append((at, None))
    return dated(spans)


def dated(spans: Mapping[Any, Sequence[tuple[datetime, Values | None]]]) -> list[Values]:
    """Versions with the time that they held; None ends the version before it."""
    found: list[Values] = []
    for versions in spans.values():
        ends = [at for at, _ in versions[1:]] + [None]
        for (at, values), end in zip(versions, ends, strict=True):
            if values is not None:
                found.append(
                    {**values, "valid_from": at, "valid_to": end, "is_current": end is None}
                )
    return found
