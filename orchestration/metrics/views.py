"""Metric views of Databricks (Unity Catalog), made of the same declarations. Not run on Databricks."""

from __future__ import annotations

from collections.abc import Sequence

import yaml

from orchestration.documents.exposures import Indented
from orchestration.metrics.definitions import Metric, SemanticModel

# of the specification; 1.1 knows names for people and comments (Databricks Runtime 17.2 and later)
VERSION = "1.1"
HEAD = "# Made of models/metrics by `make reference`. Not run on Databricks.\n"


def by_model(metrics: Sequence[Metric]) -> dict[str, list[Metric]]:
    """The metrics of each semantic model."""
    found: dict[str, list[Metric]] = {}
    for each in metrics:
        found.setdefault(each.model.name, []).append(each)
    return found


def definition(model: SemanticModel, metrics: Sequence[Metric], catalog: str) -> str:
    """The YAML of the metric view of a semantic model."""
    dimensions = [
        {"name": each.name, "expr": each.sql}
        | ({"comment": " ".join(each.description.split())} if each.description else {})
        for each in model.dimensions.values()
    ]
    measures = [
        {
            "name": each.name,
            "expr": each.sql,
            "display_name": each.label,
            "comment": f"{each.question} {each.description}",
        }
        for each in metrics
    ]
    written = {
        "version": VERSION,
        "comment": model.description,
        "source": f"{catalog}.{model.table}",
        "dimensions": dimensions,
        "measures": measures,
    }
    return yaml.dump(written, Dumper=Indented, sort_keys=False, width=100, allow_unicode=True)


def definitions(metrics: Sequence[Metric], catalog: str) -> dict[str, str]:
    """The files of metric views, by their names."""
    return {
        f"{name}.yml": HEAD + definition(found[0].model, found, catalog)
        for name, found in by_model(metrics).items()
    }


def statements(metrics: Sequence[Metric], catalog: str) -> list[str]:
    """The statements that make the metric views beside their marts."""
    made = []
    for name, found in by_model(metrics).items():
        model = found[0].model
        view = f"{catalog}.{model.table.split('.')[0]}.metrics_{name}"
        made.append(
            f"create or replace view {view}\nwith metrics\nlanguage yaml\nas $$\n"
            f"{definition(model, found, catalog)}$$"
        )
    return made
