"""What the pages show: rows of each item, as of when, and what is behind or stale and why."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import yaml

from orchestration.alerts.causes import Cause, Evidence, read_outcomes, reject_limits
from orchestration.alerts.lineage import Lineage, read_json
from orchestration.alerts.privacy import scrubber
from orchestration.dashboards.catalogue import Aggregate, Item, Measure, Page
from orchestration.dashboards.charts import THEMES, spec_of
from orchestration.dashboards.errors import DashboardError
from orchestration.dashboards.formats import member
from orchestration.dashboards.queries import MOST_ROWS, Query, detailed, plain
from orchestration.setup.render import PROJECT

Ask = Callable[[str], Sequence[Sequence[object]]]
LEDGER = "select feed, max(loaded_at) as loaded_at from logs.file_ledger group by feed"
LONGEST_PAUSE = 26.0


class MissingError(Exception):
    """A mart that is not there; what to say of it."""


def content_of(
    pages: Sequence[Page],
    ask: Ask,
    *,
    is_there: Callable[[str], bool],
    reporting: str,
    as_of: str,
    notes: Sequence[str],
    now: datetime,
    title: str = "Sales lakehouse",
) -> dict[str, Any]:
    """All that a page needs, as JSON values.

    Args:
        pages: what is shown.
        ask: answers a query in Spark SQL with its rows.
        is_there: whether a mart was built here.
        reporting: code of the reporting currency.
        as_of: when the shown run ended, as a sentence.
        notes: what is behind or stale, a sentence each.
        now: when it is.
        title: of all pages.
    """
    shown = []
    for page in pages:
        items = [item_content(item, ask, is_there, reporting) for item in page.items]
        # a line of business that is not built here has no page
        if not all(item["missing"] for item in items):
            shown.append(
                {"name": page.name, "title": page.title, "about": page.about, "items": items}
            )
    if not shown:
        raise DashboardError(
            "No mart of any page was built here.", "build them first: make run-pipeline."
        )
    many = "1 note" if len(notes) == 1 else f"{len(notes):,} notes"
    return {
        "title": title,
        "as_of": as_of,
        "behind_title": f"What is behind or stale, and why: {many}",
        "behind": list(notes),
        "made": f"Made {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC. Times are UTC.",
        "themes": THEMES,
        "pages": shown,
    }


def item_content(
    item: Item, ask: Ask, is_there: Callable[[str], bool], reporting: str
) -> dict[str, Any]:
    """An item with its rows; what it can be filtered by is the place of a column in them."""
    missing = "" if is_there(item.mart) else f"{item.mart} is not built here."
    query, note = detailed(item), ""
    rows: Sequence[Sequence[object]] = [] if missing else ask(query.sql)
    if len(rows) > MOST_ROWS:
        query = plain(item)
        rows = ask(query.sql)
        note = "Too many combinations to be filtered here."
    count = len(query.groups)
    filters = {
        name: next(
            at
            for at, group in enumerate(query.groups)
            if (group.column, group.by) == (by.column, by.by)
        )
        for name, by in (item.filters.items() if query.is_detailed else ())
    }
    groups = item.groups
    return {
        "name": item.name,
        "question": item.question,
        "chart": item.chart,
        "measures": [measure_content(each, query, reporting) for each in item.measures],
        "groups": [{"label": each.label, "time": each.is_time} for each in groups],
        "split": groups.index(item.split) if item.split else None,
        "top": item.top,
        "share": item.share,
        "all": None if query.is_detailed or item.top is None else len(rows),
        "filters": filters,
        "missing": missing,
        "empty": "Nothing to show.",
        "note": note,
        "spec": spec_of(in_currency(item, reporting)),
        "rows": [
            [
                member(value, is_month=query.groups[at].is_month)
                if at < count and value is not None
                # the place of a column decides how it is written
                else (None if at < count else plain_value(value))
                for at, value in enumerate(row)
            ]
            for row in rows
        ],
    }


def in_currency(item: Item, reporting: str) -> Item:
    """The item with the reporting currency's code where its name stands."""
    return msgspec.structs.replace(
        item,
        measures=tuple(
            msgspec.structs.replace(each, format=each.format.in_currency(reporting))
            for each in item.measures
        ),
    )


def measure_content(measure: Measure, query: Query, reporting: str) -> dict[str, Any]:
    """A measure: how it is written, and where in a row its parts are."""
    form = measure.format.in_currency(reporting)
    return {
        "label": measure.label,
        "format": {"kind": form.kind, "unit": form.unit, "decimals": form.decimals},
        "parts": [part_content(part, query) for part in measure.parts],
    }


def part_content(part: Aggregate, query: Query) -> dict[str, Any]:
    """An aggregate: the place of its values, or of the columns whose different values count."""
    if part.function == "distinct" and query.is_detailed:
        columns = [
            next(at for at, group in enumerate(query.groups) if group.column == name)
            for name in part.columns
        ]
        return {"columns": columns}
    how = "count" if part.function == "distinct" else part.function
    return {"at": len(query.groups) + query.parts.index(part), "how": how}


def plain_value(value: object) -> object:
    """A value of a measure as JSON has it; times as people read them."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime | date):
        return member(value)
    return value


def late_after(project: Path = PROJECT, lines: frozenset[str] | None = None) -> dict[str, float]:
    """Hours after which a feed is late, for the feeds (of some lines) whose cards say so."""
    hours = {"minute": 1 / 60, "hour": 1.0, "day": 24.0}
    found = {}
    staging = project / "models" / "staging"
    for file in sorted(staging.rglob("_*__sources.yml")):
        if lines is not None and file.relative_to(staging).parts[0] not in lines:
            continue
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                after = table["config"].get("freshness", {}).get("warn_after")
                if after:
                    name = f"{source['name']}.{table['name']}"
                    found[name] = after["count"] * hours[after["period"]]
    return found


def late_notes(
    arrivals: Mapping[str, datetime],
    now: datetime,
    project: Path = PROJECT,
    lines: frozenset[str] | None = None,
) -> list[str]:
    """Feeds of which nothing was loaded for longer than their cards allow, a sentence each."""
    never = never_notes(arrivals, project, lines)
    return never + [
        f"{feed} is behind: nothing new was loaded since {arrivals[feed]:%Y-%m-%d %H:%M} UTC; it is "
        f"late after {hours:g} hours."
        for feed, hours in sorted(late_after(project, lines).items())
        if feed in arrivals and now - arrivals[feed] > timedelta(hours=hours)
    ]


def never_notes(
    arrivals: Mapping[str, datetime], project: Path = PROJECT, lines: frozenset[str] | None = None
) -> list[str]:
    """Feeds of which nothing was ever loaded, a sentence each."""
    return [
        f"{feed} is behind: nothing of it was ever loaded; it is late after {hours:g} hours."
        for feed, hours in sorted(late_after(project, lines).items())
        if feed not in arrivals
    ]


def arrivals_of(ask: Ask) -> dict[str, datetime]:
    """When a file of each feed was last loaded, from the ledger."""
    found = {}
    for feed, at in ask(LEDGER):
        if isinstance(at, datetime):
            found[str(feed)] = at if at.tzinfo else at.replace(tzinfo=UTC)
    return found


def notes_of_runs(
    target: Path,
    arrivals: Mapping[str, datetime],
    now: datetime,
    lines: frozenset[str] | None = None,
) -> list[str]:
    """What is behind or stale here and why, as `make alert` sees it, a sentence or two each.

    And feeds that never came, which nobody is told every night.
    """
    summary = read_json(target / "run_summary.json")
    evidence = Evidence(
        summary,
        Lineage.read(target, str(summary.get("run_id"))),
        read_outcomes(target),
        reject_limits(),
        {feed: at.isoformat() for feed, at in arrivals.items()},
        now,
        LONGEST_PAUSE,
    )
    scrubbed = scrubber(os.environ)
    causes = [scrubbed(sentence_of(cause)) for cause in evidence.causes()]
    return causes + never_notes(arrivals, lines=lines)


def sentence_of(cause: Cause) -> str:
    """A cause as one line: what, what is stale because of it, what to do."""
    text = cause.what
    if cause.marts:
        names = ", ".join(cause.marts[:4])
        more = len(cause.marts) - 4
        text += f" Stale or concerned: {names}{f' and {more:,} more' if more > 0 else ''}."
    return f"{text} What to do: {cause.mend}"
