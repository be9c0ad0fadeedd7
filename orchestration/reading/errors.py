"""The one error that reading raises on purpose."""

from orchestration.errors import MendableError


class ReadingError(MendableError):
    """The one error that reading raises on purpose."""
