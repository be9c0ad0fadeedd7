"""A synthetic web shop: daily files, pages of its API, files of two partners, and the truth.

``generate_webshop`` writes a landing zone of any size, day by day; ``MESS`` names the kinds of mess.
"""

from simulator.webshop.settings import MESS, WebshopSettings
from simulator.webshop.writer import (
    WebshopTruth,
    generate_webshop,
    is_missing_or_interrupted,
)

__all__ = [
    "MESS",
    "WebshopSettings",
    "WebshopTruth",
    "generate_webshop",
    "is_missing_or_interrupted",
]
