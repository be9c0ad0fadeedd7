"""Consecutive seeds or orders that share a lakehouse."""

from __future__ import annotations

from collections.abc import Sequence

import click

together_option = click.option(
    "--together",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="How many of them happen in one lakehouse, each with its own files and faults.",
)


def groups_of(first: int, count: int, together: int) -> list[range]:
    """The numbers from the first one on, in groups of a size; the last may be smaller."""
    last = first + count
    return [range(start, min(start + together, last)) for start in range(first, last, together)]


def in_words(what: str, numbers: Sequence[int]) -> str:
    """A group in words: `seed 1`, `seeds 1 to 5`."""
    first, last = numbers[0], numbers[-1]
    return f"{what} {first}" if first == last else f"{what}s {first} to {last}"
