"""Where the rows come from: the tables of this lakehouse without Spark, or Databricks."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from orchestration.dashboards.catalogue import Page
from orchestration.dashboards.content import arrivals_of, content_of, late_notes, notes_of_runs
from orchestration.dashboards.errors import DashboardError
from orchestration.feeds import lines_of_business
from orchestration.problems import target_folder
from orchestration.reading import Reader, read_good_run
from orchestration.reading.storage import Warehouse

SIGN_IN = ("DATABRICKS_HOST", "DATABRICKS_WAREHOUSE_ID", "DATABRICKS_HTTP_PATH")
LAST_RUN = (
    "select max(finished_at) from logs.run_log where command = 'build' and run_id not in "
    "(select run_id from logs.etl_errors)"
)


def local_content(
    pages: Sequence[Page], environment: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """What the pages show of this lakehouse's last good run.

    Raises ReadingError when there was none.
    """
    values = os.environ if environment is None else environment
    now = datetime.now(UTC)
    good = read_good_run(values)
    with closing(Reader(Warehouse.of_environment(values), good)) as reader:

        def ask(sql: str) -> Sequence[Sequence[object]]:
            columns = [column.to_pylist() for column in reader.query(sql).columns]
            return list(zip(*columns, strict=True))

        known = {*good.tables, *good.views, "logs.run_log", "logs.etl_errors"}
        arrivals = arrivals_of(ask)
        at = datetime.fromisoformat(good.finished_at)
        return content_of(
            pages,
            ask,
            is_there=lambda mart: mart in known,
            reporting=good.reporting_currency,
            as_of=f"As of the good run that ended {at:%Y-%m-%d %H:%M} UTC ({good.run_id[:8]}).",
            notes=notes_of_runs(target_folder(values), arrivals, now, lines_of_business(values)),
            now=now,
        )


def databricks_content(
    pages: Sequence[Page], environment: Mapping[str, str] | None = None, project: Path | None = None
) -> dict[str, Any]:
    """What the pages show of the tables on Databricks, read through a SQL warehouse.

    Raises DashboardError when the connection is not named.
    """
    values = os.environ if environment is None else environment
    now = datetime.now(UTC)
    with closing(connected(values)) as connection, closing(connection.cursor()) as cursor:

        def ask(sql: str) -> Sequence[Sequence[object]]:
            cursor.execute(prefixed(sql, values.get("DBT_SCHEMA_PREFIX", "")))
            return [tuple(row) for row in cursor.fetchall()]

        known = {
            f"{schema}.{name}".removeprefix(values.get("DBT_SCHEMA_PREFIX", ""))
            for schema, name in ask(
                "select table_schema, table_name from information_schema.tables"
            )
        }
        ended = ask(LAST_RUN)[0][0]
        return content_of(
            pages,
            ask,
            is_there=lambda mart: mart in known,
            reporting=values.get("REPORTING_CURRENCY", "").strip().upper() or "INR",
            as_of=f"As of now; the last run without failures ended {ended or 'at no time'} UTC.",
            notes=late_notes(arrivals_of(ask), now, lines=lines_of_business(values)),
            now=now,
        )


def connected(values: Mapping[str, str]) -> Any:
    """A connection to a SQL warehouse, with a token or as the app's service principal."""
    from databricks import sql

    host = values.get("DATABRICKS_HOST", "").removeprefix("https://").rstrip("/")
    path = values.get("DATABRICKS_HTTP_PATH") or (
        f"/sql/1.0/warehouses/{values['DATABRICKS_WAREHOUSE_ID']}"
        if values.get("DATABRICKS_WAREHOUSE_ID")
        else ""
    )
    if not host or not path:
        raise DashboardError(
            "The SQL warehouse is not named.",
            "set DATABRICKS_HOST and DATABRICKS_WAREHOUSE_ID (or DATABRICKS_HTTP_PATH).",
        )
    catalog = values.get("DATABRICKS_CATALOG") or "ecommerce_catalog"
    common = {"server_hostname": host, "http_path": path, "catalog": catalog}
    if token := values.get("DATABRICKS_TOKEN"):
        return sql.connect(**common, access_token=token)
    from databricks.sdk.core import Config, oauth_service_principal

    config = Config(
        host=f"https://{host}",
        client_id=values.get("DATABRICKS_CLIENT_ID"),
        client_secret=values.get("DATABRICKS_CLIENT_SECRET"),
    )
    return sql.connect(**common, credentials_provider=lambda: oauth_service_principal(config))


def prefixed(sql: str, prefix: str) -> str:
    """A query whose schemas have a prefix."""
    if not prefix:
        return sql
    from sqlglot import exp

    from orchestration.reading.spark_sql import parsed

    tree = parsed(sql)
    for table in tree.find_all(exp.Table):
        if table.db and table.db != "information_schema":
            table.set("db", exp.to_identifier(prefix + table.db))
    return tree.sql(dialect="databricks")
