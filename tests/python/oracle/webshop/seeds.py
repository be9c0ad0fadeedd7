"""The seeds of the web shop: what spellings stand for.

A spelling is cleaned like the text that is looked up, and compared in lower case; a line without a
spelling or without a meaning is none.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.python.oracle.webshop import texts


@dataclass(frozen=True)
class Seeds:
    """The mappings, each from a spelling to what it stands for.

    Attributes:
        countries, genders, quantities, materials, units, channels, statuses, methods: by spelling
            in lower case.
        country_names: by country code.
        codes: of categories and brands, by kind, then by code in upper case.
        signs: the currencies that a sign may stand for, the first one when none is written.
        segments: name, least orders, least sale, in the order in which they are tried.
    """

    countries: dict[str, str]
    country_names: dict[str, str]
    genders: dict[str, str]
    quantities: dict[str, str]
    materials: dict[str, str]
    units: dict[str, str]
    channels: dict[str, str]
    statuses: dict[str, str]
    methods: dict[str, str]
    codes: dict[str, dict[str, str]]
    signs: dict[str, tuple[str, ...]]
    segments: tuple[tuple[str, int, int], ...]

    @cached_property
    def known_signs(self) -> frozenset[str]:
        """The signs of currencies, in lower case."""
        return frozenset(self.signs)


def read_seeds(folder: Path) -> Seeds:
    """Reads them. Raises FileNotFoundError, or ValueError where a spelling stands twice."""
    countries = rows_of(folder, "webshop_countries")
    codes: dict[str, dict[str, str]] = {"category": {}, "brand": {}}
    for kind, raw, code in rows_of(folder, "webshop_codes"):
        spelling = texts.code(raw, {})
        if spelling and code:
            codes[kind][spelling] = code
    signs: dict[str, tuple[str, ...]] = {}
    for sign, currency, _ in sorted(
        rows_of(folder, "webshop_currency_signs"), key=lambda row: int(row[2])
    ):
        seen = (texts.visible(sign) or "").lower()
        signs[seen] = (*signs.get(seen, ()), currency)
    segments = sorted(rows_of(folder, "webshop_customer_segments"), key=lambda row: int(row[1]))
    return Seeds(
        countries=mapping(folder, "webshop_countries"),
        country_names={row[1]: row[2] for row in countries},
        genders=mapping(folder, "webshop_genders"),
        quantities=mapping(folder, "webshop_quantity_words"),
        materials=mapping(folder, "webshop_materials"),
        units=mapping(folder, "webshop_weight_units"),
        channels=mapping(folder, "webshop_channels"),
        statuses=mapping(folder, "webshop_order_statuses"),
        methods=mapping(folder, "webshop_payment_methods"),
        codes=codes,
        signs=signs,
        segments=tuple((row[0], int(row[2]), int(row[3])) for row in segments),
    )


def rows_of(folder: Path, name: str) -> list[list[str]]:
    """The rows of a seed, without its header."""
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return [[text.strip() for text in row] for row in csv.reader(lines)][1:]


def mapping(folder: Path, name: str) -> dict[str, str]:
    """A seed of two columns: spelling, clean, and what it stands for."""
    found: dict[str, str] = {}
    for spelling, value, *_ in rows_of(folder, name):
        seen = texts.visible(spelling)
        if seen and value and found.setdefault(seen.lower(), value) != value:
            raise ValueError(f"{name} says two things of {spelling}.")
    return found
