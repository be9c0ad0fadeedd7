"""One written rule for keys, words and values (docs/hygiene.md), tried on many texts at once.

The SQL of macros/typing is compared with what is right, and with the oracle's plain Python.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2
import pytest
from pyspark.sql import SparkSession

from tests.python.harness.session import WarmSession
from tests.python.oracle import hygiene
from tests.python.oracle.reference import corrected

MACROS = Path(__file__).parents[2] / "macros" / "typing"

# Texts that are the id 007, whatever they look like.
SPELLINGS_OF_007 = (
    *("007", " 007 ", "\t007", "007\r\n", "\ufeff007", "0\u200b07", "00\u00ad7", "\u202e007"),
    *("\u00a0007\u3000", "\u2007007", '="007"', '"007"', "'007", "\u2018007\u2019", "００７"),
    *('="\u00a0007"', "007\ufe0f", "007\x00", "007\u2060", "\u180e007", "007\u2800"),
    *("007\U000e0100", "\u2065007", "00\uffff7", "\ufff0007", "\ufdd0007", "\uff02007\uff02"),
)
# Two ways to write the same word, of each the one that is kept.
SAME_WORDS = {
    "Sa\u0303o  Braz": "São Braz",
    "Cafe\u0301\u00a0Zoe\u0308": "Café Zoë",
    "\u200eMus\u0327": "Muş",
    "New\u2009York\u2028City": "New York City",
    '="Acme"': "Acme",
    "हिन्दी": "हिन्दी",
    "O\u2019Neill": "O\u2019Neill",
    "NA": "NA",
    "Unknown": "Unknown",
    "12°": "12°",
    "R&D": "R&D",
}
NOTHING = (
    *(
        "",
        " ",
        "NULL",
        "null",
        "\\N",
        "\\n",
        "N/A",
        "n/a",
        "#N/A",
        "#N/A N/A",
        "<NA>",
        "NaN",
        "nan",
    ),
    *("-nan", "None", "NONE", "nil", "(null)", "[NULL]", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!"),
    *("-", "--", "\u2014", "?", "??", ".", "\u200b", "\u00a0", '=""', "#NULL!", " None "),
    *("NaT", "N.A.", "n.a.", "(blank)", "(none)", "(empty)", "{null}", "[NA]", "<missing>"),
    *("not available", "Not Applicable", "not set", "no data", "-1.#IND", "1.#QNAN", "1.#inf"),
    *("#NV", "#N/D", "#WERT!", "#BEZUG!", "#VALOR!", "#NOME?", "#SPILL!", "#CALC!", "#ZAHL!"),
    *("#¿NOMBRE?", "#¡DIV/0!", "#GETTING_DATA", "#Н/Д", "#ЗНАЧ!"),
)
NO_KEYS = (
    *(*NOTHING, "NA", "#NA", "unknown", "UNDEFINED", '""', "'", "*", "…"),
    *(
        '"NULL"',
        "'n/a'",
        "blank",
        "Empty",
        "missing",
        "TBD",
        "unassigned",
        "\uff2e\uff35\uff2c\uff2c",
    ),
)
KEYS = {
    "2025-07-01/1": "2025-07-01/1",
    "SO\u20131001": "SO-1001",
    "SO\u22121001": "SO-1001",
    "A\uff0fB\uff3f1\uff0e": "A/B_1.",
    "\u212a1\u212b2": "K1Å2",
    "\u21261": "Ω1",
    "a\u00a01": "a 1",
    "YWJj==": "YWJj==",
    "beleza_saude": "beleza_saude",
    "12E34": "12E34",
    "0e5": "0e5",
    "MAR-25": "MAR-25",
    "TOTAL-001": "TOTAL-001",
    "Totally": "Totally",
    "Sumo": "Sumo",
    "#1": "#1",
    "A,5": "A,5",
    "são": "são",
    "rows": "rows",
    **{
        text: text
        for text in (
            *(
                "2x1000",
                "12-34",
                "1.2.3",
                "12.5",
                "MAY-2",
                "2-SET",
                "SET 4",
                "2025-07-01",
                "-7",
                "1-2",
            ),
            *(
                "Totals-1",
                "Subtotaled",
                "Endo",
                "End-1",
                "Page",
                "Pager 1",
                "max",
                "Minimum",
                "Source",
            ),
            *(
                "Сумка-1",
                "αβ1",
                "हिन्दी",
                "東京1",
                "naïve",
                "Trailers",
                "A%2",
                "R&D",
                "x_1",
                "O'Neill",
            ),
        )
    },
}
DAMAGED = (
    *("2.02507E+14", "2.02507e+14", "1E+05", "2,02507E+14", "1.5E5", "20250701.0", "1.", "1.00"),
    *("-7.0", "789403,0", "1,000", "20,250,701", "20,250,701.00", "02-Mar", "2-Sep-24", "=A1+7"),
    *("S\ufffd1", "####", "???", "x\u0323", "q\u0301"),
    *(
        "2,02,50,701",
        "20.250.701",
        "20 250 701",
        "20\u202f250\u00a0701",
        "20'250'701",
        "20\u2019250\u2019701",
    ),
    *("1,234.5", "1 E+14", "2,5 e - 3", "2.02507×10^14", "2.02507 x 10^14", "1E-05", "+20250701"),
    *("$20250701", "₹ 20,250,701", "20250701 €", "25%", "12,5 %", "(20250701)"),
    *(
        "2-Mai",
        "02. Mrz",
        "02/mar",
        "2 Dec",
        "2-Dez.-24",
        "12 août 2025",
        "02/03/2025",
        "2.3.2025",
        "3/2/25",
    ),
    *("2025-03-02 00:00:00", "2025/03/02T10:00:00.000Z", "02-03-2025 00:00"),
    *("S\u00c3\u00a31", "A\u00e2\u20ac1", "S?o 1", "A&amp;B", "A&#39;1", "A_x000D_1", "A%20B"),
    *("\ufffc1", "か\u30991", "\u1112\u1161\u11ab1", "ا\u06531", "ｶ1", "ﬁ1", "𝟏𝟐", "७८९", "١٢"),
    *("S\u041e-1001", "\u03911A"),
)
TOTALS = (
    *(
        "Total",
        "TOTAL",
        "Totals",
        "Grand Total",
        "grand total:",
        "Sub-total",
        "Subtotal",
        "Total: 25",
    ),
    *("Total 25", "Total (25 rows)", "*** TOTAL ***", "Total for July", "Sum", "Summary", "Summe"),
    *(
        "Gesamtsumme",
        "Total geral",
        "-----",
        "=====",
        "_____",
        "***",
        "- - - -",
        "\u2500\u2500\u2500",
    ),
    *(
        "(25 rows affected)",
        "25 rows",
        "1,712 records",
        "Row count: 25",
        "Rows: 25",
        "End of report",
    ),
    *("EOF", "\u2014\u2014\u2014"),
    *(
        "Bengaluru Total",
        "789403 Total",
        "Total Bengaluru",
        "Total INR",
        "Total - July",
        "Total rows: 25",
    ),
    *("Total quantity: 25", "sub_total", "T O T A L", "Total général", "Totale", "Gesamtergebnis"),
    *(
        "Zwischensumme",
        "Итого",
        "合計",
        "Average",
        "Avg: 3",
        "Max: 9",
        "Count: 25",
        "Page 1 of 3",
        "Seite 2",
    ),
    *("Report generated on 2025-07-01", "Exported by: A", "(25 row(s) affected)", "25 rows in set"),
    *(
        "-- end --",
        "End",
        "*** END OF REPORT ***",
        "Applied filters:",
        "Source: SAP",
        "Trailer 00025",
    ),
)
VALUES = {
    "money": {
        **{
            "0": "0.00",
            "12.3": "12.30",
            " 12.30\u00a0": "12.30",
            "1\u200b5": "15.00",
            '="7"': "7.00",
        },
        **dict.fromkeys(("1.234", "-1", "1e2", "NaN", "0x10", "1,000", "NULL", "", "1 000")),
    },
    "plain_number": {"40.0": "40.0", "7": "7.0", "+7": None, "1e3": None, "": None},
    "count_of": {"7": "7", "7.0": None, "9" * 30: None, "\u00a07": "7"},
    "sequence_of": {"+7": "7", "-1": "-1", " 012 ": "12", "1.5": None, "+": None},
    "local_time": {
        "2018-01-10 10:00:00": "2018-01-10 10:00:00",
        "\ufeff2018-01-10\u00a010:00:00 ": "2018-01-10 10:00:00",
        **dict.fromkeys(("2018-01-10", "2018-01-10T10:00:00", "2018-02-29 10:00:00", "\\N")),
    },
    "utc_time": {
        "2018-01-10T10:00:00Z": "2018-01-10 10:00:00",
        "2018-01-10 10:00:00.5": "2018-01-10 10:00:00.500000",
        **dict.fromkeys(("2018-01-10 10:00:00+00", "2018-01-10 10:00:00 -03:00", "")),
    },
    "zip_prefix": {
        **{"1310": "01310", "01310": "01310", "1310.0": "01310", "7": "00007", '="01310"': "01310"},
        **{"01310-100": "01310-100", "00012345": "00012345", "NULL": None},
    },
    "place_name": {"sa\u0303o\u00a0 braz": "São Braz", "N/A": None, "RIO": "Rio"},
}
EXACT_AMOUNTS = {
    **{"84": "84.00", "84.500": "84.50", "-84.5": "-84.50", "1e2": "100.00", "0": "0.00"},
    **dict.fromkeys(("84.505", "0.004", "19.990000000000002", "NaN", "0x10", "1,000", "")),
}
FORMATS = ["MMMM dd, yyyy", "yyyy/MM/dd", "dd/MM/yyyy", "dd-MM-yyyy"]
DATES = {
    "Tuesday, July 01, 2025": "2025-07-01",
    "TUESDAY,01-07-2025": "2025-07-01",
    "Saturday, 05/07/2025": "2025-07-05",
    "01/07/2025": "2025-07-01",
    "July 01, 2025": "2025-07-01",
    **dict.fromkeys(
        (
            *("Saturday, 07/05/2025", "Cancelled, 2025/07/05", "Tue, July 01, 2025"),
            *("2025/07/01 00:00:00", "2025/07/01T00:00:00", "07/25/2025", "Sunday, July 01, 2025"),
        )
    ),
}
# Formats of partners' files, each with a text that is in it and some that are not.
DATES_OF_FORMATS = {
    "yyyy-MM-dd": {"2025-09-01": "2025-09-01", "2025-9-1": None, "2025/09/01": None, "2025": None},
    "yyyy.MM.dd": {"2025.09.01": "2025-09-01", "2025-09-01": None, "2025.13.01": None},
    "dd.MM.yyyy": {"01.09.2025": "2025-09-01", "01x09x2025": None, "1.9.2025": None},
    "M/d/yyyy": {"9/1/2025": "2025-09-01", "12/31/2025": "2025-12-31", "31/12/2025": None},
    "d-M-yyyy": {
        "1-9-2025": "2025-09-01",
        "30-2-2025": None,
        "1-9-25": None,
        "1-9-2025 0:00": None,
    },
}
UNKNOWN_FORMATS = ("dd.MM.yy", "yyyyMMdd", "dd/MM-yyyy", "dd.MM", "yyyy-mm-dd", "dd-MM-yyyy HH", "")
CORRECTIONS: list[tuple[str, ...]] = [
    ("protien", "Protein"),
    ("dollar", "US$"),
    ("(60gm)", r"(60g) \1"),
    ("c++", "C#"),
]
MISSPELT = {
    "SportsBar Dollar Bar (60gm)": r"SportsBar US$ Bar (60g) \1",
    "PROTIEN-rich protien": "Protein-rich Protein",
    "protiens and dollars": "protiens and dollars",
    "60gm": "60gm",
    "xprotien": "xprotien",
    "C++ bar": "C# bar",
}
# What random texts are made of.
ALPHABET = (
    *("a", "E", "Z", "0", "7", "1", ".", ",", "-", "=", '"', "'", "#", "?", "/", "\\", "N", "n"),
    *(" ", "\t", "\r\n", "\u00a0", "\u2003", "\u200b", "\ufeff", "\u00ad", "\u0301", "\u0327"),
    *("é", "ã", "\u2013", "\u3000", "７", "ｘ", "ß", "क", "\u093f", "😀", "\ufffd", "\u2028"),
    *("\x00", "\x1f", "\x85", "\ue000", "null", "nan", "total", "rows", "e+", "E", "-Mar", "°"),
    *(
        "(",
        ")",
        "[",
        ">",
        "!",
        "€",
        "$",
        "%",
        "&",
        "amp;",
        "\u041e",
        "ﬁ",
        "٣",
        "x10^",
        "02/03/2025",
    ),
    *("10:00", "100", "#", "+", ":", "\u2019", "END", "of", "page", "not set", "\uff0f", "\ufffc"),
)
RANDOM_TEXTS = 3_000


class CompilationError(Exception):
    """What dbt raises for `exceptions.raise_compiler_error`."""


class Exceptions:
    """What macros know as `exceptions`."""

    @staticmethod
    def raise_compiler_error(message: str) -> None:
        """Raises CompilationError."""
        raise CompilationError(message)


@dataclass(frozen=True)
class Typing:
    """The macros of macros/typing on a Spark session."""

    spark: SparkSession
    macros: str

    def sql(self, call: str) -> str:
        """What a call of a macro renders."""
        environment = jinja2.Environment(extensions=["jinja2.ext.do"], autoescape=False)
        environment.globals |= {"exceptions": Exceptions, "model": {"name": "a_model"}}
        return environment.from_string(f"{self.macros}{{{{ {call} }}}}").render().strip()

    def results(self, texts: Sequence[str], **calls: str) -> list[Any]:
        """The rows of (text and what each call makes of it), the column of texts is `text`."""
        self.spark.createDataFrame(
            list(enumerate(texts)), "number int, text string"
        ).createOrReplaceTempView("texts")
        columns = ", ".join(f"{self.sql(call)} as {name}" for name, call in calls.items())
        return self.spark.sql(f"select *, {columns} from texts order by number").collect()

    def made(self, texts: Sequence[str], call: str) -> dict[str, str | None]:
        """What a call makes of each text, as text."""
        rows = self.results(texts, result=call)
        return {row.text: None if row.result is None else str(row.result) for row in rows}


@pytest.fixture(scope="module", params=["true", "false"], ids=["ansi", "not_ansi"])
def typing(session: WarmSession, request: pytest.FixtureRequest) -> Iterator[Typing]:
    """The macros, with Databricks' way of casting and with the other one."""
    spark = session.spark
    before = spark.conf.get("spark.sql.ansi.enabled", "true")
    spark.conf.set("spark.sql.ansi.enabled", request.param)
    files = sorted(MACROS.glob("*.sql"))
    yield Typing(spark, "".join(path.read_text(encoding="utf-8") for path in files))
    spark.conf.set("spark.sql.ansi.enabled", str(before))


def test_every_spelling_of_a_key_is_one_key(typing: Typing) -> None:
    """Invisible signs, white space of any kind, quotes, formulas and wide digits."""
    made = typing.made(list(SPELLINGS_OF_007), "clean_key('text')")
    assert made == dict.fromkeys(SPELLINGS_OF_007, "007")


def test_keys_that_look_odd_are_kept_as_they_are(typing: Typing) -> None:
    """But for typographic dashes; they are neither damaged nor lines of a report."""
    assert typing.made(list(KEYS), "clean_key('text')") == KEYS
    for condition in ("is_damaged_key", "is_total_line"):
        made = typing.made(list(KEYS.values()), f"{condition}(['text'])")
        assert set(made.values()) == {"False"}, made


def test_words_that_mean_nothing_name_no_record_and_are_no_value(typing: Typing) -> None:
    """In any case, with white space or without."""
    assert set(typing.made(list(NO_KEYS), "clean_key('text')").values()) == {None}
    for macro in ("clean_word", "clean_value"):
        assert set(typing.made(list(NOTHING), f"{macro}('text')").values()) == {None}


def test_two_ways_to_write_a_word_are_one_word(typing: Typing) -> None:
    """Composed and decomposed letters, white space, invisible signs."""
    assert typing.made(list(SAME_WORDS), "clean_word('text')") == SAME_WORDS


def test_every_latin_letter_with_an_accent_is_composed(typing: Typing) -> None:
    """All of Latin-1 and Latin Extended-A that Unicode takes apart."""
    letters = {
        apart: letter
        for letter in map(chr, range(0xC0, 0x180))
        if len(apart := unicodedata.normalize("NFD", letter)) > 1
    }
    assert typing.made(list(letters), "clean_word('text')") == letters


@pytest.mark.parametrize(
    ("condition", "texts"), [("is_damaged_key", DAMAGED), ("is_total_line", TOTALS)]
)
def test_damaged_keys_and_lines_of_reports_are_told(
    typing: Typing, condition: str, texts: tuple[str, ...]
) -> None:
    """Each by its own condition, whichever of the row's ids says so, and not by the other."""
    keys = [hygiene.key(text) or "" for text in texts]
    for ids in ("['text']", "['number', 'text']", "['text', '\"O-1\"', 'null']"):
        made = typing.made(keys, f"{condition}({ids})".replace("'number'", "'cast(7 as string)'"))
        assert set(made.values()) == {"True"}, made
    other = {"is_damaged_key": "is_total_line", "is_total_line": "is_damaged_key"}[condition]
    assert set(typing.made(keys, f"{other}(['text'])").values()) == {"False"}


@pytest.mark.parametrize("macro", VALUES)
def test_values_are_read_strictly_once_they_are_clean(typing: Typing, macro: str) -> None:
    """What is no such value is null."""
    assert typing.made(list(VALUES[macro]), f"{macro}('text')") == VALUES[macro]


def test_an_amount_with_more_decimals_than_are_kept_is_none(typing: Typing) -> None:
    """Nothing is rounded; zeros behind the second decimal say nothing."""
    assert typing.made(list(EXACT_AMOUNTS), "exact_money('text')") == EXACT_AMOUNTS


def test_a_weekday_must_be_that_of_its_date_and_a_time_makes_a_text_no_date(typing: Typing) -> None:
    """The date behind the comma is read as it stands, and counts if the word fits it."""
    text = "\"regexp_replace(text, '^[A-Za-z]+, ?', '')\""
    written = typing.sql(f"parse_date({text}, {FORMATS})")
    call = f"on_its_weekday('text', {written!r})".replace("\\\\", "\\")
    assert typing.made(list(DATES), call) == DATES


@pytest.mark.parametrize("date_format", DATES_OF_FORMATS)
def test_a_date_is_read_in_the_format_of_its_card_and_in_no_other(
    typing: Typing, date_format: str
) -> None:
    """Any order of year, month and day; a single digit where the format says so."""
    texts = DATES_OF_FORMATS[date_format]
    assert typing.made(list(texts), f"parse_date('text', {[date_format]})") == texts


@pytest.mark.parametrize("date_format", UNKNOWN_FORMATS)
def test_a_date_format_that_nobody_knows_is_refused_with_those_that_are(
    typing: Typing, date_format: str
) -> None:
    """When the project is compiled, not when the first file comes."""
    with pytest.raises(CompilationError, match=r"no date format .* Mend: write yyyy, MM"):
        typing.sql(f"parse_date('text', {[date_format]})")


def test_both_sides_of_a_mended_word_are_text(typing: Typing) -> None:
    """A dollar sign, a bracket or a backslash means itself; a part of a longer word is no word."""
    pairs = ", ".join(
        f"struct('{misspelt}' as misspelt, '{correct}' as correct)".replace("\\", "\\\\")
        for misspelt, correct in CORRECTIONS
    )
    call = f"correct_words('text', {f'array({pairs})'!r})"
    assert typing.made(list(MISSPELT), call) == MISSPELT
    assert {text: corrected(text, CORRECTIONS) for text in MISSPELT} == MISSPELT


def test_sql_and_oracle_clean_random_texts_alike(typing: Typing) -> None:
    """Texts of odd signs, and all texts of this file: two implementations of one rule."""
    draw = random.Random(7)
    texts = ["".join(draw.choices(ALPHABET, k=draw.randint(0, 7))) for _ in range(RANDOM_TEXTS)] + [
        *SPELLINGS_OF_007,
        *SAME_WORDS,
        *NO_KEYS,
        *KEYS,
        *DAMAGED,
        *TOTALS,
        *VALUES["zip_prefix"],
    ]
    rows = typing.results(
        texts,
        shown="visible_text('text')",
        word="clean_word('text')",
        value="clean_value('text')",
        key="clean_key('text')",
        zip_prefix="zip_prefix('text')",
    )
    found = [(row.text, row.shown, row.word, row.value, row.key, row.zip_prefix) for row in rows]
    assert found == [
        (
            text,
            hygiene.shown(text),
            hygiene.word(text),
            hygiene.value(text),
            hygiene.key(text),
            hygiene.zip_prefix(text),
        )
        for text in texts
    ]
    keys = sorted({row.key for row in rows if row.key is not None})
    conditions = typing.results(
        keys, damaged="is_damaged_key(['text'])", total="is_total_line(['text'])"
    )
    assert [(row.text, row.damaged, row.total) for row in conditions] == [
        (key, hygiene.is_damaged(key), hygiene.is_total(key)) for key in keys
    ]


def test_a_text_of_half_a_megabyte_is_cleaned_in_seconds(typing: Typing) -> None:
    """No pattern takes more than linear time, none overflows the stack."""
    size = 500_000
    texts = [sign * size for sign in ("x", " ", '"', "#", "-", "\u0301", "total ", ".", "=")]
    texts += [f"{sign * size}x" for sign in ("#", " ", '"', "e\u0301", "0", ".", "Total: ")]
    rows = typing.results(
        texts,
        key="clean_key('text')",
        word="clean_word('text')",
        damaged="is_damaged_key(['text'])",
        total="is_total_line(['text'])",
    )
    assert len(rows) == len(texts)


def test_the_written_rule_names_every_rule_of_it() -> None:
    """docs/hygiene.md has the words that mean nothing, and the rules that reject."""
    written = (MACROS.parents[1] / "docs" / "hygiene.md").read_text(encoding="utf-8")
    for rule in ("key_damaged", "total_line", "price_too_precise"):
        assert f"`{rule}`" in written
    missing = {word for word in hygiene.NO_KEY if not re.search(re.escape(word), written, re.I)}
    assert not missing
