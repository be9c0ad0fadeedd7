"""Metrics as SQL: what dbt has parsed of models/metrics, as aggregates of a mart.

MetricFlow would join semantic models and fill gaps in time; every metric here is of one mart, which has
its dimensions as columns already, so that an aggregate and a ``group by`` are all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from orchestration.alerts.lineage import read_json
from orchestration.documents.graph import owners
from orchestration.metrics.errors import MetricError

AGGREGATES = {
    "sum": "sum({})",
    "count": "count({})",
    "count_distinct": "count(distinct {})",
    "average": "avg({})",
    "min": "min({})",
    "max": "max({})",
}


class Dimension(msgspec.Struct, frozen=True):
    """What a metric can be grouped by: a column of the mart, or an expression of them."""

    name: str
    sql: str
    description: str


class SemanticModel(msgspec.Struct, frozen=True):
    """A mart with what metrics need of it.

    Attributes:
        table: `<schema>.<table>`, with the prefix of schemas.
        dimensions: by their names.
        measures: aggregates in SQL, by their names.
    """

    name: str
    table: str
    description: str
    dimensions: Mapping[str, Dimension]
    measures: Mapping[str, str]


class Metric(msgspec.Struct, frozen=True):
    """A metric.

    Attributes:
        sql: the aggregate, or the quotient of two.
        model: the semantic model that it is of.
        owner: who answers for it.
    """

    name: str
    label: str
    description: str
    question: str
    unit: str
    sql: str
    model: SemanticModel
    owner: str

    def query(self, by: Sequence[str] = ()) -> str:
        """The question in Spark SQL, for each value of some dimensions.

        Raises MetricError when the metric has no such dimension.
        """
        for name in by:
            if name not in self.model.dimensions:
                raise MetricError(
                    f"{self.name} has no dimension '{name}'.",
                    f"take one of {', '.join(self.model.dimensions)}.",
                )
        groups = [self.model.dimensions[name] for name in by]
        shown = [f"{each.sql} as {each.name}" for each in groups] + [f"{self.sql} as {self.name}"]
        grouped = f" group by {', '.join(each.sql for each in groups)} order by 1" if groups else ""
        return f"select {', '.join(shown)} from {self.model.table}{grouped}"


def read_metrics(target: Path) -> list[Metric]:
    """The metrics of the manifest in a target folder, by semantic model.

    Raises MetricError when there is none.
    """
    manifest = read_json(target / "manifest.json")
    if not manifest:
        raise MetricError(f"There is no manifest in {target}.", "run `dbt parse`.")
    return metrics_of(manifest)


def metrics_of(manifest: Mapping[str, Any]) -> list[Metric]:
    """The metrics of a manifest. Raises MetricError when one is of a kind that is not known here."""
    models = [semantic_model(each, manifest) for each in manifest["semantic_models"].values()]
    declared = {each["name"]: each for each in manifest["metrics"].values()}
    people = owners(manifest)
    found = [metric(each, declared, models, people) for each in declared.values()]
    # not in the order of the manifest, which is another one after a partial parse
    return sorted(found, key=lambda each: (each.model.name, each.name))


def semantic_model(written: Mapping[str, Any], manifest: Mapping[str, Any]) -> SemanticModel:
    """A semantic model with the table that it is of."""
    node = manifest["nodes"][written["depends_on"]["nodes"][0]]
    described = {name: column["description"] for name, column in node["columns"].items()}
    dimensions = [
        Dimension(
            each["name"],
            each["expr"] or each["name"],
            each["description"] or described.get(each["expr"] or each["name"], ""),
        )
        for each in written["dimensions"]
    ]
    return SemanticModel(
        name=written["name"],
        table=f"{node['schema']}.{node['alias']}",
        description=" ".join((written["description"] or "").split()),
        dimensions={each.name: each for each in dimensions},
        measures={each["name"]: measure(each) for each in written["measures"]},
    )


def measure(written: Mapping[str, Any]) -> str:
    """A measure in SQL. Raises MetricError when its aggregation is not known here."""
    if written["agg"] not in AGGREGATES:
        raise MetricError(
            f"The measure {written['name']} has the aggregation {written['agg']}.",
            f"take one of {', '.join(AGGREGATES)}.",
        )
    return AGGREGATES[written["agg"]].format(written["expr"] or written["name"])


def metric(
    written: Mapping[str, Any],
    declared: Mapping[str, Mapping[str, Any]],
    models: Sequence[SemanticModel],
    people: Mapping[str, str],
) -> Metric:
    """A metric with its SQL. Raises MetricError when it is of a kind that is not known here."""
    name, params = written["name"], written["type_params"]
    if written["type"] == "simple":
        wanted = params["measure"]["name"]
        model = next(each for each in models if wanted in each.measures)
        sql = model.measures[wanted]
    elif written["type"] == "ratio":
        parts = [
            metric(declared[params[part]["name"]], declared, models, people)
            for part in ("numerator", "denominator")
        ]
        if parts[0].model != parts[1].model:
            raise MetricError(
                f"{name} divides metrics of two semantic models.",
                "declare both measures in one of them.",
            )
        model = parts[0].model
        sql = f"{parts[0].sql} / nullif({parts[1].sql}, 0)"
    else:
        raise MetricError(f"{name} is of the type {written['type']}.", "take simple or ratio.")
    meta = written["config"]["meta"]
    return Metric(
        name=name,
        label=written["label"],
        description=" ".join(written["description"].split()),
        question=str(meta.get("question", "")),
        unit=str(meta.get("unit", "")),
        sql=sql,
        model=model,
        owner=people.get(written["config"].get("group") or "", ""),
    )
