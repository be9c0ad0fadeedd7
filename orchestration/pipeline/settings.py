"""What a run is made with: values that env.sh has set, and where things are written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.pipeline.errors import PipelineError
from orchestration.setup.render import PROJECT, warehouse_root
from orchestration.storage import is_on_s3, normal_root
from orchestration.storage.s3 import S3Place

TARGETS = ("local", "spark", "databricks")
SET_BY_ENV_SH = ("LAKEHOUSE_HOME", "LANDING_ROOT", "DBT_PROFILES_DIR", "SPARK_CONF_DIR")


@dataclass(frozen=True)
class RunSettings:
    """Folders and target of a run.

    ``landing_root`` is a folder or a URI, as landing_root in dbt reads it. ``is_default_landing`` says that
    nobody chose it, so that the default input may be written there. ``warehouse_root`` is where
    the local target keeps its tables: a folder or s3a://bucket/prefix. ``own_summary`` is where a run
    that is a part of something larger leaves its summary.
    """

    target: str
    home: Path
    landing_root: str
    is_default_landing: bool
    warehouse_root: str
    target_folder: Path
    log_folder: Path
    own_summary: Path | None = None

    @property
    def local_landing_root(self) -> Path | None:
        """The landing root as a folder of this machine, None where it is somewhere else."""
        text = self.landing_root.removeprefix("file://")
        return None if "://" in text else Path(text)

    @property
    def places_on_s3(self) -> list[S3Place]:
        """Where on S3 this machine reads or writes, without what a cluster does by itself."""
        roots = [self.landing_root]
        if self.target == "local":
            roots.append(self.warehouse_root)
        return [S3Place.parse(root) for root in roots if is_on_s3(root)]

    @property
    def truth_folder(self) -> Path:
        """Where the generator keeps the truth of the default input."""
        return self.home / "truth"

    @property
    def summary_file(self) -> Path:
        """The summary for programs."""
        return self.own_summary or self.target_folder / "run_summary.json"

    @property
    def hidden_files_file(self) -> Path:
        """What was told of files that Spark does not list: each once."""
        return self.home / "hidden_files.json"

    @property
    def spark_log(self) -> Path:
        """What Spark's virtual machine says."""
        return self.home / "logs" / "spark.log"


def read_settings(environment: Mapping[str, str] | None = None) -> RunSettings:
    """Reads the settings of a run from environment variables.

    Raises PipelineError when env.sh was not sourced or the target is not known, StorageError when
    LANDING_ROOT leads nowhere.
    """
    values = os.environ if environment is None else environment
    missing = [name for name in SET_BY_ENV_SH if not values.get(name)]
    if missing:
        raise PipelineError(
            f"The environment is not set ({', '.join(missing)}).",
            "run `source env.sh` first, or use `make run-pipeline`.",
        )
    target = values.get("DBT_TARGET") or "local"
    if target not in TARGETS:
        raise PipelineError(
            f"There is no target '{target}'.", f"choose one of them: ENV={'|'.join(TARGETS)}."
        )
    landing_root = values["LANDING_ROOT"]
    home = Path(values["LAKEHOUSE_HOME"])
    return RunSettings(
        target=target,
        home=home,
        landing_root=normal_root(landing_root),
        is_default_landing=landing_root == values.get("_LAKEHOUSE_DEFAULT_LANDING"),
        warehouse_root=warehouse_root(home, values),
        target_folder=PROJECT / (values.get("DBT_TARGET_PATH") or "target"),
        log_folder=PROJECT / (values.get("DBT_LOG_PATH") or "logs"),
    )
