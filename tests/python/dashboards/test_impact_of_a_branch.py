"""`make impact` with a real build: a branch that changes a number, beside the default input's good run."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from orchestration.problems import target_folder
from orchestration.reading import Reader, read_good_run
from orchestration.reading.storage import Warehouse
from orchestration.setup.render import PROJECT
from tests.python.harness.lakehouse import copy_project

pytestmark = pytest.mark.by_command

MART = "rpt_marketplace_revenue_by_region"
MODEL = Path(f"models/marts/marketplace/{MART}.sql")
PREFIX = "branch_"


@dataclass
class Shown:
    """What the command has said of a branch: its exit code, its output, and its comment."""

    code: int
    said: str
    comment: str


def impact(branch: Path, built: Mapping[str, str], state: Path) -> Shown:
    """Runs the command in a branch."""
    environment = {
        **built,
        "DBT_SCHEMA_PREFIX": PREFIX,
        "DBT_TARGET_PATH": str(branch / "target"),
        "PYTHONPATH": str(branch),
    }
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.impact", "--state", str(state)],
        capture_output=True,
        text=True,
        cwd=branch,
        env=environment,
        check=False,
    )
    file = branch / "target" / "impact.md"
    return Shown(
        done.returncode,
        done.stdout + done.stderr,
        file.read_text(encoding="utf-8") if file.exists() else "",
    )


@pytest.fixture(scope="module")
def state(built: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The manifest of the good run."""
    folder = tmp_path_factory.mktemp("state")
    shutil.copy2(target_folder(built) / "manifest.json", folder)
    return folder


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A checkout of its own."""
    folder = tmp_path / "branch"
    copy_project(folder)
    for part in ("orchestration", "dashboards"):
        shutil.copytree(PROJECT / part, folder / part)
    return folder


def regions(built: Mapping[str, str]) -> list[dict[str, Any]]:
    """The mart as the good run has it."""
    with closing(Reader(Warehouse.of_environment(built), read_good_run(dict(built)))) as reader:
        found: list[dict[str, Any]] = reader.query(
            f"select * from analytics.{MART} order by state, city, month"
        ).to_pylist()
    return found


def test_a_changed_number_is_shown_by_mart_kpi_and_dashboard(
    branch: Path, built: dict[str, str], state: Path
) -> None:
    """Revenue of one row is one more, another row is gone; the good state stays as it was."""
    before = regions(built)
    more, gone = before[0], before[1]
    model = branch / MODEL
    is_row = "state = '{state}' and city = '{city}' and month = date '{month}'"
    model.write_text(
        f"with final as (\n{model.read_text(encoding='utf-8')}\n)\nselect * except (gross_revenue_brl),\n"
        f"cast(gross_revenue_brl + if({is_row.format(**more)}, 1, 0) as decimal(38, 2))"
        f" as gross_revenue_brl\nfrom final\nwhere not ({is_row.format(**gone)})\n",
        encoding="utf-8",
    )
    shown = impact(branch, built, state)
    assert shown.code == 0, shown.said
    start = f"| analytics.{MART} "
    (row,) = (each for each in shown.comment.splitlines() if each.startswith(start))
    cells = [each.strip() for each in row.strip("|").split("|")]
    rows = [f"{len(before):,}", f"{len(before) - 1:,}"]
    assert cells == [f"analytics.{MART}", *rows, "0", "1", "1", ""]
    assert f"`analytics.{MART}`: changed gross_revenue_brl in 1 rows" in shown.comment
    (kpi,) = (each for each in shown.comment.splitlines() if each.startswith("| Gross revenue (w"))
    assert f"| {1 - gone['gross_revenue_brl']:,.0f} BRL |" in kpi
    assert "Dashboards touched: Marketplace" in shown.comment
    assert "Exposures touched: " in shown.comment and "touched: none" not in shown.comment
    assert regions(built) == before


def test_a_branch_that_changes_nothing_shows_no_mart(
    branch: Path, built: dict[str, str], state: Path
) -> None:
    """The same project in another folder."""
    shown = impact(branch, built, state)
    assert shown.code == 0, shown.said
    assert "Nothing differs from " in shown.comment


def test_a_branch_that_does_not_build_fails_and_says_which_mart(
    branch: Path, built: dict[str, str], state: Path
) -> None:
    """A unit test of the mart fails with its SQL, so that it is not built and nothing is compared."""
    model = branch / MODEL
    text = model.read_text(encoding="utf-8")
    model.write_text(
        f"with final as (\n{text}\n)\nselect *, nothing_like_it from final\n", encoding="utf-8"
    )
    shown = impact(branch, built, state)
    assert shown.code == 1, shown.said
    assert f"- `unit_test.sales_lakehouse.{MART}." in shown.comment
    assert f"`analytics.{MART}`: not built: skipped" in shown.comment
    assert "0 models, seeds and snapshots built" in shown.comment
    assert "nothing_like_it" in shown.said
