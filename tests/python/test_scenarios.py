"""What happens to deliveries, event by event, in a small lakehouse.

It lives its history once; the tests look at what its tables held after each step. The events are
independent of each other: every claim has orders of its own.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import WarmSession
from tests.python.harness.steps import LINES, ORDERS, PRODUCT, Steps, assert_equal_steps, line
from tests.python.harness.zone import Zone, csv_text
from tests.python.oracle.feeds import FEEDS

PRICES = "processed.int_distribution__sports_bar_gross_prices_judged"
FACT = "analytics.fct_distribution_monthly_sales"
OTHER_PRODUCT = "25891102"
UNLISTED_PRODUCT = "70000001"
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
HEADER = ",".join(FEEDS[ORDERS].columns)

# Loaded with the first landing, and not there any more when the last one arrives.
DELETED = ("first.csv", "same.csv", "replaced.csv")


def land_first(zone: Zone) -> None:
    """What the later deliveries repeat, correct and cancel."""
    zone.deliver(
        ORDERS,
        "first.csv",
        [
            line("CORRECTED", 10),
            line("CANCELLED", 10),
            line("CORRECTED-BADLY", 10),
            line("REAL-CUSTOMER", 10, customer_id="unknown"),
            line("NULL-ORDER", 10),
            line("NULL-PRODUCT", 10),
            line("ACROSS-FILES", 10),
            line("NEWER", 10),
            line("PRODUCT-LISTED-LATER", 10, product_id=UNLISTED_PRODUCT),
            line("IN-SPACES", 10),
        ],
    )
    zone.deliver(ORDERS, "same.csv", [line("SAME", 7), line("SAME", 8, product_id=OTHER_PRODUCT)])
    zone.deliver(ORDERS, "replaced.csv", [line("REPLACED", 10), line("LEFT-OUT", 10)])
    zone.deliver(ORDERS, "date.csv", [line("DATE", 10, order_placement_date="31/02/2025")])


def land_events(zone: Zone) -> None:
    """Every event that the claims are about and that one landing can hold."""
    zone.deliver(ORDERS, "same_again.csv", zone.content(ORDERS, "same.csv"))
    zone.deliver(ORDERS, "replaced.csv", [line("REPLACED", 15), line("ADDED", 5)])
    zone.deliver(ORDERS, "date_again.csv", zone.content(ORDERS, "date.csv"))
    zone.deliver(ORDERS, "corrected.csv", [line("CORRECTED", 12)])
    zone.deliver(ORDERS, "in_spaces.csv", [line("  IN-SPACES ", 12, product_id=f" {PRODUCT} ")])
    zone.deliver(ORDERS, "cancelled.csv", [line("CANCELLED", "")])
    zone.deliver(
        ORDERS,
        "five_pieces.csv",
        [line("CORRECTED-BADLY", "5 pcs"), line("SAME-DAY", 3), line("SAME-DAY-TOO", 4)],
    )
    zone.deliver(ORDERS, "real_customer.csv", [line("REAL-CUSTOMER", 10)])
    zone.deliver(ORDERS, "original.csv", [line("ONE-LANDING", 10)])
    zone.deliver(ORDERS, "correction.csv", [line("ONE-LANDING", 12)])
    zone.deliver(
        ORDERS,
        "null_keys.csv",
        [line("", 99), line("NULL-PRODUCT", 99, product_id=" ")],
    )
    zone.deliver(
        ORDERS,
        "duplicates.csv",
        [
            line("IN-FILE", 10),
            line("IN-FILE", "10.0", order_placement_date="Wednesday, July 02, 2025"),
            line("TWO-QUANTITIES", 3),
            line("TWO-QUANTITIES", 4),
            line("ACROSS-FILES", 10),
        ],
    )
    zone.deliver(
        ORDERS, "late_date.csv", [line("LATE-DATE", 10, order_placement_date="10/02/2024")]
    )
    zone.deliver(ORDERS, "late_time.csv", [line("NEWER", 99), line("LATE-TIME", 5)], at=LONG_AGO)
    zone.deliver(ORDERS, "day_05.csv", [line("DAY-05", 10, order_placement_date="05/07/2025")])
    zone.deliver(ORDERS, "early_correction.csv", [line("OUT-OF-ORDER", 20)])
    rows = [line("COLUMNS", 10)]
    names = FEEDS[ORDERS].columns
    zone.deliver(
        ORDERS, "columns_added.csv", csv_text(["x", *names, "y"], [{**rows[0], "y": "why, so"}])
    )
    zone.deliver(ORDERS, "columns_reordered.csv", csv_text(names[::-1], [line("REORDERED", 10)]))
    zone.deliver(ORDERS, "columns_removed.csv", csv_text(names[:-1], [line("REMOVED", 10)]))
    renamed = csv_text(names, [line("RENAMED", 10)]).replace("order_qty", "quantity")
    zone.deliver(ORDERS, "columns_renamed.csv", renamed)
    zone.deliver(
        ORDERS,
        "ragged.csv",
        "\n".join(
            [
                HEADER,
                f"RAGGED,2025/07/02,610001,{PRODUCT},10",
                f"RAGGED,2025/07/02,610001,{PRODUCT}",
                f"RAGGED,2025/07/02,610001,{PRODUCT},10,more",
                f'RAGGED,"2025/07/02,610001,{PRODUCT},10',
            ]
        ),
    )
    cut = f"{HEADER}\nTRUNCATED,2025/07/02,610001,{PRODUCT},10\nTRUNCATED,2025/07/0"
    zone.deliver(ORDERS, "truncated.csv", cut)
    zone.deliver(ORDERS, "zero_bytes.csv", b"")
    zone.deliver(ORDERS, "header_only.csv", f"{HEADER}\n")
    zone.deliver(ORDERS, "blank_lines.csv", "\n \n\n")
    zone.deliver(ORDERS, "packed.csv.gz", [line("PACKED", 10)])
    zone.deliver(ORDERS, "utf16.csv", csv_text(names, [line("UTF-16", 10)]).encode("utf-16"))
    customers = zone.rows("sports_bar/customers", zone.files("sports_bar/customers")[0])
    customers.append({"customer_id": "777001", "customer_name": "Café Olé", "city": "Bengaluru"})
    text = csv_text(FEEDS["sports_bar/customers"].columns, customers)
    zone.deliver("sports_bar/customers", "latin.csv", text.encode("latin-1"))


def land_the_rest(zone: Zone) -> None:
    """What was missing, in files older than some that have been loaded; new lists and prices."""
    before = zone.modified_at(ORDERS, "day_05.csv") - timedelta(seconds=1)
    zone.deliver(ORDERS, "late_original.csv", [line("OUT-OF-ORDER", 10)], at=before)
    zone.deliver(
        ORDERS, "day_04.csv", [line("DAY-04", 10, order_placement_date="04/07/2025")], at=before
    )
    zone.deliver(
        "sports_bar/gross_prices",
        "next_year.csv",
        [
            {"product_id": PRODUCT, "month": "2026-01-01", "gross_price": "unknown"},
            {"product_id": OTHER_PRODUCT, "month": "2026-01-01", "gross_price": "5555"},
            {"product_id": UNLISTED_PRODUCT, "month": "2025-07-01", "gross_price": "100"},
        ],
    )
    sold = zone.rows("atlon/orders", zone.files("atlon/orders")[0])[0]["product_code"]
    zone.deliver(
        "atlon/gross_prices",
        "past_year.csv",
        [{"product_code": sold, "price_inr": "1234.56", "year": "2024"}],
    )
    products = zone.rows("sports_bar/products", zone.files("sports_bar/products")[0])
    products += [
        {"product_name": name, "product_id": number, "category": category}
        for name, number, category in (
            ("SportsBar New Bar (60g)", UNLISTED_PRODUCT, "Protien Bars"),
            (" Protien   Bar (60g)", "88000001", ""),
            ("(only)", "88000002", " "),
            ("A (b) bar", "88000003", "Protien Bars"),
            ("Reserved", "999999", "Protien Bars"),
        )
    ]
    zone.deliver(ORDERS, "reserved.csv", [line("RESERVED", 10, product_id="999999")])
    zone.deliver("sports_bar/products", "products_corrected.csv", products)


@pytest.fixture(scope="module")
def deliveries(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Steps:
    """Lives a history of deliveries."""
    folder = tmp_path_factory.mktemp("deliveries")
    zone = Zone.generated(folder / "landing", order_lines=120)
    history = Steps(Lakehouse(session, folder / "project", zone, prefix="deliveries_"))
    land_first(zone)
    history.lakehouse.run()
    history.note("first")
    land_events(zone)
    history.lakehouse.run()
    history.note("events", views=False)
    for name in DELETED:
        zone.delete(ORDERS, name)
    land_the_rest(zone)
    history.lakehouse.run()
    history.note("the rest")
    zone.delete("sports_bar/products", "products_corrected.csv")
    history.lakehouse.run(full_refresh=True)
    history.note("full refresh")
    zone.deliver(ORDERS, "with_refresh.csv", [line("WITH-REFRESH", 10)])
    history.lakehouse.run(full_refresh=True, select=["+int_distribution__sports_bar_orders_judged"])
    zone.deliver(ORDERS, "after_refresh.csv", [line("AFTER-REFRESH", 10), line("CORRECTED", 13)])
    history.lakehouse.run()
    history.note("silver refreshed", views=False)
    return history


DELIVERY_STEPS = (
    "first",
    "events",
    "the rest",
    "full refresh",
    "silver refreshed",
)


@pytest.mark.parametrize("step", DELIVERY_STEPS)
def test_after_every_landing_the_tables_hold_the_truth(deliveries: Steps, step: str) -> None:
    """Outcomes, accounting, customers, products, prices, sales and KPIs are the oracle's."""
    assert not deliveries.untrue[step], "\n".join(deliveries.untrue[step])


def test_a_full_refresh_gives_the_rows_of_the_increments(deliveries: Steps) -> None:
    """History can be rebuilt from bronze, after landing files are gone too."""
    assert_equal_steps(deliveries, "the rest", "full refresh", "raw.", "processed.", "analytics.")


@pytest.mark.parametrize("file", DELETED)
def test_what_was_loaded_stays_when_its_file_is_gone(deliveries: Steps, file: str) -> None:
    """In bronze, row by row, while other files arrive."""
    before, after = (
        [
            row
            for row in deliveries.steps[step].records("raw.stg_sports_bar__orders")
            if Path(row["_file_path"]).name == file
        ]
        for step in ("events", "the rest")
    )
    assert before
    assert after == before


def test_a_refresh_of_silver_alone_hides_no_line_from_gold(deliveries: Steps) -> None:
    """Lines that arrive with and after a refresh of some tables reach the monthly sales."""
    assert deliveries.lines("silver refreshed", "WITH-REFRESH") == [
        ("with_refresh.csv", "accepted", "10")
    ]
    before, after = (
        sum(row["quantity"] for row in deliveries.steps[step].records(FACT))
        for step in ("full refresh", "silver refreshed")
    )
    assert after - before == 10 + 10 + (13 - 12)


def test_a_file_under_another_name_counts_once(deliveries: Steps) -> None:
    """The copy replaces the first file line by line."""
    assert deliveries.lines("events", "SAME") == [
        ("same.csv", "superseded", "7"),
        ("same.csv", "superseded", "8"),
        ("same_again.csv", "accepted", "7"),
        ("same_again.csv", "accepted", "8"),
    ]


def test_a_file_delivered_again_replaces_the_lines_that_it_holds(deliveries: Steps) -> None:
    """Corrected and new lines count; a line that is left out was not cancelled by that."""
    assert deliveries.lines("events", "REPLACED") == [
        ("replaced.csv", "accepted", "15"),
        ("replaced.csv", "superseded", "10"),
    ]
    assert deliveries.lines("events", "ADDED") == [("replaced.csv", "accepted", "5")]
    assert deliveries.lines("events", "LEFT-OUT") == [("replaced.csv", "accepted", "10")]


def test_a_correction_replaces_the_line(deliveries: Steps) -> None:
    """The later delivery of an order's product counts."""
    assert deliveries.lines("events", "CORRECTED") == [
        ("corrected.csv", "accepted", "12"),
        ("first.csv", "superseded", "10"),
    ]


def test_a_correction_with_spaces_around_its_key_replaces_the_line(deliveries: Steps) -> None:
    """The key is what is left without them, also when the line that it corrects is stored."""
    assert deliveries.lines("events", "IN-SPACES") == [
        ("first.csv", "superseded", "10"),
        ("in_spaces.csv", "accepted", "12"),
    ]


def test_original_and_correction_in_one_landing_count_once(deliveries: Steps) -> None:
    """The later file of a landing wins, as if it had come in a later one."""
    assert deliveries.lines("events", "ONE-LANDING") == [
        ("correction.csv", "accepted", "12"),
        ("original.csv", "superseded", "10"),
    ]


def test_a_line_sent_again_with_its_real_customer_leaves_the_unknown_one(
    deliveries: Steps,
) -> None:
    """The unknown customer keeps nothing of it."""
    found = {
        row["customer_id"]: row["_outcome"]
        for row in deliveries.steps["events"].records(LINES)
        if row["order_id"] == "REAL-CUSTOMER"
    }
    assert found == {"999999": "superseded", "610001": "accepted"}


def test_a_cancellation_by_empty_quantity_is_visible_and_replaces_nothing(
    deliveries: Steps,
) -> None:
    """The rejected correction stands in quarantine, with what it did not do."""
    assert deliveries.lines("events", "CANCELLED") == [
        ("cancelled.csv", "rejected", None),
        ("first.csv", "accepted", "10"),
    ]
    rows = deliveries.quarantine("events", "cancelled.csv")
    assert [(number, rules, status) for number, rules, status, _ in rows] == [
        (2, "quantity_missing", "rejected")
    ]
    assert "CANCELLED" in rows[0][3]
    reasons = [
        row["_outcome_reason"]
        for row in deliveries.steps["events"].records(LINES)
        if row["order_id"] == "CANCELLED" and row["_outcome"] == "rejected"
    ]
    assert reasons == ["rejected correction: replaces nothing"]


def test_five_pieces_reject_one_row_and_not_the_day(deliveries: Steps) -> None:
    """The other lines of the file count, and the line that it should correct still does."""
    assert deliveries.rules("events", "five_pieces.csv") == [(2, ["quantity_not_numeric"])]
    assert deliveries.lines("events", "SAME-DAY") == [("five_pieces.csv", "accepted", "3")]
    assert ("first.csv", "accepted", "10") in deliveries.lines("events", "CORRECTED-BADLY")


def test_an_unparsable_date_delivered_twice_is_rejected_twice(deliveries: Steps) -> None:
    """Neither delivery counts, and both are accounted for."""
    assert deliveries.rules("events", "date.csv") == [(2, ["order_date_unparsable"])]
    assert deliveries.rules("events", "date_again.csv") == [(2, ["order_date_unparsable"])]


def test_a_key_that_becomes_null_is_rejected_and_the_line_stays(deliveries: Steps) -> None:
    """A line without its order or product replaces nothing."""
    assert deliveries.rules("events", "null_keys.csv") == [
        (2, ["order_id_missing"]),
        (3, ["product_id_missing"]),
    ]
    assert deliveries.lines("events", "NULL-ORDER") == [("first.csv", "accepted", "10")]
    assert ("first.csv", "accepted", "10") in deliveries.lines("events", "NULL-PRODUCT")


def test_copies_in_a_file_count_once_and_different_lines_all_count(deliveries: Steps) -> None:
    """A copy is a copy however its date and quantity are typed."""
    assert deliveries.lines("events", "IN-FILE") == [
        ("duplicates.csv", "accepted", "10"),
        ("duplicates.csv", "superseded", "10.0"),
    ]
    assert deliveries.lines("events", "TWO-QUANTITIES") == [
        ("duplicates.csv", "accepted", "3"),
        ("duplicates.csv", "accepted", "4"),
    ]


def test_copies_across_files_count_once(deliveries: Steps) -> None:
    """The later file's line counts."""
    assert deliveries.lines("events", "ACROSS-FILES") == [
        ("duplicates.csv", "accepted", "10"),
        ("first.csv", "superseded", "10"),
    ]


def test_a_late_business_date_reaches_its_month(deliveries: Steps) -> None:
    """An order of a year ago makes a row of that month."""
    months = {
        row["month"]
        for row in deliveries.steps["events"].records(FACT)
        if row["company"] == "sports_bar"
    }
    assert "2024-02-01" in months


def test_a_file_with_an_old_time_adds_lines_and_replaces_no_newer_ones(
    deliveries: Steps,
) -> None:
    """The file's time decides, not its arrival."""
    assert deliveries.lines("events", "NEWER") == [
        ("first.csv", "accepted", "10"),
        ("late_time.csv", "superseded", "99"),
    ]
    assert deliveries.lines("events", "LATE-TIME") == [("late_time.csv", "accepted", "5")]


def test_days_out_of_order_give_what_days_in_order_give(deliveries: Steps) -> None:
    """A correction that arrives before its original wins."""
    assert deliveries.lines("the rest", "OUT-OF-ORDER") == [
        ("early_correction.csv", "accepted", "20"),
        ("late_original.csv", "superseded", "10"),
    ]


def test_a_missing_day_counts_once_it_is_delivered(deliveries: Steps) -> None:
    """Day 5 arrives before day 4."""
    assert deliveries.lines("events", "DAY-05") == [("day_05.csv", "accepted", "10")]
    assert deliveries.lines("events", "DAY-04") == []
    assert deliveries.lines("the rest", "DAY-04") == [("day_04.csv", "accepted", "10")]


def test_added_columns_are_kept_and_reordered_ones_are_found(deliveries: Steps) -> None:
    """Columns are matched by name; what nobody declared stays beside them."""
    assert deliveries.lines("events", "COLUMNS") == [("columns_added.csv", "accepted", "10")]
    assert deliveries.lines("events", "REORDERED") == [("columns_reordered.csv", "accepted", "10")]
    rescued = [
        row["_rescued_data"]
        for row in deliveries.steps["events"].records("raw.stg_sports_bar__orders")
        if row["order_id"] == "COLUMNS"
    ]
    assert [json.loads(text)["y"] for text in rescued] == ["why, so"]


@pytest.mark.parametrize("kind", ["removed", "renamed"])
def test_a_file_without_a_required_column_is_rejected_whole(deliveries: Steps, kind: str) -> None:
    """Its rows stand in quarantine as they were delivered, and the ledger names the problem."""
    file = f"columns_{kind}.csv"
    rows = deliveries.quarantine("events", file)
    assert rows and {rules for _, rules, _, _ in rows} == {"file_schema"}
    assert any(kind.upper() in raw for _, _, _, raw in rows)
    problem = deliveries.bronze_file("events", "stg_sports_bar__orders", file)["_file_problem"]
    assert "order_qty" in problem


def test_ragged_and_truncated_lines_are_rejected_alone(deliveries: Steps) -> None:
    """The other lines of the file count; the bad ones are kept as they were."""
    assert [
        (number, rules, raw)
        for number, rules, _, raw in deliveries.quarantine("events", "ragged.csv")
    ] == [
        (3, "malformed_row", f"RAGGED,2025/07/02,610001,{PRODUCT}"),
        (4, "malformed_row", f"RAGGED,2025/07/02,610001,{PRODUCT},10,more"),
        (5, "malformed_row", f'RAGGED,"2025/07/02,610001,{PRODUCT},10'),
    ]
    assert deliveries.lines("events", "RAGGED") == [("ragged.csv", "accepted", "10")]
    assert deliveries.rules("events", "truncated.csv") == [(3, ["malformed_row"])]
    assert deliveries.lines("events", "TRUNCATED") == [("truncated.csv", "accepted", "10")]


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("blank_lines.csv", "empty file"),
        ("header_only.csv", None),
    ],
)
def test_files_without_rows_are_noted_and_loaded_once(
    deliveries: Steps, file: str, problem: str | None
) -> None:
    """They have no rows, and the next run does not load them again."""
    for step in ("events", "the rest"):
        ledger = deliveries.bronze_file(step, "stg_sports_bar__orders", file)
        assert ledger["_file_row_count"] == 0
        assert ledger["_file_problem"] == problem


def test_a_file_of_0_bytes_changes_nothing(deliveries: Steps) -> None:
    """Spark lists no such file; the pipeline command names it at the end of a run."""
    files = {
        Path(row["_file_path"]).name
        for row in deliveries.steps["events"].records("raw.stg_sports_bar__orders")
    }
    assert "header_only.csv" in files
    assert "zero_bytes.csv" not in files


def test_packed_files_are_read(deliveries: Steps) -> None:
    """A .csv.gz file is a .csv file."""
    assert deliveries.lines("events", "PACKED") == [("packed.csv.gz", "accepted", "10")]


def test_text_that_is_not_utf_8_is_read_as_latin_1(deliveries: Steps) -> None:
    """Names keep their letters."""
    names = [
        row["customer_name"]
        for row in deliveries.steps["events"].records("processed.int_distribution__customers")
        if row["customer_id"] == "777001"
    ]
    assert names == ["Café Olé - Bengaluru"]


def test_a_utf_16_file_is_rejected_whole(deliveries: Steps) -> None:
    """It has no header that could be read."""
    assert {rules for _, rules, _, _ in deliveries.quarantine("events", "utf16.csv")} == {
        "file_schema"
    }


def test_a_price_list_with_one_unknown_in_it_keeps_last_years_prices(deliveries: Steps) -> None:
    """One row is rejected, the other one is next year's price, last year's revenue stays."""
    assert deliveries.rules("the rest", "next_year.csv") == [(2, ["price_not_numeric"])]
    before, after = (
        {
            (row["product_id"], row["price_year"]): row["price_inr"]
            for row in deliveries.steps[step].records("analytics.dim_distribution_prices")
            if row["company"] == "sports_bar" and row["product_id"] != UNLISTED_PRODUCT
        }
        for step in ("events", "the rest")
    )
    assert after == {**before, (OTHER_PRODUCT, 2026): 5555.0}
    prices = [
        {
            row["monthly_sale_key"]: row["price_inr"]
            for row in deliveries.steps[step].records(FACT)
            if row["company"] == "sports_bar"
        }
        for step in ("events", "the rest")
    ]
    assert prices[0].items() <= prices[1].items()


def test_a_price_that_changes_for_a_past_year_reaches_the_rows_of_that_year(
    deliveries: Steps,
) -> None:
    """Of that product and that year every row, and no other row, has another price."""

    def prices(step: str) -> dict[str, tuple[str, str, float, float]]:
        return {
            row["monthly_sale_key"]: (
                row["product_id"],
                row["month"][:4],
                row["price_inr"],
                row["revenue_inr"] - row["quantity"] * row["price_inr"],
            )
            for row in deliveries.steps[step].records(FACT)
            if row["company"] == "atlon"
        }

    before, after = prices("events"), prices("the rest")
    changed = {key for key in after if after[key] != before[key]}
    assert {after[key][1:3] for key in changed} == {("2024", 1234.56)}
    products = {after[key][0] for key in changed}
    assert len(products) == 1
    assert changed == {
        key for key in after if after[key][0] in products and after[key][1] == "2024"
    }
    assert all(abs(after[key][3]) < 0.01 for key in changed)


def test_a_corrected_product_list_releases_the_lines_that_waited_for_it(
    deliveries: Steps,
) -> None:
    """The line was in quarantine, is released in that run, and counts with its price."""
    assert deliveries.rules("events", "first.csv") == [(10, ["product_unknown"])]
    assert deliveries.lines("the rest", "PRODUCT-LISTED-LATER") == [("first.csv", "accepted", "10")]
    statuses = [
        [status for _, _, status, _ in deliveries.quarantine(step, "first.csv")]
        for step in ("events", "the rest")
    ]
    assert statuses == [["rejected"], ["released"]]
    sold = [
        (row["quantity"] >= 10, row["price_inr"])
        for row in deliveries.steps["the rest"].records(FACT)
        if row["product_id"] == UNLISTED_PRODUCT and row["customer_id"] == "610001"
    ]
    assert sold == [(True, 100.0)]


def test_quarantine_says_in_which_run_a_row_was_seen_first_and_in_which_it_was_released(
    deliveries: Steps,
) -> None:
    """A row keeps its first run; the run of its release is the one that let it go."""
    (waiting,), (released,) = (
        [
            row
            for row in deliveries.steps[step].records("logs.quarantine")
            if Path(row["file_path"]).name == "first.csv"
        ]
        for step in ("first", "the rest")
    )
    runs = {
        step: {row["run_id"] for row in deliveries.steps[step].records("logs.run_log")}
        for step in ("first", "events", "the rest")
    }
    assert {waiting["first_seen_run"]} == {released["first_seen_run"]} == runs["first"]
    assert waiting["released_run"] is None
    assert {released["released_run"]} == runs["the rest"] - runs["events"]


def test_odd_names_and_categories_of_products_are_cleaned_or_null(deliveries: Steps) -> None:
    """Single spaces, mended words, a variant at the end only; what is empty is null."""
    rows = {
        row["product_id"]: (row["product_name"], row["variant"], row["category"])
        for row in deliveries.steps["the rest"].records("processed.int_distribution__products")
        if row["company"] == "sports_bar"
    }
    assert rows["88000001"] == ("Protein Bar", "60g", None)
    assert rows["88000002"] == (None, "only", None)
    assert rows["88000003"] == ("A (b) bar", None, "Protein Bars")


def test_nothing_can_be_ordered_on_the_number_that_stands_for_unknown_products(
    deliveries: Steps,
) -> None:
    """Not even where a product list has a product of that number."""
    row = next(
        row for row in deliveries.steps["the rest"].records(LINES) if row["order_id"] == "RESERVED"
    )
    assert (row["_outcome"], row["_reject_rules"]) == ("rejected", ["product_unknown"])
