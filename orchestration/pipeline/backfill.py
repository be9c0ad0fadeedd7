"""Has files loaded or judged again: dbt's operation says and marks, the next build does it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import Any

import click

from orchestration.pipeline.errors import PipelineError
from orchestration.pipeline.output import java_output_in
from orchestration.pipeline.settings import RunSettings
from orchestration.setup.render import PROJECT


def mark_files(settings: RunSettings, arguments: Mapping[str, object]) -> None:
    """Runs the operation backfill and shows what it says.

    Raises PipelineError with its own sentence when it refuses.
    """
    said: list[str] = []

    def hear(event: Any) -> None:
        if event.info.name == "PrintEvent":
            click.echo(event.info.msg)
        else:
            said.append(event.info.msg)

    with java_output_in(settings.spark_log):
        # dbt takes two seconds to import, which a check that fails should not cost
        from dbt.cli.main import dbtRunner

        outcome = dbtRunner(callbacks=[hear]).invoke(
            [
                *("--log-level", "none", "--quiet", "run-operation", "backfill"),
                *("--args", json.dumps(arguments), "--target", settings.target),
                *("--project-dir", str(PROJECT)),
            ]
        )
    sys.stdout.flush()
    if not outcome.success:
        raise refusal("\n".join([*said, str(outcome.exception or "")]))


def refusal(said: str) -> PipelineError:
    """What dbt said, in two sentences: what is wrong, and what to do."""
    sentence = next((line for line in said.splitlines() if "backfill: " in line), "")
    what, _, mend = sentence.partition("backfill: ")[2].partition(" Mend: ")
    if mend:
        return PipelineError(f"No backfill: {what.strip()}", mend.strip())
    reason = " ".join(said.split())[-500:]
    return PipelineError(
        f"The backfill could not be marked: {reason}", "mend what the message names, run it again."
    )
