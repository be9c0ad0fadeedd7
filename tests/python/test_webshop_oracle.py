"""The oracle of the web shop gives hand-made answers, and every number that is known of the real data.

The real data is looked for in the folder REAL_LANDING (default: shared/landing beside the project);
only the tests that need it are skipped where it is not.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.python.oracle import Delivery, webshop
from tests.python.oracle.webshop import ORDER_COLUMNS, PARTNERS, Webshop, texts
from tests.python.oracle.webshop.feeds import API, FILES, REFERENCE_COLUMNS

PROJECT = Path(__file__).parents[2]
SEEDS = PROJECT / "seeds"
REAL = Path(os.environ.get("REAL_LANDING") or PROJECT.parent / "shared" / "landing")
needs_real_data = pytest.mark.skipif(
    not (REAL / "full_load" / "webshop").is_dir(), reason=f"there is no web shop in {REAL}"
)

Texts = Mapping[str, str]

LINE = {
    "dt": "2025-08-10",
    "order_ts": "2025-08-10 12:00:00",
    "customer_id": "C1",
    "order_id": "O1",
    "item_seq": "1",
    "product_id": "P1",
    "quantity": "2",
    "unit_price_currency": "USD",
    "unit_price": "$10",
    "discount_pct": "10%",
    "tax_amount": "1",
    "channel": "web",
    "coupon_code": "",
}
GOOD: dict[str, dict[str, str]] = {
    "brands": {"brand_code": "ACME@", "brand_name": "  AcmeTech ", "category_code": "BOOKS"},
    "categories": {"category_code": "bks", "category_name": "Books"},
    "products": {
        "product_id": "P1",
        "sku": "ACME-BKS-1",
        "category_code": "bks",
        "brand_code": "acme",
        "color": "Red",
        "size": "XL",
        "material": "Coton",
        "weight_grams": "305g",
        "length_cm": "22,2",
        "width_cm": "3.5",
        "height_cm": "1.0",
        "rating_count": "-7",
    },
    "customers": {
        "customer_id": "C1",
        "phone": "+91-986013441",
        "country_code": "in",
        "country": " India ",
        "state": "Goa",
        "gender": "f",
    },
    "promotions": {
        "coupon_code": "FEST20",
        "promotion_name": "Festival",
        "valid_from": "2025-08-01",
        "valid_to": "2025-08-31",
    },
    "exchange_rates": {
        "rate_date": "2025-08-01",
        "from_currency": "USD",
        "to_currency": "INR",
        "rate": "80",
    },
}


def delivery(feed: str, content: str, name: str, at: str) -> Delivery:
    """A delivery of a text at a time, UTC."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    return Delivery(feed, name, round(moment.timestamp() * 1000), content.encode())


def table(feed: str, *rows: Texts, name: str = "a.csv", at: str = "2025-08-01") -> Delivery:
    """A delivery of rows under the columns of the first one."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return delivery(feed, text.getvalue(), name, at)


def shop(entity: str, *changes: Texts, name: str = "a.csv", at: str = "2025-08-01") -> Delivery:
    """A delivery of reference rows: the good one with other values."""
    rows = [{**GOOD[entity], **changed} for changed in changes or ({},)]
    return table(f"webshop/{entity}", *rows, name=name, at=at)


def sold(*changes: Texts, name: str = "a.csv", at: str = "2025-08-10") -> Delivery:
    """A delivery of order lines: the good one with other values."""
    columns = {name: "" for row in changes for name in row}
    rows = [{**columns, **LINE, **changed} for changed in changes or ({},)]
    return table(FILES, *rows, name=name, at=at)


def called(*orders: object, name: str = "p1.jsonl", at: str = "2025-08-10 13:00:00") -> Delivery:
    """A page of the API."""
    return delivery(API, "".join(json.dumps(order) + "\n" for order in orders), name, at)


def order(**values: object) -> dict[str, object]:
    """An order as the API has it, of one item."""
    item = {"item_seq": 1, "product_id": "P1", "quantity": 5, "unit_price": "10", "tax_amount": 0}
    return {
        "order_id": "O1",
        "order_ts": "2025-08-10T12:00:00Z",
        "customer_id": "C1",
        "unit_price_currency": "USD",
        "channel": "app",
        "items": [item],
        **values,
    }


REFERENCE = tuple(shop(entity) for entity in GOOD)


def expect(*deliveries: Delivery) -> Webshop:
    """What the web shop must hold."""
    return webshop.expect(deliveries, SEEDS)


def only(expected: Webshop, name: str) -> dict[str, Any]:
    """The one row of a table."""
    (row,) = expected.table(name).to_pylist()
    return dict(row)


def judged(*deliveries: Delivery) -> list[tuple[str, list[str], list[str]]]:
    """Outcome, rejects and warnings of every order line, in the order of files and lines."""
    with expect(*deliveries) as expected:
        return expected.rows(
            "select outcome, rejects, warnings from outcomes where not feed like 'webshop/%'"
            " order by modified_at_ms, file, line"
        )


# Texts


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", "10"),
        ("22,2", "22.2"),
        ("3,05", "3.05"),
        ("-4", "-4"),
        ("1,234", None),
        ("1.5.2", None),
        ("1e3", None),
        ("", None),
        ("N/A", None),
    ],
)
def test_a_number_with_a_comma_is_one_where_nothing_else_can_be_meant(
    text: str, value: str | None
) -> None:
    """One or two digits behind it; three could be thousands."""
    assert texts.number(text) == (None if value is None else Decimal(value))


def test_a_file_that_says_its_decimal_sign_may_group_thousands() -> None:
    """By the other one."""
    assert texts.number("1.234,50", ",", 2) == Decimal("1234.50")
    assert texts.number("1,234.50", ".", 2) == Decimal("1234.50")
    assert texts.number("1.234", ",") == Decimal("1234")
    assert texts.number("12,34.5", ".") is None


def test_nothing_is_rounded_silently() -> None:
    """More decimals than a column keeps make no number; zeros behind them change nothing."""
    assert texts.number("1.005", places=2) is None
    assert texts.number("1.500", places=2) == Decimal("1.5")


def test_keys_are_cleaned_so_that_two_spellings_are_one() -> None:
    """Invisible signs, wide digits, typographic dashes, quotes, spreadsheets' formulas."""
    for spelling in ("A-7", " A-7\u200b", "A–７", "'A-7", '="A-7"', "\ufeffA-7\xa0"):
        assert texts.key(spelling) == "A-7"
    for nothing in ("", "NULL", "n/a", "NA", "unknown", "--", "\u200b", None):
        assert texts.key(nothing) is None


def test_codes_are_upper_case_letters_and_digits_and_then_what_the_seed_says() -> None:
    """Signs behind them are nobody's."""
    corrections = {"BOOKS": "BKS"}
    spellings = ("bks", "BKS@", " Books! ", "*BKS")
    assert {texts.code(text, corrections) for text in spellings} == {"BKS"}


def test_of_a_phone_number_only_prefix_and_two_digits_are_left() -> None:
    """Spaces and dashes stay where they are."""
    assert texts.masked_phone("+91-986013441") == "+91-*******41"
    assert texts.masked_phone("040 123456") == "*** ****56"
    assert texts.is_phone("+91-986013441")
    assert not texts.is_phone("call me")


@pytest.mark.parametrize(
    "text",
    [
        "2025-08-10 12:00:00",
        "2025-08-10T12:00:00Z",
        "2025-08-10T12:00:00+00:00",
        "2025-08-10T17:30:00.000+05:30",
        "2025-08-10 17:30:00 +0530",
        "2025-08-10T09:00:00-03",
        "2025-08-09T23:30:00-12:30",
    ],
)
def test_a_time_is_utc_by_the_offset_that_it_names(text: str) -> None:
    """With a colon or without, with minutes or without."""
    assert texts.time(text) == datetime(2025, 8, 10, 12)


@pytest.mark.parametrize("text", ["2025-08-10T12:00:00+15:00", "2025-08-10T12:00:00+5:30", "12:00"])
def test_a_time_with_an_offset_that_is_none_is_no_time(text: str) -> None:
    """There is no place that is fifteen hours ahead."""
    assert texts.time(text) is None


# Money


def test_the_discount_is_rounded_up_to_a_whole_unit_and_the_sale_in_rupees_as_well() -> None:
    """Gross 20, discount 2, net 18, tax 1, at 80.005."""
    rate = shop("exchange_rates", {"rate": "80.005"})
    with expect(*REFERENCE[:-1], rate, sold({"discount_pct": "6%"})) as expected:
        line = only(expected, "fct_webshop_order_lines")
    assert [line[name] for name in ("gross_amount", "discount_amount", "net_amount")] == [20, 2, 18]
    assert (line["sale_amount"], line["exchange_rate"]) == (19, Decimal("80.005"))
    assert (line["net"], line["tax"]) == (Decimal("1440.09"), Decimal("80.01"))
    assert line["sale"] == 1521


def test_a_discount_that_is_a_whole_unit_is_not_rounded_up_any_further() -> None:
    """As doubles would: 7 % of 100 is 7."""
    with expect(*REFERENCE, sold({"unit_price": "50", "discount_pct": "7%"})) as expected:
        assert only(expected, "fct_webshop_order_lines")["discount_amount"] == 7


def test_amounts_are_rounded_once_from_the_exact_product() -> None:
    """1.01 at 0.54950495 is 0.5549999995; 1.01 at 0.99009901 is 1.0000000001."""
    rates = shop(
        "exchange_rates",
        {"rate": "0.54950495"},
        {"rate": "0.99009901", "from_currency": "GBP"},
    )
    cheap = {"quantity": "1", "unit_price": "1.01", "discount_pct": "0", "tax_amount": "0"}
    lines = sold(cheap, {**cheap, "order_id": "O2", "unit_price_currency": "GBP"})
    with expect(*REFERENCE[:-1], rates, lines) as expected:
        assert expected.rows("select net, sale from fct_webshop_order_lines order by order_id") == [
            (Decimal("0.55"), 1),
            (1, 2),
        ]


def test_the_rate_is_the_latest_on_or_before_the_day_and_before_the_first_one_the_first() -> None:
    """The line says when its rate is of a later day."""
    rates = shop("exchange_rates", {"rate_date": "2025-08-05"}, {"rate_date": "2025-08-10", "rate": "90"},
                 {"rate_date": "2025-08-11", "rate": "99"})  # fmt: skip
    lines = sold(
        {"order_id": "O1"},
        {"order_id": "O2", "dt": "2025-08-09"},
        {"order_id": "O3", "dt": "2025-08-01"},
    )
    with expect(*REFERENCE[:-1], rates, lines) as expected:
        assert expected.rows(
            "select exchange_rate, is_rate_of_a_later_day from fct_webshop_order_lines order by order_id"
        ) == [(90, False), (80, False), (80, True)]


def test_a_corrected_rate_reaches_lines_and_a_rate_that_a_later_picture_leaves_out_stays() -> None:
    """The last delivery of (day, from, to) counts."""
    corrected = shop("exchange_rates", {"rate": "81"}, name="b.csv", at="2025-08-20")
    other = shop("exchange_rates", {"rate_date": "2025-09-01"}, name="c.csv", at="2025-09-01")
    with expect(*REFERENCE, sold(), corrected, other) as expected:
        assert only(expected, "fct_webshop_order_lines")["exchange_rate"] == 81


def test_a_currency_without_a_rate_counts_in_its_own_money_only() -> None:
    """And every report says how many such lines there are."""
    with expect(*REFERENCE, sold({"unit_price_currency": "JPY", "unit_price": "10"})) as expected:
        line = only(expected, "fct_webshop_order_lines")
        assert (line["net_amount"], line["net"], line["is_without_rate"]) == (18, None, True)
        (metrics,) = expected.table("sales_metrics").to_pylist()
        assert (metrics["net_amount"], metrics["net"]) == (18, None)
        assert only(expected, "rpt_webshop_headline")["lines_without_rate"] == 1


def test_the_reporting_currency_is_a_setting_and_needs_no_rate() -> None:
    """In US dollars the line is what it is."""
    with webshop.expect([*REFERENCE, sold()], SEEDS, "USD") as expected:
        assert only(expected, "fct_webshop_order_lines")["net"] == 18


# Rules


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"order_id": "NULL"}, "order_id_missing"),
        ({"order_id": "2.02507E+14"}, "key_damaged"),
        ({"order_id": "Total"}, "total_line"),
        ({"product_id": ""}, "product_id_missing"),
        ({"item_seq": "first"}, "item_seq_not_a_number"),
        ({"dt": "10.08.2025"}, "order_date_unparsable"),
        ({"quantity": "many"}, "quantity_not_a_number"),
        ({"quantity": "1.5"}, "quantity_not_a_number"),
        ({"quantity": "0"}, "quantity_not_positive"),
        ({"quantity": "10001"}, "quantity_implausible"),
        ({"unit_price": "free"}, "unit_price_not_money"),
        ({"unit_price": "9.999"}, "unit_price_not_money"),
        ({"unit_price_currency": "", "unit_price": "6"}, "currency_unknown"),
        ({"discount_pct": "101%"}, "discount_not_a_percentage"),
        ({"tax_amount": "-1"}, "tax_not_money"),
        ({"order_status": "lost"}, "order_status_unknown"),
    ],
)
def test_an_order_line_that_says_no_clear_thing_is_rejected(changed: Texts, rule: str) -> None:
    """By the name of the rule."""
    assert judged(*REFERENCE, sold(changed)) == [("rejected", [rule], [])]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"customer_id": "n/a"}, "customer_id_missing"),
        ({"discount_pct": ""}, "discount_missing"),
        ({"tax_amount": ""}, "tax_missing"),
        ({"unit_price_currency": ""}, "currency_from_sign"),
        ({"unit_price_currency": "INR"}, "currency_sign_contradicts"),
        ({"order_ts": "noon"}, "order_ts_unparsable"),
        ({"order_ts": "2025-08-09 23:00:00"}, "order_ts_on_another_day"),
        ({"channel": "fax"}, "channel_unknown"),
        ({"payment_method": "shells"}, "payment_method_unknown"),
        ({"quantity": "Two"}, "quantity_in_words"),
    ],
)
def test_what_is_defaulted_or_doubtful_is_flagged(changed: Texts, rule: str) -> None:
    """And counts."""
    assert judged(*REFERENCE, sold(changed)) == [("accepted", [], [rule])]


def test_reference_rows_come_out_clean() -> None:
    """Codes, names, materials, weights, decimal commas, ratings, countries, genders, phones."""
    with expect(*REFERENCE) as expected:
        assert expected.rows("select brand_code, brand_name, category_code from brands") == [
            ("ACME", "AcmeTech", "BKS")
        ]
        product = only(expected, "dim_webshop_products")
        assert (product["category"], product["brand"]) == ("Books", "AcmeTech")
        assert (product["material"], product["weight_grams"]) == ("Cotton", 305)
        assert (product["length_cm"], product["rating_count"]) == (Decimal("22.2"), 7)
        assert expected.rows("select phone_masked, country_code, state, gender from customers") == [
            ("+91-*******41", "IN", "Goa", "female")
        ]
        assert expected.rows("select warnings from outcomes where feed = 'webshop/products'") == [
            (["material_misspelt", "rating_count_negative"],)
        ]


def test_no_phone_number_is_in_any_table() -> None:
    """Of what the oracle computes, whatever of it is shown."""
    with expect(*REFERENCE, sold()) as expected:
        for (name,) in expected.rows("select table_name from duckdb_tables()"):
            assert "986013441" not in str(expected.rows(f"from {name}"))


# Deliveries


def test_a_later_delivery_of_a_line_replaces_it_whole_and_a_rejected_one_nothing() -> None:
    """The rest of the order stays as it is."""
    first = sold({"item_seq": "1"}, {"item_seq": "2"})
    corrected = sold({"quantity": "3", "unit_price": "7"}, name="b.csv", at="2025-08-11")
    wrong = sold({"quantity": "?!"}, name="c.csv", at="2025-08-12")
    with expect(*REFERENCE, first, corrected, wrong) as expected:
        assert expected.rows("select item_seq, quantity, unit_price from lines order by 1") == [
            (1, 3, 7),
            (2, 2, 10),
        ]
        outcomes = expected.rows(
            "select outcome from outcomes where feed = ? order by file, line", [FILES]
        )
    assert [name for (name,) in outcomes] == ["superseded", "accepted", "accepted", "rejected"]


def test_an_order_by_file_and_by_api_counts_once_and_the_last_delivery_counts() -> None:
    """Whichever of the two it came by."""
    by_api = called(order())
    for file_at, quantity in (("2025-08-10", 5), ("2025-08-11", 2)):
        with expect(*REFERENCE, sold(at=file_at), by_api) as expected:
            assert only(expected, "fct_webshop_order_lines")["quantity"] == quantity
            assert only(expected, "rpt_webshop_headline")["order_count"] == 1


def test_what_a_file_has_no_column_for_stays_as_it_was_known() -> None:
    """Status and method, in the order of deliveries; an empty one is said, and flagged."""
    item = {"item_seq": 1, "product_id": "P1", "quantity": 5, "unit_price": "10"}
    by_api = called(order(items=[{**item, "order_status": "Cancelled"}], payment_method="UPI"))
    query = "select order_status, payment_method, quantity from lines"
    silent = sold(at="2025-08-11")
    with expect(*REFERENCE, by_api, silent) as expected:
        assert expected.rows(query) == [("cancelled", "upi", 2)]
    # a file of before says it, though it came later than what it is behind
    with expect(*REFERENCE, sold({"order_status": "Returned"}), by_api, silent) as expected:
        assert expected.rows(query) == [("cancelled", "upi", 2)]
    with expect(*REFERENCE, sold({"order_status": "Returned"}), silent) as expected:
        assert expected.rows(query) == [("returned", "unknown", 2)]
    empty = sold({"order_status": "", "payment_method": ""}, at="2025-08-11")
    with expect(*REFERENCE, by_api, empty) as expected:
        assert expected.rows(query) == [("placed", "unknown", 2)]
        assert expected.rows("select warnings from outcomes where feed = ?", [FILES]) == [
            (["order_status_missing", "payment_method_missing"],)
        ]
    with expect(*REFERENCE, silent) as expected:
        assert expected.rows(query) == [("placed", "unknown", 2)]
        assert expected.rows("select warnings from outcomes where feed = ?", [FILES]) == [([],)]


def test_an_item_that_the_api_takes_out_of_an_order_is_gone_until_a_file_brings_it_again() -> None:
    """Whether it came by file or by API; other orders and what the object rejects stay."""
    two = sold({}, {"item_seq": "2"}, {"order_id": "O2", "item_seq": "2"})
    query = "select order_id, item_seq, source_feed from lines order by all"
    with expect(*REFERENCE, two, called(order())) as expected:
        assert expected.rows(query) == [("O1", 1, API), ("O2", 2, FILES)]
    again = sold({"item_seq": "2"}, name="b.csv", at="2025-08-11")
    with expect(*REFERENCE, two, called(order()), again) as expected:
        assert expected.rows(query) == [("O1", 1, API), ("O1", 2, FILES), ("O2", 2, FILES)]
    with expect(*REFERENCE, two, called(order(items=[]))) as expected:
        assert len(expected.rows(query)) == 3


def test_an_order_of_the_api_whose_time_has_an_offset_has_a_day() -> None:
    """That of the time in UTC."""
    ahead = called(order(order_ts="2025-08-11T03:00:00+05:30"))
    with expect(*REFERENCE, ahead) as expected:
        assert expected.rows("select order_date, ordered_at from lines") == [
            (date(2025, 8, 10), datetime(2025, 8, 10, 21, 30))
        ]


def test_a_discount_above_the_price_counts_and_is_flagged() -> None:
    """It is rounded up to a whole unit, and 0.50 is less than one."""
    cheap = {"quantity": "1", "unit_price": "0.50", "discount_pct": "10%"}
    free = {**cheap, "order_id": "O2", "unit_price": "5", "discount_pct": "100%"}
    with expect(*REFERENCE, sold(cheap, free)) as expected:
        assert expected.rows(
            "select net_amount from fct_webshop_order_lines order by order_id"
        ) == [
            (Decimal("-0.50"),),
            (0,),
        ]
        assert expected.rows(
            "select warnings from outcomes where feed = ? order by line", [FILES]
        ) == [(["net_is_negative"],), ([],)]


def test_an_order_of_the_api_counts_as_a_whole_or_not_at_all() -> None:
    """One bad item, none, or one twice; a later object replaces the earlier one with all items."""
    item = {"item_seq": 1, "product_id": "P1", "quantity": 1, "unit_price": "10"}
    bad = called(
        order(items=[item, {**item, "item_seq": 2, "quantity": "x"}]),
        order(order_id="O2", items=[]),
        order(order_id="O3", items=[item, item]),
    )
    assert [(outcome, rejects) for outcome, rejects, _ in judged(*REFERENCE, bad)] == [
        ("rejected", ["quantity_not_a_number"]),
        ("rejected", ["items_missing"]),
        ("rejected", ["item_seq_twice"]),
    ]
    two = called(order(items=[item, {**item, "item_seq": 2}]))
    later = called(order(items=[item]), name="p2.jsonl", at="2025-08-11")
    with expect(*REFERENCE, two, later) as expected:
        assert len(expected.rows("from lines")) == 1


def test_a_line_that_is_no_object_is_malformed() -> None:
    """And the rest of the page counts."""
    page = delivery(
        API, '{"order_id":\n[1]\n' + json.dumps(order()) + "\n", "p.jsonl", "2025-08-10"
    )
    assert [rejects for _, rejects, _ in judged(*REFERENCE, page)] == [
        ["malformed_row"],
        ["malformed_row"],
        [],
    ]


def test_partners_write_as_they_like_and_their_orders_are_their_own() -> None:
    """Headers, delimiters, decimal commas, dates; without customers they count under the partner."""
    by_name = {partner.name: partner for partner in PARTNERS}
    first = delivery(
        by_name["kaufwelt"].feed,
        "Bestellnummer;Position;Bestelldatum;Artikelnummer;Menge;Waehrung;Einzelpreis;"
        "Rabatt_Prozent;Steuerbetrag;Status;Zahlungsart\n"
        "O1;1;10.08.2025;P1;zwei;USD;1.234,50;0;0,5;Bestellt;Kreditkarte\n"
        "O1;2;10.08.2025;P1;2;USD;1.234,50;0;0,5;Bestellt;Kreditkarte\n",
        "a.csv",
        "2025-08-11",
    )
    second = delivery(
        by_name["dealmart"].feed,
        "Order No|Line No|Order Date|Customer Id|Item Code|Qty|Ccy|Price|Discount|Tax|Coupon|State|Paid By\n"
        'O1|1|08/10/2025|C1|P1|1|USD|$1,000.00|0|0|FEST20|Cancelled|"Paypal"\n',
        "a.csv",
        "2025-08-11",
    )
    with expect(*REFERENCE, sold(), first, second) as expected:
        assert expected.rows(
            "select seller, customer_id, channel, gross_amount, payment_method, is_cancelled"
            " from fct_webshop_order_lines order by seller"
        ) == [
            ("dealmart", "C1", "partner", 1000, "wallet", True),
            ("kaufwelt", "partner:kaufwelt", "partner", 2469, "card", False),
            ("webshop", "C1", "web", 20, "unknown", False),
        ]
        assert expected.rows("select count(*) from rpt_webshop_customer_lifetime_value") == [(1,)]


# History


def test_a_customer_who_moves_has_versions_and_lines_know_where_they_lived() -> None:
    """Reports take them as they are now; a file without them deletes nobody."""
    moved = shop(
        "customers", {"country_code": "us", "country": "USA"}, name="b.csv", at="2025-09-01"
    )
    other = shop("customers", {"customer_id": "C2"}, name="c.csv", at="2025-10-01")
    lines = sold({}, {"order_id": "O2", "dt": "2025-09-01"})
    with expect(*REFERENCE, moved, other, lines) as expected:
        assert expected.rows(
            "select country_code, cast(valid_from as date), is_current from history_customers"
            " where customer_id = 'C1' order by valid_from"
        ) == [("IN", date(2025, 8, 1), False), ("US", date(2025, 9, 1), True)]
        assert expected.rows(
            "select country_code_at_order from fct_webshop_order_lines order by order_id"
        ) == [("IN",), ("US",)]
        assert expected.rows("select country, line_count from rpt_webshop_revenue_by_country") == [
            ("US", 2)
        ]


def test_a_product_ends_with_the_picture_that_lacks_it_and_begins_again_with_the_next() -> None:
    """The category of a line is that of its day."""
    gone = shop("products", {"product_id": "P2"}, name="b.csv", at="2025-09-01")
    back = shop("products", {"category_code": "toys"}, name="c.csv", at="2025-10-01")
    with expect(*REFERENCE, gone, back, sold()) as expected:
        assert expected.rows(
            "select category_code, month(valid_from), month(valid_to) from history_products"
            " where product_id = 'P1' order by valid_from"
        ) == [("BKS", 8, 9), ("TOY", 10, None)]
        assert only(expected, "fct_webshop_order_lines")["category_code_at_order"] == "BKS"


def test_who_is_in_no_file_is_a_placeholder_until_they_arrive() -> None:
    """Customers and products."""
    line = sold({"customer_id": "C9", "product_id": "P9"})
    query = "select customer_id from dim_webshop_customers where is_placeholder"
    with expect(*REFERENCE, line) as expected:
        assert expected.rows(query) == [("C9",)]
        assert expected.rows("select category, country, gender from described_lines") == [
            ("Unknown", "Unknown", "unknown")
        ]
    with expect(
        *REFERENCE, line, shop("customers", {"customer_id": "c9"}, name="b.csv")
    ) as expected:
        assert expected.rows(query) == []


# Promotions, statuses, reports


def test_coupons_count_as_the_line_says_and_are_flagged_outside_their_validity() -> None:
    """Or when nobody knows them."""
    lines = sold(
        {"coupon_code": "fest20"},
        {"order_id": "O2", "coupon_code": "FEST20", "dt": "2025-09-01"},
        {"order_id": "O3", "coupon_code": "WHAT"},
        {"order_id": "O4"},
    )
    with expect(*REFERENCE, lines) as expected:
        assert expected.rows(
            "select coupon_code, is_promoted, is_coupon_outside_validity, is_coupon_unknown"
            " from fct_webshop_order_lines order by order_id"
        ) == [
            ("FEST20", True, False, False),
            ("FEST20", True, True, False),
            ("WHAT", True, False, True),
            (None, False, False, False),
        ]


def test_cancelled_is_lost_and_no_revenue_and_returned_stands_beside_the_revenue() -> None:
    """Lines, orders, rates with their numerators and denominators."""
    lines = sold(
        {"order_status": "Placed"},
        {"order_id": "O2", "order_status": "CANCELLED", "payment_method": "UPI"},
        {"order_id": "O3", "order_status": "returned"},
        {"order_id": "O4", "order_status": "canceled", "item_seq": "1"},
        {"order_id": "O4", "order_status": "returned", "item_seq": "2"},
    )
    with expect(*REFERENCE, lines) as expected:
        assert expected.rows(
            "select order_status, net, lost_net, returned_net from fct_webshop_orders order by order_id"
        ) == [
            ("placed", 1440, 0, 0),
            ("cancelled", 0, 1440, 0),
            ("returned", 1440, 0, 1440),
            ("returned", 1440, 1440, 1440),
        ]
        headline = only(expected, "rpt_webshop_headline")
        assert (headline["order_count"], headline["net"]) == (3, 4320)
        rate = only(expected, "rpt_webshop_cancellation_by_country")
        assert (rate["order_count"], rate["cancelled_order_count"]) == (4, 2)
        assert (rate["cancellation_rate"], rate["lost_net"]) == (Decimal("0.5"), 2880)
        assert rate["is_small_group"]
        assert expected.rows(
            "select order_count, cancelled_order_count from rpt_webshop_cancellation_by_payment_method"
            " where payment_method = 'upi'"
        ) == [(1, 1)]


def test_an_order_of_lines_that_differ_is_flagged_and_has_no_sum_in_its_currency() -> None:
    """Another day, another customer, another currency."""
    lines = sold(
        {},
        {"item_seq": "2"},
        {"order_id": "O2"},
        {"order_id": "O2", "item_seq": "2", "dt": "2025-08-11"},
        {"order_id": "O3"},
        {"order_id": "O3", "item_seq": "2", "unit_price_currency": "EUR", "unit_price": "10"},
    )
    with expect(*REFERENCE, lines) as expected:
        assert expected.rows(
            "select has_differing_lines, currency, net_amount, sale_amount"
            " from fct_webshop_orders order by order_id"
        ) == [(False, "USD", 36, 38), (True, "USD", 36, 38), (True, None, None, None)]
        # the euros have no rate
        assert expected.rows(
            "select lines_without_rate from rpt_webshop_cancellation_by_country"
            " union all select lines_without_rate from rpt_webshop_customer_lifetime_value"
        ) == [(1,), (1,)]


def test_the_lifetime_value_is_three_years_of_what_was_sold() -> None:
    """Two orders 730 days apart are two years; cancelled ones are nobody's."""
    lines = sold(
        {},
        {"order_id": "O2", "dt": "2027-08-10"},
        {"order_id": "O3", "order_status": "cancelled"},
        {"order_id": "O4", "customer_id": "C2"},
    )
    with expect(*REFERENCE, lines) as expected:
        assert expected.rows(
            "select customer_id, order_count, sale, average_order_value, predicted_clv, segment"
            " from rpt_webshop_customer_lifetime_value"
        ) == [
            ("C1", 2, 3040, 1520, 4560, "loyal"),
            ("C2", 1, 1520, 1520, 4560, "one_time"),
        ]


def test_sales_metrics_know_orders_customers_and_new_ones_of_a_day_currency_and_channel() -> None:
    """A customer is new on the day of their first order."""
    lines = sold(
        {},
        {"item_seq": "2"},
        {"order_id": "O2", "customer_id": ""},
        {"order_id": "O3", "dt": "2025-08-11"},
        {"order_id": "O4", "channel": "iOS"},
    )
    with expect(*REFERENCE, lines) as expected:
        assert expected.rows(
            "select day(order_date), channel, order_count, line_count, sale_amount,"
            " average_order_value, customer_count, new_customer_count from sales_metrics"
        ) == [
            (10, "app", 1, 1, 19, 19, 1, 1),
            (10, "web", 2, 3, 57, Decimal("28.5"), 1, 1),
            (11, "web", 1, 1, 19, 19, 1, 0),
        ]


def test_an_empty_landing_zone_has_empty_tables(tmp_path: Path) -> None:
    """And the columns of a line are those that the files of the shop have."""
    with webshop.expect(tmp_path, SEEDS) as expected:
        assert expected.table("fct_webshop_orders").num_rows == 0
    assert set(LINE) | {"order_status", "payment_method"} == set(ORDER_COLUMNS)
    assert {name.split("/")[1] for name in REFERENCE_COLUMNS} == set(GOOD)


# The real data


DAY = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/")
FIRST_DAY = datetime(2025, 8, 1, tzinfo=UTC)
TOTALS = (
    "select line_count, order_count, customer_count, unit_count, sale, net, tax, discount"
    " from rpt_webshop_headline"
)


def real_deliveries(*steps: str) -> list[Delivery]:
    """The web shop's real files, their times from the dates of their folders."""
    found = [each for step in steps for each in webshop.deliveries_of(REAL / step)]
    return [replaced_time(each) for each in found]


def replaced_time(each: Delivery) -> Delivery:
    """A delivery at midnight of its folder's date; the first day where it has none."""
    dated = DAY.search(f"/{each.file}")
    at = FIRST_DAY
    if dated:
        year, month, day = map(int, dated.groups())
        at = datetime(year, month, day, tzinfo=UTC)
    return each._replace(modified_at_ms=round(at.timestamp() * 1000))


@pytest.fixture(scope="module")
def full_load() -> Iterator[Webshop]:
    """Full load."""
    with expect(*real_deliveries("full_load")) as expected:
        yield expected


def money_by(expected: Webshop, name: str) -> dict[str, Decimal]:
    """Net INR by the members of a dimension."""
    return dict(expected.rows(f"select {name}, net from rpt_webshop_revenue_by_{name}"))


@needs_real_data
def test_the_totals_of_the_full_load_are_the_known_ones(full_load: Webshop) -> None:
    """Lines, orders, customers with orders, units, sale, net, tax, discount."""
    assert full_load.rows(TOTALS) == [
        (
            161_531,
            92_281,
            79_482,
            216_391,
            Decimal("3004646117"),
            Decimal("2701732575.88"),
            Decimal("302878712.12"),
            Decimal("260306681.41"),
        )
    ]


@needs_real_data
def test_the_revenue_by_country_gender_category_and_coupon_is_the_known_one(
    full_load: Webshop,
) -> None:
    """Net INR of the customer as they are now."""
    assert money_by(full_load, "country") == {
        "AE": Decimal("175913199.54"),
        "AU": Decimal("140712397.30"),
        "CA": Decimal("132523405.98"),
        "GB": Decimal("310098396.04"),
        "IN": Decimal("1391976420.00"),
        "SG": Decimal("179614073.80"),
        "US": Decimal("320290339.32"),
        "Unknown": Decimal("50604343.90"),
    }
    assert money_by(full_load, "gender") == {
        "female": Decimal("1130833993.04"),
        "male": Decimal("949332470.89"),
        "unknown": Decimal("621566111.95"),
    }
    assert money_by(full_load, "category") == {
        "APP": Decimal("102990822.33"),
        "BKS": Decimal("19480550.91"),
        "BPC": Decimal("41366125.43"),
        "CE": Decimal("2051107852.51"),
        "GRCY": Decimal("11016903.73"),
        "HNK": Decimal("374221427.84"),
        "SPT": Decimal("68850755.21"),
        "TOY": Decimal("32698137.92"),
    }
    coupons = full_load.rows(
        "select coupon_code, sum(net), sum(line_count), sum(lines_outside_validity)"
        " from rpt_webshop_promotions where is_promoted group by 1 order by 1"
    )
    assert coupons == [
        ("FEST20", Decimal("324381910.48"), 19_305, 0),
        ("NEW10", Decimal("210148251.82"), 12_593, 893),
        ("PRIME5", Decimal("269852736.53"), 16_338, 0),
        ("SAVE50", Decimal("139032765.71"), 8_151, 5_241),
    ]


@needs_real_data
def test_every_real_line_finds_its_product_and_its_brand_and_none_is_rejected(
    full_load: Webshop,
) -> None:
    """52 brands; the three strongest."""
    brands = money_by(full_load, "brand")
    assert len(brands) == 52
    strongest = sorted(brands.items(), key=lambda item: -item[1])[:3]
    assert strongest == [
        ("VoltEdge", Decimal("270876424.75")),
        ("Zenith", Decimal("262435395.00")),
        ("AcmeTech", Decimal("258717048.34")),
    ]
    assert full_load.rows("select count(*) from dim_webshop_products where is_placeholder") == [
        (0,)
    ]
    assert full_load.rows("from outcomes where outcome = 'rejected'") == []
    # 130 of the changed addresses are moves
    assert full_load.rows("select count(*) from history_customers where not is_current") == [(130,)]


# in make test the tables themselves have these totals (test_webshop.py)
@pytest.mark.by_command
@needs_real_data
def test_the_totals_with_the_five_days_are_the_known_ones() -> None:
    """Lines, orders, customers with orders, units, sale, net, tax, discount."""
    with expect(*real_deliveries("full_load", "october_21_to_25")) as expected:
        assert expected.rows(TOTALS) == [
            (
                171_345,
                97_850,
                83_518,
                229_583,
                Decimal("3185518994"),
                Decimal("2864314832.08"),
                Decimal("321167209.26"),
                Decimal("276687140.97"),
            )
        ]
