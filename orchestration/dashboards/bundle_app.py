"""The folder of the Databricks App: what it needs of the project, and nothing else."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from orchestration.dashboards.catalogue import FOLDER
from orchestration.setup.render import PROJECT, replace_file

# what the app imports, at the versions of the lock file
PACKAGES = (
    *("click", "databricks-sdk", "databricks-sql-connector", "deltalake", "duckdb", "flask"),
    *("jinja2", "markupsafe", "msgspec", "pyarrow", "pypdf", "pyyaml", "sqlglot", "stamina"),
    *("boto3", "vl-convert-python"),
)
SERVE = "python -m orchestration.dashboards serve --host 0.0.0.0 --from databricks"
COMMAND = tuple(SERVE.split())
# for an app that is deployed by hand; the bundle says the same, and which catalog and prefix
APP = f"""# Written by `python -m orchestration.dashboards app`; a change is overwritten.
command: [{", ".join(COMMAND)}]
env:
  # the SQL warehouse that the app has as a resource of this name
  - name: DATABRICKS_WAREHOUSE_ID
    valueFrom: sql-warehouse
"""


def write_app(folder: Path) -> Path:
    """Writes the app's folder anew. Returns it."""
    shutil.rmtree(folder, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(PROJECT / "orchestration", folder / "orchestration", ignore=ignored)
    (folder / "dashboards").mkdir()
    for file in FOLDER.glob("*.yml"):
        shutil.copy2(file, folder / "dashboards")
    # feed cards say after how long a feed is late
    for file in (PROJECT / "models" / "staging").rglob("_*__sources.yml"):
        target = folder / file.relative_to(PROJECT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(file, target)
    replace_file(folder / "app.yaml", APP)
    replace_file(folder / "requirements.txt", "\n".join(pinned()) + "\n")
    return folder


def pinned() -> list[str]:
    """The app's packages at the lock file's versions."""
    lock = (PROJECT / "requirements.lock").read_text(encoding="utf-8")
    versions = dict(re.findall(r"(?m)^([a-z0-9-]+)(?:\[[a-z,]+\])?==(\S+)", lock))
    return [f"{name}=={versions[name]}" for name in PACKAGES]
