"""The error that landing raises on purpose."""


class LandingError(Exception):
    """Something a person can mend: what happened and where, and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} Mend: {mend}")
        self.what = what
        self.mend = mend
