"""The page and its PDF, of small tables that the tests write; no Spark, no browser."""

from __future__ import annotations

import io
import json
import math
import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import yaml
from click.testing import CliRunner
from pypdf import PdfReader

from orchestration.cluster.servers import free_port
from orchestration.dashboards import cli
from orchestration.dashboards import content as content_module
from orchestration.dashboards.app import make_app
from orchestration.dashboards.bundle_app import write_app
from orchestration.dashboards.catalogue import read_catalogue
from orchestration.dashboards.charts import COLOURS, DASHES, SHAPES, THEMES
from orchestration.dashboards.cli import main
from orchestration.dashboards.content import late_after, late_notes
from orchestration.dashboards.databricks import dashboards, feeds_behind
from orchestration.dashboards.errors import DashboardError
from orchestration.dashboards.formats import Format, parse_format, written
from orchestration.dashboards.page import library, page_of
from orchestration.dashboards.paper import chart_svg, pdf_of
from orchestration.dashboards.shown import shown
from orchestration.dashboards.sources import databricks_content, local_content, prefixed
from orchestration.reading import Reader, read_good_run
from orchestration.reading.storage import Warehouse
from orchestration.setup.render import PROJECT
from tests.python.dashboards import warehouse
from tests.python.dashboards.small_tables import value_of, write_rows, write_tables
from tests.python.dashboards.warehouse import Connection

PAGES = read_catalogue()


def item_of(content: dict[str, Any], page: str, name: str) -> dict[str, Any]:
    """An item of a content."""
    items = next(each["items"] for each in content["pages"] if each["name"] == page)
    found: dict[str, Any] = next(each for each in items if each["name"] == name)
    return found


def text_of_pdf(content: dict[str, Any]) -> str:
    """All that its sheets say."""
    return "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf_of(content))).pages)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (Decimal("105298553404.5"), "money INR", "105,298,553,405 INR"),
        (4065.41765, "money INR 4", "4,065.4177 INR"),
        (0, "count units", "0 units"),
        (-1234.5, "number 1", "-1,234.5"),
        (0.05349, "share", "5.3 %"),
        (None, "money INR", "–"),
        (2.5, "count", "3"),
        (0.1 + 0.2, "number 2", "0.30"),
        ("2025-07-01 06:00", "time", "2025-07-01 06:00"),
    ],
)
def test_numbers_have_units_and_thousands_separators(value: Any, form: str, text: str) -> None:
    """Half up, with the decimals of their format; nothing is a dash."""
    found = parse_format(form)
    assert found and written(value, found) == text


def test_a_format_that_is_none_is_refused() -> None:
    """By its first word."""
    assert parse_format("roubles 2") is None
    assert parse_format("money reporting 2") == Format("money", "reporting", 2)


@pytest.mark.parametrize("rows", [0, 1, 40])
def test_empty_one_row_and_many_rows_make_a_page_and_a_pdf(tmp_path: Path, rows: int) -> None:
    """Nothing is a dash or a sentence, never a hole or an error."""
    tables = write_tables(tmp_path, PAGES, rows, without="logs.anomalies")
    content = local_content(PAGES, tables)
    page, pdf = page_of(content), text_of_pdf(content)
    assert [each["name"] for each in content["pages"]] == [each.name for each in PAGES]
    revenue = shown(item_of(content, "distribution", "revenue")).groups[0].values[0]
    expected = sum(Decimal(number + 1) * Decimal("1000.5") for number in range(rows))
    assert revenue == (float(expected) if rows else None)
    assert written(revenue, Format("money", "INR")) in pdf
    assert "As of the good run that ended 2025-09-01 04:00 UTC" in page
    assert "logs.anomalies is not built here." in page
    if not rows:
        assert shown(item_of(content, "distribution", "top_products")).groups == ()
        assert "Nothing to show." in pdf


def test_values_of_tables_can_neither_end_the_script_nor_become_tags(tmp_path: Path) -> None:
    """A product's name is text, whatever it is called."""
    bad = '</script><img src=x onerror="alert(1)"> & \u2028'
    content = local_content(PAGES, write_tables(tmp_path, PAGES, 3, product_name=bad, mend=bad))
    page = page_of(content)
    assert "<img" not in page.replace(library(), "")
    data = page.split('id="content">')[1].split("</script>")[0]
    assert json.loads(data) == content
    assert "</script><img" in text_of_pdf(content).replace("\n", "")


def test_too_many_combinations_are_added_up_by_the_query_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number stays right; what is given up is the filter."""
    environment = write_tables(tmp_path, PAGES, 40)
    before = local_content(PAGES, environment)
    monkeypatch.setattr(content_module, "MOST_ROWS", 2)
    after = local_content(PAGES, environment)
    for name in ("revenue", "price", "customers"):
        item = item_of(after, "distribution", name)
        assert item["note"] == "Too many combinations to be filtered here."
        assert item["filters"] == {} and len(item["rows"]) == 1
        assert shown(item).groups == shown(item_of(before, "distribution", name)).groups


def test_the_largest_are_shown_and_the_page_says_of_how_many(tmp_path: Path) -> None:
    """Top-n by the first measure; the rest is counted, not forgotten."""
    environment = write_tables(tmp_path, PAGES, 40)
    item = item_of(local_content(PAGES, environment), "health", "slowest")
    item = {**item, "top": 2}
    found = shown(item)
    assert (len(found.groups), found.of) == (2, 3)
    assert found.groups[0].values[0] >= found.groups[1].values[0]  # type: ignore[operator]


def test_a_line_of_business_that_is_not_built_has_no_page(tmp_path: Path) -> None:
    """LINES_OF_BUSINESS builds less; the page shows what is there."""
    pages = [page for page in PAGES if page.name in ("distribution", "health")]
    content = local_content(PAGES, write_tables(tmp_path, pages, 2))
    assert [each["name"] for each in content["pages"]] == ["distribution", "health"]


def test_feeds_that_are_behind_are_named_with_their_time() -> None:
    """By their cards; one that is in time is not."""
    now = datetime(2025, 9, 10, tzinfo=UTC)
    arrivals = {
        "sports_bar.orders": now - timedelta(days=3),
        "atlon.orders": now - timedelta(days=3),
    }
    (note,) = late_notes(arrivals, now, lines=frozenset({"distribution"}))
    assert "sports_bar.orders is behind" in note and "2025-09-07 00:00 UTC" in note
    assert "late after 48 hours" in note


def test_a_feed_that_never_came_is_behind_if_its_line_is_built(tmp_path: Path) -> None:
    """On the page and on Databricks alike."""
    now = datetime.now(UTC)
    built = frozenset({"distribution"})
    (note,) = late_notes({"sports_bar.orders": now}, now, lines=built)
    assert (
        note == "atlon.orders is behind: nothing of it was ever loaded; it is late after 840 hours."
    )
    assert not late_notes(dict.fromkeys(late_after(), now), now)
    tables = write_tables(tmp_path, PAGES, 1, feed="sports_bar.orders")
    behind = local_content(PAGES, {**tables, "LINES_OF_BUSINESS": "distribution"})["behind"]
    assert [each for each in behind if "ever loaded" in each] == [note]
    with closing(Reader(Warehouse.of_environment(tables), read_good_run(tables))) as reader:
        rows = reader.query("\n".join(feeds_behind())).to_pylist()
    found = {row["feed"]: row["loaded_at"] for row in rows}
    # loaded in July 2025
    assert found.pop("sports_bar.orders").year == 2025
    assert found == dict.fromkeys(late_after().keys() - {"sports_bar.orders"})


def test_the_page_says_what_is_stale_since_when_and_why(tmp_path: Path) -> None:
    """What was skipped and not built since, and what failed and did not pass since."""
    hours = [datetime(2025, 7, day, 3, tzinfo=UTC) for day in (1, 2, 3)]

    def logged(run: int, node: str, status: str, kind: str = "model") -> dict[str, Any]:
        return {
            **{"run_id": f"run {run}", "node": node, "status": status, "resource_type": kind},
            **{
                "layer": "analytics",
                "command": "build",
                "finished_at": hours[run],
                "seconds": Decimal(60),
            },
        }

    def failed(run: int, node: str) -> dict[str, Any]:
        mend = {"mend": f"mend {node}.", "status": "fail", "failed_at": hours[run]}
        return {"run_id": f"run {run}", "node": node, **mend}

    tables = write_tables(tmp_path, PAGES, 1)
    log = [
        *(logged(0, "fct_mended", "skipped"), logged(1, "fct_mended", "success")),
        *(logged(0, "fct_stale", "success"), logged(1, "fct_stale", "skipped")),
        *(logged(2, "fct_stale", "skipped"), logged(2, "gate", "fail", "test")),
        *(logged(0, "other_gate", "fail", "test"), logged(1, "other_gate", "left out", "test")),
        *(
            {**logged(run, "run", "success", "run"), "seconds": Decimal(100 + run)}
            for run in range(3)
        ),
    ]
    write_rows(tmp_path, "logs.run_log", log)
    errors = [failed(0, "other_gate"), failed(1, "gate"), failed(2, "gate")]
    write_rows(tmp_path, "logs.etl_errors", errors)
    content = local_content(PAGES, tables)
    shown_items = {
        name: [
            (*group.members, *group.values)
            for group in shown(item_of(content, "health", name)).groups
        ]
        for name in ("stale", "held_back_by", "run_durations")
    }
    assert shown_items["stale"] == [("fct_stale", "analytics", "2025-07-02 03:00", 2)]
    how = "found rows that it must not find"
    assert shown_items["held_back_by"] == [("gate", how, "mend gate.", "2025-07-02 03:00", 2)]
    days = ("2025-07-01", "2025-07-02", "2025-07-03")
    assert shown_items["run_durations"] == [(day, 100.0 + at) for at, day in enumerate(days)]
    # where the time goes is a question about nodes
    times = shown(item_of(content, "health", "run_times")).groups
    assert sum(group.values[0] for group in times) == 60.0 * 8  # type: ignore[misc]


def test_what_failed_and_what_is_late_stands_on_every_page(tmp_path: Path) -> None:
    """As the alerts see it, with what to do."""
    environment = write_tables(tmp_path, PAGES, 3)
    (tmp_path / "target").mkdir()
    failure = {"node": "fct_x", "message": "it broke on 'Ann Lee'", "mend": "mend the seed."}
    summary = {
        "run_id": "1",
        "status": "failed",
        "finished_at": datetime.now(UTC).isoformat(),
        "failures": [failure],
        "error": "",
        "feeds": [],
    }
    (tmp_path / "target" / "run_summary.json").write_text(json.dumps(summary), encoding="utf-8")
    lines = {"LINES_OF_BUSINESS": "marketplace"}
    content = local_content(PAGES, {**environment, **lines})
    (note,) = content["behind"]
    assert "it broke" in note and "mend the seed." in note and "Ann Lee" not in note
    assert "What is behind or stale, and why: 1 note" in page_of(content)


def test_letters_are_read_and_colours_seen_on_light_and_dark() -> None:
    """Contrast of text above 4.5, of every colour above 2 (marks have labels)."""
    for back, theme in (("#ffffff", "light"), ("#1b2129", "dark")):
        assert contrast(back, THEMES[theme]["text"]["color"]) > 7
        assert contrast(back, THEMES[theme]["axis"]["labelColor"]) > 4.5
        assert all(contrast(back, colour) > 2 for colour in COLOURS)


# What the colour-blind see of linear red, green and blue (Machado, Oliveira, Fernandes 2009, severity 1).
SEEN = {
    "all": [(1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)],
    "no red": [(0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)],
    "no green": [(0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)],
    "no blue": [(1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)],
}  # fmt: skip


@pytest.mark.parametrize("eyes", SEEN)
def test_the_colour_blind_can_tell_all_colours_apart(eyes: str) -> None:
    """A distance of 15 in CIELAB, of which 2.3 is just noticed; grey beside green fails that."""
    assert len(COLOURS) == 8
    least = min(distance(one, other, eyes) for one, other in combinations(COLOURS, 2))
    assert least > 15
    assert distance("#009E73", "#7F7F7F", "no green") < 10


def distance(one: str, other: str, eyes: str) -> float:
    """How far two colours are from each other for some eyes."""
    return math.dist(lab(one, eyes), lab(other, eyes))


def lab(colour: str, eyes: str) -> tuple[float, float, float]:
    """A colour in CIELAB as some eyes see it, by D65."""

    def product(rows: Sequence[Sequence[float]], values: Sequence[float]) -> list[float]:
        return [sum(a * b for a, b in zip(row, values, strict=True)) for row in rows]

    seen = [min(1.0, max(0.0, each)) for each in product(SEEN[eyes], linear(colour))]
    to_xyz = [
        (0.4339, 0.3762, 0.1899),
        (0.2126729, 0.7151522, 0.0721750),
        (0.0178, 0.1095, 0.8730),
    ]
    x, y, z = (
        each ** (1 / 3) if each > 216 / 24389 else (24389 / 27 * each + 16) / 116
        for each in product(to_xyz, seen)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def svg_of(item: dict[str, Any]) -> str:
    """The chart of an item as the PDF has it."""
    return chart_svg(item)[0]


def test_lines_differ_by_dashes_and_points_by_shapes_too(tmp_path: Path) -> None:
    """So that a print without colours is read; more members than colours repeat neither together."""
    tables = write_tables(tmp_path, PAGES, 30)
    svg = svg_of(item_of(local_content(PAGES, tables), "health", "run_times"))
    assert len(set(re.findall(r'stroke-dasharray="([^"]+)"', svg))) >= 2
    points = re.findall(r'aria-roledescription="point"[^>]* d="([^"]+)"', svg)
    assert len(set(points)) == 3
    assert len({(COLOURS[at % 8], SHAPES[at % 7]) for at in range(56)}) == 56
    assert len({(COLOURS[at % 8], str(DASHES[at % 7])) for at in range(56)}) == 56


@pytest.mark.parametrize("days", [1, 2, 3, 40])
def test_an_axis_says_each_day_once(tmp_path: Path, days: int) -> None:
    """Two days of runs are two names, not the same one eight times."""

    def draw(column: str, kind: pa.DataType, number: int) -> Any:
        day = datetime(2025, 7, 1, 4, tzinfo=UTC) + timedelta(days=number)
        return day if column == "finished_at" else value_of(kind, number)

    item = item_of(
        local_content(PAGES, write_tables(tmp_path, PAGES, days, draw=draw)), "health", "run_times"
    )
    named = re.findall(r">(2025-\d\d-\d\d)<", svg_of(item))
    assert named and len(set(named)) == len(named)
    assert len(named) == days or days == 40


def test_names_of_tables_are_read_whole_beside_their_bars(tmp_path: Path) -> None:
    """Of the longest one that the project has."""
    longest = max((file.stem for file in (PROJECT / "models").rglob("*.sql")), key=len)
    content = local_content(PAGES, write_tables(tmp_path, PAGES, 3, node=longest))
    lines = re.findall(
        r"<t(?:ext|span)[^>]*>([^<]+)<", svg_of(item_of(content, "health", "slowest"))
    )
    assert longest in "".join(lines)


def test_values_have_the_names_that_the_catalogue_gives_them(tmp_path: Path) -> None:
    """A metric has its unit, tests are tests; what has no name there is shown as it is."""
    tables = write_tables(tmp_path, PAGES, 2, metric="reject_share", layer="dbt_test__audit")
    content = local_content(PAGES, tables)
    (anomaly, *_) = shown(item_of(content, "health", "anomalies")).groups
    assert anomaly.members[2] == "rejected (share of rows)"
    (times, *_) = shown(item_of(content, "health", "run_times")).groups
    assert times.members[1] == "tests"
    limits = (PROJECT / "seeds" / "anomaly_limits.csv").read_text(encoding="utf-8").splitlines()
    item = next(item for page in PAGES for item in page.items if item.name == "anomalies")
    named = dict(next(each for each in item.groups if each.column == "metric").names)
    assert named.keys() == {line.split(",")[1] for line in limits[1:]}


def contrast(one: str, other: str) -> float:
    """The ratio of two colours' lightness, as WCAG computes it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(colour: str) -> list[float]:
    """Red, green and blue as light, of one."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return [each / 12.92 if each <= 0.03928 else ((each + 0.055) / 1.055) ** 2.4 for each in parts]


def test_the_app_shows_the_last_page_while_the_tables_cannot_be_read(tmp_path: Path) -> None:
    """And says so in one sentence when there is none yet."""
    answers: list[Any] = [local_content(PAGES, write_tables(tmp_path, PAGES, 1))]

    def read() -> dict[str, Any]:
        if not answers:
            raise RuntimeError("the warehouse sleeps, token=abc")
        found: dict[str, Any] = answers.pop()
        return found

    client = make_app(read, minutes=0).test_client()
    assert "As of the good run" in client.get("/").text
    assert "As of the good run" in client.get("/").text
    fresh = make_app(read, minutes=10).test_client().get("/")
    assert fresh.status_code == 503 and "token" not in fresh.text
    assert client.get("/health").text == "ok"


def test_the_folder_of_the_app_is_whole(tmp_path: Path) -> None:
    """Code, catalogue, cards, and packages at the versions of the lock file."""
    folder = write_app(tmp_path / "app")
    assert "DATABRICKS_WAREHOUSE_ID" in (folder / "app.yaml").read_text(encoding="utf-8")
    assert read_catalogue(folder / "dashboards") == PAGES
    packages = (folder / "requirements.txt").read_text(encoding="utf-8").split()
    assert all("==" in each for each in packages)
    assert {each.split("==")[0] for each in packages} >= {"flask", "databricks-sql-connector"}
    assert late_after(folder) == late_after()


def served(folder: Path, tables: Mapping[str, str]) -> str:
    """The page of an app, started by the words of its app.yaml, but for where it listens."""
    words = yaml.safe_load((folder / "app.yaml").read_text(encoding="utf-8"))["command"]
    changed = {"orchestration.dashboards": warehouse.__name__, "0.0.0.0": "127.0.0.1"}
    port = free_port()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DBT_SCHEMA_PREFIX"},
        **tables,
        "DATABRICKS_APP_PORT": str(port),
        "PYTHONPATH": str(PROJECT),
    }
    process = subprocess.Popen(
        [sys.executable, *(changed.get(word, word) for word in words[1:])],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout
        # not the code of this project
        assert Path(process.stdout.readline().strip()).is_relative_to(folder)
        while process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
                    return str(answer.read().decode())
            except urllib.error.HTTPError:
                raise
            except urllib.error.URLError:
                time.sleep(0.2)
        pytest.fail("The app has ended.")
    finally:
        process.kill()
        process.communicate()


def test_the_app_serves_its_page_from_its_folder_alone(tmp_path: Path) -> None:
    """Nothing else of the project is there; a stand-in answers for the warehouse."""
    folder = write_app(tmp_path / "app")
    tables = write_tables(tmp_path, PAGES, 3)
    page = served(folder, tables)
    assert "As of now; the last run without failures ended" in page
    content = json.loads(page.split('id="content">')[1].split("</script>")[0])
    assert [each["name"] for each in content["pages"]] == [each.name for each in PAGES]
    assert shown(item_of(content, "distribution", "revenue")) == shown(
        item_of(local_content(PAGES, tables), "distribution", "revenue")
    )


def test_the_commands_write_the_page_its_pdf_the_files_of_databricks_and_the_app(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of make dashboards, make open and python -m orchestration.dashboards, each where it says."""
    for name, value in write_tables(tmp_path, PAGES, 2).items():
        monkeypatch.setenv(name, value)
    opened: list[str] = []

    def browser(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", browser)

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, words)
        assert done.exit_code == 0, done.output
        return done.output

    folder = tmp_path / "target" / "dashboards"
    assert str(folder / "dashboards.pdf") in run("page")
    assert (folder / "dashboards.pdf").read_bytes().startswith(b"%PDF")
    assert "As of the good run" in (folder / "index.html").read_text(encoding="utf-8")
    assert opened == []
    run("page", "--no-pdf", "--open", "--to", str(tmp_path / "opened"))
    assert opened == [(tmp_path / "opened" / "index.html").as_uri()]
    assert not (tmp_path / "opened" / "dashboards.pdf").exists()
    run("app")
    assert (tmp_path / "target" / "dashboard_app" / "app.yaml").is_file()
    monkeypatch.setattr(cli, "FOLDER", tmp_path / "dashboards")
    monkeypatch.setattr(cli, "PROJECT", tmp_path)
    names = run("databricks").split()
    written = {name: (tmp_path / name).read_text(encoding="utf-8") for name in names}
    assert written == {f"dashboards/databricks/{n}": t for n, t in dashboards(PAGES).items()}
    monkeypatch.setattr("webbrowser.open", lambda address: False)
    assert "There is no browser here" in run("page", "--no-pdf", "--open")


def test_databricks_is_asked_the_same_queries(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Through a cursor of its connector; here the local tables answer it."""
    environment = write_tables(tmp_path, PAGES, 5)
    connection = Connection(environment)
    monkeypatch.setattr("orchestration.dashboards.sources.connected", lambda values: connection)
    there, here = databricks_content(PAGES, {}), local_content(PAGES, environment)
    # a query without an order has its rows in any
    items_there, items_here = (
        [
            {**item, "rows": sorted(item["rows"], key=repr)}
            for page in content["pages"]
            for item in page["items"]
        ]
        for content in (there, here)
    )
    assert items_there == items_here
    assert any("analytics.fct_revenue" in sql for sql in connection.asked)


def test_databricks_without_a_warehouse_is_told_in_a_sentence() -> None:
    """Before anything is asked."""
    with pytest.raises(DashboardError, match="SQL warehouse is not named"):
        databricks_content(PAGES, {})


def test_a_prefix_stands_before_every_schema_that_is_asked() -> None:
    """But not before Databricks' own."""
    assert "alice_analytics.t" in prefixed("select a from analytics.t", "alice_")
    assert "alice_" not in prefixed("select a from information_schema.tables", "alice_")
