"""Near real time: seconds from an order that the shop has to its row in the web shop's fact.

A synthetic web shop lies in a landing root, its API on loopback has no order more than that. `make
watch` runs beside it. Then one order after the other is committed in the API, each when the one
before is in gold, and the fact is read by somebody else (delta-rs) until the order is there.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import click
import psutil
from deltalake import DeltaTable
from deltalake.exceptions import TableNotFoundError

from benchmarks.errors import BenchmarkError
from benchmarks.lakehouses import work_folder
from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT
from simulator.api import ShopApiServer, orders_by_api
from simulator.webshop import WebshopSettings, generate_webshop

TOKEN = "token-of-the-watched-shop"
API = "api/orders"
SECONDS_BETWEEN_LOOKS = 0.1


@dataclass(frozen=True)
class NearRealTime:
    """What is measured: orders committed one by one, in a shop of so many order lines, on so many days."""

    orders: int = 8
    lines: int = 2_000
    days: int = 14


@dataclass
class WatchedShop:
    """A lakehouse that is watched, and the shop whose orders it is built from.

    Attributes:
        home: of the lakehouse.
        shop: its API.
        environment: of its processes.
        options: of the watch.
        process: the watch, while it runs.
        known: orders that the shop had at the beginning.
        made: orders that were committed since.
    """

    home: Path
    shop: ShopApiServer
    environment: dict[str, str]
    options: tuple[str, ...] = ("--pause", "0.5")
    process: subprocess.Popen[str] | None = None
    known: list[bytes] = field(default_factory=list)
    made: int = 0

    @property
    def landing_root(self) -> Path:
        """Where files land."""
        return Path(self.environment["LANDING_ROOT"])

    @property
    def said(self) -> str:
        """What the watch has said by now."""
        return (self.home / "watch.out").read_text(encoding="utf-8")

    def start(self) -> None:
        """Starts the watch."""
        with (self.home / "watch.out").open("a", encoding="utf-8") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "orchestration.watch", *self.options],
                cwd=PROJECT,
                env=self.environment,
                stdout=out,
                stderr=out,
                text=True,
                start_new_session=True,
            )

    def commit_order(self) -> str:
        """Has the shop commit one more order. Returns its id."""
        self.made += 1
        order = json.loads(self.known[-self.made])
        # a number of the same length as the shop's own, and none of them
        order["order_id"] = f"9{self.made:010}"
        self.shop.orders.append(json.dumps(order).encode())
        return str(order["order_id"])

    def orders_in_gold(self) -> set[str]:
        """The ids of the orders in the fact, as another reader sees them."""
        folder = self.home / "warehouse" / "analytics.db" / "fct_webshop_order_lines"
        try:
            table = DeltaTable(str(folder)).to_pyarrow_table(columns=["order_id"])
        except (TableNotFoundError, FileNotFoundError):
            return set()
        return set(table.column("order_id").to_pylist())

    def wait_for(self, order: str) -> None:
        """Waits until an order is in gold. Raises BenchmarkError when the watch has ended before."""
        self.wait_until(lambda: order in self.orders_in_gold())

    def wait_until(self, is_true: Any) -> None:
        """Waits until something is true. Raises BenchmarkError when the watch has ended before."""
        while not is_true():
            if self.process is None or self.process.poll() is not None:
                raise BenchmarkError(f"The watch has ended. It said:\n{self.said[-4000:]}")
            time.sleep(SECONDS_BETWEEN_LOOKS)

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Sends the watch a signal and waits for its end. Returns its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait()


@contextmanager
def watched_shop(
    home: Path, plan: NearRealTime, business: str, mess: frozenset[str] = frozenset()
) -> Iterator[WatchedShop]:
    """A shop and a lakehouse in a folder, not watched yet; what runs is ended with the block.

    Orders of the shop's API are landed by nobody yet; everything else lies in the landing root.
    """
    settings = WebshopSettings(plan.lines, plan.days, mess=mess)
    landing_root = home / "landing"
    generate_webshop(settings, landing_root, home / "truth")
    shutil.rmtree(landing_root / API)
    known = orders_by_api(settings)
    with ShopApiServer(known, TOKEN) as shop:
        environment = lakehouse_environment(
            home,
            {
                "LANDING_ROOT": str(landing_root),
                "LINES_OF_BUSINESS": business,
                "LAKEHOUSE_TUNING": "warm",
                "DBT_TARGET": "local",
                "DBT_SCHEMA_PREFIX": "",
                "DBT_TARGET_PATH": str(home / "target"),
                "DBT_LOG_PATH": str(home / "logs"),
                "SHOP_API_URL": shop.url,
                "SHOP_API_TOKEN": TOKEN,
            },
        )
        watched = WatchedShop(home, shop, environment, known=known)
        try:
            yield watched
        finally:
            if watched.process is not None and watched.process.poll() is None:
                family = psutil.Process(watched.process.pid)
                for each in [*family.children(recursive=True), family]:
                    each.kill()
                watched.process.wait()


def measure_near_real_time(
    plan: NearRealTime, home: Path, business: str, *, keep: bool
) -> dict[str, Any]:
    """Seconds from an order in the API to gold, order by order, printed and returned."""
    with work_folder(home, keep=keep) as folder, watched_shop(folder, plan, business) as watched:
        watched.start()
        click.echo("Building everything once ...")
        started = time.monotonic()
        watched.wait_until(lambda: "everything built" in watched.said)
        first = time.monotonic() - started
        click.echo(f"  {first:,.1f} s, {len(watched.orders_in_gold()):,} orders in gold")
        seconds = []
        for _ in range(plan.orders):
            rounds = watched.said.count(" built in ")
            started = time.monotonic()
            order = watched.commit_order()
            watched.wait_for(order)
            seconds.append(time.monotonic() - started)
            click.echo(f"  order {order}: {seconds[-1]:,.1f} s")
            # the rest of its round, tests and reports, is not the next order's
            watched.wait_until(lambda before=rounds: watched.said.count(" built in ") > before)
        code = watched.end()
        if code != 0:
            raise BenchmarkError(f"The watch ended with {code}:\n{watched.said[-4000:]}")
    figures = {
        "lines_of_business": business,
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "first_build_s": round(first, 1),
        "seconds": [round(each, 1) for each in seconds],
        "median_s": round(median(seconds), 1),
        "worst_s": round(max(seconds), 1),
    }
    click.echo(f"  median {figures['median_s']} s, worst {figures['worst_s']} s")
    return figures
