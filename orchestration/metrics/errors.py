"""The one error that metrics raise on purpose."""

from orchestration.errors import MendableError


class MetricError(MendableError):
    """The one error that metrics raise on purpose."""
