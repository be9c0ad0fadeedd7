"""What a change does to the marts: manifests and small Delta tables written by hand, no Spark."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner, Result

from orchestration.dashboards.catalogue import read_page
from orchestration.impact import cli
from orchestration.impact.changes import Mart, broken_contracts, key_of
from orchestration.impact.compare import difference_of
from orchestration.impact.kpis import kpis_of
from orchestration.impact.sources import Databricks, Files, source_of
from tests.python.dashboards.small_tables import note, write

MANIFEST: dict[str, Any] = {"nodes": {}, "exposures": {}, "disabled": {}}
PAGE = """
page: sales
title: Sales
about: One mart.
items:
  - name: revenue
    question: Total revenue
    mart: analytics.sales
    measure: sum(amount)
    chart: number
    format: money INR 2
  - name: customers
    question: Customers
    mart: analytics.sales
    measure: distinct(customer)
    chart: number
    format: count
"""


def node(name: str, prefix: str = "", **more: Any) -> dict[str, Any]:
    """A mart of a manifest."""
    config = {"schema": "analytics", "materialized": "whole", "meta": {"key": ["id"]}}
    return {
        "resource_type": "model",
        "name": name,
        "alias": name,
        "schema": f"{prefix}analytics",
        "config": config | more.pop("config", {}),
        "columns": {},
        **more,
    }


def columns(**types: str | None) -> dict[str, dict[str, str | None]]:
    """Declared columns of a mart."""
    return {name: {"name": name, "data_type": kind} for name, kind in types.items()}


def manifest(prefix: str = "", **marts: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest with marts, a seed that tells its prefix, and an exposure of every mart."""
    seed = {"resource_type": "seed", "schema": f"{prefix}reference", "alias": "s", "name": "s"}
    nodes: dict[str, Any] = {"seed.p.s": {**seed, "config": {"schema": "reference"}}}
    nodes |= {f"model.p.{name}": mart for name, mart in marts.items()}
    exposures = {
        f"exposure.p.{name}": {
            "name": name,
            "label": f"Reads {name}",
            "depends_on": {"nodes": [f"model.p.{name}"]},
        }
        for name in marts
    }
    return {"nodes": nodes, "exposures": exposures, "disabled": {}}


def sales(**values: list[Any]) -> pa.Table:
    """Rows of the mart that the tests change."""
    rows: dict[str, list[Any]] = {
        "id": [1, 2, 3],
        "customer": ["a", "b", None],
        "amount": [Decimal("10.00"), Decimal("20.00"), None],
    }
    rows |= values
    return pa.table(rows)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A lakehouse with one mart, of a good run."""
    note(tmp_path, {"analytics.sales": write(tmp_path, "analytics.sales", sales())})
    return tmp_path


@pytest.fixture
def files(home: Path) -> Iterator[Files]:
    """Both states of it."""
    with source_of("local", "", MANIFEST, "ci_", {"LAKEHOUSE_HOME": str(home)}) as source:
        assert isinstance(source, Files)
        yield source


def mart(**more: Any) -> Mart:
    """The mart in both states."""
    values = {
        "name": "analytics.sales",
        "unique_id": "model.p.sales",
        "before": "analytics.sales",
        "after": "ci_analytics.sales",
        "key": ("id",),
        "types": {},
    }
    return Mart(**{**values, **more})


def test_rows_are_added_removed_and_changed_by_their_key(home: Path, files: Files) -> None:
    """Nothing equals nothing; a column says in how many rows it differs."""
    after = sales(id=[1, 2, 4], customer=["a", "c", None], amount=[Decimal("10.00"), None, None])
    write(home, "ci_analytics.sales", after)
    found = difference_of(mart(), files)
    assert (found.rows_before, found.rows_after) == (3, 3)
    assert (found.added, found.removed, found.changed) == (1, 1, 1)
    assert found.changed_columns == {"customer": 1, "amount": 1}


def test_the_same_rows_in_another_order_are_no_difference(home: Path, files: Files) -> None:
    """Whatever the order in which they were written."""
    rows = sales().take([2, 0, 1])
    write(home, "ci_analytics.sales", rows)
    found = difference_of(mart(), files)
    assert not found.differs
    assert (found.rows_before, found.rows_after) == (3, 3)


def test_the_last_places_of_a_float_are_no_difference_and_a_cent_is_one(
    home: Path, files: Files
) -> None:
    """A sum of floats depends on the order of rows."""
    write(home, "analytics.f", pa.table({"id": [1, 2], "share": [0.1 + 0.2, 1.0]}))
    write(home, "ci_analytics.f", pa.table({"id": [1, 2], "share": [0.3, 1.01]}))
    found = difference_of(mart(before="analytics.f", after="ci_analytics.f"), files)
    assert found.changed == 1


def test_new_lost_and_retyped_columns_are_named_and_the_others_compared(
    home: Path, files: Files
) -> None:
    """A number that became a text is compared as text; a wider decimal is the same number."""
    rows = pa.table(
        {
            "id": ["1", "2", "3"],
            "amount": pa.array(
                [Decimal("10.0000"), Decimal("20.0000"), None], pa.decimal128(10, 4)
            ),
            "city": ["x", "y", "z"],
        }
    )
    write(home, "ci_analytics.sales", rows)
    found = difference_of(mart(key=("amount",)), files)
    assert found.added_columns == {"city": "string"}
    assert found.removed_columns == {"customer": "string"}
    assert found.other_types == {
        "id": ("bigint", "string"),
        "amount": ("decimal(4,2)", "decimal(10,4)"),
    }
    assert (found.added, found.removed, found.changed) == (0, 0, 0)


def test_a_mart_without_a_key_is_compared_by_whole_rows_and_says_so(
    home: Path, files: Files
) -> None:
    """So is one whose key stands in two rows, which would else be multiplied."""
    write(home, "ci_analytics.sales", sales(id=[1, 1, 3], customer=["a", "z", None]))
    for key in (None, ("id",)):
        found = difference_of(mart(key=key), files)
        assert (found.added, found.removed, found.changed) == (1, 1, None)
        assert "whole rows were compared" in found.note


def test_a_mart_of_one_row_is_compared_without_a_key(home: Path, files: Files) -> None:
    """A headline has no columns that tell its rows apart."""
    write(home, "analytics.h", pa.table({"revenue": [5]}))
    write(home, "ci_analytics.h", pa.table({"revenue": [6]}))
    found = difference_of(mart(before="analytics.h", after="ci_analytics.h", key=()), files)
    assert (found.added, found.removed, found.changed) == (0, 0, 1)


def test_a_mart_that_cannot_be_read_is_said_and_does_not_end_the_comparison(files: Files) -> None:
    """The branch has no table of it."""
    found = difference_of(mart(), files)
    assert found.differs
    assert found.note.startswith("not compared: There is no table ci_analytics.sales")


def test_views_of_a_branch_read_its_own_tables_and_the_good_state_for_the_rest(home: Path) -> None:
    """As dbt's deferral has compiled them."""
    write(home, "analytics.rates", pa.table({"rate": [2]}))
    write(home, "ci_analytics.sales", sales(amount=[Decimal("1.00"), Decimal("2.00"), None]))
    sql = "select sum(s.amount * r.rate) as total from ci_analytics.sales as s cross join analytics.rates as r"
    view = node("v", "ci_", compiled_code=sql, config={"materialized": "view"})
    made = manifest("ci_", v=view)
    made["nodes"]["seed.p.s"]["config"]["materialized"] = "seed"
    with source_of("local", "", made, "ci_", {"LAKEHOUSE_HOME": str(home)}) as source:
        assert source.ask("select total from ci_analytics.v") == [{"total": Decimal("6.00")}]


def test_tables_that_moved_after_the_good_run_are_a_note(home: Path) -> None:
    """The branch was built from them, and is compared with the good run."""
    write(home, "analytics.sales", sales())
    with source_of("local", "", MANIFEST, "ci_", {"LAKEHOUSE_HOME": str(home)}) as source:
        assert source.notes[0].startswith("1 tables of the good state were written after")


def test_kpis_are_those_of_the_dashboards_before_and_after(home: Path, files: Files) -> None:
    """With the difference; a measure that has lost its column says so, and only that one."""
    page = home / "sales.yml"
    page.write_text(PAGE, encoding="utf-8")
    write(home, "ci_analytics.sales", sales(amount=[Decimal("11.00"), Decimal("20.00"), None]))
    found = kpis_of([mart()], [read_page(page)], files, "INR")
    assert [(kpi.label, kpi.before, kpi.after, kpi.difference) for kpi in found] == [
        ("Total revenue", "30.00 INR", "31.00 INR", "+1.00 INR"),
        ("Customers", "2", "2", "0"),
    ]
    assert [kpi.differs for kpi in found] == [True, False]
    write(home, "ci_analytics.less", sales().drop_columns(["amount"]))
    lost = kpis_of([mart(after="ci_analytics.less")], [read_page(page)], files, "INR")
    assert [(kpi.after, kpi.differs) for kpi in lost] == [
        ("cannot be computed", True),
        ("2", False),
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (columns(a="int"), columns(b="int"), ["analytics.m.a is gone."]),
        (columns(a="int"), columns(a="string"), ["analytics.m.a was int and is string."]),
        (
            columns(a="int"),
            columns(a=None),
            ["analytics.m.a was int and is not declared any more."],
        ),
        (columns(a="int"), columns(a="int", b="int"), []),
        (columns(a=None), columns(a="int"), []),
    ],
)
def test_a_lost_or_retyped_column_breaks_a_contract_and_a_new_one_does_not(
    before: Any, after: Any, said: list[str]
) -> None:
    """Readers know by name and type what they have been promised."""
    old, new = manifest(m=node("m", columns=before)), manifest(m=node("m", columns=after))
    assert list(broken_contracts(old, new)) == said


def test_a_mart_may_go_on_the_day_that_was_announced_and_not_before() -> None:
    """The good state has the deprecation date."""
    old = manifest(m=node("m", deprecation_date="2026-06-30T00:00:00+00:00"))
    assert list(broken_contracts(old, manifest(), date(2026, 6, 29))) == [
        "analytics.m is gone, and no deprecation_date had announced it."
    ]
    assert list(broken_contracts(old, manifest(), date(2026, 6, 30))) == []


@pytest.mark.parametrize(
    ("built_here", "folder", "is_broken"),
    [
        ("b", "a", False),
        ("b, c", "a", False),
        ("a,b", "a", True),
        ("", "a", True),
        ("b", "core", True),
    ],
)
def test_a_disabled_mart_is_gone_unless_its_line_of_business_is_not_built_here(
    monkeypatch: pytest.MonkeyPatch, built_here: str, folder: str, is_broken: bool
) -> None:
    """`enabled: false` takes a mart away from its readers; what lines share is no line."""
    monkeypatch.setenv("LINES_OF_BUSINESS", built_here)
    old = manifest(m=node("m", fqn=["p", "marts", folder, "m"]))
    for line in ("a", "b", "c"):
        bronze = {"resource_type": "model", "config": {"schema": "raw"}, "schema": "raw"}
        old["nodes"][f"model.p.stg_{line}"] = bronze | {"fqn": ["p", "staging", line, "s", "stg"]}
    said = list(broken_contracts(old, manifest() | {"disabled": {"model.p.m": [{}]}}))
    assert bool(said) == is_broken
    assert all("is gone" in each for each in said)


def test_a_key_is_what_is_declared_or_tested() -> None:
    """A test of some rows only says nothing of all of them."""
    made = manifest(m=node("m", config={"meta": {}, "unique_key": None}))
    test = {"resource_type": "test", "attached_node": "model.p.m", "config": {"where": None}}
    primary = {"test_metadata": {"name": "primary_key", "kwargs": {}}, "column_name": "k"}
    made["nodes"]["test.p.t"] = test | primary | {"config": {"where": "k > 1"}}
    assert key_of(made, "model.p.m") is None
    made["nodes"]["test.p.t"]["config"]["where"] = None
    assert key_of(made, "model.p.m") == ("k",)
    combination = {"kwargs": {"combination_of_columns": ["a", "b"]}}
    name = {"name": "unique_combination_of_columns"}
    made["nodes"]["test.p.t"] = test | {"test_metadata": name | combination}
    assert key_of(made, "model.p.m") == ("a", "b")


def compared(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    *results: tuple[str, str],
    **after: Mapping[str, Any],
) -> Result:
    """The command on a lakehouse whose branch was built already."""
    folder, state = home / "target" / "impact", home / "state"
    for place in (folder, state):
        place.mkdir(parents=True)
    told = columns(id="bigint", amount="decimal(4,2)")
    before = manifest(sales=node("sales", columns=told))
    (state / "manifest.json").write_text(json.dumps(before), encoding="utf-8")
    (folder / "manifest.json").write_text(json.dumps(manifest("ci_", **after)), encoding="utf-8")
    done = [{"unique_id": f"model.p.{name}", "status": status} for name, status in results]
    (folder / "run_results.json").write_text(json.dumps({"results": done}), encoding="utf-8")
    for name, value in {
        "LAKEHOUSE_HOME": str(home),
        "DBT_TARGET_PATH": str(home / "target"),
        "DBT_SCHEMA_PREFIX": "ci_",
        "DBT_TARGET": "local",
    }.items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(cli.main, ["--state", str(state), "--no-build"])


def test_the_comment_has_marts_columns_exposures_and_no_value_of_a_row(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pull request is read by more people than a mart."""
    write(home, "ci_analytics.sales", sales(customer=["a", "b", "secret"]))
    told = columns(id="bigint", amount="decimal(4,2)")
    after = node("sales", "ci_", columns=told)
    done = compared(home, monkeypatch, ("sales", "success"), sales=after)
    assert done.exit_code == 0, done.output
    comment = (home / "target" / "impact.md").read_text(encoding="utf-8")
    assert "| analytics.sales | 3 | 3 | 0 | 0 | 1 |  |" in comment
    assert "changed customer in 1 rows" in comment
    assert "Exposures touched: Reads sales." in comment
    assert "secret" not in comment + done.output


def test_who_reads_logs_that_were_built_is_named_and_who_reads_the_same_mart_is_not(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of data health and the mails read logs, which are not compared."""
    write(home, "ci_analytics.sales", sales())
    told = columns(id="bigint", amount="decimal(4,2)")
    log = node("quarantine", config={"schema": "logs"}) | {"schema": "ci_logs"}
    marts = {"sales": node("sales", "ci_", columns=told), "quarantine": log}
    done = compared(home, monkeypatch, ("sales", "success"), ("quarantine", "success"), **marts)
    assert done.exit_code == 0, done.output
    assert "Exposures touched: Reads quarantine." in done.output
    assert "Dashboards touched: Data health." in done.output


def test_a_branch_that_breaks_a_contract_fails(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comment says which, and is written nevertheless."""
    write(home, "ci_analytics.sales", sales().drop_columns(["amount"]))
    after = node("sales", "ci_", columns=columns(id="bigint"))
    done = compared(home, monkeypatch, ("sales", "success"), sales=after)
    assert done.exit_code == 1
    assert "BREAKS A CONTRACT: analytics.sales.amount is gone." in done.output
    assert "- analytics.sales.amount is gone." in (home / "target/impact.md").read_text("utf-8")


def test_a_branch_whose_model_was_not_built_fails_and_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A table of an earlier build is not compared in its place."""
    write(home, "ci_analytics.sales", sales())
    told = columns(id="bigint", amount="decimal(4,2)")
    after = node("sales", "ci_", columns=told)
    done = compared(home, monkeypatch, ("sales", "error"), sales=after)
    assert done.exit_code == 1
    assert "FAILED sales" in done.output
    assert "analytics.sales: not built: error" in done.output


def test_a_branch_is_never_built_over_the_good_state(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same prefix is refused before anything is built."""
    state = home / "state"
    state.mkdir()
    (state / "manifest.json").write_text(json.dumps(manifest("ann_")), encoding="utf-8")
    monkeypatch.setattr(cli, "built", lambda *_: pytest.fail("it was built"))
    for prefix in ("", "ann_"):
        monkeypatch.setenv("DBT_SCHEMA_PREFIX", prefix)
        done = CliRunner().invoke(cli.main, ["--state", str(state)])
        assert done.exit_code == 2
        assert "which would be overwritten. Mend: set another one" in done.output


def test_a_missing_state_is_a_sentence(tmp_path: Path) -> None:
    """And no stack trace."""
    done = CliRunner().invoke(cli.main, ["--state", str(tmp_path)])
    assert done.exit_code == 2
    assert "manifest.json cannot be read (FileNotFoundError). Mend: " in done.output


class Answers:
    """A connection of Databricks that answers with the columns of two tables."""

    asked: list[str]

    def __init__(self) -> None:
        self.asked = []

    def cursor(self) -> Answers:
        """Itself."""
        return self

    def execute(self, sql: str) -> None:
        """Keeps the statement."""
        self.asked.append(sql)

    def fetchall(self) -> list[Any]:
        """One column of each of two tables."""
        return [
            Asked({"table_name": name, "column_name": "id", "full_data_type": "bigint"})
            for name in "ab"
        ]

    def close(self) -> None:
        """Nothing."""


class Asked(dict[str, str]):
    """A row of the connector."""

    def asDict(self) -> dict[str, str]:  # noqa: N802
        """As it calls it."""
        return self


def test_on_databricks_columns_are_asked_once_for_all_tables_of_a_schema() -> None:
    """A statement costs the same there, whatever it holds."""
    connection = Answers()
    source = Databricks(connection, "INR")
    assert source.columns("analytics.a") == source.columns("analytics.b") == {"id": "bigint"}
    assert len(connection.asked) == 1
