"""The error that alerts raise on purpose."""

from orchestration.errors import MendableError


class AlertError(MendableError):
    """The error that alerts raise on purpose."""
