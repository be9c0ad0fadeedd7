"""Synthetic marketplaces: like the real one in shape, repeatable, of any size, landed safely."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from click.testing import CliRunner, Result

from simulator import SimulatorError, make_settings, read_truth
from simulator import generate as generate_distribution
from simulator.cli import main
from simulator.example import write_example
from simulator.marketplace import (
    ENTITIES,
    FAULTS,
    Delivery,
    Marketplace,
    ReplaySettings,
    SyntheticSettings,
    default_faults,
    generate_extracts,
    generate_marketplace,
    land,
    plan_replay,
    read_extracts,
    replay_folder,
    truth_after,
)
from simulator.marketplace.bulk import deliveries_in_bulk
from simulator.marketplace.values import CHECKS, STATUSES
from simulator.marketplace.wordings import CATEGORIES_WITHOUT_TRANSLATION, STATES
from simulator.marketplace.writer import MarketplaceSummary
from simulator.zone import visible_files

SMALL = SyntheticSettings(orders=300, days=20)


# Extracts


@pytest.fixture(scope="module")
def extracts() -> dict[str, Any]:
    """Enough orders for shares to show."""
    return Marketplace(SyntheticSettings(orders=20_000, days=100)).extracts()


@pytest.fixture(scope="module")
def database(extracts: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """The extracts as tables."""
    database = duckdb.connect()
    for name, table in extracts.items():
        database.register(name, table)
    return database


def one(database: duckdb.DuckDBPyConnection, query: str) -> Any:
    """The only row that a query gives."""
    (row,) = database.execute(query).fetchall()
    return row


def test_keys_are_unique_and_everything_that_is_referred_to_is_there(
    database: duckdb.DuckDBPyConnection,
) -> None:
    """But for the categories without translation."""
    for name, entity in ENTITIES.items():
        key = ", ".join(entity.key)
        rows, keys = one(database, f"select count(*), count(distinct ({key})) from {name}")
        assert rows == keys > 0
    for user, column, thing in (
        ("orders", "customer_id", "customers"),
        ("order_items", "order_id", "orders"),
        ("order_items", "product_id", "products"),
        ("order_items", "seller_id", "sellers"),
        ("order_payments", "order_id", "orders"),
        ("order_reviews", "order_id", "orders"),
    ):
        assert one(database, f"select count(*) from {user} anti join {thing} using ({column})") == (
            0,
        )
    unknown = database.execute(
        "select distinct product_category_name from products "
        "anti join category_translations using (product_category_name) "
        "where product_category_name is not null order by 1"
    ).fetchall()
    assert [name for (name,) in unknown] == sorted(CATEGORIES_WITHOUT_TRANSLATION)


def test_every_row_is_one_that_the_contract_accepts(extracts: dict[str, Any]) -> None:
    """No rule rejects anything of what the generator makes."""
    for name, table in extracts.items():
        for row in table.slice(0, 3_000).to_pylist():
            values = {column: text or "" for column, text in row.items()}
            assert [rule for rule, is_broken in CHECKS[name] if is_broken(values)] == []


def test_shares_are_near_those_of_a_real_marketplace(database: duckdb.DuckDBPyConnection) -> None:
    """Statuses, items, payments, repeated customers, reviews, states."""
    statuses = dict(
        database.execute("select order_status, count(*) / 20000 from orders group by 1").fetchall()
    )
    assert statuses.keys() == STATUSES
    assert statuses["delivered"] == pytest.approx(0.95, abs=0.01)
    for count, share in ((1, 0.88), (2, 0.09), (3, 0.03)):
        query = f"select order_id from order_items group by 1 having count(*) = {count}"
        (orders,) = one(database, f"select count(*) / 20000 from ({query})")
        assert orders == pytest.approx(share, abs=0.015)
    (several,) = one(
        database,
        "select count(*) / 20000 from "
        "(select order_id from order_payments group by 1 having count(*) > 1)",
    )
    assert several == pytest.approx(0.03, abs=0.01)
    (people,) = one(database, "select count(distinct customer_unique_id) from customers")
    assert people / 20_000 == pytest.approx(0.97, abs=0.01)
    (reviews,) = one(database, "select count(*) / 20000 from order_reviews")
    assert reviews == pytest.approx(1 / 8, abs=0.01)
    (states,) = one(database, "select count(distinct customer_state) from customers")
    assert states == len(STATES) == 27
    (empty,) = one(database, "select count(*) from orders anti join order_items using (order_id)")
    assert empty > 0


def test_comments_hold_all_that_makes_csv_hard(database: duckdb.DuckDBPyConnection) -> None:
    """Line breaks, commas, quotes, letters with accents, emoji; titles and comments are rare."""
    text = one(
        database,
        "select string_agg(review_comment_message, ''), count(review_comment_message) / count(*), "
        "count(review_comment_title) / count(*) from order_reviews",
    )
    assert [part for part in ("\n", "\r\n", ",", '"', "ç", "😀") if part not in text[0]] == []
    assert 0 < text[2] < text[1] < 0.6
    (accents,) = one(database, "select count(*) from customers where customer_city like '%ã%'")
    assert accents > 0


def test_payments_mostly_equal_the_price_of_the_items_and_sometimes_do_not(
    database: duckdb.DuckDBPyConnection,
) -> None:
    """To the cent; a few differ by a cent, a few by more."""
    differences = Counter(
        dict(
            database.execute(
                """
                select paid - cost, count(*) from (
                    select order_id, sum(payment_value::decimal(18, 2)) as paid
                    from order_payments group by 1
                ) join (
                    select order_id,
                        sum(price::decimal(18, 2) + freight_value::decimal(18, 2)) as cost
                    from order_items group by 1
                ) using (order_id) group by 1
                """
            ).fetchall()
        )
    )
    assert 0.97 < differences[Decimal(0)] / differences.total() < 0.99
    assert differences[Decimal("0.01")] > 0
    assert differences[Decimal("-0.01")] > 0
    assert any(abs(difference) > 1 for difference in differences)


def test_the_same_seed_gives_the_same_extracts_and_another_seed_others() -> None:
    """Whatever the parts that they are made in."""
    whole = Marketplace(SMALL).extracts()
    assert Marketplace(SMALL).extracts() == whole
    parts = list(Marketplace(SMALL).parts(orders_of_a_part=37))
    assert len(parts) == 9
    for name, table in whole.items():
        assert pa.concat_tables([part[name] for part in parts]).equals(table)
    other = Marketplace(SyntheticSettings(orders=300, days=20, seed=8)).extracts()
    assert not set(other["orders"]["order_id"].to_pylist()) & set(
        whole["orders"]["order_id"].to_pylist()
    )


def test_purchases_fill_the_days_that_were_asked_for() -> None:
    """UTC days; the text is local time."""
    settings = SyntheticSettings(orders=500, days=3, first_day=date(2018, 2, 16))
    plan = plan_replay(Marketplace(settings).extracts())
    days = {delivery.path[-12:-4] for delivery in plan.deliveries if "order_items" in delivery.path}
    assert days == {"20180216", "20180217", "20180218"}


@pytest.mark.parametrize(
    "wrong", [{"orders": 0}, {"days": 0}, {"seed": -1}], ids=["orders", "days", "seed"]
)
def test_what_cannot_be_made_is_refused(wrong: dict[str, Any]) -> None:
    """With a message that says what to do."""
    with pytest.raises(SimulatorError, match="at least one order"):
        SyntheticSettings(**wrong)


# In bulk


def test_files_in_bulk_are_byte_for_byte_those_of_a_replay() -> None:
    """Over the end of summer time, whatever the parts that the orders are made in."""
    replayed = plan_replay(Marketplace(SMALL).extracts()).deliveries
    for orders_of_a_part in (50_000, 100, 7):
        assert in_bulk(orders_of_a_part=orders_of_a_part) == replayed
    packed = plan_replay(Marketplace(SMALL).extracts(), ReplaySettings(gzip=True)).deliveries
    assert in_bulk(gzip=True) == packed


def in_bulk(**others: Any) -> tuple[Delivery, ...]:
    """The files of the small marketplace."""
    batches = deliveries_in_bulk(Marketplace(SMALL), **others)
    return tuple(delivery for batch in batches for delivery in batch)


def test_the_truth_in_bulk_is_that_of_the_files(tmp_path: Path) -> None:
    """The same tables, in another order of rows."""
    deliveries = in_bulk(orders_of_a_part=100, truth_folder=tmp_path / "bulk")
    truth_after(deliveries).write(tmp_path / "replay")
    for kind in ("marketplace_versions", "marketplace_state"):
        for name in ENTITIES:
            bulk, replay = (
                duckdb.sql(f"from '{tmp_path / maker / kind / name}.parquet' order by all")
                for maker in ("bulk", "replay")
            )
            assert bulk.columns == replay.columns
            assert bulk.types == replay.types
            assert bulk.fetchall() == replay.fetchall()
    files = [tmp_path / maker / "marketplace.json" for maker in ("bulk", "replay")]
    assert files[0].read_text() == files[1].read_text()


def test_files_in_bulk_come_in_lists_of_complete_days() -> None:
    """No file comes twice, and no list holds a day of the list before."""
    batches = list(deliveries_in_bulk(Marketplace(SMALL), orders_of_a_part=50))
    assert len(batches) == 6
    times = [[delivery.modified_at for delivery in batch] for batch in batches if batch]
    for before, after in itertools.pairwise(times):
        assert max(before) < min(after)
    paths = [delivery.path for batch in batches for delivery in batch]
    assert len(paths) == len(set(paths))


# Landing roots


def marketplace(folder: Path, *faults: str, **others: Any) -> MarketplaceSummary:
    """Write the small marketplace into folder/landing, its truth into folder/truth."""
    settings = ReplaySettings(faults=frozenset(faults))
    return generate_marketplace(SMALL, folder / "landing", folder / "truth", settings, **others)


def everything(root: Path) -> dict[PurePosixPath, tuple[bytes, int]]:
    """Content and modification time of the visible files below a folder."""
    return {
        path: ((root / path).read_bytes(), (root / path).stat().st_mtime_ns)
        for path in visible_files(root)
    }


def test_extracts_that_were_written_are_read_again_as_they_were(tmp_path: Path) -> None:
    """Compressed or not; a folder that holds some is refused."""
    whole = Marketplace(SMALL).extracts()
    for packed in (False, True):
        folder = tmp_path / str(packed)
        rows = generate_extracts(SMALL, folder, gzip=packed)
        assert rows == {name: table.num_rows for name, table in whole.items()}
        read = read_extracts(folder)
        assert {name: table.to_pylist() for name, table in read.items()} == {
            name: table.to_pylist() for name, table in whole.items()
        }
    with pytest.raises(SimulatorError, match="holds extracts already"):
        generate_extracts(SMALL, folder)


def test_a_replayed_folder_and_a_generated_marketplace_are_the_same_files(tmp_path: Path) -> None:
    """With faults and without; times on disk are those of the plan."""
    generate_extracts(SMALL, tmp_path / "extracts")
    for number, faults in enumerate(((), tuple(default_faults()))):
        folder = tmp_path / str(number)
        generated = marketplace(folder, *faults)
        replayed = replay_folder(
            tmp_path / "extracts",
            folder / "replayed",
            folder / "replayed_truth",
            ReplaySettings(faults=frozenset(faults)),
        )
        assert everything(folder / "landing") == everything(folder / "replayed")
        assert generated.counts == replayed.counts
        plan = plan_replay(Marketplace(SMALL).extracts(), ReplaySettings(faults=frozenset(faults)))
        land(plan.deliveries, folder / "planned")
        assert everything(folder / "planned") == everything(folder / "landing")


def test_a_marketplace_that_is_there_already_stays(tmp_path: Path) -> None:
    """Nothing is written a second time, unless the truth is gone."""
    first = marketplace(tmp_path, "files_late")
    assert first.files == len(visible_files(tmp_path / "landing"))
    second = marketplace(tmp_path, "files_late")
    assert (second.files, second.counts) == (0, first.counts)
    (tmp_path / "truth" / "marketplace.json").unlink()
    assert marketplace(tmp_path, "files_late").counts == first.counts


def test_another_marketplace_replaces_one_only_when_asked(tmp_path: Path) -> None:
    """And then leaves nothing of it; the message names what differs."""
    marketplace(tmp_path, "files_late", "customers_moved", "clock_ties")
    with pytest.raises(
        SimulatorError, match=r"(?s)faults are asked for \(-clock_ties\).*--overwrite"
    ):
        marketplace(tmp_path, "files_late", "customers_moved")
    marketplace(tmp_path, overwrite=True)
    marketplace(tmp_path / "other")
    assert everything(tmp_path / "landing") == everything(tmp_path / "other" / "landing")


def test_an_interrupted_marketplace_is_completed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even after it was interrupted twice."""
    land_one = Delivery.land
    landed = 0

    def land_some(delivery: Delivery, root: Path) -> None:
        nonlocal landed
        landed += 1
        if landed % 40 == 0:
            raise KeyboardInterrupt
        land_one(delivery, root)

    monkeypatch.setattr(Delivery, "land", land_some)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            marketplace(tmp_path, "files_late")
    monkeypatch.undo()
    marketplace(tmp_path, "files_late")
    marketplace(tmp_path / "other", "files_late")
    assert everything(tmp_path / "landing") == everything(tmp_path / "other" / "landing")


def test_files_of_others_are_neither_deleted_nor_mixed_with(tmp_path: Path) -> None:
    """In the marketplace's folder; other feeds are no concern."""
    root = tmp_path / "landing"
    theirs, elsewhere = root / "marketplace" / "orders" / "mine.csv", root / "web" / "a.csv"
    for path in (theirs, elsewhere):
        path.parent.mkdir(parents=True)
        path.write_text("theirs")
    for overwrite in (False, True):
        with pytest.raises(SimulatorError, match="did not write, for example"):
            marketplace(tmp_path, overwrite=overwrite)
    theirs.unlink()
    marketplace(tmp_path)
    assert elsewhere.read_text() == "theirs"


def test_truth_is_never_put_into_the_landing_root(tmp_path: Path) -> None:
    """A pipeline must not find the answers among its input."""
    with pytest.raises(SimulatorError, match="Put it outside"):
        generate_marketplace(SMALL, tmp_path, tmp_path / "truth")


def test_distribution_and_marketplace_share_a_landing_root(tmp_path: Path) -> None:
    """Whichever comes first; each keeps its own truth."""
    for number, marketplace_first in enumerate((True, False)):
        folder = tmp_path / str(number)
        if marketplace_first:
            marketplace(folder)
        generate_distribution(make_settings(100, 2), folder / "landing", folder / "truth")
        assert bool(marketplace(folder).files) != marketplace_first
        assert read_truth(folder / "truth").days == 2
    assert everything(tmp_path / "0" / "landing") == everything(tmp_path / "1" / "landing")


def test_the_default_input_has_a_small_marketplace_with_some_faults(tmp_path: Path) -> None:
    """200 orders in few files, beside the distribution feeds; one without it gets it."""
    root, truth = tmp_path / "landing", tmp_path / "truth"
    written = write_example(root, truth)
    assert written is not None
    files = everything(root)
    assert written.files == len(files)
    of_marketplace = [path for path in files if path.parts[0] == "marketplace"]
    assert {path.parts[1] for path in of_marketplace} == ENTITIES.keys()
    assert len(of_marketplace) < 200
    orders = duckdb.sql(f"from '{truth}/marketplace_state/orders.parquet'")
    deleted = duckdb.sql(
        f"from '{truth}/marketplace_versions/orders.parquet' where is_deleted and valid_to is null"
    )
    assert orders.count("*").fetchall()[0][0] + deleted.count("*").fetchall()[0][0] == 200
    assert deleted.count("*").fetchall()[0][0] > 0
    assert write_example(root, truth) is None
    # as it was before there was a marketplace
    (root / "_marketplace.json").unlink()
    for path in of_marketplace:
        (root / path).unlink()
    completed = write_example(root, truth)
    assert completed is not None
    assert completed.files == len(of_marketplace)
    assert everything(root) == files


# Command line


def run(*arguments: str | Path) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_command_line_replays_a_folder(tmp_path: Path) -> None:
    """Extracts, their replay with faults, and the same again."""
    extracts, root = tmp_path / "extracts", tmp_path / "zone" / "landing"
    made = run("extracts", "--to", extracts, "--orders", "50", "--gzip")
    assert made.exit_code == 0, made.output
    assert re.search(r"orders +50\n", made.output)
    command = ("replay", "--from", extracts, "--to", root, "--faults", "default,-files_late")
    first = run(*command, "--gzip")
    assert first.exit_code == 0, first.output
    assert "Wrote a new marketplace." in first.output
    assert {path.suffix for path in visible_files(root)} == {".gz"}
    assert (tmp_path / "zone" / "truth" / "marketplace.json").exists()
    assert "there already" in run(*command, "--gzip").output
    refused = run(*command)
    assert refused.exit_code == 1
    assert "gzip is True, asked for False" in refused.output
    assert run(*command, "--overwrite", "--not-restored", "--seed", "3").exit_code == 0


def test_the_command_line_writes_a_synthetic_marketplace(tmp_path: Path) -> None:
    """Without faults when nothing is said; with the truth's counts alone when asked."""
    root, truth = tmp_path / "landing", tmp_path / "answers"
    command = ("marketplace", "--to", root, "--truth", truth, "--orders", "60", "--days", "5")
    made = run(*command, "--first-day", "2018-05-01", "--truth-counts")
    assert made.exit_code == 0, made.output
    assert re.search(r"orders +\d+ +\d+ +0 +0\n", made.output)
    assert (root / "marketplace/orders/2018/05/03/orders_20180503.csv").exists()
    assert [path.name for path in truth.iterdir()] == ["marketplace.json"]


def test_the_command_line_lists_the_faults() -> None:
    """Each with a description; those that are off by default say so."""
    output = run("faults").output
    assert [line.split()[0] for line in output.splitlines()] == list(FAULTS)
    assert re.search(r"rows_unusable .*\(off by default\)", output)


def test_an_unknown_fault_and_a_folder_without_extracts_are_explained(tmp_path: Path) -> None:
    """As messages, not as tracebacks."""
    unknown = run("marketplace", "--to", tmp_path / "landing", "--faults", "gremlins")
    empty = run("replay", "--from", tmp_path, "--to", tmp_path / "landing")
    for result, words in ((unknown, "Unknown fault: gremlins"), (empty, "holds no marketplace")):
        assert result.exit_code == 1
        assert words in result.output
        assert "What to do: " in result.output
