"""Metrics, declared once in models/metrics as dbt's semantic models.

They are asked without Spark, and are the metric views of Databricks.
"""

from orchestration.metrics.definitions import Metric, SemanticModel, read_metrics
from orchestration.metrics.errors import MetricError

__all__ = ["Metric", "MetricError", "SemanticModel", "read_metrics"]
