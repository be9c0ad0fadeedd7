"""The page of column-level lineage: dbt-colibri on the default input."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any

import pytest

from orchestration.lineage.artifacts import catalog, named
from orchestration.lineage.cli import read_manifest
from orchestration.lineage.page import columns_with_parents, make_page
from orchestration.problems import target_folder
from orchestration.reading import Reader, read_good_run
from orchestration.reading.storage import Warehouse

pytestmark = pytest.mark.by_command


@pytest.fixture(scope="module")
def made(
    built: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]:
    """What the page shows, the catalog that it is made of, and the manifest."""
    target = target_folder(built)
    manifest = read_manifest(target)
    with closing(Reader(Warehouse.of_environment(built), read_good_run(built))) as reader:
        page = make_page(manifest, reader, target, tmp_path_factory.mktemp("lineage"))
        adapted = named(manifest, target)
        return page, catalog(adapted, reader), adapted


def test_every_column_of_gold_knows_its_parents_but_for_counts_of_rows_and_words(
    made: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]],
) -> None:
    """What is made of no column: counts of rows, what is written in the SQL."""
    page, columns, manifest = made
    known = columns_with_parents(page)
    words = {"look_at", "line_of_business", "period", "reporting_currency"}
    of_nothing = {*words, "is_placeholder"}
    missing = [
        f"{node['name']}.{column}"
        for unique_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node["fqn"][1] == "marts"
        for column in columns["nodes"][unique_id]["columns"]
        if (unique_id, column) not in known
        and column not in of_nothing
        and not column.endswith("_count")
        and column != "is_repeat_customer"
    ]
    assert not missing
    assert len(known) > 2000


def test_revenue_is_traced_back_to_the_delivered_columns(
    made: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]],
) -> None:
    """From the report to the feeds, over all layers."""
    page, _, _ = made
    parents: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for edge in page["lineage"]["edges"]:
        parents.setdefault((edge["target"], edge["targetColumn"]), set()).add(
            (edge["source"], edge["sourceColumn"])
        )
    found: set[tuple[str, str]] = set()
    left = [("model.sales_lakehouse.rpt_distribution_headline", "total_revenue_inr")]
    while left:
        for parent in parents.get(left.pop(), ()):
            if parent not in found:
                found.add(parent)
                left.append(parent)
    sources = {(name.split(".", 2)[2], column) for name, column in found if name[:7] == "source."}
    assert {("atlon.orders", "sold_quantity"), ("sports_bar.orders", "order_qty")} <= sources
