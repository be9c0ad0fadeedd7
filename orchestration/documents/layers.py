"""The picture of the layers, as Mermaid draws it, with what is in each of them."""

from __future__ import annotations

import json
from pathlib import Path

from orchestration.documents.graph import LINES, Manifest, models_in
from orchestration.setup.render import PROJECT

# What the default input holds, as make pictures has read it from a run.
DEFAULT_RUN = Path("docs", "images", "default_run.json")


def picture(manifest: Manifest, project: Path = PROJECT) -> str:
    """The layers with their counts: of feeds, tables, views, gates, of who reads them, and rows of the default input."""
    rows = json.loads((project / DEFAULT_RUN).read_text(encoding="utf-8"))
    feeds = [
        each
        for each in manifest["sources"].values()
        if "path" in (each["config"].get("meta") or each.get("meta") or {})
    ]
    gates = [
        each
        for each in manifest["nodes"].values()
        if (each.get("test_metadata") or {}).get("name") == "feed_may_be_promoted"
    ]
    tests = sum(1 for each in manifest["nodes"].values() if each["resource_type"] == "test")
    silver = models_in(manifest, "intermediate")
    judged = sum(1 for each in silver if "judged" in each["fqn"])
    gold = models_in(manifest, "marts")
    kinds = {"fct_": "facts", "dim_": "dimensions", "rpt_": "reports"}
    counts = [
        f"{sum(1 for each in gold if each['name'].startswith(prefix))} {name}"
        for prefix, name in kinds.items()
    ]
    exposures = manifest["exposures"].values()
    boards = sum(1 for each in exposures if each["type"] == "dashboard")
    logs = len(models_in(manifest, "operations"))
    bronze = len(models_in(manifest, "staging"))
    return f"""```mermaid
flowchart LR
  landing["<b>landing</b><br/>{len(feeds)} feeds of {len(LINES)} lines<br/>{rows["files"]:,} files"]
  bronze["<b>bronze</b><br/>{bronze} tables<br/>{rows["landed"]:,} rows, as text"]
  silver["<b>silver</b><br/>{judged} judged, one a feed<br/>{len(silver) - judged} conformed, current, history<br/>{rows["accepted"]:,} rows accepted<br/>{rows["superseded"]:,} superseded"]
  gates{{{{"<b>{len(gates)} gates</b><br/>one a feed"}}}}
  gold["<b>gold</b><br/>{"<br/>".join(counts)}"]
  readers["<b>read by</b><br/>{boards} dashboards<br/>{len(exposures) - boards} mails<br/>{len(manifest["metrics"])} metrics"]
  logs["<b>logs</b><br/>{logs} tables and views<br/>{rows["rejected"]:,} rows in quarantine"]
  landing --> bronze --> silver --> gates --> gold --> readers
  bronze & silver --> logs --> readers
```

Files and rows are those of the default input; {tests} tests of the data run with it, {len(manifest["unit_tests"])} unit tests of
the SQL in `make test`."""
