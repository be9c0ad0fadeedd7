"""What the tests of the API's landing share: a shop, a landing, and what it has landed."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from orchestration.landing.orders import FOLDER, LandedOrders, OrdersLanding
from orchestration.landing.shop_api import ShopApi, ShopApiSettings
from orchestration.retries import Patience
from orchestration.storage import FolderRoot
from simulator.api import ShopApiServer

TOKEN = "token-of-the-tests-4711"
# Waits that tests can afford; a server with faults has at most three of them in a row.
IMPATIENCE = Patience(seconds=20, attempts=8, first_wait=0.005, longest_wait=0.02)


@dataclass(frozen=True)
class Address:
    """Where a server of a test's own is asked."""

    url: str


def settings_of(server: ShopApiServer | Address, **others: object) -> ShopApiSettings:
    """How a server of these tests is asked."""
    usual: dict[str, object] = {
        "url": server.url,
        "token": TOKEN,
        "page_size": 7,
        "timeout": 5,
        "patience": IMPATIENCE,
    }
    return ShopApiSettings(**{**usual, **others})  # type: ignore[arg-type]


def land(
    settings: ShopApiSettings,
    root: Path,
    *,
    file_size: int = 12_000,
    accept_gap: bool = False,
    now: Callable[[], float] | None = None,
) -> LandedOrders:
    """One landing in this process."""
    others = {"now": now} if now else {}
    with ShopApi(settings) as api:
        return OrdersLanding(
            api, FolderRoot(root), file_size=file_size, accept_gap=accept_gap, **others
        ).land()


def landed_files(root: Path) -> list[Path]:
    """The landed files in the order in which a run reads them: by their times, then their paths."""
    files = [root / each.path for each in FolderRoot(root).files(FOLDER)]
    return sorted(files, key=lambda file: (int(file.stat().st_mtime * 1_000), str(file)))


def landed_lines(root: Path) -> list[bytes]:
    """All landed orders in the order in which a run reads them."""
    content = b"".join(file.read_bytes() for file in landed_files(root))
    assert content == b"" or content.endswith(b"\n")
    return content.split(b"\n")[:-1]


def hidden_files(root: Path) -> list[str]:
    """Names of what no run reads."""
    return sorted(
        name
        for _, _, names in os.walk(root / FOLDER)
        for name in names
        if name.startswith(("_", "."))
    )
