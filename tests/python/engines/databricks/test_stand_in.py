"""The stand-in maps catalogs and does not ignore them, and fails as a client expects."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from databricks import sql
from databricks.sql.exc import Error, RequestError

from orchestration.setup.render import PROJECT
from tests.python.engines.databricks.conftest import CATALOGS, DEV_CATALOG
from tests.python.engines.databricks.stand_in import DEPARTURES, StandIn
from tests.python.engines.databricks.stand_in.server import TOKEN, WAREHOUSE_PATH
from tests.python.engines.databricks.stand_in.sql import translate

CATALOG = CATALOGS["distribution"]


def connect(stand_in: StandIn, *, catalog: str = CATALOG, token: str = TOKEN) -> Any:
    """A connection of the unmodified connector."""
    return sql.connect(
        server_hostname=stand_in.url,
        http_path=WAREHOUSE_PATH,
        access_token=token,
        catalog=catalog,
        _connection_uri=f"{stand_in.url}{WAREHOUSE_PATH}",
        _retry_stop_after_attempts_count=1,
        enable_telemetry=False,
        use_cloud_fetch=False,
    )


@pytest.fixture
def cursor(databricks: StandIn) -> Iterator[Any]:
    """A cursor in the catalog of the project."""
    with connect(databricks) as connection, connection.cursor() as opened:
        yield opened


def test_a_name_with_a_catalog_is_mapped_outside_of_strings_and_comments() -> None:
    """Whatever its spelling; names that begin with something else stay."""
    translation = translate(
        "select c.raw, 'c.raw.t', \"c.raw\" -- c.raw.t\n"
        "from C.`Raw`.t join `c`.raw.u /* c.raw.t */ join d.raw.t join x.c.raw",
        {"c"},
    )
    assert translation.sql == (
        "select `c__raw`, 'c.raw.t', \"c.raw\" -- c.raw.t\n"
        "from `c__raw`.`t` join `c__raw`.`u` /* c.raw.t */ join d.raw.t join x.c.raw"
    )
    assert translation.departures == {"catalog"}


def test_two_catalogs_hold_schemas_of_one_name_apart(cursor: Any) -> None:
    """What is written to one is not in the other."""
    for catalog, number in ((CATALOG, 1), (DEV_CATALOG, 2)):
        cursor.execute(f"create schema if not exists `{catalog}`.apart")
        cursor.execute(f"create table {catalog}.apart.t using delta as select {number} as n")
    cursor.execute(f"select n from {CATALOG}.apart.t union all select n from {DEV_CATALOG}.apart.t")
    assert [row.n for row in cursor.fetchall()] == [1, 2]
    for catalog in (CATALOG, DEV_CATALOG):
        cursor.execute(f"drop schema {catalog}.apart cascade")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from `no_catalog`.`raw`.`t`",
        "create table no_catalog.raw.t using delta as select 1 as n",
        "create schema no_catalog.raw",
        "show schemas in `no_catalog`",
    ],
)
def test_an_unknown_catalog_is_an_error(cursor: Any, statement: str) -> None:
    """In whatever statement it stands."""
    with pytest.raises(Error):
        cursor.execute(statement)


def test_a_connection_to_an_unknown_catalog_is_refused(databricks: StandIn) -> None:
    """Before any statement."""
    with pytest.raises(Error, match="NO_SUCH_CATALOG"):
        connect(databricks, catalog="no_catalog")


def test_a_wrong_token_is_refused(databricks: StandIn) -> None:
    """The connector signs each of its calls."""
    before = len(databricks.engine.sessions)
    with pytest.raises(RequestError):
        connect(databricks, token="another")
    assert len(databricks.engine.sessions) == before


def test_ansi_is_on(cursor: Any) -> None:
    """What open Spark's other mode makes NULL is an error."""
    with pytest.raises(Error, match="CAST_INVALID_INPUT"):
        cursor.execute("select cast('abc' as int)")


def test_connections_do_not_see_each_others_temporary_views(
    databricks: StandIn, cursor: Any
) -> None:
    """Each has a session of its own."""
    cursor.execute("create temporary view mine as select 1 as n")
    with (
        connect(databricks) as connection,
        connection.cursor() as other,
        pytest.raises(Error, match="TABLE_OR_VIEW_NOT_FOUND"),
    ):
        other.execute("select * from mine")


def test_values_arrive_with_their_types(cursor: Any) -> None:
    """Decimals exact, nulls as nulls, lists as lists."""
    cursor.execute("select 1.10bd as d, cast(null as int) as i, array('a') as a, true as b")
    row = cursor.fetchone()
    assert (row.d, row.i, list(row.a), row.b) == (Decimal("1.10"), None, ["a"], True)


def test_read_files_gives_lines_and_names_as_they_are_now(cursor: Any, tmp_path: Path) -> None:
    """In folders of folders too, and again when files have joined."""
    (tmp_path / "year").mkdir()
    (tmp_path / "first.csv").write_text("a,b\n", encoding="utf-8")
    lines = (
        "select value, _metadata.file_name"
        f" from read_files('{tmp_path}', format => 'text') order by 1"
    )
    cursor.execute(lines)
    assert [tuple(row) for row in cursor.fetchall()] == [("a,b", "first.csv")]
    (tmp_path / "year" / "second.csv").write_text("c\n", encoding="utf-8")
    cursor.execute(lines)
    assert [tuple(row) for row in cursor.fetchall()] == [("a,b", "first.csv"), ("c", "second.csv")]
    cursor.execute(
        "select first_field, value from read_files("
        f"'{tmp_path}', format => 'csv', schema => 'first_field string, value string',"
        " schemaEvolutionMode => 'none', columnNameOfCorruptRecord => 'value') order by 1"
    )
    assert [tuple(row) for row in cursor.fetchall()] == [("a", "a,b"), ("c", None)]
    cursor.execute(
        "select _metadata.file_size"
        f" from read_files('{tmp_path}', format => 'binaryFile') order by 1"
    )
    assert [row[0] for row in cursor.fetchall()] == [2, 4]


def test_read_files_refuses_a_folder_that_is_not_there(cursor: Any, tmp_path: Path) -> None:
    """As Databricks does; a table over such a folder would be empty."""
    with pytest.raises(Error, match="PATH_NOT_FOUND"):
        cursor.execute(f"select * from read_files('{tmp_path / 'nothing'}', format => 'text')")


def test_the_evidence_says_of_every_departure_that_it_is_not_proven() -> None:
    """In the paragraph on Databricks."""
    evidence = (PROJECT / "docs" / "evidence.md").read_text(encoding="utf-8")
    _, _, said = evidence.partition("On Databricks these are **not proven**")
    paragraph = said.partition("\n\n")[0]
    assert [each.name for each in DEPARTURES.values() if each.in_evidence not in paragraph] == []
