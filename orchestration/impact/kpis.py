"""KPIs before and after: every measure of the dashboards that reads a mart which was built."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from orchestration.dashboards.catalogue import Item, Page
from orchestration.dashboards.formats import Format, written
from orchestration.impact.changes import Mart
from orchestration.impact.errors import ImpactError
from orchestration.impact.sources import Source


class Kpi(msgspec.Struct, frozen=True):
    """A measure over a whole mart.

    Attributes:
        pages: titles of the dashboards that show it.
        before: as people read it; so is what it is after.
        difference: after less before, None where either is no number.
    """

    label: str
    pages: tuple[str, ...]
    mart: str
    before: str
    after: str
    difference: str | None
    differs: bool


class Asked(msgspec.Struct, frozen=True):
    """A measure that is asked once, however many charts show it."""

    sql: str
    where: str
    label: str
    form: Format


def kpis_of(
    marts: Sequence[Mart], pages: Sequence[Page], source: Source, reporting: str
) -> list[Kpi]:
    """All KPIs of the marts, by mart; a mart that is new or gone has a dash on one side."""
    return [kpi for mart in marts for kpi in kpis_of_mart(mart, pages, source, reporting)]


def kpis_of_mart(
    mart: Mart, pages: Sequence[Page], source: Source, reporting: str
) -> Iterable[Kpi]:
    """The KPIs of one mart: one query for each condition and state."""
    shown: dict[Asked, list[str]] = {}
    for page in pages:
        for item in page.items:
            if item.mart == mart.name:
                for asked in asked_of(item, reporting):
                    same = next(
                        (
                            each
                            for each in shown
                            if (each.sql, each.where) == (asked.sql, asked.where)
                        ),
                        asked,
                    )
                    titles = shown.setdefault(same, [])
                    titles += [page.title] if page.title not in titles else []
    for where in dict.fromkeys(asked.where for asked in shown):
        of_where = [asked for asked in shown if asked.where == where]
        before, after = (
            values_of(relation, where, of_where, source) for relation in (mart.before, mart.after)
        )
        for asked in of_where:
            yield kpi_of(asked, tuple(shown[asked]), mart, before[asked.sql], after[asked.sql])


def asked_of(item: Item, reporting: str) -> list[Asked]:
    """The measures of a chart."""
    many = len(item.measures) > 1
    return [
        Asked(
            measure.sql,
            item.where,
            f"{item.question} {measure.label}" if many else item.question,
            measure.format.in_currency(reporting),
        )
        for measure in item.measures
    ]


def values_of(
    relation: str | None, where: str, asked: Sequence[Asked], source: Source
) -> Mapping[str, object]:
    """What the measures are in one state, by their SQL; an error's text where a measure cannot be computed."""
    if relation is None:
        return dict.fromkeys((each.sql for each in asked), None)
    condition = f" where {where}" if where else ""

    def ask(some: Sequence[Asked]) -> Mapping[str, object]:
        columns = ", ".join(f"{each.sql} as m{at}" for at, each in enumerate(some))
        row = source.ask(f"select {columns} from {relation}{condition}")[0]
        return {each.sql: row[f"m{at}"] for at, each in enumerate(some)}

    try:
        return ask(asked)
    except ImpactError as error:
        if len(asked) == 1:
            return {asked[0].sql: error}
        # one of them has lost its column; the others are asked alone
        return {
            sql: value
            for each in asked
            for sql, value in values_of(relation, where, [each], source).items()
        }


def kpi_of(asked: Asked, pages: tuple[str, ...], mart: Mart, before: object, after: object) -> Kpi:
    """A KPI as people read it."""
    texts = [
        "cannot be computed" if isinstance(value, ImpactError) else written(value, asked.form)
        for value in (before, after)
    ]
    difference = None
    if is_number(before) and is_number(after) and asked.form.kind != "time":
        more = Decimal(str(after)) - Decimal(str(before))
        difference = ("+" if more > 0 else "") + written(more, asked.form)
        differs = before != after and not is_close(before, after)
    else:
        differs = texts[0] != texts[1]
    return Kpi(asked.label, pages, mart.name, texts[0], texts[1], difference, differs)


def is_number(value: object) -> bool:
    """Whether a difference can be taken."""
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def is_close(before: object, after: object) -> bool:
    """Whether floats differ by the order of rows only."""
    if isinstance(before, Decimal | int) and isinstance(after, Decimal | int):
        return False
    one, other = float(str(before)), float(str(after))
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))
