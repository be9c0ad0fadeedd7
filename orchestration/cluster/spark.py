"""What the Spark servers are: their commands, their settings, and whether they answer."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.cluster import servers
from orchestration.cluster.errors import ClusterError
from orchestration.cluster.servers import Server
from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import (
    AUTO,
    DEFAULT_TUNING,
    PROJECT,
    read_jar_lock,
    replace_file,
)

# Spark Connect's own default
DEFAULT_PORT = 15002
MASTER, CONNECT = "master", "connect"
# the first statement opens the metastore, which takes seconds
ANSWER_SECONDS = 180.0
# of the processes that only manage others
DAEMON_MEMORY = {"SPARK_DAEMON_MEMORY": "256m"}


@dataclass(frozen=True)
class ClusterSettings:
    """Size of a standalone cluster: each worker has one core and ``worker_memory`` (Java's way)."""

    workers: int = 2
    worker_memory: str = "1g"


def start_cluster(home: Path, settings: ClusterSettings, *, port: int = DEFAULT_PORT) -> Server:
    """Starts a master, its workers and a Connect server that uses them.

    Returns: the Connect server, at sc://127.0.0.1:<port>.
    Raises ClusterError when a server of this lakehouse is running already or one does not start;
    then none stays behind.
    """
    refuse_second(home)
    environment = environment_of_servers(home, cluster_lines(settings))
    try:
        master = start_master(home, environment)
        for number in range(1, settings.workers + 1):
            start_worker(home, environment, master, number, settings)
        return start_connect_server(home, environment, port=port, master=master)
    except ClusterError:
        servers.stop_all(home)
        raise


def start_session(home: Path, *, port: int = DEFAULT_PORT) -> Server:
    """Starts a Connect server with the local target's own session, and nothing else.

    Returns: the server, at sc://127.0.0.1:<port>. Raises ClusterError as start_cluster does.
    """
    refuse_second(home)
    try:
        return start_connect_server(home, environment_of_servers(home, {}), port=port)
    except ClusterError:
        servers.stop_all(home)
        raise


def refuse_second(home: Path) -> None:
    """Raises ClusterError when this lakehouse has a server: its metastore takes one process."""
    found = servers.running(home)
    if found:
        names = ", ".join(f"{server.name} (process {server.pid})" for server in found)
        raise ClusterError(
            f"Servers of the lakehouse {home} are running already: {names}.",
            "use them, or end them with make stop.",
        )


def cluster_lines(settings: ClusterSettings) -> dict[str, str]:
    """The Spark settings that a cluster needs beside those of the local target."""
    jars = read_jar_lock(PROJECT / "orchestration" / "setup" / "jars.lock")
    return {
        "spark.executor.cores": "1",
        "spark.executor.memory": settings.worker_memory,
        "spark.executor.extraClassPath": ":".join(
            str(PROJECT / ".local" / "jars" / name) for name in jars
        ),
        "spark.executor.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
    }


def environment_of_servers(home: Path, lines: Mapping[str, str]) -> dict[str, str]:
    """Environment of the server processes; writes the settings that it points them to.

    They are those of the local target, followed by what a server needs and by ``lines``: the last
    value of a name counts. SPARK_REMOTE is not in it: a worker that inherits it does not start.
    """
    tuning = os.environ.get("LAKEHOUSE_TUNING") or AUTO
    # what the first run finds says nothing about those that follow
    tuning = DEFAULT_TUNING if tuning == AUTO else tuning
    environment = lakehouse_environment(home, {"LAKEHOUSE_TUNING": tuning})
    local = Path(environment["SPARK_CONF_DIR"])
    conf = servers.folder_of(home) / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    settings = {
        "spark.sql.catalogImplementation": "hive",
        "spark.connect.grpc.binding.address": "127.0.0.1",
        # a client goes on with its server's successor: its run lock does not die with the server
        "spark.lakehouse.metastore": "shared",
        **lines,
    }
    text = (local / "spark-defaults.conf").read_text(encoding="utf-8")
    text += "\n# a server\n" + "".join(f"{name} {value}\n" for name, value in settings.items())
    replace_file(conf / "spark-defaults.conf", text, mode=0o600)
    replace_file(
        conf / "log4j2.properties", (local / "log4j2.properties").read_text(encoding="utf-8")
    )
    return environment | {"SPARK_CONF_DIR": str(conf)}


def spark_class(environment: dict[str, str], name: str, *arguments: str) -> list[str]:
    """Command that runs a class of Spark."""
    return [f"{environment['SPARK_HOME']}/bin/spark-class", name, *arguments]


def start_master(home: Path, environment: dict[str, str]) -> Server:
    """Starts a standalone master on a free port."""
    port = servers.free_port()
    command = spark_class(
        environment,
        "org.apache.spark.deploy.master.Master",
        *("--host", "127.0.0.1", "--port", str(port), "--webui-port", str(servers.free_port())),
    )
    return servers.start(home, MASTER, command, environment | DAEMON_MEMORY, port=port)


def start_worker(
    home: Path,
    environment: dict[str, str],
    master: Server,
    number: int,
    settings: ClusterSettings,
) -> Server:
    """Starts a worker; the master's executors do not outlive it."""
    name, port = f"worker-{number}", servers.free_port()
    command = spark_class(
        environment,
        "org.apache.spark.deploy.worker.Worker",
        *("--host", "127.0.0.1", "--port", str(port), "--webui-port", str(servers.free_port())),
        *("--cores", "1", "--memory", settings.worker_memory),
        *("--work-dir", str(servers.folder_of(home) / name)),
        f"spark://127.0.0.1:{master.port}",
    )
    return servers.start(home, name, command, environment | DAEMON_MEMORY, port=port)


def start_connect_server(
    home: Path, environment: dict[str, str], *, port: int, master: Server | None = None
) -> Server:
    """Starts a Connect server, on a cluster's master or (without one) on the local session's.

    Raises ClusterError when it does not start or does not answer a statement.
    """
    command = [
        f"{environment['SPARK_HOME']}/bin/spark-submit",
        *("--class", "org.apache.spark.sql.connect.service.SparkConnectServer"),
        *("--conf", f"spark.connect.grpc.binding.port={port}"),
        *(("--master", f"spark://127.0.0.1:{master.port}") if master else ()),
        "spark-internal",
    ]
    server = servers.start(home, CONNECT, command, environment, port=port)
    problem = statement_problem(port)
    if problem:
        servers.stop(home, server)
        raise ClusterError(f"The Connect server answers no statement: {problem}", mend_of(problem))
    return server


def remote_of(server: Server) -> str:
    """What SPARK_REMOTE has to be for a Connect server."""
    return f"sc://127.0.0.1:{server.port}"


def statement_problem(port: int, *, seconds: float = ANSWER_SECONDS) -> str:
    """Why a Connect server of this machine does not answer a statement; empty when it does.

    The statement opens the metastore, which the first run would have to do otherwise. An answer that
    is lost on its way would be waited for without an end: after some seconds the connection is closed.
    """
    # takes a second, which the other commands should not cost
    from pyspark.errors import PySparkException
    from pyspark.sql.connect.session import SparkSession

    session = SparkSession(f"sc://127.0.0.1:{port}")
    is_late = threading.Event()

    def give_up() -> None:
        is_late.set()
        session.client.close()

    limit = threading.Timer(seconds, give_up)
    limit.daemon = True
    limit.start()
    try:
        session.sql("show schemas").collect()
    except PySparkException as error:
        late = f"nothing came within {seconds:g} seconds"
        return late if is_late.is_set() else " ".join(str(error).split())[:300]
    finally:
        limit.cancel()
        session.client.close()
    return ""


def mend_of(problem: str) -> str:
    """What to do when a Connect server answers no statement."""
    if "metastore" in problem.lower() or "derby" in problem.lower():
        return (
            "another process uses this lakehouse (a dbt run, a notebook): end it, then start again."
        )
    return "start it again; if that does not help, see its log in LAKEHOUSE_HOME/logs/connect.log."
