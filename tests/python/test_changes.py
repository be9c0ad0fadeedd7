"""What a change reaches, and what it leaves as it is: files, seeds, rules, macros, SQL and rows.

A table whose inputs and code are as they were is left as it is, and every other one is built. A
small lakehouse lives its history once; each test looks at what one step of it has written, or at
what its tables held then.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator

import pytest
from deltalake import DeltaTable

from tests.python.harness.contents import RUN_COLUMNS, differences, folder_of, tables_of
from tests.python.harness.lakehouse import Lakehouse, RunFailedError
from tests.python.harness.session import WarmSession
from tests.python.harness.steps import LINES, ORDERS, Steps, assert_equal_steps, line, only
from tests.python.harness.zone import Zone

LINES_MODEL = LINES.removeprefix("processed.")
ATLON_LINES = "processed.int_distribution__atlon_orders_judged"
CURRENT_PRODUCTS = "processed.int_distribution__products"
DATES, PRICES = "analytics.dim_dates", "analytics.dim_distribution_prices"
# What a city's name reaches.
CUSTOMERS = {
    "processed.int_distribution__sports_bar_customers_judged",
    "processed.int_distribution__customers",
    "processed.int_distribution__customer_history",
    "analytics.dim_distribution_customers",
}
FACT = "analytics.fct_distribution_monthly_sales"
# What order lines reach.
BEHIND_LINES = {FACT, DATES, "analytics.dim_distribution_customers"}
# Tables that are never old: by their own SQL, by that of a view below them, by their word.
CLOCKS = {
    "rpt_clock": "select current_date() as today, count(*) as days from {{ ref('dim_dates') }}",
    "rpt_clock_below": "select * from {{ ref('rpt_clock_view') }}",
    "rpt_always": "{{ config(meta={'always': true}) }} select * from {{ ref('companies') }}",
    "rpt_same": "select * from {{ ref('companies') }}",
}
CLOCK_VIEW = """
{{ config(materialized='view') }}
select company, cast(now() as date) as asked_on from {{ ref('companies') }}
"""

# What the shared macro takes for a year, and what it is changed to.
YEAR, YEAR_2025 = "'yyyy': '([0-9]{4})'", "'yyyy': '(2025)'"

# What the tables are compared with the oracle after; it knows no other rules.
TRUE_STEPS = (
    "first",
    "orders",
    "seed, code and rows",
    "other mappings",
    "view and kill",
    "rule dropped",
)
REFRESHED = "rule added, full refresh"
BACKFILLED = "backfilled"
OTHER_RULES = ("rule added", REFRESHED, BACKFILLED)
# What the KPIs, which are views, are compared with the oracle after.
WITH_KPIS = ("first", "view and kill", "rule dropped")
LEDGER = "logs.file_ledger"
AFTER_REFRESH = "nothing after the full refresh"
# What a load that is loaded again may differ in: when, and in the how manieth load.
NUMBERS = (*RUN_COLUMNS, "_load_id", "load_id", "loaded_at")
# What backfill refuses, and the words of its sentence.
REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "a feed that is none": ({"feed": "sports_bar.ordres"}, "there is no feed 'sports_bar.ordres'"),
    "everything": ({}, "Mend: name a feed, a file or days"),
    "half a period": ({"from_date": "2025-07-01"}, "Mend: give from_date and to_date"),
    "a day that is none": ({"from_date": "1.7.", "to_date": "2.7."}, "'2.7.' is no day"),
    "a period that ends first": (
        {"from_date": "2025-07-02", "to_date": "2025-07-01"},
        "ends before it begins",
    ),
    "another calendar": ({"feed": ORDERS, "by": "moon"}, "Mend: by: arrival"),
    "another way": ({"feed": ORDERS, "how": "repair"}, "Mend: how: reload"),
    "a file that nobody loaded": ({"file": "nobody.csv"}, "Mend: look into logs.file_ledger"),
    "a file that is no more": ({"feed": ORDERS, "file": "mistyped.csv"}, "how: rejudge"),
    "days of a list of customers": (
        {
            "feed": "sports_bar.customers",
            "by": "business_date",
            "from_date": "2025-07-01",
            "to_date": "2025-07-31",
        },
        "no loaded file is meant",
    ),
}
ASKED = re.compile(r"describe history (\S+) limit 1")


class Life:
    """A lakehouse, step by step.

    Attributes:
        history: what the tables held after the steps that the tests look at, and how they differed
            from the oracle.
        written: the tables of bronze, silver and gold that have another version after a step than
            before its run; those that are never old are left out.
        unchanged: the models that a step's run has left as they were, by its own word.
        fact: what a step's run has done to the fact, by Delta's names of operations.
        asked: how often a step's run has asked each table for its newest commit.
        said: what a backfill has said, by what was asked; what it has refused, too.
        marked: the tables of bronze, silver and gold that dry runs and refusals have written.
    """

    def __init__(self, lakehouse: Lakehouse) -> None:
        self.lakehouse = lakehouse
        self.history = Steps(lakehouse)
        self.written: dict[str, set[str]] = {}
        self.unchanged: dict[str, set[str]] = {}
        self.fact: dict[str, list[str]] = {}
        self.asked: dict[str, Counter[str]] = {}
        self.said: dict[str, str] = {}
        self.marked: set[str] = set()

    def versions(self) -> dict[str, tuple[str, int]]:
        """Name and time of the file of the newest version of every table."""
        newest = {}
        for name in tables_of(self.lakehouse, ("raw", "processed", "analytics")):
            if name.removeprefix("analytics.") not in CLOCKS:
                folder = folder_of(self.lakehouse, name) / "_delta_log"
                commit = max(folder.glob("*.json"), key=lambda each: each.name)
                newest[name] = (commit.name, commit.stat().st_mtime_ns)
        return newest

    def run(self, step: str, *, full_refresh: bool = False) -> None:
        """Runs dbt and notes what it has done."""
        asked = self.asked.setdefault(step, Counter())
        before = self.versions()
        run = self.lakehouse.run(
            full_refresh=full_refresh, said=lambda text: asked.update(ASKED.findall(text))
        )
        self.unchanged[step] = run.unchanged
        after = self.versions()
        known = int(before[FACT][0].split(".")[0]) if FACT in before else -1
        commits = DeltaTable(folder_of(self.lakehouse, FACT)).history()
        self.fact[step] = [commit["operation"] for commit in commits if commit["version"] > known]
        self.written[step] = {name for name in after if after[name] != before.get(name)}
        if step in (*TRUE_STEPS, *OTHER_RULES):
            self.history.note(
                step,
                views=step in WITH_KPIS or (LEDGER,),
                is_known_to_oracle=step in TRUE_STEPS,
            )


def backfill(life: Life, zone: Zone) -> None:
    """Has a file of lines, a period of lines and a full picture done again, each after a dry run."""
    lakehouse, before = life.lakehouse, life.versions()
    gone = zone.content(ORDERS, "mistyped.csv"), zone.modified_at(ORDERS, "mistyped.csv")
    zone.delete(ORDERS, "mistyped.csv")
    for name, (arguments, _) in REFUSED.items():
        try:
            lakehouse.operation("backfill", **arguments, dry_run=False)
        except RunFailedError as error:
            life.said[name] = str(error)
    zone.deliver(ORDERS, "mistyped.csv", gone[0], at=gone[1])
    period = {"from_date": "2024-07-01", "to_date": "2025-12-31", "by": "business_date"}
    wanted: dict[str, dict[str, object]] = {
        "file": {"feed": ORDERS, "file": "one_more.csv"},
        "period": {"feed": "atlon.orders", **period, "how": "rejudge"},
        "picture": {"feed": "sports_bar.products"},
    }
    lakehouse.sql("update {logs}.run_lock set run_id = 'another', command = 'dbt build'")
    with pytest.raises(RunFailedError, match="a run is at work here: `dbt build`"):
        lakehouse.operation("backfill", **wanted["file"], dry_run=False)
    lakehouse.sql("update {logs}.run_lock set run_id = null")
    for name, arguments in wanted.items():
        life.said[name] = "\n".join(lakehouse.operation("backfill", **arguments))
    life.marked = {name for name, version in life.versions().items() if version != before[name]}
    for arguments in wanted.values():
        lakehouse.operation("backfill", **arguments, dry_run=False)


@pytest.fixture(scope="module")
def life(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Life]:
    """Lives a history of changes, most of which have nothing to do with another."""
    folder = tmp_path_factory.mktemp("changes")
    zone = Zone.generated(folder / "landing", seed=11, order_lines=120)
    shutil.move(zone.root / "atlon" / "customers", folder / "atlon_customers")
    customers = zone.rows("sports_bar/customers", zone.files("sports_bar/customers")[0])
    customers += [
        {"customer_id": "777001", "customer_name": "one", "city": "Puna"},
        {"customer_id": "777002", "customer_name": "two", "city": ""},
    ]
    zone.deliver("sports_bar/customers", "customers.csv", customers)
    zone.deliver(ORDERS, "mistyped.csv", [line("MISTYPED", 10, product_id="25891502")])
    lakehouse = Lakehouse(session, folder / "project", zone, prefix="changes_", logged=False)
    for name, sql in {**CLOCKS, "rpt_clock_view": CLOCK_VIEW}.items():
        (folder / "project" / "models" / "marts" / "distribution" / f"{name}.sql").write_text(sql)
    life = Life(lakehouse)
    life.run("first")
    life.run("nothing")
    zone.deliver(ORDERS, "one_more.csv", [line("ONE_MORE", 3)])
    life.run("orders")

    lakehouse.add_seed_line("city_names", "Puna,Pune")
    model = "models/marts/core/dim_dates.sql"
    lakehouse.edit(model, "weekday\\(date_day\\) [+] 1", "1 + weekday(date_day)")
    lakehouse.sql("delete from {analytics}.dim_distribution_prices where true")
    life.run("seed, code and rows")

    lakehouse.add_seed_line("product_crosswalk", "sports_bar,XYZ123,25891502,typed wrong")
    lakehouse.add_seed_line("customer_cities", "sports_bar,777002,Chennai,asked")
    lakehouse.add_seed_line("product_words", "mango,Mangoo")
    shutil.move(folder / "atlon_customers", zone.root / "atlon" / "customers")
    life.run("other mappings")

    view = "models/intermediate/distribution/int_distribution__product_ids.sql"
    lakehouse.edit(view, r"select \* from final", "select * from final where true")
    products = "{processed}.int_distribution__products"
    lakehouse.sql(f"insert overwrite {products} select * from {products}")
    lakehouse.sql(
        "alter table {analytics}.fct_distribution_monthly_sales unset tblproperties ('read_up_to')"
    )
    lakehouse.sql("update {analytics}.fct_distribution_monthly_sales set quantity = -1")
    lakehouse.sql("drop table {analytics}.dim_distribution_companies")
    lakehouse.sql(
        "create view {analytics}.dim_distribution_companies as select * from {reference}.companies"
    )
    lakehouse.sql(
        "alter view {analytics}.rpt_distribution_top_products as"
        " select * from {analytics}.fct_distribution_monthly_sales where false"
    )
    life.run("view and kill")

    lakehouse.add_rule(LINES_MODEL, "quantity_too_large", "quantity > 200")
    lakehouse.edit("macros/typing/date_pattern.sql", re.escape(YEAR), YEAR_2025)
    life.run("rule added")
    life.run(REFRESHED, full_refresh=True)
    life.run(AFTER_REFRESH)
    backfill(life, zone)
    life.run(BACKFILLED)

    lakehouse.drop_rule(LINES_MODEL, "quantity_too_large")
    lakehouse.edit("macros/typing/date_pattern.sql", re.escape(YEAR_2025), YEAR)
    life.run("rule dropped")
    yield life
    lakehouse.close()


@pytest.mark.parametrize("step", TRUE_STEPS)
def test_whatever_changes_and_whatever_is_left_as_it_is_the_tables_hold_the_truth(
    life: Life, step: str
) -> None:
    """Outcomes, accounting, reference data and sales are the oracle's after every run, and KPIs."""
    assert not life.history.untrue[step], "\n".join(life.history.untrue[step])


@pytest.mark.parametrize("step", ["nothing", AFTER_REFRESH])
def test_a_run_with_nothing_new_writes_no_table(life: Life, step: str) -> None:
    """No version of bronze, silver or gold is added."""
    assert life.written[step] == set()


@pytest.mark.parametrize("step", ["nothing", "orders", AFTER_REFRESH])
def test_a_table_that_is_left_as_it_is_is_not_asked_for_its_newest_commit(
    life: Life, step: str
) -> None:
    """All of them are read from Delta's logs before; what a run writes is asked once, how many rows."""
    prefix = life.lakehouse.prefix
    asked = {name.removeprefix(prefix): times for name, times in life.asked[step].items()}
    silver_and_gold = {
        name: times
        for name, times in asked.items()
        if name.startswith(("processed.", "analytics."))
    }
    assert set(silver_and_gold.values()) <= {1}
    assert silver_and_gold.keys() <= life.written[step]


def test_new_orders_of_a_company_are_written_to_its_lines_and_behind_the_fact(life: Life) -> None:
    """Customers, products, prices and the other company have nothing to do with them."""
    assert life.written["orders"] == {"raw.stg_sports_bar__orders", LINES} | BEHIND_LINES


def test_another_seed_other_sql_and_rows_changed_by_hand_build_what_they_concern(
    life: Life,
) -> None:
    """A city's name goes as far as its customers; nothing that nobody touched is written."""
    assert life.written["seed, code and rows"] == CUSTOMERS | {DATES, PRICES, FACT}


def test_what_somebody_has_deleted_by_hand_is_there_after_the_next_run(life: Life) -> None:
    """The inputs are as they were, but the last version is not the one that was built."""
    held = life.history.steps["seed, code and rows"].records(PRICES)
    assert held
    assert held == life.history.steps["orders"].records(PRICES)


def test_a_view_with_other_sql_and_a_build_that_was_not_noted_are_built_again(life: Life) -> None:
    """What a view says is an input of its readers; rows of a killed run are not relied on."""
    written = life.written["view and kill"]
    assert {ATLON_LINES, LINES, CURRENT_PRODUCTS} <= written
    assert not written & (CUSTOMERS - BEHIND_LINES)


def test_a_view_is_left_as_it_is_until_what_it_reads_or_its_own_text_has_changed(
    life: Life,
) -> None:
    """Also by hand; a view over what has changed may have other columns, and is made again."""
    views = {"rpt_distribution_top_products", "rpt_distribution_headline", "file_ledger"}
    assert views <= life.unchanged["nothing"]
    assert not views & life.unchanged["orders"]
    assert "dim_distribution_companies" in life.unchanged["orders"]
    top = "analytics.rpt_distribution_top_products"
    assert {"revenue_rank", "company"} & set(life.history.steps["view and kill"].records(top)[0])


def test_a_model_that_was_a_view_until_now_becomes_a_table(life: Life) -> None:
    """What it was has no commit to be asked for."""
    assert "analytics.dim_distribution_companies" in life.written["view and kill"]


def test_a_full_refresh_builds_every_table_and_gives_the_rows_that_changed_rules_gave(
    life: Life,
) -> None:
    """Of silver and gold, bronze is never refreshed away; what was judged has been judged again."""
    tables = set(tables_of(life.lakehouse, ("processed", "analytics")))
    assert life.written[REFRESHED] == tables - {f"analytics.{name}" for name in CLOCKS}
    assert_equal_steps(life.history, "rule added", REFRESHED, "processed.", "analytics.")


def test_files_that_are_loaded_or_judged_again_give_the_rows_of_a_full_refresh(life: Life) -> None:
    """Of bronze, silver, gold and quarantine; nothing is lost, nothing is there twice."""
    steps = life.history.steps
    schemas = ("raw.", "processed.", "analytics.", "logs.quarantine", LEDGER)
    before, after = (only(steps[step], *schemas) for step in (REFRESHED, BACKFILLED))
    found = differences(before, after, ignored=NUMBERS)
    assert not found, "\n".join(found)


def test_a_backfill_loads_and_judges_what_was_asked_for_and_nothing_else(life: Life) -> None:
    """Bronze of the files that are loaded again; judged rows of all three feeds."""
    written = life.written[BACKFILLED]
    bronze = {name for name in written if name.startswith("raw.")}
    assert bronze == {"raw.stg_sports_bar__orders", "raw.stg_sports_bar__products"}
    assert {LINES, ATLON_LINES} <= written
    assert "processed.int_distribution__sports_bar_products_judged" in written
    assert "processed.int_distribution__atlon_customers_judged" not in written


def test_a_dry_run_of_a_backfill_says_files_rows_groups_and_tables_and_writes_nothing(
    life: Life,
) -> None:
    """Nor does a backfill that is refused."""
    assert life.marked == set()
    said = life.said["file"]
    assert "dry run: nothing is changed" in said
    assert "sports_bar.orders: 1 files, 1 rows" in said
    assert "sports_bar/orders/one_more.csv" in said
    assert "groups: 1 records, 1 business days, 2025-07-02 to 2025-07-02" in said
    assert "fct_distribution_monthly_sales" in said
    assert re.search(r"atlon.orders: \d+ files", life.said["period"])
    assert "snap_distribution_products" in life.said["picture"]


@pytest.mark.parametrize("what", REFUSED)
def test_a_backfill_that_means_nothing_is_refused_with_a_sentence(life: Life, what: str) -> None:
    """What is wrong, that nothing was changed, and what to do."""
    assert REFUSED[what][1] in life.said[what]
    assert "Nothing was changed" in life.said[what]
    assert "Mend: " in life.said[what]


@pytest.mark.parametrize("step", ["nothing", "orders", AFTER_REFRESH])
def test_a_table_that_asks_the_clock_is_built_in_every_run(life: Life, step: str) -> None:
    """Its text is the same every day, its rows are not; one that says always likewise."""
    assert set(CLOCKS) - life.unchanged[step] == {"rpt_clock", "rpt_clock_below", "rpt_always"}


@pytest.mark.parametrize("step", ["view and kill", "rule added", REFRESHED, "rule dropped"])
def test_a_fact_that_cannot_go_on_is_built_anew_as_a_whole(life: Life, step: str) -> None:
    """It does not say how far it has read, or a feed was judged again as a whole."""
    assert any("TABLE AS SELECT" in operation for operation in life.fact[step])


@pytest.mark.parametrize("step", ["orders", "other mappings"])
def test_an_increment_is_merged_into_the_fact(life: Life, step: str) -> None:
    """One more line does not write it as a whole, nor does a line that is released."""
    assert "MERGE" in life.fact[step]
    assert not any("TABLE AS SELECT" in operation for operation in life.fact[step])


def test_no_table_of_gold_has_a_technical_column(life: Life) -> None:
    """How far it has read is a property of the table."""
    columns = {
        f"{name}.{column}"
        for name in tables_of(life.lakehouse, ("analytics",), views=True)
        for column, *_ in life.lakehouse.sql(f"describe {life.lakehouse.prefix}{name}")
        if column.startswith("_")
    }
    assert not columns


def test_a_crosswalk_line_releases_its_lines_and_changes_no_other(life: Life) -> None:
    """Lines that name the product are accepted in the next incremental run."""

    def outcomes(step: str) -> dict[tuple[str, int], tuple[str, str]]:
        return {
            (row["_file_path"], row["_line_number"]): (row["source_product_id"], row["_outcome"])
            for row in life.history.steps[step].records(LINES)
        }

    before, after = outcomes("seed, code and rows"), outcomes("other mappings")
    changed = {key for key in after if after[key] != before[key]}
    assert changed
    assert {after[key] for key in changed} <= {
        ("25891502", "accepted"),
        ("25891502", "superseded"),
    }
    assert life.history.lines("other mappings", "MISTYPED") == [("mistyped.csv", "accepted", "10")]


def test_a_city_mapping_reaches_stored_customers(life: Life) -> None:
    """A misspelt city and a missing one get their names in the next incremental run."""

    def cities(step: str) -> dict[str, str]:
        return {
            row["customer_id"]: row["city"]
            for row in life.history.steps[step].records("analytics.dim_distribution_customers")
            if row["customer_id"].startswith("777")
        }

    assert cities("orders") == {"777001": "Puna", "777002": "Unknown"}
    assert cities("seed, code and rows") == {"777001": "Pune", "777002": "Unknown"}
    assert cities("other mappings") == {"777001": "Pune", "777002": "Chennai"}


def test_a_rule_changed_in_yaml_reaches_stored_rows(life: Life) -> None:
    """The new rule rejects lines that were accepted; without it they are accepted again."""

    def large(step: str) -> set[str]:
        return {
            row["_outcome"]
            for row in life.history.steps[step].records(LINES)
            if (row["quantity"] or 0) > 200 and row["_reject_rules"] in ([], ["quantity_too_large"])
        }

    assert "accepted" in large("other mappings")
    assert large("rule added") == {"rejected"}
    assert large("rule dropped") == large("other mappings")


def test_a_shared_macro_that_changes_reaches_stored_rows(life: Life) -> None:
    """Dates that the macro no longer takes are rejected, and accepted again with the old one."""

    def rejected(step: str) -> int:
        rows = life.history.steps[step].records(ATLON_LINES)
        return sum("order_date_unparsable" in row["_reject_rules"] for row in rows)

    assert rejected("rule added") > rejected("other mappings")
    assert rejected("rule dropped") == rejected("other mappings")


@pytest.mark.parametrize("step", ["first", "rule added", "rule dropped"])
def test_every_row_in_quarantine_shows_its_record(life: Life, step: str) -> None:
    """A row that was accepted before is no exception."""
    rows = life.history.steps[step].records("logs.quarantine")
    assert rows
    assert all(row["raw_record"] for row in rows)


def test_a_missing_feed_folder_is_an_empty_table_until_it_is_delivered(life: Life) -> None:
    """The run succeeds without the folder; its rows count once they are there."""
    customers = "processed.int_distribution__atlon_customers_judged"
    assert not life.history.steps["first"].records(customers)
    assert life.history.steps["other mappings"].records(customers)
