"""The statements that dbt-databricks sends, normalised, to be kept as files and seen in review."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.python.engines.databricks.stand_in import Statement

COMMENT = re.compile(r"^\s*/\* (?P<json>\{.*?\}) \*/\s*", re.DOTALL)
# Texts that differ from run to run or from machine to machine, and what stands for them.
VARIABLE = (
    (re.compile(r"'\[\{\"_file_uri\".*?\}\]'", re.DOTALL), "'<files>'"),
    (re.compile(r"(?<=_metadata\.file_path in \()'file:[^)]*(?=\))"), "<files>"),
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "<run>"),
    (re.compile(r"timestamp'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d'"), "timestamp'<time>'"),
    (re.compile(r"\b\d{15,}\b"), "<number>"),
    # what a table was built from: versions of tables and their times
    (re.compile(r"(?<='built_from' = ')[0-9a-f]{32}"), "<checksum>"),
    # a fingerprint of code and macros, whose text is in the files
    (re.compile(r"'[0-9a-f]{32}'(?= as _judged_with)"), "'<fingerprint>'"),
    (re.compile(r"(?<=_judged_with <> )'[0-9a-f]{32}'"), "'<fingerprint>'"),
    # who holds the run lock, and for which command
    (re.compile(r"(?<=, command = )'(?:[^'\\]|\\.)*'"), "'<command>'"),
    (re.compile(r"(?<=, taken_by = )'(?:[^'\\]|\\.)*'"), "'<user>'"),
    # what the log of a run says, which is in an order of its own each time
    (re.compile(r"(?<=\.run_log values ).*", re.DOTALL), "<rows>"),
)
WITHOUT_COMMENT = "connection"
# A table is asked once for its newest commit, a view for its text, by whichever reader comes first.
ASKED_BY_CHANCE = ("describe history ", "describe extended ")
TEXT_OR_NAME = re.compile(r"'[^']*'|`[^`]*`")


def normalised(statement: str, landing: Path) -> str:
    """A statement as its golden file has it: without dbt's comment and without blank lines."""
    text = COMMENT.sub("", statement).replace(str(landing), "<landing>")
    # how deep the landing root lies
    depth = len(landing.parts)
    text = text.replace(f"'/'), {depth}, 1000)", "'/'), <depth>, 1000)")
    for pattern, stand_in in VARIABLE:
        text = pattern.sub(stand_in, text)
    lines = [line.rstrip() for line in text.splitlines()]
    return "\n".join(line for line in lines if line)


def node_of(statement: str) -> str:
    """The name of the node that a statement belongs to, else that of its connection."""
    said = COMMENT.match(statement)
    comment = json.loads(said["json"]) if said else {}
    if "node_id" in comment:
        # kind, project, name, and for generic tests a hash
        return str(comment["node_id"]).split(".")[2]
    return str(comment.get("connection_name", WITHOUT_COMMENT))


def documents(batches: Mapping[str, Iterable[Statement]], landing: Path) -> dict[str, str]:
    """The golden files' texts by node: each statement once, under the batches that it was sent in.

    Args:
        batches: what was sent, by what the file calls the batch.
        landing: the landing root.
    """
    sent: dict[str, dict[str, Counter[str]]] = {}
    for batch, statements in batches.items():
        for statement in statements:
            text = normalised(statement.sent, landing)
            if text.startswith(ASKED_BY_CHANCE):
                continue
            sent.setdefault(node_of(statement.sent), {}).setdefault(text, Counter())[batch] += 1
    # Seeds are written side by side by statements that dbt puts no comment in front of.
    if WITHOUT_COMMENT in sent:
        sent[WITHOUT_COMMENT] = dict(sorted(sent[WITHOUT_COMMENT].items()))
    return {node: document(statements) for node, statements in sent.items()}


def document(statements: Mapping[str, Mapping[str, int]]) -> str:
    """A golden file: statements in the order in which they were first sent, and how often when."""
    parts = []
    for text, batches in statements.items():
        when = "".join(
            f"-- {batch}{f', {count} times' if count > 1 else ''}\n"
            for batch, count in batches.items()
        )
        parts.append(f"{when}{text}\n;\n")
    return "\n".join(parts)


def form(statement: str) -> str:
    """A statement with `?` for its names and texts, in one line: what kind of statement it is."""
    return " ".join(TEXT_OR_NAME.sub("?", COMMENT.sub("", statement)).split())
