"""The errors that storage raises on purpose."""


class StorageError(Exception):
    """Something a person can mend: what happened and where, and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} Mend: {mend}")
        self.what = what
        self.mend = mend


class PassingError(StorageError):
    """The storage answers, but with an error of its own that may pass."""


class UnreachableError(StorageError):
    """The storage does not answer at all."""
