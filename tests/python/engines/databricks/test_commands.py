"""Every dbt command that people use beside `build`, on the Databricks adapter.

A developer works in a catalog of their own, beside the one that the builds have filled.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.python.engines.databricks.conftest import DEV_CATALOG, Builds
from tests.python.engines.databricks.lakehouse import DatabricksLakehouse
from tests.python.engines.databricks.stand_in.server import CLUSTER_PATH
from tests.python.harness.contents import tables_of
from tests.python.harness.lakehouse import BOTH, HOOK, SCHEMAS

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

MARTS = "models/marts/distribution"
HEADLINE = f"{MARTS}/rpt_distribution_headline.sql"
# what reads rpt_distribution_sales
REPORTS = {
    f"analytics.rpt_distribution_{question}"
    for question in (
        *("channel_revenue_share", "monthly_revenue", "price_quantity"),
        *("top_customers", "top_products", "variant_performance"),
    )
}


@pytest.fixture
def dev(distribution: Builds, tmp_path: Path) -> Iterator[DatabricksLakehouse]:
    """A developer's lakehouse on a cluster, in an empty catalog of its own."""
    lakehouse = DatabricksLakehouse(
        distribution.there.session,
        tmp_path / "dev",
        distribution.there.zone,
        stand_in=distribution.there.stand_in,
        http_path=CLUSTER_PATH,
        catalog=DEV_CATALOG,
    )
    yield lakehouse
    lakehouse.close()


@pytest.fixture
def state(distribution: Builds, tmp_path: Path) -> Path:
    """The state of the builds' lakehouse: a folder with its manifest."""
    return distribution.there.state(tmp_path / "state")


def built(lakehouse: DatabricksLakehouse) -> set[str]:
    """The tables and views of a lakehouse but its logs."""
    names = tables_of(lakehouse, [name for name in SCHEMAS if name != "logs"], views=True)
    return set(names)


def results_of(outcome: Any) -> list[Any]:
    """The results of a command, without those of hooks."""
    return [each for each in outcome.result.results if HOOK not in each.node.name]


def failures(outcome: Any) -> list[str]:
    """What failed, with its message."""
    if outcome.exception:
        return [str(outcome.exception)]
    good = {"success", "pass", "warn", "no-op", "skipped"}
    return [
        f"{each.node.name}: {each.message}"
        for each in outcome.result.results
        if str(each.status) not in good
    ]


def test_an_empty_build_creates_every_table_and_view_without_rows(
    dev: DatabricksLakehouse,
) -> None:
    """Both lines of business, on a cluster, whose every first statement this runs."""
    dev.business = BOTH
    outcome: Any = dev.dbt("build", "--empty", "--exclude-resource-type", "test", "unit_test")
    assert failures(outcome) == []
    assert "analytics.fct_distribution_monthly_sales" in built(dev)
    assert "analytics.fct_marketplace_orders" in built(dev)
    for name in tables_of(dev, ("raw", "processed")):
        assert dev.sql(f"select count(*) from {dev.prefix}{name}") == [(0,)], name


def test_deferred_models_read_what_the_state_holds(
    distribution: Builds, dev: DatabricksLakehouse, state: Path
) -> None:
    """Only what is selected is built in the developer's catalog."""
    outcome: Any = dev.dbt(
        "run", "--select", "rpt_distribution_headline", "--defer", "--state", str(state)
    )
    assert failures(outcome) == []
    assert built(dev) == {"analytics.rpt_distribution_headline"}
    headline = "select * from {analytics}.rpt_distribution_headline"
    assert dev.sql(headline) == distribution.there.sql(headline)


def test_slim_ci_builds_what_was_changed_and_what_reads_it(
    distribution: Builds, dev: DatabricksLakehouse, state: Path
) -> None:
    """With its tests; another catalog is no change."""
    dev.edit(f"{MARTS}/rpt_distribution_sales.sql", r"\Z", "\n-- changed\n")
    selection = ("--select", "state:modified+", "--defer", "--state", str(state))
    outcome: Any = dev.dbt("build", *selection)
    assert failures(outcome) == []
    assert built(dev) == {"analytics.rpt_distribution_sales", *REPORTS}
    for report in built(dev):
        rows = f"select * from {{analytics}}.{report.partition('.')[2]} order by all"
        assert dev.sql(rows) == distribution.there.sql(rows), report


def test_clones_hold_the_rows_of_the_state(
    distribution: Builds, dev: DatabricksLakehouse, state: Path
) -> None:
    """Tables as shallow clones, which a developer may change, views as views of them."""
    selected = ("fct_distribution_monthly_sales", "dim_dates")
    outcome: Any = dev.dbt("clone", "--select", *selected, "--state", str(state))
    assert failures(outcome) == []
    assert built(dev) == {"analytics.fct_distribution_monthly_sales", "analytics.dim_dates"}
    sales = "select * from {analytics}.fct_distribution_monthly_sales order by all"
    before = distribution.there.sql(sales)
    assert dev.sql(sales) == before
    dev.sql("delete from {analytics}.fct_distribution_monthly_sales")
    assert distribution.there.sql(sales) == before


def test_retry_runs_what_failed_and_what_it_had_stopped(distribution: Builds) -> None:
    """And nothing that had succeeded."""
    lakehouse = distribution.there
    model = lakehouse.project / HEADLINE
    kept = model.read_text(encoding="utf-8")
    model.write_text("select raise_error('broken') as broken from values (1)", encoding="utf-8")
    outcome: Any = lakehouse.dbt(
        "run",
        "--select",
        "rpt_distribution_headline",
        "rpt_distribution_top_products",
        artifacts=True,
    )
    assert not outcome.success
    model.write_text(kept, encoding="utf-8")
    outcome = lakehouse.dbt("retry", artifacts=True)
    assert failures(outcome) == []
    assert [each.node.name for each in results_of(outcome)] == ["rpt_distribution_headline"]


def test_docs_describe_every_table_and_view_with_its_columns(distribution: Builds) -> None:
    """From the catalog's information_schema."""
    outcome: Any = distribution.there.dbt("docs", "generate", artifacts=True)
    assert outcome.success, outcome.exception
    described = {
        f"{node.metadata.schema}.{node.metadata.name}": node.columns
        for node in (*outcome.result.nodes.values(), *outcome.result.sources.values())
    }
    # but for the tables that only list files, which are no source of anybody
    tables = {name for name in built(distribution.there) if not name.endswith("_files")}
    assert tables <= set(described)
    assert all(described.values())


def test_source_freshness_is_the_time_of_the_newest_file(distribution: Builds) -> None:
    """Of both feeds of orders."""
    outcome: Any = distribution.there.dbt("source", "freshness")
    assert not outcome.exception
    zone = distribution.there.zone
    found = {each.node.source_name: each.max_loaded_at for each in results_of(outcome)}
    assert found == {
        company: max(zone.modified_at(feed, file) for file in zone.files(feed))
        for company, feed in (("atlon", "atlon/orders"), ("sports_bar", "sports_bar/orders"))
    }


def test_operations_run_and_speak(distribution: Builds, dev: DatabricksLakehouse) -> None:
    """`show_record`, on tables of feeds whose folders are not there."""
    dev.business = BOTH
    outcome: Any = dev.dbt(
        "build",
        "--select",
        "+int_marketplace__orders_judged",
        "--exclude-resource-type",
        "test",
    )
    assert failures(outcome) == []
    said = dev.operation("show_record", feed="marketplace.orders", key="unknown")
    assert said[0] == "marketplace.orders unknown: 0 delivered rows"


def test_maintenance_runs_on_the_adapter(distribution: Builds) -> None:
    """Optimize leaves one file and every row; vacuum finds nothing that is a week old."""
    lakehouse, table = distribution.there, "fct_distribution_monthly_sales"
    rows = f"select * from {{analytics}}.{table} order by all"
    before = lakehouse.sql(rows)
    lakehouse.operation("optimize_tables", table=table, dry_run=False)
    files = f"select count(distinct _metadata.file_path) from {{analytics}}.{table}"
    assert lakehouse.sql(files) == [(1,)]
    assert lakehouse.sql(rows) == before
    assert "nothing to delete" in lakehouse.operation("vacuum", table=table, dry_run=False)[1]
