"""A stand-in of Databricks' Jobs API on loopback: run-now, with the answers that a test wants first."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "dapi-secret-of-the-tests"


@dataclass
class JobsApi:
    """What was asked of it, and what it answers.

    Attributes:
        answers: status and body of the next answers; when there are none it starts the job.
        asked: bodies of all requests.
        runs: run by idempotency token.
        server: the running server.
    """

    answers: list[tuple[int, bytes, dict[str, str]]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    runs: dict[str, int] = field(default_factory=dict)
    server: ThreadingHTTPServer | None = None

    @property
    def host(self) -> str:
        """Its address."""
        assert self.server is not None
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def answer(
        self, path: str, token: str, body: dict[str, Any]
    ) -> tuple[int, bytes, dict[str, str]]:
        """The answer to a request."""
        self.asked.append(body)
        if self.answers:
            return self.answers.pop(0)
        if path != "/api/2.2/jobs/run-now":
            return 404, b'{"error_code": "ENDPOINT_NOT_FOUND"}', {}
        if token != f"Bearer {TOKEN}":
            return 401, b'{"error_code": "UNAUTHENTICATED"}', {}
        if set(body) != {"job_id", "idempotency_token"} or not isinstance(body["job_id"], int):
            return 400, b'{"error_code": "MALFORMED_REQUEST"}', {}
        if len(body["idempotency_token"]) > 64:
            return 400, b'{"error_code": "INVALID_PARAMETER_VALUE"}', {}
        run = self.runs.setdefault(body["idempotency_token"], 1_000 + len(self.runs))
        return 200, json.dumps({"run_id": run}).encode(), {}


@contextmanager
def jobs_api() -> Iterator[JobsApi]:
    """A running Jobs API."""
    api = JobsApi()

    class Handler(BaseHTTPRequestHandler):
        """Hands requests on."""

        def do_POST(self) -> None:
            """Answers a request."""
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, content, headers = api.answer(
                self.path, self.headers.get("Authorization", ""), body
            )
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    api.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=api.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        api.server.shutdown()
        api.server.server_close()
