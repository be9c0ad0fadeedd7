"""The steps of a night beside dbt: landings, the summary, the mails."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from orchestration.databricks.errors import DatabricksError
from orchestration.databricks.layers import LAYERS, LayeredRun
from orchestration.databricks.state import LAST, MEMORY, RUNS, fetch, keep
from orchestration.pipeline import summary
from orchestration.pipeline.dbt_build import Outcome, build
from orchestration.pipeline.settings import RunSettings, read_settings
from orchestration.problems import target_folder
from orchestration.setup.render import PROJECT, replace_file

# from which the macro run_summary reads feeds, reasons of rejects, numbers, and what is unusual
COUNTED = tuple(
    f"{model},resource_type:model"
    for model in ("row_accounting", "quarantine", "run_summary", "anomalies")
)


# what says whom to ask
SETTINGS = {"api": "SHOP_API_URL", "partners": "PARTNERS_FILE"}


def is_set_up(landing: str, environment: Mapping[str, str]) -> bool:
    """Whether somebody has said whom a landing asks."""
    value = environment.get(SETTINGS[landing], "")
    return bool(value) if landing == "api" else Path(value).is_file()


def command(module: str, *arguments: str, **variables: str) -> int:
    """Runs a command of the project in a process of its own. Returns its exit code.

    variables: of its environment, besides those of this process.
    """
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=PROJECT,
        env={**os.environ, **variables},
        check=False,
    ).returncode


def land(landing: str, landing_target: str, state: Path) -> int:
    """Lands, and keeps for the alerts what came of it. Returns the exit code of the landing.

    Where nobody has said whom to ask, nothing is landed, which is no mistake.
    """
    if not is_set_up(landing, os.environ):
        print(f"Nothing to land: {SETTINGS[landing]} is not set up.")
        return 0
    ended_with = command("orchestration.landing", landing, "--to", landing_target)
    keep([target_folder() / f"landing_{landing}.json"], state / LAST)
    return ended_with


def summarize(state: Path, run: str) -> bool:
    """Leaves one summary of the layers of a job's run for the alerts, and shows it.

    Returns: whether every layer has run and nothing has failed at last.

    Raises DatabricksError when no layer has left anything.
    """
    folder = state / RUNS / run
    layered = LayeredRun(folder)
    if set(layered.missing) == set(LAYERS):
        raise DatabricksError(
            f"No layer has left results in {folder}.",
            "look at the first task that failed, mend it and repair the job's run.",
        )
    settings = read_settings()
    # nothing can be counted where the views of logs could not be built
    counts = Outcome(False, None, "")
    if "operations" not in layered.missing:
        counts = count(settings, layered.started())
    result = summary.compose(
        settings,
        Outcome(layered.is_good(), counts.summary, layered.error()),
        started_at=layered.started(),
        finished_at=datetime.now(UTC),
        empty_files=[],
    )
    result |= layered.counted()
    for line in summary.lines_for_people(result):
        print(line)
    summary.write(result, settings.summary_file)
    left = {"run_results.json": layered.run_results(), "manifest.json": layered.manifest}
    for name, content in left.items():
        replace_file(settings.target_folder / name, json.dumps(content))
    keep([settings.summary_file, *(settings.target_folder / name for name in left)], state / LAST)
    if not layered.is_good():
        print(summary.failure_sentence(result, settings))
    return layered.is_good()


def count(settings: RunSettings, began: datetime) -> Outcome:
    """Has dbt say what the feeds brought since the night began; what it builds is there already."""
    # not in the environment of the layers, which bring nothing that could be unusual yet
    os.environ.update(NIGHT_STARTED_AT=began.isoformat(), ASK_ANOMALIES="1")
    return build(settings, full_refresh=False, select=COUNTED)


def tell(state: Path, *, problems_only: bool) -> int:
    """Tells what was left last, and keeps what was told. Returns the exit code of the alerts."""
    fetch(state, target_folder())
    home = Path(os.environ["LAKEHOUSE_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    keep([state / MEMORY], home)
    variables = {"ALERT_SUCCESS": "never"} if problems_only else {}
    ended_with = command("orchestration.alerts", "tell", **variables)
    keep([home / MEMORY], state)
    return ended_with
