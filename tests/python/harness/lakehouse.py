"""A small lakehouse: a copy of the dbt project, schemas of its own, and runs of it."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner, dbtRunnerResult

from orchestration.setup.render import PROJECT
from tests.python.harness.session import WarmSession, environment_of

# What a project is made of, as far as dbt is concerned.
PROJECT_PARTS = (
    "dbt_project.yml",
    "packages.yml",
    ".dbtignore",
    "models",
    "macros",
    "seeds",
    "snapshots",
    "analyses",
    "tests",
)
SCHEMAS = ("landing", "raw", "processed", "analytics", "logs", "snapshots", "reference")
WITHOUT_TESTS = ("--exclude-resource-type", "test", "snapshot", "unit_test")
GOOD = {"success", "pass", "warn", "no-op"}


class RunFailedError(AssertionError):
    """A dbt run in which something failed; the message says what."""


@dataclass(frozen=True)
class Run:
    """What a dbt run did, by the name of the node: status, message and wall time in seconds.

    A node that did not run because of another one is `skipped`.
    """

    statuses: dict[str, str]
    messages: dict[str, str]
    seconds: dict[str, float]

    @property
    def failed(self) -> list[str]:
        """The names of the nodes that are not good, in the order of the run."""
        return [name for name, status in self.statuses.items() if status not in GOOD]


def copy_project(target: Path) -> None:
    """Copies what dbt reads of the project, without Python tests and without what runs wrote."""
    target.mkdir(parents=True)
    for part in PROJECT_PARTS:
        source = PROJECT / part
        if source.is_dir():
            ignored = shutil.ignore_patterns("python", "__pycache__")
            shutil.copytree(source, target / part, ignore=ignored)
        elif source.exists():
            shutil.copy2(source, target / part)


class Lakehouse:
    """Tables of one scenario. Close it at the end: its schemas and files go.

    Args:
        session: the Spark session that it lives in.
        folder: a new folder for its copy of the project.
        landing_root: where its files land.
        prefix: what its schemas' names begin with, different for every lakehouse of a session.
    """

    def __init__(
        self, session: WarmSession, folder: Path, landing_root: Path, *, prefix: str
    ) -> None:
        self.session = session
        self.project = folder
        self.landing_root = landing_root
        self.prefix = prefix
        self.runs = 0
        if not folder.exists():
            copy_project(folder)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its dbt runs."""
        return {
            **self.session.environment,
            "DBT_PACKAGES_INSTALL_PATH": str(
                PROJECT / self.session.environment["DBT_PACKAGES_INSTALL_PATH"]
            ),
            "DBT_SCHEMA_PREFIX": self.prefix,
            "LANDING_ROOT": str(self.landing_root),
        }

    def dbt(self, *arguments: str) -> dbtRunnerResult:
        """Any dbt command, quietly."""
        quiet = ("--quiet", "--no-print", "--log-level", "none", "--log-level-file", "none")
        folders = ("--project-dir", str(self.project), "--log-path", str(self.project / "logs"))
        with environment_of(self.environment):
            return dbtRunner().invoke([*quiet, *arguments, *folders, "--no-write-json"])

    def run(
        self,
        *,
        full_refresh: bool = False,
        select: Sequence[str] = (),
        exclude: Sequence[str] = (),
        tests: bool = False,
        must_succeed: bool = True,
    ) -> Run:
        """Runs `dbt build`; models and seeds only, unless tests (and snapshots) are asked for.

        Raises:
            RunFailedError: something failed although it must succeed; with dbt's own messages.
        """
        arguments = ["build"]
        arguments += [] if tests else WITHOUT_TESTS
        arguments += ["--full-refresh"] if full_refresh else []
        arguments += ["--select", *select] if select else []
        arguments += ["--exclude", *exclude] if exclude else []
        self.runs += 1
        outcome = self.dbt(*arguments)
        results: Any = outcome.result or []
        if not hasattr(results, "results"):
            raise RunFailedError(f"dbt {' '.join(arguments)}: {outcome.exception}")
        run = Run(
            {each.node.name: str(each.status) for each in results},
            {each.node.name: each.message or "" for each in results},
            {each.node.name: each.execution_time for each in results},
        )
        if must_succeed and run.failed:
            raise RunFailedError(failure_text(arguments, run))
        return run

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a statement. `{raw}`, `{processed}` and so on stand for the schemas' names."""
        names = {schema: self.prefix + schema for schema in SCHEMAS}
        return [tuple(row) for row in self.session.spark.sql(statement.format(**names)).collect()]

    def close(self) -> None:
        """Drops its schemas and removes its copy of the project."""
        for schema in SCHEMAS:
            self.session.spark.sql(f"drop schema if exists {self.prefix}{schema} cascade")
        shutil.rmtree(self.project, ignore_errors=True)


def failure_text(arguments: Sequence[str], run: Run) -> str:
    """What failed in a run, with dbt's messages."""
    lines = [f"dbt {' '.join(arguments)}"]
    for name in run.failed:
        message = run.messages[name].strip()
        lines.append(f"  {run.statuses[name]}: {name}")
        lines += [f"    {line}" for line in message.splitlines()[:12]]
    return "\n".join(lines)
