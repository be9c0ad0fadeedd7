"""The picture of the layers, as Mermaid draws it, with what is in each of them."""

from __future__ import annotations

from orchestration.documents.graph import LINES, Manifest, models_in


def picture(manifest: Manifest) -> str:
    """The layers with their counts: of feeds, tables, views, gates, and of who reads them."""
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
  landing["<b>landing</b><br/>{len(feeds)} feeds of {len(LINES)} lines<br/>a folder or S3"]
  bronze["<b>bronze</b><br/>{bronze} tables<br/>every line as text"]
  silver["<b>silver</b><br/>{judged} judged, one a feed<br/>{len(silver) - judged} conformed, current, history"]
  gates{{{{"<b>{len(gates)} gates</b><br/>one a feed"}}}}
  gold["<b>gold</b><br/>{"<br/>".join(counts)}"]
  readers["<b>read by</b><br/>{boards} dashboards<br/>{len(exposures) - boards} mails<br/>{len(manifest["metrics"])} metrics"]
  logs["<b>logs</b><br/>{logs} tables and views<br/>ledger, quarantine, accounting"]
  landing --> bronze --> silver --> gates --> gold --> readers
  bronze & silver --> logs --> readers
```

{len(manifest["nodes"]):,} nodes in dbt, {tests} of them tests of the data; {len(manifest["unit_tests"])} unit tests."""
