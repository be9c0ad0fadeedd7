"""The page behind a web server: on Databricks as an app, read through a SQL warehouse.

The page is made again at most every DASHBOARD_MINUTES (10) minutes; while the tables cannot be read,
the last one stays, with a note in the log.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, Response

from orchestration.dashboards.page import page_of

USUAL_MINUTES = 10.0


def make_app(read: Callable[[], Mapping[str, Any]], minutes: float | None = None) -> Flask:
    """The app.

    Args:
        read: reads the content of all pages.
        minutes: for how long a page is as it is; DASHBOARD_MINUTES if not given.
    """
    pause = 60 * (
        float(os.environ.get("DASHBOARD_MINUTES", USUAL_MINUTES)) if minutes is None else minutes
    )
    app, lock = Flask(__name__), threading.Lock()
    made: dict[str, Any] = {"page": None, "at": 0.0}

    def page() -> str | None:
        with lock:
            if made["page"] is None or time.monotonic() - made["at"] >= pause:
                try:
                    made["page"] = page_of(read())
                # whatever the tables' driver raises: people rather see the page of before
                except Exception:
                    logging.exception("The tables cannot be read; the last page is shown.")
                made["at"] = time.monotonic()
            found: str | None = made["page"]
            return found

    @app.get("/")
    def home() -> Response:
        found = page()
        if found is None:
            text = (
                "The tables cannot be read now. The app's log says why; try again in some minutes."
            )
            made["at"] = 0.0
            return Response(text, status=503, mimetype="text/plain")
        return Response(found, mimetype="text/html")

    @app.get("/health")
    def health() -> Response:
        return Response("ok", mimetype="text/plain")

    return app
