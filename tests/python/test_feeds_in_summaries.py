"""What a run sums up of each feed, and Databricks' own alert of quarantine, from an accounting made by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from orchestration.setup.render import PROJECT
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import WarmSession
from tests.python.harness.zone import Zone

SAY = """{% macro say_feeds() %}
    {% set summary = {'feeds': [], 'files_with_problems': []} %}
    {% do summarize_feeds(summary) %}
    {% do log('FEEDS ' ~ tojson(summary.feeds)) %}
{% endmacro %}
"""
# feed, when a file was loaded, rows landed, rows rejected
FILES = (
    ("atlon.orders", "2025-06-01 03:00:10", 90_000, 0),
    ("atlon.orders", "2025-08-01 03:00:10", 100, 3),
    ("atlon.orders", "2025-08-04 03:00:10", 100, 60),
    ("sports_bar.orders", "2025-06-01 03:00:10", 100, 60),
    ("sports_bar.orders", "2025-08-01 03:00:10", 1_000, 60),
)
NIGHT = "2025-08-04T03:00:00.250000+00:00"


@pytest.fixture(scope="module")
def lakehouse(
    session: WarmSession, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lakehouse]:
    """Nothing is built in it but the accounting."""
    folder = tmp_path_factory.mktemp("feeds")
    made = Lakehouse(session, folder / "project", Zone(folder / "landing"), prefix="feeds_")
    (made.project / "macros" / "say_feeds.sql").write_text(SAY, encoding="utf-8")
    values = ", ".join(
        f"('{feed}', '{at}.csv', timestamp'{at}', {landed}, {rejected})"
        for feed, at, landed, rejected in FILES
    )
    for schema in ("logs", "reference"):
        made.sql(f"create schema {{{schema}}}")
    made.sql(
        "create table {logs}.row_accounting using delta as select feed, file_path, loaded_at, "
        "landed as landed_row_count, landed - rejected as accepted_row_count, rejected as "
        "rejected_row_count, 0 as superseded_row_count, cast(null as string) as problem "
        f"from values {values} as files (feed, file_path, loaded_at, landed, rejected)"
    )
    made.sql(
        "create table {reference}.reject_limits using delta as select 'none' as feed, "
        "0.5 as max_reject_share, 1 as min_rows"
    )
    yield made
    made.close()


def feeds_of(lakehouse: Lakehouse, night: str) -> dict[str, dict[str, Any]]:
    """What a run sums up, by feed."""
    said: list[str] = []
    lakehouse.variables["NIGHT_STARTED_AT"] = night
    outcome = lakehouse.dbt("run-operation", "say_feeds", said=said.append)
    assert outcome.success, outcome.exception
    text = next(line.removeprefix("FEEDS ") for line in said if line.startswith("FEEDS "))
    return {feed["feed"]: feed for feed in json.loads(text)}


def test_files_are_new_since_the_night_began_whichever_run_of_it_counts_them(
    lakehouse: Lakehouse,
) -> None:
    """A run that knows of no night counts since it began itself; when files came last is said by both."""
    of_night, of_run = feeds_of(lakehouse, NIGHT), feeds_of(lakehouse, "")
    assert (of_night["atlon.orders"]["new_files"], of_run["atlon.orders"]["new_files"]) == (1, 0)
    assert of_night["sports_bar.orders"]["new_files"] == 0
    elsewhere = feeds_of(lakehouse, "2025-08-04T05:00:00+02:00")
    assert elsewhere["atlon.orders"]["new_files"] == 1
    for found in (of_night, of_run):
        assert found["atlon.orders"]["last_loaded_at"] == "2025-08-04T03:00:10+00:00"
        assert found["sports_bar.orders"]["last_loaded_at"] == "2025-08-01T03:00:10+00:00"
        assert found["atlon.products"]["last_loaded_at"] is None


def test_recent_rows_are_those_of_the_week_up_to_the_newest_file(lakehouse: Lakehouse) -> None:
    """Beside all of them, which stay what the accounting has."""
    found = feeds_of(lakehouse, "")
    names = ("landed", "rejected", "recent_landed", "recent_rejected")
    assert [found["atlon.orders"][name] for name in names] == [90_200, 63, 200, 63]
    assert [found["sports_bar.orders"][name] for name in names] == [1_100, 120, 1_000, 60]


def test_databricks_alert_of_quarantine_finds_a_bad_day_in_a_long_history(
    lakehouse: Lakehouse,
) -> None:
    """The query of the bundle, as the mails judge: six of a hundred rejected, both feeds."""
    bundle = yaml.safe_load((PROJECT / "resources" / "alerts.yml").read_text(encoding="utf-8"))
    query = bundle["resources"]["alerts"]["quarantine"]["query_text"]
    for variable, value in (("catalog", ""), ("schema_prefix", lakehouse.prefix)):
        query = query.replace(f"${{var.{variable}}}" + ("." if not value else ""), value)
    found = {row[0]: (row[1], row[2]) for row in lakehouse.session.spark.sql(query).collect()}
    assert found == {"atlon.orders": (200, 63), "sports_bar.orders": (1_000, 60)}
