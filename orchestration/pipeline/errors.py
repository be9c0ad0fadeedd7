"""The one error that the main job raises on purpose."""

from orchestration.errors import MendableError


class PipelineError(MendableError):
    """The one error that the main job raises on purpose."""
