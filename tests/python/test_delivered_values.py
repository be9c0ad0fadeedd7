"""Values that people reported publicly against pipelines like this one, each with what is right.

All of them are landed at once, in a whole build of each line of business: with its tests, behind
its gates, and compared with the oracle. Files that cannot be read are in test_landing_files.
"""

from __future__ import annotations

import gzip
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest

from simulator.marketplace import land
from tests.python.harness.lakehouse import Lakehouse, Run
from tests.python.harness.marketplace import MarketplaceZone, oracle_differences, small_replay
from tests.python.harness.session import WarmSession
from tests.python.harness.truth import lakehouse_differences
from tests.python.harness.zone import Zone

ORDERS, CUSTOMERS, PRODUCTS = (f"sports_bar/{each}" for each in ("orders", "customers", "products"))
PRICES, YEARLY_PRICES, SALES = "sports_bar/gross_prices", "atlon/gross_prices", "atlon/orders"
ORDER_COLUMNS = "order_id,order_placement_date,customer_id,product_id,order_qty"
# A root with a letter of every kind that some path library has stumbled over, and how it is written.
ODD_NAME = "land ing ü 100% #1 (it's a copy)"


def csv(*lines: str, end: str = "\n") -> str:
    """Lines as a file."""
    return "".join(line + end for line in lines)


@dataclass
class Built:
    """What one build of a line of business has left.

    Attributes:
        run: the run, with its tests.
        untrue: how its tables differ from the oracle's.
        rows: what was read of them, by the test that asks.
    """

    run: Run
    untrue: list[str]
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def distribution(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Two companies, with everything at once, below a root of an odd name that is written oddly."""
    folder = tmp_path_factory.mktemp("values")
    zone = Zone.generated(folder / ODD_NAME, order_lines=120, products=15, mess=frozenset())
    lakehouse = Lakehouse(
        session,
        folder / "project",
        zone,
        prefix="values_",
        landing_root=f"{folder}//{ODD_NAME}/../{ODD_NAME}/",
    )
    products = [row["product_id"] for row in zone.rows(PRODUCTS, zone.files(PRODUCTS)[0])][:4]
    buyers = [row["customer_id"] for row in zone.rows(CUSTOMERS, zone.files(CUSTOMERS)[0])]
    customers = (buyers * 5)[:5]
    bow = zone.rows(YEARLY_PRICES, zone.files(YEARLY_PRICES)[0])[0]["product_code"]
    archer = zone.rows("atlon/customers", zone.files("atlon/customers")[0])[0]["customer_code"]

    # ids that a spreadsheet has made equal, and words that stand where an id is missing
    for day, first in ((4, 10), (5, 20)):
        lines = [
            f"2.02507E+14,2025/07/{day:02d},{customers[i]},{products[i % 4]},{first + i}"
            for i in range(4)
        ]
        zone.deliver(ORDERS, f"excel_{day}.csv", csv(ORDER_COLUMNS, *lines))
        lines = [
            f"{word},2025/07/{day:02d},{customers[0]},{products[0]},{30 + first + i}"
            for i, word in enumerate(("NULL", "\\N", "#N/A", "nan", "None"))
        ]
        zone.deliver(ORDERS, f"nulls_{day}.csv", csv(ORDER_COLUMNS, *lines))
    # day and month swapped, and a word that is no weekday
    zone.deliver(
        ORDERS,
        "weekdays.csv",
        csv(
            ORDER_COLUMNS,
            f'WD-1,"Saturday, 07/05/2025",{customers[0]},{products[0]},3',
            f'WD-2,"Cancelled, 2025/07/05",{customers[0]},{products[0]},4',
            f'WD-3,"Saturday, 05/07/2025",{customers[0]},{products[0]},5',
        ),
    )
    # whole numbers as data frames write them, and a time where a date is wanted
    zone.deliver(
        YEARLY_PRICES, "float.csv", csv("product_code,price_inr,year", f"{bow},2456.0,2026.0")
    )
    zone.deliver(
        SALES,
        "january.csv",
        csv("date,product_code,customer_code,sold_quantity", f"2026-01-01,{bow},{archer},10"),
    )
    zone.deliver(
        PRICES,
        "december.csv",
        csv("product_id,month,gross_price", f"{products[0]},2025-12-01 00:00:00,9999"),
    )
    # Windows-1252, lines of totals, and a mapping whose sides are no patterns
    known = zone.content(CUSTOMERS, zone.files(CUSTOMERS)[0]).decode("utf-8-sig").splitlines()
    known += ["777301,Trail’s Café – Depot,Bengaluru", "777302,€ Corner Shop,Hyderabad"]
    zone.deliver(CUSTOMERS, "ansi.csv", csv(*known).encode("cp1252"))
    for entity, last in (("customers", "Grand Total,30 customers,,,"), ("products", "Total,,,30,")):
        feed = f"atlon/{entity}"
        lines = zone.content(feed, zone.files(feed)[0]).decode("utf-8-sig").splitlines()
        zone.deliver(feed, "report.csv", csv(*lines, last))
    listed = zone.content(PRODUCTS, zone.files(PRODUCTS)[0]).decode("utf-8-sig").splitlines()
    listed += ["SportsBar Dollar Bar (60g),25899902,Energy Bars"]
    listed += ["SportsBar Plain (60gm),25899903,Energy Bars", "Bar 60gm,25899904,Energy Bars"]
    listed += ["SportsBar Dispensable Bar (60g),25899905,Energy Bars"]
    zone.deliver(PRODUCTS, "dollar.csv", csv(*listed))
    for line in ("dispensable,", "dollar,US$", "(60gm),(60 grams)", "a\\b,c\\$1"):
        lakehouse.add_seed_line("product_words", line)
    # folders that look like partitions and files, a gzip of two members, another codec's file
    line = f"{{}},2025/07/06,{customers[0]},{products[1]},{{}}"
    for name, number in (("date=2025-07-05/part.csv", 1), ("date=2025-07-06/part.csv", 2)):
        zone.deliver(ORDERS, name, csv(ORDER_COLUMNS, line.format(f"FM-{number}", number)))
    members = [csv(ORDER_COLUMNS, line.format(f"FM-{number}", number)) for number in (3, 4)]
    packed = zone.root / ORDERS / "two_members.csv.gz"
    packed.write_bytes(b"".join(gzip.compress(each.encode(), mtime=0) for each in members))
    zone.deliver(ORDERS, "day6.csv/part-00000.csv", csv(ORDER_COLUMNS, line.format("FM-5", 5)))
    zone.deliver(ORDERS, "day6.csv/_SUCCESS", "")
    zone.deliver(ORDERS, "__MACOSX/._part.csv", b"\x00\x05\x16\x07 fork")
    frame = b"\x04\x22\x4d\x18\x64\x40\xa7\x57" + bytes(range(256))
    zone.deliver(ORDERS, "orders.csv.lz4", frame)
    lakehouse.add_seed_line(
        "acknowledged_files", f"{ORDERS}/orders.csv.lz4,,the tests,another codec"
    )
    # most lines of the small files are odd
    lakehouse.edit("seeds/reject_limits.csv", "sports_bar.orders,0.40,", "sports_bar.orders,0.90,")

    run = lakehouse.run(tests=True, must_succeed=False)
    built = Built(run, lakehouse_differences(lakehouse, kpis=True))
    judged = "{processed}.int_distribution__"
    for name, query in {
        "lines": "select order_id, _outcome, string(order_date), quantity, array_join(_reject_rules, ' '),"
        f" _outcome_reason, _file_path from {judged}sports_bar_orders_judged",
        "yearly_prices": f"select product_id, _outcome from {judged}atlon_gross_prices_judged"
        " where _file_path like '%float.csv'",
        "january": "select revenue_inr from {analytics}.fct_distribution_monthly_sales"
        f" where product_id = '{bow}' and month = '2026-01-01'",
        "december": "select _outcome, array_join(_reject_rules, ' ')"
        f" from {judged}sports_bar_gross_prices_judged where _file_path like '%december.csv'",
        "names": f"select customer_id, customer_name from {judged}customers"
        " where customer_id in ('777301', '777302')",
        "totals": "select _outcome, array_join(_reject_rules, ' ') from"
        f" {judged}atlon_customers_judged where customer_id = 'Grand Total' union all"
        " select _outcome, array_join(_reject_rules, ' ') from"
        f" {judged}atlon_products_judged where product_id = 'Total'",
        "products": f"select product_id, product_name, variant from {judged}products"
        " where product_id like '258999%'",
        "codec": "select _file_problem from {raw}.stg_sports_bar__orders"
        " where _row_kind = 'file' and _file_path like '%.lz4'",
    }.items():
        built.rows[name] = lakehouse.sql(query)
    lakehouse.close()
    return built


def test_a_distribution_with_odd_values_builds_whole_and_holds_the_truth(
    distribution: Built,
) -> None:
    """Gates stay open, reconciliation agrees with what was delivered, every table is the oracle's."""
    assert distribution.run.failed == []
    assert not distribution.untrue, "\n".join(distribution.untrue)


def lines_of(distribution: Built, *, of: str = "", file: str = "") -> dict[str, tuple[Any, ...]]:
    """Judged order lines by order: outcome, date, quantity, rules."""
    return {
        row[0]: row[1:5]
        for row in distribution.rows["lines"]
        if (row[0] or "").startswith(of) and file in row[6]
    }


def test_order_ids_that_a_spreadsheet_has_made_equal_are_rejected(distribution: Built) -> None:
    """No day replaces the lines of another order of the day before."""
    found = [row for row in distribution.rows["lines"] if "excel_" in row[6]]
    assert [(row[1], row[4]) for row in found] == [("rejected", "key_damaged")] * 8


def test_words_that_mean_nothing_are_no_order_ids(distribution: Built) -> None:
    """Each line of them is rejected, none replaces another."""
    found = [row for row in distribution.rows["lines"] if "nulls_" in row[6]]
    assert [(row[1], row[4]) for row in found] == [("rejected", "order_id_missing")] * 10


def test_a_date_whose_weekday_is_another_days_or_none_is_rejected(distribution: Built) -> None:
    """Day and month may be swapped; with its own weekday the day counts."""
    assert lines_of(distribution, of="WD-") == {
        "WD-1": ("rejected", None, 3, "order_date_unparsable"),
        "WD-2": ("rejected", None, 4, "order_date_unparsable"),
        "WD-3": ("accepted", "2025-07-05", 5, ""),
    }


def test_a_year_with_a_decimal_point_and_nothing_behind_it_is_a_year(distribution: Built) -> None:
    """Its price is multiplied with the units of the year."""
    assert [row[1] for row in distribution.rows["yearly_prices"]] == ["accepted"]
    assert distribution.rows["january"] == [(Decimal("24560.00"),)]


def test_a_time_behind_a_month_is_no_month_for_silver_and_for_reconciliation(
    distribution: Built,
) -> None:
    """The price is rejected, and nobody calls gold wrong for it."""
    assert distribution.rows["december"] == [("rejected", "price_month_unparsable")]
    reconciled = {
        name: status for name, status in distribution.run.statuses.items() if "reconciles" in name
    }
    assert set(reconciled.values()) == {"pass"}


def test_windows_1252_keeps_its_quotes_dashes_and_signs_of_money(distribution: Built) -> None:
    """No control characters in names."""
    assert dict(distribution.rows["names"]) == {
        "777301": "Trail’s Café – Depot - Bengaluru",
        "777302": "€ Corner Shop - Hyderabad",
    }


def test_the_last_line_of_a_report_is_no_customer_and_no_product(distribution: Built) -> None:
    """It is rejected as what it is."""
    assert distribution.rows["totals"] == [("rejected", "total_line")] * 2


def test_both_sides_of_a_mapping_are_text(distribution: Built) -> None:
    """Dollar signs and brackets mean themselves, and nothing takes the word out."""
    assert {row[0]: row[1:] for row in distribution.rows["products"]} == {
        "25899902": ("SportsBar US$ Bar", "60g"),
        "25899903": ("SportsBar Plain", "60 grams"),
        "25899904": ("Bar 60gm", None),
        "25899905": ("SportsBar Bar", "60g"),
    }


def test_folders_of_any_name_and_packed_files_of_two_members_are_read(distribution: Built) -> None:
    """Each line once; what another codec has packed is named and never opened."""
    found = lines_of(distribution, of="FM-")
    assert {order: row[0] for order, row in found.items()} == dict.fromkeys(
        (f"FM-{number}" for number in range(1, 6)), "accepted"
    )
    assert distribution.rows["codec"] == [("not a .csv or .csv.gz file",)]


M_CUSTOMERS = (
    "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state,op,op_at"
)
M_ORDERS = (
    "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
    "order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date"
)
M_ITEMS = (
    "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value,op,op_at"
)
M_REVIEWS = (
    "review_id,order_id,review_score,review_comment_title,review_comment_message,"
    "review_creation_date,review_answer_timestamp,op,op_at"
)
BOUGHT, AT, LATER = "2018-03-01 08:00:00", "2018-03-01 12:00:00", "2018-03-02 12:00:00"


def m_order(key: str, op: str, at: str) -> str:
    """A change of a delivered order."""
    return f"{key},c-{key},delivered,{BOUGHT},,,,2018-03-20 00:00:00,{op},{at}"


def m_customer(key: str, code: str, city: str, state: str, change: str = f"I,{AT}") -> str:
    """A change of a customer."""
    return f"c-{key},p-{key},{code},{city},{state},{change}"


def world(zone: Zone, name: str, customers: dict[str, tuple[str, str, str]], price: str) -> None:
    """A customer, an order and an item for each key."""
    files = {
        "customers": csv(M_CUSTOMERS, *(m_customer(key, *each) for key, each in customers.items())),
        "orders": csv(f"{M_ORDERS},op,op_at", *(m_order(key, "I", AT) for key in customers)),
        "order_items": csv(
            M_ITEMS, *(f"{key},1,prod-x,sell-x,{BOUGHT},{price},0.00,I,{AT}" for key in customers)
        ),
    }
    for feed, content in files.items():
        zone.deliver(f"marketplace/{feed}", f"{name}.csv", content)


@pytest.fixture(scope="module")
def marketplace(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A replay without faults, and everything at once."""
    folder = tmp_path_factory.mktemp("m_values")
    zone = MarketplaceZone(folder / "landing")
    land(small_replay(orders=40, days=6, faults=frozenset()).deliveries, zone.root)
    lakehouse = Lakehouse(
        session, folder / "project", zone, prefix="m_values_", business="marketplace"
    )
    # a blank that does not break behind a state, and accents as signs of their own
    city = "são braz"
    spellings = {
        "iv1": ("69900", city, "AC"),
        "iv2": ("69900", city, "AC\u00a0"),
        "iv3": ("69900", unicodedata.normalize("NFD", city), "AC"),
    }
    world(zone, "iv", spellings, "10.00")
    # a change file whose op has another name
    world(zone, "od", dict.fromkeys(("od1", "od2"), ("77000", "vila od", "TO")), "70.00")
    deleted = "2018-03-02 07:00:00"
    zone.deliver("marketplace/orders", "od_deleted.csv", f"order_id,op,op_at\nod2,D,{deleted}\n")
    flattened = [m_order(key, "d,true", deleted) for key in ("od1", "od2")]
    zone.deliver(
        "marketplace/orders", "flat.csv", csv(f"{M_ORDERS},__op,__deleted,op_at", *flattened)
    )
    lakehouse.add_seed_line("acknowledged_files", "marketplace/orders/flat.csv,,the tests,no op")
    # a zero that a spreadsheet took
    for name, code, change in (("first", "01310", f"I,{AT}"), ("excel", "1310", f"U,{LATER}")):
        content = csv(M_CUSTOMERS, m_customer("zz1", code, "vila zz", "SP", change))
        zone.deliver("marketplace/customers", f"zz_{name}.csv", content)
    # times with an offset
    offsets = ("2018-03-01T12:00:00+00:00", "2018-03-01 12:00:00+00", "2018-03-01T09:00:00-03:00")
    zone.deliver(
        "marketplace/orders",
        "ot.csv",
        csv(f"{M_ORDERS},op,op_at", *(m_order(f"ot{i}", "I", at) for i, at in enumerate(offsets))),
    )
    # everything quoted, with line ends of two signs, and a quote behind a backslash
    texts = ("linha um\r\nlinha dois", 'disse ""sim"", e veio', 'disse \\"talvez\\"', "depois dela")
    quoted = [
        ",".join(f'"{each}"' for each in (f"qr{i}", "o1", "5", "", text, BOUGHT, BOUGHT, "I", AT))
        for i, text in enumerate(texts, 1)
    ]
    header = ",".join(f'"{name}"' for name in M_REVIEWS.split(","))
    content = "\ufeff" + csv(header, *quoted, end="\r\n")
    zone.deliver("marketplace/order_reviews", "qr.csv", content)

    run = lakehouse.run(tests=True, must_succeed=False)
    built = Built(run, oracle_differences(lakehouse))
    judged = "{processed}.int_marketplace__"
    for name, query in {
        "region": "select state, city, order_count, string(gross_revenue_brl)"
        " from {analytics}.rpt_marketplace_revenue_by_region where state like 'AC%'"
        " and lower(city) like 's%braz'",
        "orders": f"select order_id from {judged}orders where order_id like 'od_'",
        "flat": "select _file_problem from {raw}.stg_marketplace__orders"
        " where _row_kind = 'file' and _file_path like '%/flat.csv'",
        "versions": f"select zip_code_prefix from {judged}customers_history"
        " where customer_id = 'c-zz1'",
        "offsets": f"select _outcome, array_join(_reject_rules, ' ') from {judged}orders_judged"
        " where order_id like 'ot_'",
        "reviews": "select review_id, _outcome, comment_message, array_join(_reject_rules, ' ')"
        f" from {judged}order_reviews_judged where _file_path like '%/qr.csv'",
    }.items():
        built.rows[name] = lakehouse.sql(query)
    lakehouse.close()
    return built


def test_a_marketplace_with_odd_values_builds_whole_and_holds_the_truth(marketplace: Built) -> None:
    """Gates stay open, reconciliation agrees with what was delivered, every table is the oracle's."""
    assert marketplace.run.failed == []
    assert not marketplace.untrue, "\n".join(marketplace.untrue)


def test_a_town_that_looks_the_same_is_one_region(marketplace: Built) -> None:
    """Whatever blanks stand behind its state, however its accents were typed."""
    assert marketplace.rows["region"] == [("AC", "São Braz", 3, "30.00")]


def test_a_deleted_order_stays_deleted_whatever_a_change_file_calls_its_columns(
    marketplace: Built,
) -> None:
    """A file with the time of changes and no op is no full extract: it is refused by name."""
    assert marketplace.rows["orders"] == [("od1",)]
    assert marketplace.rows["flat"] == [
        ("it has no column op, and columns that come only with it: __op, __deleted, op_at",)
    ]


def test_a_zero_that_a_spreadsheet_took_is_no_move(marketplace: Built) -> None:
    """The customer has one version."""
    assert marketplace.rows["versions"] == [("01310",)]


def test_a_time_of_change_with_an_offset_is_rejected_and_never_shifted(marketplace: Built) -> None:
    """As documented: times of changes are UTC."""
    assert marketplace.rows["offsets"] == [("rejected", "op_at_unparsable")] * 3


def test_a_backslash_before_a_quote_spoils_its_own_record_only(marketplace: Built) -> None:
    """Line breaks in quotes and doubled quotes are kept as they are."""
    rows = sorted(marketplace.rows["reviews"], key=str)
    assert [row for row in rows if row[1] == "accepted"] == [
        ("qr1", "accepted", "linha um\r\nlinha dois", ""),
        ("qr2", "accepted", 'disse "sim", e veio', ""),
        ("qr4", "accepted", "depois dela", ""),
    ]
    assert [row[3] for row in rows if row[1] == "rejected"] == ["malformed_row"]
