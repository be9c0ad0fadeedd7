"""What jobs leave for each other in a volume: results of the layers, the last summary, alerts' memory.

    <state>/runs/<id of the job's run>/<layer>/         manifest.json and run_results.json of dbt
    <state>/runs/<id of the job's run>/<layer>_retry/   the same of `dbt retry`
    <state>/last/                                       what alerts read: summary, results, landings
    <state>/alerts.json                                 what was told

Files are copied whole: a volume takes no appended files and no locks.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

LAST, RUNS, MEMORY = "last", "runs", "alerts.json"
RETRY = "_retry"


def keep(files: Iterable[Path], folder: Path) -> None:
    """Copies files that are there into a folder of the volume."""
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        if file.is_file():
            shutil.copyfile(file, folder / file.name)


def fetch(state: Path, target: Path) -> None:
    """Copies what was left last into a folder of this machine."""
    target.mkdir(parents=True, exist_ok=True)
    if (state / LAST).is_dir():
        keep(sorted((state / LAST).glob("*.json")), target)


def forget(state: Path, before: datetime) -> list[str]:
    """Removes the state of runs that nothing was written to since a time. Returns their names."""
    old = [
        folder for folder in sorted((state / RUNS).glob("*")) if newest(folder) < before.timestamp()
    ]
    for folder in old:
        shutil.rmtree(folder)
    return [folder.name for folder in old]


def newest(folder: Path) -> float:
    """When something was written below a folder last."""
    return max(each.stat().st_mtime for each in (folder, *folder.rglob("*")))
