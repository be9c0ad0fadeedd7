"""Decisions: a page each in docs/decisions, and the index of them.

DECISIONS.md is where a decision is written down first, as a heading with its day and a text whose parts
begin with ``*Why:*``, ``*Alternatives:*``, ``*Price:*``. ``pages_of`` makes pages of it, and DECISIONS.md is
empty again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from orchestration.documents.errors import DocumentError
from orchestration.setup.render import PROJECT

FOLDER = Path("docs", "decisions")
INBOX = Path("DECISIONS.md")
EMPTY = """# Decisions

They stand in [docs/decisions](docs/decisions/README.md), a page each. Write a new one here, below these lines, as the
heading `## <day> <what was decided>` and a text with `*Why:*`, `*Alternatives:*` and `*Price:*`; `make reference` makes
a page of it.
"""
ENTRY = re.compile(r"^## (\d{4}-\d{2}-\d{2}) (.+)\n((?:(?!## ).*\n?)*)", re.MULTILINE)
LABEL = re.compile(r"\*([A-Z][^*\n]{2,60}):\*\s*")
# The parts of a page, by how their labels begin; all others go on with the part before them.
PARTS = {
    "Why": ("Why", "How", "Not a", "Not gated", "Views, not"),
    "Alternatives": ("Alternative", "Also considered", "Instead", "Tried"),
    "Price": ("Price", "Cost", "Limit", "Not done"),
    "What would change it": ("Would change", "What would change", "What would be changed"),
}
# Words of a label that say nothing which the heading of its part does not say.
PLAIN = {"Why", "Alternative", "Alternatives", "Also considered", "Price", "Would change it"}
PAGE = re.compile(r"^# (.+)\n\n\*(\d{4}-\d{2}-\d{2})\*\n")
LONGEST_NAME = 70


def pages_of(text: str) -> dict[str, str]:
    """A page for each decision of a text, by file names."""
    return {
        f"{day}-{slug(title)}.md": page(day, title, body)
        for day, title, body in ENTRY.findall(text)
    }


def slug(title: str) -> str:
    """A title as a file's name."""
    words = re.sub(r"[^a-z0-9]+", " ", title.lower().replace("`", "")).split()
    name = ""
    for word in words:
        if len(name) + len(word) > LONGEST_NAME:
            break
        name = f"{name}-{word}" if name else word
    return name


def page(day: str, title: str, body: str) -> str:
    """A decision: what, why, what else was considered, what it costs."""
    found: dict[str, list[str]] = {}
    for part, text in parts_of(body):
        found.setdefault(part, []).append(text)
    # a title may say all of it
    found.setdefault("What", [f"{title}."])
    found.setdefault("Alternatives", ["None was written down."])
    order = ["What", *PARTS]
    sections = [f"## {part}\n\n" + "\n\n".join(found[part]) for part in order if found.get(part)]
    return f"# {title}\n\n*{day}*\n\n" + "\n\n".join(sections) + "\n"


def parts_of(body: str) -> Iterator[tuple[str, str]]:
    """The texts of a decision with the part that each belongs to."""
    first, *rest = LABEL.split(body.strip())
    if first.strip():
        yield "What", first.strip()
    part = "What"
    for label, text in zip(rest[::2], rest[1::2], strict=True):
        part = next(
            (name for name, starts in PARTS.items() if label.startswith(starts)),
            part,
        )
        said = text.strip()
        yield part, (f"{said[:1].upper()}{said[1:]}" if label in PLAIN else f"*{label}:* {said}")


def index(pages: dict[str, str]) -> str:
    """docs/decisions/README.md: all pages, newest first. Raises DocumentError when one is no decision."""
    rows = []
    for name, text in pages.items():
        head = PAGE.match(text)
        if not head:
            raise DocumentError(
                f"docs/decisions/{name} does not begin with a title and its day.",
                "begin it with '# <title>', an empty line and '*<day>*'.",
            )
        rows.append((head[2], name, head[1]))
    rows.sort(key=lambda row: (row[0], row[2]), reverse=True)
    listed = "\n".join(f"| {day} | [{title}]({name}) |" for day, name, title in rows)
    return (
        "# Decisions\n\nNewest first; each page says what, why, what else was considered, and what it costs. Made by "
        f"`make reference`.\n\n| day | decision |\n| --- | --- |\n{listed}\n"
    )


def decisions(project: Path = PROJECT) -> dict[Path, str]:
    """The files of decisions: pages of what DECISIONS.md holds, the index, DECISIONS.md without them.

    Raises DocumentError when something in it is no decision: nothing may be lost.
    """
    written = (project / INBOX).read_text(encoding="utf-8")
    new = pages_of(written)
    if len(new) != len(re.findall(r"^## ", written, re.MULTILINE)):
        raise DocumentError(
            "DECISIONS.md has a heading without a day, or two of one name.",
            "write each as '## <day> <what was decided>'.",
        )
    pages = {
        file.name: file.read_text(encoding="utf-8")
        for file in (project / FOLDER).glob("*.md")
        if file.name != "README.md"
    } | new
    made = {FOLDER / name: text for name, text in new.items()}
    return made | {FOLDER / "README.md": index(pages), INBOX: EMPTY}
