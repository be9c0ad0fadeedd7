"""Terraform of AWS, checked by what checks it, and applied to moto by a stand-in of its provider.

The provider hashicorp/aws itself, and AWS, are not in these tests.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import boto3
import pytest
from botocore.exceptions import ClientError
from deltalake import DeltaTable

from orchestration.aws.package import write_package
from orchestration.setup.checks import find_program, install_checks
from orchestration.setup.render import PROJECT
from tests.python.aws.jobs_api import TOKEN, jobs_api
from tests.python.aws.moto_server import ACCOUNT, REGION, moto_server
from tests.python.aws.terraform import Terraform
from tests.python.engines.s3.jars import ensure_s3_jars
from tests.python.harness.commands import command

pytestmark = pytest.mark.by_command

AWS = PROJECT / "infrastructure" / "aws"
NAME = "lakehouse-dev"
OTHER_ACCOUNT = "210987654321"
DAYS_FILE = "landing/raw/ecommerce_sales/2026/01/01/orders_2026-01-01.csv"
ADMIN = f"arn:aws:iam::{ACCOUNT}:role/admin"
ANALYSTS = f"arn:aws:iam::{ACCOUNT}:role/analysts"
DEV: dict[str, Any] = {
    "environment": "dev",
    "account_id": ACCOUNT,
    "region": REGION,
    "replica_region": "eu-west-1",
    "example_data": "true",
    "example_lines_a_day": "5",
    "databricks_job_id": "4711",
    "databricks_external_id": "external",
    "gold_folders": ["tables/fct_revenue"],
    "data_lake_admin_arns": [ADMIN],
    "gold_reader_arns": [ANALYSTS],
    "alert_mail_from": "lakehouse@example.com",
    "alert_mail_to": ["data@example.com"],
    "subnet_ids": ["subnet-1", "subnet-2"],
    "connection_arn": f"arn:aws:codeconnections:{REGION}:{ACCOUNT}:connection/1",
    "repository": "shop/lakehouse",
}


@pytest.fixture(scope="module")
def aws() -> Iterator[Mapping[str, str]]:
    """moto, and the environment of the checks."""
    install_checks()
    with moto_server() as variables:
        yield variables


@pytest.fixture(scope="module")
def settings(aws: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """All variables, so that no module is left away."""
    packages = tmp_path_factory.mktemp("packages")
    write_package("orchestration.aws.start_job", packages / "start_job.zip")
    write_package("simulator.aws_lambda", packages / "example_data.zip")
    network = boto3.client("ec2").describe_vpcs()["Vpcs"][0]["VpcId"]
    return {**DEV, "packages": str(packages), "vpc_id": network}


@pytest.fixture(scope="module")
def applied(
    aws: Mapping[str, str], settings: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> Terraform:
    """The lakehouse of dev, applied to moto."""
    terraform = Terraform.prepared(tmp_path_factory.mktemp("terraform"), aws)
    done = terraform.run("apply", "-auto-approve", "-input=false", **settings)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    return terraform


def bucket(zone: str) -> str:
    """The name of a zone's bucket."""
    return f"{NAME}-{ACCOUNT}-{zone}"


def policies(role: str) -> list[dict[str, Any]]:
    """All statements of a role's own policies."""
    iam = boto3.client("iam")
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    documents = [
        iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names
    ]
    return [statement for document in documents for statement in document["Statement"]]


def several(value: str | list[str]) -> list[str]:
    """One or more as a list."""
    return [value] if isinstance(value, str) else value


def test_terraform_is_formatted_valid_and_clean(aws: Mapping[str, str], tmp_path: Path) -> None:
    """By terraform itself and tflint; by checkov, whose exceptions say why beside the resource."""
    terraform, tflint, checkov = map(find_program, ("terraform", "tflint", "checkov"))
    valid = Terraform.prepared(tmp_path, aws).run("validate")
    wrong = [] if valid.returncode == 0 else [valid.stdout + valid.stderr]
    for check in (
        [terraform, "fmt", "-check", "-recursive", "-diff", AWS],
        [tflint, "--recursive", "--no-color", f"--config={AWS / '.tflint.hcl'}"],
        [checkov, "-d", AWS, "--framework", "terraform", "--quiet", "--compact"],
    ):
        done = subprocess.run(
            [str(each) for each in check],
            cwd=AWS,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "CHECKPOINT_DISABLE": "1", "LOG_LEVEL": "CRITICAL"},
        )
        wrong += [] if done.returncode == 0 else [done.stdout[-3000:] + done.stderr[-1000:]]
    assert not wrong, "\n".join(wrong)


def test_an_argument_that_the_provider_does_not_have_is_refused(
    aws: Mapping[str, str], tmp_path: Path
) -> None:
    """So what is valid here has the arguments and blocks of hashicorp/aws."""
    terraform = Terraform.prepared(tmp_path, aws)
    assert terraform.run("validate").returncode == 0
    extra = '\nresource "aws_sqs_queue" "wrong" {\n  name  = "x"\n  delay = 1\n}\n'
    with (terraform.folder / "lakehouse" / "main.tf").open("a", encoding="utf-8") as file:
        file.write(extra)
    refused = terraform.run("validate")
    assert refused.returncode == 1
    assert 'An argument named "delay" is not expected here' in refused.stderr


def test_a_second_plan_changes_nothing(applied: Terraform, settings: dict[str, Any]) -> None:
    """What was applied is what is wanted."""
    done = applied.run("plan", "-detailed-exitcode", "-input=false", **settings)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def test_another_account_and_region_are_variables(
    aws: Mapping[str, str], settings: dict[str, Any], tmp_path: Path
) -> None:
    """Prod in a second account and region is all new and names nothing of the first one's."""
    signed_in = boto3.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{OTHER_ACCOUNT}:role/deployer", RoleSessionName="plan"
    )["Credentials"]
    keys = {
        "AWS_ACCESS_KEY_ID": signed_in["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": signed_in["SecretAccessKey"],
        "AWS_SESSION_TOKEN": signed_in["SessionToken"],
    }
    terraform = Terraform.prepared(tmp_path, {**aws, **keys})
    there = json.loads(json.dumps(settings).replace(ACCOUNT, OTHER_ACCOUNT))
    prod = {**there, "environment": "prod", "region": "us-east-1", "example_data": "false"}
    done = terraform.run("plan", "-input=false", "-out=prod.plan", **prod)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    shown = json.loads(terraform.run("show", "-json", "prod.plan").stdout)
    changes = [each["change"] for each in shown["resource_changes"] if each["mode"] == "managed"]
    assert {tuple(each["actions"]) for each in changes} == {("create",)}
    text = json.dumps([each["after"] for each in changes])
    assert "lakehouse-prod" in text
    assert f"lakehouse-prod-{OTHER_ACCOUNT}-bronze" in text
    assert "lakehouse-dev" not in text
    assert ACCOUNT not in text
    assert REGION not in text.replace(prod["connection_arn"], "")
    assert not any("example_data" in each["address"] for each in shown["resource_changes"])


def test_an_account_that_is_not_the_environments_is_refused(
    applied: Terraform, settings: dict[str, Any]
) -> None:
    """Somebody signed in elsewhere applies nothing there."""
    done = applied.run("plan", "-input=false", **{**settings, "account_id": OTHER_ACCOUNT})
    assert done.returncode == 1
    assert f"AWS account ID not allowed: {ACCOUNT}" in done.stderr


@pytest.mark.parametrize("zone", ["bronze", "silver", "gold", "queries", "airflow", "delivery"])
def test_every_bucket_is_versioned_encrypted_and_closed(applied: Terraform, zone: str) -> None:
    """By the lakehouse's own key; to the public, and to whoever comes without TLS."""
    s3, name = boto3.client("s3"), bucket(zone)
    assert s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    rules = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    default = rules[0]["ApplyServerSideEncryptionByDefault"]
    keys = {each["KeyArn"] for each in boto3.client("kms").list_keys()["Keys"]}
    assert default["SSEAlgorithm"] == "aws:kms"
    assert default["KMSMasterKeyID"] in keys
    closed = s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"]
    assert set(closed.values()) == {True}
    assert len(closed) == 4
    (deny,) = json.loads(s3.get_bucket_policy(Bucket=name)["Policy"])["Statement"]
    assert deny["Effect"] == "Deny"
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    lifecycle = s3.get_bucket_lifecycle_configuration(Bucket=name)["Rules"]
    assert {"unfinished-uploads", "replaced-versions"} <= {rule["ID"] for rule in lifecycle}


def test_no_role_may_do_everything_and_each_writes_to_the_prefix_of_its_job(
    applied: Terraform,
) -> None:
    """And to no other; nobody may delete landed files."""
    roles = [each["RoleName"] for each in boto3.client("iam").list_roles()["Roles"]]
    assert {role.removeprefix(f"{NAME}-") for role in roles} == documented_roles()
    writers: dict[str, set[str]] = {}
    for role in roles:
        for statement in policies(role):
            actions, resources = several(statement["Action"]), several(statement["Resource"])
            assert statement["Effect"] == "Allow"
            assert not {"*", "s3:*", "kms:*", "iam:PassRole"} & set(actions), role
            if {"s3:PutObject", "s3:DeleteObject"} & set(actions):
                assert "*" not in resources, role
                writers.setdefault(role.removeprefix(f"{NAME}-"), set()).update(resources)
            if "s3:DeleteObject" in actions:
                assert not any("landing" in resource for resource in resources), role
    landing = f"arn:aws:s3:::{bucket('bronze')}/landing/*"
    delivery = f"arn:aws:s3:::{bucket('delivery')}"
    assert writers == {
        "example-data": {landing},
        "airflow": {landing},
        "landings": {landing},
        **{
            f"unity-{zone}": {f"arn:aws:s3:::{bucket(zone)}/tables/*"}
            for zone in ("bronze", "silver", "gold")
        },
        "deploy": {f"{delivery}/delivery/last-good/*"},
        "pipeline": {f"{delivery}/*"},
    }


def documented_roles() -> set[str]:
    """The roles that docs/aws.md lists, by what follows the lakehouse's name."""
    text = (PROJECT / "docs" / "aws.md").read_text(encoding="utf-8")
    table = text.partition("## What may whom")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE)
    found = [name for cell in cells for name in re.findall(r"`(?:\.\.\.-)?([^`]+)`", cell)]
    beside = [name for name in found if name.startswith("-")]
    return {name for name in found if name not in beside} | {f"unity{name}" for name in beside}


def test_job_clusters_land_by_an_instance_profile_of_their_own(applied: Terraform) -> None:
    """It lists, reads and writes the landing prefix by the lakehouse's key, and deletes nothing."""
    iam = boto3.client("iam")
    (profile,) = iam.list_instance_profiles()["InstanceProfiles"]
    assert profile["InstanceProfileName"] == f"{NAME}-landings"
    (role,) = profile["Roles"]
    (trusted,) = role["AssumeRolePolicyDocument"]["Statement"]
    assert trusted["Principal"] == {"Service": "ec2.amazonaws.com"}
    actions = {each for rule in policies(role["RoleName"]) for each in several(rule["Action"])}
    assert {"s3:GetObject", "s3:PutObject", "s3:ListBucket", "kms:GenerateDataKey"} <= actions
    assert not [each for each in actions if "Delete" in each]
    shown = json.loads(applied.run("output", "-json").stdout)
    assert shown["instance_profile_arn"]["value"] == profile["Arn"]
    assert profile["Arn"] == f"arn:aws:iam::{ACCOUNT}:instance-profile/{NAME}-landings"


def test_databricks_takes_file_events_from_a_queue_that_only_the_bucket_fills(
    applied: Terraform,
) -> None:
    """The role of the landing location reads that queue, and changes nothing of the bucket."""
    sqs = boto3.client("sqs")
    url = json.loads(applied.run("output", "-json").stdout)["file_events_queue"]["value"]
    assert url.endswith(f"/{ACCOUNT}/{NAME}-file-events")
    known = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    (sends,) = json.loads(known["Policy"])["Statement"]
    assert sends["Principal"] == {"Service": "s3.amazonaws.com"}
    assert sends["Condition"]["ArnEquals"] == {"aws:SourceArn": f"arn:aws:s3:::{bucket('bronze')}"}
    told = boto3.client("s3").get_bucket_notification_configuration(Bucket=bucket("bronze"))
    (queue,) = told["QueueConfigurations"]
    assert queue["QueueArn"] == known["QueueArn"]
    assert queue["Filter"]["Key"]["FilterRules"] == [{"Name": "prefix", "Value": "landing/"}]
    rules = {rule["Sid"]: rule for rule in policies(f"{NAME}-unity-landing")}
    assert rules["FileEvents"]["Resource"] == known["QueueArn"]
    assert {"sqs:ReceiveMessage", "sqs:DeleteMessage"} <= set(rules["FileEvents"]["Action"])
    assert not [rule for rule in rules.values() if "s3:PutBucketNotification" in rule["Action"]]


def test_airflow_has_the_projects_version_plugin_and_script(applied: Terraform) -> None:
    """As planned: moto has no MWAA. It may tell its health, which MWAA asks of it."""
    state = json.loads(applied.run("show", "-json").stdout)
    modules = state["values"]["root_module"]["child_modules"]
    (airflow,) = [
        each["values"]
        for module in modules
        for each in module["resources"]
        if each["type"] == "aws_mwaa_environment"
    ]
    wanted = (PROJECT / "orchestration/airflow/requirements.in").read_text(encoding="utf-8")
    assert f"apache-airflow=={airflow['airflow_version']}\n" in wanted
    assert airflow["plugins_s3_path"] == "plugins.zip"
    assert airflow["startup_script_s3_path"] == "startup.sh"
    (health,) = [
        rule for rule in policies(f"{NAME}-airflow") if rule["Action"] == "airflow:PublishMetrics"
    ]
    assert health["Resource"] == f"arn:aws:airflow:{REGION}:{ACCOUNT}:environment/{NAME}"


def test_a_pull_request_is_checked_and_only_the_branch_is_deployed(applied: Terraform) -> None:
    """By a pipeline each: that of pull requests ends with the check."""
    pipelines = boto3.client("codepipeline")
    found = {}
    for name in (NAME, f"{NAME}-pull-request"):
        pipeline = pipelines.get_pipeline(name=name)["pipeline"]
        (trigger,) = pipeline["triggers"]
        git = trigger["gitConfiguration"]
        stages = [stage["name"] for stage in pipeline["stages"]]
        found[name] = (stages, git.get("push"), git.get("pullRequest"))
    branch = {"includes": ["main"]}
    assert found == {
        NAME: (["Source", "Check", "Approve", "Deploy"], [{"branches": branch}], None),
        f"{NAME}-pull-request": (
            ["Source", "Check"],
            None,
            [{"events": ["OPEN", "UPDATED"], "branches": branch}],
        ),
    }


def test_readers_of_gold_read_and_nothing_else(applied: Terraform) -> None:
    """By Lake Formation; the crawler may add tables in gold's location."""
    grants = boto3.client("lakeformation").list_permissions()["PrincipalResourcePermissions"]
    found = {
        (
            each["Principal"]["DataLakePrincipalIdentifier"].rpartition("/")[2],
            *each["Resource"],
        ): set(each["Permissions"])
        for each in grants
    }
    assert found == {
        ("analysts", "Database"): {"DESCRIBE"},
        ("analysts", "Table"): {"SELECT", "DESCRIBE"},
        (f"{NAME}-crawler", "Database"): {"CREATE_TABLE", "ALTER", "DESCRIBE"},
        (f"{NAME}-crawler", "DataLocation"): {"DATA_LOCATION_ACCESS"},
    }


def test_every_function_queue_and_mail_has_an_alarm_and_every_log_an_end(
    applied: Terraform,
) -> None:
    """All alarms go to one topic."""
    alarms = boto3.client("cloudwatch").describe_alarms()["MetricAlarms"]
    names = {each["AlarmName"].removeprefix(f"{NAME}-") for each in alarms}
    assert names == {
        *(
            "example-data-errors",
            "example-data-throttles",
            "start-job-errors",
            "start-job-throttles",
        ),
        *("dead-letters", "arrivals-wait", "file-events-wait"),
        *("mail-bounces", "airflow-heartbeat"),
    }
    (topic,) = [each["TopicArn"] for each in boto3.client("sns").list_topics()["Topics"]]
    assert {tuple(each["AlarmActions"]) for each in alarms} == {(topic,)}
    groups = boto3.client("logs").describe_log_groups()["logGroups"]
    assert len(groups) == 5
    assert all(each["retentionInDays"] == 365 and each["kmsKeyId"] for each in groups)


def called(function: str, package: Path, event: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """What a function answers: its package and deployed variables, in a Python of its own."""
    found = boto3.client("lambda").get_function(FunctionName=function)
    module, _, name = found["Configuration"]["Handler"].rpartition(".")
    digest = base64.b64encode(hashlib.sha256(package.read_bytes()).digest()).decode()
    assert found["Configuration"]["CodeSha256"] == digest
    zipfile.ZipFile(package).extractall(folder)
    code = f"import json, sys; from {module} import {name} as f; print(json.dumps(f(json.load(sys.stdin))))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(event),
        env={**os.environ, **found["Configuration"]["Environment"]["Variables"], "PYTHONPATH": ""},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def test_a_scheduled_day_of_files_arrives_starts_one_run_and_is_loaded_by_it(
    applied: Terraform, settings: dict[str, Any], tmp_path: Path
) -> None:
    """Schedule -> function -> bucket -> EventBridge -> queue -> function -> Jobs API -> bronze."""
    packages = Path(settings["packages"])
    # moto speaks no TLS, and the bucket's policy refuses whoever comes without
    s3 = boto3.client("s3")
    with pytest.raises(ClientError):
        s3.put_object(Bucket=bucket("bronze"), Key="landing/x", Body=b"x")
    s3.delete_bucket_policy(Bucket=bucket("bronze"))
    # moto would call the function in a container, message by message: here the test is Lambda
    functions = boto3.client("lambda")
    (mapping,) = functions.list_event_source_mappings()["EventSourceMappings"]
    assert mapping["EventSourceArn"].endswith(f":{NAME}-arrivals")
    assert mapping["FunctionArn"].endswith(f":{NAME}-start-job")
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    with jobs_api() as api:
        boto3.client("secretsmanager").put_secret_value(
            SecretId=f"{NAME}/databricks",
            SecretString=json.dumps({"host": api.host, "token": TOKEN}),
        )
        schedule = boto3.client("scheduler").get_schedule(Name=f"{NAME}-example-data")
        assert schedule["Target"]["Arn"].endswith(f":function:{NAME}-example-data")
        event = json.loads(schedule["Target"]["Input"])
        event["time"] = event["time"].replace(
            "<aws.scheduler.scheduled-time>", "2026-01-02T02:30:00Z"
        )
        done = called(
            f"{NAME}-example-data", packages / "example_data.zip", event, tmp_path / "example"
        )
        pages = s3.list_objects_v2(Bucket=bucket("bronze"), Prefix="landing/")
        keys = {each["Key"] for each in pages["Contents"]}
        assert DAYS_FILE in keys
        assert len(keys) == done["landed"]

        records = list(queued(f"{NAME}-arrivals"))
        assert len(records) == len(keys)
        answer = called(
            f"{NAME}-start-job",
            packages / "start_job.zip",
            {"Records": records},
            tmp_path / "start",
        )
        assert answer == {"started": True, "files": len(keys), "run_id": 1_000}
        assert [body["job_id"] for body in api.asked] == [4711]

    events = [json.loads(record["body"]) for record in queued(f"{NAME}-file-events")]
    objects = [each["s3"]["object"] for event in events for each in event.get("Records", [])]
    assert {unquote_plus(each["key"]) for each in objects} == keys
    delivered = s3.get_object(Bucket=bucket("bronze"), Key=DAYS_FILE)["Body"].read().decode()
    lines = list(csv.DictReader(io.StringIO(delivered)))
    assert lines
    assert loaded_rows(f"s3a://{bucket('bronze')}/landing", list(lines[0]), tmp_path) == lines


def loaded_rows(landing_root: str, columns: list[str], home: Path) -> list[dict[str, str]]:
    """The rows of the day's file in bronze after a build of its feed, which the started job begins with."""
    ensure_s3_jars()
    build = ("dbt", "--quiet", "build", "--select", "stg_webshop__order_lines")
    command(home / "lakehouse", *build, landing_root=landing_root)
    table = DeltaTable(str(home / "lakehouse" / "warehouse" / "raw.db" / "order_transactions"))
    rows = table.to_pyarrow_table().to_pylist()
    assert {row["_file_path"] for row in rows} == {DAYS_FILE.removeprefix("landing/")}
    loaded = [row for row in rows if row["_row_kind"] == "row"]
    return [
        {name: row[name] or "" for name in columns}
        for row in sorted(loaded, key=lambda row: int(row["_line_number"]))
    ]


def queued(name: str) -> Iterator[dict[str, Any]]:
    """The messages of a queue, as Lambda is handed them."""
    sqs = boto3.client("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    while found := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
        for message in found:
            yield {"messageId": message["MessageId"], "body": message["Body"]}
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
