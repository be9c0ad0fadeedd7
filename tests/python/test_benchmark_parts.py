"""What the benchmark lands, what it takes for true, and what it refuses."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import baseline_webshop
from benchmarks.cli import main
from benchmarks.editing import MODELS, Editor, medians
from benchmarks.errors import BenchmarkError
from benchmarks.growth import (
    BATCH,
    FULL,
    OURS,
    SPARK_GOLD,
    SPARK_TABLES,
    Measured,
    growth,
    ratios_to_baselines,
)
from benchmarks.headlines import ShopSales
from benchmarks.lakehouses import Result
from benchmarks.measuring import Cost
from benchmarks.real import REAL_DATA, measure_real
from benchmarks.shop import ShopPlan, land_history, measure_shop
from tests.python.oracle import webshop

SEEDS = Path(__file__).parents[2] / "seeds"
DAY_LINES = 300
SALES = ShopSales(2, 1, 3, Decimal(10), Decimal(9), Decimal(1), Decimal(0))


def sales_in(root: Path) -> ShopSales:
    """What an independent computation makes of the landed files."""
    with webshop.expect(root, SEEDS) as expected:
        (row,) = expected.table("rpt_webshop_headline").to_pylist()
    return ShopSales.read(row)


def lines_by_day(root: Path) -> dict[datetime, int]:
    """How many order lines each day has, by the independent computation."""
    with webshop.expect(root, SEEDS) as expected:
        return dict(
            expected.rows("select order_date, count(*) from fct_webshop_order_lines group by 1")
        )


def test_a_growing_shop_and_the_day_after_it_are_what_the_generator_says(tmp_path: Path) -> None:
    """Cancelled and returned orders of the day after included, each day as long as any other."""
    root = tmp_path / "landing"
    growing = land_history(8 * DAY_LINES, DAY_LINES, root)
    assert sales_in(root) == growing.history
    assert list(lines_by_day(root).values()) == [DAY_LINES] * 8
    before = {path for path in root.rglob("*") if path.is_file()}
    after = growing.land_batch()
    assert sales_in(root) == after
    assert list(lines_by_day(root).values()) == [DAY_LINES] * 9
    batch = {path for path in root.rglob("*") if path.is_file()} - before
    feeds = {path.relative_to(root).parts[:2] for path in batch}
    assert feeds == {
        *(("raw", "ecommerce_sales"), ("api", "orders")),
        *(("partners", "kaufwelt"), ("partners", "dealmart")),
    }
    assert {path.name[-9:] for path in batch} <= {"08-09.csv", "001.jsonl"}


def test_the_day_after_changes_orders_of_the_history(tmp_path: Path) -> None:
    """So the truth after it is not that of the history and new orders alone."""
    root = tmp_path / "landing"
    land_history(8 * DAY_LINES, DAY_LINES, root).land_batch()
    with webshop.expect(root, SEEDS) as expected:
        rows = expected.rows(
            "select distinct feed, outcome from outcomes where outcome = 'superseded'"
        )
    assert {feed for feed, _ in rows} >= {"raw/ecommerce_sales", "api/orders"}


def test_sizes_that_are_no_whole_days_are_refused(tmp_path: Path) -> None:
    """Before anything is generated, with what to do."""
    with pytest.raises(BenchmarkError, match=r"2,500 order lines .* Mend: .*--day-lines"):
        measure_shop(ShopPlan((2_500, 20_000)), tmp_path, keep=False)
    assert not any(tmp_path.iterdir())


def test_the_sql_by_hand_reads_the_feeds_that_have_files() -> None:
    """Of the real data the daily files alone; rates, customers and the like have no order lines."""
    by_name = {feed.name: feed for feed in baseline_webshop.FEEDS}
    real = baseline_webshop.order_lines([by_name["ecommerce_sales"], by_name["exchange_rates"]])
    assert "{ecommerce_sales}" in real
    assert "union all" not in real
    every = baseline_webshop.order_lines(baseline_webshop.FEEDS)
    assert every.count("union all") == 3
    assert "'Zurückgesandt'" in every


def test_files_of_the_real_web_shop_are_delivered_at_midnight_of_their_folder(
    tmp_path: Path,
) -> None:
    """Those of no dated folder on the first day; a copy can be written, whatever the source."""
    source, root = tmp_path / "full_load", tmp_path / "landing"
    dated = Path("raw/ecommerce_sales/2025/10/20/order_items.csv")
    undated = Path("webshop/products/products.csv.gz")
    for path in (dated, undated, Path("marketplace/orders/orders.csv")):
        (source / path).parent.mkdir(parents=True)
        (source / path).write_text("x", encoding="utf-8")
        (source / path).chmod(0o444)
    REAL_DATA["webshop"].land(source, root)
    landed = {path.relative_to(root): path for path in root.rglob("*.*")}
    assert landed.keys() == {dated, undated}
    assert {
        name: datetime.fromtimestamp(path.stat().st_mtime, UTC) for name, path in landed.items()
    } == {
        dated: datetime(2025, 10, 20, tzinfo=UTC),
        undated: datetime(2025, 8, 1, tzinfo=UTC),
    }
    assert all(path.stat().st_mode & 0o200 for path in landed.values())


def test_files_of_the_real_distribution_keep_their_times(tmp_path: Path) -> None:
    """To the nanosecond."""
    source = tmp_path / "full_load" / "atlon" / "orders"
    source.mkdir(parents=True)
    (source / "orders.csv").write_text("x", encoding="utf-8")
    os.utime(source / "orders.csv", ns=(1, 1_750_000_000_123_456_789))
    REAL_DATA["distribution"].land(tmp_path / "full_load", tmp_path / "landing")
    copy = tmp_path / "landing" / "atlon" / "orders" / "orders.csv"
    assert copy.stat().st_mtime_ns == 1_750_000_000_123_456_789


def test_real_data_that_is_missing_is_named_before_anything_is_run(tmp_path: Path) -> None:
    """The line of business, the folder, and what to do; the other lines need it not."""
    for part in ("full_load", "december_1_to_5"):
        (tmp_path / part / "sports_bar").mkdir(parents=True)
    REAL_DATA["distribution"].check(tmp_path)
    with pytest.raises(BenchmarkError, match=r"webshop .* \(full_load/raw is missing\)\. Mend: "):
        measure_real(tmp_path, ["distribution", "webshop"], tmp_path / "home", 1, keep=False)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ([], "full_load, december_1_to_5, october_21_to_25."),
        (["--business", "webshop"], "full_load, october_21_to_25."),
    ],
    ids=["all", "webshop"],
)
def test_without_real_landing_the_folders_of_the_chosen_lines_are_named(
    options: list[str], named: str
) -> None:
    """All lines without an option."""
    done = CliRunner(env={"REAL_LANDING": ""}).invoke(main, ["real", *options])
    assert done.exit_code == 1
    assert named in done.output


def test_a_result_that_is_not_the_truth_ends_the_measurement() -> None:
    """With both; the right one is kept."""
    measured = Measured(100)
    measured.note(FULL, Result(Cost(1, 2, 3), SALES), SALES)
    wrong = ShopSales(2, 1, 3, Decimal(10), Decimal(8), Decimal(1), Decimal(0))
    with pytest.raises(BenchmarkError, match=r"net 8\.00.*the truth is .*net 9\.00"):
        measured.note(BATCH, Result(Cost(1, 2, 3), wrong), SALES)
    assert measured.costs == {FULL: Cost(1, 2, 3)}


def test_ratios_are_of_cpu_to_what_is_by_hand_and_of_the_batches_to_each_other() -> None:
    """Aims stand where the project has set one."""
    small = Measured(100, {what: Cost(10, 20, 1) for what in (*OURS, SPARK_TABLES, SPARK_GOLD)})
    large = Measured(1_000, {**small.costs, BATCH: Cost(11, 30, 1), SPARK_GOLD: Cost(1, 5, 1)})
    ratios = ratios_to_baselines(large, (SPARK_TABLES, SPARK_GOLD))
    assert [(each["ratio"], each["aim"]) for each in ratios] == [(1.0, 1.5), (4.0, None)] * 2
    assert [FULL in each["what"] for each in ratios] == [True, True, False, False]
    found = [(each["ratio"], each["aim"]) for each in growth(small, large)]
    assert found == [(1.1, 1.2), (1.5, 1.2), (1.0, 1.2), (1.0, 1.2)]


def test_amounts_of_a_shop_without_orders_are_nothing() -> None:
    """Sums over no line are null."""
    nothing = dict.fromkeys(("unit_count", "sale", "net", "tax", "discount"))
    sales = ShopSales.read({"line_count": 0, "order_count": 0, **nothing})
    assert sales == ShopSales(0, 0, 0, Decimal(0), Decimal(0), Decimal(0), Decimal(0))


class Loop:
    """An editing loop that builds at once, and says it as `make edit` does.

    Args:
        message: what dbt says of a model that is built.
    """

    def __init__(self, folder: Path, message: str = "OK") -> None:
        self.message = message
        self.editor = Editor(folder, folder / "run_results.json", self.line)
        self.texts: dict[str, str] = {}
        for model in MODELS.values():
            file = folder / "models" / f"{model}.sql"
            file.parent.mkdir(exist_ok=True)
            file.write_text("select 1", encoding="utf-8")
            self.texts[model] = "select 1"

    def line(self) -> str:
        """Builds the model whose SQL is another one than before."""
        for model in MODELS.values():
            text = (self.editor.project / "models" / f"{model}.sql").read_text(encoding="utf-8")
            if text != self.texts[model]:
                self.texts[model] = text
                done = {
                    "unique_id": f"model.p.{model}",
                    "status": "success",
                    "message": self.message,
                }
                self.editor.results.write_text(json.dumps({"results": [done]}), encoding="utf-8")
                return f"10:00:00  {model}: 1.0 s from the save.\n"
        return ""


def test_every_save_of_a_view_and_of_a_table_has_other_sql_and_is_waited_for(
    tmp_path: Path,
) -> None:
    """The same SQL again would be left as it is, and measure nothing."""
    loop = Loop(tmp_path)
    figures = medians(loop.editor, 3)
    assert {kind: len(each["seconds"]) for kind, each in figures.items()} == {"view": 3, "table": 3}
    assert all(text.count("-- save") == 3 for text in loop.texts.values())


def test_a_save_that_builds_nothing_or_that_nobody_notices_is_no_measurement(
    tmp_path: Path,
) -> None:
    """It says so instead of a short time."""
    with pytest.raises(BenchmarkError, match="was not built"):
        medians(Loop(tmp_path, "unchanged").editor, 1)
    ended = Editor(tmp_path, tmp_path / "run_results.json", lambda: "")
    with pytest.raises(BenchmarkError, match="loop has ended"):
        medians(ended, 1)
