"""The one error that dashboards raise on purpose."""

from orchestration.errors import MendableError


class DashboardError(MendableError):
    """The one error that dashboards raise on purpose."""
