"""How the marketplace of a lakehouse differs from what must be true of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from orchestration.landing.marketplace import ENTITIES, MarketplaceTruth
from tests.python.harness.contents import SHOWN_ROWS
from tests.python.harness.lakehouse import Lakehouse
from tests.python.oracle.marketplace import EXPECTED, TOLERANCE, WITHOUT_CASE, expected_rows

MICROSECONDS = "yyyy-MM-dd HH:mm:ss.SSSSSS"


def as_text(value: Any, column: str = "") -> str:
    """A value so that equal ones are equal texts, whatever engine they come from."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (Decimal, float)):
        return f"{Decimal(str(value)):.4f}"
    return str(value).lower() if column in WITHOUT_CASE else str(value)


def shown(title: str, actual: set[tuple[str, ...]], expected: set[tuple[str, ...]]) -> list[str]:
    """What is in one of two sets only, a few rows of each."""
    lines = []
    for where, rows in (("lakehouse", actual - expected), ("truth", expected - actual)):
        if rows:
            lines.append(f"{title}: only in the {where}: {len(rows)} rows")
            lines += [f"    {row}" for row in sorted(rows)[:SHOWN_ROWS]]
    return lines


def version_differences(lakehouse: Lakehouse, truth: MarketplaceTruth) -> list[str]:
    """How histories and outcomes differ from the versions and counts of a replay's truth."""
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
            "rejected": counts.rejected,
        }
        if {key: outcomes.get(key, 0) for key in wanted} != wanted:
            found.append(f"outcomes of {name}: {outcomes}, expected {wanted}")
    return found


def kpi_differences(lakehouse: Lakehouse, state: Mapping[str, pa.Table]) -> list[str]:
    """How facts and KPI tables differ from those of the final state of all entities."""
    found = []
    for table, expected in expected_rows(state).items():
        columns = [name.strip() for name in EXPECTED[table][0].split(",")]
        rows = lakehouse.sql(f"select {', '.join(columns)} from {{analytics}}.{table}")
        actual = [dict(zip(columns, row, strict=True)) for row in rows]
        found += row_differences(table, actual, expected)
    return found


def row_differences(
    title: str, actual: Sequence[Mapping[str, Any]], expected: Sequence[Mapping[str, Any]]
) -> list[str]:
    """How rows differ: measures that are rounded by their tolerance, everything else exactly."""

    def exact(row: Mapping[str, Any]) -> tuple[str, ...]:
        return tuple(as_text(row[name], name) for name in row if name not in TOLERANCE)

    lines = []
    by_exact = {exact(row): row for row in actual}
    wanted = {exact(row): row for row in expected}
    if len(by_exact) != len(actual):
        lines.append(f"{title} holds rows twice")
    lines += shown(title, set(by_exact), set(wanted))
    for key in sorted(by_exact.keys() & wanted.keys()):
        for name in TOLERANCE.keys() & by_exact[key].keys():
            pair = float(by_exact[key][name]), float(wanted[key][name])
            if abs(pair[0] - pair[1]) > TOLERANCE[name]:
                lines.append(f"{title} {key}: {name} is {pair[0]}, expected {pair[1]}")
    return lines
