"""The faults of deliveries: a register of functions that change a draft of the files.

A fault is one function, registered with ``@fault``. It gets the draft and a random stream of its
own. Those in faults_in_rows.py (what the changes say) are applied first, then those in
faults_in_files.py (where the lines stand, and when they arrive), in the order of their definition.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from simulator.errors import SimulatorError
from simulator.marketplace.draft import Draft
from simulator.mess import chosen_names
from simulator.randomness import stream

Apply = Callable[[Draft, np.random.Generator], None]


@dataclass(frozen=True)
class Fault:
    """One kind of fault: what it is called, what happens, and how."""

    name: str
    description: str
    apply: Apply
    about_files: bool
    on_by_default: bool


FAULTS: dict[str, Fault] = {}


def fault(
    description: str, *, about_files: bool = False, on_by_default: bool = True
) -> Callable[[Apply], Apply]:
    """Register a function as a fault, under the function's name."""

    def register(apply: Apply) -> Apply:
        name = apply.__name__
        FAULTS[name] = Fault(name, description, apply, about_files, on_by_default)
        return apply

    return register


def default_faults() -> frozenset[str]:
    """The faults that are on when nothing is said."""
    return frozenset(name for name, entry in FAULTS.items() if entry.on_by_default)


def check_faults(names: Iterable[str]) -> frozenset[str]:
    """The names as a set; raises SimulatorError when one of them is not known."""
    unknown = sorted(set(names) - FAULTS.keys())
    if unknown:
        raise SimulatorError(
            f"Unknown fault: {', '.join(unknown)}.",
            f"Use all, none, default, or some of: {', '.join(FAULTS)}.",
        )
    return frozenset(names)


def parse_faults(text: str) -> frozenset[str]:
    """Read 'all', 'none', 'default' or a list with commas; '-fault' takes a fault away again."""
    groups = {"all": frozenset(FAULTS), "none": frozenset[str](), "default": default_faults()}
    return chosen_names(text, groups, check_faults)


def apply_faults(draft: Draft, chosen: frozenset[str], seed: int) -> None:
    """Apply the chosen faults to a draft, in place."""
    for entry in sorted(FAULTS.values(), key=lambda entry: entry.about_files):
        if entry.name in chosen:
            entry.apply(draft, stream(seed, f"fault {entry.name}"))
