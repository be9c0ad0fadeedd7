"""What happens when seeds, rules and macros change, step by step, in a small lakehouse.

It lives its history once; the tests look at what its tables held after each step.
"""

from __future__ import annotations

import re
import shutil

import pytest

from orchestration.setup.render import PROJECT
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import WarmSession
from tests.python.harness.steps import LINES, ORDERS, Steps, assert_equal_steps, line
from tests.python.harness.zone import Zone

ATLON_LINES = "processed.int_distribution__atlon_order_lines_judged"
# What the shared macro takes for a date of atlon's orders, and what it is changed to.
DATE_SHAPE, DATE_SHAPE_OF_2025 = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "^2025-[0-9]{2}-[0-9]{2}$"

JUDGING_STATE = PROJECT / "macros" / "judging" / "judging_state.sql"
EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
CALLED = re.compile(r"\b(\w+)\(")
# It decides how a table is stored, not what is in it.
NOT_JUDGING = {"judged_properties"}


@pytest.fixture(scope="module")
def mappings(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Steps:
    """Lives a history of mended seeds and changed rules. Atlon's customers come late."""
    folder = tmp_path_factory.mktemp("mappings")
    zone = Zone.generated(folder / "landing", seed=11, order_lines=120)
    shutil.move(zone.root / "atlon" / "customers", folder / "atlon_customers")
    lakehouse = Lakehouse(session, folder / "project", zone, prefix="mappings_", logged=False)
    history = Steps(lakehouse)
    customers = zone.rows("sports_bar/customers", zone.files("sports_bar/customers")[0])
    customers += [
        {"customer_id": "777001", "customer_name": "one", "city": "Puna"},
        {"customer_id": "777002", "customer_name": "two", "city": ""},
    ]
    zone.deliver("sports_bar/customers", "customers.csv", customers)
    zone.deliver(ORDERS, "mistyped.csv", [line("MISTYPED", 10, product_id="25891502")])
    lakehouse.run()
    history.note("first")

    lakehouse.add_seed_line("product_crosswalk", "sports_bar,XYZ123,25891502,typed wrong")
    lakehouse.run()
    history.note("crosswalk line")

    lakehouse.add_seed_line("city_names", "Puna,Pune")
    lakehouse.add_seed_line("customer_cities", "sports_bar,777002,Chennai,asked")
    lakehouse.add_seed_line("product_words", "mango,Mangoo")
    shutil.move(folder / "atlon_customers", zone.root / "atlon" / "customers")
    lakehouse.run()
    history.note("other mappings")

    lakehouse.add_rule(LINES.removeprefix("processed."), "quantity_too_large", "quantity > 200")
    lakehouse.edit("macros/judging/parse_date.sql", re.escape(DATE_SHAPE), DATE_SHAPE_OF_2025)
    lakehouse.run()
    history.note("rule added", is_known_to_oracle=False)
    lakehouse.run(full_refresh=True)
    history.note("rule added, full refresh", is_known_to_oracle=False)

    lakehouse.drop_rule(LINES.removeprefix("processed."), "quantity_too_large")
    lakehouse.edit("macros/judging/parse_date.sql", re.escape(DATE_SHAPE_OF_2025), DATE_SHAPE)
    lakehouse.run()
    history.note("rule dropped")
    return history


MAPPING_STEPS = ("first", "crosswalk line", "other mappings", "rule dropped")


@pytest.mark.parametrize("step", MAPPING_STEPS)
def test_after_every_mended_seed_the_tables_hold_the_truth(mappings: Steps, step: str) -> None:
    """Outcomes, accounting, customers, products, prices, sales and KPIs are the oracle's."""
    assert not mappings.untrue[step], "\n".join(mappings.untrue[step])


def test_changed_rules_and_seeds_give_the_rows_of_a_full_refresh(mappings: Steps) -> None:
    """What was judged with other rules or seeds has been judged again."""
    assert_equal_steps(
        mappings, "rule added", "rule added, full refresh", "processed.", "analytics."
    )


def test_a_crosswalk_line_releases_its_lines_and_changes_no_other(mappings: Steps) -> None:
    """Lines that name the product are accepted in the next incremental run."""

    def outcomes(step: str) -> dict[tuple[str, int], tuple[str, str]]:
        return {
            (row["_file_path"], row["_line_number"]): (row["source_product_id"], row["_outcome"])
            for row in mappings.steps[step].records(LINES)
        }

    before, after = outcomes("first"), outcomes("crosswalk line")
    changed = {key for key in after if after[key] != before[key]}
    assert changed
    assert {after[key] for key in changed} <= {
        ("25891502", "accepted"),
        ("25891502", "superseded"),
    }
    assert mappings.lines("crosswalk line", "MISTYPED") == [("mistyped.csv", "accepted", "10")]


def test_a_city_mapping_reaches_stored_customers(mappings: Steps) -> None:
    """A misspelt city and a missing one get their names in the next incremental run."""

    def cities(step: str) -> dict[str, str]:
        return {
            row["customer_id"]: row["city"]
            for row in mappings.steps[step].records("analytics.dim_customers")
            if row["customer_id"].startswith("777")
        }

    assert cities("crosswalk line") == {"777001": "Puna", "777002": "Unknown"}
    assert cities("other mappings") == {"777001": "Pune", "777002": "Chennai"}


def test_a_rule_changed_in_yaml_reaches_stored_rows(mappings: Steps) -> None:
    """The new rule rejects lines that were accepted; without it they are accepted again."""

    def large(step: str) -> set[str]:
        return {
            row["_outcome"]
            for row in mappings.steps[step].records(LINES)
            if (row["quantity"] or 0) > 200 and row["_reject_rules"] in ([], ["quantity_too_large"])
        }

    assert "accepted" in large("other mappings")
    assert large("rule added") == {"rejected"}
    assert large("rule dropped") == large("other mappings")


def test_a_shared_macro_that_changes_reaches_stored_rows(mappings: Steps) -> None:
    """Dates that the macro no longer takes are rejected, and accepted again with the old one."""

    def rejected(step: str) -> int:
        rows = mappings.steps[step].records(ATLON_LINES)
        return sum("order_date_unparsable" in row["_reject_rules"] for row in rows)

    assert rejected("rule added") > rejected("other mappings")
    assert rejected("rule dropped") == rejected("other mappings")


@pytest.mark.parametrize("step", ["first", "rule added", "rule dropped"])
def test_every_row_in_quarantine_shows_its_record(mappings: Steps, step: str) -> None:
    """A row that was accepted before is no exception."""
    rows = mappings.steps[step].records("logs.quarantine")
    assert rows
    assert all(row["raw_record"] for row in rows)


def test_a_missing_feed_folder_is_an_empty_table_until_it_is_delivered(mappings: Steps) -> None:
    """The run succeeds without the folder; its rows count once they are there."""
    customers = "processed.int_distribution__atlon_customers_judged"
    assert not mappings.steps["first"].records(customers)
    assert mappings.steps["other mappings"].records(customers)


def test_every_macro_that_a_judged_model_calls_judges_its_rows_again_when_it_changes() -> None:
    """The fingerprint of models that are judged by increments holds what each macro renders."""
    macros = {path.stem for path in (PROJECT / "macros").rglob("*.sql")} - NOT_JUDGING
    models = [path.read_text("utf-8") for path in (PROJECT / "models").rglob("*_judged.sql")]
    called = {
        name
        for text in models
        if "judging_state()" in text
        for expression in EXPRESSION.findall(text)
        for name in CALLED.findall(expression)
        if name in macros
    }
    assert {"judge_lines", "judge_changes", "trimmed", "filled"} <= called
    assert called <= set(CALLED.findall(JUDGING_STATE.read_text("utf-8")))
