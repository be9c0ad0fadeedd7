"""What dbt-databricks sends is what the golden files say, so that a change is seen in review.

`make golden` writes the files again.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

import pytest

from tests.python.engines.databricks.conftest import Builds
from tests.python.engines.databricks.golden import documents, form
from tests.python.engines.databricks.stand_in import DEPARTURES, Statement
from tests.python.engines.databricks.stand_in.departures import CATALOG, READ_FILES
from tests.python.engines.databricks.stand_in.read_files import calls
from tests.python.engines.databricks.stand_in.server import COMPUTE

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

FOLDER = Path(__file__).parent / "golden"
FORMS = FOLDER / "departures.txt"
MEND = "If that is what you want: make golden, and commit the files."


def assert_as_kept(path: Path, text: str) -> None:
    """Fails with the lines that differ, or writes the file if that is asked for."""
    if os.environ.get("RENEW_GOLDEN"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    lines = difflib.unified_diff(kept.splitlines(), text.splitlines(), "kept", "sent", lineterm="")
    changed = "\n".join(lines)
    assert not changed, f"{path.name}: {MEND}\n{changed}"


@pytest.fixture(scope="module", params=["distribution", "marketplace", "webshop"])
def builds(request: pytest.FixtureRequest) -> Builds:
    """The builds of each line of business."""
    built: Builds = request.getfixturevalue(request.param)
    return built


@pytest.fixture(scope="module")
def sent(builds: Builds) -> dict[str, str]:
    """The texts of the golden files by node."""
    batches = {
        f"batch {number}, {COMPUTE[batch.path]}": batch.statements
        for number, batch in enumerate(builds.batches, start=1)
    }
    return documents(batches, builds.there.zone.root)


def test_the_adapter_sends_the_statements_of_the_golden_files(
    builds: Builds, sent: dict[str, str]
) -> None:
    """Node by node and batch by batch."""
    changed = []
    for node, text in sorted(sent.items()):
        try:
            assert_as_kept(FOLDER / builds.there.business / f"{node}.txt", text)
        except AssertionError as difference:
            changed.append(str(difference))
    assert not changed, "\n\n".join(changed)


def test_every_golden_file_is_of_a_node_that_sends_statements(
    builds: Builds, sent: dict[str, str]
) -> None:
    """A file of a node that is gone would be read as if it were run."""
    kept = (FOLDER / builds.there.business).glob("*.txt")
    stale = [path for path in kept if path.stem not in sent]
    if os.environ.get("RENEW_GOLDEN"):
        for path in stale:
            path.unlink()
        return
    assert not stale, f"{', '.join(path.name for path in stale)}: no such node. {MEND}"


def test_every_statement_is_run_as_sent_or_under_a_declared_departure(
    distribution: Builds, marketplace: Builds, webshop: Builds
) -> None:
    """And no departure is declared that nothing takes."""
    statements = all_statements(distribution, marketplace, webshop)
    undeclared = [each for each in statements if each.run != each.sent and not each.departures]
    assert not undeclared
    assert {name for each in statements for name in each.departures} == set(DEPARTURES)


def test_no_statement_joins_the_departures_unseen(
    distribution: Builds, marketplace: Builds, webshop: Builds
) -> None:
    """The kinds of statement that are answered or rewritten beyond the names of catalogs.

    Of statements with read_files only that call is rewritten.
    """
    statements = all_statements(distribution, marketplace, webshop)
    forms = {
        (departure, form(each.sent))
        for each in statements
        for departure in each.departures - {CATALOG.name, READ_FILES.name}
    } | {(READ_FILES.name, form(call)) for each in statements for call in calls(each.sent)}
    assert_as_kept(FORMS, "".join(f"{departure}: {text}\n" for departure, text in sorted(forms)))


def all_statements(*lines_of_business: Builds) -> list[Statement]:
    """What was sent for all batches."""
    batches = [batch for builds in lines_of_business for batch in builds.batches]
    return [statement for batch in batches for statement in batch.statements]
