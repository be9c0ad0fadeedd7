"""The generator of landing zones: what it writes is repeatable, and its truth is true."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from simulator import (
    KINDS,
    Batch,
    Settings,
    SimulatorError,
    Summary,
    Truth,
    add_batch,
    default_kinds,
    feeds,
    generate,
    make_settings,
    parse_kinds,
    read_truth,
    truth_after,
    writer,
    zone,
)
from simulator.cli import main
from simulator.feeds import FEEDS
from simulator.mess_reference import CITY_TYPOS

CLEAN = frozenset[str]()
EVERY_KIND = frozenset(KINDS)
SEEDS = Path(__file__).parents[2] / "seeds"
CROSSWALK = {"XYZ123": "25891502"}


def small(mess: frozenset[str] = EVERY_KIND, seed: int = 7, **others: Any) -> Settings:
    """A zone that takes a moment to write and still shows every kind of mess."""
    return make_settings(2_000, 40, mess=mess, seed=seed, **others)


@dataclass(frozen=True)
class Zone:
    """A generated zone, with DuckDB views of its raw files and of its truth."""

    summary: Summary

    @property
    def truth(self) -> Truth:
        """The truth that the call returned."""
        return self.summary.truth

    @cached_property
    def database(self) -> duckdb.DuckDBPyConnection:
        """Views atlon_orders and so on: every column as text, with file and place in the file."""
        database = duckdb.connect()
        for feed in FEEDS:
            columns = ", ".join(f"'{column}': 'VARCHAR'" for column in feed.columns)
            database.execute(
                f"""
                create table {feed.name.replace("/", "_")} as
                select *, row_number() over () as place
                from read_csv(
                    '{self.summary.landing_root / feed.name}/**/*.csv*',
                    columns = {{{columns}}}, header = true, delim = ',', quote = '"',
                    filename = true, nullstr = ''
                )
                """
            )
        for table in self.truth.tables:
            database.execute(
                f"create view true_{table} as from '{self.summary.truth_folder / table}.parquet'"
            )
        database.execute(
            "create view clean_lines as "
            f"from '{self.summary.truth_folder}/clean_order_lines/*.parquet'"
        )
        return database

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The rows that a query gives."""
        return self.database.execute(query).fetchall()

    def value(self, query: str) -> Any:
        """The only value that a query gives."""
        ((value,),) = self.rows(query)
        return value


def write(settings: Settings, folder: Path) -> Zone:
    """Generate a zone into folder/landing and its truth into folder/truth."""
    return Zone(generate(settings, folder / "landing", folder / "truth"))


def bytes_and_times(root: Path) -> dict[str, tuple[bytes, int]]:
    """Content and modification time (in ns) of the visible files below a folder, by path."""
    return {
        str(path): ((root / path).read_bytes(), (root / path).stat().st_mtime_ns)
        for path in zone.visible_files(root)
    }


def unzipped(content: bytes) -> bytes:
    """The content of a file, decompressed where it is gzip."""
    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


@pytest.fixture(scope="module")
def clean_zone(tmp_path_factory: pytest.TempPathFactory) -> Zone:
    """A zone without mess."""
    return write(small(CLEAN), tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="module")
def messy_zone(tmp_path_factory: pytest.TempPathFactory) -> Zone:
    """A zone with every kind of mess, over the end of a year, in two batches."""
    settings = small(first_day=date(2025, 11, 20)).with_batch(Batch(days=9, order_lines=501))
    return write(settings, tmp_path_factory.mktemp("messy"))


# Repeatable


def test_the_same_seed_gives_the_same_bytes_and_modification_times(tmp_path: Path) -> None:
    """Two zones of one seed are equal, file by file."""
    first = write(small(), tmp_path / "first")
    second = write(small(), tmp_path / "second")
    assert bytes_and_times(first.summary.landing_root) == bytes_and_times(
        second.summary.landing_root
    )
    assert first.truth.to_json() == second.truth.to_json()


def test_another_seed_gives_other_orders_and_prices(tmp_path: Path) -> None:
    """Two zones of two seeds have the same file names and other content."""
    first = bytes_and_times(write(small(), tmp_path / "first").summary.landing_root)
    second = bytes_and_times(write(small(seed=8), tmp_path / "second").summary.landing_root)
    assert first.keys() == second.keys()
    for path in first:
        if "/orders/" in path or "/gross_prices/" in path:
            assert first[path] != second[path]


def test_compressed_files_repeat_too_and_hold_the_same_rows(tmp_path: Path) -> None:
    """Gzip bytes do not depend on when or where they were written."""
    plain = bytes_and_times(write(small(), tmp_path / "plain").summary.landing_root)
    first = bytes_and_times(write(small(gzip=True), tmp_path / "first").summary.landing_root)
    second = bytes_and_times(write(small(gzip=True), tmp_path / "second").summary.landing_root)
    assert first == second
    assert {path: (unzipped(content), time) for path, (content, time) in first.items()} == {
        f"{path}.gz": entry for path, entry in plain.items()
    }


def test_nested_orders_lie_in_folders_of_year_and_month_with_the_same_bytes(
    tmp_path: Path,
) -> None:
    """Only the folder of order files changes."""
    flat = bytes_and_times(write(small(), tmp_path / "flat").summary.landing_root)
    nested = bytes_and_times(write(small(nested=True), tmp_path / "nested").summary.landing_root)
    assert "sports_bar/orders/2025/08/orders_2025_08_09.csv" in nested
    assert "sports_bar/customers/customers_2025_07_01.csv" in nested
    assert {(*Path(path).parts[:2], Path(path).name): entry for path, entry in nested.items()} == {
        Path(path).parts: entry for path, entry in flat.items()
    }


def test_files_are_as_old_as_the_morning_of_their_day(clean_zone: Zone) -> None:
    """06:00 UTC of the date in the name."""
    for path, (_, modified_at) in bytes_and_times(clean_zone.summary.landing_root).items():
        day = datetime.strptime(path[-14:-4], "%Y_%m_%d").replace(hour=6, tzinfo=UTC)
        assert modified_at == day.timestamp() * 1e9


def test_a_day_written_in_parts_has_all_its_lines_and_no_order_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts bound the memory; an order never spans two of them."""
    monkeypatch.setattr(feeds, "LINES_OF_A_PART", 7)
    zone_in_parts = write(make_settings(500, 3, mess=CLEAN), tmp_path)
    assert zone_in_parts.value("select count(*) from sports_bar_orders") == 500
    assert zone_in_parts.truth.feeds["sports_bar/orders"].accepted == 500
    assert (
        zone_in_parts.value(
            "select max(customers) from (select count(distinct customer_id) as customers "
            "from sports_bar_orders group by order_id)"
        )
        == 1
    )


# Mess

# A query for each kind that counts rows which only this kind of mess can cause.
SIGNS = {
    "city_typos": "from sports_bar_customers where city not in "
    "('Bengaluru', 'Hyderabad', 'New Delhi')",
    "cities_missing": "from sports_bar_customers where city is null",
    "names_miscased": "from sports_bar_customers where customer_name != initcap_(customer_name)",
    "names_untrimmed": "from sports_bar_customers "
    "where customer_name != regexp_replace(trim(customer_name), ' +', ' ', 'g')",
    "customers_duplicated": "from (select customer_id from sports_bar_customers "
    "group by customer_id having count(*) > 1)",
    "protein_misspelt": "from sports_bar_products where product_name like '%Protien%'",
    "categories_lower_case": "from sports_bar_products where category = lower(category)",
    "product_id_typed_wrong": "from sports_bar_products where product_id = 'XYZ123'",
    "products_duplicated": "from (select product_id from sports_bar_products "
    "group by product_id having count(*) > 1)",
    "prices_of_unknown_products": "from sports_bar_gross_prices "
    "where product_id in ('77777777', '88888888', '99999999')",
    "prices_not_numeric": "from sports_bar_gross_prices "
    "where gross_price in ('unknown', 'not_available')",
    "prices_zero": "from sports_bar_gross_prices where gross_price = '0'",
    "prices_negative": "from sports_bar_gross_prices where gross_price like '-%'",
    "price_dates_mixed": "from sports_bar_gross_prices where month not like '____-__-__'",
    "quantities_conflicting": "from (select order_id from sports_bar_orders "
    "where product_id like '2589%' and order_id like 'F%' "
    "group by order_id, product_id having count(distinct order_qty) > 1)",
    "customers_not_numeric": "from sports_bar_orders "
    "where customer_id in ('ABC987', 'XYZ123', 'INVALID')",
    "products_unknown": "from sports_bar_orders "
    "where product_id in ('77777777', '88888888', '99999999')",
    "quantities_missing": "from sports_bar_orders where order_qty is null",
    "order_lines_duplicated": "from (select order_id from sports_bar_orders "
    "where order_id like 'F%' group by order_id, product_id, customer_id, order_qty having count(*) > 1)",
    "order_dates_mixed": "from sports_bar_orders where order_placement_date not like '%____/__/__'",
    "order_dates_with_weekday": "from sports_bar_orders where order_placement_date like '%day, %'",
    "quantities_as_decimals": "from sports_bar_orders where order_qty like '%.0'",
    "order_ids_damaged": "from sports_bar_orders where order_id not like 'F%'",
}
INITCAP = """
    create or replace macro initcap_(text) as array_to_string(
        list_transform(
            string_split(text, ' '), lambda word: upper(word[1]) || lower(word[2:])
        ),
        ' '
    )
"""


def kinds_that_show(some_zone: Zone) -> set[str]:
    """The kinds whose sign is in the files."""
    some_zone.database.execute(INITCAP)
    return {kind for kind, sign in SIGNS.items() if some_zone.value(f"select count(*) {sign}")}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_mess_that_is_on_alone_shows_in_its_feed_and_changes_no_other(
    kind: str, clean_zone: Zone, tmp_path: Path
) -> None:
    """Its sign is found, no other sign is, and only files of its feed differ from clean ones."""
    spoilt = write(small(frozenset({kind})), tmp_path)
    assert kinds_that_show(spoilt) == {kind}
    before = bytes_and_times(clean_zone.summary.landing_root)
    after = bytes_and_times(spoilt.summary.landing_root)
    assert before.keys() == after.keys()
    changed = {str(Path(path).parent) for path in before if before[path] != after[path]}
    assert changed == {KINDS[kind].feed}


def test_all_kinds_of_mess_show_together(messy_zone: Zone) -> None:
    """No kind undoes another one."""
    assert kinds_that_show(messy_zone) == EVERY_KIND


def test_a_clean_zone_shows_no_mess_and_every_row_is_accepted(clean_zone: Zone) -> None:
    """Clean truth first."""
    assert kinds_that_show(clean_zone) == set()
    for counts in clean_zone.truth.feeds.values():
        assert counts.landed == counts.accepted > 0


def test_a_mistyped_product_id_and_damaged_order_ids_are_off_by_default() -> None:
    """So that no order line depends on the crosswalk, or is lost, unless somebody asks for it."""
    assert EVERY_KIND - default_kinds() == {"product_id_typed_wrong", "order_ids_damaged"}


def test_kinds_are_chosen_by_groups_and_names_and_taken_away_by_a_minus() -> None:
    """The texts of the command line."""
    assert parse_kinds("all") == EVERY_KIND
    assert parse_kinds("none") == CLEAN
    assert parse_kinds("default") == default_kinds()
    assert parse_kinds("city_typos, prices_zero") == {"city_typos", "prices_zero"}
    assert parse_kinds("all,-city_typos") == EVERY_KIND - {"city_typos"}
    with pytest.raises(SimulatorError, match="Unknown kind of mess: city_typo"):
        parse_kinds("city_typo")


# Truth


def test_landed_rows_are_accepted_superseded_or_rejected_in_every_feed_and_file(
    messy_zone: Zone,
) -> None:
    """The accounting adds up and counts exactly the rows that lie in the files."""
    for feed in FEEDS:
        counts = messy_zone.truth.feeds[feed.name]
        assert counts.landed == counts.accepted + counts.superseded + counts.rejected
        in_files = messy_zone.value(f"select count(*) from {feed.name.replace('/', '_')}")
        assert counts.landed == in_files
    assert messy_zone.rows(
        "select path, landed from true_files where feed = 'sports_bar/orders' order by path"
    ) == messy_zone.rows(
        "select 'sports_bar/orders/' || parse_filename(filename), count(*) "
        "from sports_bar_orders group by 1 order by 1"
    )
    assert messy_zone.rows(
        "select feed, sum(landed)::int, sum(accepted)::int, sum(superseded)::int, "
        "sum(rejected)::int from true_files group by feed order by feed"
    ) == sorted(
        (name, counts.landed, counts.accepted, counts.superseded, counts.rejected)
        for name, counts in messy_zone.truth.feeds.items()
    )


def test_the_monthly_quantities_are_the_sums_of_the_clean_order_lines(messy_zone: Zone) -> None:
    """DuckDB sums the lines that the generator kept."""
    assert messy_zone.rows(
        "select month, product_id, customer_id, company, quantity "
        "from true_monthly_sales order by all"
    ) == messy_zone.rows(
        "select date_trunc('month', date)::date, product_id, customer_id, company, "
        "sum(quantity)::bigint from clean_lines group by all order by all"
    )


# The rules, in SQL over the raw files and nothing else: judged lines, with the rule that rejects.
JUDGED_ORDERS = """
    create or replace table judged as
    with typed as (
        select
            *,
            coalesce(
                try_strptime(undated, '%Y/%m/%d'), try_strptime(undated, '%d-%m-%Y'),
                try_strptime(undated, '%d/%m/%Y'), try_strptime(undated, '%B %d, %Y')
            )::date as day,
            if(regexp_matches(customer_id, '^[0-9]+$'), customer_id, '999999') as customer,
            try_cast(order_qty as double)::bigint as quantity
        from (
            select
                *,
                regexp_replace(order_placement_date, '^[A-Z][a-z]+day, ', '') as undated
            from sports_bar_orders
        )
    )
    select
        *,
        quantity is null as is_missing,
        product_id not in (select product_id from sports_bar_products) as is_unknown,
        case
            when order_id in ('#N/A', 'None') then 'order_id_missing'
            when order_id = 'Grand Total' then 'total_line'
            when order_id not like 'F%' then 'key_damaged'
        end as order_rule,
        row_number() over (
            partition by order_id, product_id, day, customer, quantity order by place
        ) as copy
    from typed
"""
RAW_PRICES = """
    create or replace table year_prices as
    with typed as (
        select
            product_id,
            coalesce(
                try_strptime(month, '%Y/%m/%d'), try_strptime(month, '%d/%m/%Y'),
                try_strptime(month, '%Y-%m-%d'), try_strptime(month, '%d-%m-%Y')
            )::date as month,
            abs(try_cast(gross_price as decimal(18, 2))) as price,
            place
        from sports_bar_gross_prices
    )
    select
        'sports_bar' as company, product_id, year(month) as year,
        arg_max(price, (month, place)) as price
    from typed where price > 0 group by all
    union all
    select 'atlon', product_code, year::bigint, price_inr::decimal(18, 2) from atlon_gross_prices
"""
RAW_MONTHLY_SALES = """
    with lines as (
        select 'sports_bar' as company, day, product_id, customer, quantity
        from judged where not is_missing and not is_unknown and order_rule is null and copy = 1
        union all
        select 'atlon', date::date, product_code, customer_code, sold_quantity::bigint
        from atlon_orders
    )
    select
        date_trunc('month', day)::date as month, product_id, customer as customer_id, company,
        sum(quantity)::bigint as quantity, price, sum(quantity * price) as revenue
    from lines left join year_prices using (company, product_id)
    where year = year(day)
    group by all order by all
"""


def test_the_rules_over_the_raw_files_give_the_monthly_sales_of_the_truth(
    messy_zone: Zone,
) -> None:
    """All kinds of mess, two batches, two years: rows, prices and revenue are equal."""
    messy_zone.database.execute(JUDGED_ORDERS)
    messy_zone.database.execute(RAW_PRICES)
    found = messy_zone.rows(RAW_MONTHLY_SALES)
    assert found == messy_zone.rows(
        "select month, product_id, customer_id, company, quantity, price_inr, revenue_inr "
        "from true_monthly_sales order by all"
    )

    headline = messy_zone.truth.headline
    assert headline.total_revenue_inr == sum(row[6] for row in found)
    assert headline.total_quantity == sum(row[4] for row in found)
    assert headline.unique_customers == len({(row[3], row[2]) for row in found})
    mean_price = Decimal(sum(row[5] for row in found)) / len(found)
    assert headline.average_selling_price_inr == pytest.approx(float(mean_price), rel=1e-15)


def test_the_rules_over_the_raw_orders_give_the_counts_of_the_truth(messy_zone: Zone) -> None:
    """Outcomes, and rows by rule."""
    messy_zone.database.execute(JUDGED_ORDERS)
    ((accepted, superseded, rejected, missing, unknown, words),) = messy_zone.rows(
        """
        select
            count(*) filter (is_good and copy = 1),
            count(*) filter (is_good and copy > 1),
            count(*) filter (not is_good),
            count(*) filter (is_missing),
            count(*) filter (is_unknown),
            count(*) filter (customer = '999999')
        from (
            select *, not is_missing and not is_unknown and order_rule is null as is_good from judged
        )
        """
    )
    orders = dict(
        messy_zone.rows(
            "select order_rule, count(*) from judged where order_rule is not null group by all"
        )
    )
    counts = messy_zone.truth.feeds["sports_bar/orders"]
    assert (counts.accepted, counts.superseded, counts.rejected) == (accepted, superseded, rejected)
    assert counts.rejected_by_rule == {
        "quantity_missing": missing,
        "product_unknown": unknown,
        **orders,
    }
    assert len(orders) == 3
    assert counts.warned_by_rule == {"customer_unknown": words}
    assert min(superseded, missing, unknown, words) > 0


def test_every_date_of_the_orders_is_the_date_of_its_file(messy_zone: Zone) -> None:
    """Whatever its format."""
    messy_zone.database.execute(JUDGED_ORDERS)
    other_dates = messy_zone.rows(
        "select filename, order_placement_date from judged where day is distinct from "
        r"strptime(regexp_extract(filename, '\d{4}_\d\d_\d\d'), '%Y_%m_%d')::date"
    )
    assert other_dates == []


def test_dates_of_the_orders_come_in_four_formats_with_and_without_weekday(
    messy_zone: Zone,
) -> None:
    """Eight spellings and no other."""
    shapes = set()
    for (text,) in messy_zone.rows("select distinct order_placement_date from sports_bar_orders"):
        without_names = re.sub("[A-Z][a-z]+day", "weekday", text)
        without_names = re.sub("[A-Z][a-z]+", "month", without_names)
        shapes.add(re.sub("[0-9]", "9", without_names))
    plain = {"9999/99/99", "99-99-9999", "99/99/9999", "month 99, 9999"}
    assert shapes == plain | {f"weekday, {shape}" for shape in plain}


def test_the_latest_readable_price_of_each_year_is_the_true_one(messy_zone: Zone) -> None:
    """Mess leaves the truth recoverable, for every product and year, and the counts are right."""
    messy_zone.database.execute(RAW_PRICES)
    assert messy_zone.rows(
        "from year_prices where product_id not in ('77777777', '88888888', '99999999') order by all"
    ) == messy_zone.rows("from true_prices order by all")
    counts = messy_zone.truth.feeds["sports_bar/gross_prices"]
    ((words, zeros, negatives),) = messy_zone.rows(
        "select count(*) filter (try_cast(gross_price as int) is null), "
        "count(*) filter (gross_price = '0'), count(*) filter (gross_price like '-%') "
        "from sports_bar_gross_prices"
    )
    assert counts.rejected_by_rule == {"price_not_numeric": words, "price_zero": zeros}
    assert counts.warned_by_rule == {"price_negative": negatives}
    assert counts.accepted == messy_zone.value("select count(*) from true_month_prices")


def test_the_rules_over_the_raw_lists_give_the_customers_and_products_of_the_truth(
    messy_zone: Zone,
) -> None:
    """Names, cities, categories and variants can be mended with what the seeds know."""
    messy_zone.database.execute(INITCAP)
    typos = {typo: city for city, typos in CITY_TYPOS.items() for typo in typos}
    cities = " ".join(f"when '{typo}' then '{city}'" for typo, city in typos.items())
    assert messy_zone.rows(
        f"""
        select distinct
            customer_id,
            initcap_(regexp_replace(trim(customer_name), ' +', ' ', 'g')) as name,
            case city {cities} else coalesce(city, 'Unknown') end as standard_city,
            name || ' - ' || standard_city as customer
        from sports_bar_customers order by all
        """
    ) == messy_zone.rows(
        "select customer_id, customer_name, city, customer from true_customers "
        "where company = 'sports_bar' order by all"
    )
    assert messy_zone.rows(
        r"""
        select distinct
            if(product_id = 'XYZ123', '999999', product_id),
            initcap_(replace(category, 'protien', 'Protein')),
            regexp_extract(replace(product_name, 'Protien', 'Protein'), '^(.*) \((.*)\)$', 1),
            regexp_extract(product_name, '^(.*) \((.*)\)$', 2)
        from sports_bar_products order by all
        """
    ) == messy_zone.rows(
        "select product_id, category, product, variant from true_products "
        "where company = 'sports_bar' order by all"
    )


def test_the_seeds_of_the_project_know_every_value_that_is_generated(messy_zone: Zone) -> None:
    """Cities and categories are mapped; no generated customer has a city of a real one."""
    raw_cities = messy_zone.rows(f"select raw_city, city from '{SEEDS / 'city_names.csv'}'")
    needed = {(typo, city) for city, typos in CITY_TYPOS.items() for typo in (*typos, city)}
    assert needed <= set(raw_cities)
    assert (
        messy_zone.rows(
            "select category from true_products where company = 'sports_bar' "
            f"and category not in (select category from '{SEEDS / 'product_divisions.csv'}')"
        )
        == []
    )
    assert (
        messy_zone.rows(
            "select customer_id from true_customers where customer_id in "
            f"(select customer_id::varchar from '{SEEDS / 'customer_cities.csv'}')"
        )
        == []
    )


def test_a_crosswalk_releases_the_lines_of_the_mistyped_product_and_nothing_else(
    messy_zone: Zone,
) -> None:
    """Lines of 25891502 are rejected without it and accepted with it."""
    settings = messy_zone.truth.settings
    before = truth_after(settings)
    after = truth_after(settings, crosswalk=CROSSWALK)
    assert before.to_json() == messy_zone.truth.to_json()

    def fact(truth: Truth) -> set[tuple[Any, ...]]:
        return {tuple(row.values()) for row in truth.tables["monthly_sales"].to_pylist()}

    released = fact(after) - fact(before)
    assert fact(before) - fact(after) == set()
    assert {row[1] for row in released} == {"25891502"}
    held_back = before.feeds["sports_bar/orders"].rejected
    assert held_back > after.feeds["sports_bar/orders"].rejected > 0
    assert "25891502" not in before.tables["products"]["product_id"].to_pylist()
    assert "25891502" in after.tables["products"]["product_id"].to_pylist()


def test_the_truth_can_be_read_back_from_its_folder(messy_zone: Zone) -> None:
    """JSON and Parquet hold all of it."""
    found = read_truth(messy_zone.summary.truth_folder)
    assert found.to_json() == messy_zone.truth.to_json()
    assert found.tables == messy_zone.truth.tables


# Batches


def test_a_batch_writes_the_files_and_the_truth_of_a_longer_run(tmp_path: Path) -> None:
    """History and then two batches is the same as all of it at once."""
    history = small()
    write(history, tmp_path / "steps")
    folders = tmp_path / "steps" / "landing", tmp_path / "steps" / "truth"
    add_batch(*folders, days=1, order_lines=300)
    steps = Zone(add_batch(*folders, days=5))
    whole = write(
        history.with_batch(Batch(1, 300)).with_batch(Batch(5, 250)),
        tmp_path / "whole",
    )
    assert bytes_and_times(folders[0]) == bytes_and_times(whole.summary.landing_root)
    assert read_truth(folders[1]).to_json() == whole.truth.to_json()
    assert read_truth(folders[1]).tables == whole.truth.tables
    in_order = "from clean_lines order by all"
    assert steps.rows(in_order) == whole.rows(in_order)


def test_a_batch_holds_exactly_the_lines_that_were_asked_for_and_leaves_the_history(
    tmp_path: Path,
) -> None:
    """A history of 2,000 lines, then exactly 10,000 in one new file."""
    history = write(small(), tmp_path)
    before = bytes_and_times(history.summary.landing_root)
    summary = add_batch(
        history.summary.landing_root, history.summary.truth_folder, order_lines=10_000
    )
    after = bytes_and_times(history.summary.landing_root)
    assert (summary.files, summary.rows) == (1, 10_000)
    assert after.keys() - before.keys() == {"sports_bar/orders/orders_2025_08_10.csv"}
    assert {path: after[path] for path in before} == before
    assert summary.truth.feeds["sports_bar/orders"].landed == 12_000


def test_the_truth_after_some_days_is_that_of_a_zone_of_these_days(messy_zone: Zone) -> None:
    """By batches and by days."""
    settings = messy_zone.truth.settings
    history = truth_after(replace(settings, batches=settings.batches[:1]))
    for part in (truth_after(settings, batches=1), truth_after(settings, days=40)):
        assert part.headline == history.headline
        assert part.feeds == history.feeds
        assert part.tables == history.tables
    assert truth_after(settings, days=1).feeds["sports_bar/orders"].landed == 50
    with pytest.raises(SimulatorError, match="the zone has 49"):
        truth_after(settings, days=50)


def test_a_year_of_days_brings_monthly_sales_of_atlon_and_prices_of_the_new_year(
    tmp_path: Path,
) -> None:
    """Months are reported on the fifth, price lists arrive on 1 January."""
    year = write(make_settings(1_000, 365), tmp_path)
    files = sorted(path for path in bytes_and_times(year.summary.landing_root))
    assert [path for path in files if "gross_prices" in path] == [
        "atlon/gross_prices/gross_prices_2025_07_01.csv",
        "atlon/gross_prices/gross_prices_2026_01_01.csv",
        "sports_bar/gross_prices/gross_prices_2025_07_01.csv",
        "sports_bar/gross_prices/gross_prices_2026_01_01.csv",
    ]
    assert year.rows(
        "select min(month), max(month), count(distinct month) from true_monthly_sales "
        "where company = 'atlon'"
    ) == [(date(2024, 7, 1), date(2026, 5, 1), 23)]


# Folders


def test_a_zone_that_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    """Repeating the call writes nothing and says so; a batch that came since stays."""
    first = write(small(), tmp_path)
    landing, truth = first.summary.landing_root, first.summary.truth_folder
    add_batch(landing, truth)
    before = bytes_and_times(landing), bytes_and_times(truth)
    again = generate(small(), landing, truth)
    assert again.note == "The zone is there already, with 1 batch after the history."
    assert (again.files, again.rows, again.bytes) == (0, 0, 0)
    assert again.truth.days == 41
    assert (bytes_and_times(landing), bytes_and_times(truth)) == before


def test_a_lost_truth_is_written_again_without_touching_the_zone(tmp_path: Path) -> None:
    """Also the clean lines."""
    first = write(small(), tmp_path)
    before = bytes_and_times(first.summary.landing_root)
    again = generate(small(), first.summary.landing_root, tmp_path / "other_truth")
    assert again.files == 0
    assert bytes_and_times(first.summary.landing_root) == before
    assert read_truth(tmp_path / "other_truth").to_json() == first.truth.to_json()
    assert Zone(again).rows("from clean_lines") == first.rows("from clean_lines")


def test_a_folder_with_files_of_others_is_refused_and_left_alone(tmp_path: Path) -> None:
    """With and without overwrite when they lie in a feed's folder."""
    theirs = tmp_path / "landing" / "sports_bar" / "orders" / "orders_2025_07_01.csv"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    with pytest.raises(SimulatorError, match="was not written by the generator"):
        write(small(), tmp_path)
    with pytest.raises(SimulatorError, match="never deletes them"):
        generate(small(), tmp_path / "landing", tmp_path / "truth", overwrite=True)
    assert theirs.read_text() == "theirs"
    assert not (tmp_path / "truth").exists()


def test_files_beside_the_feeds_stay_when_overwrite_is_given(tmp_path: Path) -> None:
    """Other feeds of the landing root are no concern of the generator."""
    theirs = tmp_path / "landing" / "marketplace" / "orders.csv"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs")
    with pytest.raises(SimulatorError, match="was not written by the generator"):
        write(small(), tmp_path)
    generate(small(), tmp_path / "landing", tmp_path / "truth", overwrite=True)
    assert theirs.read_text() == "theirs"


def test_other_settings_are_refused_unless_overwrite_is_given(tmp_path: Path) -> None:
    """The message names the difference; overwriting leaves nothing of the old zone."""
    write(small().with_batch(Batch(3, 30)), tmp_path / "old")
    folders = tmp_path / "old" / "landing", tmp_path / "old" / "truth"
    with pytest.raises(SimulatorError, match="seed is 7, asked for 8"):
        generate(small(seed=8), *folders)
    generate(small(seed=8), *folders, overwrite=True)
    new = write(small(seed=8), tmp_path / "new")
    assert bytes_and_times(folders[0]) == bytes_and_times(new.summary.landing_root)
    assert read_truth(folders[1]).to_json() == new.truth.to_json()


def test_an_interrupted_zone_is_completed_by_the_same_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No half file is visible, other calls are refused, and the end is that of one quiet run."""
    settings = small().with_batch(Batch(4, 400))
    folders = tmp_path / "cut" / "landing", tmp_path / "cut" / "truth"

    class PowerFailure(BaseException):
        """Ends the process in the middle of a file."""

    def chunks_until_power_fails(chunks: Iterator[bytes]) -> Iterator[bytes]:
        yield next(chunks)
        raise PowerFailure

    def write_until_power_fails(
        root: Path, path: PurePosixPath, chunks: Iterator[bytes], modified_at: datetime
    ) -> int:
        if path.name == "orders_2025_08_11.csv":
            chunks = chunks_until_power_fails(chunks)
        return zone.write_file(root, path, chunks, modified_at)

    monkeypatch.setattr(writer, "write_file", write_until_power_fails)
    with pytest.raises(PowerFailure):
        generate(settings, *folders)
    monkeypatch.undo()

    assert "sports_bar/orders/orders_2025_08_10.csv" in bytes_and_times(folders[0])
    assert "sports_bar/orders/orders_2025_08_11.csv" not in bytes_and_times(folders[0])
    with pytest.raises(SimulatorError, match="was interrupted"):
        add_batch(*folders, order_lines=77)
    generate(settings, *folders)
    quiet = write(settings, tmp_path / "quiet")
    assert bytes_and_times(folders[0]) == bytes_and_times(quiet.summary.landing_root)
    assert read_truth(folders[1]).to_json() == quiet.truth.to_json()
    assert not list(folders[0].rglob("*.part"))


def test_the_truth_never_lies_in_the_landing_root(tmp_path: Path) -> None:
    """A pipeline must not find the answers among its input."""
    for truth_folder in (tmp_path, tmp_path / "truth", tmp_path / "a" / ".." / "truth"):
        with pytest.raises(SimulatorError, match="Put it outside"):
            generate(small(), tmp_path, truth_folder)
    assert list(tmp_path.iterdir()) == []


def test_settings_that_cannot_be_generated_are_refused_with_a_mend(tmp_path: Path) -> None:
    """Each with what is wrong and what to do."""
    refused: list[tuple[str, Callable[[], object]]] = [
        ("cannot be spread over 60 days", lambda: make_settings(10, 60)),
        ("cannot be spread over 0 days", lambda: make_settings(10, 0)),
        ("are too few", lambda: make_settings(products=3)),
        ("are too many", lambda: make_settings(customers=50_000, products=500)),
        ("is not among 9 products", lambda: make_settings(products=9, mess=EVERY_KIND)),
        ("no complete zone", lambda: add_batch(tmp_path, tmp_path / "truth")),
    ]
    for message, call in refused:
        with pytest.raises(SimulatorError, match=message) as caught:
            call()
        assert "What to do: " in str(caught.value)


def test_sizes_that_are_not_given_grow_with_the_order_lines() -> None:
    """From a thousand lines to ten million."""
    sizes = [make_settings(lines) for lines in (1_000, 5_000, 100_000, 1_000_000, 10_000_000)]
    assert [size.days for size in sizes] == [60, 60, 60, 365, 365]
    assert [size.customers for size in sizes] == [24, 24, 24, 76, 240]
    assert [size.products for size in sizes] == [18, 18, 18, 33, 57]
    assert all(sum(map(size.lines_of_day, range(size.days))) == size.order_lines for size in sizes)


# Command line


def run(*arguments: str | Path) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_the_command_line_generates_a_zone_adds_a_batch_and_writes_a_truth(
    tmp_path: Path,
) -> None:
    """The same zone as by the library, and a summary with thousands separators."""
    landing = tmp_path / "landing"
    first = run(
        "generate", "--out", landing, "--order-lines", "2000", "--days", "40", "--mess", "all"
    )
    assert first.exit_code == 0, first.output
    assert "Wrote a new zone." in first.output
    assert "2,000" in first.output
    second = run("batch", "--out", landing, "--order-lines", "1000")
    assert "Wrote the next 1 day." in second.output
    third = run("truth", "--out", landing, "--truth", tmp_path / "early", "--days", "40")
    assert third.exit_code == 0, third.output

    library = write(small(), tmp_path / "library")
    assert read_truth(tmp_path / "early").tables == library.truth.tables
    assert json.loads((tmp_path / "truth" / "truth.json").read_text())["days"] == 41


def test_the_command_line_lists_every_kind_on_one_line() -> None:
    """Name, feed and what it does."""
    lines = run("kinds").output.splitlines()
    assert [line.split()[0] for line in lines] == list(KINDS)
    assert all(KINDS[line.split()[0]].description in line for line in lines)


def test_the_command_line_shows_errors_without_a_traceback(tmp_path: Path) -> None:
    """What is wrong, where, and what to do."""
    (tmp_path / "foreign.csv").write_text("theirs")
    result = run("generate", "--out", tmp_path, "--truth", tmp_path.parent / "elsewhere")
    assert result.exit_code == 1
    assert "foreign.csv" in result.output
    assert "What to do: " in result.output
    assert "Traceback" not in result.output
