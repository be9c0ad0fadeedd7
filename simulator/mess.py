"""The kinds of mess: a register of functions that spoil clean rows before they are written.

A kind is one function, registered with ``@kind``. It gets the rows of one file (or of one part
of a large file) and a random stream of its own, and changes the rows in place. Kinds of a feed
are applied in the order of their definition; see mess_reference.py and mess_orders.py.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulator.errors import SimulatorError
from simulator.randomness import stream

Spoil = Callable[[Any, np.random.Generator], None]


@dataclass(frozen=True)
class Kind:
    """One kind of mess: what it is called, which feed it spoils, and how."""

    name: str
    feed: str
    description: str
    spoil: Spoil
    on_by_default: bool


KINDS: dict[str, Kind] = {}


def kind(feed: str, description: str, *, on_by_default: bool = True) -> Callable[[Spoil], Spoil]:
    """Register a function as a kind of mess of ``feed``, under the function's name."""

    def register(spoil: Spoil) -> Spoil:
        name = spoil.__name__
        KINDS[name] = Kind(name, feed, description, spoil, on_by_default)
        return spoil

    return register


def default_kinds() -> frozenset[str]:
    """The kinds that are on when nothing is said."""
    return frozenset(name for name, entry in KINDS.items() if entry.on_by_default)


def check_kinds(names: Iterable[str]) -> frozenset[str]:
    """The names as a set; raises SimulatorError when one of them is not known."""
    unknown = sorted(set(names) - KINDS.keys())
    if unknown:
        raise SimulatorError(
            f"Unknown kind of mess: {', '.join(unknown)}.",
            f"Use all, none, default, or some of: {', '.join(KINDS)}.",
        )
    return frozenset(names)


def parse_kinds(text: str) -> frozenset[str]:
    """Read 'all', 'none', 'default' or a list with commas; '-kind' takes a kind away again.

    'default,-city_typos' is everything that is on by default but the typos of cities.
    """
    groups = {"all": frozenset(KINDS), "none": frozenset[str](), "default": default_kinds()}
    return chosen_names(text, groups, check_kinds)


def chosen_names(
    text: str,
    groups: Mapping[str, frozenset[str]],
    check: Callable[[Iterable[str]], frozenset[str]],
) -> frozenset[str]:
    """Read a list of names with commas between, some of them names of groups; '-' takes away."""
    chosen: frozenset[str] = frozenset()
    for word in filter(None, (word.strip() for word in text.split(","))):
        if word.startswith("-"):
            chosen -= check([word[1:]])
        else:
            chosen |= groups[word] if word in groups else check([word])
    return chosen


def spoil_rows(rows: Any, feed: str, chosen: frozenset[str], seed: int, *numbers: int) -> None:
    """Apply the chosen kinds of ``feed`` to ``rows``, in place.

    ``numbers`` tell this file, or part of a file, from every other one (its day and its part).
    """
    for entry in KINDS.values():
        if entry.feed == feed and entry.name in chosen:
            entry.spoil(rows, stream(seed, f"mess {entry.name}", *numbers))
