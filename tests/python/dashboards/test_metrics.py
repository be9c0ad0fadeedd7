"""Every metric is what the reports say, on the tables of the default input, by DuckDB."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from typing import Any

import pytest

from orchestration.dashboards.catalogue import Item, read_catalogue
from orchestration.documents.layers import DEFAULT_RUN
from orchestration.metrics.definitions import Metric, metrics_of
from orchestration.problems import target_folder
from orchestration.reading import Reader, read_good_run
from orchestration.reading.storage import Warehouse
from orchestration.setup.render import PROJECT
from tests.python.harness.commands import command, json_of
from tests.python.pictures import rows_of

pytestmark = pytest.mark.by_command

# The report that has the same figure, computed there in another way.
HEADLINE = "from analytics.rpt_distribution_headline"
REGIONS = "from analytics.rpt_marketplace_revenue_by_region"
PROMISES = "from analytics.rpt_marketplace_delivery_promises where dimension = 'all'"
SHOP = "from analytics.rpt_webshop_headline"
MONTHS = "from analytics.rpt_webshop_cancellation_by_month"
LINES = "from analytics.rpt_revenue_by_line"
ACCOUNTING = "from logs.row_accounting"
EQUAL_TO = {
    "total_revenue": f"select sum(net) {LINES}",
    "total_units": f"select sum(unit_count) {LINES}",
    "total_orders": f"select sum(order_count) {LINES}",
    "distribution_revenue": f"select total_revenue_inr {HEADLINE}",
    "distribution_quantity": f"select total_quantity {HEADLINE}",
    "distribution_customers_with_sales": f"select unique_customer_count {HEADLINE}",
    "distribution_average_price": f"select average_selling_price_inr {HEADLINE}",
    "marketplace_gross_revenue": f"select sum(gross_revenue_brl) {REGIONS}",
    "marketplace_net_revenue": f"select sum(net_revenue_brl) {REGIONS}",
    "marketplace_freight": f"select sum(freight_brl) {REGIONS}",
    "marketplace_order_count": f"select sum(order_count) {REGIONS}",
    "marketplace_order_value": f"select sum(gross_revenue_brl) / sum(order_count) {REGIONS}",
    "marketplace_orders_with_promise": f"select order_count {PROMISES}",
    "marketplace_late_order_count": f"select late_order_count {PROMISES}",
    "marketplace_late_share": f"select late_share {PROMISES}",
    "marketplace_payment_differences": (
        "select count(*) from analytics.rpt_marketplace_payment_differences"
    ),
    "webshop_net_revenue": f"select net {SHOP}",
    "webshop_gross_revenue": f"select gross {SHOP}",
    "webshop_discount": f"select discount {SHOP}",
    "webshop_sale": f"select sale {SHOP}",
    "webshop_returned_revenue": f"select returned_net {SHOP}",
    "webshop_unit_count": f"select unit_count {SHOP}",
    "webshop_order_count": f"select order_count {SHOP}",
    "webshop_customer_count": f"select customer_count {SHOP}",
    "webshop_order_value": f"select net / order_count {SHOP}",
    "webshop_lost_revenue": f"select sum(lost_net) {MONTHS}",
    # an order has all its lines in one month, as a test below asks
    "webshop_placed_order_count": f"select sum(order_count) {MONTHS}",
    "webshop_cancelled_order_count": f"select sum(cancelled_order_count) {MONTHS}",
    "webshop_cancellation_rate": f"select sum(cancelled_order_count) / sum(order_count) {MONTHS}",
    "rows_landed": f"select sum(landed_row_count) {ACCOUNTING}",
    "rows_accepted": f"select sum(accepted_row_count) {ACCOUNTING}",
    "rows_rejected": f"select sum(rejected_row_count) {ACCOUNTING}",
    "rejected_share": f"select sum(rejected_row_count) / sum(landed_row_count) {ACCOUNTING}",
}

# Sums: what is counted distinct, and quotients, cannot be added up.
ADDITIVE = (
    *("total_revenue", "total_units", "total_orders", "distribution_revenue"),
    *("distribution_quantity", "marketplace_gross_revenue", "marketplace_order_count"),
    *("webshop_net_revenue", "webshop_lost_revenue", "rows_landed", "rows_rejected"),
)


@pytest.fixture(scope="module")
def metrics(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Metric]:
    """All metrics, as the project declares them now."""
    home = tmp_path_factory.mktemp("metrics")
    command(home, "dbt", "--no-use-colors", "parse")
    return {each.name: each for each in metrics_of(json_of(home, "manifest.json"))}


@pytest.fixture(scope="module")
def reader(built: dict[str, str]) -> Iterator[Reader]:
    """The tables of the lakehouse."""
    with closing(Reader(Warehouse.of_environment(built), read_good_run(built))) as opened:
        yield opened


def value(reader: Reader, sql: str) -> Decimal:
    """The one value of a query."""
    (row,) = reader.query(sql).to_pylist()
    (found,) = row.values()
    assert found is not None, sql
    return Decimal(str(found))


def test_months_of_cancellation_add_up_because_an_order_has_all_its_lines_in_one(
    reader: Reader,
) -> None:
    """What EQUAL_TO takes for granted of this input: orders over two months would count in both."""
    over_two = (
        "select count(*) from (select seller, order_id from analytics.rpt_webshop_sales"
        " group by seller, order_id having count(distinct month) > 1) as orders"
    )
    assert value(reader, over_two) == 0
    assert value(reader, "select count(*) from analytics.rpt_webshop_sales") > 0


def test_every_metric_is_compared_with_a_report(metrics: dict[str, Metric]) -> None:
    """A new one wants its line in EQUAL_TO."""
    assert set(metrics) == set(EQUAL_TO)


@pytest.mark.parametrize("name", EQUAL_TO)
def test_a_metric_has_the_value_of_the_report(
    name: str, metrics: dict[str, Metric], reader: Reader
) -> None:
    """To the digits that the report keeps."""
    here, there = value(reader, metrics[name].query()), value(reader, EQUAL_TO[name])
    assert abs(here - there) <= max(Decimal("1e-6"), abs(there) * Decimal("1e-9"))


@pytest.mark.parametrize("name", ADDITIVE)
def test_the_parts_of_a_metric_by_each_dimension_are_the_whole(
    name: str, metrics: dict[str, Metric], reader: Reader
) -> None:
    """Of sums, a row belongs to one member of a dimension."""
    metric = metrics[name]
    for dimension in metric.model.dimensions:
        parts: list[dict[str, Any]] = reader.query(metric.query([dimension])).to_pylist()
        added = sum(Decimal(str(part[name] or 0)) for part in parts)
        assert added == value(reader, metric.query()), dimension


ITEMS = [item for page in read_catalogue() for item in page.items if item.metric]


@pytest.mark.parametrize("item", ITEMS, ids=[f"{each.name}:{each.metric}" for each in ITEMS])
def test_what_a_page_shows_of_a_metric_is_the_metric(
    item: Item, metrics: dict[str, Metric], reader: Reader
) -> None:
    """Two declarations of one number: over all groups they have the same value."""
    assert item.metric
    condition = f" where {item.where}" if item.where else ""
    here = value(reader, f"select {item.measures[0].sql} from {item.mart}{condition}")
    there = value(reader, metrics[item.metric].query())
    assert abs(here - there) <= max(Decimal("1e-6"), abs(there) * Decimal("1e-9"))


def test_the_counts_in_the_readme_are_those_of_the_default_input(built: dict[str, str]) -> None:
    """Mend: make run-pipeline in a new LAKEHOUSE_HOME, make pictures, make reference."""
    summary = json.loads((target_folder(built) / "run_summary.json").read_text(encoding="utf-8"))
    shown = json.loads((PROJECT / DEFAULT_RUN).read_text(encoding="utf-8"))
    assert rows_of(summary) == shown
