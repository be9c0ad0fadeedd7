"""Nothing that lies in a landing folder fails a run: it is read as the oracle reads it, or noted by name."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.python.harness.bad_files import NO_DELIVERIES
from tests.python.harness.lakehouse import Lakehouse, Run
from tests.python.harness.marketplace import MarketplaceZone
from tests.python.harness.session import WarmSession
from tests.python.harness.zone import Zone
from tests.python.oracle.deliveries import Delivery
from tests.python.oracle.feeds import Feed
from tests.python.oracle.marketplace import FEEDS, deliveries_of
from tests.python.oracle.reading import read

CUSTOMERS, ORDERS, ITEMS = (
    f"marketplace/{name}" for name in ("customers", "orders", "order_items")
)
REVIEWS, SELLERS, PRODUCTS = (
    f"marketplace/{name}" for name in ("order_reviews", "sellers", "products")
)
SOURCES = "models/staging/marketplace/_marketplace__sources.yml"
GATE = "marketplace_products_are_readable_accounted_for_and_within_the_limit_of_rejects"

ITEM_COLUMNS = "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value"
ITEM = "{},1,p1,s1,2018-01-01 10:00:00,20.00,5.50"
REVIEW_COLUMNS = (
    "review_id,order_id,review_score,review_comment_title,review_comment_message,"
    "review_creation_date,review_answer_timestamp"
)
REVIEW = "{},o1,5,,{},2018-01-01 00:00:00,2018-01-01 10:00:00"
ORDER_COLUMNS = (
    "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
    "order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date"
)
ORDER = "{},c1,created,2018-01-01 10:00:00,,,,2018-01-20 00:00:00"


def text(columns: str, *lines: str, end: str = "\n") -> str:
    """A CSV file."""
    return end.join((columns, *lines)) + end


def items(*names: str) -> bytes:
    """A file of order items."""
    return text(ITEM_COLUMNS, *(ITEM.format(name) for name in names)).encode()


MANY = items(*(f"many-{number * 7919}" for number in range(2_000)))
PACKED = gzip.compress(MANY, mtime=0)
OBJECTS = [{"order_id": f"j{i}", "order_item_id": str(i), "price": 1} for i in range(7_000)]
# What a spreadsheet leaves of the columns that it could have.
EMPTY = "," * 16_377
WIDE = ",".join(f"extra_{number}" for number in range(300))
BROKEN_BYTES = PACKED[: len(PACKED) // 2] + b"\xff\xff\xff\xff" + PACKED[len(PACKED) // 2 + 4 :]
MARK = "\ufeff"

NONE_BY_THEIR_NAMES = [
    place.format("none") for place in NO_DELIVERIES if Delivery("", place, 0, b"x").is_visible
]
ODDLY_CALLED = (
    *("dt=2025-10-01/orders.csv", "partner/2026/orders.csv", "orders.part1.csv", "part.csv"),
    *("template/orders.csv", "temperature.csv", "orders_done.csv", "ready/orders.csv", "x.old.csv"),
    *("done/orders.csv", "pending/a.csv", "orders (1).csv", "sha/orders.csv", "a.csv.2025.csv"),
    *("#1.csv", "orders_tmp.csv", "go/orders.csv", "orders_2025_07_04.csv", "UP_2025-10-01.CSV"),
)
CHANGE_NAMES = (
    *("__$operation", "__$start_lsn", "header__change_oper", "_ab_cdc_deleted_at", "IsDeleted"),
    *("_hoodie_operation", "is_deleted", "deleted", "action", "cdc_op", "opcode", "$rowkind"),
    *(
        "__op",
        "_change_type",
        "dml_type",
        "ROW_KIND",
        "changeType",
        "DeletedAt",
        "_fivetran_deleted",
    ),
)
PLAIN_NAMES = ("shop", "options", "operator_id", "updated_at", "changed_at", "transaction_id")
FOREIGN = (
    *("x.txt", "x", "x.csv.txt", "x.xlsx", "x.csv.tar.gz", "x.csv.7z", "x.csv.rar", "x.csv.pgp"),
    *("x.csv.gz.gpg", "x.csv.br", "x.csv.20251001", "x.csv (1)", "x.json", "x.parquet"),
)

FILES: dict[str, dict[str, bytes]] = {
    ITEMS: {
        # what cannot be decompressed
        "cut.csv.gz": PACKED[: len(PACKED) * 6 // 10],
        "cut_in_its_head.csv.gz": PACKED[:5],
        "flipped.csv.gz": BROKEN_BYTES,
        "plain.csv.gz": items("plain"),
        "noise.csv.gz": bytes(range(1, 256)) * 3,
        "padded.csv.gz": gzip.compress(items("padded")) + b"\0" * 512,
        "behind.csv.gz": gzip.compress(items("behind")) + b"something else",
        # and what can
        "members.csv.gz": gzip.compress(items("m1")) + gzip.compress(items("m2")),
        "nothing.csv.gz": gzip.compress(b"", mtime=0),
        # other codecs, by their names: never opened
        **{
            f"codec.csv.{suffix}": b"\x04\x22\x4d\x18\x64\x40\xa7\x57" + bytes(range(256))
            for suffix in ("lz4", "zst", "bz2", "snappy", "deflate", "zip", "xz", "Z")
        },
        # long lines
        "array.csv": json.dumps(OBJECTS).encode(),
        "long.csv": text(
            ITEM_COLUMNS,
            ITEM.format("before_long"),
            "long" + "," * 25_000,
            ITEM.format("long_text").replace("p1", '"' + "x, " * 6_000 + '"'),
            ITEM.format("behind_long"),
        ).encode(),
        # headers
        "wide.csv": text(f"{ITEM_COLUMNS},{WIDE}", f"{ITEM.format('wide')},{WIDE}").encode(),
        "wide_quoted.csv": text(
            '"' + f"{ITEM_COLUMNS},{WIDE}".replace(",", '","') + '"', f"{ITEM.format('wq')},{WIDE}"
        ).encode(),
        "spreadsheet.csv": text(
            ITEM_COLUMNS + "," * 30, ITEM.format("sheet") + "," * 30, "," * 36
        ).encode(),
        "excel.csv": text(
            ITEM_COLUMNS + EMPTY,
            ITEM.format("excel1") + EMPTY,
            # a cleared freight value, a value under no name, and a line that is short of columns
            ITEM.format("excel2").removesuffix("5.50") + EMPTY,
            ITEM.format("excel3") + ",,note" + EMPTY[2:],
            ITEM.format("excel4") + EMPTY[:1_500],
        ).encode(),
        "fillers.csv": text(
            ITEM_COLUMNS.replace("order_id", "Order\ufe0f_\u3164id\u2800")
            .replace("price", "\u115fprice\u034f")
            .replace("seller_id", "seller\u1160_id\u2028"),
            ITEM.format("fillers"),
        ).encode(),
        "unseen.csv": "order\ufe0f,\u115fid\u3164,\u2800\u034f\U000e0100\u00a0x\n".encode(),
        "joined.csv": (MARK.encode() + items("j1")) * 2,
        "invisible.csv": text(
            ITEM_COLUMNS.replace("order_id", "Order\u200b_ID\u00a0")
            .replace("price", f'{MARK}"PRICE"')
            .replace("seller_id", "\u00a0seller\u00ad_id\u200e"),
            ITEM.format("invisible"),
        ).encode(),
        "differing.csv": items("d1") + text(f"x,{ITEM_COLUMNS}", f"1,{ITEM.format('d2')}").encode(),
        "windows.csv": items("Trail\u2019s Caf\u00e9 \u2013 \u20ac5").decode().encode("cp1252"),
        "undefined.csv": items("u-\x81\x8d\x8f\x90\x9d-\x80").decode().encode("latin-1"),
        # names
        "at_16:30:00.csv": items("colon"),
        "stale.csv": items("stale"),
        ".stale.csv.crc": b"crc\0\0\0\2\0\1\2\3\4",
        "a\\b.csv": items("backslash"),
        "date=2018-01-01/part.csv": items("day1"),
        "date=2018-01-02/part.csv": items("day2"),
        "whole.csv/part-00000.csv": items("part"),
        "whole.csv/_SUCCESS": b"x",
        "__MACOSX/._part.csv": b"x",
        "_date=2018-01-01/part.csv": items("hidden"),
        "~$open.csv": items("open"),
        "running.csv.filepart": items("running")[:60],
        "running.csv.tmp": items("running")[:60],
        "running.csv.crdownload": items("running")[:60],
        "old.csv~": items("old"),
        "stale.csv.md5": b"0123456789abcdef  stale.csv\n",
        "stale.csv.sha256": b"0123456789abcdef  stale.csv\n",
        "Thumbs.db": b"\xd0\xcf\x11\xe0",
        "desktop.ini": b"[.ShellClassInfo]\r\n",
        **{name: items("none") for name in NONE_BY_THEIR_NAMES},
        # and what is called oddly, and is a delivery or a file that the gate names
        **{name: items(f"named {name}") for name in ODDLY_CALLED},
        **{name: items("foreign") for name in FOREIGN},
    },
    ORDERS: {
        "first.csv": text(ORDER_COLUMNS, ORDER.format("o1")).encode(),
        "flattened.csv": text(
            f"{ORDER_COLUMNS},__op,__deleted,op_at", f"{ORDER.format('o1')},c,false,2018-01-01"
        ).encode(),
        "without_op.csv": text(
            f"{ORDER_COLUMNS},op_at", f"{ORDER.format('o1')},2018-01-01 10:00:00"
        ).encode(),
        **{
            f"capture_{name}.csv": text(
                f"{ORDER_COLUMNS},{name}", f"{ORDER.format('o1')},x"
            ).encode()
            for name in CHANGE_NAMES
        },
        **{
            f"extract_{name}.csv": text(
                f"{ORDER_COLUMNS},{name}", f"{ORDER.format('o1')},x"
            ).encode()
            for name in PLAIN_NAMES
        },
        "nearly.csv": text(
            ORDER_COLUMNS.replace("order_status", "OrderStatus"), ORDER.format("o2")
        ).encode(),
    },
    CUSTOMERS: {
        "orders.csv": text(ORDER_COLUMNS, ORDER.format("o1")).encode(),
        "few_columns.csv": b"customer_id,customer_state\nc1,SP\n",
    },
    REVIEWS: {
        "mac_one.csv": text(REVIEW_COLUMNS, REVIEW.format("cr1", "fine"), end="\r").encode(),
        "mac_three.csv": text(
            REVIEW_COLUMNS,
            REVIEW.format("cr2", '"two\rlines, ""quoted"""'),
            REVIEW.format("cr3", ""),
            "",
            REVIEW.format('"cr4"', "fine"),
            end="\r",
        ).encode(),
        "windows.csv": text(
            REVIEW_COLUMNS,
            REVIEW.format("w1", "it\u2019s 5\u20ac"),
            REVIEW.format("w2", '"two\r\nlines \u2013 done"'),
            end="\r\n",
        ).encode("cp1252"),
        "quoted.csv": text(
            MARK + ",".join(f'"{name}"' for name in REVIEW_COLUMNS.split(",")),
            '"qr1","o1","5","","one\r\ntwo","2018-01-01 00:00:00","2018-01-01 10:00:00"',
            '"qr2","o1","5","","said ""yes"", and","2018-01-01 00:00:00","2018-01-01 10:00:00"',
            end="\r\n",
        ).encode(),
        "mac_many.csv": text(
            REVIEW_COLUMNS, *(REVIEW.format(f"mm{i}", "fine") for i in range(15_000)), end="\r"
        ).encode(),
        "open.csv": text(
            REVIEW_COLUMNS,
            REVIEW.format("oq1", "fine"),
            REVIEW.format("oq2", '"never closed'),
            *(REVIEW.format(f"oq{i}", "fine") for i in range(3, 15_000)),
        )
        .rstrip("\n")
        .encode(),
        "cut.csv.gz": gzip.compress(MANY)[:2_000],
        "array.csv": json.dumps(OBJECTS).encode(),
    },
    SELLERS: {
        "objects.jsonl": "\n".join(
            (
                MARK + '{"seller_id": "s1", "seller_zip_code_prefix": 1.10, "seller_city": "x"}',
                "",
                '{"seller_id": 12345678901234567890123, "seller_zip_code_prefix": 01310}',
                '{"SELLER_ID":"s3","seller_state":null,"more":{"a": [1, 2.50], "b":"1, 2"},"z":1E5}',
                '{"seller_id":"s4","seller_city":{"n": -0.0, "k":"x:1.0,","e":{}},"seller_state":[]}',
                '{"seller_id":"s5","seller_id":"s6"}',
                '{"seller_id":"s7","Seller_ID":"s8"}',
                '{"seller_id":"s9"}{"seller_id":"s10"}',
                '{"seller_id":"s9"},{"seller_id":"s10"}',
                '{"seller_id":"s11"} and more',
                '["seller_id"]',
                '"seller_id"',
                "null",
                "seller_id,seller_state",
                "{'seller_id':'s12'}",
                '{"seller_id":NaN}',
                '{"seller_id":"s13"',
                '{"seller_id":"s14","seller_city":"S\\u00e3o \\"P\\" 1.0","seller_state":true} ',
                '{"called":"s15","seller_city":""}',
                '{"called":"no","seller_id":"s16","seller_city":"é"}',
                "{}",
            )
        ).encode(),
        "packed.jsonl.gz": gzip.compress(b'{"seller_id":"p1"}\r\n{"seller_id":"p2"}\r\n'),
        "other.ndjson": '{"seller_id":"n1","seller_city":"5\u20ac"}'.encode("cp1252"),
        "PACKED.NDJSON": b'{"seller_id":"n2","seller_zip_code_prefix":"007"}\n',
        "cut.ndjson.gz": gzip.compress(b'{"seller_id":"p1"}\n' * 500)[:20],
        "table.jsonl": b"seller_id,seller_city\ns20,x\n",
        "pretty.jsonl": json.dumps([{"seller_id": "a"}], indent=1).encode(),
        "captured.jsonl": b'{"seller_id":"k1"}\n{"seller_id":"k2","op_at":"2018-01-01 00:00:00"}\n',
        "deleted.jsonl": b'{"seller_id":"k1","is_deleted":true}\n',
        "changes.jsonl": b'{"seller_id":"k3","op":"D","op_at":"2018-01-01","action":1}\n',
        "error.jsonl": b'{"error": "try again later"}\n',
        "sellers.csv": b"seller_id,seller_city\ns21,x\n",
    },
    PRODUCTS: {
        "products.csv": b"product_id\np1\n",
        "cut.csv.gz": PACKED[:200],
        "running.csv.filepart": b"product",
    },
}
JSON_SELLERS = FEEDS[SELLERS]._replace(format="jsonl", also_called={"called": "seller_id"})
READ: dict[str, Feed] = {**FEEDS, SELLERS: JSON_SELLERS}
ROW_STATUS = {
    **dict.fromkeys(("too_few", "too_many", "malformed"), "malformed_row"),
    "no_header": "file_schema",
    "ok": "ok",
}


def land(zone: Zone, files: dict[str, dict[str, bytes]], day: int) -> None:
    """Writes files as they are, all at one time."""
    at = datetime(2026, 2, day, 6, 0, tzinfo=UTC).timestamp()
    for feed, contents in files.items():
        for name, content in contents.items():
            path = zone.root / feed / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            os.utime(path, (at, at))


@pytest.fixture(scope="module")
def lakehouse(
    session: WarmSession, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lakehouse]:
    """A marketplace in which sellers come as JSON lines."""
    folder = tmp_path_factory.mktemp("landing_files")
    zone = MarketplaceZone(folder / "landing")
    land(zone, FILES, 1)
    land(zone, {"new_partner/2026/02": {"orders.csv": b"a,b\n"}, "": {"notes.txt": b"x"}}, 1)
    built = Lakehouse(session, folder / "project", zone, prefix="files_", business="marketplace")
    built.edit(
        SOURCES,
        r"( +)path: marketplace/sellers\n",
        r"\1path: marketplace/sellers\n\1format: jsonl\n",
    )
    built.edit(
        SOURCES,
        r"( +)- name: seller_id\n(.*\n)(?=\1- name: seller_zip)",
        r"\1- name: seller_id\n\2\1  config: {meta: {also_called: [Called]}}\n",
    )
    yield built
    built.close()


@pytest.fixture(scope="module")
def first_run(lakehouse: Lakehouse) -> Run:
    """The run that loads all of them."""
    return lakehouse.run(select=["staging"])


def stg(feed: str) -> str:
    """The bronze table of a feed."""
    return "{raw}.stg_" + feed.replace("/", "__")


def problems(lakehouse: Lakehouse, feed: str) -> dict[str, str | None]:
    """What the ledger says of every file."""
    return {
        path.removeprefix(f"{feed}/"): problem
        for path, problem in lakehouse.sql(
            f"select _file_path, _file_problem from {stg(feed)} where _row_kind = 'file'"
        )
    }


@pytest.mark.usefixtures("first_run")
@pytest.mark.parametrize("feed", FILES)
def test_every_file_is_read_as_the_oracle_reads_it(lakehouse: Lakehouse, feed: str) -> None:
    """Files, rows, line numbers, raw records and values; files that are noted by name have no rows."""
    columns = READ[feed].every_column
    expected_files, expected_rows = set(), set()
    for delivery in deliveries_of(lakehouse.zone.root):
        if delivery.feed == feed:
            landed = read(delivery, READ[feed], 1)
            expected_files.add((delivery.file, len(landed.rows), landed.status == "ok"))
            expected_rows |= {
                (delivery.file, line, status, raw, *values)
                for _, line, _, status, raw, *values in landed.rows
            }
    listed = ", ".join(f"`{column}`" for column in columns)
    actual = lakehouse.sql(
        f"select _file_path, _line_number, _row_status, _raw, {listed} from {stg(feed)}"
        " where _row_kind = 'row'"
    )
    files = lakehouse.sql(
        "select _file_path, _file_row_count, _file_problem is null"
        f" from {stg(feed)} where _row_kind = 'file'"
    )
    assert set(files) == expected_files
    assert len(files) == len(expected_files)
    rows = {
        (path, line, ROW_STATUS[status], raw, *rest) for path, line, status, raw, *rest in actual
    }
    assert rows == expected_rows
    assert len(actual) == len(rows)


@pytest.mark.usefixtures("first_run")
def test_what_cannot_be_read_is_named_with_a_short_sentence(lakehouse: Lakehouse) -> None:
    """The sentence says what is wrong, shows what cannot be seen, and never the whole file."""
    found = problems(lakehouse, ITEMS)
    damaged = "cannot be read: it is damaged, cut off or no gzip file"
    for name in ("cut", "cut_in_its_head", "flipped", "plain", "noise", "padded", "behind"):
        assert found[f"{name}.csv.gz"] == damaged, name
    assert found["nothing.csv.gz"] == "empty file"
    assert {found[name] for name in found if name.startswith("codec.")} == {
        "not a .csv or .csv.gz file"
    }
    assert (found["array.csv"] or "").startswith("no header line with the required columns")
    for sign in ("U+FE0F", "U+115F", "U+3164", "U+2800", "U+034F", "U+E0100", "U+00A0"):
        assert sign in (found["unseen.csv"] or ""), sign
    assert (found["differing.csv"] or "").startswith("more than one header, and they differ")
    assert problems(lakehouse, ORDERS)["flattened.csv"] == (
        "it has no column op, and columns that come only with it: __op, __deleted, op_at"
    )
    for name in CHANGE_NAMES:
        assert problems(lakehouse, ORDERS)[f"capture_{name}.csv"] == (
            f"it has no column op, and columns that come only with it: {name.lower()}"
        )
    assert {problems(lakehouse, ORDERS)[f"extract_{name}.csv"] for name in PLAIN_NAMES} == {None}
    assert problems(lakehouse, SELLERS)["captured.jsonl"] == (
        "it has no column op, and columns that come only with it: op_at"
    )
    assert problems(lakehouse, ORDERS)["nearly.csv"] == (
        "its header calls columns by other names than the feed card: orderstatus"
    )
    assert problems(lakehouse, CUSTOMERS)["orders.csv"] == (
        "its header is that of the feed marketplace.orders"
    )
    assert problems(lakehouse, SELLERS)["sellers.csv"] == (
        "not a .jsonl, .jsonl.gz, .ndjson or .ndjson.gz file"
    )
    assert (problems(lakehouse, SELLERS)["table.jsonl"] or "").startswith(
        "no line is a JSON object with the required keys seller_id; the first line is: seller_id"
    )
    for feed in FILES:
        assert all(len(each or "") < 600 for each in problems(lakehouse, feed).values())


@pytest.mark.usefixtures("first_run")
def test_what_nobody_delivered_is_noted_once_and_stops_no_gate(lakehouse: Lakehouse) -> None:
    """Uploads in progress, checksums and what programs leave behind; what Spark does not list is not."""
    found = problems(lakehouse, ITEMS)
    noted = {name for name, problem in found.items() if (problem or "").startswith("no delivery")}
    assert noted == {
        "_date=2018-01-01/part.csv",
        "~$open.csv",
        "running.csv.filepart",
        "running.csv.tmp",
        "running.csv.crdownload",
        "old.csv~",
        "stale.csv.md5",
        "stale.csv.sha256",
        "Thumbs.db",
        "desktop.ini",
        *NONE_BY_THEIR_NAMES,
    }
    assert {found[name] for name in FOREIGN} == {"not a .csv or .csv.gz file"}
    assert not [name for name in found if name.startswith((".", "__MACOSX", "whole.csv/_"))]


@pytest.mark.usefixtures("first_run")
def test_the_values_of_json_lines_are_the_text_that_was_delivered(lakehouse: Lakehouse) -> None:
    """Numbers keep their digits, nested values are JSON text, a missing key is null, null is empty."""
    rows = {
        row[0]: row[1:]
        for row in lakehouse.sql(
            "select seller_id, seller_zip_code_prefix, seller_city, seller_state, _rescued_data"
            f" from {stg(SELLERS)} where _row_status = 'ok' and _file_path like '%/objects.jsonl'"
        )
    }
    assert rows == {
        "s1": ("1.10", "x", None, None),
        "s3": (None, None, "", '{"more":"{\\"a\\":[1,2.50],\\"b\\":\\"1, 2\\"}","z":"1E5"}'),
        "s4": (None, '{"n":-0.0,"k":"x:1.0,","e":{}}', "[]", None),
        "s14": (None, 'São "P" 1.0', "true", None),
        "s15": (None, "", None, None),
        "s16": (None, "é", None, '{"called":"no"}'),
        None: (None, None, None, None),
    }


@pytest.mark.usefixtures("first_run")
def test_the_empty_columns_of_a_spreadsheet_are_none(lakehouse: Lakehouse) -> None:
    """A row has as many as the header; a value in one of them has no name, and is not lost unseen."""
    assert lakehouse.sql(
        f"select coalesce(order_id, left(_raw, 6)), _row_status, freight_value from {stg(ITEMS)}"
        " where _row_kind = 'row' and _file_path like '%/excel.csv' order by 1"
    ) == [
        ("excel1", "ok", "5.50"),
        ("excel2", "ok", ""),
        ("excel3", "too_many", None),
        ("excel4", "too_few", None),
    ]


@pytest.mark.usefixtures("first_run")
def test_undeclared_columns_of_a_wide_file_are_kept(lakehouse: Lakehouse) -> None:
    """Three hundred of them, with and without quotes in the header."""
    found = lakehouse.sql(
        f"select size(json_object_keys(_rescued_data)) from {stg(ITEMS)}"
        " where _row_kind = 'row' and order_id in ('wide', 'wq')"
    )
    assert found == [(300,), (300,)]


@pytest.mark.usefixtures("first_run")
def test_the_run_log_names_folders_of_no_feed(lakehouse: Lakehouse) -> None:
    """With the number of their files; a file beside the folders stands for itself."""
    assert set(
        lakehouse.sql(
            "select node, layer, status, row_count from {logs}.run_log where resource_type = 'folder'"
        )
    ) == {
        ("new_partner/2026", "landing", "of no feed that is built", 1),
        ("notes.txt", "landing", "of no feed that is built", 1),
    }


@pytest.mark.usefixtures("first_run")
def test_a_run_without_new_files_reads_none_and_asks_once(lakehouse: Lakehouse) -> None:
    """The landing zone is listed once for all feeds; no feed sends a statement of its own."""
    said: list[str] = []
    run = lakehouse.run(select=["staging"], said=said.append)
    assert run.unchanged == {node for node in run.nodes if node.startswith("stg_")}
    sent = [text for text in said if "/* {" in text]
    listings = [text for text in sent if "binaryFile" in text and "_delta_log" not in text]
    assert len(listings) == 1
    assert not [text for text in sent if '"node_id": "model.' in text]


@pytest.mark.usefixtures("first_run")
def test_a_file_that_cannot_be_read_stops_its_feed_until_it_is_acknowledged(
    lakehouse: Lakehouse,
) -> None:
    """Only that one: the upload beside it has stopped nothing."""
    gate = ["acknowledged_files", "reject_limits", "int_marketplace__products_judged"]
    closed = lakehouse.run(select=gate, tests=True, must_succeed=False)
    assert closed.statuses[GATE] == "fail"
    assert closed.messages[GATE].startswith("Got 1 result")
    lakehouse.add_seed_line(
        "acknowledged_files", f"{PRODUCTS}/cut.csv.gz,,the tests,damaged on the way"
    )
    assert lakehouse.run(select=gate, tests=True, must_succeed=False).statuses[GATE] == "pass"


@pytest.mark.usefixtures("first_run")
def test_new_files_are_read_from_their_own_folder(lakehouse: Lakehouse) -> None:
    """Those of two days from the month that holds both, and one in a folder that looks like a pattern."""
    late = {"2026/03/01/a.csv": items("late1"), "2026/03/02/b.csv": items("late2")}
    land(
        lakehouse.zone,
        {ITEMS: late, REVIEWS: {"odd [1]*{a}/x.csv": FILES[REVIEWS]["mac_one.csv"]}},
        2,
    )
    said: list[str] = []
    lakehouse.run(
        select=["stg_marketplace__order_items", "stg_marketplace__order_reviews"], said=said.append
    )
    assert [
        text for text in said if "using text" in text and "marketplace/order_items/2026/03'" in text
    ]
    assert lakehouse.sql(f"select count(*) from {stg(ITEMS)} where order_id like 'late%'") == [(2,)]
    assert lakehouse.sql(f"select count(*) from {stg(REVIEWS)} where review_id = 'cr1'") == [(2,)]


class Meanwhile:
    """Is told what dbt sends, and does something to files when a feed's second pass begins."""

    def __init__(self, changes: dict[str, Callable[[], object]]) -> None:
        self.changes = changes

    def __call__(self, text: str) -> None:
        """Takes a message of dbt, which it logs before the statement runs."""
        for feed in list(self.changes):
            model = f"stg_{feed.replace('/', '__')}"
            if f'model.sales_lakehouse.{model}"' in text and "'row' as _row_kind" in text:
                self.changes.pop(feed)()


LINES = text(ITEM_COLUMNS, *(ITEM.format(f"same{number}") for number in range(50)))
REVIEW_LINES = text(REVIEW_COLUMNS, *(REVIEW.format(f"same{i}", "fine") for i in range(50)))


@pytest.mark.usefixtures("first_run")
@pytest.mark.parametrize("change", ["taken away", "shorter", "grown"])
def test_a_file_that_changes_while_it_is_read_waits_for_the_next_run(
    lakehouse: Lakehouse, change: str
) -> None:
    """Its feed's node is good and has loaded nothing; then what is there is loaded exactly once."""
    root = lakehouse.zone.root
    name = f"{change.replace(' ', '_')}.csv"
    old = {ITEMS: LINES, REVIEWS: REVIEW_LINES}
    land(lakehouse.zone, {feed: {name: each.encode()} for feed, each in old.items()}, 3)
    beside = {ITEMS: {f"beside_{name}": items("beside")}}
    land(lakehouse.zone, beside, 3)

    def after(lines: str) -> str:
        more = "".join(lines.splitlines(keepends=True)[1:])
        return lines + more if change == "grown" else "".join(lines.splitlines(True)[:20])

    def change_file(feed: str) -> None:
        if change == "taken away":
            (root / feed / name).unlink()
        else:
            (root / feed / name).write_text(after(old[feed]), encoding="utf-8")

    meanwhile = Meanwhile({feed: partial(change_file, feed) for feed in old})
    models = [f"stg_{feed.replace('/', '__')}" for feed in old]
    first = lakehouse.run(select=models, said=meanwhile)
    assert not meanwhile.changes
    assert {first.statuses[model] for model in models} == {"success"}

    def loaded(feed: str) -> list[tuple[object, ...]]:
        return lakehouse.sql(
            f"select _row_kind, count(*) from {stg(feed)}"
            f" where _file_path like '%{name}' group by _row_kind order by _row_kind"
        )

    assert {feed: loaded(feed) for feed in old} == {ITEMS: [], REVIEWS: []}
    lakehouse.run(select=models)
    rows = {"taken away": 0, "shorter": 19, "grown": 100}[change]
    assert loaded(REVIEWS) == ([("file", 1), ("row", rows)] if rows else [])
    # with the file beside it, which nobody has touched
    assert loaded(ITEMS) == [("file", 2 if rows else 1), ("row", rows + 1)]


class Hiccup:
    """Spoils a packed file while a feed's first pass begins, and mends it when it is asked again."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.content = file.read_bytes()
        self.asked = 0

    def __call__(self, text: str) -> None:
        """Takes a message of dbt, which it logs before the statement runs."""
        if "described_files" in text and "/* {" in text and "order_payments" in text:
            self.asked += 1
            at = self.file.stat().st_mtime_ns
            spoilt = b"x" * len(self.content)
            self.file.write_bytes(spoilt if self.asked == 1 else self.content)
            os.utime(self.file, ns=(at, at))


@pytest.mark.usefixtures("first_run")
def test_a_single_file_that_could_not_be_read_for_a_moment_is_asked_again_and_loaded(
    lakehouse: Lakehouse,
) -> None:
    """The usual night has one new file, and what reads it may fail once."""
    payments = "marketplace/order_payments"
    columns = "order_id,payment_sequential,payment_type,payment_installments,payment_value"
    packed = gzip.compress(text(columns, "o1,1,boleto,1,5.00").encode(), mtime=0)
    land(lakehouse.zone, {payments: {"one.csv.gz": packed}}, 4)
    moment = Hiccup(lakehouse.zone.root / payments / "one.csv.gz")
    lakehouse.run(select=["stg_marketplace__order_payments"], said=moment)
    assert moment.asked == 3
    assert problems(lakehouse, payments) == {"one.csv.gz": None}
    assert lakehouse.sql(f"select order_id from {stg(payments)} where _row_kind = 'row'") == [
        ("o1",)
    ]
