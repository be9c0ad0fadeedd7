"""Installs Airflow in an environment of its own, .local/airflow/venv, from the lock beside this file.

    python -m orchestration.airflow.install          as the lock has it (safe to repeat)
    python -m orchestration.airflow.install lock     resolves requirements.in anew into the lock

The project's environment stays without Airflow: both pin packages that the other pins otherwise.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from orchestration.setup import packages
from orchestration.setup.errors import SetupError, say

HOME = packages.LOCAL / "airflow"
VENV = HOME / "venv"
STAMP = VENV / ".lock-hash"
LOCK = Path(__file__).with_name("requirements.lock")
# The versions that Airflow's own tests ran with; a file may be named instead.
CONSTRAINTS = (
    "https://raw.githubusercontent.com/apache/airflow/constraints-3.2.1/constraints-3.12.txt"
)


def uv(words: list[str]) -> None:
    """Runs uv as the project's own set-up does. Raises SetupError with one sentence."""
    packages.install_tools()
    cache = packages.LOCAL / "tmp" / "uv-airflow"
    environment = packages.uv_environment(os.environ, packages.pip_settings(), cache)
    try:
        packages.run_logged([str(packages.TOOLS / "bin" / "uv"), *words], environment)
    finally:
        shutil.rmtree(cache, ignore_errors=True)


def install(python: str) -> None:
    """Makes the environment hold exactly what the lock lists. Raises SetupError when it cannot.

    python: the program that it is made with: 3.11 or, as on MWAA, 3.12.
    """
    expected = f"{packages.lock_hash(LOCK)} {Path(python).resolve()}"
    if packages.is_stamped(STAMP, expected) and (VENV / "bin" / "airflow").is_file():
        return
    say("Installing Airflow into .local/airflow (about a minute) ...")
    for folder in (packages.LOCAL / "tmp", packages.LOCAL / "logs", HOME):
        folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(VENV, ignore_errors=True)
    uv(["venv", "--python", python, str(VENV)])
    target = ["--python", str(VENV / "bin" / "python")]
    uv(["pip", "sync", *target, "--require-hashes", str(LOCK)])
    uv(["pip", "check", *target])
    STAMP.write_text(expected + "\n", encoding="utf-8")


def lock(constraints: str) -> None:
    """Resolves requirements.in for Python 3.11 and later. Raises SetupError when uv cannot."""
    options = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-strip-extras"]
    options += ["--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"]
    wanted = str(LOCK.with_suffix(".in"))
    uv(["pip", "compile", wanted, "-c", constraints, "--output-file", str(LOCK), *options])


if __name__ == "__main__":
    try:
        if sys.argv[1:] == ["lock"]:
            lock(os.environ.get("AIRFLOW_CONSTRAINTS") or CONSTRAINTS)
        else:
            install(os.environ.get("AIRFLOW_PYTHON") or sys.executable)
    except SetupError as error:
        sys.exit(f"airflow: {error}")
