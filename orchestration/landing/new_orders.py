"""One landing of the shop's new orders, with what it leaves for the alerts."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from orchestration.landing.orders import (
    FILE_SIZE,
    FOLDER,
    LandedOrders,
    OrdersLanding,
    only_landing,
)
from orchestration.landing.outcomes import left_for_alerts
from orchestration.landing.shop_api import ShopApi, read_settings
from orchestration.problems import target_folder, write_outcome
from orchestration.retries import Patience
from orchestration.setup.render import PROJECT
from orchestration.storage import normal_root, open_for_landing


def land_orders(
    landing_root: str,
    *,
    file_size: int = FILE_SIZE,
    accept_gap: bool = False,
    patience: Patience | None = None,
) -> tuple[LandedOrders, float | None]:
    """Lands what the shop of SHOP_API_URL has and that is not landed yet.

    Args:
        landing_root: a folder or s3a://bucket/prefix.
        file_size: bytes after which a file is written.
        accept_gap: whether to go on where the shop leaves out orders.
        patience: how long one page is tried, when it is not what the environment says.

    Returns: what was landed, and by how many seconds this machine's clock is ahead of the shop's
    (None when the shop did not tell).

    Raises LandingError, StorageError or OSError; why is left for the alerts.
    """
    with left_for_alerts("api", "the shop's orders are not landed", FOLDER):
        root, settings = open_for_landing(landing_root), read_settings()
        if patience is not None:
            settings = replace(settings, patience=patience)
        with only_landing(lock_folder(landing_root)), ShopApi(settings) as api:
            landing = OrdersLanding(api, root, file_size=file_size, accept_gap=accept_gap)
            landed = landing.land()
    write_outcome("api", {"files": landed.files, "orders": landed.orders}, [], target_folder())
    return landed, api.clock_ahead


def lock_folder(landing_root: str) -> Path:
    """Where landings of one root lock each other out: in it, or in the lakehouse's folder."""
    if landing_root.strip().startswith("/"):
        return Path(normal_root(landing_root)) / FOLDER
    return Path(os.environ.get("LAKEHOUSE_HOME") or PROJECT / ".local")
