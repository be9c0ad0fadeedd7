"""The reference files of the web shop: brands, categories, products, customers, promotions, rates."""

import csv
import datetime
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from simulator.randomness import stream
from simulator.webshop.world import (
    CATEGORIES,
    COUNTRIES,
    COUPONS,
    GENDERS,
    MATERIALS,
    OTHER_CODES,
    RATE_UNIT,
    World,
    customer_id,
    product_id,
)

CUSTOMERS_AT_ONCE = 50_000
PREFIXES = {
    "IN": "+91", "US": "+1", "GB": "+44", "AE": "+971", "SG": "+65", "AU": "+61", "CA": "+1",
}  # fmt: skip


@dataclass(frozen=True)
class Delivery:
    """A file: where, when, its bytes in parts."""

    path: PurePosixPath
    at: datetime.datetime
    chunks: Iterable[bytes]


def csv_bytes(rows: Iterable[Sequence[object]], delimiter: str = ",") -> bytes:
    """Rows as CSV."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def at(world: World, day: int, hour: int) -> datetime.datetime:
    """A time of a day, UTC."""
    midnight = datetime.datetime.combine(world.day(day), datetime.time(), datetime.UTC)
    return midnight + datetime.timedelta(hours=hour)


def reference_deliveries(world: World) -> Iterator[Delivery]:
    """All reference files, the earliest first but for those of one day."""
    for name, rows in (
        ("brands", brands(world)),
        ("categories", categories(world)),
        ("promotions", promotions(world)),
    ):
        path = PurePosixPath(f"webshop/{name}/{name}.csv")
        yield Delivery(path, at(world, 0, 0), [csv_bytes(rows)])
    half = world.settings.days // 2
    path = PurePosixPath("webshop/products/products.csv.gz")
    late = frozenset(late_products(world))
    yield Delivery(path, at(world, 0, 0), [csv_bytes(products(world, without=late))])
    if late:
        path = PurePosixPath("webshop/products/products_again.csv.gz")
        yield Delivery(path, at(world, half, 12), [csv_bytes(products(world))])
    yield customers_file(world, 0, "customers", customers(world))
    if world.has("customers_late"):
        yield customers_file(world, world.settings.days, "late", late_customers(world))
    if world.has("customers_moved"):
        yield customers_file(world, half, "moved", moved_customers(world))
    yield from rate_files(world)


def code(world: World, text: str, number: int) -> str:
    """A code as it is typed."""
    if not world.has("codes_with_signs"):
        return text
    typed = OTHER_CODES.get(text, text) if number % 2 else text.lower()
    return typed + "@*! "[number % 4].strip()


def brands(world: World) -> Iterator[Sequence[object]]:
    """Brands with their categories."""
    yield "brand_code", "brand_name", "category_code"
    number = 0
    for category, (_, _, names) in CATEGORIES.items():
        for name in names:
            number += 1
            padded = f"  {name} " if world.has("names_padded") and number % 3 == 0 else name
            yield code(world, brand_code(name), number), padded, code(world, category, number + 1)


def brand_code(name: str) -> str:
    """The code of a brand."""
    return name[:2].upper() + name[-3:].upper()


def categories(world: World) -> Iterator[Sequence[object]]:
    """Categories; the last one is delivered twice."""
    yield "category_code", "category_name"
    for number, (category, (name, _, _)) in enumerate(CATEGORIES.items()):
        yield code(world, category, number * 4 + 3).lower(), name
    yield category.lower(), name


def promotions(world: World) -> Iterator[Sequence[object]]:
    """Promotions with their validity."""
    yield "coupon_code", "promotion_name", "valid_from", "valid_to"
    for coupon, (first, last) in COUPONS.items():
        yield coupon, coupon.capitalize(), world.day(first), world.day(last)


def late_products(world: World) -> Sequence[int]:
    """Products that are not in the first picture."""
    return range(11, world.settings.products, 40) if world.has("products_late") else ()


def products(world: World, without: frozenset[int] = frozenset()) -> Iterator[Sequence[object]]:
    """Products, but for some."""
    yield (
        "product_id", "sku", "category_code", "brand_code", "color", "size", "material",
        "weight_grams", "length_cm", "width_cm", "height_cm", "rating_count",
    )  # fmt: skip
    random = stream(world.settings.seed, "webshop products")
    names = list(CATEGORIES)
    materials = list(MATERIALS)
    for number in range(world.settings.products):
        category = names[int(world.category_of[number])]
        brand = CATEGORIES[category][2][number % len(CATEGORIES[category][2])]
        material = materials[number % len(materials)]
        draw = random.random(5)
        sizes = [f"{3 + 30 * each:.1f}" for each in draw[:3]]
        ratings = int(draw[3] ** 4 * 300)
        if number in without:
            continue
        yield (
            product_id(number),
            f"{brand_code(brand)}-{category}-{number:05}",
            category.lower() if world.has("codes_with_signs") else category,
            brand_code(brand).lower() if world.has("codes_with_signs") else brand_code(brand),
            ("Red", "Blue", "Navy", "")[number % 4],
            "One-Size",
            MATERIALS[material] if world.has("materials_misspelt") else material,
            f"{50 + int(draw[4] * 900)}{'g' if world.has('weights_with_units') else ''}",
            sizes[0].replace(".", ",") if world.has("decimal_commas") else sizes[0],
            sizes[1],
            sizes[2],
            -ratings if world.has("ratings_negative") and number % 50 == 0 else ratings,
        )


CUSTOMER_COLUMNS = ("customer_id", "phone", "country_code", "country", "state", "gender")


def customers_file(world: World, day: int, name: str, rows: Iterator[Sequence[object]]) -> Delivery:
    """A file of customers, made piece by piece."""

    def chunks() -> Iterator[bytes]:
        yield csv_bytes([CUSTOMER_COLUMNS])
        piece: list[Sequence[object]] = []
        for row in rows:
            piece.append(row)
            if len(piece) == CUSTOMERS_AT_ONCE:
                yield csv_bytes(piece)
                piece = []
        yield csv_bytes(piece)

    folder = f"webshop/customers/{world.day(day):%Y/%m/%d}"
    path = PurePosixPath(f"{folder}/{name}_{world.day(day)}.csv.gz")
    return Delivery(path, at(world, day, 0), chunks())


def customers(world: World) -> Iterator[Sequence[object]]:
    """Customers as they are at first; a few are in no file."""
    for number in range(world.settings.customers):
        if not world.is_missing[number] and not is_late(world, number):
            yield customer(world, number, int(world.country_of[number]), number)


def is_late(world: World, number: int) -> bool:
    """Whether a customer, who is none of those that move, comes after the last day."""
    return world.has("customers_late") and number % 50 in (1, 30)


def late_customers(world: World) -> Iterator[Sequence[object]]:
    """Customers of whom the first file does not know."""
    for number in range(world.settings.customers):
        if not world.is_missing[number] and is_late(world, number):
            yield customer(world, number, int(world.country_of[number]), number)


def moved_customers(world: World) -> Iterator[Sequence[object]]:
    """Every fiftieth customer, now in the next country."""
    for number in range(0, world.settings.customers, 50):
        if not world.is_missing[number]:
            country = (int(world.country_of[number]) + 1) % len(COUNTRIES)
            yield customer(world, number, country, number + 1)


def customer(world: World, number: int, place: int, version: int) -> Sequence[object]:
    """A customer's row."""
    country = COUNTRIES[place]
    gender = gender_of(number)
    is_odd = world.has("spellings") and version % 20 == 0
    spellings = GENDERS[gender]
    return (
        customer_id(number),
        phone(world, number, country.code),
        country.code.lower() if is_odd else country.code,
        country.spellings[0] if is_odd else country.name,
        country.states[number % len(country.states)],
        spellings[version % len(spellings)] if world.has("spellings") else spellings[0],
    )


def phone(world: World, number: int, country_code: str) -> str:
    """A phone number."""
    digits = f"9{number * 7_919 % 100_000_000:08}"
    if not world.has("phones_of_countries"):
        return f"+91-{digits}"
    prefix = PREFIXES[country_code]
    forms = (
        f"{prefix}-{digits}",
        f"{prefix} {digits[:3]} {digits[3:]}",
        f"({digits[:3]}) {digits[3:]}",
        f"00{prefix[1:]}{digits}",
        "",
        "ask at the desk",
    )
    return forms[number * 31 % 97 % len(forms)]


def gender_of(number: int) -> str:
    """The gender of a customer."""
    return ("female", "male", "female", "male", "unknown")[number * 31 % 97 % 5]


def country_of(world: World, number: int) -> str:
    """The code of the country of a customer as they are in the end; Unknown of who is in no file."""
    if world.is_missing[number]:
        return "Unknown"
    place = int(world.country_of[number])
    if world.has("customers_moved") and number % 50 == 0:
        place = (place + 1) % len(COUNTRIES)
    return COUNTRIES[place].code


def rate_files(world: World) -> Iterator[Delivery]:
    """A file of rates a week; one rate is wrong at first and comes again on the last day."""
    wrong = max(world.rates) if world.has("rates_corrected") else None
    for day, rates in world.rates.items():
        told = {
            currency: rate * 2 if day == wrong and currency == "USD" else rate
            for currency, rate in rates.items()
        }
        yield rate_file(world, day, day, told)
    if wrong is not None:
        last = world.settings.days
        yield rate_file(world, last, wrong, {"USD": world.rates[wrong]["USD"]})


def rate_file(world: World, delivered: int, day: int, rates: dict[str, int]) -> Delivery:
    """A file of the rates of a day."""
    rows = [
        (world.day(day), currency, "INR", f"{rate / RATE_UNIT:.4f}")
        for currency, rate in rates.items()
    ]
    path = PurePosixPath(f"webshop/exchange_rates/exchange_rates_{world.day(delivered)}.csv")
    header = ("rate_date", "from_currency", "to_currency", "rate")
    return Delivery(path, at(world, delivered, 0), [csv_bytes([header, *rows])])
