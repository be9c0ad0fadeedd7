"""The catalogue, and the AI/BI dashboards that are made of it: no table is read here."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from sqlglot import exp

from orchestration.dashboards.catalogue import FOLDER, Item, Page, read_catalogue, read_page
from orchestration.dashboards.charts import COLOURS
from orchestration.dashboards.databricks import dashboards, query_lines
from orchestration.dashboards.errors import DashboardError
from orchestration.dashboards.queries import detailed, plain
from orchestration.reading.spark_sql import names_in, parsed
from orchestration.setup.render import PROJECT
from tests.python.dashboards.small_tables import described_columns

PAGES = read_catalogue()
TEXTS = dashboards(PAGES)
FILES = {name: json.loads(text) for name, text in TEXTS.items()}
ITEMS = [(page, item) for page in PAGES for item in page.items]
WIDGETS = [
    (name, placed["widget"])
    for name, file in FILES.items()
    for placed in file["pages"][0]["layout"]
    if "spec" in placed["widget"]
]


def columns_of(mart: str) -> set[str]:
    """The columns of a mart, as the project describes them."""
    return set(described_columns()[mart])


def named_columns(sql: str) -> set[str]:
    """The columns of tables that a query names."""
    return {column.name for column in parsed(sql).find_all(exp.Column)}


@pytest.mark.parametrize(("page", "item"), ITEMS, ids=[f"{p.name}.{i.name}" for p, i in ITEMS])
def test_every_column_that_an_item_names_is_described(page: Page, item: Item) -> None:
    """An item whose mart loses a column is found without building anything."""
    for query in (detailed(item), plain(item)):
        # a condition may ask other tables
        read = {each for each in names_in(parsed(query.sql)) if "." in each}
        assert item.mart in read
        known = set().union(*map(columns_of, read))
        assert named_columns(query.sql) <= known, page.name


def test_the_dashboards_of_databricks_are_as_the_catalogue_makes_them() -> None:
    """Mend: python -m orchestration.dashboards databricks."""
    committed = {
        file.name: file.read_text(encoding="utf-8")
        for file in (FOLDER / "databricks").glob("*.lvdash.json")
    }
    assert committed == TEXTS


@pytest.mark.parametrize("name", FILES)
def test_every_dataset_names_only_described_columns(name: str) -> None:
    """Of the tables that it reads, whatever the catalog."""
    for dataset in FILES[name]["datasets"]:
        tree = parsed("".join(dataset["queryLines"]))
        read = {each for each in names_in(tree) if "." in each}
        assert read, dataset["name"]
        known = {column for table in read for column in columns_of(table)}
        # the list of feeds that are behind has columns of its own
        known |= {"hours"} if dataset["name"] == "feeds_behind" else set()
        assert {each.name for each in tree.find_all(exp.Column)} <= known, dataset["name"]


@pytest.mark.parametrize("name", FILES)
def test_no_condition_of_a_dataset_begins_with_a_bracket(name: str) -> None:
    """Spark takes `from t where (a) group by b` for a table with the alias `where` and a column `a`."""
    for dataset in FILES[name]["datasets"]:
        assert not re.search(r"\bwhere\s*\(", "".join(dataset["queryLines"])), dataset["name"]


@pytest.mark.parametrize(("name", "widget"), WIDGETS, ids=[f"{n}:{w['name']}" for n, w in WIDGETS])
def test_every_field_of_a_widget_is_in_its_query_and_its_dataset(
    name: str, widget: dict[str, Any]
) -> None:
    """A name that differs anywhere is a widget that shows nothing but an error."""
    datasets = {each["name"]: "".join(each["queryLines"]) for each in FILES[name]["datasets"]}
    asked: set[str] = set()
    for query in widget["queries"]:
        tree = parsed(datasets[query["query"]["datasetName"]])
        assert isinstance(tree, exp.Query)
        made = set(tree.named_selects)
        for field in query["query"]["fields"]:
            assert set(re.findall(r"`(\w+)`", field["expression"])) <= made
            asked.add(field["name"])
    shown = fields_in(widget["spec"]["encodings"])
    assert shown and shown <= asked
    queries = {query["name"] for query in widget["queries"]}
    used = {each.get("queryName") for each in widget["spec"]["encodings"].get("fields", [])}
    assert used <= queries


def fields_in(encodings: Any) -> set[str]:
    """All field names of a widget's encodings."""
    if isinstance(encodings, dict):
        own = {encodings["fieldName"]} if "fieldName" in encodings else set()
        return own.union(*(fields_in(each) for each in encodings.values()))
    if isinstance(encodings, list):
        return set().union(*(fields_in(each) for each in encodings))
    return set()


@pytest.mark.parametrize("name", FILES)
def test_widgets_of_databricks_have_their_versions_and_lie_beside_each_other(name: str) -> None:
    """Versions are those of published dashboards; the grid has six columns."""
    versions = {"counter": 2, "table": 2, "bar": 3, "line": 3, "scatter": 3}
    layout = FILES[name]["pages"][0]["layout"]
    names = [placed["widget"]["name"] for placed in layout]
    assert len(set(names)) == len(names)
    cells: set[tuple[int, int]] = set()
    for placed in layout:
        spec = placed["widget"].get("spec")
        if spec:
            assert spec["version"] == versions.get(spec["widgetType"], 2)
        at = placed["position"]
        own = {
            (x, y)
            for x in range(at["x"], at["x"] + at["width"])
            for y in range(at["y"], at["y"] + at["height"])
        }
        assert at["x"] + at["width"] <= 6
        assert not cells & own
        cells |= own


def test_every_dashboard_says_as_of_when_and_which_feeds_are_behind() -> None:
    """On each page, from the tables themselves."""
    for file in FILES.values():
        names = {placed["widget"]["name"] for placed in file["pages"][0]["layout"]}
        assert {"last_good_run_ended", "feeds_behind"} <= names


def test_the_reporting_currency_of_a_dashboard_is_that_of_the_bundle() -> None:
    """Its variable stands in the text, which is part of the bundle; other currencies are themselves."""
    for page in PAGES:
        formats = {each.format for item in page.items for each in item.measures}
        units = {form.unit for form in formats if form.kind == "money"}
        found = set(re.findall(r'"currencyCode": "([^"]+)"', TEXTS[f"{page.name}.lvdash.json"]))
        assert found == {
            unit if unit != "reporting" else "${var.reporting_currency}" for unit in units
        }


def test_dashboards_of_databricks_have_the_colours_of_the_page() -> None:
    """In its order."""
    for file in FILES.values():
        assert file["uiSettings"]["theme"]["visualizationColors"] == list(COLOURS)


def test_the_pages_have_what_they_are_asked_for() -> None:
    """The questions of each line of business, by the names of their items."""
    wanted = {
        "all_lines": {"revenue", "revenue_by_month", "revenue_by_line"},
        "distribution": {
            *("revenue", "quantity", "customers", "price", "revenue_by_month"),
            *("revenue_by_channel", "top_products", "top_customers", "variants", "price_quantity"),
        },
        "marketplace": {"regions", "lifetime_value", "segments", "latency", "promises"},
        "webshop": {
            *("revenue_by_product", "revenue_by_category", "revenue_by_brand", "lost"),
            *("revenue_by_customer", "revenue_by_country", "revenue_by_gender", "promotions"),
            *("cancellation_rate", "lost_by_category"),
        },
        "health": {
            *("accounting", "quarantine", "freshness", "anomalies", "run_times", "run_durations"),
            *("failures", "stale", "held_back_by"),
        },
    }
    found = {page.name: {item.name for item in page.items} for page in PAGES}
    assert found.keys() == wanted.keys()
    assert all(wanted[name] <= found[name] for name in wanted)


def test_a_kpi_joins_a_page_by_one_entry(tmp_path: Path) -> None:
    """One more entry in the page's file, and it is on the page and on Databricks."""
    document = yaml.safe_load((FOLDER / "2_distribution.yml").read_text(encoding="utf-8"))
    document["items"].append(
        {
            "name": "cities",
            "question": "Which cities buy?",
            "mart": "analytics.rpt_distribution_sales",
            "measure": "sum(quantity)",
            "dimension": "city",
            "chart": "bars",
            "format": "count units",
        }
    )
    file = tmp_path / "2_distribution.yml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    page = read_page(file)
    assert page.items[-1].question == "Which cities buy?"
    assert "Which cities buy?" in dashboards([page])["distribution.lvdash.json"]


def test_a_row_that_lacks_a_part_of_a_key_counts_nowhere(tmp_path: Path) -> None:
    """On Databricks as on the page and in SQL: nothing is no value, of one column and of several."""
    document = yaml.safe_load((FOLDER / "2_distribution.yml").read_text(encoding="utf-8"))
    entry = {
        "question": "How many?",
        "mart": "analytics.sales",
        "chart": "number",
        "format": "count",
    }
    document["items"] = [
        entry | {"name": "one", "measure": "distinct(b)"},
        entry | {"name": "two", "measure": "distinct(a, b)"},
    ]
    file = tmp_path / "2_distribution.yml"
    file.write_text(yaml.safe_dump(document), encoding="utf-8")
    with duckdb.connect() as connection:
        connection.execute("create schema analytics")
        connection.execute("create table analytics.sales (a text, b text)")
        connection.execute(
            "insert into analytics.sales values ('x', 'y'), ('x', 'z'), ('x', null), (null, 'y')"
        )
        for item, column in zip(read_page(file).items, ("distinct_b", "distinct_a_b"), strict=True):
            sql = " ".join(query_lines(item))
            found = connection.execute(f"select count(distinct {column}) from ({sql})").fetchone()
            assert found == (2,), sql


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"measure": "avg(quantity)"}, "measure 'avg(quantity)' is not understood"),
        ({"measure": "sum(a) / sum(b) / sum(c)"}, "is not understood"),
        ({"measure": "sum(a, b)"}, "has several columns"),
        ({"format": "roubles"}, "no format 'roubles'"),
        ({"chart": "pie"}, "Invalid enum value 'pie'"),
        ({"mart": "rpt_distribution_sales"}, "not written as <schema>.<table>"),
        ({"dimension": "week of month"}, "dimension 'week of month' is not understood"),
        ({"filters": {"colour": "x"}}, "no filter called colour"),
        ({"measures": [], "measure": None}, "it has no measure"),
        ({"names": {"city": {"x": "it's"}}}, "the name 'it's' has other signs"),
        ({"chart": "number"}, "a number has one measure and no dimension"),
        ({"chart": "scatter"}, "a scatter chart has two measures"),
        ({"misspelt": 1}, "unknown field `misspelt`"),
    ],
)
def test_a_wrong_entry_is_told_in_a_sentence(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    """With the file, and what to do."""
    entry = {
        "name": "cities",
        "question": "Which cities buy?",
        "mart": "analytics.rpt_distribution_sales",
        "measure": "sum(quantity)",
        "dimension": "city",
        "chart": "bars",
        "format": "count units",
    }
    page = {"page": "p", "title": "P", "about": "", "items": [{**entry, **change}]}
    file = tmp_path / "p.yml"
    file.write_text(yaml.safe_dump(page), encoding="utf-8")
    with pytest.raises(DashboardError) as error:
        read_page(file)
    assert said in str(error.value)
    assert "p.yml" in str(error.value) and "Mend: " in str(error.value)


def test_no_page_shows_names_or_addresses_of_persons() -> None:
    """Nothing of what a feed card calls personal is named by an item, nor are records as they came."""
    personal = {"raw_record", "note", "details", "message"}
    for file in (PROJECT / "models" / "staging").rglob("_*__sources.yml"):
        for source in yaml.safe_load(file.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                personal |= {
                    column["name"]
                    for column in table["columns"]
                    if column.get("config", {}).get("meta", {}).get("personal")
                }
    assert len(personal) > 4
    for page, item in ITEMS:
        # customers of distribution are companies
        if page.name != "distribution":
            assert not named_columns(detailed(item).sql) & personal, item.name
