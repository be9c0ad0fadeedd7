"""The one error that lineage raises on purpose."""

from orchestration.errors import MendableError


class LineageError(MendableError):
    """The one error that lineage raises on purpose."""
