"""Terraform on a copy of infrastructure/aws, with the provider that stands in for hashicorp/aws."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from orchestration.setup.checks import CHECKS, find_program
from orchestration.setup.render import PROJECT

VERSION = "6.25.0"
STAND_IN = PROJECT / "tests" / "python" / "aws" / "stand_in_provider.py"


def mirror(folder: Path) -> Path:
    """A folder in which Terraform finds the provider; returns the settings that name it."""
    system = "darwin" if os.uname().sysname == "Darwin" else "linux"
    machine = "arm64" if os.uname().machine in ("arm64", "aarch64") else "amd64"
    place = folder / f"registry.terraform.io/hashicorp/aws/{VERSION}/{system}_{machine}"
    place.mkdir(parents=True)
    program = place / f"terraform-provider-aws_v{VERSION}"
    program.write_text(
        f'#!/bin/sh\nexec "{CHECKS}/bin/python" "{STAND_IN}" "$@"\n', encoding="utf-8"
    )
    program.chmod(0o755)
    settings = folder / "terraform.rc"
    text = f'provider_installation {{\n  filesystem_mirror {{\n    path = "{folder}"\n  }}\n}}\n'
    settings.write_text(text, encoding="utf-8")
    return settings


@dataclass(frozen=True)
class Terraform:
    """A copy of the root module that can be applied.

    Attributes:
        folder: of the copy of infrastructure/aws.
        environment: what Terraform is started with.
    """

    folder: Path
    environment: Mapping[str, str]

    @classmethod
    def prepared(cls, work: Path, variables: Mapping[str, str]) -> Terraform:
        """A copy in a work folder, initialised, with its state on the disk."""
        folder = work / "aws"
        shutil.copytree(PROJECT / "infrastructure" / "aws", folder)
        override = 'terraform {\n  backend "local" {}\n}\n'
        (folder / "lakehouse" / "backend_override.tf").write_text(override, encoding="utf-8")
        environment = {
            **os.environ,
            **variables,
            "TF_CLI_CONFIG_FILE": str(mirror(work / "mirror")),
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
        }
        made = cls(folder, environment)
        done = made.run("init", "-input=false")
        assert done.returncode == 0, done.stdout + done.stderr
        return made

    def run(self, command: str, *options: str, **values: Any) -> subprocess.CompletedProcess[str]:
        """Runs a command of Terraform in the root module, with variables."""
        given = [f"-var={name}={as_text(value)}" for name, value in values.items()]
        return subprocess.run(
            [str(find_program("terraform")), command, "-no-color", *options, *given],
            cwd=self.folder / "lakehouse",
            env=dict(self.environment),
            capture_output=True,
            text=True,
            check=False,
        )


def as_text(value: Any) -> str:
    """A variable's value on a command line."""
    return value if isinstance(value, str) else json.dumps(value)
