"""The Jobs API of Databricks as far as Airflow's operators ask it, on loopback, with failures.

Jobs are known by name, and a run of some tasks of a job by the first of them, `job.task`. A run ends
at its second look, with the next outcome that was prepared for it, or well. The answers have the form
of version 2.2 of the API.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from simulator.api.loopback import LoopbackServer, QuietHandler

TOKEN = "token-of-the-fake-workspace"


class JobsApi(LoopbackServer):
    """A running server; a context manager that ends it.

    Attributes:
        outcomes: what the next runs of a job end with (SUCCESS, FAILED), by its name.
        refusals: how many requests to start a run are answered with 503 before one is taken.
        runs: every run that was started: its job's name and what it was given.
        looks: how often each run was looked at.
    """

    def __init__(self, jobs: Sequence[str]) -> None:
        self.jobs = {name: 100 + number for number, name in enumerate(jobs)}
        self.outcomes: dict[str, list[str]] = {}
        self.refusals = 0
        self.runs: list[tuple[str, dict[str, Any]]] = []
        self.ends: list[str] = []
        self.looks: dict[int, int] = {}
        self.tokens: dict[str, int] = {}
        self.strangers = 0
        super().__init__(Handler)

    @property
    def connection(self) -> str:
        """What Airflow is told of it: a connection as JSON."""
        return json.dumps(
            {
                "conn_type": "databricks",
                "host": "127.0.0.1",
                "schema": "http",
                "port": self.server.server_address[1],
                "password": TOKEN,
            }
        )

    @property
    def started(self) -> list[str]:
        """The names of the jobs of all runs, in their order."""
        return [name for name, _ in self.runs]

    def start(self, asked: dict[str, Any]) -> dict[str, Any] | None:
        """Starts a run, or finds the one of the same token; None when it is refused this time."""
        with self.lock:
            if self.refusals:
                self.refusals -= 1
                return None
            token = asked.get("idempotency_token", "")
            if token and token in self.tokens:
                return {"run_id": self.tokens[token], "number_in_job": 1}
            job = next(each for each, number in self.jobs.items() if number == asked["job_id"])
            name = ".".join([job, *asked.get("only", ())[:1]])
            self.runs.append((name, asked))
            prepared = self.outcomes.get(name, [])
            self.ends.append(prepared.pop(0) if prepared else "SUCCESS")
            run = len(self.runs)
            if token:
                self.tokens[token] = run
            return {"run_id": run, "number_in_job": run}

    def look(self, run: int) -> dict[str, Any]:
        """A run as it is now."""
        with self.lock:
            self.looks[run] = self.looks.get(run, 0) + 1
            name, end = self.runs[run - 1][0], self.ends[run - 1]
            state = {"life_cycle_state": "RUNNING", "state_message": "", "result_state": ""}
            if self.looks[run] > 1:
                message = "" if end == "SUCCESS" else f"Task {name} failed."
                state = {"life_cycle_state": "TERMINATED", "result_state": end}
                state |= {"state_message": message}
            return {
                "job_id": self.jobs[name.partition(".")[0]],
                "run_id": run,
                "run_page_url": f"http://127.0.0.1/runs/{run}",
                "state": state,
                "tasks": [{"task_key": name, "run_id": run, "state": state}],
            }

    def list(self, name: str) -> dict[str, Any]:
        """The jobs of a name."""
        found = [
            {"job_id": job, "settings": {"name": each}}
            for each, job in self.jobs.items()
            if name in ("", each)
        ]
        return {"jobs": found, "has_more": False}


class Handler(QuietHandler):
    """Answers one client."""

    @property
    def api(self) -> JobsApi:
        """The server that this is a request to."""
        found = self.server.owner  # type: ignore[attr-defined]
        assert isinstance(found, JobsApi)
        return found

    def do_GET(self) -> None:  # noqa: N802
        """Answers a look at jobs or runs."""
        if not self.is_known():
            return
        asked = urlsplit(self.path)
        words = {name: values[0] for name, values in parse_qs(asked.query).items()}
        if asked.path.endswith("/jobs/list"):
            self.answer(200, self.api.list(words.get("name", "")))
        elif asked.path.endswith("/jobs/runs/get"):
            self.answer(200, self.api.look(int(self.given(words)["run_id"])))
        elif asked.path.endswith("/jobs/runs/get-output"):
            run = int(self.given(words)["run_id"])
            self.answer(200, {"error": f"What failed in run {run}.", "metadata": {}})
        else:
            self.answer(404, {"error_code": "ENDPOINT_NOT_FOUND", "message": asked.path})

    def do_POST(self) -> None:  # noqa: N802
        """Starts a run."""
        asked = self.given({})
        if not self.is_known():
            return
        if not self.path.endswith("/jobs/run-now"):
            self.answer(404, {"error_code": "ENDPOINT_NOT_FOUND", "message": self.path})
            return
        started = self.api.start(asked)
        if started is None:
            self.answer(503, {"error_code": "TEMPORARILY_UNAVAILABLE", "message": "Try again."})
        else:
            self.answer(200, started)

    def is_known(self) -> bool:
        """Whether the client shows the token; if not, it is told."""
        if self.headers.get("Authorization") == f"Bearer {TOKEN}":
            return True
        self.api.strangers += 1
        self.answer(403, {"error_code": "PERMISSION_DENIED", "message": "Invalid access token."})
        return False

    def given(self, words: dict[str, str]) -> dict[str, Any]:
        """What the client sent: parameters of the address, and a body."""
        length = int(self.headers.get("Content-Length") or 0)
        body: dict[str, Any] = json.loads(self.rfile.read(length)) if length else {}
        return {**words, **body}

    def answer(self, status: int, content: dict[str, Any]) -> None:
        """Sends JSON."""
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
