"""The one error that lineage raises on purpose."""


class LineageError(Exception):
    """Something a person can mend: what is wrong, and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} Mend: {mend}")
