"""What a run has changed in published months is said with causes, files and rows that add up.

A small lakehouse of distribution lives its history once: each run brings something of its own to
months that were published before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.setup.render import PROJECT
from tests.python.harness.contents import differences, read_contents
from tests.python.harness.known import KNOWN, as_known, time_of
from tests.python.harness.lakehouse import Lakehouse, RunFailedError
from tests.python.harness.restatements import Restated
from tests.python.harness.session import WarmSession
from tests.python.harness.steps import LINES, ORDERS, PRODUCT, line
from tests.python.harness.zone import Zone

# takes minutes: make test-restatements
pytestmark = pytest.mark.by_command

PRICES, PRODUCTS = "sports_bar/gross_prices", "sports_bar/products"
LATER_PRODUCT = "25891999"
WITHOUT = ("path:models/operations", "rpt_*", "fct_revenue", "tag:unit")
AGAIN = (*WITHOUT, "config.materialized:view")
REFUSED = {
    "time": "'yesterday' is no time",
    "early": "no file had been loaded by 2001-01-01",
    "prefix": "cannot be put before the schemas",
    "mart": "'dim_dates' is no mart",
    "column": "no order line knows 'colour'",
    "key": "'red' names no column and value",
}


@dataclass
class Told:
    """What was said of each run of the history, by its name.

    Attributes:
        rows: the restatements.
        untrue: how they did not add up.
        printed: what the command shows when nothing is left to explain.
        cell: what it shows of a cell.
        known: how what is rebuilt as it was known differs from what the run of then had left.
        revenue: of the month, as its report has it.
        columns: of logs.restatements, as the table has them.
        refused: what is said of times, prefixes and cells that are none.
    """

    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    untrue: dict[str, list[str]] = field(default_factory=dict)
    printed: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    revenue: Decimal = Decimal(0)
    columns: list[str] = field(default_factory=list)

    def causes(self, step: str, kpi: str = "units") -> dict[tuple[str, str], int]:
        """The parts of a KPI by month and cause."""
        return {
            (row["month"][:7], row["cause"]): int(row["part"])
            for row in self.rows[step]
            if row["kpi"] == kpi
        }

    def of_cause(
        self, step: str, cause: str, kpi: str = "units", month: str = "2025-07"
    ) -> dict[str, Any]:
        """The one row of a cause in a month."""
        wanted = (cause, kpi, month)
        (found,) = [
            row for row in self.rows[step] if (row["cause"], row["kpi"], row["month"][:7]) == wanted
        ]
        return found


def live(session: WarmSession, folder: Path) -> Iterator[Told]:
    """Files that are new, late or correct others, a price, a seed, a rule, a product that comes."""
    zone = Zone.generated(folder / "landing", seed=11, order_lines=60, mess=frozenset())
    in_july = datetime(2025, 7, 20, 6, tzinfo=UTC)
    # the only line of its customer in its month
    big = line("BIG", 300, order_placement_date="2025/03/02")
    zone.deliver(ORDERS, "first.csv", [line("KNOWN", 10), line("KEPT", 5), big])
    zone.deliver(ORDERS, "typed.csv", [line("TYPED", 7, product_id="XYZ123")])
    zone.deliver(ORDERS, "waits.csv", [line("WAITS", 4, product_id=LATER_PRODUCT)])
    lakehouse = Lakehouse(session, folder / "project", zone, prefix="told_", logged=False)
    restated, told = Restated(lakehouse), Told()

    def run(name: str, *without: str) -> None:
        lakehouse.run(exclude=without or AGAIN)
        known = len(restated.rows)
        told.untrue[name] = restated.differences()
        told.rows[name] = restated.rows[known:]

    def refusal(operation: str, **arguments: object) -> str:
        with pytest.raises(RunFailedError) as error:
            lakehouse.operation(operation, **arguments)
        return str(error.value)

    run("first", *WITHOUT)
    zone.deliver(ORDERS, "late.csv", [line("LATE", 3)])
    zone.deliver(ORDERS, "in_time.csv", [line("IN_TIME", 2)], at=in_july)
    zone.deliver(ORDERS, "corrected.csv", [line("KNOWN", 12)])
    run("files")
    then = time_of(lakehouse)
    shown = read_contents(lakehouse, KNOWN)
    (price,) = [
        row for row in zone.rows(PRICES, zone.files(PRICES)[0]) if row["product_id"] == PRODUCT
    ][:1]
    last = {**price, "month": "2025/12/01", "gross_price": "777"}
    zone.deliver(PRICES, "prices_again.csv", [last])
    zone.deliver(ORDERS, "corrected_again.csv", [line("KNOWN", 20)])
    run("price and correction")
    told.known = differences(shown, as_known(lakehouse, then, folder / "then", WITHOUT))
    month = "{analytics}.rpt_distribution_monthly_revenue"
    lakehouse.run(select=("rpt_distribution_sales", "rpt_distribution_monthly_revenue"))
    ((revenue,),) = lakehouse.sql(f"select revenue_inr from {month} where month = '2025-07-01'")
    told.cell = lakehouse.operation(
        "explain_cell", mart="rpt_distribution_monthly_revenue", key="month=2025-07-01", limit=200
    )
    told.revenue = revenue
    told.refused = {
        "time": refusal("keep_known_at", time="yesterday", prefix="known_"),
        "early": refusal("keep_known_at", time="2001-01-01", prefix="known_"),
        "prefix": refusal("keep_known_at", time=then, prefix=lakehouse.prefix),
        "mart": refusal("explain_cell", mart="dim_dates", key="month=2025-07-01"),
        "column": refusal("explain_cell", mart="rpt_distribution_sales", key="colour=red"),
        "key": refusal("explain_cell", mart="rpt_distribution_sales", key="red"),
    }
    lakehouse.add_seed_line("product_crosswalk", f"sports_bar,XYZ123,{PRODUCT},typed wrong")
    run("seed")
    lakehouse.add_rule(LINES.removeprefix("processed."), "too_big", "order_id = 'BIG'")
    run("rule")
    products = zone.rows(PRODUCTS, zone.files(PRODUCTS)[0])
    (known,) = [row for row in products if row["product_id"] == PRODUCT][:1]
    zone.deliver(PRODUCTS, "more.csv", [*products, {**known, "product_id": LATER_PRODUCT}])
    zone.deliver(PRICES, "more.csv", [{**last, "product_id": LATER_PRODUCT}])
    run("product")
    told.printed = lakehouse.operation("explain_runs")
    told.columns = [name for name, *_ in lakehouse.sql("describe {logs}.restatements")]
    yield told
    lakehouse.close()


@pytest.fixture(scope="module")
def told(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """The history, lived once."""
    yield from live(session, tmp_path_factory.mktemp("told"))


@pytest.mark.parametrize(
    "step", ["first", "files", "price and correction", "seed", "rule", "product"]
)
def test_the_parts_of_every_month_and_kpi_sum_to_what_the_published_number_did(
    told: Told, step: str
) -> None:
    """Before and after are the numbers of then, and nothing is left unexplained."""
    assert not told.untrue[step], "\n".join(told.untrue[step])


def test_the_first_run_restates_nothing(told: Told) -> None:
    """Nothing was published before it."""
    assert told.rows["first"] == []


def test_late_rows_new_files_and_corrections_are_told_apart(told: Told) -> None:
    """A row is late when its file came after the row's month; a known order is corrected."""
    month = "2025-07"
    assert told.causes("files") == {
        (month, "late_rows"): 3,
        (month, "new_files"): 2,
        (month, "corrections"): 2,
    }
    late = told.of_cause("files", "late_rows")
    assert late["files"] == ["sports_bar/orders/late.csv"]
    assert late["first_lines"] == ["sports_bar/orders/late.csv:2"]
    assert late["row_count"] == 1
    assert late["is_closed"]


def test_a_price_and_a_correction_of_one_line_are_told_apart(told: Told) -> None:
    """The price revalues what the line was, the correction counts at the new price."""
    step = "price and correction"
    assert told.causes(step) == {("2025-07", "corrections"): 8}
    price = told.of_cause(step, "changed_price", "revenue")
    assert price["files"] == ["sports_bar/gross_prices/prices_again.csv"]
    assert told.of_cause(step, "corrections", "revenue")["part"] == 8 * 777


def test_a_price_moves_the_average_and_a_lost_order_the_number_of_customers(told: Told) -> None:
    """What is no sum of lines has causes, too: what lines share came or went, or is worth more."""
    step = "price and correction"
    average = told.of_cause(step, "changed_price", "average_selling_price")
    assert average["part"] == average["after"] - average["before"] != 0
    assert average["files"] == ["sports_bar/gross_prices/prices_again.csv"]
    assert told.causes(step, "customers") == {}
    assert told.causes("rule", "customers") == {("2025-03", "changed_rule"): -1}
    last = told.of_cause("rule", "changed_rule", "average_selling_price", "2025-03")
    assert last["part"] == last["after"] - last["before"] != 0


def test_rows_that_a_seed_lets_in_name_the_seed(told: Told) -> None:
    """And the file that they had come with."""
    assert told.causes("seed") == {("2025-07", "changed_seed"): 7}
    row = told.of_cause("seed", "changed_seed")
    assert row["detail"] == "product_crosswalk"
    assert row["files"] == ["sports_bar/orders/typed.csv"]


def test_rows_that_a_rule_takes_out_are_a_changed_rule(told: Told) -> None:
    """With the rule that they break now."""
    assert told.causes("rule") == {("2025-03", "changed_rule"): -300}
    assert told.of_cause("rule", "changed_rule", month="2025-03")["detail"] == "too_big"


def test_rows_that_a_delivered_product_lets_in_are_released(told: Told) -> None:
    """With the rule that they had broken."""
    assert told.causes("product") == {("2025-07", "released"): 4}
    assert told.of_cause("product", "released")["detail"] == "product_unknown"


def test_a_run_that_was_explained_is_not_explained_again(told: Told) -> None:
    """The command says so."""
    assert re.match("Nothing to explain", told.printed[0])


def test_what_was_known_then_is_what_the_run_of_then_had_shown(told: Told) -> None:
    """Every table of silver and gold, histories included, from bronze alone."""
    assert not told.known, "\n".join(told.known)


def test_a_cell_is_walked_back_to_lines_that_make_its_number(told: Told) -> None:
    """With the file and line of each, and of its price."""
    assert f'"revenue_inr":{told.revenue}' in told.cell[1]
    assert f"revenue {told.revenue} INR" in told.cell[2]
    lines = told.cell[3:]
    amounts = [Decimal(found) for found in re.findall(r'"revenue":([0-9.]+)', "\n".join(lines))]
    assert sum(amounts) == told.revenue
    (known,) = [text for text in lines if "corrected_again.csv:2" in text]
    assert "price sports_bar/gross_prices/prices_again.csv:2" in known


@pytest.mark.parametrize("what", REFUSED)
def test_a_question_that_means_nothing_is_refused_with_a_sentence(told: Told, what: str) -> None:
    """What is wrong, and what to do."""
    assert REFUSED[what] in told.refused[what]
    assert "Mend: " in told.refused[what]


def test_every_column_of_the_restatements_is_described(told: Told) -> None:
    """And none is described that is not there."""
    text = (PROJECT / "models/operations/_operations__sources.yml").read_text(encoding="utf-8")
    (logs,) = yaml.safe_load(text)["sources"]
    (table,) = [each for each in logs["tables"] if each["name"] == "restatements"]
    assert told.columns == [column["name"] for column in table["columns"]]
