"""The one error that the benchmark raises on purpose."""


class BenchmarkError(Exception):
    """Something a person can mend, or results that differ where they must not."""
