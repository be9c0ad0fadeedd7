"""What the bundle has that stands in files of its own: schemas with their grants, dashboards, their app.

The bundle calls load_resources while it is deployed (databricks.yml, `python`). Who may read what is
said once, in vars.access of dbt_project.yml; a dashboard is one generated file below dashboards/.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from databricks.bundles.core import Bundle, Location, Resources

from orchestration.dashboards.bundle_app import COMMAND, write_app
from orchestration.setup.render import PROJECT

GENERATED = ".lvdash.json"
WAREHOUSE = "${resources.sql_warehouses.lakehouse.id}"
REFRESH = "refresh_dashboards"
APP = "dashboards"
# below target/, which Git ignores: databricks.yml has it uploaded all the same
APP_FOLDER = "target/dashboard_app"
APP_READS = ("analytics", "logs")
# a table of gold or of the logs, as queries name it
TABLE = re.compile(r"\b((?:analytics|logs)\.\w+)")
# the target in which everybody has schemas of their own, in a catalog that is there with its storage
OF_DEVELOPERS = "dev"
# the external location that a schema's tables lie in; those of all others lie in silver
ZONES = {"landing": "bronze", "raw": "bronze", "analytics": "gold"}


def load_resources(bundle: Bundle) -> Resources:
    """The schemas, the dashboards, the job that refreshes these, and the app, whose folder is written."""
    write_app(PROJECT / APP_FOLDER)
    return resources_of(PROJECT, bundle.target)


def resources_of(project: Path, target: str) -> Resources:
    """The same for a folder of the project."""
    resources = Resources()  # type: ignore[no-untyped-call]
    # relative paths begin at the place of what names them
    place = Location(file=str(project / "databricks.yml"), line=1, column=1)
    for name, groups in access_of(project).items():
        made = schema(name, groups) | ({} if target == OF_DEVELOPERS else stored(name))
        resources.add_schema(name, made, location=place)
    found = dashboards_of(project / "dashboards")
    for key, file in found.items():
        content = dashboard(key, file.read_text(encoding="utf-8"))
        resources.add_dashboard(key, content, location=place)
    if not found:
        resources.add_diagnostic_warning(
            f"There are no dashboards: no file below dashboards/ ends in {GENERATED}.",
            detail="Mend: generate them before the bundle is deployed.",
            location=place,
        )
    resources.add_job(REFRESH, refresh_job(list(found)), location=place)
    resources.add_app(APP, app(), location=place)
    return resources


def access_of(project: Path) -> Mapping[str, Sequence[str]]:
    """The groups that may read a schema, by its name."""
    settings = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))
    found: Mapping[str, Sequence[str]] = settings["vars"]["access"]["schemas"]
    return found


def dashboards_of(folder: Path) -> dict[str, Path]:
    """The generated dashboards, by names that the bundle can refer to."""
    return {
        re.sub(r"\W+", "_", file.name.removesuffix(GENERATED)): file
        for file in sorted(folder.rglob(f"*{GENERATED}"))
    }


def schema(name: str, groups: Sequence[str]) -> Any:
    """A schema that its groups may read, and that the jobs build."""
    readers = [{"principal": group, "privileges": ["USE_SCHEMA", "SELECT"]} for group in groups]
    builder = {
        "principal": "${var.service_principal}",
        # MANAGE: grant_access masks personal columns
        "privileges": ["ALL_PRIVILEGES", "MANAGE"],
    }
    if name in APP_READS:
        of_app = f"${{resources.apps.{APP}.service_principal_client_id}}"
        readers.append({"principal": of_app, "privileges": ["USE_SCHEMA", "SELECT"]})
    return {
        "catalog_name": "${var.catalog}",
        "name": "${var.schema_prefix}" + name,
        "grants": [*readers, builder],
    }


def stored(name: str) -> Any:
    """Where the tables of a schema lie; elsewhere it would be another schema, so it is never removed."""
    zone = ZONES.get(name, "silver")
    return {
        "storage_root": f"${{resources.external_locations.{zone}.url}}/${{var.schema_prefix}}{name}",
        "lifecycle": {"prevent_destroy": True},
    }


def app() -> Any:
    """The app that serves the page; it reads as itself, so whoever may use it sees what the page shows."""
    tables = {
        "DATABRICKS_CATALOG": "${var.catalog}",
        "REPORTING_CURRENCY": "${var.reporting_currency}",
        "LINES_OF_BUSINESS": "${var.lines_of_business}",
    }
    warehouse = {"id": WAREHOUSE, "permission": "CAN_USE"}
    return {
        "name": "${var.app_name}",
        "description": "Dashboards of all lines of business.",
        "source_code_path": APP_FOLDER,
        "config": {
            # a word that is never empty, as a variable of the app would be without a prefix
            "command": [*COMMAND, "--prefix=${var.schema_prefix}"],
            "env": [
                {"name": "DATABRICKS_WAREHOUSE_ID", "value_from": "sql-warehouse"},
                *({"name": name, "value": value} for name, value in tables.items()),
            ],
        },
        "resources": [{"name": "sql-warehouse", "sql_warehouse": warehouse}],
        "permissions": [{"group_name": "${var.people}", "level": "CAN_USE"}],
    }


def dashboard(key: str, text: str) -> Any:
    """A dashboard whose queries name schemas as they are without a prefix, and no catalog."""
    return {
        "display_name": key.replace("_", " ").capitalize(),
        # by its text, because the bundle puts no variables into files
        "serialized_dashboard": TABLE.sub(r"${var.schema_prefix}\1", text),
        "warehouse_id": WAREHOUSE,
        "dataset_catalog": "${var.catalog}",
        "permissions": [{"group_name": "${var.people}", "level": "CAN_READ"}],
    }


def refresh_job(dashboards: Sequence[str]) -> Any:
    """The job that refreshes every dashboard and mails its picture; a job has at least one task."""
    nothing = {
        "task_key": "there_are_none",
        "condition_task": {"left": "dashboards", "op": "EQUAL_TO", "right": "none"},
    }
    tasks = [
        {
            "task_key": key,
            "timeout_seconds": 1800,
            "max_retries": 1,
            "dashboard_task": {
                "dashboard_id": f"${{resources.dashboards.{key}.id}}",
                "warehouse_id": WAREHOUSE,
                "subscription": {"subscribers": [{"user_name": "${var.dashboard_mail}"}]},
            },
        }
        for key in dashboards
    ]
    return {
        "name": "${bundle.name}_refresh_dashboards",
        "description": "Refreshes every dashboard.",
        "max_concurrent_runs": 1,
        "queue": {"enabled": True},
        "timeout_seconds": 3600,
        "health": {
            "rules": [{"metric": "RUN_DURATION_SECONDS", "op": "GREATER_THAN", "value": 1800}]
        },
        "email_notifications": {
            "on_failure": ["${var.failure_mail}"],
            "on_duration_warning_threshold_exceeded": ["${var.failure_mail}"],
        },
        "tasks": tasks or [nothing],
    }
