"""The oracle of the marketplace gives hand-made answers, and takes the real extracts as they are.

The real extracts are looked for in the folder REAL_LANDING (default: shared/landing beside the
project); only the tests that need them are skipped where they are not.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa
import pytest

from tests.python.harness.contents import Contents
from tests.python.harness.marketplace_truth import extract_differences, truth_differences
from tests.python.oracle import Delivery, marketplace
from tests.python.oracle.marketplace import Marketplace, Segment
from tests.python.oracle.reading import multi_line_records

Row = Mapping[str, str]

REAL = Path(os.environ.get("REAL_LANDING") or Path(__file__).parents[3] / "shared" / "landing")
EXTRACTS = REAL / "full_load" / "marketplace"
needs_real_data = pytest.mark.skipif(not EXTRACTS.is_dir(), reason=f"there is no {EXTRACTS}")

LANDED_AT = "2018-03-01 00:00:00"
CHANGED_AT = "2018-02-01 00:00:00"
NUMBERS = (
    "product_name_lenght",
    "product_description_lenght",
    "product_photos_qty",
    "product_weight_g",
    "product_length_cm",
    "product_height_cm",
    "product_width_cm",
)
GOOD: dict[str, dict[str, str]] = {
    "customers": {
        "customer_id": "C1",
        "customer_unique_id": "P1",
        "customer_zip_code_prefix": "01001",
        "customer_city": "sao  paulo",
        "customer_state": "sp",
    },
    "orders": {
        "order_id": "O1",
        "customer_id": "C1",
        "order_status": "Delivered",
        "order_purchase_timestamp": "2018-01-10 10:00:00",
        "order_approved_at": "2018-01-10 11:00:00",
        "order_delivered_carrier_date": "2018-01-11 11:00:00",
        "order_delivered_customer_date": "2018-01-15 23:00:00",
        "order_estimated_delivery_date": "2018-01-20 00:00:00",
    },
    "order_items": {
        "order_id": "O1",
        "order_item_id": "1",
        "product_id": "PR1",
        "seller_id": "S1",
        "shipping_limit_date": "2018-01-14 10:00:00",
        "price": "100.00",
        "freight_value": "10.5",
    },
    "order_payments": {
        "order_id": "O1",
        "payment_sequential": "1",
        "payment_type": "credit_card",
        "payment_installments": "2",
        "payment_value": "110.5",
    },
    "order_reviews": {
        "review_id": "R1",
        "order_id": "O1",
        "review_score": "5",
        "review_comment_title": "",
        "review_comment_message": "Bom, \r\nmuito bom",
        "review_creation_date": "2018-01-16 00:00:00",
        "review_answer_timestamp": "2018-01-17 12:00:00",
    },
    "products": {
        "product_id": "PR1",
        "product_category_name": "brinquedos",
        **dict.fromkeys(NUMBERS, "40"),
        "product_weight_g": "225.5",
    },
    "sellers": {
        "seller_id": "S1",
        "seller_zip_code_prefix": "13023",
        "seller_city": "CAMPINAS",
        "seller_state": "sp",
    },
    "category_translations": {
        "product_category_name": "brinquedos",
        "product_category_name_english": "toys",
    },
}
KEYS = {entity.name: tuple(entity.key.values()) for entity in marketplace.ENTITIES}


def milliseconds(text: str) -> int:
    """A UTC time as milliseconds since 1970."""
    return round(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def file(entity: str, content: bytes, name: str = "a.csv", at: str = LANDED_AT) -> Delivery:
    """A delivery with these very bytes."""
    return Delivery(f"marketplace/{entity}", name, milliseconds(at), content)


def lines(entity: str, *texts: str, name: str = "a.csv", at: str = LANDED_AT) -> Delivery:
    """A delivery of lines, header first."""
    return file(entity, "".join(text + "\n" for text in texts).encode(), name, at)


def table(entity: str, *rows: Row, name: str = "a.csv", at: str = LANDED_AT) -> Delivery:
    """A delivery of rows under the columns of the first one."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file(entity, text.getvalue().encode(), name, at)


def change(entity: str, op: str = "I", at: str = CHANGED_AT, **values: str) -> Row:
    """A change: the entity's good row with other values."""
    columns = {**GOOD[entity], "op": op, "op_at": at, "op_sequence": ""}
    assert values.keys() <= columns.keys()
    return {**columns, **values}


def extracts(**rows: list[dict[str, str]]) -> list[Delivery]:
    """Full extracts: for each entity its good row with other values, once per row."""
    for entity, changed in rows.items():
        assert all(values.keys() <= GOOD[entity].keys() for values in changed)
    return [
        table(entity, *({**GOOD[entity], **values} for values in changed))
        for entity, changed in rows.items()
    ]


def outcomes(*deliveries: Delivery) -> list[tuple[Any, ...]]:
    """Entity, file name, line, outcome and broken rules of every row."""
    with marketplace.expect(deliveries) as expected:
        return expected.rows(
            "select entity, file[length(feed) + 2:], line, outcome, rejects"
            " from changes order by feed, modified_at_ms, file, line"
        )


def rejects(entity: str, *rows: Row) -> list[list[str]]:
    """The rules that each row breaks; rows that name no key of their own get one each."""
    part = KEYS[entity][0]
    own = [
        {**row, part: f"K{number}"} if row[part] == GOOD[entity][part] else row
        for number, row in enumerate(rows)
    ]
    return [row[4] for row in outcomes(table(entity, *own))]


def versions(entity: str, *deliveries: Delivery, value: str) -> list[tuple[Any, ...]]:
    """Key, one value, day of valid_from and valid_to, is_current, is_deleted of every version."""
    key = ", ".join(KEYS[entity])
    with marketplace.expect(deliveries) as expected:
        return expected.rows(
            f"select record_key, {value}, strftime(valid_from, '%m-%d'),"
            f" strftime(valid_to, '%m-%d'), is_current, is_deleted"
            f" from history_{entity} order by {key}, valid_from"
        )


# What a file says becomes rows.


def test_a_review_may_go_on_over_lines_and_has_the_number_of_its_first() -> None:
    """Line ends, commas, quotes and blank lines inside a quoted field."""
    content = (
        b"review_id,order_id,review_score,review_comment_title,review_comment_message,"
        b"review_creation_date,review_answer_timestamp\n"
        b'R1,O1,5,"one\n\n""two"", three",,2018-01-16 00:00:00,2018-01-17 12:00:00\n'
        b"\n"
        b'R2,O2,4,,"a\r\nb",2018-01-16 00:00:00,2018-01-17 12:00:00\r\n'
        b'"R3",O3,3,,"",2018-01-16 00:00:00,2018-01-17 12:00:00'
    )
    with marketplace.expect([file("order_reviews", content)]) as expected:
        assert expected.rows(
            "select line, outcome, review_id, comment_title, comment_message"
            " from changes_order_reviews"
        ) == [
            (2, "accepted", "R1", 'one\n\n"two", three', None),
            (6, "accepted", "R2", None, "a\r\nb"),
            (8, "accepted", "R3", None, None),
        ]


@pytest.mark.parametrize(
    ("content", "records"),
    [
        (b"", []),
        (b"a,b", [(1, b"a,b")]),
        (b"a\n\nb\r\nc\rd", [(1, b"a"), (2, b""), (3, b"b"), (4, b"c"), (5, b"d")]),
        (b'"a\nb",c\nd', [(1, b'"a\nb",c'), (3, b"d")]),
        (b'"a\r\nb" ,"c\rd"\ne', [(1, b'"a\r\nb" ,"c\rd"'), (4, b"e")]),
        (b'5" a\nb', [(1, b'5" a'), (2, b"b")]),
        (b' "a\nb"\nc', [(1, b' "a'), (2, b'b"'), (3, b"c")]),
        (b'"a"b,"c\nd', [(1, b'"a"b,"c'), (2, b"d")]),
        (b'"a\nb"c,d\ne', [(1, b'"a\nb"c,d'), (3, b"e")]),
        (b'x,"a""\nb\nc', [(1, b'x,"a""\nb\nc')]),
        (b'x,"a\nb\n', [(1, b'x,"a\nb\n')]),
    ],
)
def test_a_record_ends_at_the_first_line_end_outside_of_quotes(
    content: bytes, records: list[tuple[int, bytes]]
) -> None:
    """Numbers of first lines and bytes; quotes that close wrongly end the record, open ones not."""
    assert list(multi_line_records(content)) == records


def test_a_badly_quoted_review_is_malformed() -> None:
    """Text behind the closing quote, and quotes that never close."""
    header = ",".join(GOOD["order_reviews"])
    good = "R1,O1,5,,,2018-01-16 00:00:00,2018-01-17 12:00:00"
    delivery = lines(
        "order_reviews", header, good, good.replace(",,,", ',,"a"b,'), good, good + '\nR2,"O2', good
    )
    assert [row[2:] for row in outcomes(delivery)] == [
        (2, "superseded", []),
        (3, "rejected", ["malformed_row"]),
        (4, "superseded", []),
        (5, "accepted", []),
        (6, "rejected", ["malformed_row"]),
    ]


def test_in_the_other_feeds_a_line_is_a_record() -> None:
    """A quoted line end makes two malformed rows and costs no other."""
    header = ",".join(GOOD["sellers"])
    delivery = lines("sellers", header, 'S1,13023,"camp', 'inas",sp', "S2,13023,campinas,sp")
    assert [row[2:] for row in outcomes(delivery)] == [
        (2, "rejected", ["malformed_row"]),
        (3, "rejected", ["malformed_row"]),
        (4, "accepted", []),
    ]


def test_a_file_is_read_by_its_header_whatever_its_packing_and_letters() -> None:
    """Packed, byte order mark, columns in another order and one more, latin-1 in one record."""
    content = (
        "\ufeffSeller_City, note,seller_state,SELLER_ID,seller_zip_code_prefix\n"
        "são paulo,x,SP, S1 ,01001\n"
    ).encode() + "mauá,x,sp,S2,09310\n".encode("latin-1")
    with marketplace.expect([file("sellers", gzip.compress(content), "day/a.CSV.GZ")]) as expected:
        assert expected.rows("from current_sellers") == [
            ("S1", "01001", "São Paulo", "SP"),
            ("S2", "09310", "Mauá", "SP"),
        ]
        assert expected.rows("select file, line from changes order by line") == [
            ("marketplace/sellers/day/a.CSV.GZ", 2),
            ("marketplace/sellers/day/a.CSV.GZ", 3),
        ]


def test_a_file_without_a_column_of_the_key_cannot_be_read() -> None:
    """All of its lines are rows, the one that looks like a header too."""
    delivery = lines("order_items", "order_id,op,op_at", f"O1,D,{CHANGED_AT}")
    assert [row[2:] for row in outcomes(delivery)] == [
        (1, "rejected", ["file_schema"]),
        (2, "rejected", ["file_schema"]),
    ]


def test_a_row_with_another_number_of_fields_than_the_header_is_malformed() -> None:
    """A deletion too: its values are empty, not missing."""
    delivery = lines(
        "sellers",
        "seller_id,seller_zip_code_prefix,seller_city,seller_state,op,op_at",
        f"S1,D,{CHANGED_AT}",
        f"S2,,,,D,{CHANGED_AT}",
    )
    assert [row[3:] for row in outcomes(delivery)] == [
        ("rejected", ["malformed_row"]),
        ("accepted", []),
    ]


def test_a_delivery_of_another_feed_is_an_error() -> None:
    """The distribution's files are none of the marketplace's."""
    with pytest.raises(ValueError, match="No feed is called 'sports_bar/orders'"):
        marketplace.expect([Delivery("sports_bar/orders", "a.csv", 1, b"order_id\n")])


# The rules of a change.


def test_the_operation_is_i_u_or_d_in_any_case() -> None:
    """White space around it does not matter."""
    given = {" u ": [], "d": [], "\tI": [], "": ["op_unknown"], "X": ["op_unknown"]}
    given["insert"] = ["op_unknown"]
    assert rejects("orders", *(change("orders", op) for op in given)) == list(given.values())


def test_the_time_of_a_change_may_have_a_t_a_fraction_and_a_z() -> None:
    """And nothing else; without one the change is rejected."""
    given = {
        "2018-02-01 00:00:00": [],
        " 2018-02-01T00:00:00Z ": [],
        "2018-02-01 23:59:59.1": [],
        "2018-02-01T00:00:00.123456Z": [],
        "": ["op_at_missing"],
        " ": ["op_at_missing"],
        "2018-02-01": ["op_at_unparsable"],
        "2018-02-01 00:00": ["op_at_unparsable"],
        "2018-02-30 00:00:00": ["op_at_unparsable"],
        "2018-02-01 24:00:00": ["op_at_unparsable"],
        "2018-02-01 00:00:60": ["op_at_unparsable"],
        "2018-02-01 00:00:00.1234567": ["op_at_unparsable"],
        "2018-02-01 00:00:00.": ["op_at_unparsable"],
        "2018-02-01 00:00:00+00:00": ["op_at_unparsable"],
        "0000-02-01 00:00:00": ["op_at_unparsable"],
        "01/02/2018 00:00:00": ["op_at_unparsable"],
    }
    assert rejects("orders", *(change("orders", at=at) for at in given)) == list(given.values())


def test_a_change_more_than_a_day_after_its_file_is_in_the_future() -> None:
    """A day after it to the microsecond is not."""
    assert rejects(
        "orders",
        change("orders", at="2018-03-02 00:00:00"),
        change("orders", at="2018-03-02 00:00:00.000001"),
        change("orders", "D", at="2019-01-01 00:00:00"),
    ) == [[], ["op_at_in_future"], ["op_at_in_future"]]


def test_the_sequence_of_a_change_is_a_whole_number() -> None:
    """With a sign or without, or empty."""
    good, bad = ("", "0", " 012 ", "-1", "+7"), ("1.5", "x", "+", "1e3", "9" * 30)
    rows = (change("orders", op_sequence=sequence) for sequence in good + bad)
    rules = ["op_sequence_not_a_number"]
    assert rejects("orders", *rows) == [[]] * len(good) + [rules] * len(bad)


def test_a_deletion_needs_only_its_key() -> None:
    """What else it says is not judged."""
    nothing = dict.fromkeys(GOOD["order_items"], "")
    assert rejects(
        "order_items",
        change("order_items", "D", **{**nothing, "order_id": "O7", "order_item_id": "1"}),
        change("order_items", "D", price="much", shipping_limit_date="soon"),
        change("order_items", "D", order_item_id=" "),
        change("order_items", "D", order_id=""),
    ) == [[], [], ["key_missing"], ["key_missing"]]


def test_a_row_breaks_every_rule_that_it_breaks() -> None:
    """Sorted by their names; those of values too, unless it is a deletion."""
    row = dict.fromkeys(GOOD["orders"], "")
    values = ["customer_id_missing", "purchased_at_unparsable", "status_unknown"]
    assert rejects(
        "orders",
        change("orders", "?", at="", **row),
        change("orders", "U", at="then", op_sequence="first", **row),
        change("orders", "D", at="", **row),
    ) == [
        sorted(["key_missing", "op_at_missing", "op_unknown", *values]),
        sorted(["key_missing", "op_at_unparsable", "op_sequence_not_a_number", *values]),
        ["key_missing", "op_at_missing"],
    ]


@pytest.mark.parametrize(
    ("entity", "rule", "broken", "kept"),
    [
        ("customers", "customer_unique_id_missing", {"customer_unique_id": ["", " "]}, {}),
        ("orders", "customer_id_missing", {"customer_id": ["", "\t"]}, {}),
        (
            "orders",
            "status_unknown",
            {"order_status": ["", "cancelled", "deliver"]},
            {"order_status": [" CANCELED ", "unavailable", "created", "Approved", "invoiced"]},
        ),
        (
            "orders",
            "purchased_at_unparsable",
            {"order_purchase_timestamp": ["", "2018-01-10", "2018-01-10T10:00:00"]},
            {"order_purchase_timestamp": ["2017-10-15 00:30:00", " 2018-01-10 10:00:00 "]},
        ),
        (
            "orders",
            "time_unparsable",
            {
                "order_approved_at": ["2018-01-10 24:00:00"],
                "order_delivered_carrier_date": ["2018-02-29 10:00:00", "never"],
                "order_delivered_customer_date": ["2018-01-10 10:00:00Z"],
                "order_estimated_delivery_date": ["2018-01-20"],
            },
            {
                "order_approved_at": [""],
                "order_delivered_carrier_date": [""],
                "order_delivered_customer_date": [" "],
                "order_estimated_delivery_date": [""],
            },
        ),
        ("order_items", "product_id_missing", {"product_id": [""]}, {}),
        ("order_items", "seller_id_missing", {"seller_id": [""]}, {}),
        (
            "order_items",
            "price_not_money",
            {"price": ["", "-1", "1.234", "1,00", ".5", "1.", "+1", "1e2", "9" * 17]},
            {"price": ["0", "0.00", "007.5", " 12.30 ", "9" * 16 + ".99"]},
        ),
        (
            "order_items",
            "freight_not_money",
            {"freight_value": ["", "-0.01", "free"]},
            {"freight_value": ["0"]},
        ),
        (
            "order_items",
            "time_unparsable",
            {"shipping_limit_date": ["2018-01-14"]},
            {"shipping_limit_date": [""]},
        ),
        (
            "order_payments",
            "value_not_money",
            {"payment_value": ["", "-5.00", "1.999"]},
            {"payment_value": ["0.00"]},
        ),
        ("order_payments", "payment_type_missing", {"payment_type": [""]}, {}),
        (
            "order_payments",
            "installments_not_a_number",
            {"payment_installments": ["two", "1.0", "-1"]},
            {"payment_installments": ["", "0", "24"]},
        ),
        (
            "order_reviews",
            "score_not_1_to_5",
            {"review_score": ["", "0", "6", "4.5", "five", "05"]},
            {"review_score": [" 1 ", "5"]},
        ),
        (
            "order_reviews",
            "time_unparsable",
            {"review_creation_date": ["2018-01-16"], "review_answer_timestamp": ["yesterday"]},
            {"review_creation_date": [""], "review_answer_timestamp": [""]},
        ),
        (
            "products",
            "number_unparsable",
            {column: ["-1", "1.", "x"] for column in NUMBERS},
            {column: ["", "1", "1.25"] for column in NUMBERS},
        ),
        (
            "category_translations",
            "translation_missing",
            {"product_category_name_english": ["", " "]},
            {},
        ),
    ],
)
def test_a_whole_row_is_rejected_for_its_values(
    entity: str, rule: str, broken: dict[str, list[str]], kept: dict[str, list[str]]
) -> None:
    """Inserts and updates, one value at a time: those that break the rule, those that do not."""

    def rows(given: dict[str, list[str]]) -> list[Row]:
        return [
            change(entity, op, **{column: value})
            for column, values in given.items()
            for value in values
            for op in "IU"
        ]

    bad, good = rows(broken), rows({**kept, KEYS[entity][0]: ["KEPT"]})
    assert rejects(entity, *bad, *good) == [[rule]] * len(bad) + [[]] * len(good)


def test_a_whole_row_needs_all_columns_of_its_entity() -> None:
    """A deletion in the same file does not; a full extract has whole rows only."""
    short = {column: value for column, value in GOOD["sellers"].items() if column != "seller_city"}
    rows = [
        {**short, "seller_id": f"S{op}", "op": op, "op_at": CHANGED_AT} for op in ("I", "U", "D")
    ]
    assert [
        row[1:] for row in outcomes(table("sellers", *rows), table("sellers", short, name="b.csv"))
    ] == [
        ("a.csv", 2, "rejected", ["columns_missing"]),
        ("a.csv", 3, "rejected", ["columns_missing"]),
        ("a.csv", 4, "accepted", []),
        ("b.csv", 2, "rejected", ["columns_missing"]),
    ]


def test_a_missing_column_also_breaks_the_rules_of_its_value() -> None:
    """Each rule is judged on its own."""
    (row,) = outcomes(lines("customers", "customer_id,op,op_at", f"C1,U,{CHANGED_AT}"))
    assert row[4] == ["columns_missing", "customer_unique_id_missing"]


def test_a_file_with_an_operation_and_no_time_has_only_rejected_rows() -> None:
    """The column is missing, so every row's time is."""
    (row,) = outcomes(lines("sellers", "seller_id,op", "S1,D"))
    assert row[3:] == ("rejected", ["op_at_missing"])


# Values.


def test_values_are_typed_and_places_are_written_alike() -> None:
    """The good row of every entity, as a change each."""
    with marketplace.expect([table(entity, change(entity)) for entity in GOOD]) as expected:
        current = {
            entity: expected.rows(f"from current_{entity}") for entity in GOOD if entity != "orders"
        }
        orders = expected.rows("from current_orders")
    assert current == {
        "customers": [("C1", "P1", "01001", "Sao Paulo", "SP")],
        "order_items": [
            (
                *("O1", "1", "PR1", "S1", datetime(2018, 1, 14, 12)),
                *(Decimal("100.00"), Decimal("10.50")),
            )
        ],
        "order_payments": [("O1", "1", "credit_card", 2, Decimal("110.50"))],
        "order_reviews": [
            (
                *("R1", "O1", 5, None, "Bom, \r\nmuito bom"),
                *(date(2018, 1, 16), datetime(2018, 1, 17, 14)),
            )
        ],
        "products": [("PR1", "brinquedos", 40, 40, 40, 225.5, 40, 40, 40)],
        "sellers": [("S1", "13023", "Campinas", "SP")],
        "category_translations": [("brinquedos", "toys")],
    }
    assert orders == [
        (
            *("O1", "C1", "delivered"),
            *(datetime(2018, 1, 10, 12), datetime(2018, 1, 10, 13), datetime(2018, 1, 11, 13)),
            *(datetime(2018, 1, 16, 1), date(2018, 1, 10), date(2018, 1, 15), date(2018, 1, 20)),
        )
    ]


def test_times_are_those_of_sao_paulo() -> None:
    """Winter, summer, the hour that came twice (the first counts), the hour that never came."""
    clocks = {
        "2018-07-01 12:00:00": datetime(2018, 7, 1, 15),
        "2018-01-01 12:00:00": datetime(2018, 1, 1, 14),
        "2018-02-17 22:59:59": datetime(2018, 2, 18, 0, 59, 59),
        "2018-02-17 23:30:00": datetime(2018, 2, 18, 1, 30),
        "2018-02-18 00:00:00": datetime(2018, 2, 18, 3),
        "2017-10-14 23:59:59": datetime(2017, 10, 15, 2, 59, 59),
        "2017-10-15 00:30:00": datetime(2017, 10, 15, 3, 30),
        "2017-10-15 01:00:00": datetime(2017, 10, 15, 3),
    }
    orders = [
        {"order_id": f"O{number}", "order_purchase_timestamp": clock}
        for number, clock in enumerate(clocks)
    ]
    with marketplace.expect(extracts(orders=orders)) as expected:
        assert expected.rows("select purchased_at, purchased_on from current_orders") == [
            (utc, date.fromisoformat(clock[:10])) for clock, utc in clocks.items()
        ]


def test_keys_are_kept_as_they_are_written() -> None:
    """Case and leading zeros tell them apart, white space around them does not."""
    rows = [
        change("order_payments", order_id=order, payment_sequential=number)
        for order, number in (("O1", "1"), ("o1", "1"), ("O1", "01"), (" O1", "1 "))
    ]
    assert [row[3] for row in outcomes(table("order_payments", *rows))] == [
        "superseded",
        "accepted",
        "accepted",
        "accepted",
    ]


# Versions.


def seller(city: str, at: str, op: str = "U", sequence: str = "", key: str = "S1") -> Row:
    """A change of a seller's city at a day `MM-dd` of 2018."""
    return change(
        "sellers",
        op,
        f"2018-{at} 00:00:00",
        seller_id=key,
        seller_city=city,
        op_sequence=sequence,
    )


def seller_versions(*deliveries: Delivery) -> list[tuple[Any, ...]]:
    """City, begin, end, is_current and is_deleted of every version of the sellers."""
    return [row[1:] for row in versions("sellers", *deliveries, value="city")]


def test_a_version_is_valid_until_the_next_whenever_it_arrives() -> None:
    """The change in between is delivered last."""
    assert seller_versions(
        table("sellers", seller("A", "01-01", "I"), seller("C", "01-20")),
        table("sellers", seller("B", "01-10"), name="late.csv", at="2018-03-05 00:00:00"),
    ) == [
        ("A", "01-01", "01-10", False, False),
        ("B", "01-10", "01-20", False, False),
        ("C", "01-20", None, True, False),
    ]


def test_a_deletion_ends_a_record_and_an_insert_begins_it_again() -> None:
    """A second deletion says nothing new, the same values after it do."""
    delivery = table(
        "sellers",
        seller("A", "01-01", "I"),
        seller("A", "01-02", "D"),
        seller("B", "01-03", "D"),
        seller("A", "01-04", "I"),
        seller("A", "01-05", "D"),
    )
    assert [row[3] for row in outcomes(delivery)] == [
        "accepted",
        "accepted",
        "superseded",
        "accepted",
        "accepted",
    ]
    assert seller_versions(delivery) == [
        ("A", "01-01", "01-02", False, False),
        (None, "01-02", "01-04", False, True),
        ("A", "01-04", "01-05", False, False),
        (None, "01-05", None, False, True),
    ]


def test_a_record_may_begin_with_a_deletion_or_an_update() -> None:
    """Both are versions."""
    delivery = table(
        "sellers", seller("", "01-01", "D", key="S1"), seller("A", "01-01", "U", key="S2")
    )
    assert [row[3] for row in outcomes(delivery)] == ["accepted", "accepted"]
    assert seller_versions(delivery) == [
        (None, "01-01", None, False, True),
        ("A", "01-01", None, True, False),
    ]


def test_a_change_that_says_the_same_in_other_words_is_superseded() -> None:
    """Case of a status, digits of a number, time of a promised day; an insert like an update."""
    status = [
        change("orders", order_status=status, at=f"2018-02-0{day} 00:00:00")
        for day, status in enumerate(("delivered", "DELIVERED", "shipped", "delivered"), 1)
    ]
    promised = change(
        "orders", at="2018-02-05 00:00:00", order_estimated_delivery_date="2018-01-20 18:00:00"
    )
    weight = [
        change("products", op, product_weight_g=weight, at=f"2018-02-0{day} 00:00:00")
        for day, (op, weight) in enumerate((("I", "40"), ("U", "40.0"), ("I", "40.5")), 1)
    ]
    found = outcomes(table("orders", *status, promised), table("products", *weight))
    assert [row[3] for row in found] == [
        *("accepted", "superseded", "accepted", "accepted", "superseded"),
        *("accepted", "superseded", "accepted"),
    ]


def test_a_late_change_can_make_a_version_superseded_or_new() -> None:
    """B between A and A is said again; A before A takes its place."""
    first = table("sellers", seller("A", "01-10", "I"), seller("A", "01-20"))
    between = table("sellers", seller("B", "01-15"), name="b.csv", at="2018-03-02 00:00:00")
    before = table("sellers", seller("A", "01-01"), name="c.csv", at="2018-03-03 00:00:00")
    assert [row[3] for row in outcomes(first)] == ["accepted", "superseded"]
    assert [row[3] for row in outcomes(first, between)] == ["accepted"] * 3
    assert [row[3] for row in outcomes(first, before)] == ["superseded", "superseded", "accepted"]


def test_of_changes_at_one_time_the_last_in_order_counts() -> None:
    """Sequence before the file's time, that before its path, that before the line."""
    early = table(
        "sellers",
        seller("sequence", "01-01", sequence="10", key="S1"),
        seller("lower sequence", "01-01", sequence="9", key="S1"),
        seller("early", "01-01", key="S2"),
        seller("early", "01-01", sequence="0", key="S3"),
        seller("line 6", "01-01", key="S4"),
        seller("line 7", "01-01", key="S4"),
        name="z.csv",
        at="2018-03-01 00:00:00",
    )
    later = table(
        "sellers",
        seller("late", "01-01", sequence="2", key="S1"),
        seller("below 0", "01-01", sequence="-1", key="S4"),
        seller("path a", "01-01", sequence="", key="S2"),
        seller("late", "01-01", key="S3"),
        name="a.csv",
        at="2018-03-02 00:00:00",
    )
    beside = table(
        "sellers", seller("path b", "01-01", key="S2"), name="b.csv", at="2018-03-02 00:00:00"
    )
    assert [row[:2] for row in versions("sellers", early, later, beside, value="city")] == [
        ("S1", "Sequence"),
        ("S2", "Path B"),
        ("S3", "Late"),
        ("S4", "Line 7"),
    ]


def test_times_of_changes_differ_by_microseconds() -> None:
    """Both are versions, in their order."""
    rows = [
        change("sellers", at="2018-02-01T00:00:00.000002Z", seller_city="late"),
        change("sellers", at="2018-02-01 00:00:00.000001", seller_city="early"),
    ]
    with marketplace.expect([table("sellers", *rows)]) as expected:
        assert expected.rows("select city, valid_from, valid_to from history_sellers") == [
            (
                "Early",
                datetime(2018, 2, 1, microsecond=1),
                datetime(2018, 2, 1, microsecond=2),
            ),
            ("Late", datetime(2018, 2, 1, microsecond=2), None),
        ]


def test_a_rejected_change_replaces_nothing() -> None:
    """Neither at its own time nor later."""
    delivery = table(
        "category_translations",
        change("category_translations", at="2018-02-01 00:00:00"),
        change("category_translations", product_category_name_english=""),
        change("category_translations", "X", at="2018-02-02 00:00:00"),
    )
    assert [row[3] for row in outcomes(delivery)] == ["accepted", "rejected", "rejected"]
    with marketplace.expect([delivery]) as expected:
        assert expected.rows("from current_category_translations") == [("brinquedos", "toys")]


def test_a_full_extract_inserts_its_rows_at_the_time_of_its_file() -> None:
    """Of one key the last line counts; keys that it lacks stay; it says nothing of deletions."""
    good = GOOD["sellers"]
    first = table(
        "sellers",
        good,
        {**good, "seller_id": "S2"},
        {**good, "seller_city": "santos"},
        at="2018-03-01 00:00:00.250",
    )
    second = table("sellers", good, name="b.csv", at="2018-03-02 00:00:00")
    assert [row[1:4] for row in outcomes(first, second)] == [
        ("a.csv", 2, "superseded"),
        ("a.csv", 3, "accepted"),
        ("a.csv", 4, "accepted"),
        ("b.csv", 2, "accepted"),
    ]
    with marketplace.expect([first, second]) as expected:
        assert expected.rows(
            "select seller_id, city, valid_from, is_current, op from history_sellers"
        ) == [
            ("S1", "Santos", datetime(2018, 3, 1, 0, 0, 0, 250_000), False, "I"),
            ("S1", "Campinas", datetime(2018, 3, 2), True, "I"),
            ("S2", "Campinas", datetime(2018, 3, 1, 0, 0, 0, 250_000), True, "I"),
        ]


def test_a_replaced_file_has_said_what_it_said() -> None:
    """Two contents of one path are two deliveries; one delivered twice is one."""
    first = table("sellers", seller("A", "01-01"))
    second = table("sellers", seller("B", "01-02"), at="2018-03-02 00:00:00")
    assert [row[:2] for row in seller_versions(first, second, first)] == [
        ("A", "01-01"),
        ("B", "01-02"),
    ]


def test_the_archive_tells_why_and_by_which_change_a_version_left() -> None:
    """An update, a deletion, a record that came again, a deletion that is open."""
    first = table("order_items", change("order_items", at="2018-02-01 00:00:00"))
    second = table(
        "order_items",
        change("order_items", "U", "2018-02-02 00:00:00", price="90.00"),
        change("order_items", "D", "2018-02-03 00:00:00"),
        change("order_items", "I", "2018-02-04 00:00:00"),
        change("order_items", "D", "2018-02-05 00:00:00", order_item_id="2"),
        name="b.csv",
    )
    with marketplace.expect([first, second]) as expected:
        assert expected.rows(
            "select entity, record_key, day(valid_from), day(valid_to), is_deleted, left_reason,"
            " day(left_at), left_file_path, left_line_number, record ->> 'price_brl'"
            " from history_archive"
        ) == [
            ("order_items", "O1|1", day, ends, deleted, why, left, path, line, price)
            for path in ["marketplace/order_items/b.csv"]
            for day, ends, deleted, why, left, line, price in [
                (1, 2, False, "updated", 2, 2, "100.0"),
                (2, 3, False, "deleted", 3, 3, "90.0"),
                (3, 4, True, "reinserted", 4, 4, None),
            ]
        ] + [
            (
                *("order_items", "O1|2", 5, None, True, "is_deletion", 5),
                *("marketplace/order_items/b.csv", 5, None),
            )
        ]


# Dimensions and facts.


def test_an_order_sums_its_items_and_payments() -> None:
    """Two items, two payments; amounts of nothing are 0."""
    deliveries = extracts(
        orders=[{}, {"order_id": "O2", "order_status": "canceled"}],
        order_items=[{}, {"order_item_id": "2", "price": "0.01", "freight_value": "0"}],
        order_payments=[{}, {"payment_sequential": "2", "payment_value": "0.02"}],
    )
    with marketplace.expect(deliveries) as expected:
        assert expected.rows(
            "select order_id, is_cancelled, is_placeholder, purchase_month, item_count,"
            " net_revenue_brl, freight_brl, gross_revenue_brl, paid_brl, payment_difference_brl"
            " from fct_marketplace_orders"
        ) == [
            (
                *("O1", False, False, date(2018, 1, 1), 2),
                *map(Decimal, ("100.01", "10.50", "110.51", "110.52", "0.01")),
            ),
            ("O2", True, False, date(2018, 1, 1), 0, *[Decimal("0.00")] * 5),
        ]
        assert expected.rows("select count(*) from fct_marketplace_order_items") == [(2,)]
        assert expected.rows("from fct_marketplace_payments order by all")[1] == (
            *("O1", "2", "credit_card", 2),
            Decimal("0.02"),
        )


def test_an_order_that_only_others_name_is_a_placeholder() -> None:
    """By an item, a payment or a review; also when its own record is deleted."""
    deliveries = [
        *extracts(
            order_items=[{"order_id": "item"}, {"order_id": "gone"}],
            order_payments=[{"order_id": "payment"}],
            order_reviews=[{"order_id": "review"}],
            customers=[{}],
        ),
        table(
            "orders",
            change("orders", order_id="gone"),
            change("orders", "D", "2018-02-02 00:00:00", order_id="gone"),
            change("orders", "D", order_id="nothing"),
        ),
    ]
    with marketplace.expect(deliveries) as expected:
        assert expected.rows(
            "select order_id, is_placeholder, is_cancelled, customer_id, purchased_at,"
            " purchase_month, state, city_at_purchase, item_count, paid_brl, review_score"
            " from fct_marketplace_orders"
        ) == [
            (order, True, False, None, None, None, "Unknown", "Unknown", items, paid, score)
            for order, items, paid, score in (
                ("gone", 1, Decimal("0.00"), None),
                ("item", 1, Decimal("0.00"), None),
                ("payment", 0, Decimal("110.50"), None),
                ("review", 0, Decimal("0.00"), 5),
            )
        ]


def test_what_is_deleted_is_in_no_fact() -> None:
    """An item, a payment and a review go, the order stays."""
    gone = [
        table(entity, change(entity), change(entity, "D", "2018-02-02 00:00:00"))
        for entity in ("order_items", "order_payments", "order_reviews", "customers")
    ]
    with marketplace.expect([*gone, *extracts(orders=[{}])]) as expected:
        assert expected.rows(
            "select item_count, paid_brl, review_score, customer_unique_id, state, city"
            " from fct_marketplace_orders"
        ) == [(0, Decimal("0.00"), None, None, "Unknown", "Unknown")]
        assert expected.rows("select count(*) from fct_marketplace_order_items") == [(0,)]
        assert expected.rows("select count(*) from fct_marketplace_payments") == [(0,)]


def test_the_review_answered_last_gives_an_order_its_score() -> None:
    """Then the one created last, then the greatest id; one without an answer is earlier."""
    answered = "review_answer_timestamp"
    created = "review_creation_date"
    reviews = [
        {"order_id": order, "review_id": review, "review_score": score, **values}
        for order, review, score, values in [
            ("O1", "R1", "1", {}),
            ("O1", "R0", "5", {answered: "2018-01-18 12:00:00", created: ""}),
            ("O1", "R9", "2", {answered: "", created: "2018-01-30 00:00:00"}),
            ("O2", "R3", "4", {created: "2018-01-16 12:00:00"}),
            ("O2", "R2", "3", {created: "2018-01-17 00:00:00"}),
            ("O3", "R5", "2", {}),
            ("O3", "R4", "1", {}),
        ]
    ]
    with marketplace.expect(extracts(order_reviews=reviews)) as expected:
        assert expected.rows("select order_id, review_score from fct_marketplace_orders") == [
            ("O1", 5),
            ("O2", 3),
            ("O3", 2),
        ]


def test_the_address_at_the_purchase_is_that_of_the_customers_version_then() -> None:
    """Before the first version it is the first one; deletions in between do not count."""
    customers = table(
        "customers",
        *(
            change("customers", op, f"2018-{day} 00:00:00", customer_state=state)
            for op, day, state in [
                ("I", "01-10", "SP"),
                ("U", "01-20", "RJ"),
                ("D", "01-30", ""),
                ("I", "02-10", "MG"),
            ]
        ),
    )
    # 2018-01-19 22:00 in Sao Paulo is the begin of 2018-01-20 in UTC
    purchases = {
        "2018-01-05 12:00:00": "SP",
        "2018-01-19 21:59:59": "SP",
        "2018-01-19 22:00:00": "RJ",
        "2018-02-05 12:00:00": "RJ",
        "2018-02-15 12:00:00": "MG",
    }
    orders = [
        {"order_id": f"O{number}", "order_purchase_timestamp": clock}
        for number, clock in enumerate(purchases)
    ]
    with marketplace.expect([customers, *extracts(orders=orders)]) as expected:
        assert expected.rows(
            "select state_at_purchase, state, city from fct_marketplace_orders"
        ) == [(state, "MG", "Sao Paulo") for state in purchases.values()]


def test_an_address_stays_known_at_the_purchase_when_the_customer_is_deleted() -> None:
    """Now it is unknown; a missing city is unknown at both times."""
    customers = table(
        "customers",
        change("customers", at="2018-01-01 00:00:00", customer_city=""),
        change("customers", "D", at="2018-02-01 00:00:00"),
    )
    with marketplace.expect([customers, *extracts(orders=[{}])]) as expected:
        assert expected.rows(
            "select state, city, state_at_purchase, city_at_purchase, customer_unique_id"
            " from fct_marketplace_orders"
        ) == [("Unknown", "Unknown", "SP", "Unknown", None)]


def test_dimensions_hold_placeholders_for_what_nothing_describes() -> None:
    """A customer that an order names, a product and a seller that an item names."""
    deliveries = extracts(
        customers=[{}, {"customer_id": "C2", "customer_state": ""}],
        orders=[
            {},
            {"order_id": "O2", "customer_id": "C9"},
            {"order_id": "O3", "customer_id": "C9"},
        ],
        order_items=[{}, {"order_item_id": "2", "product_id": "PR9", "seller_id": "S9"}],
        products=[
            {},
            {"product_id": "PR2", "product_category_name": "pc_gamer"},
            {"product_id": "PR3", "product_category_name": ""},
        ],
        sellers=[{}],
        category_translations=[{}],
    )
    with marketplace.expect(deliveries) as expected:
        assert expected.rows("from dim_marketplace_customers") == [
            ("C1", "P1", "01001", "Sao Paulo", "SP", False),
            ("C2", "P1", "01001", "Sao Paulo", "Unknown", False),
            ("C9", None, None, "Unknown", "Unknown", True),
        ]
        assert expected.rows(
            "select product_id, category_name, weight_g, category, is_placeholder"
            " from dim_marketplace_products"
        ) == [
            ("PR1", "brinquedos", 225.5, "toys", False),
            ("PR2", "pc_gamer", 225.5, "pc_gamer", False),
            ("PR3", None, 225.5, "Unknown", False),
            ("PR9", None, None, "Unknown", True),
        ]
        assert expected.rows("from dim_marketplace_sellers") == [
            ("S1", "13023", "Campinas", "SP", False),
            ("S9", None, "Unknown", "Unknown", True),
        ]


# Reports.


def bought(order: str, on: str, customer: str = "C1", status: str = "delivered") -> dict[str, str]:
    """An order bought at ten o'clock of a day and nothing more."""
    return {
        "order_id": order,
        "customer_id": customer,
        "order_status": status,
        "order_purchase_timestamp": f"{on} 10:00:00",
        "order_approved_at": "",
        "order_delivered_carrier_date": "",
        "order_delivered_customer_date": "",
        "order_estimated_delivery_date": "",
    }


def item(order: str, price: str, freight: str = "0.00", number: str = "1") -> dict[str, str]:
    """An item of an order."""
    return {
        "order_id": order,
        "order_item_id": number,
        "price": price,
        "freight_value": freight,
    }


def test_the_revenue_of_a_region_counts_orders_with_items_that_are_not_cancelled() -> None:
    """Placeholders have no month and no place that is known."""
    deliveries = extracts(
        customers=[{}, {"customer_id": "C2", "customer_city": "niteroi", "customer_state": "RJ"}],
        orders=[
            bought("two items", "2018-01-31"),
            bought("same month", "2018-01-01"),
            bought("next month", "2018-02-01", status="shipped"),
            bought("elsewhere", "2018-02-01", "C2"),
            bought("canceled", "2018-02-01", "C2", "canceled"),
            bought("unavailable", "2018-02-01", "C2", "unavailable"),
            bought("no item", "2018-02-01", "C2"),
        ],
        order_items=[
            item("two items", "100.00", "10.00"),
            item("two items", "50.00", "5.00", "2"),
            *(item(order, "1.00", "0.10") for order in ("same month", "next month", "elsewhere")),
            *(item(order, "7.00") for order in ("canceled", "unavailable", "placeholder")),
        ],
    )
    with marketplace.expect(deliveries) as expected:
        assert expected.rows("from rpt_marketplace_revenue_by_region order by all") == [
            (state, city, month, orders, items, *map(Decimal, money))
            for state, city, month, orders, items, money in [
                ("RJ", "Niteroi", date(2018, 2, 1), 1, 1, ("1.10", "0.10", "1.00")),
                ("SP", "Sao Paulo", date(2018, 1, 1), 2, 3, ("166.10", "15.10", "151.00")),
                ("SP", "Sao Paulo", date(2018, 2, 1), 1, 1, ("1.10", "0.10", "1.00")),
                ("Unknown", "Unknown", None, 1, 1, ("7.00", "0.00", "7.00")),
            ]
        ]


PERSONS = extracts(
    customers=[
        {"customer_id": customer, "customer_unique_id": person}
        for customer, person in [
            ("C1", "champion"),
            ("C2", "champion"),
            ("C3", "loyal"),
            ("C4", "big"),
            ("C5", "small"),
            ("C6", "tie"),
            ("C7", "three cheap"),
        ]
    ],
    orders=[
        bought("B1", "2017-01-01", "C1"),
        bought("B2", "2018-12-31", "C2"),
        bought("B3", "2017-06-01", "C2"),
        bought("B4", "2017-01-01", "C3"),
        bought("B5", "2018-01-01", "C3"),
        bought("B6", "2018-01-01", "C4"),
        bought("B7", "2018-01-01", "C5"),
        bought("B8", "2018-01-01", "C5", "canceled"),
        bought("B9", "2017-01-01", "C6"),
        bought("BA", "2019-01-01", "C6"),
        bought("BB", "2018-01-01", "stranger"),
        bought("BC", "2018-01-01", "C7"),
        bought("BD", "2018-01-01", "C7"),
        bought("BE", "2018-01-02", "C7"),
    ],
    order_items=[
        item("B1", "200.00"),
        item("B2", "200.00"),
        item("B3", "90.00", "10.01"),
        item("B4", "10.00"),
        item("B5", "10.00", "0.01"),
        item("B6", "500.00"),
        item("B7", "499.99"),
        item("B8", "900.00"),
        item("B9", "100.00"),
        item("BA", "23.45"),
        item("BC", "400.00"),
        item("BD", "99.99"),
        item("placeholder", "5.00"),
    ],
)


def test_the_lifetime_value_of_a_person_is_over_all_customers_that_are_the_person() -> None:
    """Means half up; over a year the value shrinks with the days; strangers are themselves."""
    with marketplace.expect(PERSONS) as expected:
        found = {
            row[0]: (*row[1:4], *map(str, row[4:]))
            for row in expected.rows(
                "select person_id, order_count, tenure_days, segment, gross_revenue_brl,"
                " net_revenue_brl, average_order_value_brl, predicted_clv_brl"
                " from rpt_marketplace_customer_lifetime_value"
            )
        }
        assert found == {
            # 500.01 * 3 * 365 / 729 = 751.04383
            "champion": (3, 729, "champion", "500.01", "490.00", "166.67", "751.04"),
            # 20.01 / 2 = 10.005; 365 days are one year
            "loyal": (2, 365, "loyal", "20.01", "20.00", "10.01", "60.03"),
            "big": (1, 0, "big_ticket", "500.00", "500.00", "500.00", "1500.00"),
            "small": (1, 0, "one_time", "499.99", "499.99", "499.99", "1499.97"),
            # 123.45 * 3 * 365 / 730 = 185.175
            "tie": (2, 730, "loyal", "123.45", "123.45", "61.73", "185.18"),
            "three cheap": (3, 1, "loyal", "499.99", "499.99", "166.66", "1499.97"),
            "stranger": (1, 0, "one_time", "0.00", "0.00", "0.00", "0.00"),
        }
        assert expected.rows(
            "select first_order_at, last_order_at from rpt_marketplace_customer_lifetime_value"
            " where person_id = 'champion'"
        ) == [(datetime(2017, 1, 1, 12), datetime(2018, 12, 31, 12))]


def test_the_segments_can_be_others() -> None:
    """A person belongs to the first that fits."""
    segments = (Segment("whale", 1, 400), Segment("rest", 1, 0))
    with marketplace.expect(PERSONS, segments) as expected:
        assert expected.rows(
            "select segment, count(*) from rpt_marketplace_customer_lifetime_value group by segment order by 1"
        ) == [("rest", 3), ("whale", 4)]


def approved(order: str, seconds: int, **values: str) -> dict[str, str]:
    """An order that was approved some seconds after it was bought."""
    at = datetime(2018, 1, 10, 10) + timedelta(seconds=seconds)
    return {**bought(order, "2018-01-10"), "order_approved_at": f"{at}", **values}


def test_the_latency_of_a_stage_has_a_mean_and_interpolated_percentiles() -> None:
    """0 s, 9 s, 1 h and 10 h; orders without both times, backwards or cancelled do not count."""
    orders = [
        approved("O1", 0),
        approved("O2", 9),
        approved("O3", 3_600),
        approved("O4", 36_000),
        approved("backwards", -1),
        approved("canceled", 60, order_status="canceled"),
        bought("open", "2018-01-10"),
    ]
    with marketplace.expect(extracts(orders=orders)) as expected:
        assert expected.rows("from rpt_marketplace_fulfilment_latency where dimension = 'all'") == [
            (
                *("all", "all", "approve", 4),
                Decimal("2.7506"),  # 39,609 s / 4 = 2.750625 h
                Decimal("0.5013"),  # at 1.5: 1,804.5 s = 0.50125 h, half up
                Decimal("7.3000"),  # at 2.7: 26,280 s
                Decimal("9.7300"),  # at 2.97: 35,028 s
            )
        ]


def test_the_stages_of_an_order_are_parts_of_its_way() -> None:
    """One hour, one day, four and a half days; from the purchase to the customer all of them."""
    with marketplace.expect(extracts(orders=[{}])) as expected:
        assert expected.rows(
            "select stage, order_count, mean_hours, p50_hours, p99_hours"
            " from rpt_marketplace_fulfilment_latency where dimension = 'all'"
        ) == [
            (stage, 1, *[Decimal(hours)] * 3)
            for stage, hours in (
                ("approve", "1.0000"),
                ("hand_over", "24.0000"),
                ("total", "133.0000"),
                ("transit", "108.0000"),
            )
        ]


MEMBERS = extracts(
    customers=[{}],
    orders=[
        {},
        {"order_id": "O2", "customer_id": "C9", "order_purchase_timestamp": "2018-01-31 22:30:00"},
        {"order_id": "O3", "order_status": "unavailable"},
    ],
    order_items=[
        {},
        {"order_item_id": "2"},
        {"order_item_id": "3", "product_id": "PR2", "seller_id": "S2"},
        {"order_item_id": "4", "product_id": "PR9"},
        {"order_id": "O3", "seller_id": "S3"},
        {"order_id": "placeholder", "seller_id": "S4"},
    ],
    products=[{}, {"product_id": "PR2", "product_category_name": "pc_gamer"}],
    category_translations=[{}],
)


def test_an_order_counts_once_for_every_group_that_it_belongs_to() -> None:
    """Two items of one seller are one order; an order without items has no seller or category."""
    with marketplace.expect(MEMBERS) as expected:
        groups = expected.rows(
            "select dimension, member, order_count from rpt_marketplace_delivery_promises"
        )
        assert groups == [
            ("all", "all", 2),
            ("category", "Unknown", 1),
            ("category", "pc_gamer", 1),
            ("category", "toys", 1),
            ("month", "2018-01", 2),
            ("seller", "S1", 1),
            ("seller", "S2", 1),
            ("state", "SP", 1),
            ("state", "Unknown", 1),
        ]
        assert groups == expected.rows(
            "select dimension, member, order_count from rpt_marketplace_fulfilment_latency"
            " where stage = 'transit'"
        )


def delivered(order: str, at: str, promised: str, customer: str = "C1") -> dict[str, str]:
    """An order with the time of its delivery and the promised day, in January 2018."""
    return {
        **bought(order, "2018-01-01", customer),
        "order_delivered_customer_date": f"2018-01-{at}" if at else "",
        "order_estimated_delivery_date": f"2018-01-{promised} 00:00:00" if promised else "",
    }


def test_a_delivery_is_late_from_the_day_after_the_promised_one() -> None:
    """Days in Sao Paulo: a minute before midnight is still the promised day."""
    deliveries = extracts(
        customers=[{}],
        orders=[
            delivered("early", "10 12:00:00", "20"),
            delivered("on the day", "20 23:59:00", "20"),
            delivered("late", "21 00:00:00", "20"),
            delivered("stranger's", "24 12:00:00", "20", "C9"),
            delivered("not yet", "", "20"),
            delivered("not promised", "20 12:00:00", ""),
            {**delivered("canceled", "30 12:00:00", "20"), "order_status": "canceled"},
        ],
    )
    with marketplace.expect(deliveries) as expected:
        assert expected.rows(
            "from rpt_marketplace_delivery_promises where dimension in ('all', 'state')"
        ) == [
            ("all", "all", 4, 2, Decimal("0.500000"), Decimal("1.2500")),
            ("state", "SP", 3, 1, Decimal("0.333333"), Decimal("3.0000")),
            ("state", "Unknown", 1, 1, Decimal("1.000000"), Decimal("-4.0000")),
        ]


# Extracts without changes.


def written(folder: Path, deliveries: list[Delivery]) -> Path:
    """Writes deliveries as packed files below a folder."""
    for delivery in deliveries:
        path = folder / delivery.file.removeprefix("marketplace/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(".csv.gz").write_bytes(gzip.compress(delivery.content))
    return folder


def gold(expected: Marketplace) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of gold and of the current state."""
    names = [*marketplace.GOLD_TABLES, *(f"current_{entity}" for entity in GOOD)]
    return {name: expected.rows(f"from {name} order by all") for name in names}


def everything() -> list[Delivery]:
    """Full extracts of every entity."""
    given: dict[str, list[dict[str, str]]] = {entity: [{}] for entity in GOOD}
    return extracts(**given)


def test_extracts_give_the_gold_of_their_delivery(tmp_path: Path) -> None:
    """The short way and the long one."""
    with (
        marketplace.kpis_of_extracts(written(tmp_path, everything())) as short,
        marketplace.expect(everything()) as long,
    ):
        assert gold(short) == gold(long)
        assert all(gold(short).values())


def test_extracts_with_a_key_twice_are_an_error(tmp_path: Path) -> None:
    """They are no state."""
    deliveries = [*everything()[:-1], *extracts(category_translations=[{}, {}])]
    with pytest.raises(ValueError, match="category_translations hold a key twice"):
        marketplace.kpis_of_extracts(written(tmp_path, deliveries))


@pytest.fixture(scope="module")
def real() -> Iterator[Marketplace]:
    """What the real extracts must give when they are delivered as they are."""
    with marketplace.expect(EXTRACTS.parent) as expected:
        yield expected


def real_rows(entity: str) -> list[dict[str, str]]:
    """The rows of a real extract, read with Python's own reader."""
    (path,) = (EXTRACTS / entity).glob("*.csv.gz")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines_of_file:
        return list(csv.DictReader(lines_of_file))


def sums(rows: list[dict[str, str]], column: str) -> Decimal:
    """The sum of a column of money."""
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


@needs_real_data
def test_every_row_of_the_real_extracts_is_accepted(real: Marketplace) -> None:
    """As many as Python's own reader finds, each on a line of its own."""
    assert real.rows("select distinct outcome from changes") == [("accepted",)]
    counts = real.rows("select entity, count(*), count(distinct line) from changes group by entity")
    assert sorted(counts) == [
        (entity, len(real_rows(entity)), len(real_rows(entity))) for entity in sorted(GOOD)
    ]


@needs_real_data
def test_the_real_extracts_give_the_gold_of_their_delivery(real: Marketplace) -> None:
    """Two readers, with and without rules and versions."""
    with marketplace.kpis_of_extracts(EXTRACTS) as short:
        assert gold(short) == gold(real)


@needs_real_data
def test_the_amounts_of_the_real_orders_are_those_of_their_items_and_payments(
    real: Marketplace,
) -> None:
    """Sums of the texts as they are delivered; what has items is paid to a thousandth."""
    items = real_rows("order_items")
    net, freight = sums(items, "price"), sums(items, "freight_value")
    paid = sums(real_rows("order_payments"), "payment_value")
    assert real.rows(
        "select sum(item_count)::bigint, sum(net_revenue_brl), sum(freight_brl),"
        " sum(gross_revenue_brl), sum(paid_brl), sum(payment_difference_brl) from fct_marketplace_orders"
    ) == [(len(items), net, freight, net + freight, paid, paid - net - freight)]
    ((unpaid,),) = real.rows(
        "select sum(abs(payment_difference_brl)) from fct_marketplace_orders where item_count > 0"
    )
    assert unpaid < paid / 1000


@needs_real_data
def test_every_report_of_the_real_extracts_covers_the_same_orders(real: Marketplace) -> None:
    """Sums over regions and persons, and over the members of each dimension that has all orders."""
    orders = "from fct_marketplace_orders where not is_cancelled"
    assert real.rows(
        "select sum(order_count)::bigint, sum(gross_revenue_brl) from rpt_marketplace_revenue_by_region"
    ) == real.rows(f"select count(*), sum(gross_revenue_brl) {orders} and item_count > 0")
    assert real.rows(
        "select sum(order_count)::bigint, sum(gross_revenue_brl) from rpt_marketplace_customer_lifetime_value"
    ) == real.rows(f"select count(*), sum(gross_revenue_brl) {orders}")
    for report in (
        "rpt_marketplace_fulfilment_latency where stage = 'total'",
        "rpt_marketplace_delivery_promises",
    ):
        totals = real.rows(
            f"select sum(order_count)::bigint from (from {report}) as report"
            " where dimension in ('all', 'month', 'state') group by dimension"
        )
        assert len(set(totals)) == 1 and len(totals) == 3


@needs_real_data
def test_the_latency_of_the_real_orders_is_that_of_pythons_calendar(real: Marketplace) -> None:
    """Count, mean and median per month from purchase to delivery, from texts and a time zone."""
    zone = ZoneInfo("America/Sao_Paulo")

    def instant(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)

    durations: dict[str, list[float]] = defaultdict(list)
    for row in real_rows("orders"):
        bought_at, received_at = (
            row["order_purchase_timestamp"],
            row["order_delivered_customer_date"],
        )
        if received_at and row["order_status"] not in ("canceled", "unavailable"):
            hours = (instant(received_at) - instant(bought_at)).total_seconds() / 3600
            durations[bought_at[:7]].append(hours)
    found = real.rows(
        "select member, order_count, mean_hours, p50_hours from rpt_marketplace_fulfilment_latency"
        " where dimension = 'month' and stage = 'total'"
    )
    assert [row[0] for row in found] == sorted(durations)
    for month, count, mean, middle in found:
        hours_of_month = durations[month]
        assert count == len(hours_of_month)
        assert float(mean) == pytest.approx(sum(hours_of_month) / count, abs=0.00011)
        assert float(middle) == pytest.approx(median(hours_of_month), abs=0.00011)


# How a lakehouse is compared with what is expected.


def as_lakehouse(expected: Marketplace, *, history: bool = True) -> Contents:
    """Contents as a faultless lakehouse would give them, from the oracle's own tables."""
    tables = {f"analytics.{name}": f"from {name}" for name in marketplace.GOLD_TABLES}
    for entity in GOOD:
        model = f"processed.int_marketplace__{entity}"
        tables[model] = f"from current_{entity}"
        if history:
            tables[f"{model}_history"] = f"from history_{entity}"
            tables[f"{model}_judged"] = (
                "select file as _file_path, make_timestamp(1000 * modified_at_ms) as"
                " _file_modified_at, size_bytes as _file_size, line as _line_number,"
                f" outcome as _outcome, rejects as _reject_rules from changes_{entity}"
            )
    if history:
        archive = "select * replace (record::varchar as record) from history_archive"
        tables["processed.int_marketplace__history_archive"] = archive
    records: list[tuple[str, str]] = []
    for name, query in tables.items():
        rows = f"select to_json(tuple)::varchar from ({query}) as tuple"
        records += [(name, in_spark(record)) for (record,) in expected.rows(rows)]
    names, texts = zip(*records, strict=True)
    return Contents(pa.table({"name": list(names), "record": list(texts)}))


def in_spark(record: str) -> str:
    """A JSON record with its times as Spark writes them: in milliseconds, with a zone."""
    time = r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{3})\d*)?"
    return re.sub(time, lambda found: f"{found[1]}T{found[2]}.{found[3] or '000'}Z", record)


def altered(contents: Contents, name: str, old: str, new: str) -> Contents:
    """Contents with another text in the records of a table."""
    connection = duckdb.connect()
    connection.register("contents", contents.rows)
    changed = connection.execute(
        "select name, case when name = ? then replace(record, ?, ?) else record end as record"
        " from contents",
        [name, old, new],
    ).to_arrow_table()
    connection.close()
    assert not changed.equals(contents.rows)
    return Contents(changed)


LIFE = [
    *(
        table(
            entity,
            change(entity, "I", "2018-02-01 00:00:00"),
            change(entity, "D", "2018-02-02 00:00:00.000001"),
            change(entity, "I", "2018-02-03 00:00:00"),
            change(entity, "X"),
        )
        for entity in GOOD
    ),
    *PERSONS,
]
"""Every entity changed, deleted and rejected, and some orders."""


@pytest.fixture(scope="module")
def faultless() -> Contents:
    """What a lakehouse should hold after LIFE."""
    with marketplace.expect(LIFE) as expected:
        return as_lakehouse(expected)


def test_a_faultless_lakehouse_differs_in_nothing(faultless: Contents) -> None:
    """Every comparison runs, in both directions."""
    assert truth_differences(faultless, LIFE, kpis=True) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "subject"),
    [
        ("processed.int_marketplace__sellers_judged", "op_unknown", "x", "outcome of every row"),
        ("processed.int_marketplace__orders_history", "true", "false", "history of orders"),
        ("processed.int_marketplace__products", "225.5", "226", "current products"),
        (
            "processed.int_marketplace__history_archive",
            "Sao Paulo",
            "Sao  Paulo",
            "archive of customers",
        ),
        (
            "analytics.fct_marketplace_orders",
            '"city_at_purchase":"Sao',
            '"city_at_purchase":"',
            "orders",
        ),
        ("analytics.fct_marketplace_order_items", "499.99", "499.98", "order items"),
        ("analytics.fct_marketplace_payments", "credit_card", "boleto", "payments"),
        ("analytics.dim_marketplace_customers", "stranger", "C1", "customers"),
        ("analytics.dim_marketplace_products", "toys", "brinquedos", "products"),
        ("analytics.dim_marketplace_sellers", "Campinas", "Santos", "sellers"),
        (
            "analytics.rpt_marketplace_revenue_by_region",
            "Sao Paulo",
            "Unknown",
            "revenue by region",
        ),
        (
            "analytics.rpt_marketplace_customer_lifetime_value",
            "185.18",
            "185.19",
            "lifetime value of the customers",
        ),
        (
            "analytics.rpt_marketplace_fulfilment_latency",
            "108.0",
            "108.0002",
            "latency of fulfilment",
        ),
        (
            "analytics.rpt_marketplace_delivery_promises",
            '"late_order_count":0',
            '"late_order_count":1',
            "promises of delivery",
        ),
    ],
)
def test_a_fault_in_any_table_is_found_on_both_sides(
    faultless: Contents, name: str, old: str, new: str, subject: str
) -> None:
    """One text of one table is another one."""
    titles = [
        line.split(": ")[:2]
        for line in truth_differences(altered(faultless, name, old, new), LIFE, kpis=True)
        if not line.startswith(" ")
    ]
    assert titles == [[subject, "only in the lakehouse"], [subject, "only in the truth"]]


def test_the_last_decimal_of_a_mean_may_be_rounded_the_other_way(faultless: Contents) -> None:
    """Floats may lie on either side of a half."""
    contents = altered(
        faultless, "analytics.rpt_marketplace_fulfilment_latency", "108.0", "108.0001"
    )
    assert truth_differences(contents, LIFE, kpis=True) == []


def test_the_end_of_a_replay_is_compared_with_the_extracts(tmp_path: Path) -> None:
    """No difference without a fault, and the faulty table is named."""
    folder = written(tmp_path, everything())
    with marketplace.expect(everything()) as expected:
        contents = as_lakehouse(expected, history=False)
    assert extract_differences(contents, folder) == []
    wrong = altered(contents, "analytics.fct_marketplace_orders", "110.5", "110.6")
    assert [line.split(":")[0] for line in extract_differences(wrong, folder)][::2] == [
        "orders"
    ] * 2
