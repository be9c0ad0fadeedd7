"""S3 by boto3: sign in as Spark does, look before a run, and say what is wrong in one sentence."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    HTTPClientError,
    ParamValidationError,
    ReadTimeoutError,
)

from orchestration.setup.render import S3_SCHEME, S3_VARIABLES, s3_endpoint
from orchestration.storage.errors import PassingError, StorageError, UnreachableError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

# Seconds. A check ends within ten whatever happens: two attempts, each with both of its waits.
CONNECT_TIMEOUT = 2
CHECK_TIMEOUT = 2
# An upload may wait longer for an answer: a server that puts many parts together takes its time.
UPLOAD_TIMEOUT = 60
ATTEMPTS = 2
# Of an S3 that fails now and then nobody should notice: who lists many pages asks more often than a
# check, and an upload, of many parts, more often than that.
LISTING_ATTEMPTS = 5
UPLOAD_ATTEMPTS = 8
# Seconds in which a server that answers quickly, but with an error, or drops the connection, is
# checked again.
CHECKED_AGAIN = 1.5

RUN_AGAIN = "then run it again: what is done stays, nothing is loaded twice"
OTHER_REGION = {
    "AuthorizationHeaderMalformed",
    "IllegalLocationConstraintException",
    "PermanentRedirect",
    "301",
    "400",
}


@dataclass(frozen=True)
class S3Place:
    """A bucket and a prefix in it, without slashes at its ends; '' is the whole bucket."""

    bucket: str
    prefix: str

    @classmethod
    def parse(cls, text: str) -> S3Place:
        """Reads s3a://bucket/prefix. Raises StorageError when it names no bucket."""
        bucket, _, prefix = text.removeprefix(S3_SCHEME).partition("/")
        if not text.startswith(S3_SCHEME) or not bucket:
            raise StorageError(
                f"'{text}' is no place on S3.", f"write {S3_SCHEME}<bucket>/<prefix>."
            )
        return cls(bucket, prefix.strip("/"))

    def __str__(self) -> str:
        return f"{S3_SCHEME}{self.bucket}/{self.prefix}".rstrip("/")

    def key(self, path: str) -> str:
        """The key of a path below this place."""
        return f"{self.prefix}/{path}" if self.prefix else path


def server_name(environment: Mapping[str, str]) -> str:
    """The server as people know it, with the setting that chose it."""
    endpoint = s3_endpoint(environment)
    return f"S3 at {endpoint}" if endpoint else f"Amazon S3 ({environment.get('AWS_REGION')})"


def connect(
    environment: Mapping[str, str] | None = None,
    *,
    timeout: float = CHECK_TIMEOUT,
    attempts: int = ATTEMPTS,
) -> S3Client:
    """A client that signs in with the variables that Spark uses, and gives up early.

    Args:
        environment: the variables, those of this process when it is not given.
        timeout: seconds to wait for an answer.
        attempts: how often something is asked that fails for a reason that may pass.

    Raises StorageError when a variable is missing or the endpoint is no URL.
    """
    values = os.environ if environment is None else environment
    missing = [name for name in S3_VARIABLES if not values.get(name)]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        raise StorageError(
            f"S3 cannot be used: {' and '.join(missing)} {are} not set.",
            f"export {' '.join(f'{name}=...' for name in missing)}.",
        )
    endpoint = s3_endpoint(values)
    try:
        return boto3.client(
            "s3",
            region_name=values["AWS_REGION"],
            endpoint_url=endpoint or None,
            aws_access_key_id=values["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=values["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=values.get("AWS_SESSION_TOKEN") or None,
            config=Config(
                connect_timeout=CONNECT_TIMEOUT,
                read_timeout=timeout,
                retries={"mode": "standard", "total_max_attempts": attempts},
                s3={"addressing_style": "path" if endpoint else "auto"},
            ),
        )
    except (ValueError, BotoCoreError) as error:
        raise StorageError(
            f"S3 cannot be used: {str(error).rstrip('.')}.",
            "correct AWS_REGION or AWS_ENDPOINT_URL_S3, for example http://127.0.0.1:9000.",
        ) from error


@contextmanager
def one_sentence(place: S3Place, environment: Mapping[str, str] | None = None) -> Iterator[None]:
    """Turns what boto3 raises inside into a StorageError about a place."""
    values = os.environ if environment is None else environment
    try:
        yield
    except ClientError as error:
        raise refusal(error, place, values) from error
    except (BotoCoreError, OSError) as error:
        raise no_answer(error, place, values) from error


def check_s3(place: S3Place, environment: Mapping[str, str] | None = None) -> None:
    """Asks S3 for one name below a place, which needs the key, the bucket and the region.

    Takes less than ten seconds, whatever the server does.
    Raises StorageError with the one sentence that says why it did not answer.
    """
    client = connect(environment)
    last = time.monotonic() + CHECKED_AGAIN
    while True:
        try:
            with one_sentence(place, environment):
                client.list_objects_v2(Bucket=place.bucket, Prefix=place.prefix, MaxKeys=1)
        except (PassingError, UnreachableError):
            if time.monotonic() >= last:
                raise
        else:
            return


def refusal(error: ClientError, place: S3Place, values: Mapping[str, str]) -> StorageError:
    """What an error that S3 answered with means."""
    answer: Any = error.response
    code = str(answer.get("Error", {}).get("Code", ""))
    status = answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    headers = answer.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    server, key = server_name(values), values.get("AWS_ACCESS_KEY_ID", "")
    # the second is how versitygw says it
    if code in ("InvalidAccessKeyId", "XAdminUserNotFound"):
        return StorageError(
            f"{server} does not know the access key {key}, so {place} was not read.",
            "export the AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of a user of that server.",
        )
    if code == "SignatureDoesNotMatch":
        return StorageError(
            f"{server} refuses the access key {key}: AWS_SECRET_ACCESS_KEY does not belong to it "
            f"({place}).",
            "export the AWS_SECRET_ACCESS_KEY of that key.",
        )
    if code in ("ExpiredToken", "InvalidToken", "TokenRefreshRequired"):
        return StorageError(
            f"{server} says that the session of the access key {key} has ended ({place}).",
            f"sign in again, export the new keys and AWS_SESSION_TOKEN, {RUN_AGAIN}.",
        )
    if code == "RequestTimeTooSkewed":
        return StorageError(
            f"{server} refuses requests because this machine's clock is wrong ({place}).",
            "set the clock (timedatectl set-ntp true).",
        )
    if code == "NoSuchBucket" or (code == "404" and not place.prefix):
        return StorageError(
            f"{server} has no bucket '{place.bucket}' ({place}).",
            "create it, or correct S3_BUCKET_NAME, LANDING_ROOT or WAREHOUSE_ROOT.",
        )
    if code in OTHER_REGION or status == 301:
        region = headers.get("x-amz-bucket-region")
        return StorageError(
            f"{server} does not serve the bucket '{place.bucket}' in AWS_REGION="
            f"{values.get('AWS_REGION')} ({code}).",
            f"export AWS_REGION={region or '<the region of the bucket>'}.",
        )
    if code in ("AccessDenied", "AllAccessDisabled", "403") or status == 403:
        return StorageError(
            f"{server} does not let the access key {key} into {place} ({code}).",
            "give it the rights to list, read, write and delete there, or use another key.",
        )
    message = answer.get("Error", {}).get("Message", "") or "no reason given"
    kind = PassingError if status >= 500 else StorageError
    return kind(
        f"{server} refused a request about {place}: {code}, {str(message).rstrip('.')}.",
        f"mend what it names, {RUN_AGAIN}.",
    )


def no_answer(error: Exception, place: S3Place, values: Mapping[str, str]) -> StorageError:
    """What it means that S3 did not answer at all, or that nothing could be asked."""
    server = server_name(values)
    if isinstance(error, ParamValidationError):
        return StorageError(
            f"'{place.bucket}' cannot be a bucket's name ({place}).",
            "correct S3_BUCKET_NAME, LANDING_ROOT or WAREHOUSE_ROOT.",
        )
    if isinstance(error, ConnectTimeoutError | ReadTimeoutError):
        reason = "it did not answer in time"
    elif isinstance(error, HTTPClientError) or "connect" in str(error).lower():
        reason = "there is no connection to it"
    else:
        reason = " ".join(str(error).split()).rstrip(".")
    setting = "AWS_ENDPOINT_URL_S3" if s3_endpoint(values) else "the network"
    return UnreachableError(
        f"{server} cannot be reached for {place}: {reason}.",
        f"start the server or check {setting}, {RUN_AGAIN}.",
    )
