"""The PDF for the mail: sheets of A4, drawn as SVG from the same content and charts as the page.

No browser is needed: vl-convert draws charts and turns SVG into PDF, pypdf puts the sheets together.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import vl_convert
from pypdf import PdfReader, PdfWriter

from orchestration.dashboards.charts import THEMES
from orchestration.dashboards.shown import Shown, points, share_of, shown, text_of

# A4 upright, in units that are a little smaller than pixels
WIDTH, HEIGHT, MARGIN, GAP = 1000, 1414, 40, 16
PAPER = (794, 1123)
COLUMN = (WIDTH - 2 * MARGIN - GAP) // 2
MOST_LINES = 40
FONT = "DejaVu Sans, Liberation Sans, Arial, sans-serif"
TEXT, SOFT, LINE, WARN = "#1c2430", "#5a6675", "#d9dee5", "#8a4b00"
# letters are about that wide, in parts of their size
LETTER = 0.6


class Sheets:
    """Sheets that fill from above; what does not fit begins a new one."""

    def __init__(self, head: str, as_of: str) -> None:
        self.head, self.as_of = head, as_of
        self.sheets: list[list[str]] = []
        self.y = 0
        self.begin()

    def begin(self) -> None:
        """Begins a sheet with its heading."""
        more = " (continued)" if self.sheets else ""
        self.sheets.append(
            [
                text(MARGIN, 48, self.head + more, size=20, weight="bold"),
                text(MARGIN, 68, self.as_of, size=11, fill=SOFT),
                rule(78),
            ]
        )
        self.y = 94

    def room(self, height: float) -> None:
        """Makes sure that something of a height fits."""
        if self.y + height > HEIGHT - MARGIN and self.y > 94:
            self.begin()

    def put(self, *parts: str) -> None:
        """Draws on the present sheet."""
        self.sheets[-1] += parts

    def svgs(self) -> list[str]:
        """Each sheet as SVG."""
        return [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{PAPER[0]}" height="{PAPER[1]}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}"><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
            f"{''.join(parts)}</svg>"
            for parts in self.sheets
        ]


def pdf_of(content: Mapping[str, Any]) -> bytes:
    """All pages as one PDF."""
    writer = PdfWriter()
    for page in content["pages"]:
        for svg in sheets_of(page, content):
            writer.append(PdfReader(io.BytesIO(vl_convert.svg_to_pdf(svg))))
    writer.add_metadata({"/Title": content["title"]})
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def sheets_of(page: Mapping[str, Any], content: Mapping[str, Any]) -> list[str]:
    """The sheets of a page as SVG."""
    sheets = Sheets(f"{content['title']}: {page['title']}", content["as_of"])
    put_behind(sheets, content["behind"])
    numbers = [item for item in page["items"] if item["chart"] == "number"]
    for start in range(0, len(numbers), 4):
        put_numbers(sheets, numbers[start : start + 4])
    charts = [item for item in page["items"] if item["spec"] and item["rows"]]
    for start in range(0, len(charts), 2):
        put_charts(sheets, charts[start : start + 2])
    for item in page["items"]:
        if item["chart"] == "table" or (item["spec"] and not item["rows"]):
            put_table(sheets, item)
    return sheets.svgs()


def put_behind(sheets: Sheets, notes: Sequence[str]) -> None:
    """What is behind or stale, the first of it."""
    lines = [line for note in notes[:3] for line in wrapped(note, WIDTH - 2 * MARGIN, 10)[:2]]
    if len(notes) > 3:
        lines.append(f"and {len(notes) - 3:,} more (the page has all of them)")
    for each in lines or ["No feed is behind, nothing is stale."]:
        sheets.put(text(MARGIN, sheets.y + 8, each, size=10, fill=WARN if lines else SOFT))
        sheets.y += 14
    sheets.y += 8


def put_numbers(sheets: Sheets, items: Sequence[Mapping[str, Any]]) -> None:
    """Headlines, four beside each other."""
    sheets.room(76)
    width = (WIDTH - 2 * MARGIN - 3 * GAP) / 4
    for at, item in enumerate(items):
        x = MARGIN + at * (width + GAP)
        value = item["missing"] or text_of(item, shown(item).groups[0], 0)
        size = min(20.0, (width - 20) / (LETTER * max(len(value), 1)))
        sheets.put(
            f'<rect x="{x:.0f}" y="{sheets.y}" width="{width:.0f}" height="60" rx="6" fill="none" '
            f'stroke="{LINE}"/>',
            text(x + 10, sheets.y + 20, cut(item["question"], width - 20, 11), size=11, fill=SOFT),
            text(x + 10, sheets.y + 46, value, size=size, weight="bold"),
        )
    sheets.y += 76


def put_charts(sheets: Sheets, items: Sequence[Mapping[str, Any]]) -> None:
    """Charts, two beside each other."""
    drawn = [chart_svg(item) for item in items]
    height = max(each[1] for each in drawn) + 34
    sheets.room(height)
    for at, (item, (svg, _)) in enumerate(zip(items, drawn, strict=True)):
        x = MARGIN + at * (COLUMN + GAP)
        found = shown(item)
        title = item["question"] + left_out(item, found)
        sheets.put(
            text(x, sheets.y + 14, cut(title, COLUMN, 12), size=12, weight="bold"),
            f'<g transform="translate({x},{sheets.y + 24})">{svg}</g>',
        )
    sheets.y += round(height)


def chart_svg(item: Mapping[str, Any]) -> tuple[str, float]:
    """A chart as SVG, and how high it is."""
    spec = {
        **item["spec"],
        "width": COLUMN,
        "config": {**THEMES["light"], "font": FONT},
        "data": {"values": points(item, shown(item))},
    }
    svg = vl_convert.vegalite_to_svg(spec)
    height = re.search(r'height="([\d.]+)"', svg)
    return svg, float(height[1]) if height else 260.0


def put_table(sheets: Sheets, item: Mapping[str, Any]) -> None:
    """A table with as many lines as fit on a sheet."""
    found = shown(item)
    if item["missing"]:
        return
    sheets.room(34 + 16 * (min(len(found.groups), MOST_LINES) + 2))
    sheets.put(text(MARGIN, sheets.y + 14, item["question"], size=12, weight="bold"))
    sheets.y += 24
    heads = [group["label"] for group in item["groups"]]
    heads += [measure["label"] for measure in item["measures"]]
    heads += ["Share"] if item["share"] else []
    lines = [
        [
            *group.members,
            *(text_of(item, group, at) for at in range(len(group.values))),
            *([share_of(found, group)] if item["share"] else []),
        ]
        for group in found.groups[:MOST_LINES]
    ]
    if not lines:
        sheets.put(text(MARGIN, sheets.y + 12, item["empty"], size=10, fill=SOFT))
        sheets.y += 24
        return
    width = (WIDTH - 2 * MARGIN) / len(heads)
    for number, line in enumerate([heads, *lines]):
        for at, value in enumerate(line):
            is_name = at < len(item["groups"])
            x = MARGIN + width * at if is_name else MARGIN + width * (at + 1) - 4
            sheets.put(
                text(
                    x,
                    sheets.y + 12,
                    cut(value, width - 8, 10),
                    size=10,
                    fill=SOFT if number == 0 else TEXT,
                    anchor="start" if is_name else "end",
                )
            )
        sheets.y += 16
        sheets.put(rule(sheets.y))
    more = found.of - len(lines)
    if more > 0:
        sheets.put(text(MARGIN, sheets.y + 12, f"and {more:,} more", size=10, fill=SOFT))
        sheets.y += 16
    sheets.y += 14


def left_out(item: Mapping[str, Any], found: Shown) -> str:
    """That only the first ones are shown."""
    count = len({group.members[0] for group in found.groups})
    if item["chart"] != "bars" or found.of <= count:
        return ""
    return f" (the first {count:,} of {found.of:,})"


def text(
    x: float,
    y: float,
    value: str,
    *,
    size: float,
    fill: str = TEXT,
    weight: str = "normal",
    anchor: str = "start",
) -> str:
    """A line of text."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="{size:.1f}" '
        f'font-weight="{weight}" fill="{fill}" text-anchor="{anchor}">{escape(value)}</text>'
    )


def rule(y: float) -> str:
    """A line over the whole sheet."""
    return f'<line x1="{MARGIN}" x2="{WIDTH - MARGIN}" y1="{y}" y2="{y}" stroke="{LINE}"/>'


def cut(value: str, width: float, size: float) -> str:
    """As much of a text as fits."""
    most = int(width / (LETTER * size))
    return value if len(value) <= most else value[: most - 1] + "…"


def wrapped(value: str, width: float, size: float) -> list[str]:
    """A text in lines that fit."""
    lines, most = [""], int(width / (LETTER * size))
    for word in value.split():
        if len(lines[-1]) + len(word) >= most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
