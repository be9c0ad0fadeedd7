"""What dbt-project-evaluator may find here, with the reasons (findings.yml)."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

FINDINGS = yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))


def is_accepted(table: str, found: str) -> bool:
    """Whether a reason is given for what it names in a table of findings."""
    return any(re.fullmatch(pattern, found) for pattern in FINDINGS["accepted"][table]["only"])
