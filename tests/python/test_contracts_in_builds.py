"""A build whose marts are not what they promise fails, and says so: small models of seeds, on Spark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import WarmSession
from tests.python.harness.zone import Zone

pytestmark = pytest.mark.slow

TABLE, VIEW = "dim_distribution_companies", "rpt_promised"
SEEDS = ("companies", "acknowledged_files", "reject_limits")
CARD = """
models:
  - name: rpt_promised
    description: One row per company.
    columns:
      - name: company
        description: Its name.
        data_type: string
      - name: share
        description: One third.
        data_type: decimal(18,6)
"""
SQL = """
{{ config(materialized='view') }}
select company, cast(1 / 3 as decimal(18, 6)) as share from {{ ref('companies') }}
"""
ASKS_FOR_COLUMNS = ("show table extended in promises_analytics like 'rpt_promised'", "typeof((")


@pytest.fixture(scope="module")
def lakehouse(
    session: WarmSession, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lakehouse]:
    """A lakehouse with a table and a view that are what they promise."""
    folder = tmp_path_factory.mktemp("promises")
    zone = Zone.generated(folder / "zone", order_lines=10, days=1)
    built = Lakehouse(session, folder / "project", zone, prefix="promises_")
    marts = built.project / "models" / "marts" / "core"
    (marts / f"{VIEW}.sql").write_text(SQL, encoding="utf-8")
    (marts / "_promised__models.yml").write_text(CARD, encoding="utf-8")
    built.run(select=[*SEEDS, TABLE, VIEW])
    yield built
    built.close()


def test_every_model_that_a_run_has_built_is_checked_in_two_statements_at_most(
    lakehouse: Lakehouse,
) -> None:
    """One for all views, one for all tables that were written; a table that was left alone is not asked for."""
    said: list[str] = []
    lakehouse.run(select=[TABLE, VIEW], full_refresh=True, said=said.append)
    asked = [text for text in said if any(words in text for words in ASKS_FOR_COLUMNS)]
    assert len(asked) == 2, asked
    said.clear()
    lakehouse.run(select=[TABLE], said=said.append)
    assert not [text for text in said if ASKS_FOR_COLUMNS[1] in text]


@pytest.mark.parametrize(
    ("file", "text", "other", "problem"),
    [
        (
            f"{VIEW}.sql",
            r"decimal\(18, 6\)",
            "decimal(18, 8)",
            f"{VIEW}: share is decimal(18,8) and declared decimal(18,6)",
        ),
        (f"{VIEW}.sql", "as share", "as part", f"{VIEW}: share is declared and not there"),
        (
            "../distribution/_distribution__models.yml",
            r"(- name: company_name\n        data_type:) string",
            r"\1 int",
            f"{TABLE}: company_name is string and declared int",
        ),
        (
            "_promised__models.yml",
            r"(- name: company\n.*\n        data_type:) string",
            r"\1 int",
            f"{VIEW}: company is string and declared int",
        ),
    ],
)
def test_every_run_fails_with_the_column_and_what_to_do_until_a_contract_is_kept_again(
    lakehouse: Lakehouse, file: str, text: str, other: str, problem: str
) -> None:
    """Whether the SQL was changed or the card alone; it stands in logs.etl_errors, where alerts look."""
    path: Path = lakehouse.project / "models" / "marts" / "core" / file
    kept = path.read_text(encoding="utf-8")
    lakehouse.edit(str(path.relative_to(lakehouse.project)), text, other)
    for _ in ("the run after the change", "the next one"):
        run = lakehouse.run(select=[TABLE, VIEW], must_succeed=False)
        said = " ".join(run.messages.values())
        assert run.failed
        assert f"Contracts are broken: promises_analytics.{problem}" in said
        assert "Mend: Change the SQL so that readers keep what they were promised" in said
    path.write_text(kept, encoding="utf-8")
    lakehouse.run(select=[TABLE, VIEW])
    assert lakehouse.run(select=[TABLE, VIEW]).unchanged == {TABLE, VIEW}
    noted = lakehouse.sql("select details from {logs}.etl_errors where details is not null")
    assert problem.split(": ")[1] in {row[0].split("; ")[0] for row in noted}
