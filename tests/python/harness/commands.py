"""Commands as a user types them, in processes of their own, and the files that they leave."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT


def command(
    home: Path, *words: str, landing_root: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs a command in the environment of a lakehouse. It must succeed.

    landing_root: where its files are, the default of its home when it is not given.
    """
    folders = {"DBT_TARGET_PATH": str(home / "target"), "DBT_LOG_PATH": str(home / "logs")}
    root = {} if landing_root is None else {"LANDING_ROOT": landing_root}
    environment = lakehouse_environment(home, {**folders, **root, "DBT_TARGET": "local"})
    done = subprocess.run(
        words, capture_output=True, text=True, cwd=PROJECT, env=environment, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr
    return done


def json_of(home: Path, name: str) -> dict[str, Any]:
    """A file that a command has left in the target folder of a lakehouse."""
    found: dict[str, Any] = json.loads((home / "target" / name).read_text(encoding="utf-8"))
    return found
