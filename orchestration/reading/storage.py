"""Where the Delta tables lie, as delta-rs wants to hear it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from deltalake import DeltaTable
from deltalake.exceptions import DeltaError, TableNotFoundError

from orchestration.reading.errors import ReadingError
from orchestration.setup.render import s3_endpoint, warehouse_root
from orchestration.storage import is_on_s3, normal_root

# delta-rs reads these variables of AWS by itself; what it calls otherwise is handed to it
SAME_NAMES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION")


class Warehouse:
    """The tables of a local lakehouse: a folder, or a place on S3.

    Args:
        root: as WAREHOUSE_ROOT has it.
        options: of the storage, for delta-rs; secrets stand in them.
    """

    def __init__(self, root: str, options: Mapping[str, str] | None = None) -> None:
        self.root = root.rstrip("/")
        self.options = dict(options or {})

    @classmethod
    def of_environment(cls, environment: Mapping[str, str] | None = None) -> Warehouse:
        """The warehouse that env.sh has set.

        Raises ReadingError when env.sh was not sourced.
        """
        values = os.environ if environment is None else environment
        if not values.get("LAKEHOUSE_HOME"):
            raise ReadingError(
                "The environment is not set (LAKEHOUSE_HOME).",
                "run `source env.sh` first, or use the make command.",
            )
        root = warehouse_root(Path(values["LAKEHOUSE_HOME"]), values)
        if not is_on_s3(root):
            return cls(root.removeprefix("file://"))
        options = {name: values[name] for name in SAME_NAMES if values.get(name)}
        if endpoint := s3_endpoint(values):
            options["AWS_ENDPOINT_URL"] = endpoint
            if endpoint.startswith("http://"):
                options["AWS_ALLOW_HTTP"] = "true"
        return cls(normal_root(root).replace("s3a://", "s3://", 1), options)

    def folder(self, schema: str, table: str) -> str:
        """Where Spark keeps a managed table."""
        return f"{self.root}/{schema}.db/{table}"

    def open(self, schema: str, table: str, version: int | None = None) -> DeltaTable:
        """A table, as it is now or as it was at a version.

        Raises ReadingError when there is none, or no such version any more.
        """
        name = f"{schema}.{table}"
        try:
            return DeltaTable(
                self.folder(schema, table), version=version, storage_options=self.options or None
            )
        except TableNotFoundError as error:
            raise ReadingError(
                f"There is no table {name} in {self.root}.",
                "look at its name (make query Q=tables lists them), or build it: make run-pipeline.",
            ) from error
        except (DeltaError, OSError) as error:
            reason = " ".join(str(error).split())[:200].rstrip(".")
            of_version = "" if version is None else f" of version {version}"
            raise ReadingError(
                f"{name}{of_version} cannot be read: {reason}.",
                "look whether the storage answers; a version that upkeep has removed is back with "
                "the next good run: make run-pipeline.",
            ) from error
