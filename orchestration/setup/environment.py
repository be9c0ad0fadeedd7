"""The environment that `source env.sh` sets, for Python code that starts dbt itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from orchestration.setup.render import PROJECT

# Values that belong to one lakehouse: another one must not inherit them.
OF_ONE_LAKEHOUSE = (
    "LANDING_ROOT",
    "_LAKEHOUSE_DEFAULT_LANDING",
    "WAREHOUSE_ROOT",
    "S3_BUCKET_NAME",
    "LINES_OF_BUSINESS",
    "SPARK_CONF_DIR",
    "SPARK_LOCAL_DIRS",
    "SPARK_REMOTE",
)


def lakehouse_environment(home: Path, overrides: Mapping[str, str] | None = None) -> dict[str, str]:
    """Environment for a dbt process whose local lakehouse is in the given folder.

    Sources env.sh (the one place where the values are defined), which also renders the Spark
    settings of that folder; takes about 0.1 s.

    overrides: variables set before sourcing, for example LANDING_ROOT.
    Raises RuntimeError with what env.sh said, when the environment is not installed.
    """
    base = {key: value for key, value in os.environ.items() if key not in OF_ONE_LAKEHOUSE}
    base |= {"LAKEHOUSE_HOME": str(home.absolute()), **(overrides or {})}
    done = subprocess.run(
        ["bash", "-c", 'source "$1" && env -0', "bash", str(PROJECT / "env.sh")],
        capture_output=True,
        text=True,
        env=base,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip())
    pairs = (entry.partition("=") for entry in done.stdout.split("\0") if entry)
    return {key: value for key, _, value in pairs if not key.startswith("BASH_FUNC_")}
