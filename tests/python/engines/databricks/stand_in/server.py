"""The Thrift service over HTTP, on loopback, as the connector expects it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from databricks.sql.thrift_api.TCLIService import TCLIService
from pyspark.sql import SparkSession
from thrift.protocol.TBinaryProtocol import TBinaryProtocol
from thrift.transport.TTransport import TMemoryBuffer

from tests.python.engines.databricks.stand_in.engine import Engine
from tests.python.engines.databricks.stand_in.service import Service

TOKEN = "loopback-only"
CLUSTER_PATH = "sql/protocolv1/o/0/0123-456789-abcdefgh"
WAREHOUSE_PATH = "/sql/1.0/warehouses/0123456789abcdef"
COMPUTE = {WAREHOUSE_PATH: "SQL warehouse", CLUSTER_PATH: "cluster"}
SERVED_PATHS = re.compile(r"/sql/(protocolv1/o/\d+/[\w-]+|1\.0/warehouses/\w+)")


@dataclass(frozen=True)
class StandIn:
    """A running stand-in: its engine, where it listens, and the tokens that it takes by now."""

    engine: Engine
    port: int
    tokens: set[str]

    @property
    def url(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"


class Server(ThreadingHTTPServer):
    """Answers Thrift calls, each connection in a thread of its own."""

    daemon_threads = True

    def __init__(self, engine: Engine) -> None:
        super().__init__(("127.0.0.1", 0), Requests)
        self.processor = TCLIService.Processor(Service(engine))
        self.tokens = {TOKEN}


class Requests(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: the engine's log has the statements."""

    def do_GET(self) -> None:
        """Says nothing of the host, which databricks-sdk asks about when it connects."""
        self.answer(HTTPStatus.OK, b"{}")

    def do_POST(self) -> None:
        """Takes a Thrift call and gives its answer."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not SERVED_PATHS.fullmatch(self.path):
            self.answer(HTTPStatus.NOT_FOUND)
        elif (
            str(self.headers.get("Authorization")).removeprefix("Bearer ") not in self.server.tokens
        ):
            self.answer(HTTPStatus.FORBIDDEN)
        else:
            called, answered = TMemoryBuffer(body), TMemoryBuffer()
            self.server.processor.process(TBinaryProtocol(called), TBinaryProtocol(answered))
            self.answer(HTTPStatus.OK, answered.getvalue())

    def answer(self, status: HTTPStatus, body: bytes = b"") -> None:
        """Sends an answer."""
        self.send_response(status)
        self.send_header("Content-Type", "application/x-thrift")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def stand_in(spark: SparkSession, catalogs: Iterable[str]) -> Iterator[StandIn]:
    """Listens on a free port of loopback, until the end of the block.

    Args:
        spark: a local session with Delta and a metastore.
        catalogs: the catalogs that exist.
    """
    engine = Engine(spark, catalogs)
    server = Server(engine)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield StandIn(engine, server.server_port, server.tokens)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
