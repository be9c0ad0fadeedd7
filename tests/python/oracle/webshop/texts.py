r"""How the texts of the web shop become values: one function a kind, each of one text.

Choices:
- Nobody sees invisible signs (formats, private use, control characters but white space) and they
  are gone; a run of white space of any kind is one space, none is left at the ends; `="7"` is 7;
  a letter and its accent are one sign.
- NULL, N/A, nan, None, nil, \N, the errors of spreadsheets and texts of punctuation only say
  nothing; an id says nothing as NA, unknown or undefined, either.
- A number has ASCII digits, an optional sign in front and at most one decimal sign. Where commas are
  not said to be decimal, one with a single digit or two behind it and no point beside it is decimal
  (`22,2`), any other makes the text no number. Where a file says which sign is decimal, the other one
  may stand between groups of three digits.
- A sign of a currency stands in front of the number or behind it, with or without a space.
- What has more decimals than its column keeps is no number of that column: nothing is rounded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

SAYS_NOTHING = re.compile(
    r"\(null\)|\[null\]|<null>|null|\\n|n/a|<na>|#n/a( n/a)?|-?nan|none|nil"
    r"|#(null|ref|value|num|div/0|error)!|#name\?",
    re.IGNORECASE,
)
NAMES_NOTHING = re.compile(r"#?na|unknown|undefined", re.IGNORECASE)
DAMAGED = re.compile(
    r"[+-]?[0-9]+([.,][0-9]*)?[eE][+-][0-9]+|[+-]?[0-9]+[.,][0-9]*[eE][0-9]+"
    r"|[+-]?[0-9]+[.,]0*|[0-9]{1,3}(,[0-9]{3})+([.]0*)?"
    r"|[0-9]{1,2}-(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(-[0-9]{2,4})?"
)
TOTAL = re.compile(
    r"\W*((grand|sub|overall|running|report|page|final|net)?[ -]?totals?|sum|summary|summe"
    r"|gesamt(summe)?|[0-9][0-9.,]* (rows?|records?|lines?|items?)"
    r"|end of (file|report|data|list|export)|eof)( *[:=(].*| [0-9].*| (of|for) .*)?\W*",
    re.IGNORECASE,
)
QUOTES = " \"'`´‘’“”"
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
WIDE = {code: chr(code - 0xFEE0) for code in range(0xFF10, 0xFF5B) if chr(code).isalnum()}
PLAIN = re.compile(r"[!-~]+( [!-~]+)*")
SPREADSHEET = re.compile(r'="(.*)"', re.DOTALL)
GROUPED = {
    ".": re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?"),
    ",": re.compile(r"-?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]+)?"),
}
CLOCK = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?"
    r"(Z|(?P<offset> ?[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?))?"
)


@lru_cache(maxsize=1 << 16)
def visible(text: str | None) -> str | None:
    """A text without what nobody sees; None where nothing is left."""
    if text is None or text == "":
        return None
    if PLAIN.fullmatch(text) and not text.startswith("="):
        return text
    seen = "".join(sign for sign in text if not is_invisible(sign))
    seen = re.sub(r"[\s\u2800\x85]+", " ", seen).strip()
    wrapped = SPREADSHEET.fullmatch(seen)
    if wrapped:
        seen = wrapped[1].strip()
    return unicodedata.normalize("NFC", seen) or None


def is_invisible(sign: str) -> bool:
    """Whether a sign takes no place."""
    kind = unicodedata.category(sign)
    return kind in ("Cf", "Co") or (kind == "Cc" and not sign.isspace())


@lru_cache(maxsize=1 << 16)
def word(text: str | None) -> str | None:
    """A word or name, clean; None where it says nothing."""
    seen = visible(text)
    if seen is None or SAYS_NOTHING.fullmatch(seen):
        return None
    return seen if any(sign.isalnum() or not is_punctuation(sign) for sign in seen) else None


def is_punctuation(sign: str) -> bool:
    """Whether a sign separates words or rules a line."""
    return unicodedata.category(sign).startswith("P") or sign in "=~|+"


@lru_cache(maxsize=1 << 16)
def key(text: str | None) -> str | None:
    """An id, clean, so that two spellings of it are one; None where it names nothing."""
    seen = word(text)
    if seen is None:
        return None
    seen = seen.translate(WIDE).translate(DASHES).strip(QUOTES)
    named = bool(seen) and not SAYS_NOTHING.fullmatch(seen) and not NAMES_NOTHING.fullmatch(seen)
    return seen if named and (len(seen) > 2 or any(sign.isalnum() for sign in seen)) else None


@lru_cache(maxsize=1 << 17)
def is_damaged(name: str | None) -> bool:
    """Whether an id is what a spreadsheet left of it."""
    return name is not None and DAMAGED.fullmatch(name) is not None


@lru_cache(maxsize=1 << 17)
def is_total(name: str | None) -> bool:
    """Whether what stands for an id is a line of a report."""
    if name is None or name.isdigit():
        return False
    return TOTAL.fullmatch(name) is not None or not any(sign.isalnum() for sign in name)


def code(text: str | None, corrections: Mapping[str, str]) -> str | None:
    """A short code: upper case, letters and digits only, then as the seed has it."""
    seen = key(text)
    if seen is None:
        return None
    bare = "".join(sign for sign in seen.upper() if sign.isascii() and sign.isalnum())
    return corrections.get(bare, bare) or None


def mapped(text: str | None, spellings: Mapping[str, str]) -> str | None:
    """What a spelling stands for, in any case; None where nobody knows it."""
    seen = word(text)
    return None if seen is None else spellings.get(seen.lower())


@lru_cache(maxsize=1 << 16)
def number(
    text: str | None, decimal_sign: str = "", places: int = 18, digits: int = 16
) -> Decimal | None:
    """A number with at most so many decimals; None where the text is none.

    Args:
        text: the text.
        decimal_sign: point or comma where the file says it, else nothing.
        places: the decimals that its column keeps.
        digits: those that it keeps in front of them.
    """
    seen = word(text)
    if seen is None:
        return None
    if decimal_sign and GROUPED[decimal_sign].fullmatch(seen):
        seen = seen.replace("," if decimal_sign == "." else ".", "")
    if decimal_sign == "," or (not decimal_sign and re.fullmatch(r"-?[0-9]+,[0-9]{1,2}", seen)):
        seen = seen.replace(".", "x").replace(",", ".")
    if not re.fullmatch(r"-?[0-9]{1,16}(\.[0-9]+)?", seen):
        return None
    whole_part, _, decimals = seen.removeprefix("-").partition(".")
    is_kept = len(whole_part) <= digits and len(decimals.rstrip("0")) <= places
    return Decimal(seen) if is_kept else None


@lru_cache(maxsize=1 << 17)
def amount(
    text: str | None, signs: frozenset[str], decimal_sign: str = ""
) -> tuple[Decimal | None, str | None]:
    """An amount of money with at most two decimals, and the sign of a currency beside it."""
    seen = word(text)
    if seen is None:
        return None, None
    for sign in sorted(signs, key=len, reverse=True):
        if seen.lower().startswith(sign.lower()):
            return number(seen[len(sign) :].strip(), decimal_sign, 2, 12), sign
        if seen.lower().endswith(sign.lower()):
            return number(seen[: -len(sign)].strip(), decimal_sign, 2, 12), sign
    return number(seen, decimal_sign, 2, 12), None


@lru_cache(maxsize=1 << 12)
def percentage(text: str | None, decimal_sign: str = "") -> Decimal | None:
    """A percentage with at most two decimals, with or without its sign."""
    seen = word(text)
    return None if seen is None else number(seen.removesuffix("%").rstrip(), decimal_sign, 2, 3)


def whole(
    text: str | None, words: Mapping[str, str], decimal_sign: str = "", digits: int = 9
) -> int | None:
    """A whole number, in digits or in words."""
    value = number(mapped(text, words) or text, decimal_sign, 0, digits)
    return None if value is None else int(value)


def weight(text: str | None, units: Mapping[str, str]) -> Decimal | None:
    """Grams, whatever unit stands behind the number; none is grams."""
    seen = word(text)
    parts = re.fullmatch(r"([0-9.,]+) ?([A-Za-z]*)", seen or "")
    if parts is None:
        return None
    value = number(parts[1], places=3, digits=10)
    grams = units.get(parts[2].lower() or "g")
    return None if value is None or grams is None else value * Decimal(grams)


@lru_cache(maxsize=1 << 16)
def day(text: str | None, form: str = "yyyy-MM-dd") -> date | None:
    """A day in exactly this form."""
    seen = word(text)
    if seen is None:
        return None
    pattern = re.escape(form)
    for part, digits in (("yyyy", 4), ("MM", 2), ("dd", 2)):
        pattern = pattern.replace(part, f"(?P<{part}>[0-9]{{{digits}}})")
    found = re.fullmatch(pattern, seen)
    if found is None:
        return None
    try:
        return date(int(found["yyyy"]), int(found["MM"]), int(found["dd"]))
    except ValueError:
        return None


@lru_cache(maxsize=1 << 16)
def time(text: str | None) -> datetime | None:
    """A time as `yyyy-MM-dd HH:mm:ss`, T, fractions, Z and an offset optional; UTC."""
    seen = word(text)
    clock = CLOCK.fullmatch(seen or "")
    if seen is None or clock is None:
        return None
    offset = clock["offset"] or ""
    digits = re.sub("[^0-9]", "", offset).ljust(4, "0")
    ahead = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    try:
        shown = datetime.fromisoformat(
            seen.removesuffix(offset).removesuffix("Z").replace("T", " ")
        )
    except ValueError:
        return None
    return shown + ahead if "-" in offset else shown - ahead


def masked_phone(text: str | None) -> str | None:
    """A phone number of which the country's prefix and the last two digits are left.

    None where the text is no phone number: nobody knows what it says of whom.
    """
    seen = word(text)
    if seen is None or not is_phone(text):
        return None
    digits = [place for place, sign in enumerate(seen) if sign.isdigit()]
    prefix = re.match(r"\+[0-9]{1,3}(?=[- ])", seen)
    kept = set(digits[-2:]) | set(range(prefix.end() if prefix else 0))
    return "".join(
        "*" if sign.isdigit() and place not in kept else sign for place, sign in enumerate(seen)
    )


def is_phone(text: str | None) -> bool:
    """Whether a text is a phone number: 7 to 15 digits, a plus, spaces, dashes and brackets."""
    seen = word(text) or ""
    return bool(re.fullmatch(r"\+?[0-9 ()-]+", seen)) and 7 <= len(re.findall("[0-9]", seen)) <= 15
