"""The error of what runs on AWS."""


class AwsError(Exception):
    """Something a person can mend: what happened and where, and what to do. No secret is in it."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} Mend: {mend}")
