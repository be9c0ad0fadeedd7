"""The Databricks bundle as its files say it, and its jobs run as Databricks runs jobs.

Only what the bundle uses is understood; anything else is refused, so that no test passes because
something was overlooked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from orchestration.databricks.resources import resources_of
from orchestration.setup.render import PROJECT

REFERENCE = re.compile(r"(?<!\$)\$\{([^{}]+)\}")
SUCCESS, FAILED, UPSTREAM_FAILED = "success", "failed", "upstream_failed"
# what Databricks knows and no file says
GIVEN = {
    "workspace.current_user.short_name": "alice",
    "workspace.host": "https://workspace.example",
    "workspace.file_path": "/Workspace/files",
}
# what Databricks gives to a resource when it makes it
GIVEN_LATER = {"id", "service_principal_client_id"}
Values = dict[str, Any]


def merged(below: Any, above: Any) -> Any:
    """Two mappings in one; what is in both comes from the second."""
    if not isinstance(below, Mapping) or not isinstance(above, Mapping):
        return above
    return {
        **below,
        **{
            key: merged(below[key], value) if key in below else value
            for key, value in above.items()
        },
    }


class BundleFiles:
    """The bundle for one of its targets.

    Attributes:
        settings: databricks.yml.
        resources: of its files, of the target and of the project's Python, references and all.
    """

    def __init__(self, target: str) -> None:
        self.target = target
        self.settings = read("databricks.yml")
        of_target: Values = self.settings["targets"][target]
        self.resources: Values = {}
        for file in sorted((PROJECT / "resources").glob("*.yml")):
            self.resources = merged(self.resources, read(f"resources/{file.name}")["resources"])
        self.resources = merged(self.resources, of_target.get("resources", {}))
        self.resources = merged(self.resources, of_python(target))
        self.variables: Values = {
            name: of_target.get("variables", {}).get(name, each.get("default", f"<{name}>"))
            for name, each in self.settings["variables"].items()
        }

    def value(self, path: str) -> Any:
        """What a reference stands for. Raises KeyError when nothing is called that."""
        if path in GIVEN:
            return GIVEN[path]
        kind, _, rest = path.partition(".")
        if kind == "var":
            return self.variables[rest]
        if kind == "bundle":
            return {"name": self.settings["bundle"]["name"], "target": self.target}[rest]
        if kind != "resources":
            raise KeyError(path)
        group, key, attribute = rest.split(".")
        resource = self.resources[group][key]
        return f"<{group}.{key}>" if attribute in GIVEN_LATER else resource[attribute]

    def resolved(self, value: Any) -> Any:
        """A value with its references replaced by what they stand for."""
        if isinstance(value, Mapping):
            return {key: self.resolved(each) for key, each in value.items()}
        if isinstance(value, list):
            return [self.resolved(each) for each in value]
        if not isinstance(value, str):
            return value
        if whole := REFERENCE.fullmatch(value):
            return self.resolved(self.value(whole.group(1)))
        return REFERENCE.sub(lambda found: str(self.resolved(self.value(found.group(1)))), value)

    @property
    def jobs(self) -> Values:
        """The jobs, references replaced."""
        found: Values = self.resolved(self.resources["jobs"])
        return found


def read(name: str) -> Values:
    """A YAML file of the project."""
    found: Values = yaml.safe_load((PROJECT / name).read_text(encoding="utf-8"))
    return found


def of_python(target: str) -> Values:
    """The resources that the project's Python adds."""
    made = resources_of(PROJECT, target)
    groups: dict[str, dict[str, Any]] = {
        "schemas": made.schemas,
        "dashboards": made.dashboards,
        "jobs": made.jobs,
        "apps": made.apps,
    }
    return {
        group: {key: each.as_dict() for key, each in found.items()}
        for group, found in groups.items()
        if found
    }


class JobRuns:
    """Runs of jobs, one task after the other.

    Args:
        jobs: of a bundle.
        execute: does what a task says, given its job's name and itself; whether it has succeeded.

    Attributes:
        states: of every task, by `<job>.<task>`, in the order in which they ended.
    """

    def __init__(self, jobs: Values, execute: Callable[[str, Values], bool]) -> None:
        self.jobs = jobs
        self.execute = execute
        self.states: dict[str, str] = {}

    def run(self, name: str) -> bool:
        """Runs a job. Returns whether it has succeeded: every task that no other depends on has."""
        waiting = {task["task_key"]: task for task in self.jobs[name]["tasks"]}
        states: dict[str, str] = {}
        while waiting:
            key = next(key for key, task in waiting.items() if set(parents(task)) <= set(states))
            task = waiting.pop(key)
            states[key] = self.state_of(name, task, [states[each] for each in parents(task)])
            self.states[f"{name}.{key}"] = states[key]
        followed = {each for task in self.jobs[name]["tasks"] for each in parents(task)}
        return all(state == SUCCESS for key, state in states.items() if key not in followed)

    def state_of(self, job: str, task: Values, before: list[str]) -> str:
        """What becomes of a task after those that it depends on."""
        rule = task.get("run_if", "ALL_SUCCESS")
        if rule not in ("ALL_SUCCESS", "ALL_DONE"):
            raise NotImplementedError(f"run_if: {rule}")
        if rule == "ALL_SUCCESS" and set(before) - {SUCCESS}:
            return UPSTREAM_FAILED
        if "run_job_task" in task:
            called = task["run_job_task"]["job_id"].strip("<>").removeprefix("jobs.")
            return SUCCESS if self.run(called) else FAILED
        return SUCCESS if self.execute(job, task) else FAILED


def parents(task: Values) -> list[str]:
    """The tasks that a task depends on."""
    return [each["task_key"] for each in task.get("depends_on", ())]
