"""What these tests draw by chance, so that it can be drawn again."""

from __future__ import annotations

import os
import random


def drawn_seed() -> int:
    """A seed, shown with the test's output; CHAOS_SEED repeats one (make test-chaos SEED=n)."""
    seed = int(os.environ.get("CHAOS_SEED") or random.randrange(10_000))
    print(f"seed {seed}", flush=True)
    return seed
