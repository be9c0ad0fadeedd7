"""Lives random histories and says in how many of them the tables were not as they must be."""

from __future__ import annotations

import multiprocessing
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from multiprocessing.queues import Queue
from pathlib import Path

import click

from tests.python.harness.restatements import Restated
from tests.python.harness.session import LONG_LIVED, warm_session
from tests.python.scenarios.groups import groups_of, together_option
from tests.python.scenarios.history import History, Story
from tests.python.scenarios.marketplace_history import MarketplaceHistory
from tests.python.scenarios.webshop_history import WebshopHistory

KINDS: dict[str, type[History | MarketplaceHistory | WebshopHistory]] = {
    "distribution": History,
    "marketplace": MarketplaceHistory,
    "webshop": WebshopHistory,
}


def live(
    business: str, groups: Sequence[Sequence[int]], *, shown: bool, explained: bool
) -> Iterator[Story]:
    """Lives one group of seeds after the other, each in a lakehouse, in one warm session."""
    folder = Path(tempfile.mkdtemp(prefix="histories_"))
    try:
        with warm_session(variables=LONG_LIVED) as session:
            for seeds in groups:
                say = (lambda step: click.echo(f"  {step}")) if shown else (lambda step: None)
                home = folder / str(seeds[0])
                life = KINDS[business](session, home, seeds, say)
                life.restated = Restated(life.lakehouse) if explained else None
                click.echo(life.story.name)
                yield life.live()
                shutil.rmtree(home, ignore_errors=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def work(
    business: str, groups: Sequence[Sequence[int]], stories: Queue[Story], explained: bool
) -> None:
    """What one of several processes does."""
    for story in live(business, groups, shown=False, explained=explained):
        stories.put(story)


def live_in_parallel(
    business: str, groups: Sequence[Sequence[int]], jobs: int, *, explained: bool
) -> Iterator[Story]:
    """Lives histories in several processes, each with a session of its own.

    Raises:
        RuntimeError: a process ended before its histories did.
    """
    context = multiprocessing.get_context("spawn")
    stories: Queue[Story] = context.Queue()
    workers = [
        context.Process(target=work, args=(business, groups[job::jobs], stories, explained))
        for job in range(jobs)
    ]
    for worker in workers:
        worker.start()
    lived = 0
    while lived < len(groups):
        while stories.empty():
            if not any(worker.is_alive() for worker in workers) and stories.empty():
                raise RuntimeError(f"only {lived} of {len(groups)} lakehouses came to an end")
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
@together_option
@click.option("--jobs", default=1, show_default=True, help="Processes; each needs 3 GB.")
@click.option("--shown", is_flag=True, help="Say every step. [default: for a single lakehouse]")
@click.option("--explained", is_flag=True, help="Explain every run, and check that it adds up.")
def main(
    business: str,
    seeds: int,
    first_seed: int,
    together: int,
    jobs: int,
    shown: bool,
    explained: bool,
) -> None:
    """Live random histories; exit code 1 if tables differ from the oracle or a full refresh."""
    drawn = groups_of(first_seed, seeds, together)
    started = time.monotonic()
    if jobs == 1:
        told = live(business, drawn, shown=shown or len(drawn) == 1, explained=explained)
    else:
        told = live_in_parallel(business, drawn, jobs, explained=explained)
    stories = []
    for story in told:
        stories.append(story)
        verdict = "equal" if story.is_good else "DIFFERENT"
        click.echo(f"{story.name}: {verdict}, {story.runs} runs, {story.seconds:.0f} s")
        if not story.is_good:
            click.echo(story.report())
    bad = [story.name for story in stories if not story.is_good]
    click.echo(
        f"{seeds:,} histories in {len(stories):,} lakehouses, "
        f"{sum(story.runs for story in stories):,} runs, "
        f"{len(bad):,} with differences{': ' if bad else ''}{', '.join(bad)}; "
        f"{time.monotonic() - started:,.0f} s"
    )
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main(prog_name="python -m tests.python.scenarios")
