"""Holds the bundle against the JSON schema that Databricks' CLI has of bundles (`databricks bundle schema`)."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from orchestration.databricks.errors import DatabricksError

# The schema's patterns say what a reference looks like, in a dialect that Python does not read.
REFERENCE = re.compile(r"\\\$\\\{\((\w+)\(.*")


def schema_text(file: Path | None) -> str:
    """The schema: of a file, or without one of the CLI on this machine, which asks nobody for it.

    Raises DatabricksError when there is neither.
    """
    if file:
        return file.read_text(encoding="utf-8")
    program = shutil.which("databricks")
    if program is None:
        raise DatabricksError(
            "There is no schema of bundles: the Databricks CLI is not on PATH.",
            "install it, or name a file that it has written: SCHEMA=<file> or DATABRICKS_BUNDLE_SCHEMA.",
        )
    done = subprocess.run(
        [program, "bundle", "schema"], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise DatabricksError(
            f"{program} printed no schema of bundles: {done.stderr.strip()[-300:]}",
            "install the version that CI installs (.github/workflows/check.yml).",
        )
    return done.stdout


def problems_of(project: Path, schema: str) -> list[str]:
    """What is wrong in databricks.yml and resources/, as `<file>: <place>: <what>`.

    Raises DatabricksError when the schema is none.
    """
    try:
        rules = readable(json.loads(schema))
    except ValueError:
        raise DatabricksError(
            "The schema of bundles is no JSON.",
            "write it with: databricks bundle schema > <file>.",
        ) from None
    validator = Draft7Validator(rules)
    files = (project / "databricks.yml", *sorted((project / "resources").glob("*.yml")))
    return [
        f"{file.relative_to(project)}: {problem}"
        for file in files
        for problem in problems_in(validator, yaml.safe_load(file.read_text(encoding="utf-8")))
    ]


def problems_in(validator: Any, document: object) -> Iterator[str]:
    """What is wrong in a document."""
    for error in validator.iter_errors(document):
        deepest = cause_of(error)
        yield f"{'.'.join(map(str, deepest.absolute_path))}: {deepest.message[:300]}"


def cause_of(error: ValidationError) -> ValidationError:
    """The deepest of the errors that an error is made of: of several choices, the nearest one's."""
    while error.context:
        error = max(
            error.context,
            key=lambda each: (len(each.absolute_path), "pattern" not in each.schema),
        )
    return error


def readable(value: Any) -> Any:
    """The schema with its patterns in Python's dialect."""
    if isinstance(value, dict):
        return {
            key: REFERENCE.sub(r"^\\$\\{\1\\.[^{}]+\\}", each)
            if key == "pattern" and isinstance(each, str)
            else readable(each)
            for key, each in value.items()
        }
    return [readable(each) for each in value] if isinstance(value, list) else value
