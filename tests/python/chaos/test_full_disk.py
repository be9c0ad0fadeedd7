"""A disk that is full in any layer: one sentence that names it, no lock, a mail, and the next run is right.

Linux as root: a file system in memory lies over one schema's folder of the warehouse.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.python.chaos.nights import LAYERS, Nights, assert_one_sentence
from tests.python.chaos.seeds import drawn_seed
from tests.python.chaos.small_disk import small_disk

pytestmark = pytest.mark.by_command

# Bytes that a layer has left at most. A commit takes four pages at least: rows, what changed, and the
# checksums of both.
PAGE = 4 << 10
MOST_SPARE = 4 * PAGE


TITLE = "the run failed: the disk is full"


@pytest.mark.parametrize("layer", LAYERS)
def test_a_full_disk_is_a_sentence_and_the_next_run_is_right(layer: str, lakehouse: Nights) -> None:
    """Bronze, silver, gold, logs: with as many free bytes as a seed says. People are told, and its end."""
    spare = random.Random(drawn_seed()).randrange(0, MOST_SPARE, PAGE)
    print(f"{spare:,} bytes are free in {layer}")
    lakehouse.commit_orders()
    folder = Path(lakehouse.warehouse.root) / f"{layer}.db"
    with small_disk(folder, spare) as disk:
        assert lakehouse.land().returncode == 0
        failed = lakehouse.build()
        print(failed.stdout[-2000:], failed.stderr)
        assert failed.returncode == 1
        assert_one_sentence(failed.stderr, "the disk is full", str(folder), "free some space")
        told = len(lakehouse.box.mails)
        assert lakehouse.mail().returncode == 0
        problem = lakehouse.box.subjects.index(f"PROBLEM: {TITLE}", told)
        assert str(folder) in "".join(lakehouse.box.text(problem).split())
        disk.enlarge()
        done = lakehouse.build()
        assert done.returncode == 0, done.stdout + done.stderr
        assert lakehouse.mail().returncode == 0
        after = lakehouse.box.subjects[told:]
        assert after.count(f"PROBLEM: {TITLE}") == after.count(f"ALL CLEAR: {TITLE}") == 1
        assert after[-1].startswith("SUCCESS"), after
        assert lakehouse.lock_holder() is None
        assert lakehouse.differences() == []
