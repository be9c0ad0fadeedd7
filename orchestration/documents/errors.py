"""The one error that making documents raises on purpose."""


class DocumentError(Exception):
    """Something a person can mend: what is wrong, and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} Mend: {mend}")
