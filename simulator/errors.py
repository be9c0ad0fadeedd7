"""The one error that the generator raises on purpose."""


class SimulatorError(Exception):
    """Something a person can mend: says what is wrong, where, and what to do."""

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what}\nWhat to do: {mend}")
        self.what = what
        self.mend = mend
