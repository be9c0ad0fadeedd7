"""The command of `make run-pipeline`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
from deltalake.exceptions import DeltaError

from orchestration.feeds import feed_folders, lines_of_business
from orchestration.pipeline import summary
from orchestration.pipeline.backfill import mark_files
from orchestration.pipeline.checks import check_machine, only_run
from orchestration.pipeline.dbt_build import Outcome, build
from orchestration.pipeline.errors import PipelineError
from orchestration.pipeline.landing_root import (
    check_landing_root,
    check_objects,
    empty_files,
    hidden_files,
    land_example,
    not_yet_said,
)
from orchestration.pipeline.s3_watch import watch_s3
from orchestration.pipeline.settings import RunSettings, read_settings
from orchestration.reading import ReadingError, note_good_run
from orchestration.setup.render import AUTO, landing_sizes, render, tuning_for
from orchestration.storage import Root, StorageError, check_s3, is_on_s3, open_root
from orchestration.storage.roots import FolderRoot

FAILED, MISSING, INTERRUPTED = 1, 2, 130


@click.group()
def main() -> None:
    """Build the lakehouse from its landing files."""


@main.command()
@click.option("--full-refresh", is_flag=True, help="Rebuild silver and gold from stored bronze.")
@click.option(
    "--select",
    multiple=True,
    metavar="NODES",
    help="Build only these nodes, in dbt's notation; may be repeated.",
)
@click.option("--selector", default="", help="Build only a selector's nodes: bronze, silver, gold.")
@click.option(
    "--summary",
    "own_summary",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Leave the summary there, as a part of a night that has one of its own.",
)
def run(
    full_refresh: bool, select: tuple[str, ...], selector: str, own_summary: Path | None
) -> None:
    """Land the default input, build and test everything, show the summary.

    Ends with 0 when all is well, 1 when something failed (the last good gold stays), 2 when
    something is missing that a person has to provide. Safe to repeat.
    """
    try:
        settings = replace(read_settings(), own_summary=own_summary)
        with noted(settings):
            check_machine(settings)
        with only_run(settings), noted(settings):
            code = run_once(settings, full_refresh=full_refresh, select=select, selector=selector)
            sys.exit(code)
    except (PipelineError, StorageError) as error:
        complain(str(error))
        sys.exit(MISSING)
    except KeyboardInterrupt:
        complain("Stopped. Run it again to finish: nothing is loaded twice.")
        sys.exit(INTERRUPTED)


@main.command()
@click.option("--feed", help="Source and table, as sports_bar.orders; all feeds without it.")
@click.option("--file", help="Path of a file below the landing root, or its last part.")
@click.option("--from", "from_date", metavar="DAY", help="First day, as 2025-07-31.")
@click.option("--to", "to_date", metavar="DAY", help="Last day; the first one without it.")
@click.option(
    "--by",
    type=click.Choice(["arrival", "business_date"]),
    default="arrival",
    show_default=True,
    help="Whether days are those of the files or those of their rows.",
)
@click.option(
    "--how",
    type=click.Choice(["reload", "rejudge"]),
    default="reload",
    show_default=True,
    help="Load from the landing root again, or judge again what was loaded.",
)
@click.option("--do-it", is_flag=True, help="Mark the files and build; without it: only say.")
@click.option("--only-mark", is_flag=True, help="Mark the files; the next build does the rest.")
def backfill(
    feed: str | None,
    file: str | None,
    from_date: str | None,
    to_date: str | None,
    by: str,
    how: str,
    do_it: bool,
    only_mark: bool,
) -> None:
    """Load or judge a feed, a file, a day or a period again; says first what is concerned.

    Ends with 0 when all is well, 1 when the build failed, 2 when the backfill is refused.
    """
    arguments = {
        "feed": feed,
        "file": file,
        "from_date": from_date,
        "to_date": to_date or from_date,
        "by": by,
        "how": how,
        "dry_run": not (do_it or only_mark),
    }
    try:
        settings = read_settings()
        check_machine(settings)
        with only_run(settings):
            mark_files(settings, arguments)
            if do_it and not only_mark:
                with noted(settings):
                    sys.exit(run_once(settings, full_refresh=False, select=()))
    except (PipelineError, StorageError) as error:
        complain(str(error))
        sys.exit(MISSING)
    except KeyboardInterrupt:
        complain("Stopped. What is marked is done by the next run: make run-pipeline.")
        sys.exit(INTERRUPTED)


@contextmanager
def noted(settings: RunSettings) -> Iterator[None]:
    """Leaves a summary of a run that is refused, too: alerts would else look at the one before.

    A run that waits for nobody, because another one is at work, leaves that one's alone.
    """
    started_at = datetime.now(UTC)
    try:
        yield
    except (PipelineError, StorageError) as error:
        result = summary.compose(
            settings,
            Outcome(succeeded=False, summary=None, error=str(error)),
            started_at=started_at,
            finished_at=datetime.now(UTC),
            empty_files=[],
        )
        # a disk that is full is told by the error itself
        with suppress(OSError):
            summary.write(result, settings.summary_file)
        raise


def run_once(
    settings: RunSettings, *, full_refresh: bool, select: Sequence[str], selector: str = ""
) -> int:
    """Lands, builds and writes the summary. Returns the exit code.

    Raises PipelineError or StorageError when something is missing.
    """
    started_at = datetime.now(UTC)
    feeds = feed_folders(lines=lines_of_business())
    prepare_landing(settings, feeds)
    tune(settings, full_refresh=full_refresh)
    settings.summary_file.unlink(missing_ok=True)
    click.echo(f"Building from {settings.landing_root} (target {settings.target}) ...")
    with watch_s3(settings.places_on_s3) as watch:
        outcome = build(settings, full_refresh=full_refresh, select=select, selector=selector)
    if outcome.was_interrupted and watch.lost is None:
        raise KeyboardInterrupt
    lost = watch.lost if outcome.succeeded else watch.lost or lost_storage(settings)
    if lost:
        outcome = replace(outcome, succeeded=False, error=str(lost))
    root = None if lost else landing_root_here(settings)
    empty = empty_files(root, feeds) if root else []
    hidden = new_hidden_files(settings, root, feeds) if root else []
    result = summary.compose(
        settings,
        outcome,
        started_at=started_at,
        finished_at=datetime.now(UTC),
        empty_files=empty,
        hidden_files=hidden,
    )
    for line in summary.lines_for_people(result):
        click.echo(line)
    summary.write(result, settings.summary_file)
    if empty:
        click.echo(
            f"  WARNING: {summary.counted(empty, 'empty file')} (0 bytes), nothing to load: {summary.names_of(empty)}. "
            "Ask for a new delivery."
        )
    if hidden:
        click.echo(
            f"  NOTE: {summary.counted(hidden, 'hidden name')} (they begin with _ or ., or are no UTF-8), not read: "
            f"{summary.names_of(hidden)}. Said once; rename what was meant as a delivery."
        )
    click.echo(f"  {result['seconds']:,.0f} s. The same for programs: {settings.summary_file}")
    if outcome.succeeded:
        if not select:
            note_for_readers(settings, result["finished_at"])
        return 0
    complain(str(lost) if lost else summary.failure_sentence(result, settings))
    return FAILED


def note_for_readers(settings: RunSettings, finished_at: str) -> None:
    """Notes what a good run of everything has left, for those who read without Spark.

    Tables on a cluster or on Databricks are read there.
    """
    if settings.target != "local":
        return
    try:
        note_good_run(settings.target_folder, finished_at)
    # the run itself is good
    except (DeltaError, OSError, ReadingError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        click.echo(f"  WARNING: make dashboards and make query show the run before: {reason}")


def landing_root_here(settings: RunSettings) -> Root | None:
    """The landing root, if this machine can see it: a folder of its own, or S3."""
    if is_on_s3(settings.landing_root):
        return open_root(settings.landing_root)
    folder = settings.local_landing_root
    return FolderRoot(folder) if folder else None


def new_hidden_files(settings: RunSettings, root: Root, feeds: Sequence[str]) -> list[str]:
    """What Spark does not list by its name in a landing root, and no run has told yet."""
    found = hidden_files(root, feeds)
    try:
        return not_yet_said(found, settings.hidden_files_file)
    except OSError:
        # a disk that is full is told by the run itself; so they are told again
        return found


def lost_storage(settings: RunSettings) -> StorageError | None:
    """Why S3 does not answer any more, None when it does: the cause of all else that failed."""
    try:
        for place in settings.places_on_s3:
            check_s3(place)
    except StorageError as error:
        return error
    return None


def prepare_landing(settings: RunSettings, feeds: Sequence[str]) -> None:
    """Makes sure that there is something to read, and lands the default input where it belongs.

    Raises PipelineError with what is wrong with LANDING_ROOT, StorageError with what is wrong
    with S3.
    """
    if settings.target == "local" and settings.landing_root.startswith("s3://"):
        raise PipelineError(
            f"LANDING_ROOT={settings.landing_root} is a name of Databricks; Spark says s3a://.",
            f"set LANDING_ROOT={settings.landing_root.replace('s3://', 's3a://', 1)}.",
        )
    for place in settings.places_on_s3:
        check_s3(place)
    if is_on_s3(settings.landing_root):
        check_objects(open_root(settings.landing_root), feeds, has_tables=has_tables(settings))
    root = settings.local_landing_root
    if root is None:
        return
    if settings.is_default_landing:
        land_example(root, settings.truth_folder)
    check_landing_root(str(root), feeds, has_tables=has_tables(settings))


def tune(settings: RunSettings, *, full_refresh: bool) -> None:
    """Renders Spark's settings for what has landed by now; a full refresh reads all of it."""
    if settings.target != "local":
        return
    variables = dict(os.environ)
    root = settings.local_landing_root
    if full_refresh and root is not None and (variables.get("LAKEHOUSE_TUNING") or AUTO) == AUTO:
        _, everything = landing_sizes(root, Path(settings.warehouse_root))
        variables["LAKEHOUSE_TUNING"] = tuning_for(everything, everything)
    render(settings.home, variables)


def has_tables(settings: RunSettings) -> bool:
    """Whether something may have been built before; of a cluster this machine cannot know."""
    if settings.target != "local":
        return True
    if is_on_s3(settings.warehouse_root):
        return any(open_root(settings.warehouse_root).files(""))
    warehouse = Path(settings.warehouse_root)
    return warehouse.is_dir() and any(warehouse.iterdir())


def complain(text: str) -> None:
    """Says on stderr what is wrong and what to do."""
    click.echo(f"pipeline: {text}", err=True)
