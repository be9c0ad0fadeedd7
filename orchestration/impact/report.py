"""What changed, as a table in the terminal and as a Markdown comment. Counts and totals only: no row's values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from rich.console import Console
from rich.table import Table

from orchestration.impact.compare import Difference
from orchestration.impact.kpis import Kpi

MOST_NAMES = 12


class Impact(msgspec.Struct, frozen=True):
    """What a branch changes.

    Attributes:
        as_of: the state that it was compared with.
        built: names of what was built.
        dashboards: pages that show a mart which differs, or another table that was built; so do exposures.
        broken: contracts that are broken, sentences.
        failed: what failed: nodes and tests.
        notes: what a reader has to know.
    """

    as_of: str
    built: Sequence[str]
    differences: Sequence[Difference]
    kpis: Sequence[Kpi]
    dashboards: Sequence[str]
    exposures: Sequence[str]
    broken: Sequence[str]
    failed: Sequence[str]
    notes: Sequence[str]


HEADS = ("mart", "rows before", "rows after", "added", "removed", "changed", "columns")
KPI_HEADS = ("KPI", "dashboard", "before", "after", "difference")


def markdown_of(impact: Impact) -> str:
    """The comment of a pull request."""
    lines = ["## What this change does to the marts", "", headline(impact)]
    if impact.broken:
        lines += [
            "",
            "**Contracts that it breaks**",
            "",
            *(f"- {escaped(each)}" for each in impact.broken),
        ]
    if impact.failed:
        lines += ["", "**Failed**", "", *(f"- `{each}`" for each in impact.failed)]
    lines += [f"\n> {escaped(note)}" for note in impact.notes]
    differing = [each for each in impact.differences if each.differs]
    if differing:
        lines += ["", *table(HEADS, [cells_of(each) for each in differing])]
        lines += [
            "",
            *(
                f"- `{each.mart.name}`: {escaped(text)}"
                for each in differing
                for text in details(each)
            ),
        ]
    same = [each.mart.name for each in impact.differences if not each.differs]
    if same:
        lines += ["", f"Built and the same: {names(same)}."]
    changed = [kpi for kpi in impact.kpis if kpi.differs]
    if changed:
        lines += ["", "### KPIs", "", *table(KPI_HEADS, [kpi_cells(kpi) for kpi in changed])]
    if impact.kpis:
        lines += [
            "",
            f"{len(impact.kpis) - len(changed)} other KPIs of these marts are as they were.",
        ]
    lines += ["", *(escaped(line) for line in touched(impact))]
    lines += [
        "",
        f"<details><summary>Built: {len(impact.built)}</summary>",
        "",
        names(impact.built, most=200),
        "",
        "</details>",
    ]
    return "\n".join(lines) + "\n"


def show(impact: Impact, console: Console) -> None:
    """The same in the terminal."""
    console.print(headline(impact))
    for sentence in impact.broken:
        console.print(f"  BREAKS A CONTRACT: {sentence}")
    for name in impact.failed:
        console.print(f"  FAILED {name}")
    for note in impact.notes:
        console.print(f"  NOTE {note}")
    if impact.differences:
        console.print(drawn(HEADS, [cells_of(each) for each in impact.differences]))
        for each in impact.differences:
            for text in details(each):
                console.print(f"  {each.mart.name}: {text}")
    if impact.kpis:
        console.print(drawn(KPI_HEADS, [kpi_cells(kpi) for kpi in impact.kpis]))
    for line in touched(impact):
        console.print(line)


def headline(impact: Impact) -> str:
    """How much was built, compared and found to differ."""
    differing = sum(each.differs for each in impact.differences)
    kpis = sum(kpi.differs for kpi in impact.kpis)
    if not impact.built and not impact.differences:
        return f"Nothing differs from {impact.as_of}: no model, seed or snapshot was changed."
    return (
        f"Compared with {impact.as_of}: {len(impact.built)} models, seeds and snapshots built, "
        f"{differing} of {len(impact.differences)} marts differ, {kpis} of {len(impact.kpis)} KPIs."
    )


def cells_of(difference: Difference) -> tuple[str, ...]:
    """A mart's line."""
    columns = [f"+{name}" for name in difference.added_columns]
    columns += [f"-{name}" for name in difference.removed_columns]
    columns += [f"~{name}" for name in difference.other_types]
    changed = difference.changed
    unknown = difference.rows_before is None and difference.rows_after is None
    return (
        difference.mart.name,
        counted(difference.rows_before),
        counted(difference.rows_after),
        "" if unknown else f"{difference.added:,}",
        "" if unknown else f"{difference.removed:,}",
        "" if changed is None or unknown else f"{changed:,}",
        ", ".join(columns),
    )


def counted(rows: int | None) -> str:
    """A number of rows; a dash where there is no table."""
    return "–" if rows is None else f"{rows:,}"


def details(difference: Difference) -> Iterator[str]:
    """What the line has no room for."""
    if difference.note:
        yield difference.note
    elif difference.rows_before is None:
        yield "new"
    elif difference.rows_after is None:
        yield "gone"
    if difference.changed_columns:
        most = sorted(difference.changed_columns.items(), key=lambda each: (-each[1], each[0]))
        shown = ", ".join(f"{name} in {count:,} rows" for name, count in most[:MOST_NAMES])
        more = len(most) - MOST_NAMES
        yield f"changed {shown}{f' and {more} more columns' if more > 0 else ''}"
    for name, kind in difference.added_columns.items():
        yield f"new column {name} ({kind})"
    for name, kind in difference.removed_columns.items():
        yield f"column {name} ({kind}) is gone"
    for name, (before, after) in difference.other_types.items():
        yield f"{name} was {before} and is {after}"


def kpi_cells(kpi: Kpi) -> tuple[str, ...]:
    """A KPI's line."""
    return (kpi.label, ", ".join(kpi.pages), kpi.before, kpi.after, kpi.difference or "")


def touched(impact: Impact) -> Iterator[str]:
    """Who sees it."""
    yield f"Dashboards touched: {', '.join(impact.dashboards) or 'none'}."
    yield f"Exposures touched: {', '.join(impact.exposures) or 'none'}."


def names(all_of_them: Sequence[str], most: int = MOST_NAMES) -> str:
    """Names in code, the first ones."""
    shown = ", ".join(f"`{name}`" for name in all_of_them[:most])
    more = len(all_of_them) - most
    return f"{shown} and {more} more" if more > 0 else shown


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """A table in Markdown: words left, numbers right."""
    numbers = [head not in ("mart", "columns", "KPI", "dashboard") for head in heads]
    yield f"| {' | '.join(heads)} |"
    yield f"| {' | '.join('---:' if each else '---' for each in numbers)} |"
    for row in rows:
        yield f"| {' | '.join(escaped(cell) for cell in row)} |"


def escaped(text: str) -> str:
    """A text that breaks no table and starts no markup."""
    for sign in ("\\", "|", "*", "<", "`"):
        text = text.replace(sign, "\\" + sign)
    return " ".join(text.split())


def drawn(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table of the terminal."""
    drawn_table = Table(box=None, header_style="bold")
    for head in heads:
        is_word = head in ("mart", "columns", "KPI", "dashboard")
        drawn_table.add_column(head, justify="left" if is_word else "right", overflow="fold")
    for row in rows:
        drawn_table.add_row(*row)
    return drawn_table
