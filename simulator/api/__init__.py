"""A shop's API on this machine, with every fault that such APIs have, switchable, and its truth.

``ShopApiServer`` serves the orders that a web shop delivers by API; ``FAULTS`` names the faults.
"""

from simulator.api.faults import FAULTS, check_faults
from simulator.api.server import ShopApiServer, orders_by_api

__all__ = ["FAULTS", "ShopApiServer", "check_faults", "orders_by_api"]
