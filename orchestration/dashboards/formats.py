"""How numbers, shares and times are written: with units and thousands separators, always alike.

The page writes them by the same rules in templates/page.js; a test compares both.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal

import msgspec

KINDS = ("money", "count", "share", "number", "time")
NOTHING = "–"
REPORTING = "reporting"


class Format(msgspec.Struct, frozen=True):
    """A way to write a value.

    Attributes:
        kind: money, count, share (0.1 is 10.0 %), number or time.
        unit: what stands behind it; of money a currency, `reporting` for the reporting currency.
        decimals: places behind the point.
    """

    kind: str
    unit: str = ""
    decimals: int = 0

    def in_currency(self, reporting: str) -> Format:
        """The same with the reporting currency's code in place of its name."""
        return Format(self.kind, reporting, self.decimals) if self.unit == REPORTING else self


def parse_format(text: str) -> Format | None:
    """A format from its text, `<kind> [<unit>] [<decimals>]`; None where it is none."""
    kind, *words = text.split()
    if kind not in KINDS:
        return None
    decimals = 1 if kind == "share" else 0
    if words and words[-1].isdigit():
        decimals = int(words.pop())
    return Format(kind, " ".join(words), decimals)


def written(value: object, form: Format) -> str:
    """A value as people read it; nothing is a dash."""
    if value is None:
        return NOTHING
    if form.kind == "time":
        if isinstance(value, datetime):
            return f"{value.astimezone(UTC) if value.tzinfo else value:%Y-%m-%d %H:%M}"
        return str(value)
    number = Decimal(str(value))
    if form.kind == "share":
        return f"{rounded(number * 100, form.decimals)} %"
    text = rounded(number, form.decimals)
    return f"{text} {form.unit}".rstrip()


def rounded(number: Decimal, decimals: int) -> str:
    """A number with thousands separators, half up."""
    # twice, as the page does: sums of cents are no exact numbers there
    exact = number.quantize(Decimal(1).scaleb(-10), ROUND_HALF_UP)
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):,f}"


def member(value: object, *, is_month: bool = False) -> str:
    """A value of a dimension as people read it; months as 2025-08."""
    if value is None:
        return "(none)"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return f"{value:%Y-%m}" if is_month else f"{value:%Y-%m-%d}"
    return str(value)
