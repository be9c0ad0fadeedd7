"""What bad change files become: one outcome for every row, and nothing wrong in gold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.python.harness.contents import Contents, assert_same, read_contents
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.marketplace import MarketplaceZone, oracle_differences
from tests.python.harness.session import WarmSession

ORDER_COLUMNS = (
    "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
    "order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date"
)
ITEM_COLUMNS = (
    "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value,op,op_at"
)
REVIEW_COLUMNS = (
    "review_id,order_id,review_score,review_comment_title,review_comment_message,"
    "review_creation_date,review_answer_timestamp,op,op_at"
)
BOUGHT = "2018-01-01 10:00:00"
AT = "2018-01-01 12:00:00"
LATER = "2018-01-02 12:00:00"
LONG = ('Said "everything" twice.\n' * 4_200)[:100_000]


def order(order_id: str, status: str, op: str, op_at: str, bought: str = BOUGHT) -> str:
    """A line of an order's change."""
    return f"{order_id},c-{order_id},{status},{bought},,,,2018-01-20 00:00:00,{op},{op_at}"


ODD_ORDERS = "\n".join(
    [
        ORDER_COLUMNS + ",op,op_at",
        order("o1", "created", "I", AT),
        order("o1", "approved", "U", LATER),
        order("o1", "shipped", "U", LATER),
        order("", "created", "D", AT),
        "o9,,,,,,,,D," + AT,
        order("o2", "created", "X", AT),
        order("o3", "created", "I", ""),
        order("o4", "created", "I", "2018-13-01 12:00:00"),
        order("o5", "created", "I", "2099-01-01 12:00:00"),
        order("o6", "lost", "I", AT),
        order("o7", "created", "I", AT),
        order("o7", "invoiced", "I", AT),
        order("o8", "created", "U", "2018-01-01T12:00:00.5Z"),
        order("o10", "created", "I", AT, bought="1st of January"),
        order("o11", "created", "I", AT) + ",one field too many",
        order("o1", "shipped", "U", "2018-01-03 12:00:00"),
    ]
)
# What became of each line of it, and which rules it breaks.
ODD_OUTCOMES = {
    2: ("accepted", []),
    3: ("superseded", []),
    4: ("accepted", []),
    5: ("rejected", ["key_missing"]),
    6: ("accepted", []),
    7: ("rejected", ["op_unknown"]),
    8: ("rejected", ["op_at_missing"]),
    9: ("rejected", ["op_at_unparsable"]),
    10: ("rejected", ["op_at_in_future"]),
    11: ("rejected", ["status_unknown"]),
    12: ("superseded", []),
    13: ("accepted", []),
    14: ("accepted", []),
    15: ("rejected", ["purchased_at_unparsable"]),
    16: ("rejected", ["malformed_row"]),
    17: ("superseded", []),
}


def quoted(text: str) -> str:
    """A value as CSV writes it where it needs quotes."""
    return '"' + text.replace('"', '""') + '"'


def review(review_id: str, message: str, score: str = "5") -> str:
    """A review's insert."""
    return f"{review_id},o1,{score},título,{quoted(message)},2018-01-01 00:00:00,{BOUGHT},I,{AT}"


ITEMS, REVIEWS = "marketplace/order_items", "marketplace/order_reviews"
GATE = "marketplace_{}_are_readable_accounted_for_and_within_the_limit_of_rejects"
# The feeds that get every kind of odd file: one whose records are lines, one whose are not.
ODD_FEEDS = {
    ITEMS: (
        f"order_item_id,{ITEM_COLUMNS.replace('order_item_id,', '')}",
        f"{{id}},o1,p1,s1,{BOUGHT},20.00,5.50,I,{AT}",
        "order_item_id",
    ),
    REVIEWS: (
        REVIEW_COLUMNS,
        f'{{id}},o1,5,,"two\nlines",2018-01-01 00:00:00,{BOUGHT},I,{AT}',
        "review_id",
    ),
}
UNREADABLE = "no header line with the required"
# What is wrong with files that are quarantined whole.
PROBLEMS = {
    "key_removed.csv": UNREADABLE,
    "key_renamed.csv": UNREADABLE,
    "semicolons.csv": UNREADABLE,
    "utf16.csv": UNREADABLE,
    "header_only.csv": None,
    "blank_lines.csv": "empty file",
}


def odd_files(columns: str, line: str, key: str) -> dict[str, bytes]:
    """Files of one record each, which is named after its file, and odd in one way each."""

    def text(name: str, header: str = columns, row: str = line) -> str:
        return f"{header}\n{row.format(id=name)}\n"

    def without_key(name: str) -> str:
        return text(name, columns.removeprefix(f"{key},"), line.removeprefix("{id},"))

    quoted_header = ",".join(f'"{name}"' for name in columns.split(","))
    texts = {
        "added.csv": text("added", f"x,{columns}", f"why,{line}"),
        "moved.csv": text(
            "moved", f"{columns.removeprefix(f'{key},')},{key}", f"{line[5:]},{{id}}"
        ),
        "key_removed.csv": without_key("removed"),
        "key_renamed.csv": text("renamed", columns.replace(key, "number", 1)),
        "semicolons.csv": text("semicolons").replace(",", ";"),
        "ragged.csv": f"{text('ragged')}few,1\n{line.format(id='many')},more\n",
        "truncated.csv": f"{text('whole')}{line.format(id='cut')[:20]}",
        "unclosed.csv": f'{text("before")}"unclosed,1\n{line.format(id="behind")}\n',
        "header_only.csv": f"{columns}\n",
        "blank_lines.csv": "\n \n\n",
        "windows.csv": text("windows").replace("\n", "\r\n"),
        "original.csv": text("copied"),
        "original_again.csv": text("copied"),
        "packed.csv.gz": text("packed"),
    }
    return {
        **{name: content.encode() for name, content in texts.items()},
        "utf16.csv": text("utf16").encode("utf-16"),
        "marked.csv": text("marked", quoted_header).encode("utf-8-sig"),
        "zero_bytes.csv": b"",
    }


def numbers(numbers_of_orders: dict[str, str]) -> str:
    """Orders with sequences of their changes."""
    lines = (
        f"{order(name, 'created', 'I', AT)},{text}" for name, text in numbers_of_orders.items()
    )
    return "\n".join([f"{ORDER_COLUMNS},op,op_at,op_sequence", *lines, ""])


MONTH_LATER = "2018-02-05 12:00:00"
CUSTOMER_COLUMNS = (
    "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state,op,op_at"
)
# Four people of one town, an order of 10.00 each: one moves, one cancels, one's order is deleted.
TOWN = "campinas,SP"
BEFORE = {
    "marketplace/customers": [
        CUSTOMER_COLUMNS,
        *(f"c-m{i},person-m{i},13000,{TOWN},I,2018-02-01 12:00:00" for i in range(4)),
    ],
    "marketplace/orders": [
        f"{ORDER_COLUMNS},op,op_at",
        *(
            order(f"m{i}", "delivered", "I", "2018-02-01 13:00:00", bought="2018-02-01 10:00:00")
            for i in range(4)
        ),
    ],
    ITEMS: [
        ITEM_COLUMNS,
        *(f"m{i},1,p1,s1,{BOUGHT},10.00,0.00,I,2018-02-01 13:00:00" for i in range(4)),
    ],
    REVIEWS: [
        REVIEW_COLUMNS,
        f"rm-1,m0,2,,slow,2018-02-02 00:00:00,2018-02-03 10:00:00,I,{MONTH_LATER}",
    ],
}
AFTER = {
    "marketplace/customers": [
        CUSTOMER_COLUMNS,
        f"c-m1,person-m1,20000,niteroi,RJ,U,{MONTH_LATER}",
    ],
    "marketplace/orders": [
        f"{ORDER_COLUMNS},op,op_at",
        order("m2", "canceled", "U", MONTH_LATER, bought="2018-02-01 10:00:00"),
        f"m3,,,,,,,,D,{MONTH_LATER}",
    ],
    ITEMS: [ITEM_COLUMNS, f"m3,1,,,,,,D,{MONTH_LATER}"],
    REVIEWS: [
        REVIEW_COLUMNS,
        f"rm-2,m0,5,,came after all,2018-02-06 00:00:00,2018-02-07 10:00:00,I,{MONTH_LATER}",
    ],
}


def kpis_of_the_town(lakehouse: Lakehouse) -> dict[str, list[tuple[Any, ...]]]:
    """What the KPIs say of the four people: regions, lifetime values, orders with their score."""
    return {
        "regions": lakehouse.sql(
            "select state, city, string(month), order_count, string(gross_revenue_brl)"
            " from {analytics}.rpt_marketplace_revenue_by_region where state in ('SP', 'RJ') order by state"
        ),
        "people": lakehouse.sql(
            "select person_id, order_count, string(gross_revenue_brl)"
            " from {analytics}.rpt_marketplace_customer_lifetime_value"
            " where person_id like 'person-m%' order by person_id"
        ),
        "orders": lakehouse.sql(
            "select order_id, is_cancelled, state, state_at_purchase, review_score"
            " from {analytics}.fct_marketplace_orders where order_id rlike '^m[0-9]$' order by order_id"
        ),
    }


MESSAGES = {
    "r1": 'two\nlines, with a comma and "quotes" 😀',
    "r2": "ação é nossa",
    "r3": LONG,
    "r4": "a line break\r\nof the other kind",
}


@dataclass
class Found:
    """What was read after the first run and after the second."""

    orders: dict[int, tuple[str, list[str]]]
    warned: dict[str, list[str]]
    partial: list[tuple[Any, ...]]
    reviews: list[tuple[Any, ...]]
    placeholders: list[list[tuple[Any, ...]]]
    unknown_region: list[list[tuple[Any, ...]]]
    life: list[str]
    states: list[dict[str, str]]
    at_limits: dict[str, str]
    sequences: dict[str, str]
    installments: dict[str, str]
    ledger: dict[str, dict[str, str | None]]
    gates: list[dict[str, str]]
    town: list[dict[str, list[tuple[Any, ...]]]]
    untrue: list[str]
    increments: Contents
    refresh: Contents


def statuses_as_of(lakehouse: Lakehouse, time: str) -> dict[str, str]:
    """Each order's status as of a time, by the documented macro."""
    return pairs(
        lakehouse,
        "select order_id, order_status from"
        f""" {{{{ state_as_of('int_marketplace__orders_history', "timestamp'{time}'") }}}} as state"""
        " where order_id rlike '^o[0-9]+$'",
    )


def statuses_at_shipping_limits(lakehouse: Lakehouse) -> dict[str, str]:
    """The status that the order of an item had at the item's own time, by the documented macro."""
    return pairs(
        lakehouse,
        "select distinct items.order_id, orders.order_status"
        " from {{ ref('fct_marketplace_order_items') }} as items"
        " left join {{ ref('int_marketplace__orders_history') }} as orders"
        " on items.order_id = orders.order_id"
        " and {{ held_at('orders', 'items.shipping_limit_at') }}"
        " where items.order_id rlike '^o[0-9]+$'",
    )


def pairs(lakehouse: Lakehouse, query: str) -> dict[str, str]:
    """The two columns of a query that calls macros, at most 100 rows."""
    outcome = lakehouse.dbt("show", "--inline", query, "--limit", "100")
    assert outcome.success, outcome.exception
    results: Any = outcome.result
    return {row[0]: row[1] for row in results.results[0].agate_table.rows}


@pytest.fixture(scope="module")
def found(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Found:
    """Lands the files, runs, lands what was missing, runs, and builds everything anew."""
    folder = tmp_path_factory.mktemp("bad_changes")
    zone = MarketplaceZone(folder / "landing")
    lakehouse = Lakehouse(
        session, folder / "project", zone, prefix="bad_", logged=False, business="marketplace"
    )
    zone.deliver("marketplace/orders", "odd.csv", ODD_ORDERS)
    zone.deliver(
        "marketplace/orders",
        "without_status.csv",
        f"{ORDER_COLUMNS.replace(',order_status', '')},op,op_at\n"
        f"o20,c-o20,{BOUGHT},,,,,I,{AT}\no8,,,,,,,D,{LATER}\n",
    )
    zone.deliver("marketplace/orders", "keys.csv", f"order_id,op,op_at\no7,D,{LATER}\n")
    zone.deliver(
        ITEMS,
        "early.csv",
        f"{ITEM_COLUMNS}\no100,1,p1,s1,{BOUGHT},20.00,5.50,I,{AT}\n",
    )
    zone.deliver(
        REVIEWS,
        "reviews.csv",
        "\n".join(
            [
                REVIEW_COLUMNS,
                review("r1", MESSAGES["r1"]),
                review("r3", MESSAGES["r3"]),
                review("r4", MESSAGES["r4"]),
                review("r5", "too many stars", score="6"),
            ]
        ),
    )
    latin = f"{REVIEW_COLUMNS}\n{review('r2', MESSAGES['r2'])}\n".encode("latin-1")
    zone.deliver(REVIEWS, "latin.csv", latin)
    for feed, kind in ODD_FEEDS.items():
        for name, content in odd_files(*kind).items():
            zone.deliver(feed, name, content)
    sequences = {"n1": "-1", "n2": "+7", "n3": "9" * 30, "n4": "1.5", "n5": "-"}
    zone.deliver("marketplace/orders", "sequences.csv", numbers(sequences))
    zone.deliver(
        "marketplace/order_payments",
        "installments.csv",
        "order_id,payment_sequential,payment_type,payment_installments,payment_value,op,op_at\n"
        f"o1,1,voucher,12,1.00,I,{AT}\no1,2,voucher,9999999999,1.00,I,{AT}\n"
        f"o1,3,voucher,,1.00,I,{AT}\n",
    )
    for feed, lines in BEFORE.items():
        zone.deliver(feed, "town.csv", "\n".join([*lines, ""]))
    lakehouse.run()
    untrue = oracle_differences(lakehouse)

    def gates() -> dict[str, str]:
        names = [GATE.format(feed.split("/")[1]) for feed in ODD_FEEDS]
        run = lakehouse.run(tests=True, select=names, must_succeed=False)
        return {name: run.statuses[name] for name in names}

    def outcomes(entity: str, key: str) -> dict[str, str]:
        return dict(
            lakehouse.sql(
                f"select {key}, _outcome from {{processed}}.int_marketplace__{entity}_judged"
                " where _file_path rlike 'sequences|installments'"
            )
        )

    ledger = {
        feed: dict(
            lakehouse.sql(
                "select element_at(split(_file_path, '/'), -1), _file_problem"
                f" from {{raw}}.stg_marketplace__{feed.split('/')[1]} where _row_kind = 'file'"
            )
        )
        for feed in ODD_FEEDS
    }
    numbered = outcomes("orders", "order_id"), outcomes("order_payments", "payment_sequential")
    closed = gates()

    def placeholders() -> list[tuple[Any, ...]]:
        return sorted(
            lakehouse.sql(
                "select order_id, gross_revenue_brl from {analytics}.fct_marketplace_orders"
                " where is_placeholder and item_count > 0"
            )
        )

    def unknown_region() -> list[tuple[Any, ...]]:
        return lakehouse.sql(
            "select month, gross_revenue_brl from {analytics}.rpt_marketplace_revenue_by_region"
            " where state = 'Unknown' and month is null"
        )

    judged = lakehouse.sql(
        "select _file_path, _line_number, _outcome, _reject_rules, _warn_rules, order_id"
        " from {processed}.int_marketplace__orders_judged"
    )
    first: dict[str, Any] = {
        "orders": {row[1]: (row[2], list(row[3])) for row in judged if row[0].endswith("odd.csv")},
        "warned": {row[5]: list(row[4]) for row in judged if row[4]},
        "partial": sorted(
            (row[0].rsplit("/", 1)[1], row[1], row[2], list(row[3]))
            for row in judged
            if row[0].endswith(("keys.csv", "without_status.csv"))
        ),
        "reviews": lakehouse.sql(
            "select review_id, _line_number, _outcome, comment_title, comment_message"
            " from {processed}.int_marketplace__order_reviews_judged"
            " where review_id rlike '^r[0-9]$' order by review_id"
        ),
    }
    before = placeholders(), unknown_region()
    zone.deliver(
        "marketplace/orders",
        "late.csv",
        f"{ORDER_COLUMNS},op,op_at\n{order('o100', 'delivered', 'I', AT)}\n",
    )
    for feed, (columns, line, _) in ODD_FEEDS.items():
        for name, problem in PROBLEMS.items():
            if problem == UNREADABLE:
                zone.deliver(feed, name, f"{columns}\n{line.format(id=f'mended {name}')}\n")
        for name in ("ragged.csv", "truncated.csv", "unclosed.csv"):
            zone.deliver(feed, name, f"{columns}\n{line.format(id=f'mended {name}')}\n")
    for feed, lines in AFTER.items():
        zone.deliver(feed, "town_a_month_later.csv", "\n".join([*lines, ""]))
    town = [kpis_of_the_town(lakehouse)]
    lakehouse.run()
    town.append(kpis_of_the_town(lakehouse))
    untrue += oracle_differences(lakehouse)
    opened = gates()
    increments = read_contents(lakehouse)
    after = placeholders(), unknown_region()
    life = lakehouse.operation("show_record", feed="marketplace.orders", key="o1")
    states = [statuses_as_of(lakehouse, time) for time in ("2018-01-02 00:00:00", LATER)]
    at_limits = statuses_at_shipping_limits(lakehouse)
    lakehouse.run(full_refresh=True)
    refresh = read_contents(lakehouse)
    lakehouse.close()
    return Found(
        **first,
        placeholders=[before[0], after[0]],
        unknown_region=[before[1], after[1]],
        life=life,
        states=states,
        at_limits=at_limits,
        sequences=numbered[0],
        installments=numbered[1],
        ledger=ledger,
        gates=[closed, opened],
        town=town,
        untrue=untrue,
        increments=increments,
        refresh=refresh,
    )


def test_every_odd_change_has_its_outcome_and_its_rules(found: Found) -> None:
    """Line by line, twice the same time, no key, no time, another status, one field too many."""
    assert found.orders == ODD_OUTCOMES


def test_changes_of_records_that_were_never_seen_are_warned(found: Found) -> None:
    """An update and a delete whose insert is late or lost."""
    assert found.warned["o8"] == ["update_of_unknown_record"]
    assert found.warned["o9"] == ["delete_of_unknown_record"]


def test_a_delete_needs_only_its_key_and_an_insert_all_columns(found: Found) -> None:
    """Files whose header lacks columns."""
    assert found.partial == [
        ("keys.csv", 2, "accepted", []),
        ("without_status.csv", 2, "rejected", ["columns_missing", "status_unknown"]),
        ("without_status.csv", 3, "accepted", []),
    ]


def test_reviews_keep_line_breaks_quotes_emoji_accents_and_length(found: Found) -> None:
    """In UTF-8 and in Latin-1, up to 100 kB."""
    messages = {row[0]: row[4] for row in found.reviews if row[2] == "accepted"}
    assert messages == MESSAGES
    assert {row[3] for row in found.reviews} == {"título"}


def test_the_line_of_a_review_is_where_it_begins(found: Found) -> None:
    """Line breaks inside of earlier reviews count."""
    lines = {row[0]: row[1] for row in found.reviews}
    r3 = 2 + 1 + MESSAGES["r1"].count("\n")
    r4 = r3 + 1 + LONG.count("\n")
    assert lines == {"r1": 2, "r2": 2, "r3": r3, "r4": r4, "r5": r4 + 2}


def test_a_review_with_six_stars_is_rejected(found: Found) -> None:
    """It has an outcome like every row."""
    assert [row[:3] for row in found.reviews if row[2] == "rejected"] == [
        ("r5", next(row[1] for row in found.reviews if row[0] == "r5"), "rejected")
    ]


def test_an_item_before_its_order_counts_under_a_placeholder_until_the_order_arrives(
    found: Found,
) -> None:
    """Its revenue is in no region and no month at first, and in no placeholder at last."""
    assert [[(key, float(value)) for key, value in each] for each in found.placeholders] == [
        [("o100", 25.5)],
        [],
    ]
    assert [[(key, float(value)) for key, value in each] for each in found.unknown_region] == [
        [(None, 25.5)],
        [],
    ]


def test_show_record_prints_every_delivered_change_of_a_record_and_what_became_of_it(
    found: Found,
) -> None:
    """In the order of their times, each with its file and line."""
    text = "\n".join(found.life)
    assert "marketplace.orders o1: 4 delivered rows" in text
    told = [line.strip() for line in found.life if line.startswith("  2018")]
    assert told == [
        f"{AT}  I  until {LATER}",
        f"{LATER}  U  superseded: another change of the same time counts",
        f"{LATER}  U  until now",
        "2018-01-03 12:00:00  U  superseded: changes nothing",
    ]
    files = [line.rsplit("/", 1)[1] for line in found.life if line.startswith("      from ")]
    assert files == ["odd.csv:2", "odd.csv:3", "odd.csv:4", "odd.csv:17"]


def test_state_as_of_gives_every_record_as_it_was_at_a_time(found: Found) -> None:
    """Between two changes, and at the very time of one; deleted records are not there."""
    assert found.states == [
        {"o1": "created", "o7": "invoiced", "o8": "created", "o100": "delivered"},
        {"o1": "shipped", "o100": "delivered"},
    ]


def test_an_as_of_join_gives_every_row_the_version_of_its_own_time(found: Found) -> None:
    """10:00 in Sao Paulo was 12:00 UTC, when both orders had just begun."""
    assert found.at_limits == {"o1": "created", "o100": "delivered"}


def test_after_every_landing_of_bad_files_the_tables_hold_the_truth(found: Found) -> None:
    """Outcome of every row, versions, archive, facts and KPIs are the oracle's."""
    assert not found.untrue, "\n".join(found.untrue)


@pytest.mark.parametrize("feed", ODD_FEEDS)
def test_files_that_cannot_be_read_are_quarantined_whole_and_others_are_read(
    found: Found, feed: str
) -> None:
    """Removed and renamed keys, another delimiter, UTF-16; more and moved columns, BOM, CRLF, gz.

    A file of 0 bytes is not listed by Spark.
    """
    columns, line, key = ODD_FEEDS[feed]
    names = odd_files(columns, line, key).keys() - {"zero_bytes.csv"}
    problems = {name: found.ledger[feed][name] for name in names}
    assert {name: text and text.split(" columns ")[0] for name, text in problems.items()} == {
        name: PROBLEMS.get(name) for name in names
    }


def test_a_file_that_cannot_be_read_closes_the_gate_of_its_feed_until_it_is_delivered_again(
    found: Found,
) -> None:
    """Of items and of reviews, which are read in another way."""
    names = [GATE.format(feed.split("/")[1]) for feed in ODD_FEEDS]
    assert found.gates == [dict.fromkeys(names, "fail"), dict.fromkeys(names, "pass")]


def test_the_sequence_of_a_change_is_a_whole_number_that_a_computer_can_hold(found: Found) -> None:
    """With a sign or without, or none is given; anything else is rejected, never taken for 0."""
    assert found.sequences == {
        "n1": "accepted",
        "n2": "accepted",
        "n3": "rejected",
        "n4": "rejected",
        "n5": "accepted",  # a dash says nothing, as in every feed: the change has no sequence
    }


def test_instalments_that_no_number_can_hold_reject_the_payment(found: Found) -> None:
    """They are not taken for unknown ones, which are accepted."""
    assert found.installments == {"1": "accepted", "2": "rejected", "3": "accepted"}


def test_a_customer_that_moves_takes_its_revenue_to_its_new_region_and_out_of_the_old_one(
    found: Found,
) -> None:
    """Of three living orders of the town one was cancelled, and one went to Niteroi."""
    assert [each["regions"] for each in found.town] == [
        [("SP", "Campinas", "2018-02-01", 4, "40.00")],
        [
            ("RJ", "Niteroi", "2018-02-01", 1, "10.00"),
            ("SP", "Campinas", "2018-02-01", 1, "10.00"),
        ],
    ]


def test_a_cancelled_and_a_deleted_order_leave_the_value_of_their_customers(found: Found) -> None:
    """The two that are left are worth what they were."""
    worth = [(f"person-m{i}", 1, "10.00") for i in range(4)]
    assert [each["people"] for each in found.town] == [worth, worth[:2]]


def test_a_late_review_changes_the_score_of_its_order_and_a_move_not_where_it_was_bought(
    found: Found,
) -> None:
    """A deleted order is no fact, a cancelled one says so."""
    assert [each["orders"] for each in found.town] == [
        [(f"m{i}", False, "SP", "SP", None if i else 2) for i in range(4)],
        [
            ("m0", False, "SP", "SP", 5),
            ("m1", False, "RJ", "SP", None),
            ("m2", True, "SP", "SP", None),
        ],
    ]


def test_after_bad_changes_a_full_refresh_gives_the_rows_of_the_increments(found: Found) -> None:
    """Every table of silver and gold."""
    assert_same(found.increments, found.refresh, "a full refresh gave other rows")
