"""Commands as documents have them: in blocks of code, in indented lines and between backticks."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.setup.render import PROJECT

PROGRAMS = ("make", "dbt", "python", "pytest")
# blocks that show what is typed
SHELL = ("", "bash")
SETTING = re.compile(r"[A-Z][A-Z0-9_]*=")
# what a reader puts in
PLACE = re.compile(r"<[^<>]*>|\.\.\.|…")


@dataclass(frozen=True)
class Command:
    """A command in a document.

    Attributes:
        file: the document, from the project's folder.
        settings: variables before it.
        words: the program and what follows it; what a reader puts in is the word PLACE.
    """

    file: str
    settings: tuple[str, ...]
    words: tuple[str, ...]

    def __str__(self) -> str:
        """As a test names it."""
        return f"{self.file}: {' '.join(self.words)}"


def documents() -> list[Path]:
    """The documents that people read; a changelog and decisions tell of commands that were.

    docs/commands.md is a table of commands, and is held against what is found here.
    """
    pages = [PROJECT / "README.md", PROJECT / "CONTRIBUTING.md"]
    pages.append(PROJECT / ".github" / "pull_request_template.md")
    decisions = PROJECT / "docs" / "decisions"
    return pages + [
        file
        for file in sorted((PROJECT / "docs").rglob("*.md"))
        if decisions not in file.parents and file.name != "commands.md"
    ]


def commands() -> list[Command]:
    """Every command of every document, once each."""
    found = {
        command
        for file in documents()
        for snippet in snippets(file.read_text(encoding="utf-8"))
        for command in commands_in(str(file.relative_to(PROJECT)), snippet)
    }
    return sorted(found, key=str)


def snippets(text: str) -> Iterator[str]:
    """What a document shows as code."""
    block: list[str] = []
    prose: list[str] = []
    kind: str | None = None
    for line in text.splitlines():
        if line.lstrip().startswith("```"):
            if kind is not None and kind in SHELL:
                yield from block
            kind, block = (line.strip().removeprefix("```"), []) if kind is None else (None, [])
        elif kind is not None:
            block.append(line.strip())
        elif line.startswith("    ") and not line.strip().startswith(("|", "-", "*")):
            yield line.strip()
        else:
            prose.append(line)
    yield from re.findall(r"`([^`]+)`", " ".join(prose))


def commands_in(file: str, snippet: str) -> Iterator[Command]:
    """The commands of a line, without comments and redirections."""
    for part in re.split(r"&&|;|\s\|\s|\s>\s", snippet.split(" #")[0]):
        try:
            words = shlex.split(PLACE.sub("PLACE", part))
        except ValueError:
            continue
        settings = []
        while words and SETTING.match(words[0]):
            settings.append(words.pop(0))
        if len(words) > 1 and words[0] in PROGRAMS:
            yield Command(file, tuple(settings), tuple(words))


def of(program: str, found: Sequence[Command]) -> list[Command]:
    """The commands of a program."""
    return [each for each in found if each.words[0] == program]
