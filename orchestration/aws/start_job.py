"""A function of Lambda: files have arrived, so the Databricks job is started, once for all of them.

A queue calls it with the arrivals of some minutes. When the call fails, the queue calls again with
the same messages: they have the same token, by which Databricks starts one run for them.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.message import Message
from pathlib import PurePosixPath
from typing import IO, Any
from urllib.parse import unquote_plus, urlsplit

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from orchestration.aws.errors import AwsError

RUN_NOW = "/api/2.2/jobs/run-now"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
# The function has two minutes; an answer that comes later helps nobody.
PATIENCE = 90.0
ANSWER_TIMEOUT = 15.0
FIRST_WAIT = 1.0
LONGEST_WAIT = 20.0
BUSY = frozenset((408, 425, 429, 500, 502, 503, 504))
MENDS = {
    400: "look at the job and its parameters; the message says what Databricks misses.",
    401: "put a new token into the secret.",
    403: "let the token's owner manage runs of the job.",
    404: "correct DATABRICKS_JOB_ID, or deploy the job.",
}


@dataclass(frozen=True)
class Workspace:
    """A workspace of Databricks; the token is shown nowhere."""

    host: str
    token: str = field(repr=False)


class NoRedirection(urllib.request.HTTPRedirectHandler):
    """A redirection would carry the token to another host."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Message,
        newurl: str,
    ) -> None:
        """Follows none: the answer is then an error."""
        return


OPENER = urllib.request.build_opener(NoRedirection)


def handle(event: Mapping[str, Any], _context: object = None) -> dict[str, object]:
    """What Lambda calls.

    Args:
        event: messages of the queue, each with an event of S3.

    Raises AwsError when the job was not started; the queue then calls again.
    """
    records = event.get("Records", [])
    files = [key for record in records for key in arrived(record)]
    if not files:
        return {"started": False, "files": 0}
    token = idempotency_token(record["messageId"] for record in records)
    run = start(
        workspace(os.environ["DATABRICKS_SECRET_ID"]), os.environ["DATABRICKS_JOB_ID"], token
    )
    print(json.dumps({"message": "started the job", "run_id": run, "files": len(files)}))
    return {"started": True, "files": len(files), "run_id": run}


def arrived(record: Mapping[str, Any]) -> list[str]:
    """The file that a message tells of; none where it is a marker or an upload in progress."""
    try:
        key = unquote_plus(str(json.loads(record["body"])["detail"]["object"]["key"]))
    except (ValueError, KeyError, TypeError):
        return []
    hidden = any(part.startswith(("_", ".")) for part in PurePosixPath(key).parts)
    return [] if hidden or key.endswith("/") else [key]


def idempotency_token(messages: Any) -> str:
    """The same for the same messages; Databricks takes 64 characters."""
    return hashlib.sha256("\n".join(sorted(messages)).encode()).hexdigest()


def workspace(secret: str) -> Workspace:
    """Host and token from Secrets Manager. Raises AwsError when they cannot be read."""
    mend = 'put {"host": "https://...", "token": "..."} into it and let this function read it.'
    try:
        text = boto3.client("secretsmanager").get_secret_value(SecretId=secret)["SecretString"]
        values = json.loads(text)
        found = Workspace(str(values["host"]).rstrip("/"), str(values["token"]))
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "unknown")
        raise AwsError(f"The secret {secret} cannot be read ({code}).", mend) from None
    except BotoCoreError as error:
        raise AwsError(f"Secrets Manager cannot be asked ({type(error).__name__}).", mend) from None
    except (ValueError, KeyError, TypeError):
        raise AwsError(f"The secret {secret} is no JSON with host and token.", mend) from None
    place = urlsplit(found.host)
    if place.scheme != "https" and place.hostname not in LOOPBACK:
        raise AwsError(f"The host in the secret {secret} does not begin with https://.", mend)
    return found


def start(
    place: Workspace,
    job: str,
    token: str,
    *,
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Starts a run of a job, and tries again while Databricks is busy.

    Args:
        place: the workspace.
        job: id of the job.
        token: makes one run of several attempts.
        sleep: for tests.
        clock: for tests.

    Returns the id of the run. Raises AwsError when it was not started.
    """
    last = clock() + PATIENCE
    wait = FIRST_WAIT
    while True:
        try:
            return run_now(place, job, token)
        except BusyError as busy:
            pause = max(wait, busy.wait)
            if clock() + pause > last:
                raise AwsError(
                    f"Databricks did not start job {job}: {busy}.",
                    "nothing now, the queue tries again; if it stays, look at the workspace.",
                ) from None
            sleep(pause)
            wait = min(2 * wait, LONGEST_WAIT)


class BusyError(Exception):
    """Another attempt may succeed; wait is how many seconds Databricks asks for."""

    def __init__(self, what: str, wait: float = 0) -> None:
        super().__init__(what)
        self.wait = wait


def run_now(place: Workspace, job: str, token: str) -> int:
    """One attempt. Raises BusyError or AwsError."""
    request = urllib.request.Request(
        place.host + RUN_NOW,
        data=json.dumps({"job_id": int(job), "idempotency_token": token}).encode(),
        headers={"Authorization": f"Bearer {place.token}", "Content-Type": "application/json"},
        method="POST",
    )
    try:
        with OPENER.open(request, timeout=ANSWER_TIMEOUT) as answer:
            return int(json.load(answer)["run_id"])
    except urllib.error.HTTPError as error:
        with error:
            if error.code in BUSY:
                raise BusyError(f"it answers {error.code}", retry_after(error.headers)) from None
            mend = MENDS.get(error.code, "look at the workspace and its address in the secret.")
            raise AwsError(
                f"Databricks refuses to start job {job}: {error.code} {error_code(error)}.", mend
            ) from None
    except (ValueError, KeyError, TypeError):
        raise BusyError("its answer is none of the Jobs API") from None
    except OSError as error:
        raise BusyError(f"it does not answer ({type(error).__name__})") from None


def error_code(error: urllib.error.HTTPError) -> str:
    """Databricks' word for an error; its message may quote what was sent, so it is left out."""
    try:
        return str(json.loads(error.read())["error_code"])[:60]
    except (OSError, ValueError, KeyError, TypeError):
        return "without a reason"


def retry_after(headers: Message) -> float:
    """Seconds that Databricks asks to wait, 0 where it does not."""
    text = headers.get("Retry-After", "")
    return float(text) if text.isdigit() else 0.0
