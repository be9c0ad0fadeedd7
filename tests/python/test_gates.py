"""What stops at a gate: broken files and days with too many rejects, run by run.

One lakehouse lives through deliveries that must not reach gold; the tests look at what each run
did and at what the tables held after it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from benchmarks.statements import statements_by_kind
from tests.python.harness.contents import Contents, read_contents
from tests.python.harness.lakehouse import Lakehouse, Run
from tests.python.harness.session import WarmSession
from tests.python.harness.truth import LAYERS, truth_differences
from tests.python.harness.zone import Row, Zone

ORDERS, CUSTOMERS = "sports_bar/orders", "atlon/customers"
GATE = "sports_bar_orders_are_readable_accounted_for_and_within_the_limit_of_rejects"
FACT = "analytics.fct_distribution_monthly_sales"
ROW_COUNTS = re.compile(r"select 'model\.[\s\S]* as row_count")
# Each rejects fewer lines than a file of min_rows lines may; together, still too few lines, more.
SMALL_FILES = ("part_1.csv", "part_2.csv", "part_3.csv")
SWAPPED = "swapped.csv"
NEXT_DAY = datetime(2026, 1, 2, 6, 0, tzinfo=UTC)
# passes, and reads one table
TEST, TABLE = "every_day_is_one_row", "{analytics}.dim_dates"
WARNING = "companies_are_warned_about"
SNAPSHOTS = {f"snap_distribution_{name}" for name in ("customers", "prices", "products")}
BUDGET = Path(__file__).with_name("statement_budget.json")
TOUCHED = ("stg_sports_bar__orders+", "stg_atlon__customers+", "acknowledged_files")


@dataclass(frozen=True)
class Step:
    """What a run did, what the tables held after it, and how it counted their rows (the plan).

    Attributes:
        statements: how many it has sent, by kind.
    """

    run: Run
    contents: Contents
    counting: str
    statements: Counter[str]

    def gold(self) -> list[dict[str, Any]]:
        """The monthly sales."""
        return self.contents.records(FACT)

    def errors(self) -> list[dict[str, Any]]:
        """The error log."""
        return self.contents.records("logs.etl_errors")

    def rules_of(self, file: str) -> set[tuple[str, str]]:
        """Rules and status of a file's rows in quarantine."""
        return {
            (row["rules"], row["status"])
            for row in self.contents.records("logs.quarantine")
            if row["file_path"].endswith(file)
        }


def order_lines(order: str, quantities: list[str]) -> list[Row]:
    """Order lines of one order each."""
    return [
        {
            "order_id": f"{order}-{number}",
            "order_placement_date": "2025/07/02",
            "customer_id": "610001",
            "product_id": "25891101",
            "order_qty": quantity,
        }
        for number, quantity in enumerate(quantities)
    ]


@dataclass(frozen=True)
class History:
    """What a lakehouse has lived through: builds, and one test asked under other circumstances.

    Attributes:
        is_asked: whether a run that has nothing but TEST has asked it, by what was done before.
    """

    steps: dict[str, Step]
    is_asked: dict[str, bool]


def ask_alone(lakehouse: Lakehouse) -> dict[str, bool]:
    """Asks TEST again and again. Returns whether it was asked, by what was done before."""
    is_asked: dict[str, bool] = {}

    def ask(name: str, command: str = "build", *arguments: str) -> None:
        run = lakehouse.invoke(command, "--select", TEST, *arguments)
        assert run.statuses[TEST] == "pass"
        is_asked[name] = TEST not in run.left_out

    ask("nothing")
    lakehouse.variables["ASK_ALL_TESTS"] = "1"
    ask("ASK_ALL_TESTS")
    lakehouse.variables.clear()
    ask("a full refresh", "build", "--full-refresh")
    ask("dbt test", "test")
    ask("nothing after that")
    lakehouse.sql(f"insert overwrite {TABLE} select * from {TABLE}")
    ask("rows written by hand")
    lakehouse.edit("macros/generic_tests/primary_key.sql", "count[(][*][)] > 1", "count(*) >= 2")
    ask("other SQL")
    # what a run leaves behind that was killed before it could note its answers
    lakehouse.sql(
        "delete from {logs}.run_log where finished_at > current_timestamp - interval 1 day"
    )
    ask("answers that were not noted")
    return is_asked


@pytest.fixture(scope="module")
def history(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> History:
    """First load, nothing, one file, broken file, the next run, acknowledged and so on."""
    folder = tmp_path_factory.mktemp("gates")
    zone = Zone.generated(folder / "landing", order_lines=200, mess=frozenset())
    lakehouse = Lakehouse(session, folder / "project", zone, prefix="gates_")
    warning = lakehouse.project / "tests" / "seeds" / f"{WARNING}.sql"
    warning.write_text(
        "{{ config(severity='warn') }} select company from {{ ref('companies') }}", encoding="utf-8"
    )
    steps: dict[str, Step] = {}

    def run(name: str, *select: str, must_succeed: bool = False) -> None:
        said: list[str] = []
        outcome = lakehouse.run(
            tests=True, select=select, must_succeed=must_succeed, said=said.append
        )
        # a run that has written no table counts none
        counts = list(filter(None, map(ROW_COUNTS.search, said)))
        assert len(counts) <= 1
        plan = ""
        for each in counts:
            (plan,) = session.spark.sql(f"explain {each[0]}").first() or ("",)
        contents = read_contents(lakehouse, (*LAYERS, "logs", "snapshots"))
        steps[name] = Step(outcome, contents, plan, statements_by_kind(said))

    run("first load", must_succeed=True)
    run("nothing", must_succeed=True)
    zone.deliver(ORDERS, "more.csv", order_lines("MORE", ["3"]))
    run("first", must_succeed=True)

    zone.deliver(ORDERS, "good.csv", order_lines("GOOD", ["10"]))
    zone.deliver(ORDERS, "broken.csv", "order_id;order_qty\nBROKEN;1\nBROKEN;2\n")
    names = zone.files(CUSTOMERS)
    renamed = [
        {**row, "customer": "Renamed"} if number == 0 else row
        for number, row in enumerate(zone.rows(CUSTOMERS, names[0]))
    ]
    zone.deliver(CUSTOMERS, "renamed.csv", renamed[:-1])
    run("broken", *TOUCHED)
    swapped = [
        {**row, "customer_id": row["order_qty"], "order_qty": row["customer_id"]}
        for row in order_lines(SWAPPED, ["5"] * 15)
    ]
    zone.deliver(ORDERS, SWAPPED, swapped)
    run("the next run", *TOUCHED)

    lakehouse.add_seed_line(
        "acknowledged_files", f"{ORDERS}/broken.csv,{zone.now.date()},the tests,nobody needs it"
    )
    zone.deliver(ORDERS, "bad_day.csv", order_lines("BAD", ["5", *[""] * 119]))
    for part in SMALL_FILES:
        zone.deliver(ORDERS, part, order_lines(part, [*["5"] * 2, *[""] * 4]))
    run("acknowledged", *TOUCHED)

    asked = ("reject_limits", GATE)
    lakehouse.edit("seeds/reject_limits.csv", "sports_bar.orders,0.40,", "sports_bar.orders,0.995,")
    run("share raised", *asked)
    lakehouse.edit("seeds/reject_limits.csv", "sports_bar.orders,0.995,", "sports_bar.orders,0.40,")
    run("share as before", *asked)

    zone.deliver(ORDERS, "bad_day.csv", order_lines("BAD", ["5"] * 120))
    for part in SMALL_FILES:
        zone.deliver(ORDERS, part, order_lines(part, ["5"] * 6))
    zone.deliver(ORDERS, SWAPPED, order_lines(SWAPPED, ["5"] * 15))
    zone.deliver(ORDERS, "broken.csv", "order_id;order_qty\nBROKEN;3\n", at=NEXT_DAY)
    run("broken again", *TOUCHED)

    zone.now = NEXT_DAY
    zone.deliver(ORDERS, "broken.csv", order_lines("MENDED", ["7"]))
    run("mended", *TOUCHED, must_succeed=True)
    untrue = truth_differences(
        steps["mended"].contents, zone, lakehouse.project / "seeds", kpis=False
    )
    assert not untrue, "\n".join(untrue)
    is_asked = ask_alone(lakehouse)
    lakehouse.sql("drop table {logs}.quarantine")
    run("quarantine lost", "quarantine", must_succeed=True)
    lakehouse.close()
    return History(steps, is_asked)


@pytest.fixture(scope="module")
def steps(history: History) -> dict[str, Step]:
    """What the builds did."""
    return history.steps


@pytest.mark.parametrize("step", ["broken", "the next run", "broken again"])
def test_a_broken_file_stops_its_feed_in_every_run(steps: dict[str, Step], step: str) -> None:
    """The gate fails, the fact is skipped, and gold is the last good one."""
    statuses = steps[step].run.statuses
    assert statuses[GATE] == "fail"
    assert statuses["fct_distribution_monthly_sales"] == "skipped"
    assert steps[step].gold() == steps["first"].gold()


def test_a_broken_file_does_not_stop_another_feed(steps: dict[str, Step]) -> None:
    """The customers that came with it are in silver."""
    assert steps["broken"].run.statuses["int_distribution__customers"] == "success"
    customers = steps["broken"].contents.records("processed.int_distribution__customers")
    assert "Renamed" in {row["customer_name"] for row in customers}


def test_snapshots_close_the_version_of_a_customer_that_was_renamed_or_left_out(
    steps: dict[str, Step],
) -> None:
    """The renamed one goes on in a second version; the others keep their open one."""
    first, then = (
        steps[step].contents.records("snapshots.snap_distribution_customers")
        for step in ("first", "broken")
    )
    assert all(row["dbt_valid_to"] is None for row in first)
    (renamed,) = [row for row in then if row["customer_name"] == "Renamed"]
    closed = [row for row in then if row["dbt_valid_to"] is not None]
    assert len(closed) == 2
    assert renamed["dbt_valid_to"] is None
    (before,) = [row for row in closed if row["customer_key"] == renamed["customer_key"]]
    assert before["dbt_valid_to"] == renamed["dbt_valid_from"]
    (left_out,) = [row for row in closed if row is not before]
    assert len([row for row in then if row["customer_key"] == left_out["customer_key"]]) == 1
    assert len(then) == len(first) + 1


def test_a_broken_file_is_quarantined_whole(steps: dict[str, Step]) -> None:
    """Although its gate failed in the same run."""
    assert steps["broken"].rules_of("broken.csv") == {("file_schema", "rejected")}


def test_the_error_log_says_what_where_and_what_to_do(steps: dict[str, Step]) -> None:
    """File, reason and mend, once for each run."""
    errors = [row for row in steps["the next run"].errors() if row["node"] == GATE]
    assert len({row["run_id"] for row in errors}) == len(errors) == 2
    for row in errors:
        assert f"{ORDERS}/broken.csv" in row["details"]
        assert "no header line with the required columns" in row["details"]
        assert "acknowledged_files.csv" in row["mend"]
        assert row["defined_in"].endswith("_sports_bar__judged.yml")


def test_an_acknowledged_file_stops_nothing(steps: dict[str, Step]) -> None:
    """The gate then fails for another file alone."""
    (newest,) = [
        row
        for row in steps["acknowledged"].errors()
        if row["failed_at"] == max(each["failed_at"] for each in steps["acknowledged"].errors())
    ]
    assert "broken.csv" not in newest["details"]


def test_a_day_with_too_many_rejects_stops_its_feed(steps: dict[str, Step]) -> None:
    """With the share, the limit and the most frequent rule."""
    assert steps["acknowledged"].run.statuses["fct_distribution_monthly_sales"] == "skipped"
    assert steps["acknowledged"].gold() == steps["first"].gold()
    details = " ".join(row["details"] for row in steps["acknowledged"].errors())
    assert (
        "119 of 120 rows rejected, the limit is 0.4000; most of them: quantity_missing" in details
    )


@pytest.mark.parametrize("file", SMALL_FILES)
def test_small_files_with_too_many_rejects_between_them_stop_their_feed(
    steps: dict[str, Step], file: str
) -> None:
    """Each is named, with its own rejects and those of all small files of the load."""
    details = " ".join(row["details"] for row in steps["acknowledged"].errors())
    assert f"{ORDERS}/{file}" in details
    assert "4 of 6 rows rejected, 12 of 18 in the small files of this load" in details


def test_a_small_file_with_two_columns_swapped_stops_its_feed(steps: dict[str, Step]) -> None:
    """Customer and quantity: both are numbers, no customer has one, no line so many units."""
    assert steps["the next run"].gold() == steps["first"].gold()
    details = " ".join(row["details"] for row in steps["the next run"].errors())
    assert f"{ORDERS}/{SWAPPED}" in details
    assert "15 of 15 rows rejected" in details
    assert "most of them: quantity_implausible" in details
    assert steps["the next run"].rules_of(SWAPPED) == {("quantity_implausible", "rejected")}


def test_a_raised_share_lets_a_feed_through_and_no_other_line_is_needed(
    steps: dict[str, Step],
) -> None:
    """As long as it is raised: by the seed alone, nothing is loaded or judged again."""
    statuses = {
        name: steps[name].run.statuses[GATE] for name in ("share raised", "share as before")
    }
    assert statuses == {"share raised": "pass", "share as before": "fail"}
    assert "reject_limits" in steps["share raised"].run.statuses


def test_a_lost_quarantine_comes_back_with_the_rows_that_are_rejected(
    steps: dict[str, Step],
) -> None:
    """With their records and rules; released rows, and when a row was first seen, are gone."""

    def rejected(step: str) -> dict[str, tuple[str, str]]:
        return {
            row["quarantine_id"]: (row["rules"], row["raw_record"])
            for row in steps[step].contents.records("logs.quarantine")
            if row["status"] == "rejected"
        }

    assert rejected("quarantine lost") == rejected("mended") != {}
    statuses = {
        row["status"] for row in steps["quarantine lost"].contents.records("logs.quarantine")
    }
    assert statuses == {"rejected"}


def test_an_acknowledgement_does_not_cover_later_deliveries(steps: dict[str, Step]) -> None:
    """The file delivered on the day after it fails again, and it alone."""
    newest = steps["broken again"].errors()[-1]
    details = [
        row["details"]
        for row in steps["broken again"].errors()
        if row["failed_at"] == max(each["failed_at"] for each in steps["broken again"].errors())
    ]
    assert newest["node"] == GATE
    assert len(details) == 1
    assert "broken.csv" in details[0]
    assert "bad_day.csv" not in details[0]


def test_corrected_deliveries_let_everything_through(steps: dict[str, Step]) -> None:
    """The lines that waited are in gold; what the oracle says is checked where the steps are."""
    before = sum(row["quantity"] for row in steps["first"].gold())
    after = sum(row["quantity"] for row in steps["mended"].gold())
    assert after == before + 10 + 5 * 120 + 3 * 5 * 6 + 5 * 15 + 7
    assert steps["mended"].rules_of("bad_day.csv") == {("quantity_missing", "rejected")}


def test_every_run_logs_each_of_its_nodes_once(steps: dict[str, Step]) -> None:
    """Status, rows and seconds of a node, run by run."""
    rows = steps["mended"].contents.records("logs.run_log")
    assert len({row["run_id"] for row in rows}) == list(steps).index("mended") + 1
    assert len({(row["run_id"], row["node"]) for row in rows}) == len(rows)
    first = next(row for row in rows if row["node"] == "fct_distribution_monthly_sales")
    assert {row["status"] for row in rows if row["node"] == "fct_distribution_monthly_sales"} == {
        "success",
        "skipped",
    }
    assert first["seconds"] >= 0
    counted = {row["row_count"] for row in rows if row["node"] == "fct_distribution_monthly_sales"}
    sales = {len(steps[step].gold()) for step in ("first load", "first", "mended")}
    assert {*sales, None} == counted


def test_every_run_logs_how_long_it_took_itself_and_how_it_ended(steps: dict[str, Step]) -> None:
    """Longer than each of its nodes; a run with a node that failed has failed."""
    rows = steps["mended"].contents.records("logs.run_log")
    runs = {row["run_id"]: row for row in rows if row["resource_type"] == "run"}
    assert runs.keys() == {row["run_id"] for row in rows}
    for row in rows:
        run = runs[row["run_id"]]
        assert run["seconds"] >= (row["seconds"] or 0)
        assert run["status"] == "error" or row["status"] not in ("error", "fail")
    assert {run["status"] for run in runs.values()} == {"success", "error"}


def test_the_rows_of_built_tables_are_counted_without_reading_them(steps: dict[str, Step]) -> None:
    """Delta says them when it writes a table whole, and knows them when it has added to one."""
    assert steps["first load"].counting == ""
    assert "LocalTableScan" in steps["first"].counting
    assert "FileScan" not in steps["first"].counting


def names_of_tests(step: Step) -> set[str]:
    """The names of the tests of a run."""
    return {
        name for name, status in step.run.statuses.items() if status in ("pass", "warn", "fail")
    }


def test_in_a_run_with_nothing_new_no_test_that_passed_is_asked_again(
    steps: dict[str, Step],
) -> None:
    """The run log says of each of them that it was left out."""
    nothing = steps["nothing"]
    assert names_of_tests(nothing) - nothing.run.left_out == {WARNING}
    logged = [row for row in nothing.contents.records("logs.run_log") if row["node"] == GATE]
    assert [row["status"] for row in sorted(logged, key=lambda row: row["finished_at"])] == [
        "pass",
        "left out",
    ]


def test_a_test_that_warned_is_asked_in_every_run(steps: dict[str, Step]) -> None:
    """So it warns as long as there is something to warn about; a failed one is asked, too."""
    assert steps["first load"].run.statuses[WARNING] == "warn"
    assert steps["nothing"].run.statuses[WARNING] == "warn"
    assert GATE not in steps["the next run"].run.left_out


def test_new_rows_of_a_feed_ask_the_tests_of_what_they_reach(steps: dict[str, Step]) -> None:
    """Its gate, and the key of the sales; not those of products and prices."""
    left_out = steps["first"].run.left_out
    assert not {GATE, "every_monthly_sale_is_one_row"} & left_out
    assert {"every_product_is_one_row", "every_price_is_one_row"} <= left_out


def test_a_snapshot_of_what_has_not_changed_is_not_merged(steps: dict[str, Step]) -> None:
    """Customers that were renamed are merged, prices and products are not."""
    assert steps["nothing"].run.unchanged >= SNAPSHOTS
    assert "snap_distribution_customers" not in steps["broken"].run.unchanged


@pytest.mark.parametrize(
    ("circumstance", "is_asked"),
    [
        ("nothing", False),
        ("ASK_ALL_TESTS", True),
        ("a full refresh", True),
        ("dbt test", True),
        ("nothing after that", False),
        ("rows written by hand", True),
        ("other SQL", True),
        ("answers that were not noted", True),
    ],
)
def test_a_test_is_asked_unless_it_has_passed_with_the_same_sql_on_the_same_rows(
    history: History, circumstance: str, is_asked: bool
) -> None:
    """And whenever somebody asks for it."""
    assert history.is_asked[circumstance] is is_asked


@pytest.mark.parametrize(
    ("step", "name"), [("nothing", "nothing new"), ("first", "one file of orders")]
)
def test_a_run_sends_no_more_statements_than_it_used_to(
    steps: dict[str, Step], step: str, name: str
) -> None:
    """Of each kind; what is allowed stands in statement_budget.json, and why in the documents."""
    allowed = json.loads(BUDGET.read_text(encoding="utf-8"))[name]
    sent = steps[step].statements
    print(f"{name}: {dict(sorted(sent.items()))}")
    assert not {kind: count for kind, count in sent.items() if count > allowed.get(kind, 0)}
