"""A lakehouse whose tables are built through Spark Connect, by dbt processes of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyspark.sql.connect.session import SparkSession

from orchestration.cluster import remote_of
from orchestration.cluster.servers import Server, is_open
from orchestration.setup.environment import lakehouse_environment
from simulator.marketplace import land
from tests.python.harness.contents import Contents, read_contents
from tests.python.harness.lakehouse import BOTH, Lakehouse, Run, RunFailedError
from tests.python.harness.life import land_corrections
from tests.python.harness.marketplace import small_replay
from tests.python.harness.session import WarmSession, warm_session
from tests.python.harness.zone import Zone


def start_dbt(
    project: Path, environment: Mapping[str, str], *arguments: str
) -> subprocess.Popen[str]:
    """Starts a dbt command in a process group of its own."""
    folders = ("--project-dir", str(project), "--log-path", str(project / "logs"))
    return subprocess.Popen(
        ["dbt", "--no-use-colors", *arguments, *folders],
        env=dict(environment),
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


class RemoteLakehouse(Lakehouse):
    """A lakehouse behind a Connect server of this machine. Every run is a process of its own.

    Used in a with statement it signs off at the end; a client that does not do so before its server
    stops looks for the server for ten minutes when Python ends.

    Args:
        home: LAKEHOUSE_HOME of the server.
        folder: a new folder for its copy of the project.
        zone: where its files land.
        server: the Connect server.
    """

    def __init__(self, home: Path, folder: Path, zone: Zone, server: Server) -> None:
        self.server = server
        self.environment_of_home = lakehouse_environment(home)
        spark: Any = SparkSession(remote_of(server))
        super().__init__(
            WarmSession(spark, home, self.environment_of_home), folder, zone, prefix=""
        )

    def __enter__(self) -> RemoteLakehouse:
        return self

    def __exit__(self, *_: object) -> None:
        self.sign_off()

    def sign_off(self) -> None:
        """Closes the connection that this process reads tables by."""
        spark: Any = self.session.spark
        spark.client.close()

    def connect(self, server: Server) -> None:
        """Goes on with another server of the same home."""
        self.sign_off()
        self.server = server
        spark: Any = SparkSession(remote_of(server))
        self.session = WarmSession(spark, self.session.home, self.environment_of_home)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its dbt runs; only they know the server."""
        return {
            **super().environment,
            "DBT_TARGET": "spark",
            "SPARK_REMOTE": remote_of(self.server),
        }

    def start(self, *arguments: str, **changed: str) -> subprocess.Popen[str]:
        """Starts a dbt command in a process group of its own; `changed` is of its environment."""
        return start_dbt(self.project, {**self.environment, **changed}, *arguments)

    def command(self, *arguments: str, **changed: str) -> tuple[int, str]:
        """Runs a dbt command. Returns its exit code and what it said."""
        process = self.start(*arguments, **changed)
        output, _ = process.communicate()
        return process.returncode, output

    def invoke(self, *arguments: str, said: Callable[[str], None] | None = None) -> Run:
        """A dbt command that runs nodes. Returns what it did.

        Raises:
            RunFailedError: it ended before it ran any; with what it said.
        """
        return self.finish(self.start(*arguments), said=said)

    def finish(
        self, process: subprocess.Popen[str], *, said: Callable[[str], None] | None = None
    ) -> Run:
        """Waits for a started dbt command. Returns and raises as invoke does."""
        results = self.project / "target" / "run_results.json"
        before = results.stat().st_mtime_ns if results.exists() else 0
        assert process.stdout is not None
        lines = []
        for line in process.stdout:
            lines.append(line.rstrip("\n"))
            if said:
                said(lines[-1])
        process.wait()
        if not results.exists() or results.stat().st_mtime_ns == before:
            raise RunFailedError("\n".join(lines))
        entries = json.loads(results.read_text(encoding="utf-8"))["results"]
        named = {each["unique_id"].split(".")[2]: each for each in entries}
        return Run(
            {name: each["status"] for name, each in named.items()},
            {name: each["message"] or "" for name, each in named.items()},
            {name: each["execution_time"] for name, each in named.items()},
        )


def wait_for(process: subprocess.Popen[str], pattern: str) -> list[str]:
    """Reads what a process says until a line matches. Returns the lines.

    Raises:
        AssertionError: the process ended before; with what it said.
    """
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.rstrip("\n"))
        if re.search(pattern, line):
            return lines
    raise AssertionError("\n".join([f"never said: {pattern}", *lines]))


def kill(process: subprocess.Popen[str]) -> None:
    """Kills a process and its group with -9."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def kill_server(server: Server) -> None:
    """Kills a server with -9, and what it has started."""
    process = server.process
    assert process is not None, f"{server.name} is not running"
    family = [process, *process.children(recursive=True)]
    for each in family:
        each.kill()
    # a process of many threads counts as dead before it has given its port back
    while is_open(server.port) or any(
        each.is_running() and each.status() != "zombie" for each in family
    ):
        time.sleep(0.1)


@dataclass(frozen=True)
class State:
    """Landing files after a batch, and what the local target makes of them, in which run."""

    files: Path
    contents: Contents
    run: Run

    def deliver(self, root: Path) -> None:
        """Puts the files into a landing root, with their times."""
        shutil.copytree(self.files, root, dirs_exist_ok=True)


def local_states(folder: Path, batches: int) -> list[State]:
    """Builds a small zone on the local target, then batch after batch. Returns every state.

    Both lines of business are built first; the batches after that are distribution's.
    """
    zone = Zone.generated(folder / "zone", order_lines=60, days=2)
    land(small_replay(orders=30, days=4).deliveries, zone.root)
    states = []
    with warm_session(folder / "local") as session:
        lakehouse = Lakehouse(session, folder / "local_project", zone, prefix="", logged=False)
        for number in range(batches + 1):
            lakehouse.business = "distribution" if number else BOTH
            if number:
                land_corrections(zone, number)
            run = lakehouse.run()
            files = folder / f"files_{number}"
            shutil.copytree(zone.root, files)
            states.append(State(files, read_contents(lakehouse), run))
    return states
