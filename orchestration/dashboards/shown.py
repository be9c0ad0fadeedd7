"""What an item shows without filters, from its content: the same rules as in templates/page.js."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from orchestration.dashboards.formats import Format, written

SHARE = Format("share", "", 1)


class Group(msgspec.Struct, frozen=True):
    """A row of what is shown: members of its dimensions, and values of its measures."""

    members: tuple[str, ...]
    values: tuple[float | str | None, ...]


class Shown(msgspec.Struct, frozen=True):
    """All rows of what is shown.

    Attributes:
        of: how many there are with those that are left out.
        whole: what shares are of, None where none are shown.
    """

    groups: tuple[Group, ...]
    of: int
    whole: float | None


def shown(item: Mapping[str, Any]) -> Shown:
    """What an item shows."""
    width = len(item["groups"])
    by_key: dict[str, list[Sequence[Any]]] = {} if width else {"": list(item["rows"])}
    for row in item["rows"] if width else ():
        by_key.setdefault(json.dumps(row[:width]), []).append(row)
    groups = [
        Group(
            tuple(
                "(none)" if name is None else name for name in (rows[0][:width] if width else ())
            ),
            tuple(measured(measure, rows) for measure in item["measures"]),
        )
        for rows in by_key.values()
    ]
    if not width:
        return Shown(tuple(groups), 1, None)
    is_by_member = item["chart"] in ("bars", "line")
    on_axis: dict[str, Any] = {}
    # a table's first measure may be a time, which cannot be added
    for group in groups if is_by_member else ():
        name, value = group.members[0], group.values[0]
        on_axis[name] = number(on_axis[name]) + number(value) if name in on_axis else value
    groups = in_order(item, groups, on_axis)
    of = len(on_axis) if is_by_member else len(groups)
    whole = sum(number(group.values[0]) for group in groups) if item["share"] else None
    if item["top"] and item["chart"] != "line":
        if is_by_member:
            kept = list(dict.fromkeys(group.members[0] for group in groups))[: item["top"]]
            groups = [group for group in groups if group.members[0] in kept]
        else:
            groups = groups[: item["top"]]
    return Shown(tuple(groups), max(of, item["all"] or 0), whole)


def in_order(
    item: Mapping[str, Any], groups: list[Group], on_axis: Mapping[str, Any]
) -> list[Group]:
    """Lines by time, tables by their first column or their time, all else from the largest."""
    groups = sorted(groups, key=lambda group: ",".join(group.members))
    if item["chart"] == "line":
        return sorted(groups, key=lambda group: group.members)
    if item["chart"] == "table" and item["groups"][0]["time"]:
        return sorted(groups, key=lambda group: group.members[0], reverse=True)
    if item["chart"] == "table" and not item["top"]:
        return groups
    is_by_member = item["chart"] == "bars"

    def size(group: Group) -> tuple[bool, float]:
        value = on_axis[group.members[0]] if is_by_member else group.values[0]
        return value is None, -number(value)

    return sorted(groups, key=size)


def number(value: float | str | None) -> float:
    """A value to add or compare; nothing is zero."""
    return float(value or 0)


def measured(measure: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> Any:
    """The value of a measure over some rows."""
    values = [combined(part, rows) for part in measure["parts"]]
    if len(values) == 1:
        return values[0]
    first, second = values
    return None if first is None or not second else float(first) / float(second)


def combined(part: Mapping[str, Any], rows: Sequence[Sequence[Any]]) -> Any:
    """An aggregate over some rows."""
    if "columns" in part:
        keys = {tuple(row[at] for at in part["columns"]) for row in rows}
        return sum(None not in key for key in keys)
    values = [row[part["at"]] for row in rows if row[part["at"]] is not None]
    if part["how"] == "count":
        return sum(values)
    if not values:
        return None
    if part["how"] in ("max", "min"):
        return max(values) if part["how"] == "max" else min(values)
    return sum(values)


def text_of(item: Mapping[str, Any], group: Group, at: int) -> str:
    """A value as people read it."""
    form = item["measures"][at]["format"]
    return written(group.values[at], Format(form["kind"], form["unit"], form["decimals"]))


def share_of(found: Shown, group: Group) -> str:
    """The share of a group in the whole, as people read it."""
    return written(number(group.values[0]) / found.whole if found.whole else None, SHARE)


def points(item: Mapping[str, Any], found: Shown) -> list[dict[str, Any]]:
    """The rows of a chart."""
    split = item["split"]
    return [
        {
            "x": group.members[0],
            "s": item["measures"][0]["label"] if split is None else group.members[split],
            "name": ", ".join(group.members),
            "v": group.values[0],
            "w": group.values[1] if len(group.values) > 1 else None,
            "t": ", ".join(text_of(item, group, at) for at in range(len(group.values))),
        }
        for group in found.groups
    ]
