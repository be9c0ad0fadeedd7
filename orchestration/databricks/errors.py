"""The one error that running on Databricks raises on purpose."""


class DatabricksError(Exception):
    """Something a person can mend: what is wrong, and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} Mend: {mend}")
