"""Makes the page by dbt-colibri, in an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.lineage.artifacts import Manifest, catalog, named
from orchestration.lineage.errors import LineageError
from orchestration.reading import Reader
from orchestration.setup.packages import LINEAGE_LOCK, LOCAL, install_beside
from orchestration.setup.render import replace_file

VENV = LOCAL / "lineage"
# nothing is asked of, or told to, anybody
QUIET = {"DO_NOT_TRACK": "1", "DBT_COLIBRI_NO_VERSION_CHECK": "1"}


def make_page(manifest: Manifest, reader: Reader, target: Path, folder: Path) -> dict[str, Any]:
    """Writes index.html and what it shows as JSON into a folder. Returns the latter.

    Raises LineageError when the library cannot, and SetupError when it cannot be installed.
    """
    install_beside(VENV, LINEAGE_LOCK, "the page of column-level lineage")
    adapted = named(manifest, target)
    replace_file(folder / "manifest.json", json.dumps(adapted))
    replace_file(folder / "catalog.json", json.dumps(catalog(adapted, reader)))
    words = ["generate", "--light", "--disable-telemetry", "--output-dir", str(folder)]
    words += [
        "--manifest",
        str(folder / "manifest.json"),
        "--catalog",
        str(folder / "catalog.json"),
    ]
    done = subprocess.run(
        [str(VENV / "bin" / "colibri"), *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **QUIET},
    )
    log = folder / "colibri.log"
    log.write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode != 0:
        raise LineageError(
            f"dbt-colibri could not make the page (see {log}).",
            "make run-pipeline, then repeat; make lock takes a newer version of it.",
        )
    made: dict[str, Any] = json.loads((folder / "colibri-manifest.json").read_text("utf-8"))
    return made


def columns_with_parents(made: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The columns of which the page knows what they are made of, by node and name."""
    return {(edge["target"], edge["targetColumn"]) for edge in made["lineage"]["edges"]}
