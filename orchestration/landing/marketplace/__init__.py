"""Change files of the marketplace: replayed from Olist-shaped extracts, with their truth.

``plan_replay`` turns extracts into deliveries in the order in which they arrive, ``truth_after``
says what must be true when some deliveries have arrived.
"""

from orchestration.landing.marketplace.delivery import Delivery, land
from orchestration.landing.marketplace.entities import ENTITIES, Entity
from orchestration.landing.marketplace.extracts import read_extracts
from orchestration.landing.marketplace.faults import FAULTS, default_faults, parse_faults
from orchestration.landing.marketplace.replay import Plan, ReplaySettings, plan_replay
from orchestration.landing.marketplace.truth import MarketplaceTruth, Version, truth_after

__all__ = [
    "ENTITIES",
    "FAULTS",
    "Delivery",
    "Entity",
    "MarketplaceTruth",
    "Plan",
    "ReplaySettings",
    "Version",
    "default_faults",
    "land",
    "parse_faults",
    "plan_replay",
    "read_extracts",
    "truth_after",
]
