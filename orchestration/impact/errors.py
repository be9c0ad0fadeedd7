"""The one error that comparing raises on purpose."""


class ImpactError(Exception):
    """Something a person can mend: what is wrong, and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} Mend: {mend}")
        self.what = what
        self.mend = mend
