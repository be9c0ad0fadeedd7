"""Change files of the marketplace: the extracts come out again, faults are there, truth is true."""

from __future__ import annotations

import gzip
import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from simulator import SimulatorError
from simulator.marketplace import (
    ENTITIES,
    FAULTS,
    Delivery,
    MarketplaceTruth,
    Plan,
    ReplaySettings,
    Version,
    default_faults,
    parse_faults,
    plan_replay,
    read_extracts,
    truth_after,
)
from simulator.marketplace.clock import evening_of
from simulator.marketplace.faults_in_rows import UNUSABLE
from simulator.marketplace.synthetic import Marketplace, SyntheticSettings

PROJECT = Path(__file__).parents[2]
REAL = Path(os.environ.get("REAL_LANDING") or PROJECT.parent / "shared" / "landing")
REAL_EXTRACTS = REAL / "full_load" / "marketplace"

SMALL = SyntheticSettings(orders=300, days=20)
EVERY_FAULT = frozenset(FAULTS)

# A row's values, between which a character stands that no value has.
BETWEEN = "\x1f"


# Helpers


@cache
def small_extracts() -> dict[str, Any]:
    """Extracts that are replayed in a moment and still show every fault."""
    return Marketplace(SMALL).extracts()


def replayed(*faults: str, **others: Any) -> Plan:
    """A replay of the small extracts."""
    return plan_replay(small_extracts(), ReplaySettings(faults=frozenset(faults), **others))


@dataclass(frozen=True)
class Landed:
    """A landed plan, with a DuckDB table of all lines of its files.

    The table ``lines``: entity, key and content (texts joined), op, op_at as written, at, sequence,
    path, file_day (from the name), modified_at (of the file on disk), arrival (of the file in the
    plan), place (in the file).
    """

    plan: Plan
    root: Path

    @classmethod
    def of(cls, plan: Plan, root: Path) -> Landed:
        """Land a plan in a folder."""
        plan.land(root)
        return cls(plan, root)

    @cached_property
    def database(self) -> duckdb.DuckDBPyConnection:
        """The lines, read from the files on disk."""
        database = duckdb.connect()
        database.execute("set timezone = 'UTC'")
        database.register("files", self.files())
        database.execute(
            "create table lines (entity text, key text, content text, op text, op_at text, "
            "sequence integer, path text, place integer)"
        )
        for name in sorted({delivery.entity.name for delivery in self.plan.deliveries}):
            self.read(database, name)
        database.execute(
            """
            create table delivered as
            select lines.*, files.* exclude (path),
                if(op is null, files.modified_at,
                    try_cast(replace(replace(op_at, 'T', ' '), 'Z', '') as timestamp)) as moment
            from lines join files using (path)
            """
        )
        return database

    def files(self) -> Any:
        """The files as an Arrow table: day from the folders, time from the disk."""
        paths = [delivery.path for delivery in self.plan.deliveries]
        times = [(self.root / path).stat().st_mtime for path in paths]
        return pa.table(
            {
                "path": paths,
                "modified_at": [
                    datetime.fromtimestamp(time, UTC).replace(tzinfo=None) for time in times
                ],
                "arrival": list(range(len(paths))),
                "file_day": [date(*map(int, path.split("/")[2:5])) for path in paths],
            }
        )

    def read(self, database: duckdb.DuckDBPyConnection, name: str) -> None:
        """Add the lines of an entity."""
        entity = ENTITIES[name]
        database.execute(
            f"""
            create or replace table read as
            select *, row_number() over () as place
            from read_csv(
                '{self.root}/marketplace/{name}/**/*.csv*', header = true, all_varchar = true,
                delim = ',', quote = '"', escape = '"', nullstr = '', union_by_name = true,
                filename = true
            )
            """
        )
        there = {row[0] for row in database.execute("describe read").fetchall()}
        key = f", '{BETWEEN}', ".join(entity.key)
        content = f", '{BETWEEN}', ".join(entity.columns)
        sequence = "op_sequence::integer" if "op_sequence" in there else "null"
        database.execute(
            f"""
            insert into lines
            select '{name}', concat({key}), concat({content}), op, op_at, {sequence},
                filename[length('{self.root}') + 2:], place
            from read
            """
        )

    def value(self, query: str) -> Any:
        """The only value that a query gives."""
        ((value,),) = self.database.execute(query).fetchall()
        return value

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        return self.database.execute(query).fetchall()


def rows_of(extract: Any, entity: str) -> dict[tuple[str, ...], tuple[str | None, ...]]:
    """The rows of an extract by key, None for nothing."""
    shape = ENTITIES[entity]
    columns = [extract[column].to_pylist() for column in shape.columns]
    rows = list(zip(*columns, strict=True))
    return {tuple(row[place] for place in shape.key_places): row for row in rows}


def states_of(truth: MarketplaceTruth, entity: str) -> dict[tuple[str, ...], tuple[Any, ...]]:
    """The final state of an entity by key."""
    return {key: tuple(values.values()) for key, values in truth.state(entity).items()}


def differing_entities(truth: MarketplaceTruth, extracts: dict[str, Any]) -> set[str]:
    """The entities whose final state is not that of the extracts."""
    return {
        entity
        for entity in ENTITIES
        if states_of(truth, entity) != rows_of(extracts[entity], entity)
    }


# The extracts come out again


def test_the_final_state_of_a_clean_replay_is_that_of_the_extracts_text_for_text() -> None:
    """Every row of every entity, and every change is a version."""
    plan = replayed()
    assert differing_entities(plan.truth, small_extracts()) == set()
    for counts in plan.truth.counts.values():
        assert counts.accepted == counts.landed > 0


def test_with_every_fault_the_restored_final_state_is_that_of_the_extracts() -> None:
    """Even with rows that are rejected."""
    plan = replayed(*EVERY_FAULT)
    assert differing_entities(plan.truth, small_extracts()) == set()
    assert all(counts.superseded for counts in plan.truth.counts.values())


def test_without_restoring_deletes_moves_and_corrections_stay() -> None:
    """The same faults, without a last day that undoes them."""
    restored, left = replayed(*default_faults()), replayed(*default_faults(), restored=False)
    assert differing_entities(left.truth, small_extracts()) >= {
        "orders",
        "order_items",
        "order_payments",
        "order_reviews",
        "customers",
    }
    assert restored.deliveries[: len(left.deliveries)] == left.deliveries
    for entity in ("orders", "customers"):
        lost = rows_of(small_extracts()[entity], entity).keys() - left.truth.state(entity).keys()
        assert lost
        assert lost <= {
            version.key for version in left.truth.versions[entity] if version.is_deleted
        }


SOURCES = ["synthetic", *(["real"] if REAL_EXTRACTS.is_dir() else [])]


@pytest.mark.parametrize("source", SOURCES)
def test_a_folder_of_extracts_is_replayed_with_every_fault_and_restored(
    source: str, tmp_path: Path
) -> None:
    """DuckDB, from the files on disk, finds the rows of the extracts as the last valid changes.

    The real extracts are replayed as well where they are beside the project.
    """
    folder = REAL_EXTRACTS
    if source == "synthetic":
        folder = tmp_path / "extracts"
        write_extracts(small_extracts(), folder)
    extracts = read_extracts(folder)
    plan = plan_replay(extracts, ReplaySettings.with_faults(gzip=True))
    assert differing_entities(plan.truth, extracts) == set()
    landed = Landed.of(plan, tmp_path / "landing")
    for name, entity in ENTITIES.items():
        content = f", '{BETWEEN}', ".join(entity.columns)
        extract = (
            f"select concat({content}) as content from read_csv('{folder}/{name}/*', "
            "header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', "
            "nullstr = '')"
        )
        # the last change by its time may say the same as the one before, in other letters
        order = "(moment, coalesce(sequence, 0), modified_at, path, place)"
        last = f"""
            select arg_max(content, {order}) as content
            from delivered where entity = '{name}' and not contains(content, chr(9))
            group by key
            having arg_max(coalesce(op, 'I'), {order}) <> 'D'
        """
        assert landed.value(f"select count(*) from ({extract})") > 0
        assert landed.rows(f"({last}) except ({extract})") == []
        assert landed.rows(f"({extract}) except ({last})") == []


def write_extracts(extracts: dict[str, Any], folder: Path) -> None:
    """Write extracts as DuckDB writes CSV, some of them compressed and with everything quoted."""
    for number, (name, table) in enumerate(extracts.items()):
        (folder / name).mkdir(parents=True)
        database = duckdb.connect()
        database.register("extract", table)
        ending, quotes = (".gz", ", force_quote *") if number % 2 else ("", "")
        database.execute(
            f"copy extract to '{folder}/{name}/{name}.csv{ending}' (header, delim ','{quotes})"
        )


def test_an_extract_is_read_text_for_text(tmp_path: Path) -> None:
    """With quoted headers, line breaks, quotes, empty values and white space, from two files."""
    folder = tmp_path / "order_reviews"
    folder.mkdir()
    header = '"' + '","'.join(ENTITIES["order_reviews"].columns) + '"\r\n'
    (folder / "a.csv").write_bytes(
        ("\ufeff" + header + 'r1,o1,5,,"a\r\n""b"", c\n",2018-01-02 00:00:00,\r\n').encode()
    )
    with gzip.open(folder / "b.csv.gz", "wb") as file:
        file.write((header + '"r2","o1","007"," t ","","x","😀"\r\n').encode())
    (folder / "_c.csv").write_text("an upload in progress")
    table = read_extracts(tmp_path)["order_reviews"]
    assert rows_of(table, "order_reviews") == {
        ("r1", "o1"): ("r1", "o1", "5", None, 'a\r\n"b", c\n', "2018-01-02 00:00:00", None),
        ("r2", "o1"): ("r2", "o1", "007", " t ", None, "x", "😀"),
    }


def test_of_extract_rows_with_one_key_the_last_one_counts(tmp_path: Path) -> None:
    """In one file or in two."""
    folder = tmp_path / "category_translations"
    folder.mkdir()
    header = "product_category_name,product_category_name_english\n"
    (folder / "1.csv").write_text(f"{header}a,one\nb,two\na,three\n")
    (folder / "2.csv").write_text(f"{header}b,four\n")
    state = plan_replay(read_extracts(tmp_path)).truth.state("category_translations")
    assert {key: values["product_category_name_english"] for key, values in state.items()} == {
        ("a",): "three",
        ("b",): "four",
    }


def test_a_folder_without_extracts_and_a_file_of_something_else_are_refused(tmp_path: Path) -> None:
    """With a message that says what to do."""
    with pytest.raises(SimulatorError, match="holds no marketplace extracts"):
        read_extracts(tmp_path)
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / "orders.csv").write_text("order_id,status\n1,created\n")
    with pytest.raises(SimulatorError, match="is no extract of orders"):
        read_extracts(tmp_path)


# The life of an order


def test_an_order_is_created_approved_shipped_and_delivered_in_utc(tmp_path: Path) -> None:
    """Each step with the times known then; local summer time is two hours behind UTC."""
    times = (
        "2018-01-05 22:30:00",
        "2018-01-06 09:00:00",
        "2018-02-20 10:00:00",
        "2018-03-01 12:00:00",
    )
    life = order_life(tmp_path, "delivered", *times)
    assert life == [
        ("I", "2018-01-06 00:30:00", "created", "", "", ""),
        ("U", "2018-01-06 11:00:00", "approved", times[1], "", ""),
        ("U", "2018-02-20 13:00:00", "shipped", times[1], times[2], ""),
        ("U", "2018-03-01 15:00:00", "delivered", *times[1:]),
    ]


def test_an_order_that_ends_otherwise_gets_its_last_status_a_day_later(tmp_path: Path) -> None:
    """With the times that it has got to."""
    life = order_life(tmp_path, "canceled", "2018-06-01 10:00:00", "2018-06-01 10:20:00")
    assert life[-1] == ("U", "2018-06-02 13:20:00", "canceled", "2018-06-01 10:20:00", "", "")
    assert [step[2] for step in life] == ["created", "approved", "canceled"]


def test_times_that_run_backwards_keep_the_order_of_the_steps(tmp_path: Path) -> None:
    """Approved at once, handed over before: a second after the step before."""
    times = (
        "2018-06-01 10:00:00",
        "2018-06-01 10:00:00",
        "2018-05-30 08:00:00",
        "2018-06-03 08:00:00",
    )
    life = order_life(tmp_path, "delivered", *times)
    assert [step[1] for step in life] == [
        "2018-06-01 13:00:00",
        "2018-06-01 13:00:01",
        "2018-06-01 13:00:02",
        "2018-06-03 11:00:00",
    ]
    assert life[-1][3:] == times[1:]


def test_an_hour_that_the_clock_shows_twice_is_the_earlier_one(tmp_path: Path) -> None:
    """Summer time ended at midnight of 18 February 2018."""
    assert order_life(tmp_path, "created", "2018-02-17 23:30:00")[0][1] == "2018-02-18 01:30:00"


def order_life(folder: Path, status: str, *times: str) -> list[tuple[str, ...]]:
    """op, op_at, status and the three later times of the changes of one order."""
    (folder / "orders").mkdir()
    values = ",".join(("o1", "c1", status, *times, *[""] * (4 - len(times)), "2018-03-09 00:00:00"))
    header = ",".join(ENTITIES["orders"].columns)
    (folder / "orders" / "orders.csv").write_text(f"{header}\n{values}\n")
    landed = Landed.of(plan_replay(read_extracts(folder)), folder / "landing")
    life = landed.rows("select op, op_at, content from delivered order by moment")
    return [
        (op, at, *(content.split(BETWEEN)[place] for place in (2, 4, 5, 6)))
        for op, at, content in life
    ]


def test_what_an_order_needs_is_there_before_it(clean: Landed) -> None:
    """Customers, sellers, products and translations come before, items and payments with it."""
    database = clean.database
    database.execute(
        "create or replace temp table start as "
        "select entity, key, min(moment) as moment from delivered group by all"
    )
    for name in ("orders", "order_items", "products"):
        columns = ", ".join(
            f"string_split(content, '{BETWEEN}')[{place + 1}] as {column}"
            for column, place in ENTITIES[name].places.items()
        )
        database.execute(
            f"create or replace temp view {name} as "
            f"select moment, {columns} from delivered where entity = '{name}' and op = 'I'"
        )
    for user, column, thing in (
        ("orders", "customer_id", "customers"),
        ("order_items", "product_id", "products"),
        ("order_items", "seller_id", "sellers"),
        ("products", "product_category_name", "category_translations"),
    ):
        matched, late = clean.rows(
            f"""
            select count(*), count_if({user}.moment < start.moment) from {user}
            join start on start.entity = '{thing}' and start.key = {column}
            """
        )[0]
        assert matched > 0
        assert late == 0
    # a product that nobody buys is there at the very start
    unused = "select count(*) from products where moment = (select min(moment) from delivered)"
    assert clean.value(unused) > 0
    assert (
        clean.value(
            "select count(*) from orders join order_items using (order_id) "
            "where orders.moment <> order_items.moment"
        )
        == 0
    )


def test_a_review_gets_its_comment_when_it_is_answered(clean: Landed) -> None:
    """First the score alone, then the whole row, after the order."""
    changes = clean.rows(
        "select key, op, content from delivered where entity = 'order_reviews' order by key, moment"
    )
    assert len(changes) > 20
    for (key, op, created), (same_key, later_op, answered) in zip(
        changes[::2], changes[1::2], strict=True
    ):
        assert (key, op, later_op) == (same_key, "I", "U")
        before, after = created.split(BETWEEN), answered.split(BETWEEN)
        assert before[2] == after[2]
        assert before[3] == before[4] == before[6] == ""
        assert after[6] != ""


# Files


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    """A landed replay without faults."""
    return Landed.of(replayed(restored=False), tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Landed:
    """A landed replay with every fault, not restored."""
    return Landed.of(replayed(*EVERY_FAULT, restored=False), tmp_path_factory.mktemp("faulty"))


def test_a_clean_file_holds_the_changes_of_its_entity_and_utc_day_in_order(clean: Landed) -> None:
    """It is written on the evening of the day, after all of them."""
    assert clean.value("select count(*) from delivered where moment::date <> file_day") == 0
    assert clean.value("select count(*) from delivered where moment >= modified_at") == 0
    written = "file_day + interval '1 day 15 minutes'"
    assert clean.value(f"select count(*) from files where modified_at <> {written}") == 0
    names = "'marketplace/{0}/' || strftime(file_day, '%Y/%m/%d/{0}_%Y%m%d.csv')"
    for name in ENTITIES:
        mistaken = f"select count(*) from delivered where entity = '{name}' and path <> "
        assert clean.value(mistaken + names.format(name)) == 0
    backwards = """
        select count(*) from (
            select moment, lag(moment) over (partition by path order by place) as before
            from delivered
        ) where moment < before
    """
    assert clean.value(backwards) == 0
    arrivals = [delivery.modified_at for delivery in clean.plan.deliveries]
    assert arrivals == sorted(arrivals)


def test_the_same_seed_gives_the_same_files_and_another_seed_others() -> None:
    """Paths, bytes, times and the order of arrival."""
    first, second = replayed(*EVERY_FAULT, seed=5), replayed(*EVERY_FAULT, seed=5)
    assert first.deliveries == second.deliveries
    assert first.deliveries != replayed(*EVERY_FAULT, seed=6).deliveries


def test_compressed_files_hold_the_same_bytes() -> None:
    """Under the same names with .gz, at the same times."""
    plain, packed = replayed(*default_faults()), replayed(*default_faults(), gzip=True)
    assert [
        Delivery(f"{each.path}.gz", each.content, each.modified_at) for each in plain.deliveries
    ] == [
        Delivery(each.path, gzip.decompress(each.content), each.modified_at)
        for each in packed.deliveries
    ]
    assert plain.truth.counts == packed.truth.counts


@pytest.mark.parametrize("count", [1, 2, 7, 10_000])
def test_batches_hold_every_delivery_once_in_the_order_of_arrival(count: int) -> None:
    """About the same number each."""
    plan = replayed(*default_faults())
    batches = plan.batches(count)
    assert len(batches) == count
    assert [each for batch in batches for each in batch] == list(plan.deliveries)
    sizes = {len(batch) for batch in batches}
    assert max(sizes) - min(sizes) <= 1
    with pytest.raises(SimulatorError, match="Ask for 1 or more"):
        plan.batches(0)


# Faults

# Counts what a fault does; 0 or null where it is off.
SIGNS: dict[str, str] = {
    "rows_respelled": "select count(*) from delivered where contains(content, chr(9))",
    "updates_without_change": """
        select count(*) from (
            select op, content, moment,
                lag(content) over life as said, lag(moment) over life as before
            from delivered window life as (partition by entity, key order by moment)
        ) where op = 'U' and content = said and moment > before
    """,
    "customers_moved": """
        select count(*) from delivered
        where entity = 'customers' and op = 'U' and moment::date = file_day
    """,
    "orders_deleted": """
        select count(*) from (
            select max(moment) filter (op = 'D') as deleted_at,
                max(moment) filter (op <> 'D') as moment
            from delivered where entity = 'orders' group by key
        ) where deleted_at > moment
    """,
    "customers_deleted": """
        select count(*) from (
            select max(moment) filter (op = 'D') as deleted_at,
                max(moment) filter (op <> 'D') as moment
            from delivered where entity = 'customers' group by key
        ) where deleted_at > moment
    """,
    "deletes_reinserted": """
        select count(*) from (
            select max(moment) filter (op = 'D') as deleted_at,
                max(moment) filter (op <> 'D') as moment
            from delivered where entity in ('orders', 'products', 'customers') group by entity, key
        ) where deleted_at < moment
    """,
    "unknown_keys_deleted": """
        select count(*) from (
            select key from delivered group by entity, key having bool_and(op = 'D')
        )
    """,
    "rows_corrected": """
        select count(*) from delivered as late
        where op = 'U' and moment::date < file_day and not exists (
            from delivered as other
            where other.entity = late.entity and other.key = late.key
                and other.moment = late.moment
                and (other.path, other.place) <> (late.path, late.place)
        )
    """,
    "changes_replaced": """
        select count(*) from delivered as one join delivered as other using (entity, key, moment)
        where one.content <> other.content and one.modified_at < other.modified_at
            and one.sequence is null and other.sequence is null
    """,
    "clock_ties": """
        select least(
            count_if(one.path = other.path and one.place < other.place
                and one.sequence is null and other.sequence is null),
            count_if(one.path = other.path and one.place < other.place
                and one.sequence > other.sequence),
            count_if(one.path = other.path and one.sequence is null and other.sequence = 1),
            count_if(one.path < other.path and one.modified_at = other.modified_at),
            count_if(one.modified_at < other.modified_at and one.sequence > other.sequence)
        )
        from delivered as one join delivered as other using (entity, key, moment)
        where one.content <> other.content
    """,
    "extracts_delivered": "select count(*) from delivered where op is null",
    "rows_unusable": "select count(*) from delivered where op = 'X'",
    "updates_before_inserts": """
        select least(
            count_if(first.path = later.path and first.place > later.place),
            count_if(first.arrival > later.arrival)
        )
        from delivered as first join delivered as later using (entity, key)
        where first.op = 'I' and later.op = 'U' and first.moment < later.moment
    """,
    "changes_duplicated": """
        select least(count_if(files = 1), count_if(files > 1)) from (
            select count(distinct path) as files from delivered
            group by entity, key, moment, op, content having count(*) > 1
        )
    """,
    "op_times_mixed": """
        select least(count_if(contains(op_at, 'T')), count_if(contains(op_at, 'Z')),
            count_if(contains(op_at, '.')))
        from delivered
    """,
    "files_late": """
        select count(*) from files where modified_at >= file_day + interval '2 days 15 minutes'
    """,
    "days_shuffled": """
        select count(*) from files as one join files as other
            on one.arrival < other.arrival and one.modified_at > other.modified_at
    """,
}


def test_every_fault_has_a_sign() -> None:
    """A new fault needs one."""
    assert SIGNS.keys() == FAULTS.keys()


def test_without_faults_there_is_no_sign_of_any(clean: Landed) -> None:
    """Of none of them."""
    assert [name for name, sign in SIGNS.items() if clean.value(sign)] == []


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_that_is_on_alone_really_occurs(name: str, tmp_path: Path) -> None:
    """Every way of it that its sign counts."""
    landed = Landed.of(replayed(name, restored=False), tmp_path)
    assert landed.value(SIGNS[name]) > 0


def test_with_all_faults_on_each_of_them_occurs(faulty: Landed) -> None:
    """None of them undoes another one."""
    assert [name for name in FAULTS if not faulty.value(SIGNS[name])] == []


def test_every_rule_of_the_contract_is_broken_by_a_row(faulty: Landed) -> None:
    """By the fault that is off by default; and the row is rejected."""
    broken = {
        rule for counts in faulty.plan.truth.counts.values() for rule in counts.rejected_by_rule
    }
    assert broken == {rule for rule, *_ in UNUSABLE}
    assert "rows_unusable" not in default_faults()


def test_faults_are_chosen_by_name() -> None:
    """As the kinds of mess are."""
    assert parse_faults("all") == EVERY_FAULT
    assert parse_faults("none") == frozenset()
    assert parse_faults("default,-files_late") == default_faults() - {"files_late"}
    assert parse_faults("clock_ties, files_late") == {"clock_ties", "files_late"}
    with pytest.raises(SimulatorError, match="Unknown fault: clock_tie"):
        parse_faults("clock_tie")


# The truth


DAY = datetime(2018, 3, 1, tzinfo=UTC)


def translations(
    name: str, *lines: str, day: int = 1, header: str = "", entity: str = "category_translations"
) -> Delivery:
    """A file of translations that is written on the evening of a day of March 2018.

    A line is name, English name, op, op_at (day and hour for short) and what else the header has.
    """
    columns = header or "product_category_name,product_category_name_english,op,op_at"
    text = "\n".join((columns, *lines)) + "\n"
    written = evening_of((DAY + timedelta(days=day - 1)).date())
    return Delivery(f"marketplace/{entity}/{name}.csv", text.encode(), written)


def versions(*deliveries: Delivery) -> list[tuple[str, str | None, str, str | None]]:
    """Key, English name (None for a deletion), valid_from and valid_to of the versions."""

    def shown(version: Version) -> tuple[str, str | None, str, str | None]:
        name = version.values["product_category_name_english"] if version.values else None
        ends = version.valid_to
        return version.key[0], name, short(version.valid_from), short(ends) if ends else None

    truth = truth_after(deliveries)
    counts = truth.counts["category_translations"]
    assert counts.landed == counts.accepted + counts.superseded + counts.rejected
    return [shown(version) for version in truth.versions["category_translations"]]


def short(at: datetime) -> str:
    """Day of March and time."""
    return at.strftime("%d %H:%M:%S")


def at(text: str) -> str:
    """The op_at of a day of March and an hour."""
    day, hour = text.split()
    return f"2018-03-{day} {hour}:00:00"


def test_each_change_is_a_version_that_ends_when_the_next_begins() -> None:
    """Insert, update, delete."""
    file = translations(
        "a", f"x,one,I,{at('01 08')}", f"x,two,U,{at('01 09')}", f"x,,D,{at('01 10')}"
    )
    assert versions(file) == [
        ("x", "one", "01 08:00:00", "01 09:00:00"),
        ("x", "two", "01 09:00:00", "01 10:00:00"),
        ("x", None, "01 10:00:00", None),
    ]
    assert truth_after([file]).state("category_translations") == {}


def test_duplicates_change_nothing() -> None:
    """In one file and in a later one."""
    line = f"x,one,I,{at('01 08')}"
    once, again = translations("a", line, line), translations("b", line, day=3)
    assert versions(once, again) == versions(translations("a", line))
    assert truth_after([once, again]).counts["category_translations"].superseded == 2


def test_a_late_file_changes_the_history_and_not_the_state() -> None:
    """The order of arrival does not matter either."""
    early = translations("a", f"x,one,I,{at('01 08')}")
    late = translations("b", f"x,two,U,{at('02 08')}", day=9)
    last = translations("c", f"x,three,U,{at('03 08')}", day=3)
    assert versions(early, last) == [
        ("x", "one", "01 08:00:00", "03 08:00:00"),
        ("x", "three", "03 08:00:00", None),
    ]
    assert versions(last, late, early) == [
        ("x", "one", "01 08:00:00", "02 08:00:00"),
        ("x", "two", "02 08:00:00", "03 08:00:00"),
        ("x", "three", "03 08:00:00", None),
    ]


def test_the_first_version_may_be_an_update() -> None:
    """And stays one when the insert comes later with a later time."""
    assert versions(translations("a", f"x,one,u,{at('01 08')}")) == [
        ("x", "one", "01 08:00:00", None)
    ]


def test_a_deleted_key_comes_back() -> None:
    """With the same content as before: three versions."""
    file = translations(
        "a", f"x,one,I,{at('01 08')}", f"x,,D,{at('01 09')}", f"x,one,I,{at('01 10')}"
    )
    assert [name for _, name, *_ in versions(file)] == ["one", None, "one"]
    assert truth_after([file]).state("category_translations") == {
        ("x",): {"product_category_name": "x", "product_category_name_english": "one"}
    }


def test_a_delete_of_an_unseen_key_is_a_deleted_version_and_a_second_one_nothing() -> None:
    """From a file that has only the key."""
    file = translations(
        "a",
        f"x,D,{at('01 08')}",
        f"x,D,{at('01 09')}",
        header="product_category_name,op,op_at",
    )
    assert versions(file) == [("x", None, "01 08:00:00", None)]


def test_a_correction_between_two_changes_makes_a_version_between_them() -> None:
    """Delivered days later."""
    file = translations("a", f"x,one,I,{at('01 08')}", f"x,two,U,{at('01 10')}")
    correction = translations("b", f"x,corrected,U,{at('01 09')}", day=6)
    assert [name for _, name, *_ in versions(file, correction)] == ["one", "corrected", "two"]


def test_a_change_delivered_again_with_other_content_replaces_the_first() -> None:
    """The later file counts."""
    first = translations("z", f"x,one,I,{at('01 08')}")
    again = translations("a", f"x,better,I,{at('01 08')}", day=2)
    assert versions(again, first) == [("x", "better", "01 08:00:00", None)]


def test_an_update_that_says_the_same_is_no_version() -> None:
    """In other letters neither: white space around a value does not count."""
    file = translations(
        "a", f"x,one,I,{at('01 08')}", f"x,  one\t,U,{at('01 09')}", f"x,two,U,{at('01 10')}"
    )
    assert [name for _, name, *_ in versions(file)] == ["one", "two"]


def test_an_update_to_what_was_true_earlier_is_a_version() -> None:
    """Only the version just before counts."""
    file = translations(
        "a", f"x,one,I,{at('01 08')}", f"x,two,U,{at('01 09')}", f"x,one,U,{at('01 10')}"
    )
    assert [name for _, name, *_ in versions(file)] == ["one", "two", "one"]


WITH_SEQUENCE = "product_category_name,product_category_name_english,op,op_at,op_sequence"
AT = at("01 08")


@pytest.mark.parametrize(
    ("decided_by", "files"),
    [
        (
            "op_sequence",
            [
                translations("a", f"x,right,I,{AT},2", header=WITH_SEQUENCE),
                translations("b", f"x,wrong,U,{AT},1", header=WITH_SEQUENCE, day=5),
                translations("c", f"x,wrong,U,{AT}", day=6),
            ],
        ),
        (
            "an empty op_sequence is 0",
            [
                translations("a", f"x,right,I,{AT},", header=WITH_SEQUENCE, day=2),
                translations("b", f"x,wrong,U,{AT},-1", header=WITH_SEQUENCE, day=3),
                translations("c", f"x,wrong,U,{AT},0", header=WITH_SEQUENCE),
            ],
        ),
        (
            "modification time",
            [
                translations("a", f"x,right,I,{AT}", day=3),
                translations("b", f"x,wrong,I,{AT}", day=2),
            ],
        ),
        (
            "path",
            [translations("b", f"x,right,I,{AT}"), translations("a", f"x,wrong,I,{AT}")],
        ),
        ("line", [translations("a", f"x,wrong,I,{AT}", f"x,right,I,{AT}")]),
        ("line: the delete", [translations("a", f"x,wrong,I,{AT}", f"x,,D,{AT}")]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_of_changes_with_one_time_the_last_wins(decided_by: str, files: list[Delivery]) -> None:
    """By op_sequence, then the file's time, then its path, then the line."""
    expected = None if decided_by.endswith("delete") else "right"
    for arrived in (files, files[::-1]):
        assert versions(*arrived) == [("x", expected, "01 08:00:00", None)]


def test_a_loser_of_a_tie_is_no_version_even_if_it_differs_from_its_neighbours() -> None:
    """What wins may say the same as the version before, and then nothing is left."""
    file = translations(
        "a", f"x,one,I,{at('01 08')}", f"x,two,U,{at('01 09')}", f"x,one,U,{at('01 09')}"
    )
    assert versions(file) == [("x", "one", "01 08:00:00", None)]


def test_a_file_without_op_inserts_its_rows_at_its_modification_time() -> None:
    """A full extract."""
    file = translations("a", "x,one", "y,two", header=WITH_SEQUENCE.partition(",op")[0])
    assert versions(file) == [
        ("x", "one", "02 00:15:00", None),
        ("y", "two", "02 00:15:00", None),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2018-03-01 08:00:00",
        "2018-03-01T08:00:00",
        "2018-03-01T08:00:00.000Z",
        "2018-03-01 08:00:00Z",
    ],
)
def test_op_at_is_read_in_its_spellings(text: str) -> None:
    """UTC with or without Z."""
    assert versions(translations("a", f"x,one,I,{text}")) == [("x", "one", "01 08:00:00", None)]


def test_fractions_of_a_second_order_changes() -> None:
    """Up to six digits."""
    file = translations(
        "a", f"x,two,U,{AT}.000002", f"x,one,I,{AT}.0000011", f"x,one,I,{AT}.000001Z"
    )
    truth = truth_after([file])
    names = [name for _, name, *_ in versions(file)]
    assert names == ["one", "two"]
    assert truth.versions["category_translations"][1].valid_from.microsecond == 2
    assert truth.counts["category_translations"].rejected_by_rule == {"op_at_unparsable": 1}


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("key_missing", f" ,one,I,{AT}"),
        ("op_unknown", f"x,one,,{AT}"),
        ("op_at_missing", "x,one,I, "),
        ("op_at_unparsable", "x,one,I,2018-13-01 08:00:00"),
        ("op_at_unparsable", "x,one,I,01/03/2018"),
        ("op_at_in_future", "x,one,I,2018-03-03 00:15:01"),
        ("translation_missing", f"x, ,I,{AT}"),
        ("unreadable", f"x,one,I,{AT},more"),
    ],
)
def test_a_row_that_breaks_a_rule_is_rejected(rule: str, line: str) -> None:
    """And leaves no version."""
    file = translations("a", line)
    assert versions(file) == []
    assert truth_after([file]).counts["category_translations"].rejected_by_rule == {rule: 1}


def test_a_day_after_the_file_is_not_yet_the_future() -> None:
    """To the second."""
    assert len(versions(translations("a", "x,one,I,2018-03-03 00:15:00"))) == 1


def test_whole_rows_need_whole_headers() -> None:
    """An update in a file of keys is rejected, a delete is not."""
    header = "product_category_name,op,op_at"
    file = translations("a", f"x,U,{AT}", f"y,D,{AT}", header=header)
    assert [key for key, *_ in versions(file)] == ["y"]
    counts = truth_after([file]).counts["category_translations"]
    assert counts.rejected_by_rule == {"columns_missing": 1}


@pytest.mark.parametrize(
    ("entity", "column", "text", "same"),
    [
        ("orders", "order_status", "DELIVERED", True),
        ("orders", "order_estimated_delivery_date", "2018-03-09 23:00:00", True),
        ("orders", "order_approved_at", "2018-03-01 10:00:01", False),
        ("customers", "customer_city", " SÃO   paulo", True),
        ("customers", "customer_zip_code_prefix", "1001", False),
        ("order_items", "price", "10.0", True),
        ("order_items", "price", "10.01", False),
        ("order_payments", "payment_installments", "02", True),
        ("order_reviews", "review_creation_date", "2018-03-02 10:00:00", True),
        ("order_reviews", "review_comment_message", "OK", False),
        ("products", "product_weight_g", "200.0", True),
    ],
)
def test_rows_are_the_same_when_their_typed_values_are(
    entity: str, column: str, text: str, same: bool
) -> None:
    """Case, white space, decimals and the time of a date do not count where the type has none."""
    row = {
        "orders": "o,c,delivered,2018-03-01 09:00:00,2018-03-01 10:00:00,,,2018-03-09 00:00:00",
        "customers": "c,u,01001,são paulo,SP",
        "order_items": "o,1,p,s,2018-03-05 10:00:00,10.00,2.00",
        "order_payments": "o,1,credit_card,2,12.00",
        "order_reviews": "r,o,5,,ok,2018-03-02 00:00:00,2018-03-03 00:00:00",
        "products": "p,x,1,2,3,200,5,6,7",
    }[entity].split(",")
    shape = ENTITIES[entity]
    other = [
        text if name == column else value for name, value in zip(shape.columns, row, strict=True)
    ]
    file = translations(
        "a",
        ",".join([*row, "I", at("01 08")]),
        ",".join([*other, "U", at("01 09")]),
        header=",".join([*shape.columns, "op", "op_at"]),
        entity=entity,
    )
    assert len(truth_after([file]).versions[entity]) == (1 if same else 2)


def test_the_truth_of_all_batches_together_is_that_of_the_plan() -> None:
    """Batch by batch there is more of it, whatever the order within."""
    plan = replayed(*EVERY_FAULT)
    arrived: list[Delivery] = []
    landed = []
    for batch in plan.batches(4):
        arrived += batch
        truth = truth_after(arrived)
        landed.append(sum(counts.landed for counts in truth.counts.values()))
    assert landed == sorted(set(landed))
    assert truth_after(arrived[::-1]).versions == plan.truth.versions


def test_duckdb_finds_the_same_versions_in_the_files(tmp_path: Path) -> None:
    """All faults but those that need typed values: one change per time, runs of equal ones once."""
    faults = default_faults() - {"rows_respelled"}
    landed = Landed.of(replayed(*faults, restored=False), tmp_path)
    winners = """
        select entity, key, moment, coalesce(op, 'I') = 'D' as is_deleted,
            if(coalesce(op, 'I') = 'D', null, content) as content
        from delivered
        qualify row_number() over (
            partition by entity, key, moment
            order by coalesce(sequence, 0) desc, modified_at desc, path desc, place desc
        ) = 1
    """
    visible = f"""
        select * from ({winners})
        window life as (partition by entity, key order by moment)
        qualify row_number() over life = 1 or content is distinct from lag(content) over life
    """
    query = f"""
        select *, lead(moment) over (partition by entity, key order by moment) as until
        from ({visible})
    """
    found = {
        (entity, key, at, until, is_deleted, content)
        for entity, key, at, is_deleted, content, until in landed.rows(query)
    }
    truth = landed.plan.truth
    true = {
        (
            entity,
            BETWEEN.join(version.key),
            version.valid_from.replace(tzinfo=None),
            version.valid_to.replace(tzinfo=None) if version.valid_to else None,
            version.is_deleted,
            BETWEEN.join(value or "" for value in version.values.values())
            if version.values
            else None,
        )
        for entity, of_entity in truth.versions.items()
        for version in of_entity
    }
    assert found == true


def test_the_truth_is_written_as_parquet(tmp_path: Path) -> None:
    """Versions and state of every entity, readable by others."""
    truth = replayed(*default_faults()).truth
    truth.write(tmp_path)
    for name, entity in ENTITIES.items():
        state = duckdb.sql(f"from '{tmp_path}/marketplace_state/{name}.parquet'")
        assert state.columns == list(entity.columns)
        assert set(state.fetchall()) == set(rows_of(small_extracts()[name], name).values())
        database = duckdb.connect()
        database.execute("set timezone = 'UTC'")
        written = database.sql(f"from '{tmp_path}/marketplace_versions/{name}.parquet'")
        assert written.columns == [
            "record_key",
            *entity.columns,
            "valid_from",
            "valid_to",
            "is_deleted",
            "is_current",
        ]
        assert written.count("*").fetchall() == [(truth.counts[name].accepted,)]
        current = written.filter("is_current").project(", ".join(entity.columns))
        assert set(current.fetchall()) == set(state.fetchall())


def test_a_file_outside_the_marketplace_is_refused() -> None:
    """By the truth, which does not know what it is."""
    with pytest.raises(SimulatorError, match="not the path of a marketplace file"):
        truth_after([Delivery("atlon/orders/a.csv", b"", DAY)])
