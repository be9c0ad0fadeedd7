"""Airflow as `make setup-airflow` installs it, with its state in a folder of the tests."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.airflow.install import VENV
from orchestration.setup.environment import OF_ONE_LAKEHOUSE
from orchestration.setup.render import PROJECT
from tests.python.engines.s3.server import KEY, REGION, SECRET, S3Server

AIRFLOW = PROJECT / "orchestration" / "airflow"


@dataclass(frozen=True)
class Airflow:
    """An Airflow: the folder of its state, and further variables of everything that runs in it."""

    home: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Of its processes: its own settings, and those of the lakehouse beside it."""
        kept = {name: value for name, value in os.environ.items() if name not in OF_ONE_LAKEHOUSE}
        # what has sourced env.sh must not be sourced into Airflow's Python
        path = [each for each in kept["PATH"].split(":") if "/.venv/" not in each]
        return {
            **kept,
            "PATH": ":".join(path),
            "AIRFLOW_HOME": str(self.home),
            "AIRFLOW__CORE__DAGS_FOLDER": str(AIRFLOW / "dags"),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(AIRFLOW / "plugins"),
            "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
            "AIRFLOW__LOGGING__LOGGING_LEVEL": "INFO",
            "LAKEHOUSE_HOME": str(self.home / "lakehouse"),
            "DBT_TARGET_PATH": str(self.home / "lakehouse" / "target"),
            "DBT_LOG_PATH": str(self.home / "lakehouse" / "logs"),
            "LAKEHOUSE_FIRST_WAIT": "1",
            "LAKEHOUSE_LONGEST_WAIT": "2",
            "LAKEHOUSE_POLL_SECONDS": "0",
            "LAKEHOUSE_POKE_SECONDS": "1",
            **self.variables,
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs a command in Airflow's environment; whether it succeeds is the test's question."""
        return subprocess.run(
            [str(VENV / "bin" / words[0]), *words[1:]],
            capture_output=True,
            text=True,
            env=self.environment,
            cwd=self.home,
            check=False,
        )

    def prepare(self) -> None:
        """Makes its database."""
        self.home.mkdir(parents=True, exist_ok=True)
        done = self.run("airflow", "db", "migrate")
        assert done.returncode == 0, done.stderr[-4000:]

    def run_dag(
        self, dag_id: str, date: str, **params: object
    ) -> tuple[bool, subprocess.CompletedProcess[str]]:
        """Runs a DAG from end to end in one process, as Airflow's own command does it.

        Returns: whether the run succeeded, and what it said.
        """
        # with a deadline the command breaks in 3.2.1 (plugins/lakehouse_runs.py)
        without = Airflow(self.home, {**self.variables, "LAKEHOUSE_DEADLINE_HOURS": "0"})
        done = without.run("airflow", "dags", "test", dag_id, date, "--conf", json.dumps(params))
        return done.returncode == 0, done


def aws_connection(server: S3Server) -> str:
    """An S3 server as a connection of Airflow."""
    return json.dumps(
        {
            "conn_type": "aws",
            "login": KEY,
            "password": SECRET,
            "extra": {"region_name": REGION, "endpoint_url": server.endpoint},
        }
    )
