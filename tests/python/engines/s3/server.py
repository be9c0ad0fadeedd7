"""An S3-compatible server on loopback: versitygw where Go is there to build it, else moto.

versitygw checks keys and signatures as Amazon does and keeps objects in a folder, so what it holds
survives a kill. moto's server takes any key and holds everything in memory.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

from orchestration.setup.render import PROJECT

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

VERSITYGW = "github.com/versity/versitygw/cmd/versitygw"
VERSITYGW_VERSION = "v1.8.0"
TOOLS = PROJECT / ".local" / "versitygw"
# where distributions and the Go project put it when PATH does not say
USUAL_GO = Path("/usr/local/go/bin/go")

KEY = "lake-key"
SECRET = "lake-secret-of-tests"
REGION: Final = "eu-central-1"
BUCKET = "lake"


def find_go() -> str | None:
    """The go command, None where there is none."""
    return shutil.which("go") or (str(USUAL_GO) if USUAL_GO.is_file() else None)


def versitygw() -> Path | None:
    """The server's program, built when it is not there yet (minutes); None without Go.

    Raises:
        AssertionError: Go could not build it; with what it said.
    """
    program = TOOLS / f"versitygw-{VERSITYGW_VERSION.removeprefix('v')}"
    if program.is_file():
        return program
    go = find_go()
    if go is None:
        return None
    TOOLS.mkdir(parents=True, exist_ok=True)
    with (TOOLS / "lock").open("w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.is_file():
            build(go, program)
    return program


def build(go: str, program: Path) -> None:
    """Builds the server inside the project's folder; what the build needed is removed again."""
    work = TOOLS / "build"
    environment = dict(
        os.environ,
        GOBIN=str(work / "bin"),
        GOPATH=str(work / "path"),
        GOCACHE=str(work / "cache"),
        # or the modules' folders cannot be removed
        GOFLAGS="-modcacherw",
    )
    done = subprocess.run(
        [go, "install", f"{VERSITYGW}@{VERSITYGW_VERSION}"],
        capture_output=True,
        text=True,
        env=environment,
        cwd=TOOLS,
        check=False,
    )
    assert done.returncode == 0, f"Go could not build versitygw: {done.stderr[-2000:]}"
    (work / "bin" / "versitygw").replace(program)
    shutil.rmtree(work)


def free_port() -> int:
    """A port of loopback that nothing listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@dataclass
class S3Server:
    """A running server with one bucket.

    Attributes:
        folder: where versitygw keeps objects.
        port: on 127.0.0.1.
        program: versitygw, None for moto.
    """

    folder: Path
    port: int = field(default_factory=free_port)
    program: Path | None = field(default_factory=versitygw)
    process: subprocess.Popen[bytes] | None = None

    @property
    def checks_keys(self) -> bool:
        """Whether it refuses keys that it does not know."""
        return self.program is not None

    @property
    def endpoint(self) -> str:
        """Its URL."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def variables(self) -> dict[str, str]:
        """What the project is told about it."""
        return {
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_REGION": REGION,
            "AWS_ENDPOINT_URL_S3": self.endpoint,
            "S3_BUCKET_NAME": BUCKET,
        }

    @property
    def client(self) -> S3Client:
        """A client of the tests' own."""
        return boto3.client(
            "s3",
            region_name=REGION,
            endpoint_url=self.endpoint,
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}),
        )

    def start(self) -> None:
        """Starts it, with the bucket.

        Raises:
            AssertionError: it does not listen within half a minute.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        address = f"127.0.0.1:{self.port}"
        if self.program is not None:
            command = [str(self.program), "--port", address, "--region", REGION, "--quiet"]
            command += ["posix", str(self.folder)]
        else:
            moto = Path(sys.executable).with_name("moto_server")
            command = [str(moto), "-H", "127.0.0.1", "-p", str(self.port)]
        environment = dict(os.environ, ROOT_ACCESS_KEY=KEY, ROOT_SECRET_KEY=SECRET)
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.1)
        else:
            raise AssertionError(f"{command[0]} does not listen on {address}")
        if BUCKET not in [each["Name"] for each in self.client.list_buckets()["Buckets"]]:
            self.client.create_bucket(
                Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION}
            )

    def kill(self) -> None:
        """Ends it at once, as a crash does."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def keys(self, prefix: str = "") -> dict[str, int]:
        """Keys and sizes of the objects below a prefix, markers of folders left out."""
        pages = self.client.get_paginator("list_objects_v2")
        return {
            each["Key"]: each["Size"]
            for page in pages.paginate(Bucket=BUCKET, Prefix=prefix)
            for each in page.get("Contents", [])
            if not each["Key"].endswith("/")
        }


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """A running server that keeps its objects in a folder; ended with the block."""
    server = S3Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
