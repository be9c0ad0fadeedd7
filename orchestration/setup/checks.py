"""Makes .local/checks hold what checks infrastructure and CI, and finds the programs beside it.

uv installs the packages by checks.lock, with hashes. actionlint and tflint are Go modules, built once
where Go is; Terraform is the user's own. What is missing is said in one sentence.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from orchestration.setup.errors import SetupError, say
from orchestration.setup.packages import (
    CHECKS_LOCK,
    LOCAL,
    TOOLS,
    inherited,
    install_tools,
    is_stamped,
    lock_hash,
    pip_settings,
    python_starts,
    run_logged,
    uv_environment,
)

CHECKS = LOCAL / "checks"
STAMP = CHECKS / ".lock-hash"
# where distributions and the Go project put it when PATH does not say
USUAL_GO = Path("/usr/local/go/bin/go")
GO_PROGRAMS = {
    "actionlint": "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12",
    "tflint": "github.com/terraform-linters/tflint@v0.64.0",
}


def install_checks() -> None:
    """Makes .local/checks hold what checks.lock lists. Raises SetupError when it cannot."""
    expected = lock_hash(CHECKS_LOCK)
    if is_stamped(STAMP, expected) and python_starts(CHECKS):
        return
    say("Installing the checks of infrastructure and CI into .local/checks (a minute) ...")
    (LOCAL / "logs").mkdir(parents=True, exist_ok=True)
    install_tools()
    environment = uv_environment(os.environ, pip_settings(), LOCAL / "tmp" / "uv-checks")
    uv = str(TOOLS / "bin" / "uv")
    shutil.rmtree(CHECKS, ignore_errors=True)
    run_logged([uv, "venv", "--python", sys.executable, str(CHECKS)], environment)
    python = ["--python", str(CHECKS / "bin" / "python")]
    run_logged([uv, "pip", "sync", *python, "--require-hashes", str(CHECKS_LOCK)], environment)
    shutil.rmtree(LOCAL / "tmp" / "uv-checks", ignore_errors=True)
    STAMP.write_text(expected + "\n", encoding="utf-8")


def find_program(name: str) -> Path:
    """A program of .local/checks or of the machine; a Go program is built where it is not there yet.

    Raises SetupError when it cannot be had, with the way to get it.
    """
    for found in (CHECKS / "bin" / name, Path(shutil.which(name) or "/nowhere")):
        if found.is_file():
            return found
    if name in GO_PROGRAMS:
        return build(name)
    if name == "terraform":
        raise SetupError(
            "terraform is missing. Mend: install Terraform 1.10 or later "
            "(developer.hashicorp.com/terraform/install) and put it on PATH"
        )
    raise SetupError(f"{name} is missing. Mend: make setup-checks")


def build(name: str) -> Path:
    """Builds a Go program into .local/checks/bin. Raises SetupError when it cannot."""
    go = shutil.which("go") or (str(USUAL_GO) if USUAL_GO.is_file() else None)
    if go is None:
        raise SetupError(
            f"{name} is missing. Mend: put it on PATH, or install Go (go.dev/dl), which builds it here"
        )
    say(f"Building {name} (minutes) ...")
    environment = inherited(os.environ) | {"GOBIN": str(CHECKS / "bin")}
    done = subprocess.run(
        [go, "install", GO_PROGRAMS[name]],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise SetupError(
            f"Go could not build {name}: {done.stderr.strip()[-300:]} Mend: put {name} on PATH"
        )
    return CHECKS / "bin" / name


if __name__ == "__main__":
    try:
        install_checks()
    except SetupError as error:
        sys.exit(f"setup: {error}")
