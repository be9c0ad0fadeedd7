"""The one error that making documents raises on purpose."""

from orchestration.errors import MendableError


class DocumentError(MendableError):
    """The one error that making documents raises on purpose."""
