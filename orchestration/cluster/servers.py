"""Server processes of a lakehouse: started in the background, found again, ended.

A server is known by the file <LAKEHOUSE_HOME>/servers/<name>.json. It holds the process id and when
that process began, so that an id that the machine has given to another process is never taken for
the server.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from orchestration.cluster.errors import ClusterError

# Seconds. A loaded machine takes long to start a virtual machine, and a killed one frees no time.
START_PATIENCE = 180.0
STOP_PATIENCE = 20.0
LOG_LINES_SHOWN = 3


@dataclass(frozen=True)
class Server:
    """A server process.

    ``began_at`` is the process's start in seconds since 1970 as the machine keeps it; ``port`` is
    the one on 127.0.0.1 that others connect to.
    """

    name: str
    pid: int
    began_at: float
    port: int
    log: str

    @property
    def process(self) -> psutil.Process | None:
        """The process, None when it has ended."""
        try:
            process = psutil.Process(self.pid)
            is_it = process.create_time() == self.began_at
            return process if is_it and process.status() != psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:
            return None


def folder_of(home: Path) -> Path:
    """Where the servers of a lakehouse are noted."""
    return home / "servers"


def running(home: Path) -> list[Server]:
    """The servers of a lakehouse that are alive, in the order in which they began."""
    servers = []
    for file in folder_of(home).glob("*.json"):
        server = Server(**json.loads(file.read_text(encoding="utf-8")))
        if server.process is not None:
            servers.append(server)
    return sorted(servers, key=lambda server: server.began_at)


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_open(port: int) -> bool:
    """Whether something listens on a port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def start(
    home: Path, name: str, command: Sequence[str], environment: Mapping[str, str], *, port: int
) -> Server:
    """Starts a server in the background and waits until it listens on its port.

    Its output goes to <home>/logs/<name>.log.
    Raises ClusterError when the port is taken or the process does not come up.
    """
    if is_open(port):
        raise ClusterError(
            f"Port {port} of 127.0.0.1, which the server '{name}' needs, is taken.",
            "end what listens there, or choose another port: make cluster PORT=<port>.",
        )
    log = home / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    folder_of(home).mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            start_new_session=True,
        )
    server = Server(name, process.pid, psutil.Process(process.pid).create_time(), port, str(log))
    note = folder_of(home) / f"{name}.json"
    note.write_text(json.dumps(asdict(server)) + "\n", encoding="utf-8")
    deadline = time.monotonic() + START_PATIENCE
    while not is_open(port):
        if process.poll() is not None or time.monotonic() > deadline:
            stop(home, server)
            raise ClusterError(
                f"The server '{name}' did not start. It said last: {end_of(log)}",
                f"see {log}.",
            )
        time.sleep(0.2)
    return server


def end_of(log: Path) -> str:
    """The last lines of a log, without Java's stack, on one line."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    said = [line.strip() for line in lines if line.strip() and not line.startswith("\tat ")]
    return " | ".join(said[-LOG_LINES_SHOWN:]) or "nothing"


def stop(home: Path, server: Server) -> None:
    """Ends a server and what it has started, first by asking, then by force."""
    process = server.process
    if process is not None:
        family = [process, *process.children(recursive=True)]
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.terminate()
        _, alive = psutil.wait_procs(family, timeout=STOP_PATIENCE)
        for each in alive:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(alive, timeout=STOP_PATIENCE)
    (folder_of(home) / f"{server.name}.json").unlink(missing_ok=True)


def stop_all(home: Path) -> list[Server]:
    """Ends every server of a lakehouse, the last one first. Returns those that were alive."""
    servers = running(home)
    for server in reversed(servers):
        stop(home, server)
    return servers
