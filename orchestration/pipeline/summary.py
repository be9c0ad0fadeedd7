"""The summary for programs, target/run_summary.json, and what a failed run ends with."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from orchestration.pipeline.dbt_build import Outcome
from orchestration.pipeline.disks import NO_SPACE, full_disk
from orchestration.pipeline.settings import RunSettings
from orchestration.setup.render import replace_file

MOST_NAMES = 5
MOST_PROBLEMS = 20
MOST_REASONS = 12
MOST_LETTERS = 300
MOST_OF_A_REASON = 1000

DISK_IS_FULL = "the disk is full"
# What Java and Spark say, what it means, and what to do.
KNOWN_CAUSES = (
    (
        "Another instance of Derby",
        "another process uses this lakehouse",
        "end it (a dbt run, a notebook; a warm session: make stop), or give this run its own "
        "LAKEHOUSE_HOME.",
    ),
    (
        "Another run is at work here",
        "another run holds the run lock",
        "wait until it has ended; if it was killed: dbt run-operation break_run_lock.",
    ),
    (
        NO_SPACE,
        DISK_IS_FULL,
        "free some space, then run it again: nothing is loaded twice.",
    ),
    (
        "OutOfMemoryError",
        "Spark ran out of memory",
        "set LAKEHOUSE_DRIVER_MEMORY=4g and LAKEHOUSE_TUNING=large, then run it again.",
    ),
    (
        # Spark's client of S3 asks again, but not where the answer to a listing is cut off
        "XmlResponseParserUtils",
        "S3 broke off in the middle of an answer",
        "run it again: what is done stays, nothing is loaded twice.",
    ),
    (
        "JAVA_GATEWAY_EXITED",
        "Spark did not start",
        "look at the Spark log that is named below.",
    ),
    (
        "Env var required but not provided",
        "a variable of the connection is missing",
        "export it; profiles/profiles.yml says what it is.",
    ),
)

# Where in its own code Java raised something; all that is behind it says no more.
WHERE_IN_JAVA = re.compile(r" at [\w.$/]+\(")
# What macros/operations/check_contracts.sql begins with.
BROKEN_CONTRACTS = "Contracts are broken"

# What a run has that ended before dbt could count.
NOTHING_COUNTED: dict[str, Any] = {
    "run_id": None,
    "command": "build",
    "rows": [],
    "headline": {},
    "marketplace": {},
    "built": {},
    "feeds": [],
    "files_with_problems": [],
    "reject_reasons": [],
    "folders_not_loaded": [],
    "failures": [],
    "warnings": [],
    "look_at": [],
    "anomalies": None,
}


def compose(
    settings: RunSettings,
    outcome: Outcome,
    *,
    started_at: datetime,
    finished_at: datetime,
    empty_files: Sequence[str],
    hidden_files: Sequence[str] = (),
) -> dict[str, Any]:
    """The summary of a run as JSON values.

    What dbt counted (feeds, reject reasons, what was built, the rows of logs.run_summary unrounded,
    folders that nothing is loaded from, failures with their mend) stays as it is; files of 0 bytes are
    named in every run, those that Spark does not list by their names in the first one; times are UTC,
    ``seconds`` is wall time. A run that ended before dbt could count has empty lists there, and an
    ``error``. ``full_disk`` is there when a disk is full: which one.
    """
    counted = outcome.summary or {}
    messages = [each["message"] for each in counted.get("failures", ())]
    full = full_disk(settings, " ".join([outcome.error, *messages]))
    return {
        "status": "success" if outcome.succeeded else "failed",
        "target": settings.target,
        "landing_root": settings.landing_root,
        "started_at": as_text(started_at),
        "finished_at": as_text(finished_at),
        "seconds": round((finished_at - started_at).total_seconds(), 1),
        "error": outcome.error,
        **NOTHING_COUNTED,
        **counted,
        **({"full_disk": full} if full else {}),
        "empty_files": list(empty_files),
        "hidden_files": list(hidden_files),
    }


def as_text(moment: datetime) -> str:
    """A time in UTC, to the second, in ISO format."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def write(summary: dict[str, Any], file: Path) -> None:
    """Writes the summary in one step, so that no reader sees half of it."""
    replace_file(file, json.dumps(summary, indent=2, ensure_ascii=False) + "\n")


def names_of(names: Sequence[str]) -> str:
    """The first names of a list, and how many more there are."""
    shown = ", ".join(names[:MOST_NAMES])
    more = len(names) - MOST_NAMES
    return f"{shown} and {more:,} more" if more > 0 else shown


def lines_for_people(summary: Mapping[str, Any]) -> Iterator[str]:
    """The summary as people read it, line by line; nothing of a run that could not count."""
    if not summary["built"]:
        return
    yield ""
    yield "Summary"
    yield from lines_of_feeds(summary)
    yield from lines_of_rejects(summary["reject_reasons"])
    yield (
        "  Built: {models} models, {seeds} seeds, {snapshots} snapshots; {unchanged} models and "
        "snapshots had nothing new; tests: {passed} passed, {left_out} left out (nothing that they "
        "read has changed), {warned} warned; {failed} failed, {skipped} skipped"
    ).format(**summary["built"])
    lines_of_business = {row["line"] for row in summary["rows"]}
    last = ""
    for row in summary["rows"]:
        if len(lines_of_business) > 1 and row["line"] != last:
            last = row["line"]
            yield f"  {last}"
        number = f"{Decimal(row['value']):,.{row['decimals']}f}"
        yield f"  {row['label']:<22} {number:>22} {row['unit']}".rstrip()
    for each in summary.get("anomalies") or []:
        yield f"  UNUSUAL ({each['severity']}) {each['subject']} {each['day']} {unusual(each)}"
    for warning in summary["warnings"]:
        yield f"  WARNING: {warning['node']}"
        yield from (f"    {row[:400]}" for row in warning["details"].splitlines() if row)
        yield f"    what to do: {warning['mend']}"
    for failure in summary["failures"]:
        message = failure["message"].split("== SQL ==")[0].strip()[:MOST_LETTERS]
        yield f"  FAILED {failure['node']}: {message}"
        yield from (f"    {row[:400]}" for row in failure.get("details", "").splitlines() if row)
        if failure.get("mend"):
            yield f"    what to do: {failure['mend']}"
    if summary["failures"]:
        yield "  Gold is the last good one below what failed. Details: logs.etl_errors."
    elif summary["look_at"]:
        yield f"  Look next at {', '.join(summary['look_at'])}."


def lines_of_feeds(summary: Mapping[str, Any]) -> Iterator[str]:
    """A line for each feed; files with problems, feeds without files, folders not loaded."""
    names = ("files", "new_files", "landed", "accepted", "superseded", "rejected")
    widths = (7, 6, 12, 12, 12, 10)
    heads = ("files", "new", "rows landed", "accepted", "superseded", "rejected")
    if summary["feeds"]:
        columns = " ".join(f"{head:>{width}}" for head, width in zip(heads, widths, strict=True))
        yield f"  {'feed':<34} {columns}"
    for feed in summary["feeds"]:
        counts = zip(names, widths, strict=True)
        columns = " ".join(f"{feed[name]:>{width},}" for name, width in counts)
        yield f"  {feed['feed']:<34} {columns}"
    problems = summary["files_with_problems"]
    yield from (f"  file {each['file']}: {each['problem']}" for each in problems[:MOST_PROBLEMS])
    if len(problems) > MOST_PROBLEMS:
        more = len(problems) - MOST_PROBLEMS
        yield f"  and {more:,} more files with problems (logs.file_ledger)"
    for feed in summary["feeds"]:
        if feed["files"] == 0:
            yield f"  WARNING: {feed['feed']} has no files"
    for each in summary["folders_not_loaded"]:
        yield f"  WARNING: nothing is loaded from {each['folder']}: {each['reason']}{files_in(each)}"


def unusual(anomaly: Mapping[str, Any]) -> str:
    """What differs, and from what."""
    low, high = anomaly["expected_low"], anomaly["expected_high"]
    found = f"{anomaly['metric']}: {anomaly['found']:,.4g}, expected {low:,.4g} to {high:,.4g}"
    return found + (", as all of the week" if anomaly["reason"] == "week" else "")


def counted(things: Sequence[str], word: str = "node") -> str:
    """How many things there are, in words."""
    return f"1 {word}" if len(things) == 1 else f"{len(things):,} {word}s"


def files_in(folder: Mapping[str, Any]) -> str:
    """The files of a folder that nothing is loaded from, in brackets; nothing where none is known."""
    count = folder.get("file_count", 0)
    if not count:
        return ""
    many = "1 file" if count == 1 else f"{count:,} files"
    names = ", ".join(folder["first_files"])
    return f" ({many}: {names}{', ...' if count > len(folder['first_files']) else ''})"


def lines_of_rejects(reasons: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Why rows were rejected, the most frequent reasons."""
    if reasons:
        yield "  Rejected rows, and why (logs.quarantine has file, line and record):"
    for reason in reasons[:MOST_REASONS]:
        yield f"    {reason['rows']:>12,}  {reason['feed']}: {reason['rules']}"
    if len(reasons) > MOST_REASONS:
        yield f"    and {len(reasons) - MOST_REASONS:,} more reasons (target/run_summary.json)"


def failure_sentence(summary: dict[str, Any], settings: RunSettings) -> str:
    """What failed and what to do, in one sentence each."""
    failures = summary["failures"]
    said = " ".join([summary["error"], *(failure["message"] for failure in failures)])
    cause, mend = next(
        ((f" because {cause}", mend) for sign, cause, mend in KNOWN_CAUSES if sign in said),
        ("", ""),
    )
    full = summary.get("full_disk")
    if full:
        cause += f" ({full})"
    if failures:
        named = [failure["node"] for failure in failures]
        what = f"The build failed in {counted(named)}{cause}: {names_of(named)}."
        mends = [failure["mend"] for failure in failures if failure.get("mend")]
        mend = mend or (mends[0] if mends else "see the messages above, then run it again.")
        where = f"{settings.summary_file} and the table logs.etl_errors have every message."
    else:
        # what Java says of a full disk is a page, and says no more
        said_in_full = WHERE_IN_JAVA.split(" ".join(summary["error"].split()))[0]
        reason = "" if full else said_in_full[:MOST_OF_A_REASON].rstrip(".")
        did = "did not run"
        if BROKEN_CONTRACTS in reason:
            did = "ran, but marts are not what they promise"
            # behind it Spark says where in its own code it was raised
            said = reason[reason.index(BROKEN_CONTRACTS) :].split(" SQLSTATE")[0]
            reason, _, mend = said.partition(". Mend: ")
        elif "-on-run-end-" in summary["error"]:
            did = "ran, but what it did could not be noted in logs"
        what = f"The build {did}{cause}" + (f": {reason}." if reason else ".")
        mend = mend or "mend what the message names, then run it again."
        where = f"Details: {settings.log_folder / 'dbt.log'}, {settings.spark_log}."
    return f"{what} Mend: {mend} {where}"
