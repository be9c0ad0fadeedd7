"""CI of GitHub and of AWS, and the compose file: valid, pinned, and made of the project's own commands."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.setup.checks import find_program, install_checks
from orchestration.setup.render import PROJECT

WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((PROJECT / ".github" / "actions").glob("*/action.yml"))
BUILDSPECS = sorted((PROJECT / "infrastructure" / "aws").glob("buildspec.*.yml"))
COMPOSE = PROJECT / "compose.yaml"
# What the reference of buildspec 0.2 has at its top, in env, and in a phase.
TOP = {"version", "run-as", "env", "proxy", "batch", "phases", "reports", "artifacts", "cache"}
ENV = {"shell", "variables", "parameter-store", "secrets-manager", "exported-variables"}
PHASES = {"install", "pre_build", "build", "post_build"}
PHASE = {"run-as", "on-failure", "runtime-versions", "commands", "finally"}


def read(file: Path) -> Any:
    """A YAML file."""
    return yaml.safe_load(file.read_text(encoding="utf-8"))


def make_targets() -> set[str]:
    """All targets of the Makefile."""
    text = (PROJECT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+):", text, re.M))


def commands() -> Iterator[tuple[str, str]]:
    """Every shell command of CI, with its file."""
    for file in (*WORKFLOWS, *ACTIONS):
        content = read(file)
        jobs = content.get("jobs", {"": content.get("runs", {})})
        steps = [step for job in jobs.values() for step in job.get("steps", [])]
        yield from ((file.name, step["run"]) for step in steps if "run" in step)
    for file in BUILDSPECS:
        for phase in read(file)["phases"].values():
            yield from ((file.name, text) for text in phase["commands"])


def test_every_command_of_make_in_ci_is_a_target() -> None:
    """CI calls what anybody can call."""
    called = {
        (file, target)
        for file, text in commands()
        for target in re.findall(r"\bmake ([a-z0-9-]+)", text)
    }
    targets = make_targets()
    assert {target for _, target in called} >= {"lint", "test", "impact", "bundle-deploy"}
    assert not {each for each in called if each[1] not in targets}


def test_ci_takes_nothing_from_a_branch() -> None:
    """Whoever may push there could do what CI may do; one version of the Databricks CLI everywhere."""
    texts = [file.read_text(encoding="utf-8") for file in (*WORKFLOWS, *ACTIONS, *BUILDSPECS)]
    taken = [each for text in texts for each in re.findall(r"uses: ([^.\s]\S*@\S+)", text)]
    assert len(taken) > 5
    assert not [each for each in taken if not re.search(r"@v\d+(\.\d+)*$", each)]
    assert not [text for text in texts if re.search(r"https://\S+/(main|master|HEAD)/", text)]
    versions = [each for text in texts for each in re.findall(r"setup-cli[@/]v([\d.]+)", text)]
    assert len(versions) == 4
    assert len(set(versions)) == 1


def test_ci_runs_no_tool_of_the_project_but_by_make() -> None:
    """Or somebody's machine and CI would check different things."""
    tools = re.compile(
        r"(?:^|[;&|]\s*)(?:dbt|pytest|ruff|mypy|sqlfluff|python|databricks|terraform)\b", re.M
    )
    assert not [each for each in commands() if tools.search(each[1])]


def test_prod_is_deployed_by_approval_and_after_staging_only() -> None:
    """On GitHub by the environment's reviewers, on AWS by a stage of the pipeline."""
    jobs = read(PROJECT / ".github" / "workflows" / "deploy.yml")["jobs"]
    assert jobs["prod"]["needs"] == "staging"
    one = read(PROJECT / ".github" / "workflows" / "deploy-one.yml")["jobs"]["deploy"]
    assert one["environment"] == "${{ inputs.environment }}"
    pipeline = (PROJECT / "infrastructure/aws/modules/delivery/main.tf").read_text(encoding="utf-8")
    assert re.findall(r'category\s+= "(\w+)"', pipeline) == ["Source", "Build", "Approval", "Build"]


def test_pull_requests_of_forks_see_no_secret() -> None:
    """Only slim CI has one, and it asks where the branch comes from."""
    jobs = read(PROJECT / ".github" / "workflows" / "check.yml")["jobs"]
    with_secrets = {name for name, job in jobs.items() if "secrets." in yaml.safe_dump(job)}
    assert with_secrets == {"slim-ci"}
    assert "head.repo.full_name == github.repository" in jobs["slim-ci"]["if"]


def test_no_job_may_write_to_the_repository() -> None:
    """Rights are asked for one by one; the one that writes is for the comment on a pull request."""
    for file in WORKFLOWS:
        content = read(file)
        given = [content["permissions"]]
        given += [job["permissions"] for job in content["jobs"].values() if "permissions" in job]
        writing = {name for rights in given for name, right in rights.items() if right != "read"}
        assert writing <= {"pull-requests"}


def test_the_comment_on_a_pull_request_is_what_make_impact_has_written() -> None:
    """Also where a contract is broken: that ends the step before with an error."""
    steps = read(PROJECT / ".github" / "workflows" / "check.yml")["jobs"]["slim-ci"]["steps"]
    runs = [step.get("run", "") for step in steps]
    at = runs.index("make impact STATE=state")
    assert "--body-file target/impact.md" in runs[at + 1]
    assert steps[at + 1]["if"] == "always()"


@pytest.mark.parametrize("file", BUILDSPECS, ids=lambda file: str(file.name))
def test_a_buildspec_has_the_words_of_its_reference_only(file: Path) -> None:
    """CodeBuild reports others only when it builds."""
    content = read(file)
    assert content["version"] == 0.2
    assert content.keys() <= TOP
    assert content["env"].keys() <= ENV
    assert content["phases"].keys() <= PHASES
    for phase in content["phases"].values():
        assert phase.keys() <= PHASE
        assert all(isinstance(each, str) for each in phase["commands"])


def test_pre_commit_runs_the_commands_of_make_lint() -> None:
    """Or a commit would pass here and fail in CI."""
    text = (PROJECT / "Makefile").read_text(encoding="utf-8")
    recipe = text.split("\nlint: ")[1].split("\n\n")[0]
    commands_of_lint = re.findall(
        r"\b(?:ruff|mypy|yamllint|sqlfluff|dbt) ?[^;\n\\]*", recipe.split("\n", 1)[1]
    )
    hooks = read(PROJECT / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    entries = " ".join(hook["entry"] for hook in hooks)
    assert len(commands_of_lint) == len(hooks) == 6
    assert [each for each in commands_of_lint if each.strip() not in entries] == []


def test_the_dev_container_has_the_python_and_java_that_set_up_wants() -> None:
    """And makes its set-up by the project's own command."""
    container = json.loads((PROJECT / ".devcontainer" / "devcontainer.json").read_text("utf-8"))
    assert "-3.11-" in container["image"]
    assert [each["version"] for each in container["features"].values()] == ["17"]
    assert container["postCreateCommand"].startswith("make setup-local")


def test_images_are_pinned_and_servers_listen_on_loopback() -> None:
    """Nothing is latest, nothing is open to the network."""
    services = read(COMPOSE)["services"]
    assert services.keys() == {"s3", "postgres", "mail", "airflow"}
    for name, service in services.items():
        built = service.get("build", {}).get("dockerfile_inline", "")
        images = [service["image"], *re.findall(r"(?m)^FROM (\S+)", built)]
        assert all(re.fullmatch(r"[\w./-]+:v?\d+\.\d+(\.\d+)?[\w.-]*", each) for each in images)
        assert all(str(port).startswith("127.0.0.1:") for port in service["ports"]), name


def test_airflow_in_compose_finds_dags_plugins_and_providers() -> None:
    """Both folders lie in what is mounted; what is installed is what MWAA installs."""
    service = read(COMPOSE)["services"]["airflow"]
    mounted = dict(each.removesuffix(":ro").split(":")[::-1] for each in service["volumes"])
    project = service["environment"]["LAKEHOUSE_PROJECT"]
    for name in ("DAGS", "PLUGINS"):
        folder = service["environment"][f"AIRFLOW__CORE__{name}_FOLDER"]
        inside = folder.removeprefix(f"{project}/")
        assert mounted[f"{project}/{inside.split('/')[0]}"] == f"./{inside.split('/')[0]}"
        assert list((PROJECT / inside).glob("lakehouse_*.py"))
    assert not [source for source in mounted.values() if source in (".", "./.venv", "./.local")]
    build = service["build"]
    wanted = PROJECT / build["context"] / "requirements.txt"
    assert wanted == PROJECT / "orchestration" / "airflow" / "mwaa" / "requirements.txt"
    assert "--requirement /requirements.txt" in build["dockerfile_inline"]
    text = (PROJECT / "orchestration/airflow/requirements.in").read_text(encoding="utf-8")
    (version,) = re.findall(r"(?m)^apache-airflow==([\d.]+)$", text)
    assert f"FROM apache/airflow:{version}-python3.12\n" in build["dockerfile_inline"]


@pytest.mark.by_command
def test_ci_and_compose_fit_their_published_schemas() -> None:
    """Actionlint with shellcheck, and the schemas of GitHub and of compose."""
    install_checks()
    shellcheck = find_program("shellcheck")
    schema = [find_program("check-jsonschema"), "--builtin-schema"]
    checks: list[list[object]] = [
        [find_program("actionlint"), "-no-color", "-shellcheck", shellcheck],
        [*schema, "vendor.github-workflows", *WORKFLOWS],
        [*schema, "vendor.github-actions", *ACTIONS],
        [*schema, "vendor.compose-spec", COMPOSE],
        [shellcheck, PROJECT / "env.sh", PROJECT / ".ci" / "run"],
    ]
    wrong = []
    for check in checks:
        done = subprocess.run(
            [str(each) for each in check],
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        wrong += [] if done.returncode == 0 else [done.stdout + done.stderr]
    assert not wrong, "\n".join(wrong)
