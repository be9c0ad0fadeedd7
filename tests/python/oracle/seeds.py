"""The project's seeds: mappings that people keep as CSV files.

Choices: a seed is found anywhere below the folder by its name; values are trimmed; raw cities,
cities to find and misspelt words, as well as the category of a division, are compared in lower
case, ids exactly. Mapping one thing twice is an error, so that no result hangs on a seed's order.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple


class Seed(NamedTuple):
    """A seed: its columns, how many of them (the first ones) are its key, and if case matters."""

    columns: tuple[str, ...]
    key_size: int
    is_case_sensitive: bool


SEEDS: dict[str, Seed] = {
    "city_names": Seed(("raw_city", "city"), 1, False),
    "customer_cities": Seed(("company", "customer_id", "city"), 2, True),
    "product_words": Seed(("misspelt", "correct"), 1, False),
    "product_crosswalk": Seed(("company", "source_product_id", "product_id"), 2, True),
    "product_divisions": Seed(("company", "category", "division"), 2, False),
    "companies": Seed(("company", "company_name"), 1, True),
}


def read_seeds(folder: Path) -> dict[str, list[tuple[str, ...]]]:
    """Reads every seed. Returns seed name -> rows, in the order of the file.

    Raises:
        FileNotFoundError: a seed is missing.
        ValueError: a seed lacks a column or maps one key twice.
    """
    return {name: read_seed(folder, name, seed) for name, seed in SEEDS.items()}


def read_seed(folder: Path, name: str, seed: Seed) -> list[tuple[str, ...]]:
    """Reads one seed, columns in the order of its declaration."""
    paths = sorted(folder.rglob(f"{name}.csv"))
    if not paths:
        raise FileNotFoundError(f"There is no seed {name}.csv in {folder}.")
    with paths[0].open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        missing = set(seed.columns) - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{paths[0]} has no column {', '.join(sorted(missing))}.")
        rows = [tuple((row[column] or "").strip() for column in seed.columns) for row in reader]
    keys: set[tuple[str, ...]] = set()
    for row in rows:
        key = row[: seed.key_size]
        key = key if seed.is_case_sensitive else tuple(part.lower() for part in key)
        if key in keys:
            raise ValueError(f"{paths[0]} maps {', '.join(key)} twice.")
        keys.add(key)
    return rows
