"""The functions of Lambda, called as Lambda calls them, against moto and a Jobs API on loopback."""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import boto3
import pytest

from orchestration.aws import start_job
from orchestration.aws.errors import AwsError
from orchestration.aws.package import files_of, libraries_of, write_package
from orchestration.setup.render import PROJECT
from simulator import aws_lambda
from simulator.errors import SimulatorError
from simulator.webshop import WebshopSettings, generate_webshop
from tests.python.aws.jobs_api import TOKEN, JobsApi, jobs_api
from tests.python.aws.moto_server import REGION, moto_server

BUCKET = "lake-of-tests"
FIRST_DAY = "2026-01-01"
JOB = "4711"


@pytest.fixture(scope="module")
def aws() -> Iterator[Mapping[str, str]]:
    """Moto with a bucket."""
    with moto_server() as variables:
        boto3.client("s3").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        yield variables


@pytest.fixture
def landing(aws: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, request: Any) -> str:
    """The example function's variables; gives a prefix of the test's own."""
    prefix = f"{request.node.name}/"
    monkeypatch.setenv("LANDING_BUCKET", BUCKET)
    monkeypatch.setenv("LANDING_PREFIX", prefix)
    monkeypatch.setenv("EXAMPLE_FIRST_DAY", FIRST_DAY)
    monkeypatch.setenv("EXAMPLE_LINES_A_DAY", "5")
    return prefix


@pytest.fixture
def databricks(aws: Mapping[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[JobsApi]:
    """A Jobs API, its address and token in Secrets Manager, and no waiting between attempts."""
    with jobs_api() as api:
        secrets = boto3.client("secretsmanager")
        secret = json.dumps({"host": api.host, "token": TOKEN})
        name = f"databricks-{api.host.rpartition(':')[2]}"
        secrets.create_secret(Name=name, SecretString=secret)
        monkeypatch.setenv("DATABRICKS_SECRET_ID", name)
        monkeypatch.setenv("DATABRICKS_JOB_ID", JOB)
        monkeypatch.setattr(start_job, "FIRST_WAIT", 0.0)
        yield api


def objects(prefix: str) -> dict[str, bytes]:
    """All objects below a prefix, by what follows it."""
    client = boto3.client("s3")
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=prefix)
    keys = [each["Key"] for page in pages for each in page.get("Contents", [])]
    return {
        key.removeprefix(prefix): client.get_object(Bucket=BUCKET, Key=key)["Body"].read()
        for key in keys
    }


def messages(*keys: str, first: int = 0) -> dict[str, Any]:
    """What a queue hands to Lambda for files that have arrived."""
    return {
        "Records": [
            {"messageId": f"m{number}", "body": json.dumps({"detail": {"object": {"key": key}}})}
            for number, key in enumerate(keys, first)
        ]
    }


def test_days_asked_for_one_by_one_are_the_files_that_the_simulator_writes_at_once(
    landing: str, tmp_path: Path
) -> None:
    """Byte by byte, with orders that come again on later days."""
    days = [date(2026, 1, number) for number in range(1, 11)]
    for day in days:
        aws_lambda.handle({"day": str(day)})
    settings = WebshopSettings(5 * aws_lambda.DAYS, aws_lambda.DAYS, first_day=days[0])
    generate_webshop(settings, tmp_path / "zone", tmp_path / "truth", truth_rows=False)
    wanted = {
        file.relative_to(tmp_path / "zone").as_posix(): file.read_bytes()
        for day in days
        for file in (tmp_path / "zone").glob(f"*/**/{day:%Y/%m/%d}/**/*")
        if file.is_file()
    }
    found = objects(landing)
    dated = {path: content for path, content in found.items() if "/2026/" in path}
    assert dated == wanted
    assert any(path.startswith("api/") for path in dated)
    assert {"webshop/products/products.csv.gz", "webshop/brands/brands.csv"} <= found.keys()


def test_a_day_asked_for_twice_is_landed_once(landing: str) -> None:
    """A file that is there keeps its time, so no run loads it again."""
    first = aws_lambda.handle({"day": FIRST_DAY})
    before = objects(landing)
    boto3.client("s3").put_object(
        Bucket=BUCKET, Key=f"{landing}webshop/brands/brands.csv", Body=b"x"
    )
    again = aws_lambda.handle({"day": FIRST_DAY})
    assert first == {"day": FIRST_DAY, "landed": len(before), "already_there": 0}
    assert again == {"day": FIRST_DAY, "landed": 0, "already_there": len(before)}
    assert objects(landing)["webshop/brands/brands.csv"] == b"x"


def test_the_schedule_lands_the_day_before_it(landing: str) -> None:
    """At half past two a day's last files are complete."""
    done = aws_lambda.handle({"time": "2026-01-04T02:30:00Z"})
    assert done["day"] == "2026-01-03"
    assert "raw/ecommerce_sales/2026/01/03/orders_2026-01-03.csv" in objects(landing)


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ({}, "The event names no day"),
        ({"day": "yesterday"}, "The event names no day"),
        ({"day": "2025-12-31"}, "sells from 2026-01-01 to 2027-12-31, not on 2025-12-31"),
        ({"day": "2028-01-01"}, "not on 2028-01-01"),
    ],
)
def test_a_day_that_cannot_be_landed_is_a_sentence(
    landing: str, event: dict[str, str], words: str
) -> None:
    """And nothing is landed."""
    with pytest.raises(SimulatorError, match=words):
        aws_lambda.handle(event)
    assert not objects(landing)


def test_a_bucket_that_refuses_is_a_sentence(landing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file and S3's word for it are named."""
    monkeypatch.setenv("LANDING_BUCKET", "no-such-bucket-of-tests")
    with pytest.raises(SimulatorError, match="was not written: NoSuchBucket"):
        aws_lambda.handle({"day": FIRST_DAY})


def test_files_of_one_batch_start_one_run(databricks: JobsApi) -> None:
    """Called again with the same messages Databricks starts no second one, with others it does."""
    first = start_job.handle(messages("landing/a.csv", "landing/b.csv"))
    again = start_job.handle(messages("landing/a.csv", "landing/b.csv"))
    other = start_job.handle(messages("landing/c.csv", first=7))
    assert first == {"started": True, "files": 2, "run_id": 1_000}
    assert again["run_id"] == first["run_id"]
    assert other["run_id"] == 1_001
    assert {body["job_id"] for body in databricks.asked} == {int(JOB)}


def test_markers_and_uploads_in_progress_start_nothing(databricks: JobsApi) -> None:
    """Names that begin with _ or . are no files for a run; neither are messages of other kinds."""
    event = messages("landing/_SUCCESS", "landing/_part/a.csv", "landing/.a.csv", "landing/b/")
    event["Records"].append({"messageId": "m9", "body": "{}"})
    assert start_job.handle(event) == {"started": False, "files": 0}
    assert not databricks.asked


def test_a_busy_databricks_is_asked_again_with_the_same_token(databricks: JobsApi) -> None:
    """429 with a time to wait, 503, and an answer that is none."""
    databricks.answers += [(429, b"{}", {"Retry-After": "1"}), (503, b"", {}), (200, b"<html>", {})]
    assert start_job.handle(messages("landing/a.csv"))["run_id"] == 1_000
    assert len(databricks.asked) == 4
    assert len({body["idempotency_token"] for body in databricks.asked}) == 1


def test_it_gives_up_when_databricks_stays_busy(
    databricks: JobsApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its own clock, before Lambda ends it; the queue tries later."""
    monkeypatch.setattr(start_job, "FIRST_WAIT", 1.0)
    databricks.answers += [(503, b"", {})] * 50
    now = [0.0]

    def sleep(seconds: float) -> None:
        now[0] += seconds

    place = start_job.Workspace(databricks.host, TOKEN)
    with pytest.raises(AwsError, match="did not start job 4711: it answers 503"):
        start_job.start(place, JOB, "t", sleep=sleep, clock=lambda: now[0] + len(databricks.asked))
    assert now[0] + len(databricks.asked) <= start_job.PATIENCE


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((401, b'{"error_code": "UNAUTHENTICATED"}', {}), "401 UNAUTHENTICATED.*new token"),
        ((403, b'{"message": "dapi-secret-of-the-tests"}', {}), "403 without a reason"),
        ((404, b'{"error_code": "RESOURCE_DOES_NOT_EXIST"}', {}), "404 RESOURCE.*deploy the job"),
        ((302, b"", {"Location": "http://127.0.0.1:9/elsewhere"}), "refuses.*302"),
    ],
)
def test_a_refusal_is_a_sentence_without_the_token(
    databricks: JobsApi,
    answer: tuple[int, bytes, dict[str, str]],
    words: str,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """At once, without another attempt; a redirection is not followed."""
    databricks.answers.append(answer)
    with pytest.raises(AwsError, match=words) as raised:
        start_job.handle(messages("landing/a.csv"))
    said = "".join((str(raised.value), repr(raised.value), *capfd.readouterr()))
    assert TOKEN not in said
    assert raised.value.__suppress_context__
    assert len(databricks.asked) == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("no json", "no JSON with host and token"),
        ('{"host": "https://x"}', "no JSON with host and token"),
        ('{"host": "http://example.com", "token": "t-secret"}', "does not begin with https"),
        (None, "cannot be read \\(ResourceNotFoundException\\)"),
    ],
)
def test_a_secret_that_is_none_is_a_sentence(
    aws: Mapping[str, str], monkeypatch: pytest.MonkeyPatch, content: str | None, words: str
) -> None:
    """A token is never sent over plain HTTP, and never shown."""
    name = f"secret-{abs(hash(content))}"
    if content is not None:
        boto3.client("secretsmanager").create_secret(Name=name, SecretString=content)
    monkeypatch.setenv("DATABRICKS_SECRET_ID", name)
    monkeypatch.setenv("DATABRICKS_JOB_ID", JOB)
    with pytest.raises(AwsError, match=words) as raised:
        start_job.handle(messages("landing/a.csv"))
    assert "t-secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("module", "libraries"),
    [
        ("orchestration.aws.start_job", {"boto3", "botocore"}),
        ("simulator.aws_lambda", {"boto3", "botocore", "numpy", "pyarrow"}),
    ],
)
def test_a_package_needs_no_more_than_runtime_and_layer_have(
    module: str, libraries: set[str]
) -> None:
    """boto3 is in the runtime, numpy and pyarrow in AWS's layer; stubs are for type checks only."""
    needed = libraries_of(module) - set(sys.stdlib_module_names) - {"mypy_boto3_s3"}
    assert needed == libraries


def test_the_same_sources_give_the_same_package(tmp_path: Path) -> None:
    """Or an unchanged function would be deployed again."""
    one = write_package("simulator.aws_lambda", tmp_path / "one.zip")
    other = write_package("simulator.aws_lambda", tmp_path / "other.zip")
    assert one.read_bytes() == other.read_bytes()
    names = zipfile.ZipFile(one).namelist()
    files = files_of("simulator.aws_lambda")
    assert names == [file.relative_to(PROJECT).as_posix() for file in files]


def test_a_module_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    """No empty package."""
    with pytest.raises(AwsError, match=r"simulator\.nothing is no module of the project"):
        write_package("simulator.nothing", tmp_path / "x.zip")
