"""The one error that comparing raises on purpose."""

from orchestration.errors import MendableError


class ImpactError(MendableError):
    """The one error that comparing raises on purpose."""
