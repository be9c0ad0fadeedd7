"""The picture of the layers, as Mermaid draws it, with what is in each of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from orchestration.documents.graph import LINES, Manifest, Node, models_in
from orchestration.setup.render import PROJECT

# What the default input holds, as make pictures has read it from a run.
DEFAULT_RUN = Path("docs", "images", "default_run.json")


def picture(manifest: Manifest, project: Path = PROJECT) -> str:
    """The layers with what is in each of them, and the rows of the default input."""
    rows = json.loads((project / DEFAULT_RUN).read_text(encoding="utf-8"))
    bronze, silver = models_in(manifest, "staging"), models_in(manifest, "intermediate")
    judged = sum(1 for each in silver if "judged" in each["fqn"])
    nodes = manifest["nodes"].values()
    gates = sum(1 for each in nodes if kind_of_test(each) == "feed_may_be_promoted")
    tests = sum(1 for each in nodes if each["resource_type"] == "test")
    exposures = manifest["exposures"].values()
    boards = sum(1 for each in exposures if each["type"] == "dashboard")
    logs = len(models_in(manifest, "operations"))
    boxes = {
        "landing": (f"{feeds(manifest)} feeds of {len(LINES)} lines", f"{rows['files']:,} files"),
        "bronze": (f"{len(bronze)} tables", f"{rows['landed']:,} rows, as text"),
        "silver": (
            f"{judged} judged, one a feed",
            f"{len(silver) - judged} conformed, current, history",
            f"{rows['accepted']:,} rows accepted",
            f"{rows['superseded']:,} superseded",
        ),
        "gates": (f"{gates}, one a feed",),
        "gold": gold(manifest),
        "readers": (
            f"{boards} dashboards",
            f"{len(exposures) - boards} mails",
            f"{len(manifest['metrics'])} metrics",
        ),
        "logs": (f"{logs} tables and views", f"{rows['rejected']:,} rows in quarantine"),
    }
    drawn = "\n".join(box(name, lines) for name, lines in boxes.items())
    return f"""```mermaid
flowchart LR
{drawn}
  landing --> bronze --> silver --> gates --> gold --> readers
  bronze & silver --> logs --> readers
```

Files and rows are those of the default input; {tests} tests of the data run with it, {len(manifest["unit_tests"])}
unit tests of the SQL in `make test`."""


def box(name: str, lines: Sequence[str]) -> str:
    """A box of the picture; gates have another shape."""
    text = f'"<b>{name}</b><br/>{"<br/>".join(lines)}"'
    return f"  {name}{{{{{text}}}}}" if name == "gates" else f"  {name}[{text}]"


def feeds(manifest: Manifest) -> int:
    """How many feeds there are: sources whose cards have a folder."""
    cards = [each["config"].get("meta") or {} for each in manifest["sources"].values()]
    return sum(1 for card in cards if "path" in card)


def kind_of_test(node: Node) -> str:
    """The generic test that a node is one of; empty when it is none."""
    return str((node.get("test_metadata") or {}).get("name", ""))


def gold(manifest: Manifest) -> list[str]:
    """How many marts of each kind there are."""
    names = [str(each["name"]) for each in models_in(manifest, "marts")]
    kinds = {"fct_": "facts", "dim_": "dimensions", "rpt_": "reports"}
    return [f"{sum(name.startswith(each) for name in names)} {kinds[each]}" for each in kinds]
