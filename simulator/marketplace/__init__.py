"""Change files of the marketplace: replayed from Olist-shaped extracts, with their truth.

``plan_replay`` turns extracts into deliveries in the order in which they arrive, ``truth_after``
says what must be true when some deliveries have arrived. ``replay_folder`` and
``generate_marketplace`` write whole landing zones, from a folder or from synthetic extracts.
"""

from simulator.marketplace.bulk import deliveries_in_bulk
from simulator.marketplace.delivery import Delivery, land
from simulator.marketplace.entities import ENTITIES, Entity
from simulator.marketplace.extracts import read_extracts, write_extracts
from simulator.marketplace.faults import FAULTS, default_faults, parse_faults
from simulator.marketplace.replay import Plan, ReplaySettings, plan_replay
from simulator.marketplace.synthetic import (
    Marketplace,
    SyntheticSettings,
    default_days,
)
from simulator.marketplace.truth import MarketplaceTruth, Version, truth_after
from simulator.marketplace.writer import (
    MarketplaceSummary,
    generate_extracts,
    generate_marketplace,
    replay_folder,
)

__all__ = [
    "ENTITIES",
    "FAULTS",
    "Delivery",
    "Entity",
    "Marketplace",
    "MarketplaceSummary",
    "MarketplaceTruth",
    "Plan",
    "ReplaySettings",
    "SyntheticSettings",
    "Version",
    "default_days",
    "default_faults",
    "deliveries_in_bulk",
    "generate_extracts",
    "generate_marketplace",
    "land",
    "parse_faults",
    "plan_replay",
    "read_extracts",
    "replay_folder",
    "truth_after",
    "write_extracts",
]
