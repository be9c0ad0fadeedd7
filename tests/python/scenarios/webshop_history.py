"""One random history of the web shop: files of all its senders in any order, and what corrects them."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from simulator.webshop import MESS, WebshopSettings
from tests.python.harness.contents import differences, read_contents
from tests.python.harness.lakehouse import BRONZE
from tests.python.harness.webshop import Landed, land, small_shop
from tests.python.harness.webshop_truth import WebshopZone, read_webshop, truth_differences
from tests.python.harness.zone import csv_text
from tests.python.scenarios.batches import NOT_BUILT, SEEDS, BatchLife

FILES = "raw/ecommerce_sales"
API = "api/orders"
FIRST_DAY = date(2025, 8, 1)
Row = dict[str, str]

# Texts that no seed knows, with the line that a seed gets for each.
UNKNOWN_WORDS = {
    "quantity": ("dozen", "webshop_quantity_words", "dozen,12"),
    "channel": ("kiosk", "webshop_channels", "kiosk,app"),
    "order_status": ("lost in the post", "webshop_order_statuses", "lost in the post,cancelled"),
    "payment_method": ("barter", "webshop_payment_methods", "barter,wallet"),
}
BROKEN = {
    "cut.csv.gz": gzip.compress(b"dt,order_id\n2025-08-01,1\n")[:-9],
    "text.csv.gz": b"dt,order_id\n2025-08-01,1\n",
    "other.csv": b"name;value\na;1\n",
    "upload.csv.part": b"dt,order_ts",
    "empty.csv": b"",
}


class WebshopHistory(BatchLife):
    """A lakehouse of the web shop; each seed is a shop with its own mess and batches.

    Attributes:
        number: of the last file that was delivered beside those of the shops.
    """

    business = "webshop"
    kind_of_zone = WebshopZone
    number = 0

    def events_and_runs(self) -> None:
        """Batches of files, each with a run, then a full refresh; stops at a difference."""
        prepared = [
            self.prepared(seed, rng) for seed, rng in zip(self.story.seeds, self.draws, strict=True)
        ]
        batches = self.rng.randint(3, 5)
        for batch in range(1, batches + 1):
            for files, rng in zip(prepared, self.draws, strict=True):
                count = len(files) if batch == batches else rng.randint(0, len(files))
                self.tell(f"{count} files")
                for _ in range(count):
                    land([files.pop(0)], self.zone.root)
                for name in rng.choices(sorted(EVENTS), k=rng.randint(1, 5)):
                    self.tell(f"{name}: {EVENTS[name](self, rng)}")
            self.run_somehow(is_first=batch == 1)
            if batch == batches or self.rng.random() < 0.4:
                self.compare()
            if self.story.differences:
                return
        self.tell("full refresh")
        before = read_contents(self.lakehouse)
        self.run(
            full_refresh=True, exclude=(*NOT_BUILT, "config.materialized:view", *SEEDS, BRONZE)
        )
        self.story.differences += differences(before, read_contents(self.lakehouse))

    def prepared(self, seed: int, rng: random.Random) -> list[Landed]:
        """The files of a small shop, in the order of their times or in any."""
        mess = rng.sample(sorted(MESS), rng.randint(0, len(MESS)))
        days = rng.randint(2, 5)
        settings = WebshopSettings(
            lines=rng.randint(30, 150), days=days, seed=seed, mess=frozenset(mess)
        )
        self.tell(f"{settings}")
        files = [
            replace(file, path=in_a_folder(f"seed_{seed}", file.path))
            for file in small_shop(settings)
        ]
        if rng.random() < 0.6:
            self.tell("files arrive in any order")
            rng.shuffle(files)
        return files

    def deliver(
        self, feed: str, content: bytes, rng: random.Random, name: str = "", suffix: str = ".csv"
    ) -> str:
        """Delivers a file, now or as late as one that was written in the days of the orders."""
        self.number += 1
        name = name or f"{rng.choice('abcxyz')}{self.number:03d}{suffix}"
        at = datetime(2025, 8, 20, tzinfo=UTC) + timedelta(minutes=self.number)
        if rng.random() < 0.3:
            at = datetime(2025, 8, 1, tzinfo=UTC) + timedelta(minutes=rng.randint(0, 7 * 24 * 60))
        land([Landed(f"{feed}/{name}", content, at)], self.zone.root)
        return f"{feed}/{name}"

    def rows(self, rng: random.Random, most: int = 4) -> list[Row]:
        """Some rows of a file of orders that has landed."""
        names = self.zone.files(FILES)
        if not names:
            return []
        found = read_rows(self.zone.content(FILES, rng.choice(names)))
        # a file of another kind may lie there
        found = [row for row in found if "item_seq" in row]
        return rng.sample(found, min(len(found), rng.randint(1, most)))

    def compare(self) -> None:
        """Compares every table and report with the oracle."""
        self.tell("compare with the oracle")
        self.story.differences += truth_differences(
            read_webshop(self.lakehouse),
            self.zone.delivered.values(),
            self.lakehouse.project / "seeds",
        )

    def some_models(self) -> list[str]:
        """Names of one to three tables of silver and gold, or of bronze."""
        names = sorted(
            path.stem
            for path in (self.lakehouse.project / "models").rglob("webshop/**/*.sql")
            if not path.stem.startswith("rpt_")
        )
        return self.rng.sample(names, self.rng.randint(1, 3))


def in_a_folder(name: str, path: str) -> str:
    """A path in a folder below its feed's, so that two shops do not share a file."""
    source, feed, rest = path.split("/", 2)
    return f"{source}/{feed}/{name}/{rest}"


def read_rows(content: bytes) -> list[Row]:
    """The rows of a file whose lines have as many fields as its header; none of an empty file."""
    header, *lines = [
        line.split(",") for line in content.decode("utf-8", "replace").splitlines() or [""]
    ]
    return [dict(zip(header, line, strict=True)) for line in lines if len(line) == len(header)]


def as_csv(rows: Sequence[Row]) -> bytes:
    """Rows as a file of the shop."""
    columns = dict.fromkeys(name for row in rows for name in row)
    return csv_text(list(columns), rows).encode()


def line_comes_again(life: WebshopHistory, rng: random.Random) -> str:
    """Lines are corrected, cancelled, returned, or come again as they were."""
    rows = life.rows(rng)
    for row in rows:
        changes = ("quantity", "status", "price", "customer", "coupon", "time", "nothing", "odd")
        change = rng.choice(changes)
        if change == "quantity":
            row["quantity"] = rng.choice(("1", "7", "Two", "0", "-1", "3.0", "1,5", "dozen"))
        elif change == "status":
            row["order_status"] = rng.choice(
                ("Cancelled", "RETURNED", "placed", "", "lost in the post", "gone")
            )
        elif change == "price":
            row["unit_price"] = rng.choice(("12.50", "$9", "19,9", "1e3", "", "12.345", "5 EUR"))
        elif change == "customer":
            row["customer_id"] = rng.choice(("", "cust000000000001", "NULL", "CUST000000099999"))
        elif change == "coupon":
            row["coupon_code"] = rng.choice(("", "fest20", "NEW10", "NOBODY"))
        elif change == "time":
            row["order_ts"] = rng.choice(
                ("2025-08-02T01:00:00+05:30", "2025-08-02 01:00:00 +0530", "2025-08-02T23:00:00-03")
            )
            row["dt"] = rng.choice((row["dt"], ""))
        elif change == "odd":
            name = rng.choice(("discount_pct", "tax_amount", "channel", "payment_method", "dt"))
            row[name] = rng.choice(("", "kiosk", "barter", "150%", "7,5 %", "01.08.2025", "x"))
    if rng.random() < 0.3:
        for row in rows:
            row.pop("order_status", None)
            row.pop("payment_method", None)
    return f"{life.deliver(FILES, as_csv(rows), rng)}, {len(rows)} lines" if rows else "nothing"


def order_comes_by_api(life: WebshopHistory, rng: random.Random) -> str:
    """The lines of a file come as orders of the API, changed or with a line less."""
    orders: dict[str, list[Row]] = {}
    for row in life.rows(rng, 6):
        orders.setdefault(row["order_id"], []).append(row)
    told = []
    for order_id, rows in orders.items():
        items = [
            {
                "item_seq": row["item_seq"],
                "product_id": row["product_id"],
                "quantity": rng.choice((row["quantity"], 4, 2.0)),
                "unit_price": row["unit_price"],
                "unit_price_currency": row["unit_price_currency"],
                "discount_pct": row["discount_pct"],
                "tax_amount": rng.choice((row["tax_amount"], 1.25, None)),
                **({"order_status": rng.choice(("Cancelled", None))} if rng.random() < 0.4 else {}),
            }
            for row in rows
        ]
        told_of_all = ("dt", "order_ts", "customer_id", "channel")
        order: dict[str, object] = {name: rows[0].get(name) for name in told_of_all}
        order |= {"order_id": order_id, "items": items}
        if rng.random() < 0.2:
            order["items"] = rng.choice(([], None, "x", [1], items + items[:1]))
        told.append(json.dumps(order))
    if not told:
        return "nothing"
    content = "\n".join(told).encode()
    return life.deliver(API, content, rng, suffix=".jsonl")


def file_comes_again(life: WebshopHistory, rng: random.Random) -> str:
    """A file that has landed comes again under another name."""
    feed = rng.choice((FILES, API, "partners/kaufwelt", "partners/dealmart", "webshop/customers"))
    found = sorted(path for path in (life.zone.root / feed).rglob("*") if path.is_file())
    found = [path for path in found if path.suffix in (".csv", ".jsonl", ".gz")]
    if not found:
        return "nothing"
    path = rng.choice(found)
    suffix = "".join(path.suffixes[-2:]) if path.suffix == ".gz" else path.suffix
    return life.deliver(feed, path.read_bytes(), rng, suffix=suffix)


def file_is_replaced(life: WebshopHistory, rng: random.Random) -> str:
    """A file has other rows under its own name: one line less, one changed, or other columns."""
    names = [name for name in life.zone.files(FILES) if name.endswith(".csv")]
    if not names:
        return "nothing"
    name = rng.choice(names)
    rows = [row for row in read_rows(life.zone.content(FILES, name)) if "item_seq" in row]
    if len(rows) < 2:
        return "nothing"
    rows.pop(rng.randrange(len(rows)))
    rng.choice(rows)["quantity"] = rng.choice(("6", "8", "Two"))
    if rng.random() < 0.4:
        for row in rows:
            row.pop("order_status", None)
            row.pop("payment_method", None)
    life.number += 1
    at = datetime(2025, 8, 20, tzinfo=UTC) + timedelta(minutes=life.number)
    land([Landed(f"{FILES}/{name}", as_csv(rows), at)], life.zone.root)
    return f"{name}, {len(rows)} lines"


def pages_overlap(life: WebshopHistory, rng: random.Random) -> str:
    """A page of the API has orders of other pages again, as they were or an item short."""
    pages = sorted((life.zone.root / API).rglob("*.jsonl"))
    if not pages:
        return "nothing"
    told = []
    for page in rng.sample(pages, min(len(pages), 2)):
        lines = page.read_text(encoding="utf-8").splitlines()
        told += rng.sample(lines, min(len(lines), rng.randint(1, 3)))
    for place, line in enumerate(told):
        if rng.random() < 0.3 and is_whole(line):
            order = json.loads(line)
            order["items"] = order["items"][1:] or order["items"]
            told[place] = json.dumps(order)
    return f"{life.deliver(API, chr(10).join(told).encode(), rng, suffix='.jsonl')}, {len(told)} orders"


def is_whole(line: str) -> bool:
    """Whether a line of a page is an order with a list of items."""
    try:
        order = json.loads(line)
    except ValueError:
        return False
    return isinstance(order, dict) and isinstance(order.get("items"), list)


def file_is_deleted(life: WebshopHistory, rng: random.Random) -> str:
    """A file is taken away; what a run has loaded of it stays."""
    names = life.zone.files(FILES)
    if not names:
        return "nothing"
    name = rng.choice(names)
    life.zone.delete(FILES, name)
    return name


def file_is_broken(life: WebshopHistory, rng: random.Random) -> str:
    """A file that cannot be read, is none of the feed, or is no delivery yet."""
    name = rng.choice(sorted(BROKEN))
    feed = rng.choice((FILES, "partners/kaufwelt", "webshop/customers", "webshop/products"))
    life.number += 1
    return life.deliver(feed, BROKEN[name], rng, name=f"{life.number:03d}_{name}")


def rate_changes(life: WebshopHistory, rng: random.Random) -> str:
    """A rate is corrected, is late, or is the first one of a currency."""
    day = FIRST_DAY + timedelta(days=rng.randint(-3, 6))
    currency = rng.choice(("USD", "GBP", "AED", "BRL", "eur", "$$"))
    rate = rng.choice(("86.10", "117.98", "24,5", "0", "0.00000001", "1.123456789"))
    rows = [{"rate_date": f"{day}", "from_currency": currency, "to_currency": "INR", "rate": rate}]
    return f"{life.deliver('webshop/exchange_rates', as_csv(rows), rng)}: {rows[0]}"


def promotion_changes(life: WebshopHistory, rng: random.Random) -> str:
    """A picture of promotions with other days; the others are left out."""
    first = FIRST_DAY + timedelta(days=rng.randint(-2, 4))
    last = first + timedelta(days=rng.randint(-1, 3))
    code = rng.choice(("FEST20", "new10", "PRIME5", "SAVE50", "EXTRA"))
    row = {"coupon_code": code, "promotion_name": "Again", "valid_from": f"{first}"}
    rows = [{**row, "valid_to": f"{last}"}]
    return f"{life.deliver('webshop/promotions', as_csv(rows), rng)}: {rows[0]}"


def product_changes(life: WebshopHistory, rng: random.Random) -> str:
    """A picture of the products with another category, some left out, some new."""
    names = life.zone.files("webshop/products")
    names = [name for name in names if not any(broken in name for broken in BROKEN)]
    rows = read_rows(life.zone.content("webshop/products", rng.choice(names))) if names else []
    if not rows:
        return "nothing"
    rows = rng.sample(rows, rng.randint(1, len(rows)))
    for row in rng.sample(rows, min(3, len(rows))):
        row["category_code"] = rng.choice(("BOOKS", "ce", "", "TOY@"))
        row["brand_code"] = rng.choice((row["brand_code"], "NEWB"))
        row["weight_grams"] = rng.choice(("0,3 kg", "12", "heavy"))
    return f"{life.deliver('webshop/products', as_csv(rows), rng)}, {len(rows)} products"


def customer_changes(life: WebshopHistory, rng: random.Random) -> str:
    """Customers move, are new, or come again as they were."""
    ids = [row["customer_id"] for row in life.rows(rng) if row["customer_id"]]
    rows = [
        {
            "customer_id": each,
            "phone": rng.choice(("+91-986013441", "call Anna", "")),
            "country_code": rng.choice(("in", "GB", "", "xx")),
            "country": rng.choice(("India", "U.K.", "", "Nowhere")),
            "state": rng.choice(("Kerala", "", "Kent")),
            "gender": rng.choice(("F", "male", "X", "n/a", "?")),
        }
        for each in ids
    ]
    if not rows:
        return "nothing"
    return f"{life.deliver('webshop/customers', as_csv(rows), rng)}, {len(rows)} customers"


def spelling_is_added(life: WebshopHistory, rng: random.Random) -> str:
    """A seed gets a line for a word that it does not know."""
    _, seed, line = UNKNOWN_WORDS[rng.choice(sorted(UNKNOWN_WORDS))]
    path = life.lakehouse.project / "seeds" / f"{seed}.csv"
    if line in path.read_text(encoding="utf-8"):
        return "nothing"
    life.lakehouse.add_seed_line(seed, line)
    life.has_edited_seeds = True
    return f"{seed}: {line}"


EVENTS = {
    function.__name__: function
    for function in (
        line_comes_again,
        order_comes_by_api,
        file_comes_again,
        file_is_replaced,
        pages_overlap,
        file_is_deleted,
        file_is_broken,
        rate_changes,
        promotion_changes,
        product_changes,
        customer_changes,
        spelling_is_added,
    )
}
