"""Replays of the marketplace in a lakehouse, and what must be true after them.

Two independent truths: the oracle's, over everything that was delivered, and the replay's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from simulator.marketplace import (
    ENTITIES,
    FAULTS,
    Marketplace,
    MarketplaceTruth,
    Plan,
    ReplaySettings,
    SyntheticSettings,
    plan_replay,
)
from tests.python.harness.contents import SHOWN_ROWS
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.marketplace_truth import extract_differences, truth_differences
from tests.python.harness.truth import read_layers
from tests.python.harness.zone import Zone
from tests.python.oracle import Delivery
from tests.python.oracle.marketplace import deliveries_of

# Every fault but rows that no rule lets pass: those stop the gates, as other tests show.
USABLE = frozenset(FAULTS) - {"rows_unusable"}
MICROSECONDS = "yyyy-MM-dd HH:mm:ss.SSSSSS"


class MarketplaceZone(Zone):
    """A landing root of the marketplace's feeds, which notes what runs can see of them."""

    def deliveries(self) -> list[Delivery]:
        """What lies there now, of the feeds of its line of business."""
        return deliveries_of(self.root)


def small_replay(*, orders: int, days: int, seed: int = 5, faults: frozenset[str] = USABLE) -> Plan:
    """Change files of a few synthetic orders, with faults; unless told, with usable rows only."""
    settings = SyntheticSettings(orders=orders, days=days, seed=seed)
    return plan_replay(Marketplace(settings).extracts(), ReplaySettings(seed=seed, faults=faults))


def oracle_differences(lakehouse: Lakehouse, extracts: Path | None = None) -> list[str]:
    """How silver, archive, gold and KPIs differ from the oracle's, over all that was delivered.

    Args:
        lakehouse: its zone is a MarketplaceZone.
        extracts: a folder of extracts that everything must end in, if it must.
    """
    contents = read_layers(lakehouse, kpis=True)
    found = truth_differences(contents, lakehouse.zone.delivered.values(), kpis=True)
    return found + (extract_differences(contents, extracts) if extracts else [])


def as_text(value: Any) -> str:
    """A value so that equal ones are equal texts."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    return str(value)


def shown(title: str, actual: set[tuple[str, ...]], expected: set[tuple[str, ...]]) -> list[str]:
    """What is in one of two sets only, a few rows of each."""
    lines = []
    for where, rows in (("lakehouse", actual - expected), ("truth", expected - actual)):
        if rows:
            lines.append(f"{title}: only in the {where}: {len(rows)} rows")
            lines += [f"    {row}" for row in sorted(rows)[:SHOWN_ROWS]]
    return lines


def version_differences(
    lakehouse: Lakehouse, truth: MarketplaceTruth, more_rejected: Mapping[str, int] | None = None
) -> list[str]:
    """How histories and outcomes differ from the versions and counts of a replay's truth.

    more_rejected: rows by entity that are no part of the replay, and must be rejected.
    """
    found = []
    for name in ENTITIES:
        rows = lakehouse.sql(
            f"select _record_key, date_format(valid_from, '{MICROSECONDS}'),"
            f" date_format(valid_to, '{MICROSECONDS}'), is_deleted, is_current"
            f" from {{processed}}.int_marketplace__{name}_history"
        )
        actual = [tuple(as_text(value) for value in row) for row in rows]
        expected = [
            tuple(
                as_text(value)
                for value in (
                    "|".join(each.key),
                    each.valid_from,
                    each.valid_to,
                    each.is_deleted,
                    each.is_current,
                )
            )
            for each in truth.versions[name]
        ]
        if len(actual) != len(set(actual)):
            found.append(f"{name}: the history holds rows twice")
        found += shown(f"history of {name}", set(actual), set(expected))
        counts = truth.counts[name]
        outcomes = dict(
            lakehouse.sql(
                "select _outcome, count(*) from"
                f" {{processed}}.int_marketplace__{name}_judged group by _outcome"
            )
        )
        wanted = {
            "accepted": counts.accepted,
            "superseded": counts.superseded,
            "rejected": counts.rejected + (more_rejected or {}).get(name, 0),
        }
        if {key: outcomes.get(key, 0) for key in wanted} != wanted:
            found.append(f"outcomes of {name}: {outcomes}, expected {wanted}")
    return found
