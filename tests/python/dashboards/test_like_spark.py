"""What DuckDB answers without Spark is what Spark answers, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from orchestration.dashboards.catalogue import read_catalogue
from orchestration.dashboards.databricks import dashboard
from orchestration.dashboards.queries import detailed, plain
from orchestration.reading import Reader, read_good_run
from orchestration.reading.storage import Warehouse
from tests.python.harness.session import WarmSession, warm_session

pytestmark = pytest.mark.by_command

# The views that DuckDB has no words for (a struct of all columns, str_to_map); no report reads them.
NOT_ANSWERED = {
    "processed.int_marketplace__history_archive",
    "processed.int_distribution__product_ids",
}


@pytest.fixture(scope="module")
def spark_of(built: dict[str, str]) -> Iterator[WarmSession]:
    """Spark on the same lakehouse."""
    with warm_session(Path(built["LAKEHOUSE_HOME"])) as session:
        yield session


def comparable(value: Any) -> Any:
    """A value without what only its type says; floats to twelve digits."""
    if isinstance(value, Decimal):
        return value.normalize() if value else Decimal(0)
    if isinstance(value, float):
        return f"{value:.12g}"
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    if isinstance(value, dict):
        return tuple(comparable(each) for each in value.values())
    if isinstance(value, list):
        return tuple(comparable(each) for each in value)
    return value


def counted(rows: list[dict[str, Any]]) -> Counter[tuple[Any, ...]]:
    """Rows with their number, in no order."""
    return Counter(tuple(comparable(value) for value in row.values()) for row in rows)


def by_spark(session: WarmSession, sql: str) -> list[dict[str, Any]]:
    """The rows of a query as Spark answers it."""
    found: list[dict[str, Any]] = session.spark.sql(sql).coalesce(1).toArrow().to_pylist()
    return found


def test_every_view_has_the_rows_that_spark_gives(
    built: dict[str, str], spark_of: WarmSession
) -> None:
    """Reports, views of logs, and the views below them."""
    good = read_good_run(built)
    different = {}
    with closing(Reader(Warehouse.of_environment(built), good, now=True)) as reader:
        for name in sorted(set(good.views) - NOT_ANSWERED):
            rows = reader.query(f"select * from {name}").to_pylist()
            here = counted(rows)
            there = counted(by_spark(spark_of, f"select * from {name}"))
            if here != there:
                different[name] = (list(here - there)[:2], list(there - here)[:2])
    assert not different
    assert len(good.views) > 80


def test_every_query_of_the_dashboards_is_answered_alike(
    built: dict[str, str], spark_of: WarmSession
) -> None:
    """Those of the page, and those of the .lvdash.json files, on the project's tables."""
    good = read_good_run(built)
    queries = []
    for page in read_catalogue():
        items = [item for item in page.items if item.mart in {*good.tables, *good.views}]
        queries += [query for item in items for query in (detailed(item).sql, plain(item).sql)]
        for dataset in dashboard(page, "INR")["datasets"]:
            queries.append("".join(dataset["queryLines"]))
    different = []
    with closing(Reader(Warehouse.of_environment(built), good, now=True)) as reader:
        for sql in sorted(set(queries)):
            here = counted(reader.query(sql).to_pylist())
            if here != counted(by_spark(spark_of, sql)):
                different.append(sql)
    # of groups that are equally large a limit may take others
    assert not [sql for sql in different if "limit" not in sql]
    assert len(different) < 5 and len(queries) > 80
