"""What dbt-colibri is given: dbt's files with a catalog in all names, without asking Spark."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from orchestration.lineage.artifacts import named, with_catalog
from orchestration.lineage.cli import main
from orchestration.lineage.errors import LineageError


def node(name: str, layer: str, sql: str | None, **more: Any) -> dict[str, Any]:
    """A model as dbt writes it."""
    return {
        "name": name,
        "resource_type": "model",
        "package_name": "shop",
        "original_file_path": f"models/{layer}/{name}.sql",
        "fqn": ["shop", layer, name],
        "schema": "analytics",
        "alias": name,
        "database": None,
        "relation_name": f"`analytics`.`{name}`",
        "compiled_code": sql,
        "columns": {},
        "depends_on": {"nodes": ["source.shop.files.orders"]},
        **more,
    }


def project(*models: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest of some models and one feed."""
    orders: dict[str, Any] = {
        "name": "orders",
        "resource_type": "source",
        "schema": "landing",
        "identifier": "orders",
        "database": None,
        "columns": {"order_id": {}, "_raw": {}},
    }
    return {
        "metadata": {"adapter_type": "spark"},
        "nodes": {f"model.shop.{each['name']}": dict(each) for each in models},
        "sources": {"source.shop.files.orders": orders},
    }


def test_every_table_gets_a_catalog_and_ctes_get_none() -> None:
    """The library finds tables by three names."""
    sql = with_catalog(
        "with a as (select x from logs.t) select a.x, b.y from a cross join s.b as b"
    )
    assert "FROM lakehouse.logs.t" in sql and "lakehouse.s.b" in sql
    assert "FROM a " in sql
    assert with_catalog("no sql at all (") == "no sql at all ("


def test_bronze_is_made_of_the_columns_of_its_feed(tmp_path: Path) -> None:
    """What loads files is a text that no parser of SQL reads as columns."""
    hook = node("on-run-start-0", "hooks", "", resource_type="operation")
    found = named(project(node("stg_orders", "staging", "select from_json(...)"), hook), tmp_path)
    bronze = found["nodes"]["model.shop.stg_orders"]
    assert bronze["compiled_code"] == "select order_id from lakehouse.landing.orders"
    assert bronze["relation_name"] == "lakehouse.analytics.stg_orders"


def test_a_model_that_the_last_run_has_not_compiled_is_as_an_earlier_one_left_it(
    tmp_path: Path,
) -> None:
    """A run of some models leaves the others without SQL in its manifest."""
    written = project(node("fct_orders", "marts", None))
    with pytest.raises(LineageError, match="1 models were never compiled, fct_orders is one"):
        named(written, tmp_path)
    file = tmp_path / "compiled" / "shop" / "models" / "marts" / "fct_orders.sql"
    file.parent.mkdir(parents=True)
    file.write_text("select order_id from raw.stg_orders", encoding="utf-8")
    found = named(written, tmp_path)["nodes"]["model.shop.fct_orders"]
    assert found["compiled_code"] == "SELECT order_id FROM lakehouse.raw.stg_orders"
    assert written["nodes"]["model.shop.fct_orders"]["compiled_code"] is None


def test_without_a_run_the_command_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a sentence, and ends with 2."""
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path))
    done = CliRunner().invoke(main, [])
    assert done.exit_code == 2
    assert "There is no manifest in" in done.output and "Mend: make run-pipeline" in done.output
