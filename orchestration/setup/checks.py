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
    inherited,
    install_beside,
)

CHECKS = LOCAL / "checks"
# where distributions and the Go project put it when PATH does not say
USUAL_GO = Path("/usr/local/go/bin/go")
GO_PROGRAMS = {
    "actionlint": "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12",
    "tflint": "github.com/terraform-linters/tflint@v0.64.0",
}


def install_checks() -> None:
    """Makes .local/checks hold what checks.lock lists. Raises SetupError when it cannot."""
    install_beside(CHECKS, CHECKS_LOCK, "the checks of infrastructure and CI")


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
