"""What a delivered key, word or value says, whatever a spreadsheet or a keyboard made of it.

The written rule is docs/hygiene.md; here it is in plain Python, character by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import duckdb
from duckdb import func
from duckdb.sqltypes import BOOLEAN, VARCHAR, DuckDBPyType

LINE_SIGNS = "\t\n\v\f\r\x85"
# They have no shape, though Unicode counts them as letters, marks or symbols.
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | frozenset(
    map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10)])
)
BRAILLE_BLANK = "\u2800"
MARKS = frozenset(map(chr, range(0x300, 0x370)))
END_OF_LATIN = 0x180

NOTHING = frozenset(
    (
        *("null", "(null)", "[null]", "<null>", "\\n", "n/a", "<na>", "#n/a", "#n/a n/a"),
        *("nan", "-nan", "none", "nil"),
        *("#null!", "#ref!", "#value!", "#num!", "#div/0!", "#error!", "#name?"),
    )
)
NO_KEY = NOTHING | {"na", "#na", "unknown", "undefined"}
MOST_SIGNS_OF_NOTHING = 2
DASHES = "‐‑‒–—―−﹘﹣－"
QUOTES = " \"'`´‘’“”"
WIDE = {
    wide: wide - 0xFEE0
    for first, last in (("０", "９"), ("Ａ", "Ｚ"), ("ａ", "ｚ"))
    for wide in range(ord(first), ord(last) + 1)
}
PLAIN = WIDE | {ord(dash): "-" for dash in DASHES}

DAMAGED = tuple(
    map(
        re.compile,
        (
            r"[+-]?[0-9]+([.,][0-9]*)?[eE][+-][0-9]+",
            r"[+-]?[0-9]+[.,][0-9]*[eE][0-9]+",
            r"[+-]?[0-9]+[.,]0*",
            r"[0-9]{1,3}(,[0-9]{3})+(\.0*)?",
            r"[0-9]{1,2}-(?i:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(-[0-9]{2,4})?",
        ),
    )
)
COUNT = "[0-9][0-9.,]*"
ROWS = "(row|record|line|item)s?"
TOTAL = re.compile(
    rf"""
    (
        (
            ((grand|sub|overall|running|report|page|final|net)?[ -]?totals?)
            | sum | summary | summe | gesamt | gesamtsumme | total[ ]geral | total[ ]general
        )
        ([ ]*[:=(].* | [ ][0-9].* | [ ](of|for)[ ].* | [ ]{ROWS}.*)?
    )
    | {COUNT}[ ]{ROWS}([ ](affected|selected|returned|exported))?
    | ({ROWS} | (row|record|line|item)[ ]count | number[ ]of[ ]{ROWS})[ ]?[:=][ ]?{COUNT}
    | end[ ]of[ ](file|report|data|list|export)
    | eof
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_word_sign(sign: str) -> bool:
    """Whether a character is a letter or a digit of any script."""
    return unicodedata.category(sign)[0] in "LN"


def is_white(sign: str) -> bool:
    """Whether a character is white space of any kind."""
    return sign in LINE_SIGNS or sign == BRAILLE_BLANK or unicodedata.category(sign).startswith("Z")


def is_invisible(sign: str) -> bool:
    """Whether a character has no shape and no width."""
    return sign in FILLERS or (
        unicodedata.category(sign) in ("Cc", "Cf", "Co") and sign not in LINE_SIGNS
    )


def shown(text: str) -> str:
    """The text without what nobody sees, with single spaces."""
    text = "".join(" " if is_white(sign) else sign for sign in text if not is_invisible(sign))
    formula = re.fullmatch(r' *="(.*)" *', text)
    return re.sub(" +", " ", formula[1] if formula else text).strip(" ")


def composed(text: str) -> str:
    """A plain letter and the accent behind it as one letter, where Latin-1 or Extended-A has it."""
    signs: list[str] = []
    place = 0
    while place < len(text):
        sign = text[place]
        if text[place + 1 : place + 2] in MARKS:
            pair = text[place : place + 2]
            letter = unicodedata.normalize("NFC", pair)
            sign = letter if len(letter) == 1 and ord(letter) < END_OF_LATIN else pair
        signs.append(sign)
        place += 1 if sign == text[place] else 2
    return "".join(signs)


def value(text: str) -> str | None:
    """The text of a number, a date or a time; None where it says nothing."""
    return said(shown(text))


def word(text: str) -> str | None:
    """A word or a name; None where it says nothing."""
    return said(composed(shown(text)))


def said(text: str) -> str | None:
    """The text, or None where it says nothing."""
    is_nothing = text.lower() in NOTHING or all(
        sign in "=~|" or unicodedata.category(sign).startswith("P") for sign in text
    )
    return None if is_nothing else text


def key(text: str) -> str | None:
    """An id; None where it names nothing."""
    text = composed(shown(text)).translate(PLAIN).strip(QUOTES)
    is_signs = len(text) <= MOST_SIGNS_OF_NOTHING and not any(map(is_word_sign, text))
    return None if is_signs or text.lower() in NO_KEY else text


def is_damaged(text: str) -> bool:
    """Whether a cleaned id is what a spreadsheet or a wrong encoding left of it."""
    has_words = any(map(is_word_sign, text))
    return (
        any(damage.fullmatch(text) for damage in DAMAGED)
        or (text.startswith("=") and has_words)
        or any(sign == "\ufffd" or sign in MARKS for sign in text)
        or (bool(text) and not has_words and ("#" in text or "?" in text))
    )


def is_total(text: str) -> bool:
    """Whether a cleaned id is the beginning of a line of totals, a ruled line, or the like."""
    if not any(map(is_word_sign, text)):
        return bool(text) and not {"#", "?"} & set(text)
    first = next(place for place, sign in enumerate(text) if is_word_sign(sign))
    last = next(place for place, sign in enumerate(reversed(text)) if is_word_sign(sign))
    return any(
        TOTAL.fullmatch(text[first:end]) is not None
        for end in range(len(text) - last, len(text) + 1)
    )


def zip_prefix(text: str) -> str | None:
    """The five digits that a postal code begins with, where it is up to five digits."""
    code = key(text)
    if code and re.fullmatch(r"[0-9]{1,5}\.0*", code):
        code = code.partition(".")[0]
    return code.zfill(5) if code and re.fullmatch("[0-9]{1,4}", code) else code


TEXTS: dict[str, Callable[[str], str | None]] = {
    "shown_python": shown,
    "value_python": value,
    "word_python": word,
    "key_python": key,
    "zip_prefix_python": zip_prefix,
}
CONDITIONS: dict[str, Callable[[str], bool]] = {"is_damaged": is_damaged, "is_total": is_total}


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the functions known to DuckDB."""
    for name, function in TEXTS.items():
        add(connection, name, function, VARCHAR)
    for name, condition in CONDITIONS.items():
        add(connection, name, condition, BOOLEAN)


def add(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    function: Callable[[str], str | bool | None],
    kind: DuckDBPyType,
) -> None:
    """Makes one function known, null for null."""

    @lru_cache(maxsize=10_000)
    def of_text(text: str | None) -> str | bool | None:
        return None if text is None else function(text)

    connection.create_function(name, of_text, [VARCHAR], kind, null_handling=func.SPECIAL)
