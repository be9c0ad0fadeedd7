"""A lakehouse that dbt-databricks builds, in a catalog of a stand-in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from orchestration.setup.render import PROJECT
from tests.python.engines.databricks.stand_in.server import TOKEN, StandIn
from tests.python.engines.databricks.stand_in.sql import spark_schema
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.session import WarmSession
from tests.python.harness.zone import Zone

THREADS = 4


def write_profile(folder: Path) -> Path:
    """Writes the project's profile with the one thing that its users do not need.

    The connector speaks https to port 443 unless its connection parameters say otherwise; all the
    rest comes from the environment, as for everybody.

    Returns: the folder, for DBT_PROFILES_DIR.
    """
    text = (PROJECT / "profiles" / "profiles.yml").read_text(encoding="utf-8")
    profile: dict[str, Any] = yaml.safe_load(text)
    outputs = profile["lakehouse"]["outputs"]
    profile["lakehouse"]["outputs"] = {
        "databricks": {
            **outputs["databricks"],
            "connection_parameters": {
                "_connection_uri": "{{ env_var('STAND_IN_URI') }}",
                "_retry_stop_after_attempts_count": 2,
                "enable_telemetry": False,
                "use_cloud_fetch": False,
            },
        }
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "profiles.yml").write_text(json.dumps(profile), encoding="utf-8")
    return folder


class DatabricksLakehouse(Lakehouse):
    """A lakehouse in a catalog of a stand-in; its schemas have their published names there.

    Args:
        session: the Spark session that the stand-in runs on.
        folder: a new folder for its copy of the project.
        zone: where its files land.
        stand_in: what dbt-databricks connects to.
        http_path: of a cluster or of a SQL warehouse.
        catalog: one of the stand-in's.
        business: the line of business that it builds, or several with a comma between them.

    Attributes:
        token: what it signs in with.
    """

    def __init__(
        self,
        session: WarmSession,
        folder: Path,
        zone: Zone,
        *,
        stand_in: StandIn,
        http_path: str,
        catalog: str,
        business: str = "distribution",
    ) -> None:
        # what the harness reads directly from Spark has the names that the stand-in maps to
        super().__init__(session, folder, zone, prefix=spark_schema(catalog, ""), business=business)
        self.stand_in = stand_in
        self.http_path = http_path
        self.catalog = catalog
        self.token = TOKEN
        self.profiles = write_profile(folder.parent / f"{folder.name}_profiles")

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its dbt runs: what a user of Databricks sets, and the stand-in."""
        return {
            **super().environment,
            "DATABRICKS_CATALOG": self.catalog,
            "DATABRICKS_HOST": self.stand_in.url,
            "DATABRICKS_HTTP_PATH": self.http_path,
            "DATABRICKS_TOKEN": self.token,
            "DBT_PROFILES_DIR": str(self.profiles),
            "DBT_SCHEMA_PREFIX": "",
            "DBT_TARGET": "databricks",
            "DBT_THREADS": str(THREADS),
            "STAND_IN_URI": f"{self.stand_in.url}/{self.http_path.lstrip('/')}",
        }
