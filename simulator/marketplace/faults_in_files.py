"""Faults in where the lines stand, and in when the files arrive."""

import datetime

import numpy as np

from simulator.marketplace.changes import TIME_STYLES
from simulator.marketplace.draft import FULL, ONLY_KEYS, Draft
from simulator.marketplace.entities import ORDER_REVIEWS, ORDERS
from simulator.marketplace.faults import fault

SHARE = 0.02
DAYS_OF_A_SHUFFLE = 6


@fault(
    "an update arrives before the insert: further up in the file, or days earlier", about_files=True
)
def updates_before_inserts(draft: Draft, random: np.random.Generator) -> None:
    """The insert moves to the end of the update's file, or to a later file."""
    for entity in (ORDERS, ORDER_REVIEWS):
        for number, key in enumerate(draft.some(entity, random, SHARE, at_least=4, changes=2)):
            insert, update = draft.life[entity][key][:2]
            if insert.op != "I" or update.op != "U" or insert.sequence or update.sequence:
                continue
            file = draft.file_of[update]
            if number % 2 or file.part:
                file = draft.later_file(update, random)
            draft.take_out(insert)
            draft.put(file, insert)


@fault("a line is delivered again: in its file, in a later one, or in both", about_files=True)
def changes_duplicated(draft: Draft, random: np.random.Generator) -> None:
    """The same line, wherever it stood."""
    for number, change in enumerate(list(draft.all_changes(SHARE, random))):
        file = draft.file_of[change]
        if file.part == ONLY_KEYS:
            continue
        if number % 3 != 1:
            draft.put(file, change.copy())
        if number % 3 != 0:
            draft.put(draft.later_file(change, random), change.copy())


@fault("op_at is written with T, Z and fractions", about_files=True)
def op_times_mixed(draft: Draft, random: np.random.Generator) -> None:
    """A third of the lines."""
    for change in draft.all_changes(1 / 3, random):
        change.time_style = int(random.integers(1, len(TIME_STYLES)))


@fault("a file is written and delivered days later", about_files=True)
def files_late(draft: Draft, random: np.random.Generator) -> None:
    """Two to ten days; its name is still that of its day."""
    files = [file for file in draft.ordered_files() if file.part != FULL]
    count = min(len(files), max(3, round(SHARE * len(files))))
    for place in sorted(random.choice(len(files), size=count, replace=False)):
        file = files[int(place)]
        delay = datetime.timedelta(days=int(random.integers(2, 11)))
        file.modified_at += delay
        file.arrives_at += delay


@fault("days arrive in another order than they were written in", about_files=True)
def days_shuffled(draft: Draft, random: np.random.Generator) -> None:
    """Within some days each; modification times stay."""
    files = draft.ordered_files()
    days = sorted({file.day for file in files})
    arrives_on: dict[datetime.date, datetime.date] = {}
    for first in range(0, len(days), DAYS_OF_A_SHUFFLE):
        window = days[first : first + DAYS_OF_A_SHUFFLE]
        for day, place in zip(window, random.permutation(len(window)), strict=True):
            arrives_on[day] = window[int(place)]
    for file in files:
        file.arrives_at += arrives_on[file.day] - file.day
