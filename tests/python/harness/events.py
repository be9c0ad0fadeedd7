"""Things that happen to a landing zone or to the rules between two runs, drawn at random.

Every event is a function that gets a scene, changes its landing zone, seeds or rules, and says
in a few words what it did. `EVENTS` lists them all; a scene's random numbers come from its seed,
so that a history can be repeated.
"""

from __future__ import annotations

import calendar
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from tests.python.harness.bad_files import PAGE, BadFile, disguised, no_delivery, unreadable
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.zone import Row, Zone, csv_text
from tests.python.oracle.feeds import FEEDS

ORDERS = "sports_bar/orders"
SALES = "atlon/orders"
CUSTOMERS = ("sports_bar/customers", "atlon/customers")
PRODUCTS = ("sports_bar/products", "atlon/products")
PRICES = ("sports_bar/gross_prices", "atlon/gross_prices")
KEY = {
    "sports_bar/customers": "customer_id",
    "atlon/customers": "customer_code",
    "sports_bar/products": "product_id",
    "atlon/products": "product_code",
}
QUANTITY = {ORDERS: "order_qty", SALES: "sold_quantity"}
CUSTOMER = {ORDERS: "customer_id", SALES: "customer_code"}
DAY = {ORDERS: "order_placement_date", SALES: "date"}

# Texts that stand where a value is expected.
NOTHING = ("", "  ", "\t")
# What spreadsheets and reports leave of ids, ids in spellings of their own, and words for no id.
DAMAGED_KEYS = (
    *(
        "2.02507E+14",
        "2.58911E+07",
        "25891101.0",
        "20,250,701",
        "02-Mar",
        "=A1+7",
        "####",
        "N\ufffd1",
    ),
    *("Total", "Grand Total", "Subtotal: 25", "-----", "(25 rows affected)", "End of report"),
    *("NULL", "\\N", "#N/A", "nan", "None", "NA", "-", "unknown", "undefined"),
)
# The last two are one key, with its accent composed and decomposed.
SPELLED_KEYS = (
    *('="{}"', "\u00a0{}", "{}\u200b", "\ufeff{}\u00ad", "'{}", "{}\u3000", "\u202e{}"),
    *("\u00c4{}", "A\u0308{}"),
)
ODD_QUANTITIES = (
    *("", " ", "0", "-3", "2.5", "5 pcs", "abc", "NaN", "1,000", "0x10", "--1", "1e-1", "Infinity"),
    *("7.0", " 8 ", "+9", "1e2", "5.", "12.000", "007"),
)
ODD_DATES = (
    *("", "2025-13-01", "31/02/2025", "1/7/2025", "2025-07-01", "July 1, 2025", "Foo 01, 2025"),
    *("2025/7/1", "01.07.2025", "yesterday", "Monday,", "2025/07/01 00:00", "00/00/0000"),
    *(
        "Friday, 2025/07/04",
        "friday,2025/07/04",
        "AUGUST 05, 2025",
        "29/02/2024",
        " 05-07-2025 ",
        "Saturday, 07/05/2025",
    ),
    *("Cancelled, 2025/07/05", "\u00a02025/07/04", "2025/07/04 00:00:00", "NaT"),
)
ODD_CUSTOMERS = (
    "",
    *DAMAGED_KEYS,
    "ABC987",
    "unknown",
    "12 34",
    "-1",
    "610001.0",
    "999999",
    " 610001 ",
)
ODD_PRODUCTS = (
    "",
    *DAMAGED_KEYS,
    " ",
    "77777777",
    "999999",
    "XYZ123",
    "abc",
    " 25891101 ",
    "25891502",
)
ODD_PRICES = ("", "0", "0.00", "unknown", "-450", "1e3", "12.345", " 77 ", "0.004", "1,200", "NaN")
ODD_MONTHS = (
    "",
    "2025-13-01",
    "July 2025",
    "2025/07",
    "15/08/2025",
    "2024-02-30",
    "01-09-2025",
    "2025-12-01 00:00:00",
    "NULL",
)
ODD_YEARS = ("", "25", "1899", "2201", "2025.5", "abc", "2200", " 2025 ", "2026.0", "2025.00")
FILE_NAMES = (
    *(
        "Ä ö.csv",
        "a+b.csv",
        "50%25.csv",
        "it's.csv",
        "x,y.csv",
        "a;b=c.csv",
        "sub folder/deep/e.csv",
    ),
    *(
        "UPPER.CSV",
        "two.dots.csv",
        "#1.csv",
        "q?.csv",
        "[x]{y}.csv",
        "&.csv",
        "at 06:30:00.csv",
        "a\\b.csv",
    ),
)
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)


@dataclass
class Scene:
    """What an event can change, and the random numbers that it draws.

    Attributes:
        touched: the feeds that got files since the last run.
        edited_seeds: whether a seed was edited since the last run.
        extra_rules: rules that the oracle does not know, by the model that has them.
        edited_models: models whose rules have changed since the last run.
    """

    zone: Zone
    lakehouse: Lakehouse
    rng: random.Random
    touched: set[str] = field(default_factory=set)
    edited_seeds: bool = False
    extra_rules: dict[str, str] = field(default_factory=dict)
    edited_models: set[str] = field(default_factory=set)
    counter: int = 0

    def number(self) -> int:
        """A number that no file and no order has yet."""
        self.counter += 1
        return self.counter

    def deliver(
        self,
        feed: str,
        content: bytes | str | Sequence[Row],
        *,
        name: str | None = None,
        at: datetime | None = None,
    ) -> str:
        """Delivers a file, under a new name if none is given. Returns its name."""
        if name is None:
            # later files do not always have later names
            name = f"{self.rng.choice('abcxyz')}{self.number():03d}.csv"
            if self.rng.random() < 0.15:
                name += self.rng.choice((".gz", ".GZ"))
            if self.rng.random() < 0.15:
                name = f"{self.rng.choice(('2025/07', 'late', 'a b'))}/{name}"
        self.zone.deliver(feed, name, content, at=at)
        self.touched.add(feed)
        return f"{feed}/{name}"

    def put(self, feed: str, file: BadFile) -> str:
        """Puts a file into a feed's folder as it is. Returns its name."""
        self.zone.deliver(feed, file.name, file.content, as_is=True)
        self.touched.add(feed)
        return f"{feed}/{file.name}"

    def file(self, feed: str) -> str | None:
        """The name of one of a feed's files."""
        names = self.zone.files(feed)
        return self.rng.choice(names) if names else None

    def sample(self, feed: str, most: int = 6) -> list[Row]:
        """Some rows of one of a feed's files, none if it has no readable ones."""
        name = self.file(feed)
        rows = self.zone.rows(feed, name) if name else []
        return self.rng.sample(rows, min(len(rows), self.rng.randint(1, most)))

    def picture(self, feed: str) -> list[Row]:
        """The rows of the file with the most rows: most of what there is."""
        found = [self.zone.rows(feed, name) for name in self.zone.files(feed)]
        return max(found, key=len, default=[])

    def known(self, feed: str) -> list[str]:
        """The keys in a feed of customers or products."""
        return sorted({row[KEY[feed]] for row in self.picture(feed)}) or ["1"]


Event = Callable[[Scene], str]
EVENTS: dict[str, Event] = {}


def event(function: Event) -> Event:
    """Registers an event under its function's name."""
    EVENTS[function.__name__] = function
    return function


def day_text(rng: random.Random, day: date) -> str:
    """A day in one of the formats of sports_bar."""
    shape = rng.choice(("%Y/%m/%d", "%d-%m-%Y", "%d/%m/%Y", "%B %d, %Y"))
    weekday = f"{calendar.day_name[day.weekday()]}, " if rng.random() < 0.3 else ""
    return weekday + day.strftime(shape)


def a_day(rng: random.Random) -> date:
    """A day of a year and a half; a few days come up often."""
    return date(2025, 7, 1) + timedelta(days=rng.choice((0, 1, 31, rng.randint(0, 540))))


def new_order_lines(scene: Scene, day: date, count: int) -> list[Row]:
    """Clean lines of new orders of a day."""
    rng = scene.rng
    products = scene.known("sports_bar/products")
    customers = scene.known("sports_bar/customers")
    lines = []
    for _ in range(count):
        order = f"N{scene.number():05d}"
        lines += [
            {
                "order_id": order,
                "order_placement_date": day_text(rng, day),
                "customer_id": rng.choice(customers),
                "product_id": product,
                "order_qty": str(rng.randint(1, 400)),
            }
            for product in rng.sample(products, min(len(products), rng.randint(1, 2)))
        ]
    return lines


def new_sales(scene: Scene, count: int) -> list[Row]:
    """Clean rows of atlon's monthly sales."""
    rng = scene.rng
    return [
        {
            "date": a_day(rng).replace(day=1).isoformat(),
            "product_code": rng.choice(scene.known("atlon/products")),
            "customer_code": rng.choice(scene.known("atlon/customers")),
            "sold_quantity": str(rng.randint(1, 900)),
        }
        for _ in range(count)
    ]


def new_rows(scene: Scene, feed: str) -> list[Row]:
    """A few clean rows of either feed of sales."""
    if feed == SALES:
        return new_sales(scene, scene.rng.randint(2, 6))
    return new_order_lines(scene, a_day(scene.rng), scene.rng.randint(2, 6))


def either(scene: Scene) -> str:
    """One of the two feeds of sales, more often the daily one."""
    return scene.rng.choice((ORDERS, ORDERS, SALES))


def changed(scene: Scene, feed: str, row: Row) -> Row:
    """A row of sales with another quantity, customer or day, sometimes in spaces."""
    rng = scene.rng
    what = rng.choice((QUANTITY[feed], QUANTITY[feed], CUSTOMER[feed], DAY[feed]))
    customers = scene.known(feed.replace("orders", "customers"))
    day = a_day(rng)
    text = day.replace(day=1).isoformat() if feed == SALES else day_text(rng, day)
    new = {
        QUANTITY[feed]: str(rng.randint(1, 400)),
        CUSTOMER[feed]: rng.choice((*customers, "unknown")),
        DAY[feed]: text,
    }
    row = {**row, what: new[what]}
    if rng.random() < 0.3:
        padded = rng.choice(sorted(row))
        row[padded] = f" {row[padded]}  "
    return row


def spoiled(scene: Scene, feed: str, row: Row) -> Row:
    """A row of sales with something odd in one or two places."""
    rng = scene.rng
    odd = {
        QUANTITY[feed]: ODD_QUANTITIES,
        CUSTOMER[feed]: ODD_CUSTOMERS,
        DAY[feed]: ODD_DATES,
        "product_id" if feed == ORDERS else "product_code": ODD_PRODUCTS,
    }
    if feed == ORDERS:
        odd["order_id"] = (*NOTHING, *DAMAGED_KEYS)
    row = dict(row)
    for column in rng.sample(sorted(odd), rng.choice((1, 1, 2))):
        row[column] = rng.choice(odd[column])
    if rng.random() < 0.3:
        spelled = rng.choice(sorted(set(row) - {DAY[feed], QUANTITY[feed]}))
        row[spelled] = rng.choice(SPELLED_KEYS).format(row[spelled])
    return row


# Deliveries of sales


@event
def new_files(scene: Scene) -> str:
    """Days arrive, not always in their order."""
    feed = either(scene)
    names = [scene.deliver(feed, new_rows(scene, feed)) for _ in range(scene.rng.randint(1, 2))]
    return f"new {', '.join(names)}"


@event
def late_file(scene: Scene) -> str:
    """A file whose modification time is older than that of everything, with known keys in it."""
    feed = either(scene)
    rows = [changed(scene, feed, row) for row in scene.sample(feed)] + new_rows(scene, feed)
    at = LONG_AGO + timedelta(minutes=scene.rng.randint(0, 3))
    return f"late {scene.deliver(feed, rows, at=at)}"


@event
def correction(scene: Scene) -> str:
    """Known lines again, with other values."""
    feed = either(scene)
    rows = [changed(scene, feed, row) for row in scene.sample(feed)]
    return f"corrections {scene.deliver(feed, rows)}"


@event
def original_and_correction(scene: Scene) -> str:
    """A new file and its correction in one landing, in either order of their times."""
    feed = either(scene)
    rows = new_rows(scene, feed)
    names = [
        scene.deliver(feed, rows),
        scene.deliver(feed, [changed(scene, feed, row) for row in rows]),
    ]
    return f"original and correction {', '.join(names)}"


@event
def cancellation(scene: Scene) -> str:
    """Known lines again, with odd values: mostly rejected corrections."""
    feed = either(scene)
    rows = [spoiled(scene, feed, row) for row in scene.sample(feed)]
    return f"odd corrections {scene.deliver(feed, rows)}"


@event
def odd_values(scene: Scene) -> str:
    """New lines, some with odd values, some of them twice."""
    feed = either(scene)
    rows = [
        spoiled(scene, feed, row) if scene.rng.random() < 0.6 else row
        for row in new_rows(scene, feed) * 2
    ]
    return f"odd values {scene.deliver(feed, rows)}"


@event
def duplicates(scene: Scene) -> str:
    """Lines twice in a file, with and without other values, and lines of other files again."""
    feed = either(scene)
    rows = new_rows(scene, feed)
    rows += rows[:2] + [changed(scene, feed, row) for row in rows[:2]] + scene.sample(feed)
    scene.rng.shuffle(rows)
    return f"duplicates {scene.deliver(feed, rows)}"


@event
def same_name_again(scene: Scene) -> str:
    """A file is replaced by one of the same name with other rows."""
    feed = either(scene)
    name = scene.file(feed)
    if name is None:
        return "nothing to replace"
    rows = scene.zone.rows(feed, name)
    kept = [row for row in rows if scene.rng.random() < 0.8]
    rows = [changed(scene, feed, row) if scene.rng.random() < 0.3 else row for row in kept]
    return f"replaced {scene.deliver(feed, rows + new_rows(scene, feed)[:1], name=name)}"


@event
def same_file_other_name(scene: Scene) -> str:
    """The bytes of a file under another name, at another time or at the same one."""
    feed = either(scene)
    name = scene.file(feed)
    if name is None:
        return "nothing to copy"
    at = scene.zone.modified_at(feed, name) if scene.rng.random() < 0.5 else None
    copy = scene.deliver(feed, scene.zone.content(feed, name), at=at)
    return f"{name} again as {copy}"


@event
def touched_again(scene: Scene) -> str:
    """The same bytes under the same name, later."""
    feed = either(scene)
    name = scene.file(feed)
    if name is None:
        return "nothing to touch"
    return f"again {scene.deliver(feed, scene.zone.content(feed, name), name=name)}"


@event
def deleted_file(scene: Scene) -> str:
    """A landed file goes away; what was loaded stays."""
    feed = scene.rng.choice(sorted(FEEDS))
    names = scene.zone.files(feed)
    if len(names) < 2:
        return "nothing to delete"
    name = scene.rng.choice(names)
    scene.zone.delete(feed, name)
    return f"deleted {feed}/{name}"


# Files that are written otherwise


def lines_of(feed: str, rows: Sequence[Row]) -> list[str]:
    """Header and rows of a CSV file."""
    return csv_text(FEEDS[feed].columns, rows).splitlines()


@event
def other_columns(scene: Scene) -> str:
    """Columns in another order, additional ones, headers in capitals and with spaces."""
    feed = scene.rng.choice((either(scene), *PRICES, *CUSTOMERS))
    rows = scene.sample(feed) + (new_rows(scene, feed) if feed in QUANTITY else [])
    columns = [*FEEDS[feed].columns, *scene.rng.sample(("note", "_x", "", "a b"), 2)]
    scene.rng.shuffle(columns)
    text = csv_text(columns, [{**row, "note": 'say "so", please'} for row in rows])
    header, _, body = text.partition("\n")
    if scene.rng.random() < 0.5:
        header = ",".join(f" {name.upper()} " for name in header.split(","))
    return f"other columns {scene.deliver(feed, header + chr(10) + body)}"


@event
def columns_missing(scene: Scene) -> str:
    """A required column is missing or renamed, or another delimiter is used."""
    feed = scene.rng.choice(sorted(FEEDS))
    lines = lines_of(feed, scene.sample(feed))
    column = scene.rng.choice(FEEDS[feed].columns)
    kind = scene.rng.choice(("renamed", "removed", "delimiter", "no header"))
    if kind == "renamed":
        lines[0] = lines[0].replace(column, f"{column}_new")
    elif kind == "removed":
        kept = [name for name in FEEDS[feed].columns if name != column]
        rows = [{name: row[name] for name in kept} for row in scene.sample(feed)]
        lines = csv_text(kept, rows).splitlines()
    elif kind == "delimiter":
        lines = [line.replace(",", ";") for line in lines]
    else:
        del lines[0]
    return f"{kind} {scene.deliver(feed, chr(10).join(lines))}"


@event
def ragged_lines(scene: Scene) -> str:
    """Too few and too many fields, unbalanced quotes, a truncated last line."""
    feed = either(scene)
    lines = lines_of(feed, new_rows(scene, feed) + scene.sample(feed))
    for _ in range(scene.rng.randint(1, 3)):
        place = scene.rng.randint(1, len(lines) - 1)
        lines[place] = scene.rng.choice(
            (
                lines[place] + ",more",
                lines[place].rpartition(",")[0],
                lines[place].replace(",", ',"', 1),
                "," * 30,
                '"' + lines[place],
                f'{lines[place]}"',
                "just text",
            )
        )
    text = "\n".join(lines)
    return f"ragged {scene.deliver(feed, text[: -scene.rng.randint(0, 12)] or text)}"


@event
def other_text(scene: Scene) -> str:
    """Byte order mark, other line ends, blank lines, lines before the header, the header again."""
    feed = either(scene)
    lines = lines_of(feed, new_rows(scene, feed))
    if scene.rng.random() < 0.3:
        lines.insert(0, "exported by somebody")
    for extra in ("", "   ", lines[-1], lines[1] if "export" in lines[0] else lines[0]):
        if scene.rng.random() < 0.4:
            lines.insert(scene.rng.randint(2, len(lines)), extra)
    text = scene.rng.choice(("\n", "\r\n", "\r")).join(lines)
    mark = scene.rng.choice(("", "\ufeff"))
    return f"other text {scene.deliver(feed, mark + text + scene.rng.choice(('', chr(10))))}"


@event
def other_encoding(scene: Scene) -> str:
    """Names that are not UTF-8, and a whole file in UTF-16."""
    if scene.rng.random() < 0.3:
        text = "\n".join(lines_of(ORDERS, new_rows(scene, ORDERS)))
        return f"UTF-16 {scene.deliver(ORDERS, text.encode('utf-16'))}"
    feed = scene.rng.choice(CUSTOMERS)
    rows = scene.picture(feed)
    name = "customer_name" if feed.startswith("sports") else "customer"
    rows = [{**row, name: f"{row[name]} ’s Café ñ – €"} for row in rows]
    text = "\n".join(lines_of(feed, rows))
    return f"Windows-1252 {scene.deliver(feed, text.encode('cp1252', 'replace'))}"


@event
def empty_files(scene: Scene) -> str:
    """Files of nothing, of a header, of blank lines, and files that are none of the pipeline's."""
    feed = scene.rng.choice(sorted(FEEDS))
    header = ",".join(FEEDS[feed].columns)
    texts = ("", header, f"{header}\n", "\n\n", " \n\t\n", header[:9])
    names = [scene.deliver(feed, scene.rng.choice(texts)) for _ in range(2)]
    number = scene.number()
    for name in (f"_up{number}.csv", f".hidden{number}.csv", f"notes{number}.xlsx"):
        if scene.rng.random() < 0.4:
            names.append(scene.deliver(feed, f"{header}\n1,2,3\n", name=name))
    return f"empty {', '.join(names)}"


@event
def odd_file_names(scene: Scene) -> str:
    """New lines in a file with an odd name."""
    feed = either(scene)
    name = f"{scene.number()} {scene.rng.choice(FILE_NAMES)}"
    return f"odd name {scene.deliver(feed, new_rows(scene, feed), name=name)}"


def any_file(scene: Scene) -> tuple[str, str]:
    """A feed, and a file of some of its rows."""
    feed = scene.rng.choice((either(scene), *PRICES, *CUSTOMERS, *PRODUCTS))
    rows = new_rows(scene, feed) if feed in QUANTITY else scene.picture(feed)
    return feed, "\n".join(lines_of(feed, rows)) + "\n"


@event
def unreadable_files(scene: Scene) -> str:
    """Files that cannot be unpacked, and files of other codecs, beside good ones."""
    feed, text = any_file(scene)
    names = [
        scene.put(feed, unreadable(scene.rng, f"bad{scene.number()}", text))
        for _ in range(scene.rng.randint(1, 3))
    ]
    return f"unreadable {', '.join([*names, scene.deliver(feed, text)])}"


@event
def no_deliveries(scene: Scene) -> str:
    """Uploads in progress, checksums of files that were edited since, and what programs leave."""
    feed, text = any_file(scene)
    good = scene.deliver(feed, text)
    folder, _, name = good.removeprefix(f"{feed}/").rpartition("/")
    checksum = BadFile(f"{folder}/.{name}.crc".removeprefix("/"), b"crc\0\0\0\2\0\1\2\3\4")
    names = [scene.put(feed, checksum)]
    names += [
        scene.put(feed, no_delivery(scene.rng, f"up{scene.number()}", text))
        for _ in range(scene.rng.randint(1, 3))
    ]
    return f"no deliveries {', '.join([*names, good])}"


@event
def disguised_files(scene: Scene) -> str:
    """Joined files with marks in the middle, long lines, wide headers, CR, headers spelled oddly."""
    feed, text = any_file(scene)
    return f"disguised {scene.deliver(feed, disguised(scene.rng, text))}"


@event
def foreign_files(scene: Scene) -> str:
    """A file of another feed, and one that is no CSV at all."""
    feed, other = scene.rng.sample(sorted(FEEDS), 2)
    objects = '[{"order_id": "1", "customer_id": "2"}]'
    text = scene.rng.choice(("\n".join(lines_of(other, scene.sample(other))), PAGE, objects))
    return f"foreign {scene.deliver(feed, text)}"


# Reference data


@event
def customers_again(scene: Scene) -> str:
    """A full picture of the customers: some gone, some new, some changed, some odd."""
    feed = scene.rng.choice(CUSTOMERS)
    rng, key = scene.rng, KEY[feed]
    rows = [dict(row) for row in scene.picture(feed) if rng.random() < 0.85]
    for row in rows:
        if rng.random() < 0.3:
            column = rng.choice(sorted(set(FEEDS[feed].columns) - {key}))
            row[column] = rng.choice(
                ("", "  new   NAME ", "Hyderabadd", "newdelhi", "Pune", "o'neil x")
            )
    new = {
        **dict.fromkeys(FEEDS[feed].columns, "New One"),
        key: str(700000 + scene.number()),
    }
    rows += [new, {**new, key: rng.choice((*NOTHING, "abc", new[key]))}]
    return f"customers {scene.deliver(feed, rows)}"


@event
def products_again(scene: Scene) -> str:
    """A full picture of the products: some gone, some new or renamed, unknown ones made known."""
    feed = scene.rng.choice(PRODUCTS)
    rng, key = scene.rng, KEY[feed]
    name = "product_name" if feed.startswith("sports") else "product"
    rows = [dict(row) for row in scene.picture(feed) if rng.random() < 0.85]
    for row in rows:
        if rng.random() < 0.2:
            row[name] = rng.choice(
                (
                    "",
                    "Protien  Bar (60g)",
                    "no variant",
                    "(only)",
                    "a (b) (c)",
                    "protien-rich (x) y",
                    "A (b",
                )
            )
        if rng.random() < 0.1:
            row["category"] = rng.choice(("", "protien bars", "new things", "GRANOLA & CEREALS"))
    first = dict.fromkeys(FEEDS[feed].columns, "New")
    rows += [{**first, key: rng.choice(ODD_PRODUCTS)}, {**first, key: f"{scene.number():08d}"}]
    return f"products {scene.deliver(feed, rows)}"


@event
def prices_again(scene: Scene) -> str:
    """Other prices for some products, of years gone and to come, and odd ones."""
    feed = scene.rng.choice(PRICES)
    rng = scene.rng
    rows = [dict(row) for row in scene.sample(feed, 10)]
    price = "gross_price" if feed.startswith("sports") else "price_inr"
    for row in rows:
        row[price] = rng.choice((str(rng.randint(1, 5000)), "99.99", rng.choice(ODD_PRICES)))
        if rng.random() < 0.3 and "month" in row:
            row["month"] = rng.choice(
                ("2026-01-01", "01/12/2025", "2024/07/01", rng.choice(ODD_MONTHS))
            )
        if rng.random() < 0.3 and "year" in row:
            row["year"] = rng.choice(("2024", "2026", rng.choice(ODD_YEARS)))
        if rng.random() < 0.1:
            row["product_id" if "product_id" in row else "product_code"] = rng.choice(ODD_PRODUCTS)
    at = LONG_AGO if rng.random() < 0.2 else None
    return f"prices {scene.deliver(feed, rows, at=at)}"


# Seeds and rules


def toggle(scene: Scene, seed: str, line: str) -> str:
    """Adds a line to a seed, or takes out the one that maps the same, whatever it maps it to."""
    path = scene.lakehouse.project / "seeds" / f"{seed}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    key = line.rpartition(",")[0] if seed in ("city_names", "product_words") else line
    mapped = ",".join(key.split(",")[:2]) + ","
    others = [each for each in lines if not f"{each},".startswith(mapped)]
    added = len(others) == len(lines)
    lines = [*others, line] if added else others
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    scene.edited_seeds = True
    return f"{seed} {'with' if added else 'without'} {line}"


def a_number(keys: Sequence[str]) -> str:
    """The first key that is a number, as those are that a mapping is about."""
    return next((key.strip() for key in keys if key.strip().isdigit()), "1")


@event
def crosswalk_line(scene: Scene) -> str:
    """A product id is mapped to another one, or no longer."""
    known = a_number(scene.known("sports_bar/products"))
    lines = (
        "sports_bar,XYZ123,25891502,typed wrong",
        f"sports_bar,77777777,{known.strip()},old number",
        "sports_bar,88888888,12121212,to a product that nobody has",
    )
    return toggle(scene, "product_crosswalk", scene.rng.choice(lines))


@event
def other_seed_line(scene: Scene) -> str:
    """A city, a customer's city, a word or a division is mapped, or no longer."""
    customer = a_number(scene.known("sports_bar/customers"))
    seed, line = scene.rng.choice(
        (
            ("city_names", "Pune,Pune"),
            ("city_names", "puna,Pune"),
            ("customer_cities", f"sports_bar,{customer},Chennai,asked"),
            ("product_words", "mango,Mangoo"),
            ("product_words", "barr,Bar"),
            ("product_divisions", "sports_bar,New Things,Nutrition Bars"),
        )
    )
    return toggle(scene, seed, line)


@event
def rule_changed(scene: Scene) -> str:
    """A reject rule more, or the last such rule taken back."""
    if scene.extra_rules:
        model = scene.rng.choice(sorted(scene.extra_rules))
        scene.edited_models.add(model)
        scene.lakehouse.drop_rule(model, scene.extra_rules.pop(model))
        return f"{model} without its extra rule"
    model, condition = scene.rng.choice(
        (
            ("int_distribution__sports_bar_orders_judged", "quantity > 200"),
            ("int_distribution__sports_bar_orders_judged", "customer_id = '999999'"),
            ("int_distribution__atlon_orders_judged", "quantity < 300"),
            ("int_distribution__sports_bar_gross_prices_judged", "delivered_price_inr < 0"),
            ("int_distribution__sports_bar_customers_judged", "city = 'Unknown'"),
            ("int_distribution__atlon_products_judged", "variant is null"),
        )
    )
    scene.extra_rules[model] = "extra_rule"
    scene.edited_models.add(model)
    scene.lakehouse.add_rule(model, "extra_rule", condition)
    return f"{model} rejects {condition}"


@event
def nothing(scene: Scene) -> str:
    """Nothing happens."""
    return "nothing"
