"""What is wrong with S3 is said in one sentence, within ten seconds, before Spark starts."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from orchestration.pipeline import s3_watch
from orchestration.pipeline.cli import MISSING
from orchestration.setup import render
from orchestration.setup.environment import OF_ONE_LAKEHOUSE
from orchestration.setup.render import PROJECT
from orchestration.storage import StorageError, UnreachableError
from orchestration.storage.s3 import S3Place, no_answer, refusal
from tests.python.engines.s3.server import BUCKET, REGION, S3Server, free_port

# takes minutes: make test-engines
pytestmark = pytest.mark.by_command

SECONDS = 10.0
RUN = "python -m orchestration.pipeline run"
LAND = "python -m orchestration.landing land --from {source}"
PLACE = S3Place(BUCKET, "landing")


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that takes connections and never says anything."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        yield int(listening.getsockname()[1])


def as_typed(
    command: str, home: Path, variables: Mapping[str, str]
) -> tuple[subprocess.CompletedProcess[str], float]:
    """What a person does: the environment, then the command. Returns also the seconds it took."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if name not in OF_ONE_LAKEHOUSE and not name.startswith("AWS_")
    }
    started = time.monotonic()
    done = subprocess.run(
        ["bash", "-c", f"source ./env.sh && {command}"],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env={**clean, "LAKEHOUSE_HOME": str(home), **variables},
        check=False,
    )
    return done, time.monotonic() - started


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with one file to land."""
    file = tmp_path / "delivery" / "atlon" / "orders" / "orders.csv"
    file.parent.mkdir(parents=True)
    file.write_text("order_id\n1\n", encoding="utf-8")
    return tmp_path / "delivery"


Change = Callable[[dict[str, str]], None]


def unknown_key(variables: dict[str, str]) -> None:
    """A key that the server has never seen."""
    variables["AWS_ACCESS_KEY_ID"] = "somebody"


def wrong_secret(variables: dict[str, str]) -> None:
    """The secret of another key."""
    variables["AWS_SECRET_ACCESS_KEY"] = "guessed"


def unknown_bucket(variables: dict[str, str]) -> None:
    """A bucket that is not there."""
    variables["S3_BUCKET_NAME"] = "sea"


def missing_region(variables: dict[str, str]) -> None:
    """No region."""
    variables["AWS_REGION"] = ""


def server_down(variables: dict[str, str]) -> None:
    """Nothing listens."""
    variables["AWS_ENDPOINT_URL_S3"] = f"http://127.0.0.1:{free_port()}"


def no_url(variables: dict[str, str]) -> None:
    """An endpoint without its scheme."""
    variables["AWS_ENDPOINT_URL_S3"] = "127.0.0.1:9000"


@pytest.mark.parametrize("command", [RUN, LAND])
@pytest.mark.parametrize(
    ("change", "words", "strict"),
    [
        (unknown_key, "does not know the access key somebody", True),
        (wrong_secret, "AWS_SECRET_ACCESS_KEY does not belong to it", True),
        (unknown_bucket, "has no bucket 'sea'", False),
        (missing_region, "AWS_REGION is not set", False),
        (server_down, "there is no connection to it", False),
        (no_url, "Invalid endpoint: 127.0.0.1:9000", False),
    ],
)
def test_a_failure_of_s3_is_one_sentence_within_ten_seconds(
    server: S3Server,
    tmp_path: Path,
    source: Path,
    command: str,
    change: Change,
    words: str,
    strict: bool,
) -> None:
    """What happened, where, and the mend; with an exit code that is not 0, and nothing written."""
    if strict and not server.checks_keys:
        pytest.skip("moto takes any key (needs Go)")
    before = server.keys()
    variables = server.variables
    change(variables)
    done, seconds = as_typed(command.format(source=source), tmp_path / "home", variables)
    assert_one_sentence(done, words)
    assert seconds < SECONDS
    assert server.keys() == before


@pytest.mark.parametrize("command", [RUN, LAND])
def test_a_server_that_says_nothing_is_given_up_within_ten_seconds(
    server: S3Server, tmp_path: Path, source: Path, command: str
) -> None:
    """A connection alone is no answer."""
    with silent_server() as port:
        variables = server.variables | {"AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{port}"}
        done, seconds = as_typed(command.format(source=source), tmp_path / "home", variables)
    assert_one_sentence(done, "did not answer in time")
    assert seconds < SECONDS


def assert_one_sentence(done: subprocess.CompletedProcess[str], words: str) -> None:
    """A failed command that said one line with some words and the mend."""
    assert done.returncode != 0
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1, done.stderr
    assert words in done.stderr
    assert "Mend: " in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_landing_root_is_said_before_spark_starts(
    server: S3Server, tmp_path: Path
) -> None:
    """With how to land files."""
    variables = server.variables | {"LANDING_ROOT": f"s3a://{BUCKET}/nothing/here"}
    done, _ = as_typed(RUN, tmp_path / "home", variables)
    assert done.returncode == MISSING
    assert_one_sentence(done, "holds no files of the feeds")
    assert "make land SRC=<folder>" in done.stderr


def test_the_landing_root_of_a_bucket_is_its_landing_folder(
    server: S3Server, tmp_path: Path
) -> None:
    """S3_BUCKET_NAME alone will do; LANDING_ROOT wins."""
    home = tmp_path / "home"
    done, _ = as_typed("echo $LANDING_ROOT", home, server.variables)
    assert done.stdout == f"s3a://{BUCKET}/landing\n"
    done, _ = as_typed("echo $LANDING_ROOT", home, server.variables | {"LANDING_ROOT": "/data"})
    assert done.stdout == "/data\n"


def test_keys_are_never_written_into_a_file(server: S3Server, tmp_path: Path) -> None:
    """The rendered settings hold the region and the endpoint, and name where keys come from."""
    home = tmp_path / "home"
    done, _ = as_typed("true", home, server.variables)
    assert done.returncode == 0, done.stderr
    written = "".join(file.read_text() for file in home.rglob("*") if file.is_file())
    assert re.search(rf"endpoint\.region +{REGION}\n", written)
    assert server.endpoint in written
    assert "EnvironmentVariableCredentialsProvider" in written
    assert server.variables["AWS_SECRET_ACCESS_KEY"] not in written
    assert server.variables["AWS_ACCESS_KEY_ID"] not in written


def test_another_endpoint_or_region_renders_the_settings_again(
    server: S3Server, tmp_path: Path
) -> None:
    """And without S3 they hold nothing of it."""
    home = tmp_path / "home"
    settings = home / "conf" / "spark-defaults.conf"
    for region in (REGION, "eu-west-1"):
        as_typed("true", home, server.variables | {"AWS_REGION": region})
        assert f"endpoint.region               {region}\n" in settings.read_text()
    as_typed("true", home, {})
    assert "s3a" not in settings.read_text()


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("InvalidAccessKeyId", 403, "does not know the access key me"),
        ("SignatureDoesNotMatch", 403, "does not belong to it"),
        ("ExpiredToken", 400, "session of the access key me has ended"),
        ("RequestTimeTooSkewed", 403, "clock is wrong"),
        ("NoSuchBucket", 404, f"has no bucket '{BUCKET}'"),
        ("AccessDenied", 403, "does not let the access key me into s3a://lake/landing"),
        ("PermanentRedirect", 301, "export AWS_REGION=eu-west-3."),
        ("AuthorizationHeaderMalformed", 400, "export AWS_REGION=eu-west-3."),
        ("SlowDown", 503, "refused a request about s3a://lake/landing: SlowDown, Wait"),
    ],
)
def test_what_s3_answers_becomes_one_sentence(code: str, status: int, words: str) -> None:
    """Whichever server it is: each answer has its own sentence, with the mend."""
    answer = {
        "Error": {"Code": code, "Message": "Wait."},
        "ResponseMetadata": {
            "HTTPStatusCode": status,
            "HTTPHeaders": {"x-amz-bucket-region": "eu-west-3"},
        },
    }
    values = {"AWS_REGION": REGION, "AWS_ACCESS_KEY_ID": "me"}
    text = str(refusal(ClientError(answer, "ListObjectsV2"), PLACE, values))  # type: ignore[arg-type]
    assert words in text
    assert f"Amazon S3 ({REGION})" in text
    assert " Mend: " in text


def test_a_server_that_is_gone_is_named_with_its_setting() -> None:
    """Amazon's own endpoint is the network's matter."""
    url = "http://127.0.0.1:1"
    gone = EndpointConnectionError(endpoint_url=url)
    assert f"S3 at {url} cannot be reached" in str(
        no_answer(gone, PLACE, {"AWS_ENDPOINT_URL": url})
    )
    assert "check AWS_ENDPOINT_URL_S3" in str(no_answer(gone, PLACE, {"AWS_ENDPOINT_URL": url}))
    late = ReadTimeoutError(endpoint_url="https://s3.eu-central-1.amazonaws.com")
    assert "check the network" in str(no_answer(late, PLACE, {"AWS_REGION": REGION}))


@pytest.mark.parametrize(
    ("problem", "is_ended"),
    [
        (UnreachableError("Gone.", "Start it."), True),
        (StorageError("Slow down.", "Wait."), False),
        (None, False),
    ],
)
def test_a_build_is_ended_only_when_s3_says_nothing_at_all(
    monkeypatch: pytest.MonkeyPatch, problem: StorageError | None, is_ended: bool
) -> None:
    """A refusal is an answer: the nodes that it concerns fail by themselves."""
    ended = threading.Event()

    def check(_: S3Place) -> None:
        if problem:
            raise problem

    monkeypatch.setattr(s3_watch, "check_s3", check)
    monkeypatch.setattr(s3_watch, "end_build", ended.set)
    monkeypatch.setattr(s3_watch, "INTERVAL", 0.01)
    monkeypatch.setattr(s3_watch, "PATIENCE", 0.05)
    with s3_watch.watch_s3([PLACE]) as watch:
        ended.wait(5 if is_ended else 0.5)
    watch.thread.join()
    assert ended.is_set() == is_ended
    assert watch.lost is (problem if is_ended else None)


def test_missing_libraries_are_named_with_their_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By env.sh, before a command starts; and only when S3 is used."""
    values = {"AWS_ACCESS_KEY_ID": "me", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": REGION}
    monkeypatch.setattr(render, "S3_JARS", tmp_path)
    for name in ("LANDING_ROOT", "WAREHOUSE_ROOT"):
        problem = render.s3_problem({**values, name: "s3a://lake/x"})
        assert problem is not None
        assert problem.endswith("Mend: make setup-s3")
    assert render.s3_problem({**values, "LANDING_ROOT": "/data"}) is None


@pytest.mark.parametrize("root", ["data", "s3a://", "s3://lake/x"])
def test_a_warehouse_root_that_is_no_place_is_refused(root: str, tmp_path: Path) -> None:
    """With what it may be."""
    with pytest.raises(ValueError, match=rf"WAREHOUSE_ROOT is '{root}'\. Mend: "):
        render.render(tmp_path, {"WAREHOUSE_ROOT": root})


def test_amazon_itself_needs_no_endpoint() -> None:
    """Its region is enough, and buckets are host names there."""
    text = render.s3_settings({"LANDING_ROOT": "s3a://lake/x", "AWS_REGION": REGION})
    assert re.search(r"fs\.s3a\.endpoint *\n", text)
    assert re.search(r"path\.style\.access +false\n", text)
