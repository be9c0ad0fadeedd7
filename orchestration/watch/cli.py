"""The command of `make watch`."""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

import click

from orchestration.locks import locked
from orchestration.pipeline.checks import check_machine, only_run
from orchestration.pipeline.errors import PipelineError
from orchestration.pipeline.settings import RunSettings, read_settings
from orchestration.retries import tell_retries
from orchestration.storage import StorageError
from orchestration.watch import session
from orchestration.watch.rounds import Pauses, Watch
from orchestration.watch.steps import LakehouseSteps, progress_file

MISSING, INTERRUPTED = 2, 130


@click.command()
@click.option(
    "--pause",
    default=Pauses.usual,
    show_default=True,
    type=click.FloatRange(min=0),
    help="Seconds between two rounds.",
)
@click.option(
    "--longest-pause",
    default=Pauses.longest,
    show_default=True,
    type=click.FloatRange(min=1),
    help="Seconds after rounds that failed, at most.",
)
@click.option("--rounds", type=click.IntRange(min=1), help="End after so many rounds.")
def main(pause: float, longest_pause: float, rounds: int | None) -> None:
    """Land and build what is new, again and again, until Ctrl-C.

    SHOP_API_URL and SHOP_API_TOKEN name the shop that is asked for orders; without them only files
    that others land are noticed. Ctrl-C (or SIGTERM) ends it after the round, a second one at once.
    Ends with 0 after the round, 130 at once, 2 when something is missing that a person has to
    provide.
    """
    tell_retries()
    try:
        settings = read_settings()
        check_machine(settings)
        with only_watch(settings), progress_file(settings).open("a", encoding="utf-8") as progress:
            watch = Watch(
                LakehouseSteps(settings, progress), Pauses(pause, longest_pause), say, complain
            )
            say(f"Watching {settings.landing_root} (target {settings.target}); Ctrl-C ends it.")
            say(f"dbt's progress: {progress_file(settings)}")
            with ended_by_signals(watch.ending):
                watch.run(rounds)
            session.end()
    except (PipelineError, StorageError) as error:
        complain(str(error))
        sys.exit(MISSING)
    except KeyboardInterrupt:
        complain(
            "Stopped in the middle of a round. Nothing is loaded twice; the next run finishes it (on a"
            " cluster: dbt run-operation break_run_lock first)."
        )
        session.end()
        sys.exit(INTERRUPTED)
    say("Ended.")


@contextmanager
def only_watch(settings: RunSettings) -> Iterator[None]:
    """Keeps a second watch away, and from a local lakehouse every other run, too.

    Raises PipelineError when one is at work.
    """
    with ExitStack() as held:
        try:
            held.enter_context(locked(settings.home / "watch.lock", wait=False))
        except BlockingIOError:
            raise PipelineError(
                f"Another watch is at work in {settings.home}.",
                "end it first (Ctrl-C), or give this one its own LAKEHOUSE_HOME.",
            ) from None
        held.enter_context(only_run(settings))
        progress_file(settings).parent.mkdir(parents=True, exist_ok=True)
        yield


@contextmanager
def ended_by_signals(ending: threading.Event) -> Iterator[None]:
    """Has SIGINT and SIGTERM end the watch after its round, and at once when they come again."""

    def end(number: int, frame: FrameType | None) -> None:
        if ending.is_set():
            raise KeyboardInterrupt
        ending.set()
        say("Ending after this round; once more ends it at once.")

    numbers = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, end) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def say(text: str) -> None:
    """Says on stdout what was done, with the time."""
    click.echo(f"{time.strftime('%H:%M:%S')}  {text}")


def complain(text: str) -> None:
    """Says on stderr what is wrong and what to do."""
    click.echo(f"{time.strftime('%H:%M:%S')}  watch: {text}", err=True)
