"""What every error that is raised on purpose has."""


class MendableError(Exception):
    """Something a person can mend: what is wrong and where, and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} Mend: {mend}")
        self.what = what
        self.mend = mend
