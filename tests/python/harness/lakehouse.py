"""A small lakehouse: a copy of the dbt project, schemas of its own, and runs of it."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from dbt.cli.main import dbtRunner, dbtRunnerResult

from orchestration.setup.render import PROJECT, warehouse_root
from tests.python.harness.session import WarmSession, environment_of
from tests.python.harness.zone import Zone

# What a project is made of, as far as dbt is concerned.
PROJECT_PARTS = (
    "dbt_project.yml",
    "selectors.yml",
    "packages.yml",
    "dbt_packages",
    ".dbtignore",
    "models",
    "macros",
    "seeds",
    "snapshots",
    "analyses",
    "tests",
)
SCHEMAS = ("landing", "raw", "processed", "analytics", "logs", "snapshots", "reference")
# What selects the bronze models.
BRONZE = "path:models/staging"
WITHOUT_TESTS = ("--exclude-resource-type", "test", "snapshot", "unit_test")
CLOSING_HOOK = r"(?m)^ +- .*record_run\(.*\n"
GOOD = {"success", "pass", "warn", "no-op"}
# what the names of hooks have in them
HOOK = "-on-run-"
BOTH = "distribution,marketplace"


class RunFailedError(AssertionError):
    """A dbt run in which something failed; the message says what."""


@dataclass(frozen=True)
class Run:
    """What a dbt run did, by the name of the node: status, message and wall time in seconds.

    A node that did not run because of another one is `skipped`.

    Attributes:
        left_out: the names of the tests that it has not asked again.
    """

    statuses: dict[str, str]
    messages: dict[str, str]
    seconds: dict[str, float]
    left_out: frozenset[str] = frozenset()

    @property
    def failed(self) -> list[str]:
        """The names of the nodes that are not good, in the order of the run."""
        return [name for name, status in self.statuses.items() if status not in GOOD]

    @property
    def nodes(self) -> list[str]:
        """The names of what it has run, but for its hooks."""
        return [name for name in self.statuses if HOOK not in name]

    @property
    def unchanged(self) -> set[str]:
        """The names of the models whose tables it has left as they were."""
        return {name for name, message in self.messages.items() if message == "unchanged"}


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

    Its `reporting_currency` may be set between runs.

    Args:
        session: the Spark session that it lives in.
        folder: a new folder for its copy of the project.
        zone: where its files land; every run notes there what it can see.
        prefix: what its schemas' names begin with, different for every lakehouse of a session.
        logged: whether runs write the run log and sum themselves up, which takes seconds.
        business: the line of business that it builds, or several with a comma between them.
        landing_root: where dbt reads the files, if not in the zone's own folder (S3).
        tuning: LAKEHOUSE_TUNING, which decides about deletion vectors (the session is as it is).

    Attributes:
        variables: further variables of its dbt runs' environment.
    """

    def __init__(
        self,
        session: WarmSession,
        folder: Path,
        zone: Zone,
        *,
        prefix: str,
        logged: bool = True,
        business: str = "distribution",
        landing_root: str | None = None,
        tuning: str = "small",
    ) -> None:
        self.session = session
        self.tuning = tuning
        self.reporting_currency = "INR"
        self.project = folder
        self.zone = zone
        self.prefix = prefix
        self.business = business
        self.variables: dict[str, str] = {}
        self.landing_root = landing_root or str(zone.root)
        if not folder.exists():
            copy_project(folder)
        if not logged:
            self.edit("dbt_project.yml", CLOSING_HOOK, "")

    @property
    def warehouse(self) -> Path:
        """The folder of its tables; it does not exist if they are not on this machine."""
        return Path(warehouse_root(self.session.home, self.session.environment))

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its dbt runs."""
        return {
            **self.session.environment,
            "DBT_SCHEMA_PREFIX": self.prefix,
            "LANDING_ROOT": self.landing_root,
            "LINES_OF_BUSINESS": self.business,
            "LAKEHOUSE_TUNING": self.tuning,
            "REPORTING_CURRENCY": self.reporting_currency,
            **self.variables,
        }

    def edit(self, file: str, pattern: str, replacement: str) -> None:
        """Replaces what a regular expression finds in a file of its copy of the project.

        Raises:
            AssertionError: there is nothing to replace.
        """
        path = self.project / file
        text, count = re.subn(pattern, replacement, path.read_text(encoding="utf-8"))
        assert count, f"{file} holds nothing like {pattern}"
        path.write_text(text, encoding="utf-8")

    def add_seed_line(self, seed: str, text: str) -> None:
        """Adds a line to a seed in its copy of the project."""
        path = self.project / "seeds" / f"{seed}.csv"
        path.write_text(path.read_text(encoding="utf-8") + text + "\n", encoding="utf-8")

    def rules_of(self, model: str) -> tuple[Path, Any, list[dict[str, str]]]:
        """The YAML file of a model's rules, what it holds, and the rules themselves in it."""
        for path in sorted((self.project / "models").rglob("_*.yml")):
            document = yaml.safe_load(path.read_text(encoding="utf-8"))
            for entry in document.get("models", []):
                rules = entry.get("config", {}).get("meta", {}).get("rules")
                if entry["name"] == model and rules is not None:
                    return path, document, rules
        raise AssertionError(f"{model} has no rules")

    def add_rule(self, model: str, name: str, condition: str) -> None:
        """Adds a reject rule to a model's YAML."""
        path, document, rules = self.rules_of(model)
        rules.append({"name": name, "severity": "reject", "condition": condition, "why": "Tried."})
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")

    def drop_rule(self, model: str, name: str) -> None:
        """Takes a rule out of a model's YAML."""
        path, document, rules = self.rules_of(model)
        rules[:] = [rule for rule in rules if rule["name"] != name]
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")

    def dbt(
        self,
        *arguments: str,
        said: Callable[[str], None] | None = None,
        artifacts: bool = False,
    ) -> dbtRunnerResult:
        """Any dbt command, quietly; `said` is told every message that dbt would log.

        With `artifacts` it writes the manifest and its results to the project's target folder.
        """
        callbacks = [lambda event: said(event.info.msg)] if said else []
        quiet = ("--quiet", "--no-print", "--log-level", "none", "--log-level-file", "none")
        folders = ("--project-dir", str(self.project), "--log-path", str(self.project / "logs"))
        with environment_of(self.environment):
            return dbtRunner(callbacks=callbacks).invoke(
                [*quiet, *arguments, *folders, *(() if artifacts else ("--no-write-json",))]
            )

    def state(self, folder: Path) -> Path:
        """Keeps the manifest of its project in a new folder, for `--state`. Returns the folder."""
        outcome = self.dbt("parse", artifacts=True)
        assert outcome.success, outcome.exception
        folder.mkdir()
        shutil.copy2(self.project / "target" / "manifest.json", folder)
        return folder

    def run(
        self,
        *,
        full_refresh: bool = False,
        select: Sequence[str] = (),
        exclude: Sequence[str] = (),
        tests: bool = False,
        must_succeed: bool = True,
        said: Callable[[str], None] | None = None,
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
        self.zone.note_run()
        run = self.invoke(*arguments, said=said)
        if must_succeed and run.failed:
            raise RunFailedError(failure_text(arguments, run))
        return run

    def invoke(self, *arguments: str, said: Callable[[str], None] | None = None) -> Run:
        """A dbt command that runs nodes. Returns what it did.

        Raises:
            RunFailedError: it ended before it ran any; with dbt's own message.
        """
        outcome = self.dbt(*arguments, said=said)
        results: Any = outcome.result or []
        if not hasattr(results, "results"):
            raise RunFailedError(f"dbt {' '.join(arguments)}: {outcome.exception}")
        return Run(
            {each.node.name: str(each.status) for each in results},
            {each.node.name: each.message or "" for each in results},
            {each.node.name: each.execution_time for each in results},
            frozenset(
                each.node.name
                for each in results
                if (each.adapter_response or {}).get("code") == "LEFT_OUT"
            ),
        )

    def operation(self, name: str, **arguments: object) -> list[str]:
        """Runs `dbt run-operation`. Returns the lines that it prints.

        Raises:
            RunFailedError: it ended with an error; the message is dbt's own.
        """
        said: list[tuple[str, str]] = []

        def hear(event: Any) -> None:
            said.append((event.info.name, event.info.msg))

        quiet = ("--quiet", "--log-level", "none", "--log-level-file", "none", "--no-write-json")
        folders = ("--project-dir", str(self.project), "--log-path", str(self.project / "logs"))
        listener = dbtRunner(callbacks=[hear])
        with environment_of(self.environment):
            outcome = listener.invoke(
                [*quiet, "run-operation", name, "--args", json.dumps(arguments), *folders]
            )
        if not outcome.success:
            raise RunFailedError("\n".join(text for _, text in said if text))
        return [text for kind, text in said if kind == "PrintEvent"]

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
        lines += [f"    {line}" for line in message.splitlines()[:7]]
    return "\n".join(lines)
