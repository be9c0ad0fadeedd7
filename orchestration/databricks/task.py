"""What a Python task of a job starts: a module of the project, on a copy on the driver's own disk.

It imports nothing of the project, which is nowhere on Python's path yet, and does not ask for its
own place, which Databricks does not tell every script.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

LEFT_OUT = (".git", ".venv", ".local", "target", "logs", "__pycache__", "dbt_packages")
# what the bundle's variables and secrets say of what nobody uses
UNUSED = "unused"
PACKAGES, STAND_INS = "dbt_packages", "packages_stand_in"


def copy_project(source: Path, target: Path) -> None:
    """Copies the project, with the packages that dbt needs where `dbt deps` would put them."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*LEFT_OUT))
    shutil.copytree(target / STAND_INS, target / PACKAGES)


def environment_in(folder: Path, project: Path, values: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command: what `env.sh` sets elsewhere, in a folder of the driver."""
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {
        **{name: value for name, value in values.items() if value != UNUSED},
        "LAKEHOUSE_HOME": str(home),
        "DBT_PROFILES_DIR": str(project / "profiles"),
        "DBT_TARGET_PATH": str(home / "target"),
        "DBT_LOG_PATH": str(home / "logs"),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "SPARK_CONF_DIR": str(home / "conf"),
        "PYTHONUNBUFFERED": "1",
    }


def run(source: Path, module: str, arguments: Sequence[str], folder: Path) -> int:
    """Runs a module of the project and shows what it says. Returns its exit code."""
    project = folder / "project"
    copy_project(source, project)
    # the output of a child process would go to the driver's log, where nobody looks
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=project,
        env=environment_in(folder, project, os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as started:
        for line in started.stdout or ():
            print(line, end="", flush=True)
    return started.returncode


def main(arguments: Sequence[str]) -> int:
    """Arguments: the folder of the project, the module, its arguments."""
    source, module, *others = arguments
    folder = Path(tempfile.mkdtemp(prefix="lakehouse_task_"))
    try:
        return run(Path(source), module, others, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    # a script that ends with exit code 0 by SystemExit counts as failed on some runtimes
    if failed := main(sys.argv[1:]):
        sys.exit(failed)
