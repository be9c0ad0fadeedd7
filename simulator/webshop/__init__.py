"""A synthetic web shop: daily files, pages of its API, files of two partners, and the truth.

``generate_webshop`` writes a landing zone of any size, day by day; ``MESS`` names the kinds of mess.
"""

from simulator.webshop.reference import Delivery, reference_deliveries
from simulator.webshop.settings import MESS, WebshopSettings
from simulator.webshop.world import World
from simulator.webshop.writer import (
    WebshopTruth,
    days_of,
    generate_webshop,
    is_missing_or_interrupted,
)

__all__ = [
    "MESS",
    "Delivery",
    "WebshopSettings",
    "WebshopTruth",
    "World",
    "days_of",
    "generate_webshop",
    "is_missing_or_interrupted",
    "reference_deliveries",
]
