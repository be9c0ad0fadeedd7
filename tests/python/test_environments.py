"""What differs between environments stands in one folder, and nowhere in the code."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from orchestration.setup.render import PROJECT
from tests.python.harness.bundle import BundleFiles, read
from tests.python.harness.commands import command

FOLDER = PROJECT / "environments"
CLOUD = ("dev", "staging", "prod")
BUNDLE = "BUNDLE_VAR_"
SECRET = re.compile(r"TOKEN|SECRET|PASSWORD|ACCESS_KEY|WEBHOOK")
# Hosts, buckets and folders of a machine or a company.
PLACES = re.compile(
    r"https?://(?!127\.0\.0\.1|localhost|\[::1\]|\{|\$|%|<|\.\.\.|x\b)\w[\w.-]*"
    r"|s3[an]?://(?![{$<%'\"`*\s\\]|bucket\b|my-bucket\b|\.)\w[\w.-]*"
    r"|[\w-]+\.(?:cloud\.databricks\.com|amazonaws\.com|azuredatabricks\.net)"
    r"|(?<![\w.<>{}*-])/(?:home|Users|work|opt|mnt|srv|root)/\w+"
    r"|\b\d{12}\b"
)
CODE = (
    "models",
    "macros",
    "snapshots",
    "orchestration",
    "simulator",
    "profiles",
    "infrastructure",
    "Makefile",
    "env.sh",
    "dbt_project.yml",
)
SUFFIXES = {".py", ".sql", ".yml", ".yaml", ".sh", ".tf", ".conf", ".html", ""}
# Names that are the same for everybody: Databricks' and AWS's own accounts, the name of a format.
NO_PLACES = {
    # names of formats
    "orchestration/alerts/chat.py": {"http://adaptivecards.io"},
    "orchestration/dashboards/paper.py": {"http://www.w3.org"},
    "orchestration/dashboards/charts.py": {"https://vega.github.io"},
    # where others publish what is installed
    "orchestration/airflow/install.py": {"https://raw.githubusercontent.com"},
    "infrastructure/aws/buildspec.check.yml": {"https://raw.githubusercontent.com"},
    "infrastructure/aws/buildspec.deploy.yml": {"https://raw.githubusercontent.com"},
    "Makefile": {"https://docs.databricks.com"},
    "infrastructure/aws/lakehouse/variables.tf": {"414351767826"},
    "infrastructure/aws/lakehouse/main.tf": {"336392948345"},
}
SERVICE = re.compile(r"^[a-z0-9-]+\.(?:\$\{var\.region\}\.)?amazonaws\.com$")


def settings(name: str) -> dict[str, str]:
    """The settings of an environment."""
    lines = (FOLDER / f"{name}.env").read_text(encoding="utf-8").splitlines()
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {key: value for key, _, value in pairs}


def shell(script: str, **variables: str) -> list[str]:
    """What a shell prints that has nothing set but these variables."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=PROJECT,
        env={**kept, "LAKEHOUSE_TUNING": "medium", **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_dev_staging_and_prod_set_the_same_things() -> None:
    """A setting that one of them lacks would be somebody's default there."""
    throw_away = {"TF_VAR_force_destroy"}
    names = {name: settings(name).keys() - throw_away for name in CLOUD}
    assert names["dev"] == names["staging"] == names["prod"]
    assert settings("local") == {}


def test_environments_share_neither_catalog_nor_state_nor_name() -> None:
    """What is run in one of them cannot write to another."""
    for setting in ("DATABRICKS_CATALOG", "LANDING_ROOT", "TERRAFORM_STATE_BUCKET", "ALERT_NAME"):
        assert len({settings(name)[setting] for name in CLOUD}) == 3, setting
    for name in CLOUD:
        found = settings(name)
        assert found["TF_VAR_environment"] == name
        assert found["TF_VAR_region"] == found["AWS_REGION"]
        assert found["DATABRICKS_CATALOG"] in found["LANDING_ROOT"]


def test_no_environment_holds_a_secret() -> None:
    """Neither by its name nor by what a key looks like."""
    for name in CLOUD:
        for setting, value in settings(name).items():
            assert not SECRET.search(setting), f"{name}: {setting}"
            assert not re.search(r"dapi|AKIA|ASIA|[A-Za-z0-9+/]{40}", value), f"{name}: {setting}"


def test_every_variable_for_terraform_is_one_of_its_variables() -> None:
    """And each variable without a default is given."""
    text = (PROJECT / "infrastructure/aws/lakehouse/variables.tf").read_text(encoding="utf-8")
    blocks = dict(re.findall(r'^variable "(\w+)" \{\n(.*?)^\}', text, re.S | re.M))
    wanted = {name for name, block in blocks.items() if not re.search(r"^  default ", block, re.M)}
    for name in CLOUD:
        given = {key.removeprefix("TF_VAR_") for key in settings(name) if key.startswith("TF_VAR_")}
        assert given <= blocks.keys()
        assert wanted <= given


def test_every_variable_for_the_bundle_is_one_of_its_variables() -> None:
    """And each variable without a default is given: nobody is asked for one in CI."""
    variables = read("databricks.yml")["variables"]
    wanted = {name for name, each in variables.items() if "default" not in each}
    assert wanted
    for name in CLOUD:
        given = {key.removeprefix(BUNDLE) for key in settings(name) if key.startswith(BUNDLE)}
        assert given <= variables.keys()
        assert wanted <= given


@pytest.mark.parametrize("name", CLOUD)
def test_the_bundle_is_given_what_terraform_makes(name: str) -> None:
    """By the names that it gives; which account, region and catalog it is stands in the same file."""
    found = settings(name)
    account, region = found["TF_VAR_account_id"], found["TF_VAR_region"]
    made = {
        "buckets": f"lakehouse-{name}-{account}",
        "storage_credentials": f"lakehouse_{name}",
        "instance_profile_arn": f"arn:aws:iam::{account}:instance-profile/lakehouse-{name}-landings",
        "file_events_queue": f"https://sqs.{region}.amazonaws.com/{account}/lakehouse-{name}-file-events",
    }
    assert made.items() <= {key.removeprefix(BUNDLE): value for key, value in found.items()}.items()
    assert BundleFiles(name).variables["catalog"] == found["DATABRICKS_CATALOG"]


@pytest.mark.parametrize("name", CLOUD)
def test_make_tells_the_bundle_what_the_environment_of_its_target_says(
    name: str, tmp_path: Path
) -> None:
    """So CI need not say it again: a program in the place of the CLI writes down what it is told."""
    program = tmp_path / "databricks"
    program.write_text('#!/bin/sh\necho "$@"\nenv\n', encoding="utf-8")
    program.chmod(0o755)
    kept = {key: os.environ[key] for key in ("HOME", "LANG") if key in os.environ}
    done = subprocess.run(
        ["make", "--old-file=setup-local", "bundle-deploy", f"TARGET={name}"],
        cwd=PROJECT,
        env={**kept, "PATH": f"{tmp_path}:{os.environ['PATH']}", "LAKEHOUSE_TUNING": "medium"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert f"bundle deploy --target {name}" in said
    wanted = [f"{key}={value}" for key, value in settings(name).items() if key.startswith(BUNDLE)]
    assert set(wanted) <= set(said)


def test_every_setting_is_documented() -> None:
    """In docs/environments.md, by its name."""
    text = (PROJECT / "docs" / "environments.md").read_text(encoding="utf-8")
    names = {setting for name in CLOUD for setting in settings(name)}
    assert not {name for name in names if f"`{name}`" not in text}


def test_a_shell_that_changes_the_environment_keeps_nothing_of_the_first() -> None:
    """But what the user has set: that stays."""
    script = """
        source ./env.sh && echo "$DATABRICKS_CATALOG $LANDING_ROOT $ALERT_NAME"
        export LAKEHOUSE_ENVIRONMENT=prod ALERT_NAME=mine
        source ./env.sh && echo "$DATABRICKS_CATALOG $LANDING_ROOT $ALERT_NAME"
        export LAKEHOUSE_ENVIRONMENT=local
        source ./env.sh && echo "[${DATABRICKS_CATALOG-}${DBT_TARGET-}${AWS_REGION-}] $LANDING_ROOT $ALERT_NAME"
    """
    dev, prod, local = shell(script, LAKEHOUSE_ENVIRONMENT="dev")
    assert dev == "ecommerce_catalog_dev /Volumes/ecommerce_catalog_dev/landing/files lakehouse dev"
    assert prod == "ecommerce_catalog /Volumes/ecommerce_catalog/landing/files mine"
    assert local == f"[] {PROJECT}/.local/landing mine"


def test_what_is_set_beforehand_wins() -> None:
    """So a job may overrule one setting."""
    (root,) = shell(
        'source ./env.sh && echo "$LANDING_ROOT"',
        LAKEHOUSE_ENVIRONMENT="dev",
        LANDING_ROOT="/Volumes/own/files",
    )
    assert root == "/Volumes/own/files"


def test_an_environment_that_is_none_is_a_sentence() -> None:
    """It names those that there are."""
    done = subprocess.run(
        ["bash", "-c", "source ./env.sh"],
        cwd=PROJECT,
        env={**os.environ, "LAKEHOUSE_ENVIRONMENT": "production"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "there is no environment 'production'" in done.stderr
    assert "dev local prod staging" in done.stderr


@pytest.mark.parametrize(("name", "target"), [("local", "local"), ("prod", "databricks")])
def test_make_takes_the_target_of_the_environment(name: str, target: str) -> None:
    """Without ENV, which overrules it."""
    done = subprocess.run(
        ["make", "--dry-run", "upkeep"],
        cwd=PROJECT,
        env={**os.environ, "LAKEHOUSE_ENVIRONMENT": name},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f'DBT_TARGET="{target}"' in done.stdout


def code_files() -> list[Path]:
    """All code and configuration of the product."""
    found = [PROJECT / name for name in CODE]
    files = [file for place in found for file in ([place] if place.is_file() else place.rglob("*"))]
    return [file for file in files if file.is_file() and file.suffix in SUFFIXES]


def test_no_host_bucket_account_or_folder_stands_in_code() -> None:
    """They come from the environment; examples in sentences are of nobody (example.com, <bucket>)."""
    wrong = []
    for file in code_files():
        name = file.relative_to(PROJECT).as_posix()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            for place in PLACES.findall(line):
                is_known = place in NO_PLACES.get(name, ()) or SERVICE.match(place)
                if not is_known and "example.com" not in place:
                    wrong.append(f"{name}:{number}: {place}")
    assert len(code_files()) > 300
    assert not wrong, "\n".join(wrong)


@pytest.mark.by_command
def test_schemas_with_a_prefix_are_dropped_and_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And none without a prefix: those are the real ones."""
    seeds = ("dbt", "--quiet", "seed", "--select", "companies")
    drop = ("dbt", "--quiet", "run-operation", "drop_prefixed_schemas")
    command(tmp_path, *seeds)
    monkeypatch.setenv("DBT_SCHEMA_PREFIX", "ci_7_")
    command(tmp_path, *seeds)
    tables = tmp_path / "warehouse"
    assert (tables / "ci_7_reference.db").is_dir()
    command(tmp_path, *drop, "--args", "{dry_run: false}")
    assert not (tables / "ci_7_reference.db").exists()
    assert (tables / "reference.db").is_dir()
    monkeypatch.delenv("DBT_SCHEMA_PREFIX")
    with pytest.raises(AssertionError, match="DBT_SCHEMA_PREFIX is not set"):
        command(tmp_path, *drop, "--args", "{dry_run: false}")
    assert (tables / "reference.db").is_dir()
