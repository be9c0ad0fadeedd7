"""The oracle gives the published numbers of the real data, and hand-made answers to hard cases.

The real files are looked for in the folder REAL_LANDING (default: shared/landing beside the
project); only the tests that need them are skipped where they are not.
"""

from __future__ import annotations

import datetime
import gzip
import os
import shutil
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.python import oracle
from tests.python.oracle.__main__ import main as oracle_command
from tests.python.oracle.reading import fields_of

PROJECT = Path(__file__).parents[2]
SEEDS = Path(__file__).parent / "oracle" / "fixtures" / "seeds"
REAL = Path(os.environ.get("REAL_LANDING") or PROJECT.parent / "shared" / "landing")
needs_real_data = pytest.mark.skipif(not REAL.is_dir(), reason=f"there is no {REAL}")

ORDERS = "sports_bar/orders"
PRODUCTS = "sports_bar/products"
CUSTOMERS = "sports_bar/customers"
PRICES = "sports_bar/gross_prices"
ORDERS_HEADER = "order_id,order_placement_date,customer_id,product_id,order_qty"
ATLON_ORDERS_HEADER = "date,product_code,customer_code,sold_quantity"
ROW = "O1,2025/07/01,789101,25891101,10"

Judged = tuple[str, int, str, list[str]]


def csv(*lines: str) -> bytes:
    """A file of lines."""
    return "".join(line + "\n" for line in lines).encode()


def delivery(feed: str, name: str, *lines: str, at: int = 1) -> oracle.Delivery:
    """A delivery of lines, header first."""
    return oracle.Delivery(feed, name, at, csv(*lines))


def orders(name: str, *lines: str, at: int = 1) -> oracle.Delivery:
    """A delivery of sports_bar order lines below the usual header."""
    return delivery(ORDERS, name, ORDERS_HEADER, *lines, at=at)


def order_file(content: bytes, name: str = "a.csv") -> oracle.Delivery:
    """A delivery of sports_bar orders with these very bytes."""
    return oracle.Delivery(ORDERS, name, 1, content)


WORLD = (
    delivery(
        PRODUCTS,
        "products.csv",
        "product_name,product_id,category",
        "SportsBar Energy Bar Choco Fudge (60g),25891101,energy bars",
        "SportsBar Oats Cookie Bites ChocoChip (500g),25891501,healthy snacks",
        "SportsBar Oats Cookie Bites ChocoChip (350g),XYZ123,healthy snacks",
    ),
    delivery(PRICES, "prices.csv", "product_id,month,gross_price", "25891101,2025/07/01,80"),
    delivery(
        CUSTOMERS, "customers.csv", "customer_id,customer_name,city", "789101,Endurance Foods,Delhi"
    ),
    delivery(
        "atlon/products",
        "products.csv",
        "product_code,division,category,product,variant",
        "A1,Archery,Bow,Bow,26 lbs",
        "A2,Archery,Bow,Bow,30 lbs",
    ),
    delivery(
        "atlon/gross_prices", "prices.csv", "product_code,price_inr,year", "A1,5,2024", "A1,7,2025"
    ),
    delivery(
        "atlon/customers",
        "customers.csv",
        "customer_code,customer,market,platform,channel",
        "70002017,Sporty Essentials,India,Brick & Mortar,Retailer",
    ),
)
"""Three sports_bar products (one placeholder), two of atlon, a customer each, few prices."""


def judged(expected: oracle.Expected, feed: str = ORDERS) -> list[Judged]:
    """File (relative to the feed), line, outcome and broken rules of every row of a feed."""
    return expected.rows(
        "select file[length(feed) + 2:], line, outcome, rejects from outcomes where feed = ?",
        [feed],
    )


def judged_orders(*deliveries: oracle.Delivery, seeds: Path = SEEDS) -> list[Judged]:
    """Judges deliveries of sports_bar orders in the small world."""
    with oracle.expect([*WORLD, *deliveries], seeds) as expected:
        return judged(expected)


def counted(*deliveries: oracle.Delivery, feed: str = ORDERS) -> list[tuple[Any, ...]]:
    """File, status, landed, accepted, superseded, rejected of every delivery of a feed."""
    with oracle.expect([*WORLD, *deliveries], SEEDS) as expected:
        return expected.rows(
            "select file[length(feed) + 2:], status, landed, accepted, superseded, rejected "
            "from file_accounting where feed = ?",
            [feed],
        )


def judged_values(values: Sequence[str], template: str) -> dict[str, list[str]]:
    """The rules that each value breaks in the place of `{}` of an order line of its own order."""
    lines = [template.format(value).replace("O1", f"O{i}") for i, value in enumerate(values)]
    rows = judged_orders(orders("a.csv", *lines))
    return {value: row[3] for value, row in zip(values, rows, strict=True)}


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds to change."""
    return Path(shutil.copytree(SEEDS, tmp_path / "seeds"))


def with_crosswalk(seeds: Path, *lines: str) -> Path:
    """Writes lines `source,target` into the crosswalk of sports_bar."""
    path = seeds / "product_crosswalk.csv"
    header = "company,source_product_id,product_id"
    path.write_bytes(csv(header, *(f"sports_bar,{line}" for line in lines)))
    return seeds


# The real data.


@pytest.fixture(scope="module")
def full_load() -> Iterator[oracle.Expected]:
    """What the full load must give."""
    with oracle.expect(REAL / "full_load", SEEDS) as expected:
        yield expected


@pytest.fixture(scope="module")
def with_december() -> Iterator[oracle.Expected]:
    """What the full load and the five days of December must give."""
    december = oracle.deliveries_of(REAL / "december_1_to_5")
    with oracle.expect([*oracle.deliveries_of(REAL / "full_load"), *december], SEEDS) as expected:
        yield expected


def headline_as_published(expected: oracle.Expected) -> tuple[Any, ...]:
    """The four headline KPIs, the mean with the four decimals of the data's README."""
    headline = expected.headline
    assert headline.average_selling_price_inr is not None
    return (
        headline.total_revenue_inr,
        headline.total_quantity,
        headline.unique_customers,
        round(headline.average_selling_price_inr, 4),
    )


def lost(expected: oracle.Expected, product: str | None = None) -> tuple[int, int]:
    """Distinct lines and units that only their unknown product keeps out."""
    rows = expected.rows(
        "select count(*), sum(quantity)::bigint from (select distinct order_id, order_date, "
        "customer_id, product_id, quantity from judged_orders where rejects = ['product_unknown'] "
        "and product_id = coalesce(?, product_id))",
        [product],
    )
    return rows[0][0], rows[0][1]


def landed_and_distinct(expected: oracle.Expected) -> tuple[int, int]:
    """Landed sports_bar order rows, and distinct lines before the product must exist."""
    landed = expected.rows("select sum(landed) from file_accounting where feed = ?", [ORDERS])
    kept = expected.rows("select count(*) from order_lines where company = 'sports_bar'")
    return int(landed[0][0]), kept[0][0] + lost(expected)[0]


@needs_real_data
def test_the_full_load_gives_the_published_headline(full_load: oracle.Expected) -> None:
    """First row of the table in the data's README."""
    assert headline_as_published(full_load) == (
        105_298_553_404,
        33_821_848,
        54,
        Decimal("4065.4177"),
    )
    assert landed_and_distinct(full_load) == (51_810, 45_587)


@needs_real_data
def test_the_full_load_and_december_give_the_published_headline(
    with_december: oracle.Expected,
) -> None:
    """Second row of the table in the data's README."""
    assert headline_as_published(with_december) == (
        105_340_264_771,
        34_130_483,
        54,
        Decimal("4043.1650"),
    )
    assert landed_and_distinct(with_december) == (53_522, 47_081)


@needs_real_data
def test_the_lines_lost_by_unknown_products_are_those_of_the_readme(
    full_load: oracle.Expected, with_december: oracle.Expected
) -> None:
    """Lost lines and units, by product and in all."""
    assert lost(full_load) == (4_776, 942_670)
    assert lost(full_load, "25891502") == (2_435, 409_589)
    assert lost(full_load, "77777777") == (816, 184_596)
    assert lost(full_load, "99999999") == (768, 174_623)
    assert lost(full_load, "88888888") == (757, 173_862)
    assert lost(with_december)[0] == 4_957
    assert lost(with_december, "25891502") == (2_528, 425_556)


@needs_real_data
def test_the_missing_quantities_are_those_of_the_readme(
    full_load: oracle.Expected, with_december: oracle.Expected
) -> None:
    """Rows that are rejected because their quantity is empty."""
    query = "select count(*) from outcomes where list_contains(rejects, 'quantity_missing')"
    assert full_load.rows(query) == [(2_607,)]
    assert with_december.rows(query) == [(2_607 + 84,)]


@needs_real_data
def test_the_crosswalk_line_releases_2435_lines_and_changes_no_other_row(
    full_load: oracle.Expected, seeds: Path
) -> None:
    """XYZ123 -> 25891502: its lines come in, every other row keeps its outcome and its values."""
    others = """
        select outcomes.*, order_lines.* exclude (feed, file, line)
        from outcomes
        join deliveries using (feed, file)
        left join order_lines using (feed, file, line)
        left join judged_orders using (feed, file_number, line)
        where judged_orders.product_id is distinct from '25891502'
        order by outcomes.feed, outcomes.file, outcomes.line
    """
    with oracle.expect(REAL / "full_load", with_crosswalk(seeds, "XYZ123,25891502")) as mended:
        before, after = (every.connection.sql(others) for every in (full_load, mended))
        assert after.to_arrow_table().equals(before.to_arrow_table())
        units = "select count(*), sum(quantity)::bigint from order_lines where product_id = ?"
        assert full_load.rows(units, ["25891502"]) == [(0, None)]
        assert mended.rows(units, ["25891502"]) == [(2_435, 409_589)]
        quantities = full_load.headline.total_quantity, mended.headline.total_quantity
        assert quantities == (33_821_848, 33_821_848 + 409_589)
        assert lost(mended) == (4_776 - 2_435, 942_670 - 409_589)


@needs_real_data
def test_december_as_a_later_delivery_changes_no_outcome_of_the_full_load(
    full_load: oracle.Expected, with_december: oracle.Expected
) -> None:
    """No order line of the real data stands in two files."""
    outcomes = """
        select * from outcomes where file not like '%/orders_2025_12_%' order by feed, file, line
    """
    before, after = (every.connection.sql(outcomes) for every in (full_load, with_december))
    assert after.to_arrow_table().equals(before.to_arrow_table())


@needs_real_data
def test_every_kpi_table_of_the_real_data_adds_up_to_the_headline(
    full_load: oracle.Expected,
) -> None:
    """Revenue and quantity of each KPI table, and the shares."""
    headline = full_load.headline
    for table in (
        "kpi_monthly_revenue",
        "kpi_channel_share",
        "kpi_top_products",
        "kpi_top_customers",
        "kpi_variants",
        "kpi_price_quantity",
    ):
        sums = full_load.rows(f"select sum(revenue_inr), sum(quantity)::bigint from {table}")
        assert sums == [(headline.total_revenue_inr, headline.total_quantity)], table
    shares = full_load.rows("select channel, revenue_share from kpi_channel_share")
    assert abs(sum(share for _, share in shares) - 1) <= Decimal("0.000002")


# How a file becomes rows.


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("a,b", ["a", "b"]),
        ("", [""]),
        (",", ["", ""]),
        ('"a,b",c', ["a,b", "c"]),
        ('"a ""b""",c', ['a "b"', "c"]),
        ('"","",', ["", "", ""]),
        ('""""', ['"']),
        ('"a" ,b', ["a", "b"]),
        ('a "b",5"', ['a "b"', '5"']),
        (' "a",b', [' "a"', "b"]),
        ('"a,b', None),
        ('a,"b', None),
        ('"a"b,c', None),
        ('"a"",b', None),
        ('"', None),
    ],
)
def test_a_quote_counts_only_around_a_whole_field(line: str, fields: list[str] | None) -> None:
    """Fields of a line, None where the quotes are unbalanced."""
    assert fields_of(line) == fields


@pytest.mark.parametrize(
    "content",
    [
        csv(ORDERS_HEADER, ROW),
        csv(ORDERS_HEADER, ROW).rstrip(),
        csv(ORDERS_HEADER, ROW).replace(b"\n", b"\r\n"),
        csv(ORDERS_HEADER, ROW).replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + csv(ORDERS_HEADER, ROW),
        csv(" Order_ID ,ORDER_PLACEMENT_DATE,customer_id, product_id,order_qty ", ROW),
        csv('"order_id","order_placement_date","customer_id","product_id","order_qty"', ROW),
        csv(
            "order_qty,product_id,order_id,order_placement_date,customer_id",
            "10,25891101,O1,2025/07/01,789101",
        ),
        csv(f"note,{ORDERS_HEADER},", f"gift,{ROW},"),
        csv(f"{ORDERS_HEADER},Order_Id", f"{ROW},O2"),
        csv("", ORDERS_HEADER, "  \t", ROW, " "),
        csv(ORDERS_HEADER, ROW, ORDERS_HEADER),
        csv(ORDERS_HEADER, " O1 ,\t2025/07/01 , 789101, 25891101 ,+10.00 "),
        csv(ORDERS_HEADER, '"O1","Tuesday, July 01, 2025","789101","25891101","10"'),
    ],
    ids=[
        "plain",
        "no end of the last line",
        "CRLF",
        "CR",
        "byte order mark",
        "case and spaces",
        "quoted header",
        "reordered",
        "columns added",
        "column twice",
        "blank lines",
        "header repeated",
        "spaces around values",
        "quoted values",
    ],
)
def test_one_line_is_read_alike_however_its_file_is_written(content: bytes) -> None:
    """Fourteen files that say the same."""
    with oracle.expect([*WORLD, order_file(content)], SEEDS) as expected:
        assert [row[2:] for row in judged(expected)] == [("accepted", [])]
        assert expected.rows(
            "select order_id, order_date, customer_id, product_id, quantity from order_lines"
        ) == [("O1", datetime.date(2025, 7, 1), "789101", "25891101", 10)]


def test_a_ragged_or_badly_quoted_line_is_malformed_and_costs_no_other_line() -> None:
    """Too few, too many, truncated, an open quote; lines around them are accepted."""
    assert judged_orders(
        orders(
            "a.csv",
            ROW,
            "O2,2025/07/01,789101",
            "O3,2025/07/01,789101,25891101,10,",
            'O4,"Tuesday, July 01, 2025,789101,25891101,10',
            '"O5,2025/07/01,789101,25891101,10',
            "O6,2025/07/01,789101,25891101,10",
            "O7,2025",
        )
    ) == [
        ("a.csv", 2, "accepted", []),
        ("a.csv", 3, "rejected", ["malformed_row"]),
        ("a.csv", 4, "rejected", ["malformed_row"]),
        ("a.csv", 5, "rejected", ["malformed_row"]),
        ("a.csv", 6, "rejected", ["malformed_row"]),
        ("a.csv", 7, "accepted", []),
        ("a.csv", 8, "rejected", ["malformed_row"]),
    ]


def test_a_quoted_value_never_runs_into_the_next_line() -> None:
    """A physical line is a record, also where the next line would close the quote."""
    rows = judged_orders(orders("a.csv", '"O1', '",2025/07/01,789101,25891101,10'))
    assert [row[3] for row in rows] == [["malformed_row"], ["malformed_row"]]


def test_lines_before_the_header_are_malformed_rows_and_those_behind_it_are_read() -> None:
    """A preamble, blank lines and all."""
    content = csv("Export of July", "", "a,b,c,d,e", ORDERS_HEADER, ROW)
    assert judged_orders(order_file(content)) == [
        ("a.csv", 1, "rejected", ["malformed_row"]),
        ("a.csv", 3, "rejected", ["malformed_row"]),
        ("a.csv", 5, "accepted", []),
    ]


def test_a_line_that_names_the_same_columns_is_a_repeated_header() -> None:
    """In whatever spelling; with other columns the file has two headers, and no rows that count."""
    same = csv(ORDERS_HEADER.upper(), ORDERS_HEADER, "\ufeff" + ORDERS_HEADER, ROW)
    assert [row[1:] for row in judged_orders(order_file(same))] == [(4, "accepted", [])]
    other = csv(ORDERS_HEADER, f"x,{ORDERS_HEADER}")
    assert [row[2:] for row in judged_orders(order_file(other))] == [
        ("rejected", ["file_schema"]),
        ("rejected", ["file_schema"]),
    ]


def test_a_repeated_header_is_recognised_without_the_byte_order_mark() -> None:
    """Two files with one header, one behind the other."""
    content = b"\xef\xbb\xbf" + csv(ORDERS_HEADER, ROW, ORDERS_HEADER)
    assert [row[1:] for row in judged_orders(order_file(content))] == [(2, "accepted", [])]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (csv(ORDERS_HEADER.replace(",", ";"), ROW.replace(",", ";")), 2),
        (csv(ORDERS_HEADER.replace("order_qty", "quantity"), ROW, "", ROW), 3),
        (csv("order_id,order_placement_date,customer_id,product_id", "O1,2025/07/01,7,8"), 2),
        (csv("order_id,order_placement_date,customer_id,product_id"), 1),
        (csv(ROW, ROW), 2),
        (csv(ORDERS_HEADER, ROW).decode().encode("utf-16"), 3),
        (csv('"' + ORDERS_HEADER, ROW), 2),
    ],
    ids=["delimiter", "renamed", "removed", "removed, no rows", "no header", "UTF-16", "quote"],
)
def test_without_a_complete_header_every_line_is_rejected_as_file_schema(
    content: bytes, rows: int
) -> None:
    """Every line that is not blank counts, a broken header too (UTF-16 ends in half a line end)."""
    broken = oracle.Delivery(ORDERS, "broken.csv", 2, content)
    with oracle.expect([*WORLD, orders("good.csv", ROW), broken], SEEDS) as expected:
        outcomes = judged(expected)
        assert outcomes[0] == ("good.csv", 2, "accepted", [])
        assert [row[2:] for row in outcomes[1:]] == [("rejected", ["file_schema"])] * rows
        assert expected.rows("select distinct status from file_accounting where rejected > 0") == [
            ("file_schema",)
        ]


def test_files_without_rows_reject_nothing() -> None:
    """A byte order mark, blank lines, a header alone, compressed nothing; 0 bytes are no file."""
    assert counted(
        order_file(b"", "a.csv"),
        order_file(b"\xef\xbb\xbf", "b.csv"),
        order_file(b" \r\n\n", "c.csv"),
        orders("d.csv"),
        order_file(gzip.compress(b""), "e.csv.gz"),
        order_file(b"", "f.csv.gz"),
    ) == [
        ("b.csv", "empty", 0, 0, 0, 0),
        ("c.csv", "empty", 0, 0, 0, 0),
        ("d.csv", "ok", 0, 0, 0, 0),
        ("e.csv.gz", "empty", 0, 0, 0, 0),
    ]


def test_compressed_files_are_read_and_other_extensions_and_damaged_ones_are_not() -> None:
    """Extensions in any case, several members, half a file."""
    packed = gzip.compress(csv(ORDERS_HEADER)) + gzip.compress(csv(ROW))
    assert counted(
        order_file(packed, "a.CSV.Gz"),
        order_file(csv(ORDERS_HEADER, ROW.replace("O1", "O2")), "b.CSV"),
        order_file(packed[:-12], "c.csv.gz"),
        order_file(csv(ORDERS_HEADER, ROW), "d.txt"),
        order_file(packed, "e.gz"),
    ) == [
        ("a.CSV.Gz", "ok", 1, 1, 0, 0),
        ("b.CSV", "ok", 1, 1, 0, 0),
        ("c.csv.gz", "unreadable", 0, 0, 0, 0),
        ("d.txt", "unsupported", 0, 0, 0, 0),
        ("e.gz", "unsupported", 0, 0, 0, 0),
    ]


def test_a_line_that_is_no_utf_8_is_read_as_latin_1_and_its_neighbours_are_not() -> None:
    """Both encodings in one file."""
    lines = ["1,Café,Delhi", "2,Café,Delhi"]
    content = csv("customer_id,customer_name,city") + (
        lines[0].encode("latin-1") + b"\n" + lines[1].encode("utf-8")
    )
    with oracle.expect([oracle.Delivery(CUSTOMERS, "a.csv", 1, content)], SEEDS) as expected:
        assert expected.rows("select customer from customers") == [("Café - Delhi",)] * 2


# What was delivered, and in which order.


def test_a_folder_yields_the_visible_files_of_the_feeds_with_their_times(tmp_path: Path) -> None:
    """Sub-folders are searched; hidden names, unfinished uploads and other folders are not."""
    names = ("b.csv", "2025/07/a.csv", "note.txt", "_upload.csv", ".b.csv", "_tmp/c.csv")
    for name in (*(f"{ORDERS}/{name}" for name in names), "sports_bar/returns/a.csv", "README.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, ns=(0, 1_700_000_000_123_999_999))
    assert sorted(oracle.deliveries_of(tmp_path)) == [
        oracle.Delivery(ORDERS, "2025/07/a.csv", 1_700_000_000_123, b"x"),
        oracle.Delivery(ORDERS, "b.csv", 1_700_000_000_123, b"x"),
        oracle.Delivery(ORDERS, "note.txt", 1_700_000_000_123, b"x"),
    ]


def test_a_folder_and_its_deliveries_give_the_same(tmp_path: Path) -> None:
    """The folder form of the question is the list form of it."""
    deliveries = [*WORLD, orders("a.csv", ROW), orders("2025/b.csv", ROW, at=2000)]
    for each in deliveries:
        path = tmp_path / each.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.content)
        os.utime(path, ns=(0, each.modified_at_ms * 1_000_000))
    with (
        oracle.expect(tmp_path, SEEDS) as of_folder,
        oracle.expect(reversed(deliveries), SEEDS) as of_list,
    ):
        for name in oracle.TABLES:
            assert of_folder.table(name).equals(of_list.table(name)), name
        assert of_folder.rows("select distinct file from order_lines") == [
            ("sports_bar/orders/2025/b.csv",)
        ]


def test_a_missing_feed_is_empty_and_a_missing_landing_root_is_an_error(tmp_path: Path) -> None:
    """An empty landing root gives empty tables and a headline of nothing."""
    with oracle.expect(tmp_path, SEEDS) as expected:
        assert expected.headline == oracle.Headline(Decimal(0), 0, 0, None)
        sizes = {name: expected.table(name).num_rows for name in oracle.TABLES}
        assert sizes.pop("kpi_headline") == 1
        assert set(sizes.values()) == {0}
    with pytest.raises(FileNotFoundError, match="landing root"):
        oracle.expect(tmp_path / "nowhere", SEEDS)


def test_one_identity_is_one_delivery_and_invisible_ones_are_none() -> None:
    """Path, size and time; the same path at another time is another delivery."""
    first = orders("a.csv", ROW)
    hidden = orders("_a.csv", ROW)
    again = first._replace(modified_at_ms=2)
    assert counted(first, first, hidden, again) == [
        ("a.csv", "ok", 1, 0, 1, 0),
        ("a.csv", "ok", 1, 1, 0, 0),
    ]


def test_contradictory_deliveries_are_errors() -> None:
    """A feed that does not exist, and two contents of one identity."""
    with pytest.raises(ValueError, match="No feed"):
        oracle.expect([delivery("sports_bar/returns", "a.csv", "x")], SEEDS)
    with pytest.raises(ValueError, match="Two different"):
        oracle.expect([order_file(b"x"), order_file(b"y")], SEEDS)


def test_later_means_time_then_path_without_extension_then_path() -> None:
    """Each file corrects the one before it, in whatever order they arrived."""
    lines = [f"O1,2025/07/01,789101,25891101,{quantity}" for quantity in range(1, 6)]
    ordered = [
        orders("z.csv", lines[0], at=1),
        orders("a.csv", lines[1], at=2),
        oracle.Delivery(ORDERS, "a.csv.gz", 2, gzip.compress(csv(ORDERS_HEADER, lines[2]))),
        # "a" < "a-1" without their extensions, though "a-1.csv" < "a.csv" with them
        orders("a-1.csv", lines[3], at=2),
        orders("a-1/0.csv", lines[4], at=2),
    ]
    for count in range(1, 6):
        with oracle.expect([*WORLD, *reversed(ordered[:count])], SEEDS) as expected:
            assert expected.rows("select quantity from order_lines") == [(count,)]


# Order lines of sports_bar.


def test_only_the_four_date_formats_are_dates() -> None:
    """With and without a weekday; impossible days, short digits and other formats are none."""
    first_of_july = (
        "2025/07/01",
        "01-07-2025",
        "01/07/2025",
        '"July 01, 2025"',
        '"Tuesday, July 01, 2025"',
        '"Tuesday, 2025/07/01"',
        '"tuesday,01-07-2025"',
        '"TUESDAY,  JULY 01, 2025"',
        '"Tuesday,\u00a0July\u00a001, 2025"',
    )
    none = (
        "",
        "2025-07-01",
        "2025/02/30",
        "30-02-2025",
        "31/04/2025",
        "1/7/2025",
        "2025/7/1",
        "07/25/2025",
        '"July 1, 2025"',
        '"July 01 2025"',
        '"Jul 01, 2025"',
        '"Tue, July 01, 2025"',
        '"Sunday, July 01, 2025"',
        '"Cancelled, July 01, 2025"',
        '"Saturday, 07/05/2025"',
        "01-07/2025",
        "0000/01/01",
        "2025/07/01 00:00",
        "tomorrow",
        '"Tuesday, "',
        "20250701",
        '"February 29, 2025"',
        "01.07.2025",
    )
    template = "O1,{},789101,25891101,10"
    assert judged_values(first_of_july, template) == {text: [] for text in first_of_july}
    assert judged_values(none, template) == {text: ["order_date_unparsable"] for text in none}
    rows = [template.format(text).replace("O1", f"O{i}") for i, text in enumerate(first_of_july)]
    with oracle.expect([*WORLD, orders("a.csv", *rows)], SEEDS) as expected:
        assert expected.rows("select distinct order_date from order_lines") == [
            (datetime.date(2025, 7, 1),)
        ]


def test_every_month_is_known_by_its_name_and_leap_days_exist() -> None:
    """The twelve names, in a leap year."""
    rows = [
        f'O{number},"{datetime.date(2024, number, 28):%B} 28, 2024",1,25891101,{number}'
        for number in range(1, 13)
    ]
    leap_day = 'O13,"Thursday, February 29, 2024",1,25891101,13'
    with oracle.expect([*WORLD, orders("a.csv", *rows, leap_day)], SEEDS) as expected:
        assert expected.rows("select order_date from order_lines order by quantity") == [
            *((datetime.date(2024, number, 28),) for number in range(1, 13)),
            (datetime.date(2024, 2, 29),),
        ]


def test_a_quantity_must_be_there_a_number_whole_and_positive() -> None:
    """Every way in which a quantity can be wrong, and some in which it is not."""
    missing, text = ["quantity_missing"], ["quantity_not_numeric"]
    fraction, negative = ["quantity_not_whole"], ["quantity_not_positive"]
    cases = {
        "150": [], "150.0": [], "+7": [], "007": [], "5.": [], "1.5e1": [], "1E2": [],
        "": missing, "  ": missing, '""': missing,
        "5 pcs": text, "abc": text, "1_000": text, '"1,000"': text, "0x10": text, "NaN": text,
        "inf": text, "--5": text, "5-": text, "e5": text, ".": text, "1e400": text, "١٢": text,
        "9999999999999999999": text, "NULL": text,
        "1.5": fraction, ".5": fraction, "1e-1": fraction,
        "0": negative, "-3": negative, "0.0": negative, "-0": negative,
        "-0.5": ["quantity_not_positive", "quantity_not_whole"],
        "100000": [], "100001": ["quantity_implausible"],
    }  # fmt: skip
    assert judged_values(list(cases), "O1,2025/07/01,789101,25891101,{}") == cases


def test_a_line_of_atlon_with_a_damaged_customer_is_rejected_and_counts_for_nobody() -> None:
    """So it has no warning that it counts for the unknown customer, as one without customer has."""
    lines = [
        f"2025-07-02,A1,{customer},1"
        for customer in ("70002017.0", "7.0002E+07", "n/a", "70002017")
    ]
    with oracle.expect([*WORLD, atlon_orders("a.csv", *lines)], SEEDS) as expected:
        assert expected.rows(
            "select outcome, rejects, warnings from outcomes"
            " where feed = 'atlon/orders' order by line"
        ) == [
            ("rejected", ["key_damaged"], []),
            ("rejected", ["key_damaged"], []),
            ("accepted", [], ["customer_unknown"]),
            ("accepted", [], []),
        ]


def test_a_customer_that_is_no_number_is_the_unknown_customer_with_a_warning() -> None:
    """Also an empty one and the placeholder itself; ids are kept as they are written."""
    lines = [
        f"O{number},2025/07/01,{customer},25891101,1"
        for number, customer in enumerate(
            ("789101", " 0007 ", "ABC987", "", "-1", "789101.0", "999999")
        )
    ]
    unknown = ("999999", ["customer_unknown"])
    with oracle.expect([*WORLD, orders("a.csv", *lines)], SEEDS) as expected:
        assert expected.rows(
            "select customer_id, warnings from order_lines "
            "join outcomes using (feed, file, line) order by line"
        ) == [("789101", []), ("0007", []), unknown, unknown, unknown, unknown, unknown]
        assert expected.headline.unique_customers == 3


def test_a_row_is_rejected_with_every_rule_it_breaks() -> None:
    """Keys, date, product and quantity, alone and together, sorted by name."""
    rows = judged_orders(
        orders(
            "a.csv",
            ",2025/07/01,789101,25891101,1",
            "O1,2025/07/01,789101, ,1",
            "O1,2025/07/01,789101,77777777,1",
            "O1,2025/07/01,789101,XYZ123,1",
            "O1,2025/07/01,789101,999999,1",
            ",someday,,XYZ123,5 pcs",
            ",,,,",
        )
    )
    assert [row[3] for row in rows] == [
        ["order_id_missing"],
        ["product_id_missing"],
        ["product_unknown"],
        ["product_unknown"],
        ["product_unknown"],
        ["order_date_unparsable", "order_id_missing", "product_unknown", "quantity_not_numeric"],
        ["order_date_unparsable", "order_id_missing", "product_id_missing", "quantity_missing"],
    ]


def test_in_one_file_repeated_lines_count_once_and_different_ones_each() -> None:
    """Equal by value, whatever they look like; the first place counts."""
    assert judged_orders(
        orders(
            "a.csv",
            "O1,2025/07/01,789101,25891101,10",
            'O1,"Tuesday, July 01, 2025",789101,25891101,10.0',
            "O1,01-07-2025,789101,25891101,11",
            "O1,01-07-2025,XYZ,25891101,10",
            "O1,01-07-2025,,25891101,10",
            "O1,02-07-2025,789101,25891101,10",
            "O1,01-07-2025,789101,25891501,10",
        )
    ) == [
        ("a.csv", 2, "accepted", []),
        ("a.csv", 3, "superseded", []),
        ("a.csv", 4, "accepted", []),
        ("a.csv", 5, "accepted", []),
        ("a.csv", 6, "superseded", []),
        ("a.csv", 7, "accepted", []),
        ("a.csv", 8, "accepted", []),
    ]


def test_a_file_delivered_again_under_another_name_adds_nothing() -> None:
    """The later name wins, the sum stays."""
    assert judged_orders(orders("a.csv", ROW), orders("copy of a.csv", ROW, at=2)) == [
        ("a.csv", 2, "superseded", []),
        ("copy of a.csv", 2, "accepted", []),
    ]


def test_a_correction_replaces_the_whole_line_of_its_order_and_product() -> None:
    """Two lines of one pair become one; other pairs of the old file stay."""
    old = (ROW, "O1,2025/07/01,789101,25891101,4", "O1,2025/07/01,789101,25891501,3")
    new = "O1,2025/07/02,789102,25891101,5"
    assert judged_orders(orders("a.csv", *old), orders("b.csv", new, at=2)) == [
        ("a.csv", 2, "superseded", []),
        ("a.csv", 3, "superseded", []),
        ("a.csv", 4, "accepted", []),
        ("b.csv", 2, "accepted", []),
    ]


def test_a_file_replaced_in_place_corrects_its_own_older_delivery() -> None:
    """One path, two deliveries: both landed, the newer one counts."""
    with oracle.expect(
        [*WORLD, orders("a.csv", ROW), orders("a.csv", ROW.replace(",10", ",12"), at=2)], SEEDS
    ) as expected:
        assert judged(expected) == [
            ("a.csv", 2, "superseded", []),
            ("a.csv", 2, "accepted", []),
        ]
        assert expected.rows("select quantity from order_lines") == [(12,)]


def test_a_late_file_with_an_old_time_changes_no_line_that_a_newer_file_holds() -> None:
    """Later is the file's own time, not its arrival; lines only it has come in."""
    late = orders("late.csv", "O1,2025/07/01,789101,25891101,99", "O2,2025/07/01,1,25891101,1")
    assert judged_orders(orders("a.csv", ROW, at=5), late) == [
        ("late.csv", 2, "superseded", []),
        ("late.csv", 3, "accepted", []),
        ("a.csv", 2, "accepted", []),
    ]


@pytest.mark.parametrize(
    ("correction", "rule"),
    [
        ("O1,2025/07/01,789101,25891101,", "quantity_missing"),
        ("O1,2025/07/01,789101,25891101,5 pcs", "quantity_not_numeric"),
        ("O1,2025/13/01,789101,25891101,5", "order_date_unparsable"),
        ("O1,2025/07/01,789101", "malformed_row"),
    ],
)
def test_a_rejected_correction_replaces_nothing_and_is_seen(correction: str, rule: str) -> None:
    """A cancellation by empty quantity, `5 pcs`, an impossible date, half a line."""
    assert judged_orders(orders("a.csv", ROW), orders("b.csv", correction, at=2)) == [
        ("a.csv", 2, "accepted", []),
        ("b.csv", 2, "rejected", [rule]),
    ]


def test_a_correction_that_is_half_valid_replaces_with_its_valid_lines_only() -> None:
    """The file wins the pair by its valid line, its bad line stays rejected."""
    bad = "O1,2025/07/01,789101,25891101,"
    assert judged_orders(orders("a.csv", ROW), orders("b.csv", bad, ROW, at=2)) == [
        ("a.csv", 2, "superseded", []),
        ("b.csv", 2, "rejected", ["quantity_missing"]),
        ("b.csv", 3, "accepted", []),
    ]


def test_a_line_sent_again_with_its_real_customer_replaces_the_unknown_one() -> None:
    """The customer is no part of the key."""
    with oracle.expect(
        [*WORLD, orders("a.csv", ROW.replace("789101", "n/a")), orders("b.csv", ROW, at=2)], SEEDS
    ) as expected:
        assert expected.rows("select customer_id, quantity from order_lines") == [("789101", 10)]


def test_an_unparsable_date_delivered_twice_is_rejected_twice() -> None:
    """Neither row replaces the other."""
    rows = judged_orders(*(orders(name, "O1,soon,1,25891101,1") for name in ("a.csv", "b.csv")))
    assert [row[2:] for row in rows] == [("rejected", ["order_date_unparsable"])] * 2


def test_a_crosswalk_releases_lines_and_their_key_stays_as_delivered(seeds: Path) -> None:
    """XYZ123 is 25891502: both ids can be ordered, as lines of their own, of one product."""
    lines = ("O1,2025/07/01,1,XYZ123,1", "O1,2025/07/01,1,25891502,2", "O1,2025/07/01,1,999999,4")
    files = [*WORLD, orders("a.csv", *lines)]
    assert [row[2] for row in judged_orders(files[-1])] == ["rejected"] * 3
    with oracle.expect(files, with_crosswalk(seeds, "XYZ123,25891502")) as expected:
        assert [row[2] for row in judged(expected)] == ["accepted", "accepted", "rejected"]
        assert expected.rows("select product_id, quantity from fct_distribution_monthly_sales") == [
            ("25891502", 3)
        ]
        assert expected.rows("select product from products where product_id = '25891502'") == [
            ("SportsBar Oats Cookie Bites ChocoChip",)
        ]


# Order lines of atlon.


def atlon_orders(name: str, *lines: str, at: int = 1) -> oracle.Delivery:
    """A delivery of atlon order lines."""
    return delivery("atlon/orders", name, ATLON_ORDERS_HEADER, *lines, at=at)


def test_an_atlon_line_is_keyed_by_date_product_and_customer() -> None:
    """Repeats count once, different quantities of one file each, a later file replaces all."""
    first = atlon_orders(
        "a.csv",
        "2024-01-01,A1,70002017,10",
        "2024-01-01,A1,70002017,10.0",
        "2024-01-01,A1,70002017,5",
        "2024-01-01,A1,70002018,1",
        "2024-02-01,A1,70002017,2",
        "2024-01-01,A2,,3",
    )
    second = atlon_orders("b.csv", "2024-01-01,A1,70002017,7", "2024-01-01,A2,n/a,4", at=2)
    with oracle.expect([*WORLD, first, second], SEEDS) as expected:
        assert judged(expected, "atlon/orders") == [
            ("a.csv", 2, "superseded", []),
            ("a.csv", 3, "superseded", []),
            ("a.csv", 4, "superseded", []),
            ("a.csv", 5, "accepted", []),
            ("a.csv", 6, "accepted", []),
            ("a.csv", 7, "superseded", []),
            ("b.csv", 2, "accepted", []),
            ("b.csv", 3, "accepted", []),
        ]
    with oracle.expect([*WORLD, first], SEEDS) as expected:
        assert expected.rows(
            "select date, product_id, customer_id, quantity from sales order by all"
        ) == [
            (datetime.date(2024, 1, 1), "A1", "70002017", 15),
            (datetime.date(2024, 1, 1), "A1", "70002018", 1),
            (datetime.date(2024, 1, 1), "A2", "999999", 3),
            (datetime.date(2024, 2, 1), "A1", "70002017", 2),
        ]


def test_an_atlon_row_breaks_the_same_rules_but_knows_one_date_format() -> None:
    """Also a day in the month, which counts for its month."""
    rows = (
        "2024-01-15,A1,1,1",
        "2024/01/01,A1,1,1",
        "2024-02-30,A1,1,1",
        "2024-01-01,,1,1",
        "2024-01-01,A9,1,5 pcs",
        "2024-01-01,A1,1,",
        "2024-01-01,A1,1,-1",
        "2024-01-01,A1,1",
    )
    with oracle.expect([*WORLD, atlon_orders("a.csv", *rows)], SEEDS) as expected:
        assert [row[3] for row in judged(expected, "atlon/orders")] == [
            [],
            ["order_date_unparsable"],
            ["order_date_unparsable"],
            ["product_id_missing"],
            ["product_unknown", "quantity_not_numeric"],
            ["quantity_missing"],
            ["quantity_not_positive"],
            ["malformed_row"],
        ]
        assert expected.rows("select date, revenue_inr from fct_distribution_monthly_sales") == [
            (datetime.date(2024, 1, 1), Decimal("5.00"))
        ]


# Customers, products, prices.


def customers(name: str, *lines: str, at: int = 1) -> oracle.Delivery:
    """A delivery of sports_bar customers."""
    return delivery(CUSTOMERS, name, "customer_id,customer_name,city", *lines, at=at)


def products(name: str, *lines: str, at: int = 1) -> oracle.Delivery:
    """A delivery of sports_bar products."""
    return delivery(PRODUCTS, name, "product_name,product_id,category", *lines, at=at)


def prices(name: str, *lines: str, at: int = 1) -> oracle.Delivery:
    """A delivery of sports_bar prices."""
    return delivery(PRICES, name, "product_id,month,gross_price", *lines, at=at)


def test_names_and_cities_of_sports_bar_are_cleaned() -> None:
    """Spaces, case, apostrophes, misspelt, missing and unheard-of cities."""
    lines = (
        "1,  Athlete's   CHOICE store ,Bengalore",
        "2,HydroBoost nutrition, NEWDELHEE ",
        "3,champion's Choice,new  york",
        "789603,Recovery Lane,",
        "5,Éclair bar,",
        "6,,Hyderbad",
    )
    with oracle.expect([customers("a.csv", *lines)], SEEDS) as expected:
        assert expected.rows("select customer from customers order by length(customer_id), 1") == [
            ("Athlete's Choice Store - Bengaluru",),
            ("Champion's Choice - New York",),
            ("Hydroboost Nutrition - New Delhi",),
            ("Unknown - Hyderabad",),
            ("Éclair Bar - Unknown",),
            ("Recovery Lane - Hyderabad",),
        ]
        assert expected.rows("select line from outcomes where warnings = ['city_unknown']") == [
            (4,)
        ]
        assert expected.rows("select distinct market, platform, channel from customers") == [
            ("India", "Sports Bar", "Acquisition")
        ]


def test_a_customer_without_a_usable_key_is_rejected() -> None:
    """sports_bar wants numbers, atlon any code."""
    atlon = delivery(
        "atlon/customers",
        "a.csv",
        "customer_code,customer,market,platform,channel",
        "C1, Shop ,India,E-Commerce,",
        ",Shop,India,E-Commerce,Direct",
    )
    with oracle.expect([customers("a.csv", ",X,Pune", "12a,X,Pune"), atlon], SEEDS) as expected:
        assert expected.rows("select feed, rejects from outcomes where outcome = 'rejected'") == [
            ("atlon/customers", ["customer_id_missing"]),
            (CUSTOMERS, ["customer_id_missing"]),
            (CUSTOMERS, ["customer_id_not_numeric"]),
        ]
        assert expected.rows("from customers") == [
            ("atlon", "C1", "Shop", None, "India", "E-Commerce", None, True)
        ]


def test_the_latest_row_of_a_key_counts_and_absent_keys_become_inactive() -> None:
    """A newest file without a usable row says nothing about who is still there."""
    files = [
        customers("a.csv", "1,Old,Pune", "2,Gone,Pune", "1,New,Pune"),
        customers("b.csv", "1,Newest,Pune", "3,Third,Pune", at=2),
        customers("c.csv", "x,Bad,Pune", at=3),
        customers("d.csv", at=4),
    ]
    with oracle.expect(files, SEEDS) as expected:
        assert judged(expected, CUSTOMERS) == [
            ("a.csv", 2, "superseded", []),
            ("a.csv", 3, "accepted", []),
            ("a.csv", 4, "superseded", []),
            ("b.csv", 2, "accepted", []),
            ("b.csv", 3, "accepted", []),
            ("c.csv", 2, "rejected", ["customer_id_not_numeric"]),
        ]
        assert expected.rows("select customer_id, customer, is_active from customers") == [
            ("1", "Newest - Pune", True),
            ("2", "Gone - Pune", False),
            ("3", "Third - Pune", True),
        ]


def test_products_of_sports_bar_are_cleaned_split_and_divided() -> None:
    """Misspelt words, variants, categories, divisions."""
    lines = (
        " SportsBar PROTIEN Bar Peanut (45g) ,1,protien bars",
        "Lemon (mix)  Drink ( 5 Sachets ) ,2,ELECTROLYTE MIX",
        "Protiens,3,toys",
        "Bar ()  (open,4,",
        'Bar (x) y,5," "',
        "(only),6,Toys",
    )
    with oracle.expect([products("a.csv", *lines)], SEEDS) as expected:
        assert expected.rows(
            "select product, variant, category, division from products order by product_id"
        ) == [
            ("SportsBar Protein Bar Peanut", "45g", "Protein Bars", "Nutrition Bars"),
            (
                "Lemon (mix) Drink", "5 Sachets", "Electrolyte Mix",
                "Hydration & Electrolytes",
            ),
            ("Protiens", None, "Toys", "Other"),
            ("Bar () (open", None, None, "Other"),
            ("Bar (x) y", None, None, "Other"),
            (None, "only", "Toys", "Other"),
        ]  # fmt: skip


def test_products_without_id_or_name_are_rejected_and_bad_ids_share_the_placeholder() -> None:
    """Latest wins on 999999; nothing can be ordered on it."""
    files = [
        products("p.csv", "Bar,,x", ",1,x", ",,x", "First,XYZ123,x", "Second,ABC,x", at=2),
        orders("a.csv", "O1,2025/07/01,1,ABC,1", "O2,2025/07/01,1,999999,1"),
    ]
    with oracle.expect(files, SEEDS) as expected:
        assert [row[2:] for row in judged(expected, PRODUCTS)] == [
            ("rejected", ["product_id_missing"]),
            ("rejected", ["product_name_missing"]),
            ("rejected", ["product_id_missing", "product_name_missing"]),
            ("superseded", []),
            ("accepted", []),
        ]
        assert expected.rows("select product_id, product from products") == [("999999", "Second")]
        assert [row[3] for row in judged(expected)] == [["product_unknown"]] * 2


def test_a_product_that_left_the_newest_file_is_inactive_and_can_still_be_ordered() -> None:
    """A corrected products.csv takes no order line away."""
    newer = products("corrected.csv", "Other bar (60g),25891501,energy bars", at=2)
    with oracle.expect([*WORLD, newer, orders("a.csv", ROW)], SEEDS) as expected:
        assert expected.rows(
            "select product_id, is_active from products where company = 'sports_bar'"
        ) == [("25891101", False), ("25891501", True), ("999999", False)]
        assert [row[2] for row in judged(expected)] == ["accepted"]


def test_atlon_products_are_kept_as_delivered_and_need_a_code_only() -> None:
    """Trimmed, nothing else."""
    atlon = delivery(
        "atlon/products", "a.csv", "product_code,division,category,product,variant",
        " A1 ,Archery, Bow,protien (x) , 26 lbs", "A2,,,,", ",Archery,Bow,Bow,",
    )  # fmt: skip
    with oracle.expect([atlon], SEEDS) as expected:
        assert expected.rows("from products") == [
            ("atlon", "A1", "protien (x)", "26 lbs", "Bow", "Archery", True),
            ("atlon", "A2", None, None, None, None, True),
        ]
        assert judged(expected, "atlon/products")[2][3] == ["product_id_missing"]


def test_prices_are_read_in_four_month_formats_and_made_positive() -> None:
    """What is wrong with a price, and what is only strange."""
    cases = {
        "1,2025/07/01,84": [],
        "2,01/08/2025,-84.5": [],
        "3,2025-09-15,84": [],
        "4,01-10-2025,1e2": [],
        "5,July 2025,84": ["price_month_unparsable"],
        "6,,84": ["price_month_unparsable"],
        "7,2025/02/30,84": ["price_month_unparsable"],
        "8,2025/07/01,unknown": ["price_not_numeric"],
        "9,2025/07/01,": ["price_not_numeric"],
        "10,2025/07/01,0.00": ["price_zero"],
        "11,2025/07/01,0.004": ["price_too_precise"],
        "13,2025/07/01,84.500": [],
        "14,2025-12-01 00:00:00,84": ["price_month_unparsable"],
        ",2025/07/01,84": ["product_id_missing"],
        ",x,y": ["price_month_unparsable", "price_not_numeric", "product_id_missing"],
        "12,2025/07/01": ["malformed_row"],
    }
    with oracle.expect([prices("a.csv", *cases)], SEEDS) as expected:
        assert dict(zip(cases, (row[3] for row in judged(expected, PRICES)), strict=True)) == cases
        assert expected.rows("select product_id, price_month, price_inr from prices") == [
            ("1", datetime.date(2025, 7, 1), Decimal("84.00")),
            ("13", datetime.date(2025, 7, 1), Decimal("84.50")),
            ("2", datetime.date(2025, 8, 1), Decimal("84.50")),
            ("3", datetime.date(2025, 9, 1), Decimal("84.00")),
            ("4", datetime.date(2025, 10, 1), Decimal("100.00")),
        ]
        assert expected.rows("select line from outcomes where warnings = ['price_negative']") == [
            (3,)
        ]


def test_an_atlon_price_needs_a_whole_year_from_1900_to_2200() -> None:
    """The same rules of the price itself."""
    cases = {
        "A1,5.010,2024": [],
        "A0,5.005,2024": ["price_too_precise"],
        "A2,-5,1900": [],
        "A3,5,2200.0": [],
        "A4,5,2024.5": ["price_year_unparsable"],
        "A5,5,1899": ["price_year_unparsable"],
        "A6,5,2201": ["price_year_unparsable"],
        "A7,5,": ["price_year_unparsable"],
        "A8,0,2024": ["price_zero"],
        ",n/a,2024": ["price_not_numeric", "product_id_missing"],
    }
    feed = "atlon/gross_prices"
    landed = delivery(feed, "a.csv", "product_code,price_inr,year", *cases)
    with oracle.expect([landed], SEEDS) as expected:
        assert dict(zip(cases, (row[3] for row in judged(expected, feed)), strict=True)) == cases
        assert expected.rows("select product_id, price_year, price_inr from yearly_prices") == [
            ("A1", 2024, Decimal("5.01")),
            ("A2", 1900, Decimal("5.00")),
            ("A3", 2200, Decimal("5.00")),
        ]


def test_the_price_of_a_year_is_that_of_its_latest_month_with_an_accepted_price() -> None:
    """A later delivery of a month wins, a rejected one replaces nothing."""
    files = [
        prices("a.csv", "1,2025/01/01,10", "1,2025/06/01,20", "1,2025/06/15,21", "1,2025/12/01,x"),
        prices("b.csv", "1,2025/06/01,30", "1,2025/01/01,40", at=2),
        prices("c.csv", "1,2025/06/01,0", at=3),
    ]
    with oracle.expect(files, SEEDS) as expected:
        assert [row[2] for row in judged(expected, PRICES)] == [
            "superseded", "superseded", "superseded", "rejected", "accepted", "accepted",
            "rejected",
        ]  # fmt: skip
        assert expected.rows("select price_year, price_inr from yearly_prices") == [
            (2025, Decimal("30.00"))
        ]


def test_a_list_for_next_year_with_one_unknown_leaves_this_year_alone() -> None:
    """The price that is missing is null, in its own year only."""
    files = [
        *WORLD,
        prices("2026.csv", "25891101,2026/01/01,unknown", "25891501,2026/01/01,90", at=2),
        orders("a.csv", ROW, "O2,2026/07/01,789101,25891101,1", "O3,2026/07/01,1,25891501,1"),
    ]
    with oracle.expect(files, SEEDS) as expected:
        assert expected.rows(
            "select year(date), price_inr, revenue_inr from sales order by all"
        ) == [
            (2025, Decimal("80.00"), Decimal("800.00")),
            (2026, Decimal("90.00"), Decimal("90.00")),
            (2026, None, None),
        ]
        assert expected.headline == oracle.Headline(Decimal("890.00"), 12, 2, Decimal("85.000000"))


def test_the_crosswalk_applies_to_prices_and_products_before_their_keys(seeds: Path) -> None:
    """Two names of one product share its price and its row; other ids keep theirs."""
    files = [
        products("p.csv", "Bar (1),XYZ123,toys", "Bar (2),25891502,toys", "Bar (3),ABC,toys"),
        prices("a.csv", "XYZ123,2025/07/01,5", "25891502,2025/07/01,6", "ABC,2025/07/01,7"),
    ]
    with oracle.expect(files, with_crosswalk(seeds, "XYZ123,25891502")) as expected:
        assert expected.rows("select product_id, variant from products") == [
            ("25891502", "2"),
            ("999999", "3"),
        ]
        assert expected.rows("select product_id, price_inr from prices") == [
            ("25891502", Decimal("6.00")),
            ("ABC", Decimal("7.00")),
        ]


@pytest.mark.parametrize(
    ("name", "lines", "message"),
    [
        ("product_crosswalk", ("company,source_product_id", "a,b"), "no column product_id"),
        ("city_names", ("raw_city,city", "Pune,Pune", "PUNE,Poona"), "maps pune twice"),
    ],
)
def test_a_seed_that_contradicts_itself_is_an_error(
    seeds: Path, name: str, lines: tuple[str, ...], message: str
) -> None:
    """A column is missing, or one key is mapped twice; likewise a seed that is not there."""
    (seeds / f"{name}.csv").write_bytes(csv(*lines))
    with pytest.raises(ValueError, match=message):
        oracle.expect([], seeds)
    (seeds / f"{name}.csv").unlink()
    with pytest.raises(FileNotFoundError, match=name):
        oracle.expect([], seeds)


# KPIs and accounting.

SALES = (
    *WORLD,
    orders(
        "a.csv",
        "O1,2025/07/01,789101,25891101,10",
        "O2,2025/08/01,789101,25891101,20",
        "O3,2025/08/02,n/a,25891101,1",
        "O4,2025/08/02,789101,25891501,2",
    ),
    atlon_orders(
        "a.csv", "2024-12-01,A1,70002017,3", "2025-07-01,A1,70002017,4", "2025-07-01,A2,,6"
    ),
)
"""80 a piece for 25891101, 5 and 7 for A1 in 2024 and 2025, no price of 25891501 and A2."""


def test_every_kpi_is_what_a_hand_calculates() -> None:
    """Seven rows of monthly sales, two of them without a price."""

    def money(amount: str) -> Decimal:
        return Decimal(amount).quantize(Decimal("0.01"))

    with oracle.expect(SALES, SEEDS) as expected:
        # 10*80 + 20*80 + 1*80 + 3*5 + 4*7; (80 + 80 + 80 + 5 + 7) / 5
        assert expected.headline == oracle.Headline(money("2523"), 46, 4, Decimal("50.400000"))
        assert expected.rows("from kpi_monthly_revenue") == [
            (datetime.date(2024, 12, 1), money("15"), 3, None),
            (datetime.date(2025, 7, 1), money("828"), 20, money("813")),
            (datetime.date(2025, 8, 1), money("1680"), 23, money("852")),
        ]
        assert expected.rows("from kpi_channel_share") == [
            ("Acquisition", money("2400"), 32, Decimal("0.951249")),
            ("Unknown", money("80"), 7, Decimal("0.031708")),
            ("Retailer", money("43"), 7, Decimal("0.017043")),
        ]
        assert expected.rows(
            "select position, company, product_id, revenue_inr, quantity from kpi_top_products"
        ) == [
            (1, "sports_bar", "25891101", money("2480"), 31),
            (2, "atlon", "A1", money("43"), 7),
            (3, "atlon", "A2", None, 6),
            (4, "sports_bar", "25891501", None, 2),
        ]
        assert expected.rows("select * exclude (channel) from kpi_top_customers") == [
            (1, "sports_bar", "789101", "Endurance Foods - Delhi", money("2400"), 32),
            (2, "sports_bar", "999999", "Unknown", money("80"), 1),
            (3, "atlon", "70002017", "Sporty Essentials", money("43"), 7),
            (4, "atlon", "999999", "Unknown", None, 6),
        ]
        assert expected.rows("select * exclude (category) from kpi_variants") == [
            ("sports_bar", "60g", 1, 31, money("2480")),
            ("atlon", "26 lbs", 1, 7, money("43")),
            ("atlon", "30 lbs", 1, 6, None),
            ("sports_bar", "500g", 1, 2, None),
        ]
        assert expected.rows(
            "select product_id, year, price_inr, quantity, revenue_inr from kpi_price_quantity"
        ) == [
            ("A1", 2024, money("5"), 3, money("15")),
            ("A1", 2025, money("7"), 4, money("28")),
            ("A2", 2025, None, 6, None),
            ("25891101", 2025, money("80"), 31, money("2480")),
            ("25891501", 2025, None, 2, None),
        ]


def test_a_mean_is_rounded_half_up_at_its_sixth_decimal_and_no_amount_is_a_float() -> None:
    """80, 80 and 5.01 make 55.003333 and no more; every table holds decimals and integers."""
    lines = (
        "O1,2025/07/01,1,25891101,1",
        "O2,2025/07/01,2,25891101,1",
        "O3,2025/07/01,1,25891501,1",
    )
    files = [*WORLD, prices("b.csv", "25891501,2025/07/01,5.01", at=2), orders("a.csv", *lines)]
    with oracle.expect(files, SEEDS) as expected:
        assert expected.headline.average_selling_price_inr == Decimal("55.003333")
        types = {str(field.type) for name in oracle.TABLES for field in expected.table(name).schema}
        assert not {"float", "double"} & types
        assert {kind for kind in types if "decimal" in kind} == {
            "decimal128(18, 2)", "decimal128(22, 6)", "decimal128(38, 2)",
        }  # fmt: skip


def test_every_landed_row_of_a_messy_history_has_one_outcome() -> None:
    """Landed = accepted + superseded + rejected, by file, counted without the oracle's reader."""
    files = [
        *SALES,
        orders("a.csv", ROW, ROW, "x", at=2),
        orders("b.csv", "O1,2025/07/01,789101,25891101,", "", ROW, at=3),
        order_file(csv("a;b", "1;2"), "c.csv"),
        order_file(b" ", "d.csv"),
        oracle.Delivery(ORDERS, "e.csv.gz", 9, gzip.compress(csv(ORDERS_HEADER, ROW))),
        customers("again.csv", "789101,Endurance,Pune", "x,y,z", at=5),
    ]
    with oracle.expect(files, SEEDS) as expected:
        accounting = expected.rows(
            "select file, modified_at_ms, landed, accepted + superseded + rejected "
            "from file_accounting"
        )
        assert all(landed == accounted for *_, landed, accounted in accounting)
        counts = {(file, at): landed for file, at, landed, _ in accounting}
        assert counts[f"{ORDERS}/a.csv", 1] == 4
        assert counts[f"{ORDERS}/a.csv", 2] == 3
        assert counts[f"{ORDERS}/b.csv", 3] == 2
        assert counts[f"{ORDERS}/c.csv", 1] == 2
        assert counts[f"{ORDERS}/e.csv.gz", 9] == 1
        assert len(counts) == len(files)
        assert expected.rows("select count(*) from outcomes") == [(sum(counts.values()),)]


def test_the_command_prints_the_headline_and_the_accounting(tmp_path: Path) -> None:
    """Plain numbers with thousands separators, a line for each feed, reasons, broken files."""
    for each in (
        *SALES,
        orders("b.csv", "O9,2025/07/01,1,25891101,100000"),
        order_file(b"x", "c.csv"),
    ):
        path = tmp_path / each.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(each.content)
    result = CliRunner().invoke(oracle_command, [str(tmp_path), str(SEEDS)])
    assert result.exit_code == 0, result.output
    words = [line.split() for line in result.output.splitlines()]
    assert words[0] == ["Total", "revenue", "(INR)", "8,002,523"]
    assert words[1] == ["Total", "quantity", "100,046"]
    assert [ORDERS, "3", "6", "5", "0", "1"] in words
    assert [ORDERS, "file_schema", "1"] in words
    assert ["file_schema", f"{ORDERS}/c.csv", "(1", "rows)"] in words
