"""What an editor's extension (dbt Power User) asks of dbt: one process that compiles and shows, again and again.

It calls dbt in its own Python, with the project's folder and the environment of the shell that started it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.python.harness.commands import command
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import WarmSession
from tests.python.harness.zone import Zone

QUERY = "select company from {{ ref('companies') }} order by company"
# a preview of what is written, before anything is built
COMPILE = """
import json
from dbt.cli.main import dbtRunner

editor, said = dbtRunner(), []
for asked in (["--select", "rpt_distribution_headline"], ["--inline", QUERY]):
    done = editor.invoke(
        ["--quiet", "--log-level", "none", "--no-populate-cache", "compile", "--no-introspect", *asked]
    )
    assert done.success, done.exception
    said += [each.node.compiled_code for each in done.result]
from pyspark import SparkContext
print(json.dumps([*said, SparkContext._gateway is None]))
"""


def test_a_model_and_a_query_are_compiled_one_after_the_other_without_spark(tmp_path: Path) -> None:
    """As a preview beside the file that is written, in a project that was never built."""
    script = COMPILE.replace("QUERY", repr(QUERY))
    done = command(tmp_path / "home", sys.executable, "-c", script)
    model, query, is_without_spark = json.loads(done.stdout.splitlines()[-1])
    assert "from analytics.fct_distribution_monthly_sales" in model
    assert query == "select company from reference.companies order by company"
    assert is_without_spark


@pytest.fixture(scope="module")
def lakehouse(
    session: WarmSession, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lakehouse]:
    """A lakehouse with a seed and a table of it."""
    folder = tmp_path_factory.mktemp("editors")
    zone = Zone.generated(folder / "zone", order_lines=10, days=1)
    built = Lakehouse(session, folder / "project", zone, prefix="editors_")
    built.run(
        select=["companies", "acknowledged_files", "reject_limits", "dim_distribution_companies"]
    )
    yield built
    built.close()


def test_rows_of_a_query_and_of_a_model_are_shown_and_a_mistake_is_said(
    lakehouse: Lakehouse,
) -> None:
    """The extension limits the rows and names no columns; showing builds nothing."""

    def rows(*asked: str) -> list[tuple[str, ...]]:
        done: Any = lakehouse.dbt("show", *asked, "--limit", "1", "--output", "json")
        assert done.success, done.exception
        return [tuple(row.values()) for row in done.result.results[0].agate_table.rows]

    before = lakehouse.sql("describe history {analytics}.dim_distribution_companies")
    assert rows("--inline", QUERY) == [("atlon",)]
    (shown,) = rows("--select", "dim_distribution_companies")
    assert "Atlon" in shown or "Sports Bar" in shown
    assert lakehouse.sql("describe history {analytics}.dim_distribution_companies") == before
    wrong = lakehouse.dbt("show", "--inline", "select nobody from {{ ref('companies') }}")
    assert not wrong.success
    assert "nobody" in str(wrong.exception) + str(wrong.result)
