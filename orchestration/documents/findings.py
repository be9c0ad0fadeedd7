"""What dbt-project-evaluator finds and why it stays: the list of its decision's page, from the command's own file."""

from __future__ import annotations

from pathlib import Path

import yaml

from orchestration.documents.marts import flat, table

PAGE = Path("docs", "decisions", "2026-11-30-what-dbt-project-evaluator-finds.md")
FINDINGS = Path("tests", "python", "evaluator", "findings.yml")


def reasons(project: Path) -> str:
    """Every kind of finding that stays, with its reason, as a table."""
    found = yaml.safe_load((project / FINDINGS).read_text(encoding="utf-8"))["accepted"]
    return table(
        ("finding", "why it stays"), [(kind, flat(each["why"])) for kind, each in found.items()]
    )
