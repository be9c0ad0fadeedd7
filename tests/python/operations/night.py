"""What the tests of alerts share: nights that ended well or not, as runs and landings leave them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

START = datetime(2025, 8, 4, 3, tzinfo=UTC)
GATE = "atlon_orders_are_readable_accounted_for_and_within_the_limit_of_rejects"


def source(feed: str, path: str, late_after: int | None = None) -> dict[str, Any]:
    """A feed in a manifest."""
    name, table = feed.split(".")
    return {
        "source_name": name,
        "name": table,
        "config": {"meta": {"path": path}},
        "freshness": {"warn_after": {"count": late_after, "period": "hour"}},
    }


def model(name: str, layer: str, schema: str) -> dict[str, Any]:
    """A model in a manifest."""
    return {"name": name, "fqn": ["sales", layer, name], "schema": schema, "alias": name}


MANIFEST = {
    "sources": {
        "source.s.atlon.orders": source("atlon.orders", "atlon/orders", 36),
        "source.s.atlon.products": source("atlon.products", "atlon/products"),
        "source.s.api.orders": source("api.orders", "api/orders"),
        "source.s.kaufwelt.orders": source("kaufwelt.orders", "partners/kaufwelt"),
        "source.s.logs.run_log": {"source_name": "logs", "name": "run_log", "config": {}},
    },
    "nodes": {
        "model.s.judged": model("judged", "intermediate", "processed"),
        "test.s.gate": {
            "name": GATE,
            "fqn": ["sales", GATE],
            "schema": "tests",
            "test_metadata": {"kwargs": {"feed": "atlon.orders"}},
        },
        "seed.s.reject_limits": {"name": "reject_limits", "fqn": ["sales", "reject_limits"]},
        # a test of a mart lies in the marts' folder, and is none
        "test.s.unique": {"name": "rpt_is_unique", "fqn": ["sales", "marts", "rpt_is_unique"]},
        "model.s.fct": model("fct_distribution_sales", "marts", "analytics"),
        "model.s.rpt": model("rpt_distribution_headline", "marts", "analytics"),
        "model.s.web": model("fct_webshop_orders", "marts", "analytics"),
    },
    "parent_map": {
        "model.s.judged": ["source.s.atlon.orders", "source.s.atlon.products"],
        "test.s.gate": ["model.s.judged", "seed.s.reject_limits"],
        "model.s.fct": ["model.s.judged"],
        "model.s.rpt": ["model.s.fct"],
        "model.s.web": ["source.s.api.orders", "source.s.kaufwelt.orders"],
    },
    "child_map": {
        "source.s.atlon.orders": ["model.s.judged"],
        "source.s.api.orders": ["model.s.web"],
        "source.s.kaufwelt.orders": ["model.s.web"],
        "model.s.judged": ["test.s.gate", "model.s.fct"],
        "model.s.fct": ["model.s.rpt"],
        "model.s.rpt": ["test.s.unique"],
        # every mart waits for the gates, of whatever line
        "seed.s.reject_limits": ["test.s.gate", "model.s.fct", "model.s.web"],
    },
}


def feed(name: str, new_files: int = 1, landed: int = 100, rejected: int = 2) -> dict[str, Any]:
    """What a run has counted of a feed."""
    return {
        "feed": name,
        "files": 3,
        "new_files": new_files,
        "landed": landed,
        "accepted": landed - rejected,
        "superseded": 0,
        "rejected": rejected,
    }


def row(value: str, name: str = "total_revenue_inr") -> dict[str, Any]:
    """A number of a run."""
    return {
        "line": "distribution",
        "name": name,
        "label": name.replace("_", " ").capitalize()[:20],
        "value": value,
        "unit": "INR",
        "decimals": 2,
        "look_at": "analytics.rpt_distribution_sales",
    }


def leave(
    folder: Path,
    statuses: dict[str, str],
    minute: int,
    message: str = "",
    began: datetime = START,
) -> str:
    """What a dbt run leaves in a folder, some minutes after a night began. Returns the run's id."""
    folder.mkdir(parents=True, exist_ok=True)
    at = (began + timedelta(minutes=minute)).isoformat()
    results = [
        {"unique_id": name, "status": status, "message": message, "adapter_response": {}}
        for name, status in statuses.items()
    ]
    hook = {
        "unique_id": "operation.s.hook",
        "status": "success",
        "message": "",
        "adapter_response": {},
    }
    metadata = {"invocation_id": f"run-{minute}", "generated_at": at, "invocation_started_at": at}
    content = {"metadata": metadata, "results": [*results, hook]}
    (folder / "run_results.json").write_text(json.dumps(content), encoding="utf-8")
    known: Any = MANIFEST["nodes"]
    nodes = {
        name: {
            **node,
            "resource_type": name.partition(".")[0],
            "config": {"meta": {"mend": "mend it"}},
        }
        for name, node in known.items()
    }
    manifest = {**MANIFEST, "nodes": nodes}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return metadata["invocation_id"]


class Nights:
    """A target folder in which one night follows the other."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.number = 0
        target.mkdir(parents=True, exist_ok=True)
        self.write("manifest.json", MANIFEST)

    @property
    def now(self) -> datetime:
        """The end of the last night's run."""
        return START + timedelta(days=self.number, minutes=13)

    def write(self, name: str, content: Any) -> None:
        """Leaves a file."""
        (self.target / name).write_text(json.dumps(content), encoding="utf-8")

    def run(
        self,
        *failures: dict[str, str],
        statuses: dict[str, str] | None = None,
        error: str = "",
        **others: Any,
    ) -> None:
        """A night's run; failures make it a failed one."""
        self.number += 1
        run_id = f"run-{self.number}"
        is_good = not failures and not error
        usual = {"gate": "pass", "judged": "success", "fct": "success", "rpt": "success"}
        found = {**usual, **(statuses or {})}
        results = [
            {"unique_id": f"{'test' if name == 'gate' else 'model'}.s.{name}", "status": status}
            for name, status in found.items()
        ]
        self.write("run_results.json", {"metadata": {"invocation_id": run_id}, "results": results})
        summary = {
            "status": "success" if is_good else "failed",
            "target": "local",
            "landing_root": "/data/landing",
            "started_at": (self.now - timedelta(minutes=13)).isoformat(),
            "finished_at": self.now.isoformat(),
            "seconds": 780.0,
            "error": error,
            "run_id": None if error else run_id,
            "command": "build",
            "rows": [] if error else [row("6376441400.50")],
            "headline": {},
            "built": {}
            if error
            else {"models": 81, "unchanged": 17, "passed": 87, "warned": 1, "failed": 0},
            "feeds": [] if error else [feed("atlon.orders"), feed("api.orders", new_files=0)],
            "files_with_problems": [],
            "reject_reasons": [],
            "failures": list(failures),
            "look_at": ["analytics.rpt_distribution_sales"],
            "empty_files": [],
            "folders_not_loaded": [],
            "warnings": [],
        }
        self.write("run_summary.json", {**summary, **others})

    def landing(self, name: str, *problems: dict[str, Any]) -> None:
        """What a landing has left."""
        finished_at = self.now.isoformat()
        outcome = {"landing": name, "finished_at": finished_at, "counts": {}, "problems": problems}
        self.write(f"landing_{name}.json", outcome)


def failure(
    node: str = GATE, message: str = "Got 1 result, configured to fail if != 0"
) -> dict[str, str]:
    """A node that failed, with rows in its details that nobody may be sent."""
    return {
        "node": node,
        "message": message,
        "details": "file_path: customers_Maria_Silva.csv, phone: +55 11 98765-4321",
        "mend": "Mend what logs.quarantine shows of the file and deliver it again.",
    }


GATE_FAILED = {"gate": "fail", "fct": "skipped", "rpt": "skipped"}
