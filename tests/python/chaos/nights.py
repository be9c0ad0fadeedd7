"""A night of the web shop, step by step: orders land from its API, facts are built, mails are sent.

Each step is the command that a schedule starts, in a process of its own, so that it can be killed and
its surroundings can be spoilt. Tables are read without Spark. What is built are bronze and silver of the
feeds that the sold lines are made of, and these; tests and reports are left out, which take most of the time.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
from aiosmtpd.controller import Controller
from deltalake import QueryBuilder

from benchmarks.near_real_time import NearRealTime, WatchedShop, watched_shop
from orchestration.reading.storage import Warehouse
from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT
from tests.python.engines.s3.server import free_port
from tests.python.harness.contents import Contents, gathered
from tests.python.harness.truth import compared
from tests.python.harness.webshop_truth import GOLD, OUTCOMES, SILVER, same
from tests.python.operations.mailbox import Mailbox
from tests.python.oracle import webshop

FACT = "fct_webshop_order_lines"
SELECTED = (f"+{FACT},resource_type:model", f"+{FACT},resource_type:seed")
# feeds that the sold lines are not made of
NOT_BUILT = ("webshop/brands/", "webshop/categories/")
LAYERS = ("raw", "processed", "analytics", "logs")
# Orders that the shop has before the first night; each further night brings some more.
FIRST_ORDERS = 20
SHOP = NearRealTime(lines=600, days=4)
Kind = TypeVar("Kind", bound="Nights")
# a line of dbt about a node that is done
DONE = re.compile(r"^\d\d:\d\d:\d\d  \d+ of \d+ (OK|ERROR|SKIP|NO-OP)")


@dataclass
class Nights:
    """A lakehouse of its own, the shop that it is built from, and the mailbox of who looks after it.

    Attributes:
        watched: the shop, and where things are.
        box: what was mailed.
        variables: of the environment of every step, beside those of the lakehouse.
        coming: orders that the shop has not committed yet.
    """

    watched: WatchedShop
    box: Mailbox
    variables: dict[str, str] = field(default_factory=dict)
    coming: list[bytes] = field(default_factory=list)

    @property
    def home(self) -> Path:
        """The lakehouse's folder."""
        return self.watched.home

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a step."""
        return {**self.watched.environment, **self.variables}

    @property
    def warehouse(self) -> Warehouse:
        """Where its tables are."""
        return Warehouse.of_environment(self.environment)

    def commit_orders(self, count: int = 2) -> None:
        """Has the shop commit some more orders."""
        for _ in range(count):
            self.watched.shop.orders.append(self.coming.pop(0))

    def command(self, *words: str) -> list[str]:
        """A command of the project."""
        return [sys.executable, "-m", *words]

    def step(
        self, *words: str, variables: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """A step to its end, however it ends."""
        return subprocess.run(
            self.command(*words),
            cwd=PROJECT,
            env={**self.environment, **(variables or {})},
            capture_output=True,
            text=True,
            check=False,
        )

    def land(self, **variables: str) -> subprocess.CompletedProcess[str]:
        """Lands the shop's new orders."""
        return self.step("orchestration.landing", "api", variables=variables)

    def build(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Builds what is new."""
        return self.step(*build_words(*options), variables=variables)

    def mail(self, **variables: str) -> subprocess.CompletedProcess[str]:
        """Tells what nobody was told yet."""
        return self.step("orchestration.alerts", "tell", variables=variables)

    def night(self) -> None:
        """All three steps; each must succeed."""
        for step in (self.land, self.build, self.mail):
            done = step()
            assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]

    def summary(self) -> dict[str, object]:
        """What the last build has left for programs."""
        found: dict[str, object] = json.loads(
            (self.home / "target" / "run_summary.json").read_text(encoding="utf-8")
        )
        return found

    def lock_holder(self) -> str | None:
        """The run that holds the run lock."""
        rows = self.rows("logs", "run_lock").to_pylist()
        assert len(rows) == 1
        holder: str | None = rows[0]["run_id"]
        return holder

    def tables(self) -> set[str]:
        """Names (`<schema>.<table>`) of all Delta tables."""
        root = Path(self.warehouse.root)
        logs = (log.relative_to(root) for log in root.glob("*.db/*/_delta_log"))
        return {f"{log.parts[0].removesuffix('.db')}.{log.parts[1]}" for log in logs}

    def rows(self, schema: str, table: str) -> pa.Table:
        """All rows of a table."""
        reader = QueryBuilder().register("rows_read", self.warehouse.open(schema, table))
        return pa.table(reader.execute("select * from rows_read").read_all())

    def contents(self, schemas: tuple[str, ...] = ("processed", "analytics")) -> Contents:
        """Every row of some schemas' tables, read by delta-rs."""
        names = sorted(name for name in self.tables() if name.split(".")[0] in schemas)
        return gathered((name, self.rows(*name.split("."))) for name in names)

    def landed(self) -> Path:
        """A folder with all that has landed."""
        return self.watched.landing_root

    def differences(self) -> list[str]:
        """How the tables differ from what an independent computation makes of the landed files."""
        return differences_from_truth(self.contents(), self.landed())


def build_words(*options: str) -> list[str]:
    """The command that builds what is new."""
    selected = [word for each in SELECTED for word in ("--select", each)]
    return ["orchestration.pipeline", "run", *selected, *options]


def differences_from_truth(contents: Contents, landing_root: Path) -> list[str]:
    """How tables differ from what the oracle makes of all files below a root."""
    known = {**SILVER, **GOLD}
    missing = {f"analytics.{FACT}", "processed.orders_cleaned"} - contents.names
    if missing:
        return [f"no rows in {', '.join(sorted(missing))}"]
    built = tuple(name for name in OUTCOMES.tables if name in contents.names)
    others = " and ".join(f"not starts_with(file, '{folder}')" for folder in NOT_BUILT)
    outcomes = replace(
        OUTCOMES, tables=built, expected=f"from ({OUTCOMES.expected}) where {others}"
    )
    with webshop.expect(webshop.deliveries_of(landing_root), PROJECT / "seeds", "INR") as expected:
        comparisons = {"outcome of every row": outcomes} | {
            name: same(expected.connection, name, known[name])
            for name in sorted(known.keys() & contents.names)
        }
        return compared(expected.connection, contents, comparisons)


@contextmanager
def nights(
    kind: type[Kind], home: Path, variables: Mapping[str, str] | None = None
) -> Iterator[Kind]:
    """A shop with its first orders, an empty lakehouse and an empty mailbox, none of them asked yet.

    Args:
        kind: what they are nights of.
        home: of the lakehouse.
        variables: of its environment, for example WAREHOUSE_ROOT.
    """
    box = Mailbox()
    post = Controller(box, hostname="127.0.0.1", port=free_port(), decode_data=False)
    post.start()
    try:
        with watched_shop(home, SHOP, "webshop") as watched:
            coming = watched.known[FIRST_ORDERS:]
            del watched.shop.orders[FIRST_ORDERS:]
            told = {
                "LAKEHOUSE_TUNING": "small",
                # a selection's tests, too, are no part of these nights
                "DBT_INDIRECT_SELECTION": "empty",
                "SHOP_API_FIRST_WAIT": "0.01",
                "SHOP_API_PATIENCE": "3",
                "SHOP_API_PAGE_SIZE": "5",
                "SMTP_HOST": "127.0.0.1",
                "SMTP_PORT": str(post.port),
                "SMTP_SECURITY": "none",
                "ALERT_MAIL_FROM": "lakehouse@example.org",
                "ALERT_MAIL_TO": "data@example.org",
                "ALERT_NAME": "lakehouse test",
            }
            watched.environment = lakehouse_environment(
                home, {**watched.environment, **told, **(variables or {})}
            )
            yield kind(watched, box, {}, list(coming))
    finally:
        post.stop()


def assert_one_sentence(said: str, *words: str) -> None:
    """One line on stderr that says what is wrong with some words, and the mend; no stack trace."""
    lines = [line for line in said.splitlines() if "Mend: " in line or "What to do: " in line]
    assert len(lines) == 1, said
    for word in words:
        assert word in lines[0], said
    assert "Traceback" not in said, said
