"""The one error that running on Databricks raises on purpose."""

from orchestration.errors import MendableError


class DatabricksError(MendableError):
    """The one error that running on Databricks raises on purpose."""
