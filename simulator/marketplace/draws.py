"""Random numbers for the things of a counter: the same however many are drawn at once.

A number depends on the seed, the purpose and the counter only (splitmix64), so that a part of a
large data set can be made without the parts before it.
"""

import zlib
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from simulator.arrow import Column

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Words = NDArray[np.uint64]

HEX_DIGITS_OF_AN_ID = 32


class Draws:
    """The random numbers of a seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def words(self, purpose: str, counters: Ints) -> Words:
        """64 random bits for each counter."""
        start = (zlib.crc32(purpose.encode()) << 32) ^ (self.seed * 0x9E3779B1 + 1)
        first = mix(np.uint64(start % 2**64))
        with np.errstate(over="ignore"):
            return mix(counters.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + first)

    def uniform(self, purpose: str, counters: Ints) -> Floats:
        """Numbers from 0 (included) to 1 (not included)."""
        return (self.words(purpose, counters) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def whole(self, purpose: str, counters: Ints, low: int, high: int) -> Ints:
        """Whole numbers from low to high, both included."""
        return low + (self.uniform(purpose, counters) * (high - low + 1)).astype(np.int64)

    def normal(self, purpose: str, counters: Ints) -> Floats:
        """Numbers with mean 0 and deviation 1."""
        radius = np.sqrt(-2.0 * np.log(1.0 - self.uniform(f"{purpose} radius", counters)))
        wave: Floats = np.cos(2.0 * np.pi * self.uniform(f"{purpose} angle", counters))
        return radius * wave

    def choice(self, purpose: str, counters: Ints, shares: Sequence[float]) -> Ints:
        """Places in a list, with these shares (their sum may be anything)."""
        bounds = np.cumsum(np.asarray(shares, dtype=np.float64))
        drawn = self.uniform(purpose, counters) * bounds[-1]
        places: Ints = np.searchsorted(bounds, drawn, side="right").astype(np.int64)
        return places

    def ids(self, purpose: str, counters: Ints) -> Column:
        """Ids of 32 hexadecimal digits."""
        words = np.stack(
            [self.words(f"{purpose} {half}", counters) for half in ("left", "right")], axis=1
        )
        octets = words.astype(">u8").tobytes().hex().encode()
        offsets = np.arange(0, len(octets) + 1, HEX_DIGITS_OF_AN_ID, dtype=np.int32)
        return pa.StringArray.from_buffers(
            len(counters), pa.py_buffer(offsets.tobytes()), pa.py_buffer(octets)
        )


def mix(words: Words | np.uint64) -> Words:
    """Spread every bit over all the others (the end of splitmix64)."""
    with np.errstate(over="ignore"):
        mixed = np.asarray(words, dtype=np.uint64)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
