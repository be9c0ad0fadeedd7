"""What a delivered key, word or value says, whatever a spreadsheet or a keyboard made of it.

The written rule is docs/hygiene.md; here it is in plain Python, character by character.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from functools import lru_cache

import duckdb
from duckdb import func
from duckdb.sqltypes import BOOLEAN, VARCHAR, DuckDBPyType

LINE_SIGNS = "\t\n\v\f\r\x85"
# They have no shape, though Unicode counts them as letters, marks or symbols.
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | frozenset(
    map(
        chr,
        [
            *(0x2065, 0xFFFE, 0xFFFF, *range(0x180B, 0x1810), *range(0xFE00, 0xFE10)),
            *(*range(0xFDD0, 0xFDF0), *range(0xFFF0, 0xFFF9), *range(0xE0000, 0xE1000)),
        ],
    )
)
BRAILLE_BLANK = "\u2800"
MARKS = frozenset(map(chr, range(0x300, 0x370)))
END_OF_LATIN = 0x180

WORDS = frozenset(
    (
        *("null", "none", "nil", "nan", "nat", "n/a", "n.a", "n.a.", "no data"),
        *("not available", "not applicable", "not set"),
    )
)
NO_NAMES = frozenset(("na", "blank", "empty", "missing", "unknown", "undefined"))
NOTHING = WORDS | {
    *("\\n", "-nan", "#n/a", "#n/d", "#na", "#nv", "#nd", "#н/д", "#getting_data"),
}
IN_BRACKETS = WORDS | NO_NAMES
OPENING, CLOSING = frozenset("([{<"), frozenset(")]}>")
# The errors of spreadsheets in any language, and of data frames and C.
ERRORS = re.compile(r"#[¿¡]?[^\W\d_][\w/ ]*[!?]|#n/a n/a|-?1\.#[a-z]+")
NO_KEY = NOTHING | NO_NAMES | {"unassigned", "tbd", "tba", "tbc"}
MOST_SIGNS_OF_NOTHING = 2
DASHES = "‐‑‒–—―−﹘﹣－"
QUOTES = " \"'`´‘’“”"
WIDE = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
UNITS = {0x212A: "K", 0x212B: "Å", 0x2126: "Ω"}
PLAIN = WIDE | UNITS | {ord(dash): "-" for dash in DASHES}

DAY = "(0?[1-9]|[12][0-9]|3[01])"
MONTH = "|".join(
    (
        "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
        "Jän|Mrz|Mär|Mai|Okt|Dez",
        "ene|abr|ago|set|dic|fev|out|dez",
        "gen|mag|giu|lug|ott",
        "janv|févr|mars|avr|mai|juin|juil|août|sept|déc",
    )
)
YEAR = "(19|20)[0-9][0-9]"
TIME = r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]*)?)?Z?"
AMOUNT = "[0-9][0-9.,]*"
GAP = "[,.'’ ]"
# An id that is a number, an amount of money or a day, as a spreadsheet shows it.
DAMAGED = re.compile(
    "|".join(
        (
            r"[+-]?[0-9]+([.,][0-9]*)? ?[eE] ?[+-] ?[0-9]+",
            r"[+-]?[0-9]+[.,][0-9]*[eE][0-9]+",
            r"[+-]?[0-9]+([.,][0-9]*)? ?[x×*] ?10\^[+-]?[0-9]+",
            r"[+-]?[0-9]+[.,]0*",
            r"\+[0-9]+",
            rf"[+-]?[0-9]{{1,3}}({GAP}[0-9]{{3}})+([.,][0-9]*)?",
            rf"[+-]?[0-9]{{1,2}}({GAP}[0-9]{{2}})+{GAP}[0-9]{{3}}([.,][0-9]*)?",
            rf"\({AMOUNT}\)|{AMOUNT} ?%",
            rf"{DAY}(-|/| |\. ?)({MONTH})\.?([-/. ]+[0-9]{{2,4}})?",
            rf"{DAY}[-/.]{DAY}[-/.]{YEAR}({TIME})?",
            rf"{DAY}/{DAY}/[0-9]{{2}}",
            rf"{YEAR}[-/.]{DAY}[-/.]{DAY}{TIME}",
        )
    )
)
# What a wrong encoding, a page of the web or a spreadsheet's XML left in the middle of an id.
SPOILED = re.compile(
    r"\w\?\w|[ÂÃ][\xa1-\xbf]|â€|&(#[0-9]+|#x[0-9a-fA-F]+|[a-zA-Z]+);|_x[0-9a-fA-F]{4}_|%[0-9A-F]{2}"
)
# Other forms of plain letters: ligatures, half-width signs, letters of formulas.
OTHER_FORMS = ((0xFB00, 0xFB06), (0xFF00, 0xFFEF), (0x1D400, 0x1D7FF))
# Accents, vowel signs and parts of syllables that belong to the sign before them.
PARTS = ((0x300, 0x36F), (0x653, 0x655), (0x1161, 0x11C2), (0x3099, 0x3099), (0x309A, 0x309A))
LOST = "\ufffc\ufffd"
ROWS = r"(row|record|line|item)(s|\(s\))?"
PERIOD_OR_SIDE = "(grand|sub|overall|running|report|page|final|net)?[ _-]?"
TOTAL_WORD = f"{PERIOD_OR_SIDE}(totals?|totale[ns]?|t o t a l( s)?)"
SUMS = "|".join(
    (
        "sum|summary|summe|zwischensumme|gesamt|gesamtsumme|gesamtergebnis|suma|somme|totaal",
        "итого|всего|कुल|योग|合计|合計|总计|小计",
    )
)
SOMETHING = "report|file|data|list|export|extract"
# Lines of a report that is no table: totals, counts, the head and the foot of a page.
TOTAL = re.compile(
    "|".join(
        (
            rf"(.* )?{TOTAL_WORD}",
            rf"{TOTAL_WORD}( *[:=(]| ).*",
            rf"({SUMS})( *[:=(].*| [0-9].*)?",
            rf"{AMOUNT} {ROWS}( .*)?",
            rf"({TOTAL_WORD} ?)?{ROWS} ?[:=] ?{AMOUNT}",
            rf"{PERIOD_OR_SIDE}{ROWS} ?[:=] ?{AMOUNT}",
            rf"((row|record|line|item) count|number of {ROWS}|count) ?[:=] ?{AMOUNT}",
            r"(average|avg|mean|median|minimum|maximum|min|max) ?[:=].*|average|avg",
            r"(page|seite|página|pagina) [0-9]+( ?(of|/|von|de|di) ?[0-9]+)?",
            rf"(({SOMETHING}) )?(generated|exported|printed|prepared|extracted) (on|at|by|from)[ :].*",
            r"(notes?|source|legend|filters?|report name|report date|run date) ?:.*",
            r"applied filters?.*",
            rf"end( of (the )?({SOMETHING}|table|page|records?))?",
            r"eof|(trailer|footer)( .*)?",
        )
    ),
    re.IGNORECASE,
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
    is_signs = all(sign in "=~|" or unicodedata.category(sign).startswith("P") for sign in text)
    return None if is_signs or is_a_word_for_nothing(text, NOTHING) else text


def is_a_word_for_nothing(text: str, words: Collection[str]) -> bool:
    """Whether a text is such a word in any case, one in brackets, or the error of a program."""
    text = text.lower()
    in_brackets = text[:1] in OPENING and text[-1:] in CLOSING and text[1:-1] in IN_BRACKETS
    return text in words or in_brackets or ERRORS.fullmatch(text) is not None


def key(text: str) -> str | None:
    """An id; None where it names nothing."""
    text = composed(shown(text)).translate(PLAIN).strip(QUOTES)
    is_signs = len(text) <= MOST_SIGNS_OF_NOTHING and not any(map(is_word_sign, text))
    return None if is_signs or is_a_word_for_nothing(text, NO_KEY) else text


def is_damaged(text: str) -> bool:
    """Whether a cleaned id is what a spreadsheet or a wrong encoding left of it."""
    has_words = any(map(is_word_sign, text))
    return (
        DAMAGED.fullmatch(without_currency(text)) is not None
        or (text.startswith("=") and has_words)
        or SPOILED.search(text) is not None
        or any(sign in LOST or is_in(sign, PARTS) or is_in(sign, OTHER_FORMS) for sign in text)
        or any(unicodedata.category(sign) == "Nd" and not sign.isascii() for sign in text)
        or has_two_scripts(text)
        or (bool(text) and not has_words and ("#" in text or "?" in text))
    )


def is_in(sign: str, ranges: Iterable[tuple[int, int]]) -> bool:
    """Whether a character is in one of some ranges of code points."""
    return any(first <= ord(sign) <= last for first, last in ranges)


def without_currency(text: str) -> str:
    """An amount with its currency's sign as a percentage, which it is damaged like; else the text."""
    is_money = (
        unicodedata.category(text[:1] or " ") == "Sc",
        unicodedata.category(text[-1:] or " ") == "Sc",
    )
    if is_money == (True, False):
        return text[1:].removeprefix(" ") + "%"
    return text[:-1] + "%" if is_money == (False, True) else text


def has_two_scripts(text: str) -> bool:
    """Whether Latin letters stand beside Cyrillic or Greek ones, which look the same."""
    scripts = {unicodedata.name(sign, "").split(" ")[0] for sign in text if sign.isalpha()}
    return "LATIN" in scripts and not scripts.isdisjoint(("CYRILLIC", "GREEK"))


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
