"""Where the packages come from: `dbt deps` brings the real ones, the stand-ins are there until then.

In a copy of what git tracks, with a package hub on loopback in place of the real one.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from orchestration.setup.render import PROJECT

STAND_INS = ("dbt_expectations", "dbt_utils")


class Hub(ThreadingHTTPServer):
    """A package hub that has the packages of packages.yml, each of them with one empty macro."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), HubHandler)
        pinned = yaml.safe_load((PROJECT / "packages.yml").read_text(encoding="utf-8"))
        self.versions = {each["package"]: each["version"] for each in pinned["packages"]}

    @property
    def url(self) -> str:
        """Where it is, as dbt wants it."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


class HubHandler(BaseHTTPRequestHandler):
    """Answers what dbt asks of a hub."""

    server: Hub

    def do_GET(self) -> None:
        """The index, a package's versions, or a package."""
        name = self.path.strip("/").removeprefix("api/v1/").removesuffix(".json")
        if name == "index":
            self.answer(json.dumps(list(self.server.versions)).encode())
        elif name in self.server.versions:
            version = self.server.versions[name]
            short = name.split("/")[1]
            about = {
                "id": f"{name}/{version}",
                "name": short,
                "version": version,
                "packages": [],
                "require_dbt_version": [],
                "downloads": {"tarball": f"{self.server.url}{short}.tar.gz"},
            }
            answer = {"name": short, "namespace": name.split("/")[0], "versions": {version: about}}
            self.answer(json.dumps(answer).encode())
        else:
            self.answer(package(name.removesuffix(".tar.gz")))

    def answer(self, content: bytes) -> None:
        """Sends it."""
        self.send_response(200)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


def package(name: str) -> bytes:
    """A package with a macro that the stand-ins do not have."""
    project = f"name: {name}\nversion: 1.0.0\nconfig-version: 2\nmacro-paths: [macros]\n"
    files = {
        "dbt_project.yml": project,
        "macros/real.sql": "{% macro real() %}{% endmacro %}\n",
    }
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for path, text in files.items():
            entry = tarfile.TarInfo(f"{name}-1.0.0/{path}")
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return content.getvalue()


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A hub that is open."""
    with Hub() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of what git tracks, with this environment's Python."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    target = tmp_path / "project"
    for name in filter(None, listed.stdout.split("\0")):
        if (PROJECT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, target / name)
    (target / ".venv").symlink_to(PROJECT / ".venv")
    return target


def tracked(project: Path) -> dict[str, str]:
    """The files of a copy and what is in them, without what runs and `dbt deps` may write."""
    unlisted = (".venv", ".local", "dbt_packages", "package-lock.yml", "logs", "target")
    return {
        file.relative_to(project).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(project.rglob("*"))
        if file.is_file() and file.relative_to(project).parts[0] not in unlisted
    }


def dbt_deps(project: Path, hub: str) -> subprocess.CompletedProcess[str]:
    """`dbt deps` as a user types it, after `source env.sh`."""
    names = ("PATH", "HOME", "JAVA_HOME")
    environment = {name: os.environ[name] for name in names if name in os.environ}
    return subprocess.run(
        ["bash", "-c", "source env.sh && dbt deps"],
        cwd=project,
        env=environment | {"DBT_PACKAGE_HUB_URL": hub},
        capture_output=True,
        text=True,
        check=False,
    )


def packages(project: Path) -> dict[str, bool]:
    """The packages that dbt will find, and whether each one is the real one."""
    found = sorted((project / "dbt_packages").iterdir())
    assert all((each / "dbt_project.yml").is_file() for each in found)
    return {each.name: (each / "macros" / "real.sql").is_file() for each in found}


def test_dbt_deps_brings_the_real_packages_and_changes_nothing_that_is_tracked(
    project: Path, hub: Hub
) -> None:
    """They take the places of the links, and the folder of the stand-ins stays whole."""
    before = tracked(project)
    assert len(before) > 100
    done = dbt_deps(project, hub.url)
    assert done.returncode == 0, done.stdout
    assert packages(project) == dict.fromkeys(STAND_INS, True)
    assert tracked(project) == before


def test_without_the_hub_the_stand_ins_are_there_before_and_after_dbt_deps(
    project: Path, hub: Hub
) -> None:
    """Also when real packages had been brought, and dbt has deleted them before it failed."""
    before = tracked(project)
    nowhere = "http://127.0.0.1:1/"
    assert dbt_deps(project, nowhere).returncode != 0
    assert packages(project) == dict.fromkeys(STAND_INS, False)
    assert dbt_deps(project, hub.url).returncode == 0
    assert dbt_deps(project, nowhere).returncode != 0
    subprocess.run(["bash", "-c", "source env.sh"], cwd=project, check=True)
    assert packages(project) == dict.fromkeys(STAND_INS, False)
    assert tracked(project) == before
