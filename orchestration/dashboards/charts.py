"""The charts as Vega-Lite: the same ones on the page and on paper.

Rows have ``x`` (the member of the axis), ``s`` (that of the split), ``v`` and ``w`` (the values) and
``t`` (the values as people read them).
"""

from __future__ import annotations

from typing import Any

from orchestration.dashboards.catalogue import Item

# Okabe and Ito's colours, which the colour-blind can tell apart, without those too pale on white or too
# dark on black, and with two more that are as far from them.
COLOURS = (
    *("#0072B2", "#D55E00", "#009E73", "#CC79A7"),
    *("#56B4E9", "#E69F00", "#9933EE", "#774422"),
)
# Seven of each for eight colours: together they repeat after 56.
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
DASHES = ([1, 0], [6, 3], [2, 2], [10, 3], [8, 2, 2, 2], [4, 5], [12, 3, 3, 3])
# Names of tables are read whole: in two lines where they are long.
LONGEST_LABEL = 260
TWO_LINES = (
    "length(datum.label) > 35 ? [slice(datum.label, 0, 35), slice(datum.label, 35)] : datum.label"
)
# 1,200,000,000 is 1.2B
SHORT = "replace(format(datum.value, '~s'), 'G', 'B')"
SHORT_SHARE = "format(datum.value, '.0~%')"
HEIGHT = 240


def theme(text: str, soft: str, line: str) -> dict[str, Any]:
    """Colours and letters of all charts."""
    return {
        "background": None,
        "font": 'system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif',
        "view": {"stroke": None},
        "range": {"category": list(COLOURS), "symbol": list(SHAPES)},
        "axis": {
            "labelColor": soft,
            "titleColor": soft,
            "gridColor": line,
            "domainColor": line,
            "tickColor": line,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
        },
        "legend": {
            "labelColor": text,
            "titleColor": soft,
            "labelFontSize": 12,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "orient": "top",
            "columns": 3,
            "labelLimit": 160,
            "symbolLimit": 12,
        },
        "text": {"color": text, "fontSize": 12},
        "bar": {"color": COLOURS[0]},
    }


THEMES = {
    "light": theme("#1c2430", "#5a6675", "#e3e7ec"),
    "dark": theme("#e6eaf0", "#a4afbd", "#323b47"),
}


def spec_of(item: Item) -> dict[str, Any] | None:
    """The chart of an item, without rows and colours; None for numbers and tables."""
    makers = {"line": line, "bars": bars, "scatter": scatter}
    maker = makers.get(item.chart)
    if maker is None:
        return None
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": item.question,
        "width": "container",
        "autosize": {"type": "fit-x", "contains": "padding"},
        **maker(item),
    }


def line(item: Item) -> dict[str, Any]:
    """A line over time, with a point for each value, so that a single one is seen, too.

    Time is a measure, not a list of months: a gap is as wide as it was long.
    """
    is_month = item.dimensions[0].is_month
    return {
        "height": HEIGHT,
        "mark": {"type": "line", "point": {"size": 40, "filled": True}, "strokeWidth": 2},
        "encoding": {
            "x": {
                "field": "x",
                "type": "temporal",
                "scale": {"type": "utc"},
                "title": None,
                "axis": {
                    "format": "%Y-%m" if is_month else "%Y-%m-%d",
                    # a name for each month or day once, however few there are
                    "tickCount": {"interval": "month" if is_month else "day", "step": 1},
                    "labelAngle": -40,
                    "labelOverlap": True,
                    "grid": False,
                },
            },
            "y": value_axis(item, "v", 0),
            **colour(item),
            **shape(item),
            **dash(item),
            **tooltip(),
        },
    }


def bars(item: Item) -> dict[str, Any]:
    """Bars from the largest to the smallest, with the value at their ends."""
    y = {
        "field": "x",
        "type": "nominal",
        "sort": None,
        "title": None,
        "axis": {
            "labelLimit": LONGEST_LABEL,
            "labelExpr": TWO_LINES,
            "labelLineHeight": 12,
            "ticks": False,
            "domain": False,
            "labelPadding": 6,
        },
    }
    bar: dict[str, Any] = {
        "mark": {"type": "bar", "cornerRadiusEnd": 2, "height": {"band": 0.72}},
        "encoding": {
            "x": {**value_axis(item, "v", 0), "stack": "zero"},
            **colour(item),
            **tooltip(),
        },
    }
    layers = [bar]
    if item.split is None:
        layers.append(
            {
                "mark": {"type": "text", "align": "left", "dx": 4, "aria": False},
                "encoding": {
                    "x": {"field": "v", "type": "quantitative"},
                    "text": {"field": "short", "type": "nominal"},
                },
            }
        )
        bar["encoding"]["color"] = {"value": COLOURS[0]}
    short = (
        "format(datum.v, '.1%')" if is_share(item) else "replace(format(datum.v, '.3~s'), 'G', 'B')"
    )
    return {
        # room for the values at the bars' ends
        "padding": {"left": 5, "top": 5, "bottom": 5, "right": 46 if item.split is None else 5},
        "height": {"step": 26},
        "transform": [{"calculate": short, "as": "short"}],
        "encoding": {"y": y},
        "layer": layers,
    }


def scatter(item: Item) -> dict[str, Any]:
    """A point for each group."""
    return {
        "height": HEIGHT + 60,
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 0.8},
        "encoding": {
            "x": value_axis(item, "v", 0, titled=True),
            "y": value_axis(item, "w", 1, titled=True),
            **colour(item),
            **shape(item),
            **tooltip(),
        },
    }


def value_axis(item: Item, field: str, number: int, *, titled: bool = False) -> dict[str, Any]:
    """The axis of a measure, with its unit."""
    measure = item.measures[number]
    unit = f" ({measure.format.unit})" if measure.format.unit else ""
    return {
        "field": field,
        "type": "quantitative",
        "title": measure.label + unit if titled else (measure.format.unit or measure.label),
        "axis": {"labelExpr": SHORT_SHARE if is_share(item) else SHORT, "tickCount": 5},
    }


def is_share(item: Item) -> bool:
    """Whether the first measure is written as a share."""
    return item.measures[0].format.kind == "share"


def colour(item: Item) -> dict[str, Any]:
    """A colour for each member of the split, with a legend."""
    if item.split is None:
        return {}
    return {"color": {"field": "s", "type": "nominal", "title": item.split.label}}


def shape(item: Item) -> dict[str, Any]:
    """A shape of its points for each member of the split."""
    if item.split is None:
        return {}
    return {"shape": {"field": "s", "type": "nominal", "title": item.split.label}}


def dash(item: Item) -> dict[str, Any]:
    """Dashes of its line for each member of the split."""
    if item.split is None:
        return {}
    scale = {"range": [list(each) for each in DASHES]}
    named = {"field": "s", "type": "nominal", "title": item.split.label}
    return {"strokeDash": {**named, "scale": scale}}


def tooltip() -> dict[str, Any]:
    """What is said of a mark, aloud as well."""
    return {
        "tooltip": [
            {"field": "name", "type": "nominal", "title": "of"},
            {"field": "t", "type": "nominal", "title": "value"},
        ],
        "description": {"field": "t", "type": "nominal"},
    }
