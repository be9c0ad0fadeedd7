"""What `make backfill` hands to dbt, and what it does when dbt refuses; what dbt does is in test_changes.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from orchestration.pipeline import cli
from orchestration.pipeline.backfill import refusal
from orchestration.pipeline.errors import PipelineError


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """What the command has called: the arguments of the operation, and `built` for a run."""
    names = ("LAKEHOUSE_HOME", "LANDING_ROOT", "DBT_PROFILES_DIR", "SPARK_CONF_DIR")
    for name in names:
        monkeypatch.setenv(name, str(tmp_path))
    found: list[Any] = []
    monkeypatch.setattr(cli, "check_machine", lambda settings: None)
    monkeypatch.setattr(cli, "mark_files", lambda settings, arguments: found.append(arguments))

    def built(*_: object, **__: object) -> int:
        found.append("built")
        return 0

    monkeypatch.setattr(cli, "run_once", built)
    return found


def test_without_being_told_a_backfill_is_a_dry_run_and_builds_nothing(called: list[Any]) -> None:
    """A day is a period of one day."""
    outcome = CliRunner().invoke(
        cli.main, ["backfill", "--feed", "atlon.orders", "--from", "2025-07-01"]
    )
    assert outcome.exit_code == 0, outcome.output
    (arguments,) = called
    assert arguments["dry_run"] is True
    assert (arguments["from_date"], arguments["to_date"]) == ("2025-07-01", "2025-07-01")
    assert (arguments["by"], arguments["how"]) == ("arrival", "reload")


def test_a_backfill_that_is_done_builds_what_follows(called: list[Any]) -> None:
    """After the files were marked."""
    outcome = CliRunner().invoke(cli.main, ["backfill", "--file", "a.csv", "--do-it"])
    assert outcome.exit_code == 0, outcome.output
    assert called[0]["dry_run"] is False
    assert called[1:] == ["built"]


def test_a_backfill_can_leave_the_build_to_the_next_run(called: list[Any]) -> None:
    """As a scheduler does it, whose layers are built by tasks of their own."""
    outcome = CliRunner().invoke(
        cli.main, ["backfill", "--feed", "atlon.orders", "--only-mark", "--how", "rejudge"]
    )
    assert outcome.exit_code == 0, outcome.output
    (arguments,) = called
    assert (arguments["dry_run"], arguments["how"]) == (False, "rejudge")


def test_a_backfill_that_dbt_refuses_ends_with_its_sentence_and_builds_nothing(
    called: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 2, as of everything that a person has to provide."""

    def refuse(*_: object) -> None:
        raise refusal(
            "Compilation Error in macro backfill (macros/maintenance/backfill.sql)\n"
            "  backfill: a period has two ends. Mend: give both. Nothing was changed.\n  > in macro"
        )

    monkeypatch.setattr(cli, "mark_files", refuse)
    outcome = CliRunner().invoke(cli.main, ["backfill", "--file", "a.csv", "--do-it"])
    assert outcome.exit_code == 2
    sentence = "No backfill: a period has two ends. Mend: give both. Nothing was changed."
    assert sentence in outcome.output
    assert called == []


def test_what_is_no_refusal_is_told_as_it_came() -> None:
    """With what to do next."""
    error = refusal("Runtime Error\n  the metastore does not answer")
    assert isinstance(error, PipelineError)
    assert "the metastore does not answer" in str(error)
    assert "Mend: mend what the message names" in str(error)
