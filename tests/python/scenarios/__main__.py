"""Lives random histories and says in how many of them the tables were not as they must be."""

from __future__ import annotations

import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from multiprocessing.queues import Queue
from pathlib import Path

import click

from tests.python.harness.session import warm_session
from tests.python.scenarios.history import History, Story
from tests.python.scenarios.marketplace_history import MarketplaceHistory

KINDS: dict[str, type[History] | type[MarketplaceHistory]] = {
    "distribution": History,
    "marketplace": MarketplaceHistory,
}


def live(business: str, seeds: list[int], *, shown: bool) -> Iterator[Story]:
    """Lives one history after the other in one warm session."""
    folder = Path(tempfile.mkdtemp(prefix="histories_"))
    try:
        with warm_session() as session:
            for seed in seeds:
                click.echo(f"seed {seed}")
                say = (lambda step: click.echo(f"  {step}")) if shown else (lambda step: None)
                yield KINDS[business](session, folder / str(seed), seed, say).live()
                shutil.rmtree(folder / str(seed), ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def work(business: str, seeds: list[int], stories: Queue[Story]) -> None:
    """What one of several processes does."""
    for story in live(business, seeds, shown=False):
        stories.put(story)


def live_in_parallel(business: str, seeds: list[int], jobs: int) -> Iterator[Story]:
    """Lives histories in several processes, each with a session of its own.

    Raises:
        RuntimeError: a process ended before its histories did.
    """
    context = multiprocessing.get_context("spawn")
    stories: Queue[Story] = context.Queue()
    workers = [
        context.Process(target=work, args=(business, seeds[job::jobs], stories))
        for job in range(jobs)
    ]
    for worker in workers:
        worker.start()
    lived = 0
    while lived < len(seeds):
        while stories.empty():
            if not any(worker.is_alive() for worker in workers) and stories.empty():
                raise RuntimeError(f"only {lived} of {len(seeds)} histories came to an end")
            time.sleep(0.2)
        yield stories.get()
        lived += 1
    for worker in workers:
        worker.join()


@click.command()
@click.option(
    "--business", type=click.Choice(sorted(KINDS)), default="distribution", show_default=True
)
@click.option("--seeds", default=10, show_default=True, help="How many histories.")
@click.option("--first-seed", default=1, show_default=True, help="The first one's seed.")
@click.option("--jobs", default=1, show_default=True, help="Processes; each needs 3 GB.")
@click.option("--shown", is_flag=True, help="Say every step. [default: for a single seed]")
def main(business: str, seeds: int, first_seed: int, jobs: int, shown: bool) -> None:
    """Live random histories; exit code 1 if tables differ from the oracle or a full refresh."""
    drawn = list(range(first_seed, first_seed + seeds))
    started = time.monotonic()
    if jobs == 1:
        told = live(business, drawn, shown=shown or seeds == 1)
    else:
        told = live_in_parallel(business, drawn, jobs)
    stories = []
    for story in told:
        stories.append(story)
        verdict = "equal" if story.is_good else "DIFFERENT"
        click.echo(f"seed {story.seed}: {verdict}, {story.runs} runs, {story.seconds:.0f} s")
        if not story.is_good:
            click.echo(story.report())
    bad = [story.seed for story in stories if not story.is_good]
    click.echo(
        f"{len(stories):,} histories, {sum(story.runs for story in stories):,} runs, "
        f"{len(bad):,} with differences{': seeds ' if bad else ''}{', '.join(map(str, bad))}; "
        f"{time.monotonic() - started:,.0f} s"
    )
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main(prog_name="python -m tests.python.scenarios")
