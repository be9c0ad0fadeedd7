"""Random numbers that depend on the seed and a name only, never on what was drawn before."""

import zlib

import numpy as np


def stream(seed: int, purpose: str, *numbers: int) -> np.random.Generator:
    """The random stream of one purpose, for example of one day of one feed.

    Every purpose has its own stream: a day looks the same however many days are written, and
    switching one kind of mess on or off changes nothing that another kind does. The streams are
    numpy's; another numpy release may draw other numbers.
    """
    return np.random.default_rng([seed, zlib.crc32(purpose.encode()), *numbers])
