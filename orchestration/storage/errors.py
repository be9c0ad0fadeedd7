"""The errors that storage raises on purpose."""

from orchestration.errors import MendableError


class StorageError(MendableError):
    """Something of the storage that a person can mend."""


class PassingError(StorageError):
    """The storage answers, but with an error of its own that may pass."""


class UnreachableError(StorageError):
    """The storage does not answer at all."""
