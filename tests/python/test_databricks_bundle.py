"""The Databricks bundle, without Databricks and without Spark: what its files say, and its jobs' order.

That its dbt commands do what they should is shown by tests/python/engines/databricks/test_jobs.py.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from databricks.bundles.build import main as bundle_tool
from databricks.bundles.core import Bundle
from dbt.cli.main import cli

from orchestration.dashboards.catalogue import marts_of, read_catalogue
from orchestration.databricks import resources as resources_module
from orchestration.databricks.errors import DatabricksError
from orchestration.databricks.layers import LAYERS
from orchestration.databricks.resources import APP_READS, load_resources, resources_of
from orchestration.databricks.schema import problems_of, schema_text
from orchestration.setup.render import PROJECT
from tests.python.harness.bundle import (
    FAILED,
    SUCCESS,
    UPSTREAM_FAILED,
    BundleFiles,
    JobRuns,
    Values,
    parents,
    read,
)

TARGETS = ("dev", "staging", "prod")


@pytest.fixture(scope="module", params=TARGETS)
def bundle(request: pytest.FixtureRequest) -> BundleFiles:
    """The bundle for each of its targets."""
    return BundleFiles(request.param)


@pytest.fixture(scope="module")
def prod() -> BundleFiles:
    """The bundle for production."""
    return BundleFiles("prod")


def checked(target: str, resources: Values, folder: Path) -> list[str]:
    """What databricks-bundles says of resources, as the CLI has it read them; none when all is well."""
    content = {"bundle": {"target": target}, "resources": resources, "python": {"resources": []}}
    (folder / "in.json").write_text(json.dumps(content), encoding="utf-8")
    places = {name: str(folder / f"{name}.json") for name in ("input", "output", "diagnostics")}
    places["input"] = str(folder / "in.json")
    options = [word for name, place in places.items() for word in (f"--{name}", place)]
    bundle_tool(["build", "--phase", "apply_mutators", *options])
    lines = (folder / "diagnostics.json").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["summary"] + str(json.loads(line).get("detail")) for line in lines]


def tasks_of(bundle: BundleFiles) -> Iterator[tuple[str, Values]]:
    """Every task, with its job's name."""
    for name, job in bundle.jobs.items():
        yield from ((name, task) for task in job["tasks"])


def commands_of(bundle: BundleFiles) -> Iterator[tuple[str, list[str]]]:
    """Every dbt command as words, with its job's and task's name."""
    for job, task in tasks_of(bundle):
        for command in task.get("dbt_task", {}).get("commands", ()):
            yield f"{job}.{task['task_key']}", shlex.split(command)


def test_databricks_bundles_takes_every_resource(bundle: BundleFiles, tmp_path: Path) -> None:
    """Their fields, types and choices are those of its version."""
    assert checked(bundle.target, bundle.resources, tmp_path) == []


@pytest.mark.parametrize(
    ("group", "field", "value"),
    [
        ("jobs", "max_concurent_runs", 1),
        ("alerts", "query", "select 1"),
        ("volumes", "volume_type", "INTERNAL"),
        ("apps", "source_code", "target"),
    ],
)
def test_databricks_bundles_refuses_what_is_misspelled(
    prod: BundleFiles, tmp_path: Path, group: str, field: str, value: object
) -> None:
    """So that the check above can fail."""
    key = next(iter(prod.resources[group]))
    wrong = {**prod.resources[group][key], field: value}
    assert checked("prod", {**prod.resources, group: {key: wrong}}, tmp_path)


def test_databricks_bundles_loads_what_the_projects_python_makes(tmp_path: Path) -> None:
    """By the name that databricks.yml has."""
    settings = read("databricks.yml")["python"]
    content = {"bundle": {"target": "prod"}, "python": {"resources": settings["resources"]}}
    (tmp_path / "in.json").write_text(json.dumps(content), encoding="utf-8")
    files = {"--input": "in.json", "--output": "out.json", "--diagnostics": "said.json"}
    options = [word for name, file in files.items() for word in (name, str(tmp_path / file))]
    assert bundle_tool(["build", "--phase", "load_resources", *options]) == 0
    made = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["resources"]
    assert "refresh_dashboards" in made["jobs"]
    assert "analytics" in made["schemas"]


def test_every_reference_leads_somewhere(bundle: BundleFiles) -> None:
    """To a variable, a resource's field, or what Databricks knows."""
    found = bundle.resolved({"resources": bundle.resources, "variables": bundle.variables})
    assert "${" not in json.dumps(found)
    with pytest.raises(KeyError):
        bundle.resolved("${resources.jobs.nobody.id}")


def test_the_night_begins_at_three_and_lands_builds_refreshes_and_tells(prod: BundleFiles) -> None:
    """In UTC, one behind the other."""
    job = prod.jobs["nightly"]
    assert job["schedule"] == {"quartz_cron_expression": "0 0 3 * * ?", "timezone_id": "UTC"}
    runs = JobRuns(prod.jobs, lambda job, task: True)
    assert runs.run("nightly")
    assert list(runs.states) == [
        *("nightly.land_api", "nightly.land_partners"),
        *(f"build.{layer}{end}" for layer in LAYERS for end in ("", "_retry")),
        *("build.summary", "nightly.build"),
        *(name for name in runs.states if name.startswith("refresh_dashboards.")),
        *("nightly.refresh_dashboards", "nightly.explain", "nightly.mails"),
    ]


def test_every_night_explains_what_it_changed_and_nothing_waits_for_that(
    prod: BundleFiles,
) -> None:
    """After a failure, too: a gate that stays closed for a week would outlive the versions."""
    (words,) = (each for name, each in commands_of(prod) if "explain_runs" in each)
    assert words[1] == "run-operation"

    def states(failing: str) -> Mapping[str, str]:
        runs = JobRuns(prod.jobs, lambda job, task: task["task_key"] != failing)
        runs.run("nightly")
        return runs.states

    assert states("gold_retry")["nightly.explain"] == SUCCESS
    unexplained = states("explain")
    assert unexplained["nightly.explain"] == FAILED
    assert unexplained["nightly.refresh_dashboards"] == unexplained["nightly.mails"] == SUCCESS


def test_files_that_arrive_are_built_and_only_problems_are_told(prod: BundleFiles) -> None:
    """By the same build, in whose queue they wait."""
    job = prod.jobs["file_arrival"]
    assert job["trigger"]["file_arrival"]["url"] == "/Volumes/ecommerce_catalog/landing/files/"
    build, mails = job["tasks"]
    assert build["run_job_task"]["job_id"] == "<jobs.build>"
    assert "--problems-only" in mails["spark_python_task"]["parameters"]


def test_upkeep_runs_once_a_week_after_the_night(prod: BundleFiles) -> None:
    """Optimize, vacuum, access, and the state of old runs."""
    job = prod.jobs["upkeep"]
    assert job["schedule"]["quartz_cron_expression"] == "0 0 5 ? * SUN"
    commands = [words for name, words in commands_of(prod) if name.startswith("upkeep.")]
    operations = [words[2] for words in commands if "run-operation" in words]
    assert operations == ["optimize_tables", "vacuum", "grant_access"]


def test_every_operation_of_a_job_is_a_macro_of_the_project(prod: BundleFiles) -> None:
    """With the arguments that it is given."""
    for _, words in commands_of(prod):
        if words[1] != "run-operation":
            continue
        (file,) = (PROJECT / "macros").rglob(f"{words[2]}.sql")
        (declared,) = re.findall(rf"macro {words[2]}\((.*?)\)", file.read_text(encoding="utf-8"))
        given = yaml.safe_load(words[words.index("--args") + 1])
        assert all(f"{name}=" in declared for name in given)


def test_a_backfill_says_what_is_concerned_and_builds_only_when_it_has_marked_it(
    prod: BundleFiles,
) -> None:
    """It is asked for feed, from and to, and hands them on to the operation."""
    job = prod.jobs["backfill"]
    given = {each["name"]: each["default"] for each in job["parameters"]}
    assert {"feed", "from", "to"} <= given.keys()
    assert given["dry_run"] == "true"
    mark, is_marked, build = job["tasks"]
    words = shlex.split(mark["dbt_task"]["commands"][-1])
    for name, value in given.items():
        words[-1] = words[-1].replace(f"{{{{job.parameters.{name}}}}}", value)
    arguments = yaml.safe_load(words[-1])
    assert arguments == {
        "feed": "",
        "from_date": "",
        "to_date": "",
        "by": "arrival",
        "how": "reload",
        "dry_run": "true",
    }
    assert is_marked["condition_task"] == {
        "op": "EQUAL_TO",
        "left": "{{job.parameters.dry_run}}",
        "right": "false",
    }
    assert build["depends_on"] == [{"task_key": "is_marked", "outcome": "true"}]


def test_every_job_runs_once_at_a_time_and_queues_ends_and_warns(bundle: BundleFiles) -> None:
    """It warns before it is ended, by mail."""
    for name, job in bundle.jobs.items():
        assert job["max_concurrent_runs"] == 1, name
        assert job["queue"] == {"enabled": True}, name
        (rule,) = job["health"]["rules"]
        assert rule["metric"] == "RUN_DURATION_SECONDS"
        assert 0 < rule["value"] < job["timeout_seconds"], name
        mails = job["email_notifications"]
        assert mails["on_failure"] == mails["on_duration_warning_threshold_exceeded"]
        assert mails["on_failure"] == ["<failure_mail>"]


def test_every_task_ends_within_its_job_and_says_how_often_it_is_tried(prod: BundleFiles) -> None:
    """Tasks that only call a job or compare words need neither."""
    for job, task in tasks_of(prod):
        if "run_job_task" in task or "condition_task" in task:
            continue
        name = f"{job}.{task['task_key']}"
        assert 0 < task["timeout_seconds"] <= prod.jobs[job]["timeout_seconds"], name
        assert "max_retries" in task, name
        # what dbt has failed in is retried by dbt, by a task of its own
        is_layer = job == "build"
        assert (task["max_retries"] == 0) == is_layer, name


@pytest.mark.parametrize(
    ("target", "workers"), [("dev", (1, 2)), ("staging", (4, 16)), ("prod", (4, 16))]
)
def test_clusters_have_4_to_16_m5_large_workers_and_sql_runs_on_the_warehouse(
    target: str, workers: tuple[int, int]
) -> None:
    """But for developers, who share nothing."""
    bundle = BundleFiles(target)
    clusters = [
        each["new_cluster"] for job in bundle.jobs.values() for each in job.get("job_clusters", ())
    ]
    assert len(clusters) == 5
    for cluster in clusters:
        assert cluster["node_type_id"] == "m5.large"
        # which has no disk of its own
        assert cluster["aws_attributes"]["ebs_volume_count"] >= 1
        assert tuple(cluster["autoscale"].values()) == workers
        path = cluster["spark_env_vars"]["DATABRICKS_HTTP_PATH"]
        assert path == "/sql/1.0/warehouses/<sql_warehouses.lakehouse>"


def test_what_needs_a_cluster_has_one(prod: BundleFiles) -> None:
    """Both dbt and Python, with the libraries of requirements.txt."""
    for job, task in tasks_of(prod):
        if {"dbt_task", "spark_python_task"} & set(task):
            assert task["job_cluster_key"] == "workers", job
            assert task["libraries"] == [
                {"requirements": "../orchestration/databricks/requirements.txt"}
            ]


def test_libraries_of_the_cluster_have_the_versions_of_the_lock_file() -> None:
    """Line by line."""
    wanted = (PROJECT / "orchestration/databricks/requirements.txt").read_text(encoding="utf-8")
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    pins = [line for line in wanted.splitlines() if not line.startswith("#")]
    assert len(pins) > 10
    assert [pin for pin in pins if f"{pin} \\" not in lock.splitlines()] == []


@pytest.mark.parametrize("layer", LAYERS)
def test_what_comes_after_a_layer_that_failed_twice_does_not_run(
    prod: BundleFiles, layer: str
) -> None:
    """Neither later layers nor dashboards; operations, the summary and the mails do."""
    asked: list[str] = []

    def execute(job: str, task: Values) -> bool:
        asked.append(f"{job}.{task['task_key']}")
        # a retry finds no state of a layer that did not run; a summary of a failure fails
        layers = LAYERS[LAYERS.index(layer) : -1] if layer != "operations" else LAYERS[-1:]
        bad = {layer, *(f"{each}_retry" for each in layers), "summary"}
        return job != "build" or task["task_key"] not in bad

    runs = JobRuns(prod.jobs, execute)
    runs.run("nightly")
    assert runs.states["nightly.build"] == FAILED
    for later in LAYERS[LAYERS.index(layer) + 1 : -1]:
        assert runs.states[f"build.{later}"] == UPSTREAM_FAILED
        assert f"build.{later}" not in asked
    assert runs.states["nightly.refresh_dashboards"] == UPSTREAM_FAILED
    for told in ("build.operations", "build.summary", "nightly.mails"):
        assert told in asked


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_that_its_retry_has_mended_stops_nothing(prod: BundleFiles, layer: str) -> None:
    """The layer's own task stays red."""
    runs = JobRuns(prod.jobs, lambda job, task: task["task_key"] != layer)
    assert runs.run("nightly")
    assert {name for name, state in runs.states.items() if state != SUCCESS} == {f"build.{layer}"}


def test_a_landing_that_failed_stops_neither_the_build_nor_the_mails(prod: BundleFiles) -> None:
    """What is missing of one source does not hold the others back."""
    runs = JobRuns(prod.jobs, lambda job, task: not task["task_key"].startswith("land_"))
    assert runs.run("nightly")
    assert runs.states["nightly.land_api"] == FAILED


def test_state_is_kept_in_the_volume_by_run_and_layer(prod: BundleFiles) -> None:
    """A retry reads what its layer has left in this run, and can read no other."""
    folder = "/Volumes/ecommerce_catalog/logs/state/runs/{{job.run_id}}"
    words = {name: words for name, words in commands_of(prod) if words[1] in ("build", "retry")}
    for layer in LAYERS:
        build, retry = words[f"build.{layer}"], words[f"build.{layer}_retry"]
        assert build == ["dbt", "build", "--selector", layer, "--target-path", f"{folder}/{layer}"]
        assert retry == [
            *("dbt", "retry", "--state", f"{folder}/{layer}"),
            *("--target-path", f"{folder}/{layer}_retry"),
        ]
        (task,) = (each for _, each in tasks_of(prod) if each["task_key"] == f"{layer}_retry")
        assert parents(task) == [layer]
    volume = prod.resolved(prod.resources["volumes"]["state"])
    assert [volume[name] for name in ("catalog_name", "schema_name", "name")] == [
        *("ecommerce_catalog", "logs", "state")
    ]


def test_dbt_takes_every_command(prod: BundleFiles, tmp_path: Path) -> None:
    """Its own reader of the command line does; a task has at most ten."""
    for _, task in tasks_of(prod):
        assert len(task.get("dbt_task", {}).get("commands", ())) <= 10
    for _, (program, name, *options) in commands_of(prod):
        assert program == "dbt"
        command = cli.commands[name]
        command.make_context(name, list(options))
    with pytest.raises(Exception, match="No such option"):
        cli.commands["build"].make_context("build", ["--selecto", "gold"])


def test_grants_are_those_of_vars_access(prod: BundleFiles) -> None:
    """Said there, and nowhere else; jobs may build every schema."""
    access: Mapping[str, list[str]] = read("dbt_project.yml")["vars"]["access"]["schemas"]
    schemas = prod.resolved(prod.resources["schemas"])
    assert set(schemas) == set(access)
    for name, schema in schemas.items():
        *readers, builder = schema["grants"]
        if name in APP_READS:
            # its page is of these, and the bundle knows its principal only when it has made it
            assert readers.pop()["principal"] == "<apps.dashboards>"
        assert [each["principal"] for each in readers] == access[name]
        assert all(each["privileges"] == ["USE_SCHEMA", "SELECT"] for each in readers)
        assert builder["principal"] == "<service_principal>"
    assert not [
        file for file in (PROJECT / "resources").glob("*.yml") if "SELECT]" in file.read_text()
    ]


@pytest.mark.parametrize(
    ("target", "prefix", "catalog"),
    [
        ("dev", "dev_alice_", "ecommerce_catalog_dev"),
        ("staging", "", "ecommerce_catalog_staging"),
        ("prod", "", "ecommerce_catalog"),
    ],
)
def test_dbt_is_told_the_names_that_the_bundle_makes(
    target: str, prefix: str, catalog: str
) -> None:
    """Catalog, prefix of schemas, and where the files lie."""
    bundle = BundleFiles(target)
    assert {each["name"] for each in bundle.resolved(bundle.resources["schemas"]).values()} >= {
        f"{prefix}{name}" for name in ("raw", "processed", "analytics", "logs")
    }
    (told,) = {
        json.dumps(each["new_cluster"]["spark_env_vars"], sort_keys=True)
        for job in bundle.jobs.values()
        for each in job.get("job_clusters", ())
    }
    variables = json.loads(told)
    assert variables["DBT_SCHEMA_PREFIX"] == prefix
    assert variables["DATABRICKS_CATALOG"] == catalog
    assert variables["LANDING_ROOT"] == f"/Volumes/{catalog}/{prefix}landing/files"
    volume = bundle.resolved(bundle.resources["volumes"]["landing"])
    place = [volume[name] for name in ("catalog_name", "schema_name", "name")]
    assert "/Volumes/" + "/".join(place) == variables["LANDING_ROOT"]


@pytest.mark.parametrize("target", ["staging", "prod"])
def test_every_external_location_is_what_a_role_of_terraform_may_use(target: str) -> None:
    """Its bucket and folder, by the credential of that role; read only where the role is."""
    module = (PROJECT / "infrastructure/aws/modules/databricks/main.tf").read_text(encoding="utf-8")
    roles = {
        name: (bucket, "landing" if prefix == "var.landing_prefix" else prefix.strip('"/'), writes)
        for name, bucket, prefix, writes in re.findall(
            r'(\w+) += \{ bucket = "(\w+)", prefix = (\S+), writes = (\w+) \}', module
        )
    }
    bundle = BundleFiles(target)
    locations = bundle.resolved(bundle.resources["external_locations"])
    assert len(roles) == 4
    assert {
        name: (each["url"], each["credential_name"], each.get("read_only", False))
        for name, each in locations.items()
    } == {
        name: (
            f"s3://<buckets>-{bucket}/{folder}",
            f"<storage_credentials>_{name}",
            writes == "false",
        )
        for name, (bucket, folder, writes) in roles.items()
    }
    events = {name for name, each in locations.items() if each["enable_file_events"]}
    assert events == {"landing"}
    assert locations["landing"]["file_event_queue"] == {
        "provided_sqs": {"queue_url": "<file_events_queue>"}
    }


def test_a_schema_lies_in_the_location_of_its_zone(bundle: BundleFiles) -> None:
    """None beside another one's; developers' schemas lie where their catalog says."""
    schemas = bundle.resolved(bundle.resources["schemas"])
    found = {name: each.get("storage_root") for name, each in schemas.items()}
    if bundle.target == "dev":
        assert set(found.values()) == {None}
        return
    zones = dict.fromkeys(found, "silver")
    zones |= {"raw": "bronze", "landing": "bronze", "analytics": "gold"}
    assert found == {name: f"s3://<buckets>-{zone}/tables/{name}" for name, zone in zones.items()}
    (catalog,) = bundle.resolved(bundle.resources["catalogs"]).values()
    assert catalog["storage_root"] == "s3://<buckets>-silver/tables/catalog"


def test_nobody_writes_landing_files_through_unity_catalog(prod: BundleFiles) -> None:
    """Landings write by the instance profile of their cluster, to the bucket itself."""
    given = [*prod.resources["external_locations"].values(), prod.resources["volumes"]["landing"]]
    privileges = {
        privilege
        for securable in given
        for grant in securable.get("grants", ())
        for privilege in grant["privileges"]
    }
    assert privileges == {"READ_FILES", "CREATE_EXTERNAL_VOLUME", "READ_VOLUME"}
    assert prod.resolved("${var.landing_target}") == "s3a://<buckets>-bronze/landing"


def test_generated_dashboards_are_deployed_and_refreshed(tmp_path: Path) -> None:
    """Every file below dashboards/ that ends as Databricks names them."""
    shutil.copy2(PROJECT / "dbt_project.yml", tmp_path)
    (tmp_path / "dashboards" / "made").mkdir(parents=True)
    for name in ("sales.lvdash.json", "data-quality.lvdash.json", "sales.yml"):
        text = '{"query": "select 1 from analytics.fct_revenue join logs.run_log"}'
        (tmp_path / "dashboards" / "made" / name).write_text(text, encoding="utf-8")
    made = resources_of(tmp_path, "prod")
    assert set(made.dashboards) == {"sales", "data_quality"}
    tables = "from ${var.schema_prefix}analytics.fct_revenue join ${var.schema_prefix}logs.run_log"
    assert all(tables in str(each.serialized_dashboard) for each in made.dashboards.values())
    job: Any = made.jobs["refresh_dashboards"].as_dict()
    assert [task["task_key"] for task in job["tasks"]] == ["data_quality", "sales"]
    assert all(task["dashboard_task"]["subscription"]["subscribers"] for task in job["tasks"])


def test_the_app_of_dashboards_has_its_folder_its_warehouse_and_what_it_reads(
    bundle: BundleFiles, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The folder is written while the bundle is deployed, and uploaded although Git ignores it."""
    monkeypatch.setattr(resources_module, "PROJECT", tmp_path)
    monkeypatch.setattr(resources_module, "resources_of", lambda project, _: project)
    load_resources(Bundle(target="prod"))
    app = bundle.resolved(bundle.resources["apps"]["dashboards"])
    written = yaml.safe_load((tmp_path / app["source_code_path"] / "app.yaml").read_text())
    assert f"{app['source_code_path']}/**" in bundle.settings["sync"]["include"]
    # deployed by hand it is started alike, with the same name of the warehouse
    *command, prefix = app["config"]["command"]
    assert written["command"] == command
    assert prefix == f"--prefix={bundle.resolved('${var.schema_prefix}')}"
    (warehouse,) = app["resources"]
    assert written["env"][0]["valueFrom"] == warehouse["name"]
    assert warehouse["sql_warehouse"] == {
        "id": "<sql_warehouses.lakehouse>",
        "permission": "CAN_USE",
    }
    told = {
        each["name"]: each.get("value", each.get("value_from")) for each in app["config"]["env"]
    }
    assert told == {
        "DATABRICKS_WAREHOUSE_ID": warehouse["name"],
        "DATABRICKS_CATALOG": bundle.variables["catalog"],
        "REPORTING_CURRENCY": "INR",
        "LINES_OF_BUSINESS": "distribution,marketplace,webshop",
    }
    assert re.fullmatch(r"[a-z0-9-]{1,30}", app["name"])
    assert app["permissions"] == [{"group_name": "analysts", "level": "CAN_USE"}]
    assert {mart.split(".")[0] for mart in marts_of(read_catalogue())} == set(APP_READS)
    for catalog in bundle.resolved(bundle.resources.get("catalogs", {})).values():
        assert {"principal": "<apps.dashboards>", "privileges": ["USE_CATALOG"]} in catalog[
            "grants"
        ]


def test_feeds_of_the_freshness_alert_are_those_whose_cards_say_when_they_are_late(
    prod: BundleFiles,
) -> None:
    """With the same days."""
    cards = {}
    for file in (PROJECT / "models" / "staging").rglob("_*__sources.yml"):
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                late = (
                    table.get("config", {}).get("freshness") or table.get("freshness") or {}
                ).get("warn_after")
                if late:
                    assert late["period"] == "day"
                    cards[f"{source['name']}.{table['name']}"] = late["count"]
    query = prod.resources["alerts"]["freshness"]["query_text"]
    told = {feed: int(days) for feed, days in re.findall(r"\('([a-z_.]+)', (\d+)\)", query)}
    assert told == cards


def test_alerts_count_a_column_that_their_query_has(prod: BundleFiles) -> None:
    """After the night; nothing found is all well."""
    for name, alert in prod.resolved(prod.resources["alerts"]).items():
        column = alert["evaluation"]["source"]["name"]
        assert re.search(rf"select\s.*\b{column}\b.*\sfrom\s", alert["query_text"], re.DOTALL), name
        assert alert["evaluation"]["empty_result_state"] == "OK", name
        assert alert["schedule"]["quartz_cron_schedule"] == "0 0 7 * * ?"


def test_no_secret_stands_in_the_bundle(prod: BundleFiles) -> None:
    """Only names of secrets in the scope that the bundle makes."""
    scope = prod.resolved(prod.resources["secret_scopes"]["lakehouse"])["name"]
    for job in prod.jobs.values():
        for cluster in job.get("job_clusters", ()):
            for name, value in cluster["new_cluster"]["spark_env_vars"].items():
                if re.search("TOKEN|SECRET|PASSWORD|WEBHOOK|CLIENT_ID", name):
                    assert value == f"{{{{secrets/{scope}/{name.lower()}}}}}"


@pytest.mark.parametrize(
    ("name", "problem"),
    [("nightly", None), ("${var.name}", None), (3, "resources.jobs.nightly.name: 3 is not")],
)
def test_a_bundle_is_held_against_a_schema(
    tmp_path: Path, name: object, problem: str | None
) -> None:
    """With its choices of a value and of a reference, whose patterns Python does not read."""
    pattern = r"\$\{(var(\.\p{L}+([-_]*[\p{L}\p{N}]+)*(\[[0-9]+\])*)+)\}"
    choices = [{"type": "string"}, {"type": "string", "pattern": pattern, "minLength": 99}]
    job = {"properties": {"name": {"anyOf": choices}}, "additionalProperties": False}
    jobs = {"properties": {"jobs": {"additionalProperties": job}}}
    schema = json.dumps({"properties": {"resources": jobs}})
    (tmp_path / "databricks.yml").write_text(
        json.dumps({"resources": {"jobs": {"nightly": {"name": name}}}}), encoding="utf-8"
    )
    found = problems_of(tmp_path, schema)
    assert found == [] if problem is None else problem in found[0]


def asked_of_a_cli(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """`make databricks-check` with a program in the place of the CLI, which knows this bundle's resources."""
    program = folder / "databricks"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    return subprocess.run(
        [sys.executable, "-m", "orchestration.databricks", "check"],
        cwd=PROJECT,
        env={**os.environ, "PATH": str(folder), "DATABRICKS_BUNDLE_SCHEMA": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_schema_comes_from_the_cli_where_there_is_one(tmp_path: Path) -> None:
    """By the command that prints it; what does not fit is named with its file and place."""
    text = json.dumps({"properties": {"bundle": {"required": ["uuid"]}}})
    done = asked_of_a_cli(tmp_path, f"""[ "$*" = "bundle schema" ] && echo '{text}'""")
    assert done.returncode == 1
    assert "databricks.yml: bundle: 'uuid' is a required property" in done.stderr
    assert "1 problems." in done.stderr


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 'no such command' >&2; exit 2", "printed no schema of bundles: no such command"),
        ("echo none", "The schema of bundles is no JSON"),
    ],
)
def test_a_cli_without_a_schema_is_a_sentence(tmp_path: Path, script: str, words: str) -> None:
    """With what to do."""
    done = asked_of_a_cli(tmp_path, script)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Mend: " in done.stderr
    assert "Traceback" not in done.stderr


def test_no_cli_and_no_file_is_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """That names both ways."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DatabricksError, match=r"CLI is not on PATH.*DATABRICKS_BUNDLE_SCHEMA"):
        schema_text(None)
