"""The one error that this package raises on purpose."""

from orchestration.errors import MendableError


class ClusterError(MendableError):
    """The one error that this package raises on purpose."""
