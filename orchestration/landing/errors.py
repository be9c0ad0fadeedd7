"""The error that landing raises on purpose."""

from orchestration.errors import MendableError


class LandingError(MendableError):
    """The error that landing raises on purpose."""
