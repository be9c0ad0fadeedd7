"""Tables of marts, from the descriptions of the models: a short one for README.md, all of them for docs/marts.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from orchestration.documents.graph import LINES, Manifest, Node, models_in, owners

# Where a description goes on with more than what a row is.
END_OF_GRAIN = re.compile(
    r"[.:;(]|, (?:with|of lines|of the|of every|as it|as they|in BRL|in the|cancelled|whichever|and a|that|once)\b"
)
# Names that README.md shows as one, with what they answer together.
FAMILIES = {
    "dim_": "their attributes",
    "fct_marketplace_": "the marketplace as facts",
    "fct_webshop_": "the web shop as facts, in the order's and in one currency",
    "rpt_distribution_": "what was sold, how much, through which channel, and who and what leads?",
    "rpt_marketplace_": "what regions and customers bring, what they wait for, and what is paid otherwise?",
    "rpt_webshop_revenue_by_": "who and what brings how much revenue?",
    "rpt_webshop_cancellation_by_": "what is cancelled, and what does it cost?",
    "rpt_webshop_": "what was sold in all and line by line, and what customers and coupons bring?",
}
# What serves other tables, or repeats what stands beside it.
NOT_IN_README = ("_summary", "bridge_", "dim_exchange_")
HEADINGS = {
    "distribution": "Distribution",
    "marketplace": "Marketplace",
    "webshop": "Web shop",
    "core": "All lines of business",
}
# Reports first: they are what is asked for.
ORDER = ("rpt_", "fct_", "bridge_", "dim_")


def flat(text: str) -> str:
    """A description in one line that fits into a table."""
    return " ".join(text.split()).replace("|", r"\|")


def grain(node: Node) -> str:
    """What a row is."""
    text = flat(node["description"])
    for start in ("One row per ", "One row for "):
        if text.startswith(start):
            return END_OF_GRAIN.split(text.removeprefix(start))[0].strip()
    return ""


def question(node: Node) -> str:
    """What a model answers."""
    asked = node["config"]["meta"].get("question")
    if asked:
        return flat(asked)
    found = re.search(r"Answers:? (.+?)[.?:;](?: |$)", flat(node["description"]))
    return found[1] if found else ""


def marts(manifest: Manifest, line: str) -> list[Node]:
    """The marts of a line of business, reports first."""
    found = models_in(manifest, "marts", line)
    return sorted(found, key=lambda node: [not node["name"].startswith(each) for each in ORDER])


def name_of(node: Node) -> str:
    """The table as people ask for it."""
    return f"{node['schema']}.{node['alias']}"


def family(node: Node) -> str:
    """The prefix under which README.md shows a model; its own name when it stands alone."""
    name = str(node["name"])
    if name.startswith("dim_"):
        line = next((line for line in LINES if name.startswith(f"dim_{line}_")), "")
        return f"dim_{line}_" if line else name
    # people ask for it by another name than its family's
    if node["alias"] != name:
        return name
    return next((each for each in FAMILIES if name.startswith(each)), name)


def short_rows(models: Iterable[Node]) -> Iterator[tuple[str, str, str]]:
    """Name, grain and question of models, families as one row."""
    groups: dict[str, list[Node]] = {}
    for node in models:
        if not any(each in node["name"] for each in NOT_IN_README):
            groups.setdefault(family(node), []).append(node)
    for prefix, members in groups.items():
        if len(members) == 1:
            yield name_of(members[0]), grain(members[0]), question(members[0])
            continue
        kinds = [str(each["name"]).removeprefix(prefix).replace("_", " ") for each in members]
        start = "dim_" if prefix.startswith("dim_") else prefix
        yield f"analytics.{prefix}*", ", ".join(kinds), FAMILIES[start]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; the first column is code."""
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    lines += [f"| `{first}` | {' | '.join(rest)} |" for first, *rest in rows]
    return "\n".join(lines)


def short_table(manifest: Manifest) -> str:
    """The table in README.md."""
    rows = [row for line in HEADINGS for row in short_rows(marts(manifest, line))]
    return table(("tables or views", "one row per, or which", "answer"), rows)


def all_tables(manifest: Manifest) -> str:
    """docs/marts.md."""
    people = owners(manifest)
    parts = [
        "# Marts\n\nMade of the models' descriptions by `make reference`; columns stand in the docs site "
        "(`make docs`).\nWho answers for what: `models/_groups.yml`."
    ]
    sections = [(title, marts(manifest, line)) for line, title in HEADINGS.items()]
    sections.append(("Logs", models_in(manifest, "operations")))
    for title, models in sections:
        rows = [
            (
                name_of(node),
                kind(node),
                grain(node),
                question(node),
                people[node["config"]["group"]],
            )
            for node in models
        ]
        head = ("name", "kind", "one row per", "answers", "owner")
        parts.append(f"## {title}\n\n{table(head, rows)}")
    return "\n\n".join(parts) + "\n"


def kind(node: Node) -> str:
    """View or table."""
    return "view" if node["config"]["materialized"] == "view" else "table"
