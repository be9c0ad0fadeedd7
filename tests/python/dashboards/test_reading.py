"""Reading without Spark: versions of the last good run, views, and words for what goes wrong."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from click.testing import CliRunner

from orchestration.reading import Reader, ReadingError, note_good_run, read_good_run
from orchestration.reading.cli import main
from orchestration.reading.good_run import file_of, good_dbt_build
from orchestration.reading.storage import Warehouse
from tests.python.dashboards.small_tables import note, write

ENVIRONMENT = "LAKEHOUSE_HOME"


def reader_of(home: Path, *, now: bool = False) -> Reader:
    """A reader of a small lakehouse."""
    values = {ENVIRONMENT: str(home)}
    return Reader(Warehouse.of_environment(values), read_good_run(values), now=now)


def rows(home: Path, sql: str, *, now: bool = False) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    with closing(reader_of(home, now=now)) as reader:
        return [tuple(row.values()) for row in reader.query(sql).to_pylist()]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A lakehouse with a table of gold, one of logs, and a view of each."""
    versions = {
        "analytics.t": write(tmp_path, "analytics.t", pa.table({"a": [1, 2], "b": ["x", "y"]})),
        "logs.l": write(tmp_path, "logs.l", pa.table({"a": [1]})),
    }
    views = {
        "analytics.v": "select sum(a) as a, count_if(b = 'x') as x from analytics.t",
        "analytics.w": "select stack(2, 1, 'one', a, 2, 'two', x) as (n, name, value), 'see' as look "
        "from analytics.v",
        "logs.v": "select t.a from analytics.t as t inner join logs.l as l on t.a = l.a",
    }
    note(tmp_path, versions, views)
    return tmp_path


def test_what_a_run_writes_later_is_not_read_but_logs_are_read_as_they_are_now(home: Path) -> None:
    """Tables, and views of them, are as the last good run left them, while another one writes."""
    write(home, "analytics.t", pa.table({"a": [5, 6, 7], "b": ["x", "x", "x"]}))
    write(home, "logs.l", pa.table({"a": [1, 5]}))
    assert rows(home, "select a from analytics.t order by a") == [(1,), (2,)]
    assert rows(home, "select a, x from analytics.v") == [(3, 1)]
    assert rows(home, "select a from logs.l order by a") == [(1,), (5,)]
    # a view of logs reads all that it reads as it is now
    assert rows(home, "select a from logs.v") == [(5,)]
    assert rows(home, "select v.a, l.a as b from analytics.v as v cross join logs.v as l") == [
        (3, 5)
    ]
    assert rows(home, "select a, x from analytics.v", now=True) == [(18, 3)]


def test_views_of_views_and_stacked_rows_are_translated(home: Path) -> None:
    """What Spark calls stack."""
    assert rows(home, "select n, name, value, look from analytics.w order by n") == [
        (1, "one", 3, "see"),
        (2, "two", 1, "see"),
    ]


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        # as floats a half is a little less
        ("cast(round(cast(17.99 as decimal(22, 2)) / 2, 2) as decimal(18, 2))", Decimal("9.00")),
        ("cast(try_divide(1.00, 3) as decimal(18, 10))", Decimal("0.3333333333")),
        ("cast(try_divide(1.00, 0) as decimal(18, 10))", None),
        ("date_sub(date '2025-01-01', 1)", date(2024, 12, 31)),
        ("date_add(date '2025-01-01', 1)", date(2025, 1, 2)),
        ("sequence(date '2025-01-31', date '2025-02-01')", [date(2025, 1, 31), date(2025, 2, 1)]),
        ("sequence(1, 3)", [1, 2, 3]),
        ("array_join(array_sort(collect_set(b) filter (where a > 9)), ',')", ""),
        ("array_join(array_sort(collect_set(b)), ',')", "x,y"),
        # of an even number of values it is what lies between the two in the middle
        ("percentile(a, 0.5)", 1.5),
        ("percentile(a / 10, 0.5, a)", 0.2),
    ],
)  # fmt: skip
def test_quotients_days_and_sets_are_those_of_spark(
    home: Path, expression: str, value: object
) -> None:
    """Amounts are rounded half up, a date and some days are a date, a set of nothing is empty."""
    assert rows(home, f"select {expression} as value from analytics.t")[0] == (value,)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("select a from analytics.nothing", "There is no table analytics.nothing"),
        ("select a from t", "t has no schema"),
        ("select zzz from analytics.t", "zzz"),
        ("selec a from", "no SQL"),
        ("drop table analytics.t", "Only queries are answered here"),
        ("delete from analytics.t", "Only queries are answered here"),
    ],
)
def test_what_cannot_be_answered_is_told_in_a_sentence(home: Path, sql: str, said: str) -> None:
    """And nothing but queries is answered at all."""
    with pytest.raises(ReadingError) as error:
        rows(home, sql)
    assert said in str(error.value) and "Mend: " in str(error.value)
    assert "\n" not in str(error.value)


def test_a_version_that_is_gone_is_told_in_a_sentence(home: Path) -> None:
    """Upkeep removes old versions after days."""
    note(home, {"analytics.t": 77}, {})
    with pytest.raises(ReadingError, match=r"analytics\.t of version 77 cannot be read"):
        rows(home, "select a from analytics.t")


def test_without_a_good_run_the_sentence_says_what_to_do(tmp_path: Path) -> None:
    """Missing or damaged."""
    values = {ENVIRONMENT: str(tmp_path)}
    with pytest.raises(ReadingError, match=r"No good run is noted .* make run-pipeline"):
        read_good_run(values)
    file_of(tmp_path, "").write_text("{", encoding="utf-8")
    with pytest.raises(ReadingError, match="is damaged"):
        read_good_run(values)


def test_a_good_run_notes_versions_and_views_without_asking_spark(home: Path) -> None:
    """From the manifest that dbt leaves, and from the tables' own logs."""
    write(home, "analytics.t", pa.table({"a": [9], "b": ["x"]}))
    common = {"resource_type": "model", "schema": "analytics"}
    nodes = {
        "model.p.t": {**common, "alias": "t", "config": {"materialized": "whole"}},
        "model.p.v": {
            **common,
            "alias": "v",
            "config": {"materialized": "view"},
            "compiled_code": "select max(a) as a from analytics.t",
        },
    }
    target = home / "target"
    target.mkdir()
    document = {"metadata": {"invocation_id": "abcdefgh99"}, "nodes": nodes}
    (target / "manifest.json").write_text(json.dumps(document), encoding="utf-8")
    values = {ENVIRONMENT: str(home), "REPORTING_CURRENCY": " eur "}
    assert note_good_run(target, "2025-09-02T04:00:00+00:00", values)
    good = read_good_run(values)
    assert (good.tables, good.reporting_currency) == ({"analytics.t": 1}, "EUR")
    assert rows(home, "select a from analytics.v") == [(9,)]


def test_after_a_parse_alone_nothing_is_noted(home: Path) -> None:
    """Its manifest has no compiled SQL; what was noted before stays."""
    node = {
        "resource_type": "model",
        "schema": "analytics",
        "alias": "v",
        "config": {"materialized": "view"},
    }
    target = home / "target"
    target.mkdir()
    document = {"metadata": {"invocation_id": "x"}, "nodes": {"model.p.v": node}}
    (target / "manifest.json").write_text(json.dumps(document), encoding="utf-8")
    assert note_good_run(target, "2025-09-02T04:00:00+00:00", {ENVIRONMENT: str(home)}) is None
    assert rows(home, "select a from analytics.v") == [(3,)]


@pytest.mark.parametrize(
    ("arguments", "status", "is_good"),
    [
        ({"which": "build"}, "success", True),
        ({"which": "build", "select": ["tag:unit"]}, "success", False),
        ({"which": "run"}, "success", False),
        ({"which": "build"}, "error", False),
        ({"which": "build"}, "skipped", False),
    ],
)
def test_a_plain_dbt_build_is_good_if_all_of_it_is(
    tmp_path: Path, arguments: dict[str, Any], status: str, is_good: bool
) -> None:
    """As `python -m orchestration.reading note` sees it."""
    results = {
        "args": arguments,
        "metadata": {"generated_at": "2025-09-02T04:00:00.5+00:00"},
        "results": [{"status": "success"}, {"status": status}],
    }
    (tmp_path / "run_results.json").write_text(json.dumps(results), encoding="utf-8")
    assert good_dbt_build(tmp_path) == ("2025-09-02T04:00:00+00:00" if is_good else None)


def test_the_command_prints_rows_tables_and_csv(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Make query Q="..."."""
    monkeypatch.setenv(ENVIRONMENT, str(home))
    monkeypatch.delenv("DBT_SCHEMA_PREFIX", raising=False)
    answer = CliRunner().invoke(main, ["query", "select a, b from analytics.t order by a"])
    assert "2 rows. As of 2025-09-01" in answer.output and "x" in answer.output
    assert "analytics.v  (view)" in CliRunner().invoke(main, ["query", "tables"]).output
    refused = CliRunner().invoke(main, ["query", "drop table analytics.t"])
    assert refused.exit_code == 2 and refused.output.startswith("query: Only queries")


def test_tables_on_s3_are_opened_with_the_settings_of_the_environment() -> None:
    """Under the name that delta-rs has for s3a, with a server of one's own."""
    warehouse = Warehouse.of_environment(
        {
            ENVIRONMENT: "/nowhere",
            "WAREHOUSE_ROOT": "s3a://bucket/tables/",
            "AWS_ACCESS_KEY_ID": "me",
            "AWS_SECRET_ACCESS_KEY": "word",
            "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9",
        }
    )
    assert warehouse.folder("analytics", "t") == "s3://bucket/tables/analytics.db/t"
    assert warehouse.options["AWS_ENDPOINT_URL"] == "http://127.0.0.1:9"
    assert warehouse.options["AWS_ALLOW_HTTP"] == "true"
