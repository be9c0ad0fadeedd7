"""The lakehouse of the default input that the tests behind `make test-dashboards` share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from orchestration.setup.environment import lakehouse_environment
from tests.python.harness.commands import command


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a lakehouse in which everything is built.

    DASHBOARD_LAKEHOUSE names one that `make run-pipeline` has built already; its target folder is
    that of the project.
    """
    home = os.environ.get("DASHBOARD_LAKEHOUSE")
    if home:
        return lakehouse_environment(Path(home), {"DBT_TARGET": "local"})
    new = tmp_path_factory.mktemp("lakehouse")
    command(new, sys.executable, "-m", "orchestration.pipeline", "run")
    folders = {"DBT_TARGET_PATH": str(new / "target"), "DBT_LOG_PATH": str(new / "logs")}
    return lakehouse_environment(new, {**folders, "DBT_TARGET": "local"})
