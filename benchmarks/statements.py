"""What Spark's statements read, shuffle and write, from its event log."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MIB = 2**20
EXECUTION_STARTED = "org.apache.spark.sql.execution.ui.SparkListenerSQLExecutionStart"
EXECUTION_ID = "spark.sql.execution.id"
ROOT_EXECUTION_ID = "spark.sql.execution.root.id"

# How the plans of commands that write a table name it.
WRITTEN_TABLE = tuple(
    re.compile(rf"{command}[\s\S]*?{name}")
    for command, name in (
        (r"(?:Merge\w*|Update|Delete)Command\b", r"`?spark_catalog`?\.`?(\w+)`?\.`?(\w+)`?"),
        (r"(?:AppendData|Overwrite\w+)ExecV1\b", r"Database: (\w+)\nTable: (\w+)"),
        (r"(?:Create|Replace)Table(?:AsSelect)?\b", r"Arguments: \S+, (\w+)\.(\w+),"),
    )
)
METRICS = {
    "internal.metrics.executorCpuTime": "cpu_ns",
    "internal.metrics.input.bytesRead": "bytes_read",
    "internal.metrics.input.recordsRead": "rows_read",
    "internal.metrics.shuffle.write.bytesWritten": "bytes_shuffled",
    "internal.metrics.output.bytesWritten": "bytes_written",
    "internal.metrics.output.recordsWritten": "rows_written",
}
QUERIES = "(queries: watermarks, lists of files)"

# What dbt says when it sends a statement, with its own comment and those of the model before it.
SENT = re.compile(
    r"On [^\n]+?: (?:/\*.*?\*/|--[^\n]*\n|\s)*(?P<statement>[a-z].*)", re.DOTALL | re.I
)
# Kinds of statements by how they begin; a script does one merge until it succeeds.
KINDS = {
    r"create (or replace )?(temporary |temp )?table .*\bas\b": "create table as",
    r"create (or replace )?(temporary |temp )?table": "create table",
    r"create (or replace )?(temporary |temp )?view": "create view",
    r"create (schema|database)": "create schema",
    r"(select|with|values)\b": "select",
    r"(begin|merge)\b": "merge",
    r"describe history": "describe history",
    r"(describe|desc)\b": "describe",
    r"show\b": "show",
    r"set\b": "set",
    r"insert": "insert",
    r"(update|delete)\b": "update",
    r"(alter|drop|refresh)\b": "alter",
}


@dataclass
class TableWork:
    """What all statements that write one table do: CPU time of tasks (ns), bytes and rows."""

    table: str
    statements: int = 0
    cpu_ns: int = 0
    bytes_read: int = 0
    rows_read: int = 0
    bytes_shuffled: int = 0
    bytes_written: int = 0
    rows_written: int = 0

    @property
    def text(self) -> str:
        """CPU s of tasks, MiB and rows read, MiB shuffled, MiB written."""
        return (
            f"{self.cpu_ns / 1e9:,.1f} / {self.bytes_read / MIB:,.1f} / {self.rows_read:,} / "
            f"{self.bytes_shuffled / MIB:,.1f} / {self.bytes_written / MIB:,.1f}"
        )


def event_log_settings(folder: Path) -> dict[str, str]:
    """Environment that makes a Spark session write its events into a folder, which is created."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = {
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": folder.as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
        "spark.sql.maxPlanStringLength": "20000",
        # the plan names the table that a statement writes
        "spark.sql.ui.explainMode": "formatted",
        # what is read that way is missing in Spark's count of bytes
        "spark.hadoop.parquet.hadoop.vectored.io.enabled": "false",
    }
    words = [f"--conf {name}={value}" for name, value in settings.items()]
    return {"PYSPARK_SUBMIT_ARGS": " ".join([*words, "pyspark-shell"])}


def read_event_log(folder: Path) -> Iterator[dict[str, Any]]:
    """The events of all applications in a folder, in their order."""
    for file in sorted(folder.iterdir()):
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def statements_by_kind(messages: Iterable[str]) -> Counter[str]:
    """How many statements of each kind dbt has sent, from what it says.

    What is asked twice about a table counts once: two threads may ask at the same time.
    """
    counts: Counter[str] = Counter()
    asked: set[str] = set()
    for message in messages:
        sent = SENT.match(message)
        statement = " ".join(sent["statement"].split()) if sent else ""
        if statement in ("", "ROLLBACK", "Close", "COMMIT"):
            continue
        kind = next(
            (kind for form, kind in KINDS.items() if re.match(form, statement, re.I)), "other"
        )
        if kind.startswith("describe") and statement in asked:
            continue
        asked.add(statement)
        counts[kind] += 1
    return counts


def written_table(plan: str) -> str | None:
    """The schema and name of the table that a plan writes, if it writes one."""
    found = next(filter(None, (form.search(plan) for form in WRITTEN_TABLE)), None)
    return f"{found[1]}.{found[2]}" if found else None


def work_by_table(events: Iterable[dict[str, Any]]) -> list[TableWork]:
    """Sums up statements by the table that they write; queries are one line of their own.

    A statement of Delta runs further statements; all of them count for the first.
    """
    roots: dict[int, int] = {}
    table_of: dict[int, str] = {}
    statement_of_stage: dict[int, int] = {}
    work_of: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for event in events:
        kind = event["Event"]
        if kind == EXECUTION_STARTED:
            number = event["executionId"]
            root = event.get("rootExecutionId", number)
            roots[number] = root
            table = written_table(event["physicalPlanDescription"])
            if table:
                table_of.setdefault(root, table)
            work_of[root]["seen"] = 1
        elif kind == "SparkListenerJobStart":
            properties = event.get("Properties", {})
            number = properties.get(ROOT_EXECUTION_ID) or properties.get(EXECUTION_ID)
            if number is not None:
                for stage in event["Stage IDs"]:
                    statement_of_stage[stage] = roots.get(int(number), int(number))
        elif kind == "SparkListenerStageCompleted":
            stage = event["Stage Info"]
            statement = statement_of_stage.get(stage["Stage ID"])
            if statement is None:
                continue
            for metric in stage["Accumulables"]:
                name = METRICS.get(metric.get("Name", ""))
                if name:
                    work_of[statement][name] += int(metric["Value"])
    tables: dict[str, TableWork] = {}
    for statement, work in work_of.items():
        table = table_of.get(statement, QUERIES)
        total = tables.setdefault(table, TableWork(table))
        total.statements += 1
        for name in METRICS.values():
            setattr(total, name, getattr(total, name) + work[name])
    return sorted(tables.values(), key=lambda each: -each.cpu_ns)
