"""What people have to be told about, found in what runs and landings have left in target/."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec

from orchestration.alerts.lineage import FAILED, Lineage
from orchestration.alerts.privacy import without_literals
from orchestration.pipeline.summary import DISK_IS_FULL, KNOWN_CAUSES, counted, unusual
from orchestration.problems import LandingOutcome
from orchestration.setup.render import PROJECT

# As in the gates (macros/generic_tests/feed_may_be_promoted.sql): what clean data may lose.
USUAL_SHARE, USUAL_ROWS = 0.05, 20
# As in macros/operations/summarize_feeds.sql.
RECENT = "seven days"
LONGEST_MESSAGE = 600
# What a clock may be ahead of another one before somebody is told.
CLOCKS_DIFFER = timedelta(minutes=5)
MOST_METRICS = 5
# What has left an outcome and is no landing is a schedule.
LANDINGS = ("api", "partners")


@dataclass(frozen=True)
class Cause:
    """Something that is wrong now, told once until it is over.

    Attributes:
        key: the same as long as it is the same; its first word is the kind.
        title: a few words, for subjects.
        what: a sentence or two, without rows, secrets and persons.
        where: the nodes, files or tables that it is about.
        mend: what to do.
        feeds, marts: what is stale because of it.
        since: when it began, where that is known better than by its first report.
    """

    key: str
    title: str
    what: str
    mend: str
    where: Sequence[str] = ()
    feeds: Sequence[str] = ()
    marts: Sequence[str] = ()
    since: datetime | None = None


class Evidence:
    """What is known at a moment, and what it says.

    Attributes:
        summary: run_summary.json, empty when there is none.
        lineage: the graph of that run.
        outcomes: of landings, by their names.
        limits: of rejected rows, by feed: the share and the least number of rows.
        arrivals: when new files of a feed came last, as far as runs have seen.
        now: when it is.
        longest_pause: hours between two runs.
        loads: the newest load of a feed that was seen before.
    """

    def __init__(
        self,
        summary: Mapping[str, Any],
        lineage: Lineage,
        outcomes: Mapping[str, LandingOutcome],
        limits: Mapping[str, tuple[float, int]],
        arrivals: Mapping[str, str],
        now: datetime,
        longest_pause: float,
        loads: Mapping[str, str] | None = None,
    ) -> None:
        self.summary = summary
        self.lineage = lineage
        self.outcomes = outcomes
        self.limits = limits
        self.arrivals = arrivals
        self.now = now
        self.longest_pause = longest_pause
        self.loads = loads or {}

    def causes(self) -> list[Cause]:
        """All that is wrong, the most important first."""
        return [
            *self.runs(),
            *self.failures(),
            *self.quarantine(),
            *self.late_feeds(),
            *self.anomalies(),
            *self.landings(),
        ]

    def is_over(self, key: str) -> bool:
        """Whether what is not among the causes is really over, or was not looked at this time."""
        kind, _, about = key.partition(":")
        if kind == "run":
            return self.summary.get("status") == "success"
        if kind == "failed":
            is_gone = bool(self.lineage.nodes) and about not in self.lineage.ids
            status = self.lineage.status_of(about)
            return is_gone or (status is not None and status not in FAILED | {"skipped"})
        if kind in ("quarantine", "late"):
            return any(feed["feed"] == about for feed in self.feeds())
        if kind == "anomaly":
            return self.summary.get("anomalies") is not None
        return ("partners" if kind == "partner" else about) in self.outcomes

    def feeds(self) -> Sequence[Mapping[str, Any]]:
        """The feeds that the run has counted."""
        found: Sequence[Mapping[str, Any]] = self.summary.get("feeds", ())
        return found

    def runs(self) -> Iterator[Cause]:
        """Whether a run has ended at all, and could run."""
        pause = timedelta(hours=self.longest_pause)
        if not self.summary and self.outcomes.keys() - set(LANDINGS):
            # its runs are elsewhere, and a scheduler tells of them
            return
        if not self.summary:
            yield Cause(
                "run:missing",
                "no run has ended",
                "There is no summary of a run: the last one was killed, or none was ever started.",
                "look at the log of the scheduler and at logs/dbt.log, then start it (make "
                "run-pipeline): nothing is loaded twice.",
            )
            return
        finished_at = datetime.fromisoformat(self.summary["finished_at"])
        if finished_at - self.now > CLOCKS_DIFFER:
            yield Cause(
                "run:clock",
                "the clock is or was wrong",
                f"The last run says that it ended at {finished_at:%Y-%m-%d %H:%M} UTC, and now it is "
                f"{self.now:%Y-%m-%d %H:%M} UTC: one of them is a wrong clock's. The numbers are right.",
                "set the clock (timedatectl set-ntp true), then start a run (make run-pipeline): until "
                "then a run that does not come is noticed late.",
            )
        if self.now - finished_at > pause:
            yield Cause(
                "run:missing",
                "no run since " + f"{finished_at:%Y-%m-%d %H:%M} UTC",
                f"No run has ended for more than {self.longest_pause:g} hours; gold is as old as that.",
                "look at the scheduler, then start a run (make run-pipeline).",
                marts=self.all_marts(),
                since=finished_at,
            )
        error = self.summary.get("error", "")
        if self.summary["status"] != "success" and not self.summary.get("failures"):
            known = known_cause(error)
            cause, mend = known or (
                "it could not run",
                "mend what the message names, run it again.",
            )
            yield Cause(
                f"run:{known[0] if known else 'error'}",
                f"the run failed: {cause}",
                f"The run failed as a whole: {self.in_full(cause) if known else shortened(error)}",
                mend,
                where=["logs/dbt.log"],
                marts=self.all_marts(),
            )

    def failures(self) -> Iterator[Cause]:
        """What failed within a run; what has one reason outside of the data is one cause."""
        by_reason: dict[str, list[Mapping[str, Any]]] = {}
        for failure in self.summary.get("failures", ()):
            known = known_cause(failure["message"])
            if known:
                by_reason.setdefault(known[0], []).append(failure)
                continue
            node = failure["node"]
            yield Cause(
                f"failed:{node}",
                f"{node} failed",
                shortened(failure["message"]),
                failure.get("mend") or "mend what the message says, then run it again.",
                where=[node, "logs.etl_errors"],
                feeds=self.lineage.feeds_above(node),
                marts=self.lineage.marts_below(node),
            )
        for reason, failures in by_reason.items():
            nodes = [failure["node"] for failure in failures]
            mend = next(mend for _, cause, mend in KNOWN_CAUSES if cause == reason)
            yield Cause(
                f"run:{reason}",
                f"the run failed: {reason}",
                f"{counted(nodes)} failed because {self.in_full(reason)}.",
                mend,
                where=[*nodes, "logs.etl_errors"],
                feeds=sorted({feed for node in nodes for feed in self.lineage.feeds_above(node)}),
                marts=sorted({mart for node in nodes for mart in self.lineage.marts_below(node)}),
            )

    def quarantine(self) -> Iterator[Cause]:
        """Feeds of which more rows are in quarantine than their share.

        Judged are the files of the week up to a feed's newest one: a feed that is silent stays what it was.
        """
        for feed in self.feeds():
            # over all of its history a bad day of a large feed would not be seen
            name, landed = feed["feed"], feed.get("recent_landed", feed["landed"])
            rejected = feed.get("recent_rejected", feed["rejected"])
            share, rows = self.limits.get(name, (USUAL_SHARE, USUAL_ROWS))
            if landed >= rows and rejected > share * landed:
                reasons = [
                    f"{each['rules']} ({each['rows']:,})"
                    for each in self.summary.get("reject_reasons", ())
                    if each["feed"] == name
                ]
                yield Cause(
                    f"quarantine:{name}",
                    f"quarantine of {name} above its share",
                    f"{rejected:,} of {landed:,} rows of {name} are rejected, {rejected / landed:.1%} "
                    f"where {share:.0%} are expected, in the files of its newest {RECENT}. Most frequent in "
                    f"all of them: {'; '.join(reasons[:3])}.",
                    "look at logs.quarantine (file, line, rules); mend the rule or the reference data, "
                    "or ask for a new delivery: the rows come back by themselves.",
                    where=["logs.quarantine"],
                    feeds=[name],
                    marts=self.lineage.marts_of_feed(name),
                )

    def late_feeds(self) -> Iterator[Cause]:
        """Feeds whose cards say after how long they are late, and that are.

        A run that did not count a feed does not know whether files have come.
        """
        known = {feed["feed"] for feed in self.feeds()} & set(self.arrivals)
        for name, hours in self.lineage.late_after().items():
            if name not in known:
                continue
            arrived_at = datetime.fromisoformat(self.arrivals[name])
            if self.now - arrived_at > timedelta(hours=hours):
                yield Cause(
                    f"late:{name}",
                    f"{name} is late",
                    f"Nothing new of {name} has come since the run of {arrived_at:%Y-%m-%d %H:%M} UTC; "
                    f"it is late after {hours:g} hours.",
                    "ask whoever delivers it; look whether the landing runs and whether the files lie "
                    "in the feed's folder.",
                    feeds=[name],
                    marts=self.lineage.marts_of_feed(name),
                    since=arrived_at + timedelta(hours=hours),
                )

    def anomalies(self) -> Iterator[Cause]:
        """Feeds and lines of business of which the newest days are unusual, one cause each.

        A run without ASK_ANOMALIES does not look: what was told stays open.
        """
        by_subject: dict[str, list[Mapping[str, Any]]] = {}
        for each in self.summary.get("anomalies") or ():
            by_subject.setdefault(each["subject"], []).append(each)
        for subject, found in by_subject.items():
            severity = (
                "severe" if any(each["severity"] == "severe" for each in found) else "warning"
            )
            told = [f"{each['day']} {unusual(each)}" for each in found[:MOST_METRICS]]
            more = len(found) - len(told)
            is_feed = subject in {feed["feed"] for feed in self.feeds()}
            yield Cause(
                f"anomaly:{subject}",
                f"{subject} is unusual ({severity})",
                "; ".join(told) + (f"; and {more} more" if more else "") + ".",
                "look at logs.anomalies (files, expected range) and at the files themselves; a wrong file "
                "is delivered again, a holiday or a sale gets a line in seeds/special_days.csv.",
                where=[
                    "logs.anomalies",
                    *sorted({file for each in found for file in each["files"]})[:5],
                ],
                feeds=[subject] if is_feed else [],
                marts=self.lineage.marts_of_feed(subject) if is_feed else [],
            )

    def landings(self) -> Iterator[Cause]:
        """What the landings have left."""
        for outcome in self.outcomes.values():
            for problem in outcome.problems:
                feeds = self.lineage.feeds_in(problem.feeds)
                marts = {mart for feed in feeds for mart in self.lineage.marts_of_feed(feed)}
                yield Cause(
                    problem.key,
                    problem.title,
                    problem.what,
                    problem.mend,
                    where=problem.feeds,
                    feeds=feeds or problem.feeds,
                    marts=sorted(marts),
                    since=datetime.fromisoformat(problem.since) if problem.since else None,
                )

    def in_full(self, reason: str) -> str:
        """A known reason, and which disk it is about."""
        full = self.summary.get("full_disk")
        return f"{reason} ({full})" if full and reason == DISK_IS_FULL else reason

    def all_marts(self) -> list[str]:
        """All marts, when none was built."""
        return [mart for _, mart in self.lineage.marts(self.lineage.nodes)]

    def seen_arrivals(self) -> dict[str, str]:
        """When new files came last, with what this run has seen; a feed's first sight counts, too."""
        found = dict(self.arrivals)
        for feed in self.feeds():
            name, loaded_at = feed["feed"], feed.get("last_loaded_at")
            if feed["new_files"]:
                found[name] = self.summary["finished_at"]
            elif name not in found:
                found[name] = loaded_at or self.summary["finished_at"]
            elif loaded_at and loaded_at != self.loads.get(name):
                # by a run before this one, of which nobody was told
                found[name] = max(found[name], loaded_at, key=datetime.fromisoformat)
        # a clock that was ahead must not keep a feed from being late
        return {
            name: min(at, self.now.isoformat(), key=datetime.fromisoformat)
            for name, at in found.items()
        }

    def seen_loads(self) -> dict[str, str]:
        """The newest load of every feed, with what this run has seen."""
        seen = {feed["feed"]: feed.get("last_loaded_at") for feed in self.feeds()}
        return {**self.loads, **{name: at for name, at in seen.items() if at}}


def known_cause(message: str) -> tuple[str, str] | None:
    """A reason that lies outside of the data, and its mend."""
    return next(((cause, mend) for sign, cause, mend in KNOWN_CAUSES if sign in message), None)


def shortened(message: str) -> str:
    """A message of the engine in one line, without its SQL and without values that it quotes."""
    line = " ".join(message.split("== SQL ==")[0].split())
    safe = without_literals(line)
    return safe if len(safe) <= LONGEST_MESSAGE else safe[:LONGEST_MESSAGE] + " ..."


def reject_limits(project: Path = PROJECT) -> dict[str, tuple[float, int]]:
    """The limits of rejected rows that the project's seed names."""
    with (project / "seeds" / "reject_limits.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["feed"]: (float(row["max_reject_share"]), int(row["min_rows"]))
            for row in csv.DictReader(file)
        }


def read_outcomes(target: Path) -> dict[str, LandingOutcome]:
    """What landings and schedules have left; a file that is none is left out, and so clears nothing."""
    found = {}
    for file in sorted(target.glob("landing_*.json")):
        try:
            outcome = msgspec.json.decode(file.read_bytes(), type=LandingOutcome)
        except (msgspec.MsgspecError, FileNotFoundError):
            continue
        found[outcome.landing] = outcome
    return found


def utc_now() -> datetime:
    """The present time."""
    return datetime.now(UTC)
