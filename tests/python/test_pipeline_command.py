"""The main command: one real run on the default input, and what is said when something is missing.

Spark starts twice, for the one run that the first tests look at and for its documentation.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from orchestration.feeds import feed_folders, feeds_by_folder, lines_of_business
from orchestration.pipeline import cli, dbt_build, disks, landing_root, summary
from orchestration.pipeline.checks import check_machine, only_run
from orchestration.pipeline.cli import main
from orchestration.pipeline.disks import NO_SPACE, Disk
from orchestration.pipeline.errors import PipelineError
from orchestration.pipeline.output import RunWatcher
from orchestration.pipeline.settings import RunSettings, read_settings
from orchestration.reading import Reader, read_good_run
from orchestration.reading.storage import Warehouse
from orchestration.setup.environment import lakehouse_environment
from orchestration.setup.render import PROJECT
from orchestration.storage.roots import BucketRoot, FolderRoot
from orchestration.storage.s3 import S3Place
from simulator import read_truth
from simulator.accounting import Counts
from simulator.example import write_example
from tests.python.harness.commands import command, json_of
from tests.python.harness.manifest import DESCRIBED_KINDS, own, undescribed_columns
from tests.python.harness.register import registered_feeds
from tests.python.oracle import revenue

FEEDS = ["atlon/orders", "sports_bar/orders"]


@dataclass(frozen=True)
class DefaultRun:
    """What `python -m orchestration.pipeline run` did in a lakehouse that held nothing."""

    home: Path
    done: subprocess.CompletedProcess[str]
    summary: dict[str, Any]


@pytest.fixture(scope="module")
def default_run(tmp_path_factory: pytest.TempPathFactory) -> DefaultRun:
    """The command as a user types it, in a new lakehouse."""
    home = tmp_path_factory.mktemp("lakehouse")
    done = command(home, sys.executable, "-m", "orchestration.pipeline", "run")
    return DefaultRun(home, done, json_of(home, "run_summary.json"))


def test_the_default_input_gives_the_truth(default_run: DefaultRun) -> None:
    """The headline KPIs in run_summary.json are those of the generator, unrounded."""
    truth = read_truth(default_run.home / "truth").headline
    headline = default_run.summary["headline"]
    assert Decimal(headline["total_revenue_inr"]) == truth.total_revenue_inr
    assert int(headline["total_quantity"]) == truth.total_quantity
    assert int(headline["unique_customer_count"]) == truth.unique_customers
    average = truth.average_selling_price_inr
    assert float(headline["average_selling_price_inr"]) == pytest.approx(average, abs=1e-9)


def test_the_printed_numbers_are_those_of_the_file(default_run: DefaultRun) -> None:
    """With thousands separators for people, unrounded for programs."""
    printed = dict(re.findall(r"^  ([A-Z][a-z ]+?) +([\d,.]+)", default_run.done.stdout, re.M))
    headline = {name: Decimal(text) for name, text in default_run.summary["headline"].items()}
    assert printed["Total revenue"] == f"{headline['total_revenue_inr']:,.0f}"
    assert printed["Total quantity"] == f"{headline['total_quantity']:,}"
    assert printed["Unique customers"] == f"{headline['unique_customer_count']:,}"
    assert printed["Average selling price"] == f"{headline['average_selling_price_inr']:,.4f}"


def test_dbt_debug_is_good(default_run: DefaultRun) -> None:
    """Profile, project and connection of the local target."""
    assert "All checks passed!" in command(default_run.home, "dbt", "debug").stdout


def test_every_feed_is_counted(default_run: DefaultRun) -> None:
    """Landed, accepted, superseded and rejected rows of each feed are those of the generator.

    Of the web shop it says how many rows of orders landed and are rejected, over all their feeds.
    """
    folder = default_run.home / "truth"
    marketplace = json.loads((folder / "marketplace.json").read_text(encoding="utf-8"))
    truth = dict(read_truth(folder).feeds) | {
        f"marketplace/{name}": Counts.from_json(counts)
        for name, counts in marketplace["entities"].items()
    }
    counted = {feed["feed"].replace(".", "/"): feed for feed in default_run.summary["feeds"]}
    webshop = {f"{each.source}/{each.table}" for each in registered_feeds("webshop")}
    assert counted.keys() == truth.keys() | webshop
    shop = json.loads((folder / "webshop_truth.json").read_text(encoding="utf-8"))
    orders = [counted[name] for name in webshop if "order" in name]
    for outcome in ("landed", "rejected"):
        assert sum(feed[outcome] for feed in orders) == shop[outcome], outcome
    for name, counts in truth.items():
        for outcome in ("landed", "accepted", "superseded", "rejected"):
            assert counted[name][outcome] == getattr(counts, outcome), (name, outcome)


def test_a_run_describes_itself(default_run: DefaultRun) -> None:
    """Where from, when, how long, and that all is well."""
    summary = default_run.summary
    assert summary["status"] == "success"
    assert summary["landing_root"] == str(default_run.home / "landing")
    assert summary["started_at"] <= summary["finished_at"]
    assert summary["seconds"] > 0
    assert summary["empty_files"] == summary["failures"] == []
    assert summary["built"]["failed"] == 0


def test_progress_is_dbts_own_and_nothing_of_java(default_run: DefaultRun) -> None:
    """One line a node when it is done; Java's warnings are in a log of their own."""
    out = default_run.done.stdout
    assert default_run.done.stderr == ""
    assert "WARNING: Using incubator modules" not in out
    assert " START " not in out
    assert re.search(
        r"^\d\d:\d\d:\d\d  \d+ of \d+ OK created .*fct_distribution_monthly_sales", out, re.M
    )
    assert (default_run.home / "logs" / "spark.log").exists()


def test_the_docs_site_describes_every_column_that_the_built_tables_have(
    default_run: DefaultRun,
) -> None:
    """As models, seeds, snapshots and log tables are, with no column that is only in the YAML."""
    command(default_run.home, "dbt", "docs", "generate", "--static", "--no-compile")
    assert (default_run.home / "target" / "static_index.html").exists()
    manifest, catalog = (
        json_of(default_run.home, f"{name}.json") for name in ("manifest", "catalog")
    )
    built = catalog["nodes"] | catalog["sources"]
    models = own(manifest, "nodes", DESCRIBED_KINDS)
    # parts of other models are no tables
    tables = [each for each in models if each["config"]["materialized"] != "ephemeral"]
    # logs.restatements comes with the first `make explain` (test_restatements.py)
    logs = [each for each in own(manifest, "sources", ["source"]) if each["schema"] == "logs"]
    tables += [each for each in logs if each["name"] != "restatements"]
    columns = {
        each["unique_id"]: {name.lower() for name in built[each["unique_id"]]["columns"]}
        for each in tables
    }
    missing = undescribed_columns(manifest, columns)
    vanished = [
        f"{each['unique_id']}.{name}"
        for each in tables
        for name in each["columns"]
        if name.lower() not in columns[each["unique_id"]]
    ]
    assert not missing, "\n".join(missing)
    assert not vanished, "\n".join(vanished)


def test_a_currency_without_a_rate_is_told_with_its_days_and_files(
    default_run: DefaultRun,
) -> None:
    """The generator has one; the lines count in their own currency only."""
    (warning,) = default_run.summary["warnings"]
    assert warning["node"] == "assert_every_currency_has_a_rate"
    assert "webshop/exchange_rates" in warning["mend"]
    (told,) = [json.loads(row) for row in warning["details"].splitlines()]
    assert told["line_of_business"] == "webshop"
    lines = int(
        next(
            row["value"]
            for row in default_run.summary["rows"]
            if row["name"] == "lines_without_rate"
        )
    )
    assert told["line_count"] >= lines > 0
    assert told["first_day"] <= told["last_day"]
    assert (default_run.home / "landing" / told["first_files"].split(", ")[0]).is_file()
    assert "WARNING: assert_every_currency_has_a_rate" in default_run.done.stdout


def test_what_all_lines_of_business_bring_is_what_the_oracles_compute(
    default_run: DefaultRun,
) -> None:
    """Row by row, in one currency, from the files alone."""
    environment = lakehouse_environment(default_run.home, {"DBT_TARGET": "local"})
    landing = default_run.home / "landing"
    with (
        revenue.expect(landing, PROJECT / "seeds") as expected,
        closing(
            Reader(Warehouse.of_environment(environment), read_good_run(environment))
        ) as reader,
    ):
        for name in ("fct_revenue", "rpt_revenue_by_line", "rpt_webshop_summary"):
            relation = expected.connection.table(name)
            columns = ", ".join(relation.columns)
            found = reader.query(f"select {columns} from analytics.{name}").to_pylist()
            assert Counter(tuple(row.values()) for row in found) == Counter(relation.fetchall()), (
                name
            )


def test_the_branching_rules_hold_on_rows_made_up_for_them(default_run: DefaultRun) -> None:
    """The unit tests of all lines of business, which no build of everything runs."""
    command(default_run.home, "dbt", "test", "--select", "tag:unit")
    results = json_of(default_run.home, "run_results.json")["results"]
    tried = {
        each["unique_id"]: each["status"]
        for each in results
        if each["unique_id"].startswith("unit_test.")
    }
    manifest = json_of(default_run.home, "manifest.json")
    assert tried.keys() == manifest["unit_tests"].keys()
    assert {name.split(".")[2].split("_")[1] for name in tried} >= {
        "distribution",
        "marketplace",
        "webshop",
    }
    assert set(tried.values()) == {"pass"}
    assert "unit_test" not in default_run.done.stdout


# Without Spark


@pytest.fixture
def run_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[dict[str, str], dbt_build.Outcome | None], Result]:
    """Runs the command with environment variables; dbt is replaced by an outcome."""

    def run(variables: dict[str, str], outcome: dbt_build.Outcome | None = None) -> Result:
        def build(*_: object, **__: object) -> dbt_build.Outcome:
            assert outcome is not None, "the build began although something is missing"
            return outcome

        monkeypatch.setattr(cli, "build", build)
        home = tmp_path / "home"
        values = {
            "LAKEHOUSE_HOME": str(home),
            "LANDING_ROOT": str(home / "landing"),
            "DBT_TARGET": "local",
            "DBT_TARGET_PATH": str(tmp_path / "target"),
            "DBT_PROFILES_DIR": "profiles",
            "SPARK_CONF_DIR": "conf",
            "_LAKEHOUSE_DEFAULT_LANDING": "",
        }
        return CliRunner().invoke(main, ["run"], env={**values, **variables})

    return run


def feed_file(root: Path, name: str, text: str) -> None:
    """Writes a file of a landing root."""
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"LANDING_ROOT": "data/landing"}, "which is not an absolute path"),
        ({"LANDING_ROOT": "{tmp}/nowhere"}, "does not exist"),
        ({"LANDING_ROOT": "{tmp}/file"}, "is a file, not a folder"),
        (
            {"LANDING_ROOT": "{tmp}/empty"},
            "has none of the feed folders (api/orders, atlon/customers, ",
        ),
        ({"LANDING_ROOT": "{tmp}/above"}, "Mend: set LANDING_ROOT={tmp}/above/landing."),
        (
            {"LANDING_ROOT": "{tmp}/above/landing/atlon"},
            "Mend: set LANDING_ROOT={tmp}/above/landing.",
        ),
        ({"LANDING_ROOT": "{tmp}/above/landing"}, "hold no files yet"),
        ({"LANDING_ROOT": ""}, "The environment is not set (LANDING_ROOT)"),
        ({"DBT_TARGET": "prod"}, "There is no target 'prod'"),
        ({"DBT_TARGET": "spark", "SPARK_REMOTE": "there:1"}, "SPARK_REMOTE is 'there:1'"),
        (
            {"DBT_TARGET": "spark", "SPARK_REMOTE": "sc://127.0.0.1:1"},
            "No Spark Connect server answers at sc://127.0.0.1:1",
        ),
        ({"DBT_TARGET": "databricks", "DATABRICKS_HOST": ""}, "is not set: DATABRICKS_HOST"),
        ({"LAKEHOUSE_HOME": "{tmp}/file"}, "cannot be used"),
    ],
)
def test_what_is_missing_is_said_in_one_line(
    tmp_path: Path,
    run_command: Callable[..., Result],
    variables: dict[str, str],
    words: str,
) -> None:
    """With the mend, before Spark starts, and without a stack trace."""
    (tmp_path / "file").touch()
    (tmp_path / "empty").mkdir()
    (tmp_path / "above" / "landing" / "atlon" / "orders").mkdir(parents=True)
    result = run_command({name: text.format(tmp=tmp_path) for name, text in variables.items()})
    assert result.exit_code == 2, result.output
    assert words.format(tmp=tmp_path) in result.output
    assert result.output.count("\n") == 1
    assert "Mend: " in result.output


def test_a_failed_build_says_what_and_what_to_do(
    tmp_path: Path, run_command: Callable[..., Result]
) -> None:
    """The exit code is 1; empty files are named; the file for programs has all of it."""
    root = tmp_path / "root"
    feed_file(root, "atlon/orders/jan.csv", "date\n")
    feed_file(root, "atlon/orders/feb.csv", "")
    feed_file(root, "atlon/orders/_march.csv", "")
    failure = {"node": "no_broken_file", "message": "Got 1 result", "mend": "Deliver it again."}
    outcome = dbt_build.Outcome(False, {"run_id": "r", "failures": [failure]}, "")
    result = run_command({"LANDING_ROOT": str(root)}, outcome)
    assert result.exit_code == 1
    assert "The build failed in 1 node: no_broken_file. Mend: Deliver it again." in result.output
    assert (
        "WARNING: 1 empty file (0 bytes), nothing to load: atlon/orders/feb.csv." in result.output
    )
    summary = json.loads((tmp_path / "target" / "run_summary.json").read_text())
    assert summary["status"] == "failed"
    assert summary["failures"] == [failure]
    assert summary["empty_files"] == ["atlon/orders/feb.csv"]
    assert summary["headline"] == {}


def test_what_spark_does_not_list_is_named_once(
    tmp_path: Path, run_command: Callable[..., Result]
) -> None:
    """Hidden files and folders, until they are gone and come again; a partition is not hidden.

    Nor does it list names that are no UTF-8.
    """
    root = tmp_path / "root"
    for name in ("jan.csv", "_feb.csv", ".DS_Store", "_day=1/a.csv", "_metadata.csv"):
        feed_file(root, f"atlon/orders/{name}", "date\n")
    for name in ("_temporary/0/part.csv", "_temporary/1/part.csv", "x.csv._COPYING_"):
        feed_file(root, f"sports_bar/orders/{name}", "date\n")
    # as a share of an old machine writes `février.csv`, and an archive a folder
    feed_file(root, os.fsdecode(b"atlon/orders/f\xe9vrier.csv"), "date\n")
    feed_file(root, os.fsdecode(b"sports_bar/orders/\xe9t\xe9/_a.csv"), "")

    def told() -> tuple[list[str], list[str]]:
        result = run_command(
            {"LANDING_ROOT": str(root)}, dbt_build.Outcome(True, {"run_id": "r"}, "")
        )
        notes = [line for line in result.output.splitlines() if "NOTE" in line]
        file = tmp_path / "target" / "run_summary.json"
        return json.loads(file.read_text(encoding="utf-8"))["hidden_files"], notes

    files, notes = told()
    assert files == [
        "atlon/orders/.DS_Store",
        "atlon/orders/_feb.csv",
        r"atlon/orders/f\xe9vrier.csv",
        r"sports_bar/orders/\xe9t\xe9/",
        "sports_bar/orders/_temporary/",
        "sports_bar/orders/x.csv._COPYING_",
    ]
    assert len(notes) == 1
    said = (
        "6 hidden names (they begin with _ or ., or are no UTF-8), not read: atlon/orders/.DS_Store"
    )
    assert said in notes[0]
    assert told() == ([], [])
    (root / "atlon" / "orders" / "_feb.csv").unlink()
    assert told() == ([], [])
    feed_file(root, "atlon/orders/_feb.csv", "date\n")
    assert told()[0] == ["atlon/orders/_feb.csv"]


def test_hidden_names_of_a_bucket_are_those_of_a_folder(tmp_path: Path) -> None:
    """A hidden folder once, however many objects lie below it; what Spark lists is not hidden."""
    names = (
        *("a/orders/jan.csv", "a/orders/_temporary/0/part.csv", "a/orders/_temporary/1/part.csv"),
        *("a/orders/.x.crc", "a/orders/_day=1/a.csv", "a/orders/2026/_b.csv"),
    )
    for name in names:
        feed_file(tmp_path, name, "date\n")
    now = datetime.now(UTC)
    listed = [{"Key": f"landing/{name}", "LastModified": now, "Size": 5} for name in names]
    pages = SimpleNamespace(paginate=lambda **_: [{"Contents": listed}])
    client: Any = SimpleNamespace(get_paginator=lambda _: pages)
    bucket = BucketRoot(S3Place("lake", "landing"), client)
    expected = ["a/orders/.x.crc", "a/orders/2026/_b.csv", "a/orders/_temporary/"]
    assert landing_root.hidden_files(bucket, ["a/orders"]) == expected
    assert landing_root.hidden_files(FolderRoot(tmp_path), ["a/orders"]) == expected
    seen = ["a/orders/_day=1/a.csv", "a/orders/jan.csv"]
    assert sorted(file.path for file in bucket.files("a/orders")) == seen
    assert sorted(file.path for file in FolderRoot(tmp_path).files("a/orders")) == seen


@pytest.mark.parametrize("name", ["jan.csv.filepart", "_jan.csv", "jan.csv.md5", "readme.txt"])
def test_a_root_without_a_file_that_is_called_like_a_delivery_is_refused(
    tmp_path: Path, name: str
) -> None:
    """Before Spark starts, where nothing was built yet."""
    feed_file(tmp_path, f"atlon/orders/{name}", "date\n")
    with pytest.raises(PipelineError, match="hold no files yet that are called like a delivery"):
        landing_root.check_landing_root(str(tmp_path), FEEDS, has_tables=False)
    feed_file(tmp_path, "atlon/orders/JAN.CSV.gz", "date\n")
    landing_root.check_landing_root(str(tmp_path), FEEDS, has_tables=False)


BUILT = {"models": 3, "seeds": 0, "snapshots": 0, "unchanged": 1, "tests": 0}
TESTED = {"passed": 2, "left_out": 5, "warned": 0, "failed": 0, "skipped": 0}
COUNTED = {"new_files": 0, "landed": 1200, "accepted": 1199, "superseded": 0, "rejected": 1}


def test_the_summary_says_by_name_what_the_run_counted() -> None:
    """Numbers of each line, feeds without files, files of no feed, only what was built to see."""
    rows = [
        {"line": "a", "label": "Net revenue", "value": "1234567.891", "unit": "BRL", "decimals": 2},
        {"line": "b", "label": "Orders", "value": "7", "unit": "", "decimals": 0},
    ]
    lines = "\n".join(
        summary.lines_for_people(
            {
                **summary.NOTHING_COUNTED,
                "built": {**BUILT, **TESTED},
                "rows": rows,
                "feeds": [
                    {"feed": "a.orders", "files": 3, **COUNTED},
                    {"feed": "a.items", **dict.fromkeys(COUNTED, 0), "files": 0},
                ],
                "reject_reasons": [{"feed": "a.orders", "rules": "key_missing", "rows": 1}],
                "folders_not_loaded": [
                    {
                        "folder": "a/invoices",
                        "reason": "of no feed that is built",
                        "file_count": 2,
                        "first_files": ["a/invoices/1.csv", "a/invoices/2.csv"],
                    },
                    {"folder": "a/orders", "reason": "cannot be listed"},
                ],
                "warnings": [
                    {"node": "a_currency", "details": '{"currency":"XYZ"}\n', "mend": "Deliver it."}
                ],
                "look_at": ["analytics.rpt_a"],
            }
        )
    )
    assert re.search(r"a\.orders +3 +0 +1,200 +1,199 +0 +1$", lines, re.M)
    assert re.search(r"^  Net revenue +1,234,567\.89 BRL$", lines, re.M)
    assert re.search(r"^  b\n  Orders +7$", lines, re.M)
    assert "WARNING: a.items has no files" in lines
    assert ('  WARNING: a_currency\n    {"currency":"XYZ"}\n    what to do: Deliver it.\n') in lines
    assert (
        "WARNING: nothing is loaded from a/invoices: of no feed that is built (2 files: a/invoices/1.csv,"
        " a/invoices/2.csv)\n"
    ) in lines
    assert "WARNING: nothing is loaded from a/orders: cannot be listed\n" in lines
    assert "1  a.orders: key_missing" in lines
    assert lines.endswith("Look next at analytics.rpt_a.")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("Another instance of Derby may have already booted", "another process uses this lake"),
        ("java.lang.OutOfMemoryError: Java heap space", "Spark ran out of memory"),
        ("Compilation Error\n  no macro 'x'", "did not run: Compilation Error no macro 'x'. Mend"),
    ],
)
def test_a_build_that_did_not_run_says_why(
    tmp_path: Path, run_command: Callable[..., Result], error: str, words: str
) -> None:
    """What Java or dbt said, in one line, with the mend."""
    root = tmp_path / "root"
    feed_file(root, "atlon/orders/jan.csv", "date\n")
    result = run_command({"LANDING_ROOT": str(root)}, dbt_build.Outcome(False, None, error))
    assert result.exit_code == 1
    last_line = result.output.splitlines()[-1]
    assert last_line.startswith("pipeline: The build did not run")
    assert words in last_line
    assert "Mend: " in last_line


def test_a_build_that_could_not_be_noted_is_not_called_one_that_did_not_run(
    tmp_path: Path, run_command: Callable[..., Result]
) -> None:
    """It fails all the same, and names the hook and what the table said."""
    root = tmp_path / "root"
    feed_file(root, "atlon/orders/jan.csv", "date\n")
    error = "sales_lakehouse-on-run-end-1: logs.run_log has no column 'seconds'"
    result = run_command({"LANDING_ROOT": str(root)}, dbt_build.Outcome(False, None, error))
    assert result.exit_code == 1
    assert f"The build ran, but what it did could not be noted in logs: {error}." in result.output


def test_a_build_that_breaks_a_contract_says_which_and_what_to_do(
    tmp_path: Path, run_command: Callable[..., Result]
) -> None:
    """Without what Spark says of its own code."""
    root = tmp_path / "root"
    feed_file(root, "atlon/orders/jan.csv", "date\n")
    error = (
        "sales_lakehouse-on-run-end-2: Runtime Error\n  [USER_RAISED_EXCEPTION] Contracts are broken: "
        "analytics.rpt_a: b is int and declared string. Mend: Change the SQL. SQLSTATE: P0001\n  at java"
    )
    result = run_command({"LANDING_ROOT": str(root)}, dbt_build.Outcome(False, None, error))
    assert result.exit_code == 1
    assert (
        "The build ran, but marts are not what they promise: Contracts are broken: analytics.rpt_a: "
        "b is int and declared string. Mend: Change the SQL. Details: "
    ) in result.output
    assert "java" not in result.output


def test_the_default_input_never_mixes_with_files_of_others(tmp_path: Path) -> None:
    """It is written once, into an empty folder only."""
    root, truth = tmp_path / "landing", tmp_path / "truth"
    feed_file(root, "atlon/orders/mine.csv", "date\n")
    assert write_example(root, truth) is None
    assert not truth.exists()
    (root / "atlon" / "orders" / "mine.csv").unlink()
    written = write_example(root, truth)
    assert written is not None
    assert written.files > 0
    assert write_example(root, truth) is None


def test_a_landing_root_that_the_user_set_is_never_written(
    tmp_path: Path, run_command: Callable[..., Result]
) -> None:
    """Even when it is empty and equal to the default folder."""
    home = tmp_path / "home"
    (home / "landing" / "atlon" / "orders").mkdir(parents=True)
    result = run_command({})
    assert result.exit_code == 2
    assert "hold no files yet" in result.output
    assert landing_root.empty_files(FolderRoot(home / "landing"), FEEDS) == []
    assert not (home / "truth").exists()


def test_feed_folders_are_those_of_the_sources() -> None:
    """Two companies with four feeds each."""
    folders = feed_folders()
    assert {*FEEDS, "atlon/gross_prices", "sports_bar/customers"} <= set(folders)


def test_a_card_that_nobody_registered_has_no_folder(tmp_path: Path) -> None:
    """The register says what is read, in Python as in dbt; a card says where it lies."""
    cards = tmp_path / "models" / "staging" / "a" / "_shop__sources.yml"
    cards.parent.mkdir(parents=True)
    cards.write_text(
        "sources: [{name: shop, tables: [{name: orders, config: {meta: {path: here/orders}}},"
        " {name: returns, config: {meta: {path: shop/returns}}}, {name: notes}]}]\n",
        encoding="utf-8",
    )
    register = "vars: {feeds: {a: {shop: {orders: lines, notes: lines}}, b: {other: {x: lines}}}}\n"
    (tmp_path / "dbt_project.yml").write_text(register, encoding="utf-8")
    assert feeds_by_folder(tmp_path) == {"here/orders": "shop.orders"}
    assert feeds_by_folder(tmp_path, lines=frozenset({"b"})) == {}


def test_only_feeds_of_the_lines_that_are_built_count() -> None:
    """A landing root of another line holds nothing for the run."""
    assert lines_of_business({}) is None
    lines = lines_of_business({"LINES_OF_BUSINESS": " distribution,other"})
    assert lines == frozenset(("distribution", "other"))
    folders = feed_folders(lines=lines)
    assert len(folders) == 8
    assert {*FEEDS, "atlon/gross_prices", "sports_bar/customers"} <= set(folders)


def test_one_run_at_a_time(tmp_path: Path) -> None:
    """A second run in the same lakehouse is told so."""
    settings = local_settings(tmp_path)
    at_work = pytest.raises(PipelineError, match="Another run is at work")
    with only_run(settings), at_work, only_run(settings):
        pass
    with only_run(settings):
        pass


def test_too_little_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With both numbers."""
    monkeypatch.setattr("orchestration.pipeline.checks.DISK_FOR_RUN", 1_000_000.0)
    with pytest.raises(PipelineError, match="1000000 GB of free disk are needed"):
        check_machine(local_settings(tmp_path))


@pytest.mark.parametrize(
    ("failures", "error"),
    [
        ([{"node": "fct", "message": f"IOException: {NO_SPACE}", "mend": ""}], ""),
        ([], f"on-run-end-0: FSError: {NO_SPACE}\n\tat org.apache.hadoop.fs.RawLocalFileSystem"),
    ],
)
def test_a_disk_that_is_full_is_named_without_what_java_says(
    failures: list[dict[str, str]], error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one with least space of all that a run writes on, here the disk of silver."""
    settings = local_settings(tmp_path)
    silver = Path(settings.warehouse_root) / "processed.db"
    silver.mkdir(parents=True)
    monkeypatch.setattr(
        disks, "disk_of", lambda folder: Disk(2, 4_096) if folder == silver else Disk(1, 1 << 40)
    )
    outcome = dbt_build.Outcome(False, {"failures": failures} if failures else None, error)
    now = datetime.now(UTC)
    found = summary.compose(settings, outcome, started_at=now, finished_at=now, empty_files=[])
    said = summary.failure_sentence(found, settings)
    assert f"because the disk is full ({silver}, 0.0 MB free)" in said
    assert "Mend: free some space, then run it again: nothing is loaded twice." in said
    assert "org.apache" not in said


def test_an_answer_of_s3_that_is_cut_off_is_named_without_where_in_java(tmp_path: Path) -> None:
    """Spark's client does not ask again then; the next run does."""
    settings = local_settings(tmp_path)
    error = (
        "Runtime Error\n  An error occurred while calling o67.sql.\n  : java.io.UncheckedIOException: "
        "java.net.SocketException: Connection reset\n\tat software.amazon.awssdk.protocols.xml.internal."
        "unmarshall.XmlResponseParserUtils.parse(XmlResponseParserUtils.java:67)\n\tat a.B.c(B.java:1)"
    )
    now = datetime.now(UTC)
    outcome = dbt_build.Outcome(False, None, error)
    found = summary.compose(settings, outcome, started_at=now, finished_at=now, empty_files=[])
    said = summary.failure_sentence(found, settings)
    assert "because S3 broke off in the middle of an answer" in said
    assert "Connection reset. Mend: run it again: what is done stays" in said
    assert "software.amazon" not in said


def local_settings(home: Path) -> RunSettings:
    """Settings of a local run below a folder."""
    names = ("LAKEHOUSE_HOME", "LANDING_ROOT", "DBT_PROFILES_DIR", "SPARK_CONF_DIR")
    return read_settings(dict.fromkeys(names, str(home)))


def event(name: str, level: str, text: str) -> SimpleNamespace:
    """An event as dbt hands it to callbacks."""
    return SimpleNamespace(info=SimpleNamespace(name=name, level=level, msg=text))


def test_the_watcher_keeps_the_summary_and_shows_progress() -> None:
    """The summary is a debug message; what dbt prints after it says the same in short."""
    out = StringIO()
    watcher = RunWatcher(out)
    watcher(event("LogStartLine", "info", "1 of 2 START sql view model a"))
    watcher(event("LogModelResult", "info", "1 of 2 OK created sql view model a"))
    watcher(event("PrintEvent", "info", "Released the run lock"))
    watcher(event("JinjaLogDebug", "debug", 'RUN_SUMMARY {"run_id": "r", "headline": {}}'))
    watcher(event("PrintEvent", "info", "  Total revenue  1 INR"))
    watcher(event("NoNodesForSelectionCriteria", "warn", "nothing is called x"))
    watcher(event("RunResultFailure", "error", "Failure in test b"))
    assert watcher.summary == {"run_id": "r", "headline": {}}
    shown = [re.sub(r"^\d\d:\d\d:\d\d  ", "", line) for line in out.getvalue().splitlines()]
    assert shown == [
        "1 of 2 OK created sql view model a",
        "Released the run lock",
        "nothing is called x",
    ]


@pytest.mark.parametrize("text", ["RUN_SUMMARY {broken", "RUN_SUMMARY [1]"])
def test_a_summary_that_cannot_be_read_is_none(text: str) -> None:
    """The run itself has not failed because of it."""
    watcher = RunWatcher(StringIO())
    watcher(event("JinjaLogDebug", "debug", text))
    assert watcher.summary is None
