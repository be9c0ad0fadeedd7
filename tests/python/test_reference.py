"""What documents, exposures and metrics say of the project is what the project is: one parse, no Spark."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from click.testing import CliRunner
from jinja2 import Environment
from sqlglot import exp

from orchestration.dashboards.catalogue import read_catalogue
from orchestration.documents import cli as documents_cli
from orchestration.documents.blocks import with_block
from orchestration.documents.cli import documents
from orchestration.documents.decisions import FOLDER, INBOX, decisions, index, pages_of
from orchestration.documents.errors import DocumentError
from orchestration.documents.exposures import exposures
from orchestration.documents.graph import LINES, models_in, read_manifest
from orchestration.lineage.cli import main as lineage
from orchestration.metrics import MetricError, cli, read_metrics
from orchestration.metrics.definitions import Metric, metrics_of
from orchestration.metrics.views import definitions, statements
from orchestration.reading.spark_sql import parsed
from orchestration.setup.render import PROJECT
from tests.python.dashboards.small_tables import note, write
from tests.python.dashboards.warehouse import Connection
from tests.python.harness.commands import command, json_of
from tests.python.harness.manifest import Manifest, own

PAGES = read_catalogue()
MEND = "Mend: make reference."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lakehouse in which dbt has parsed the project."""
    folder = tmp_path_factory.mktemp("reference")
    command(folder, "dbt", "--no-use-colors", "parse", "--no-partial-parse")
    return folder


@pytest.fixture(scope="module")
def manifest(home: Path) -> Manifest:
    """What dbt knows of the project, all lines of business."""
    return read_manifest(home / "target")


@pytest.fixture(scope="module")
def metrics(home: Path) -> list[Metric]:
    """All metrics."""
    return read_metrics(home / "target")


def columns_of(manifest: Manifest, metric: Metric) -> set[str]:
    """The columns of a metric's mart, as they are described."""
    return next(
        set(node["columns"])
        for node in own(manifest, "nodes", ["model"])
        if f"{node['schema']}.{node['alias']}" == metric.model.table
    )


def named(sql: str) -> set[str]:
    """The columns that an expression names."""
    return {column.name for column in parsed(f"select {sql}").find_all(exp.Column)}


def test_the_readme_and_the_table_of_marts_are_as_the_project_is(manifest: Manifest) -> None:
    """Counts in the picture, marts, what a row is, questions, owners."""
    for place, made in documents(manifest).items():
        assert (PROJECT / place).read_text(encoding="utf-8") == made, f"{place}. {MEND}"


def test_the_table_of_marts_has_every_mart_once_with_its_grain_and_its_owner(
    manifest: Manifest,
) -> None:
    """In docs/marts.md; README.md has families of marts as one."""
    text = (PROJECT / "docs" / "marts.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    marts = [*models_in(manifest, "marts"), *models_in(manifest, "operations")]
    assert sorted(row[0] for row in rows) == sorted(f"`{m['schema']}.{m['alias']}`" for m in marts)
    for name, kind, grain, question, owner in rows:
        assert kind in ("view", "table") and grain and owner, name
        # views that others are made of answer nothing by themselves
        assert question or name.startswith("`logs."), name


def test_a_document_without_its_marks_is_refused_in_a_sentence() -> None:
    """With the lines to write."""
    with pytest.raises(DocumentError, match=r"has not one block called marts\. Mend: write"):
        with_block("# A title", "marts", "made")


def test_a_manifest_of_some_lines_makes_no_document(home: Path, tmp_path: Path) -> None:
    """The tables would lose the others."""
    part = json_of(home, "manifest.json")
    part["nodes"] = {name: node for name, node in part["nodes"].items() if "webshop" not in name}
    (tmp_path / "manifest.json").write_text(json.dumps(part), encoding="utf-8")
    with pytest.raises(DocumentError, match=r"is without webshop\. Mend: unset LINES_OF_BUSINESS"):
        read_manifest(tmp_path)


def test_the_command_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a sentence, and ends with 2."""
    monkeypatch.setenv("DBT_TARGET_PATH", str(tmp_path))
    done = CliRunner().invoke(documents_cli.main, ["tables"])
    assert done.exit_code == 2
    assert "There is no manifest in" in done.output and "Mend: " in done.output


def test_the_docs_site_begins_with_a_link_to_the_lineage_of_columns(manifest: Manifest) -> None:
    """Where make lineage writes it: beside the site."""
    (overview,) = (
        each["block_contents"]
        for name, each in manifest["docs"].items()
        if name == "doc.sales_lakehouse.__overview__"
    )
    (link,) = re.findall(r"\[column-level lineage\]\(([^)]+)\)", overview)
    option = next(each for each in lineage.params if each.name == "to")
    assert f"target/{Path(link).parent}" in str(getattr(option, "help", ""))


def test_make_reference_writes_what_is_committed(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its commands, into a copy: documents, exposures, decisions, metric views."""
    monkeypatch.setenv("DBT_TARGET_PATH", str(home / "target"))
    monkeypatch.setattr(documents_cli, "PROJECT", tmp_path)
    for name in ("decisions", "exposures", "tables"):
        done = CliRunner().invoke(documents_cli.main, [name])
        assert done.exit_code == 0, done.output
    views = tmp_path / "resources" / "metric_views"
    done = CliRunner().invoke(cli.main, ["views", "--to", str(views)])
    assert done.exit_code == 0, done.output
    written = [file.relative_to(tmp_path) for file in tmp_path.rglob("*") if file.is_file()]
    assert {file.parts[0] for file in written} == {
        *("README.md", "DECISIONS.md", "docs", "models", "resources")
    }
    for file in written:
        assert (tmp_path / file).read_bytes() == (PROJECT / file).read_bytes(), f"{file}. {MEND}"


def test_the_index_of_decisions_is_of_the_pages_and_nothing_waits_for_a_page() -> None:
    """Mend: make reference."""
    made = decisions()
    assert set(made) == {FOLDER / "README.md", INBOX}, f"DECISIONS.md has new ones. {MEND}"
    for place, text in made.items():
        assert (PROJECT / place).read_text(encoding="utf-8") == text, f"{place}. {MEND}"


def test_every_decision_has_its_day_what_was_decided_and_a_place_for_alternatives() -> None:
    """The day in its name as well; that there were others is not known of all."""
    pages = [file for file in (PROJECT / FOLDER).glob("*.md") if file.name != "README.md"]
    assert len(pages) > 100
    for file in pages:
        text = file.read_text(encoding="utf-8")
        assert f"*{file.name[:10]}*" in text, file.name
        assert "## What\n" in text and "## Alternatives\n" in text, file.name


def test_a_decision_that_is_written_down_becomes_a_page_of_parts() -> None:
    """Labels become headings; those of one part stay together, and no word is lost."""
    pages = pages_of(
        "# Decisions\n\n## 2026-01-02 `Ab` is c\nIt is. *Why:* because. *Price:* much.\n"
        "*Why not d:* late. *Alternatives:* e.\n\n## 2026-01-01 Only what\nSo it is.\n"
    )
    assert list(pages) == ["2026-01-02-ab-is-c.md", "2026-01-01-only-what.md"]
    assert pages["2026-01-02-ab-is-c.md"] == (
        "# `Ab` is c\n\n*2026-01-02*\n\n## What\n\nIt is.\n\n## Why\n\nBecause.\n\n*Why not d:* late.\n\n"
        "## Alternatives\n\nE.\n\n## Price\n\nMuch.\n"
    )
    assert "None was written down." in pages["2026-01-01-only-what.md"]
    assert "| 2026-01-02 | [`Ab` is c](2026-01-02-ab-is-c.md) |\n| 2026-01-01 |" in index(pages)


def test_a_decision_without_a_day_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    """In a sentence."""
    (tmp_path / "DECISIONS.md").write_text("# Decisions\n\n## Soon\nText.\n", encoding="utf-8")
    with pytest.raises(DocumentError, match="a heading without a day"):
        decisions(tmp_path)
    with pytest.raises(DocumentError, match="does not begin with a title and its day"):
        index({"a.md": "text"})


def test_every_page_of_dashboards_is_an_exposure_of_just_the_marts_that_it_reads() -> None:
    """Made of dashboards/*.yml, as they are."""
    made = exposures(PAGES)
    for place, text in made.items():
        assert (PROJECT / place).read_text(encoding="utf-8") == text, f"{place}. {MEND}"
    written = [each for text in made.values() for each in yaml.safe_load(text)["exposures"]]
    assert {each["name"] for each in written} == {f"dashboard_{page.name}" for page in PAGES}
    for page in PAGES:
        one = next(each for each in written if each["name"] == f"dashboard_{page.name}")
        assert one["config"]["meta"]["questions"] == [item.question for item in page.items]
        assert len(one["depends_on"]) == len({item.mart for item in page.items})


def test_every_mail_is_an_exposure(manifest: Manifest) -> None:
    """Those of the alerts by their templates, those of Databricks by the bundle's alerts."""
    names = {each["name"] for each in manifest["exposures"].values()}
    templates = PROJECT / "orchestration" / "alerts" / "templates"
    kinds = {file.stem for file in templates.iterdir()}
    assert kinds == {"success", "problem", "cleared"}
    assert {"mail_of_a_good_run", "mail_of_problems", "mail_of_the_all_clear"} <= names
    bundle = yaml.safe_load((PROJECT / "resources" / "alerts.yml").read_text(encoding="utf-8"))
    alerts = {
        "freshness": "databricks_mail_of_late_feeds",
        "quarantine": "databricks_mail_of_quarantine",
        "anomalies": "databricks_mail_of_anomalies",
    }
    assert set(bundle["resources"]["alerts"]) == set(alerts)
    for alert, name in alerts.items():
        query = bundle["resources"]["alerts"][alert]["query_text"]
        exposure = manifest["exposures"][f"exposure.sales_lakehouse.{name}"]
        for node in exposure["depends_on"]["nodes"]:
            assert node.rsplit(".", 1)[-1] in query, f"{name} does not read {node}"


def test_every_exposure_mart_and_metric_has_an_owner_and_exposures_and_metrics_a_question(
    manifest: Manifest, metrics: list[Metric]
) -> None:
    """An owner is a group's, of models/_groups.yml."""
    groups = {group["name"]: group["owner"] for group in manifest["groups"].values()}
    for each in manifest["exposures"].values():
        owner = groups[each["config"]["meta"]["group"]]
        assert each["owner"]["name"] == owner["name"], each["name"]
        assert each["owner"]["email"] == owner["email"], each["name"]
        assert each["config"]["meta"]["questions"], each["name"]
        assert each["depends_on"]["nodes"], each["name"]
    for node in own(manifest, "nodes", ["model"]):
        assert node["config"]["group"] in groups, node["name"]
    for line in LINES:
        assert {node["config"]["group"] for node in models_in(manifest, "marts", line)} == {line}
    assert not [each.name for each in metrics if not each.owner]
    assert not [each.name for each in metrics if not each.question.endswith("?") or not each.unit]


def test_exposures_and_metrics_are_no_nodes_that_a_run_builds(manifest: Manifest) -> None:
    """The calendar of the metrics is the dimension of dates; nothing was added for them."""
    models = own(manifest, "nodes", ["model"])
    spines = [each["name"] for each in models if each.get("time_spine")]
    assert spines == ["dim_dates"]
    assert not manifest["saved_queries"]
    assert not [each for each in models if each["fqn"][1] in ("metrics", "exposures")]


def test_an_exposure_that_a_selection_names_is_logged_and_counted_as_nothing() -> None:
    """Dbt lists it among the results of a build, as done (no-op)."""
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    (hook,) = (each for each in project["on-run-end"] if "record_run" in each)
    results = [{"node": {"resource_type": kind}} for kind in ("model", "exposure", "test")]
    logged: list[Any] = []
    Environment().from_string(hook).render(results=results, record_run=logged.extend)
    assert [each["node"]["resource_type"] for each in logged] == ["model", "test"]


def test_every_measure_and_dimension_of_a_metric_is_of_columns_of_its_mart(
    manifest: Manifest, metrics: list[Metric]
) -> None:
    """A mart that loses a column is found without building anything."""
    assert len(metrics) > 30
    for each in metrics:
        columns = columns_of(manifest, each)
        assert named(each.sql) <= columns, each.name
        assert named(each.sql), each.name
        for dimension in each.model.dimensions.values():
            assert named(dimension.sql) <= columns, f"{each.model.name}.{dimension.name}"
            assert dimension.description, f"{each.model.name}.{dimension.name} is not described"


def test_every_line_of_business_has_metrics(metrics: list[Metric]) -> None:
    """And what they share."""
    models = {each.model.name.split("_")[0] for each in metrics}
    assert models == {*LINES, "revenue", "accounted"}


def test_the_metric_views_of_databricks_are_as_the_declarations_make_them(
    metrics: list[Metric],
) -> None:
    """Mend: make reference."""
    folder = PROJECT / "resources" / "metric_views"
    committed = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert committed == definitions(metrics, "ecommerce_catalog"), MEND


def test_every_metric_is_a_measure_of_one_metric_view(metrics: list[Metric]) -> None:
    """With the fields that Databricks documents for version 1.1, and no name twice."""
    found: list[str] = []
    for text in definitions(metrics, "c").values():
        view = yaml.safe_load(text)
        assert set(view) == {"version", "comment", "source", "dimensions", "measures"}
        assert view["version"] == "1.1" and view["source"].count(".") == 2
        names = [each["name"] for each in (*view["dimensions"], *view["measures"])]
        assert len(names) == len(set(names))
        assert {key for each in view["measures"] for key in each} <= {
            *("name", "expr", "display_name", "comment")
        }
        found += [each["name"] for each in view["measures"]]
    assert sorted(found) == sorted(each.name for each in metrics)
    made = statements(metrics, "my_catalog")
    assert len(made) == 5
    for each in made:
        assert each.startswith("create or replace view my_catalog.") and each.endswith("$$")
        assert each.count("with metrics") == 1 and each.count("$$") == 2


def test_metric_views_are_printed_and_made_by_the_same_statements(
    home: Path, metrics: list[Metric], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One after the other, through a SQL warehouse that is named as for the dashboards."""
    monkeypatch.setenv("DBT_TARGET_PATH", str(home / "target"))
    done = CliRunner().invoke(cli.main, ["views", "--deploy"])
    assert done.exit_code == 2 and "The SQL warehouse is not named." in done.output
    warehouse = Connection({})
    monkeypatch.setattr(warehouse, "execute", warehouse.asked.append)
    monkeypatch.setattr(cli, "connected", lambda values: warehouse)
    assert CliRunner().invoke(cli.main, ["views", "--deploy", "--catalog", "c"]).exit_code == 0
    assert warehouse.asked == statements(metrics, "c")
    printed = CliRunner().invoke(cli.main, ["views", "--sql", "--catalog", "c"]).output
    assert printed == "\n".join(f"{each};\n" for each in warehouse.asked)


def test_every_headline_of_a_page_is_a_metric(metrics: list[Metric]) -> None:
    """So that it can be asked by other dimensions; its value is compared in make test-dashboards."""
    known = {each.name for each in metrics}
    items = [item for page in PAGES for item in page.items]
    assert {item.metric for item in items if item.metric} <= known
    assert [item.name for item in items if item.chart == "number" and not item.metric] == []


@pytest.fixture
def sold(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A small table of sales, where a run would have left it."""
    rows = {
        "revenue_key": ["a", "b", "c"],
        "date": pa.array([1, 2, 3], pa.int32()).cast(pa.date32()),
        "line_of_business": ["x", "x", "y"],
        "country": ["IN", "BR", "BR"],
        "currency": ["INR", "BRL", "BRL"],
        "is_without_rate": [False, False, False],
        "net": [Decimal("1.50"), Decimal("2.00"), None],
        "unit_count": [1, 2, 3],
        "order_count": [1, 1, 1],
    }
    version = write(tmp_path, "analytics.fct_revenue", pa.table(rows))
    note(tmp_path, {"analytics.fct_revenue": version})
    monkeypatch.setenv("LAKEHOUSE_HOME", str(tmp_path))
    monkeypatch.setenv("DBT_TARGET_PATH", str(home / "target"))
    monkeypatch.delenv("WAREHOUSE_ROOT", raising=False)
    yield


@pytest.mark.usefixtures("sold")
def test_a_metric_is_answered_by_its_dimensions_without_spark() -> None:
    """`make metric` and `make metrics`."""
    done = CliRunner().invoke(cli.main, ["ask", "total_revenue", "--by", "country"])
    assert [line.split() for line in done.output.splitlines()] == [
        ["country", "total_revenue"],
        ["BR", "2.00"],
        ["IN", "1.50"],
    ]
    done = CliRunner().invoke(cli.main, ["ask", "total_units"])
    assert done.output.split() == ["total_units", "6"]
    listed = CliRunner().invoke(cli.main, ["list"]).output
    assert "total_revenue (reporting currency): How much do all lines of business bring?" in listed
    printed = CliRunner().invoke(cli.main, ["views", "--sql", "--catalog", "mine"]).output
    assert "create or replace view mine.analytics.metrics_revenue" in printed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], "There is no metric 'nothing'. Mend: "),
        (["total_revenue", "--by", "colour"], "total_revenue has no dimension 'colour'. Mend: "),
        (["rows_landed"], "There is no table logs.row_accounting"),
    ],
)
@pytest.mark.usefixtures("sold")
def test_what_cannot_be_answered_is_said_in_a_sentence(words: list[str], said: str) -> None:
    """And the command ends with 2."""
    done = CliRunner().invoke(cli.main, ["ask", *words])
    assert done.exit_code == 2
    assert said in done.output


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"type": "cumulative"}, "is of the type cumulative. Mend: take simple or ratio"),
        ({"type": "ratio"}, "divides metrics of two semantic models"),
    ],
)
def test_a_metric_that_is_not_understood_is_refused(
    home: Path, change: dict[str, Any], said: str
) -> None:
    """Rather than being left out of the checks."""
    written = json_of(home, "manifest.json")
    metric = written["metrics"]["metric.sales_lakehouse.total_revenue"]
    metric.update(change)
    metric["type_params"] |= {
        "numerator": {"name": "total_units"},
        "denominator": {"name": "rows_landed"},
    }
    with pytest.raises(MetricError, match=said):
        metrics_of(written)
