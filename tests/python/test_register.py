"""The register of feeds: who is missing is named, a company joins by it, feeds are judged apart.

Fingerprints need no tables: `dbt compile` writes them into the SQL of every judged model.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.setup.render import PROJECT
from tests.python import oracle
from tests.python.harness.lakehouse import Lakehouse, Run, RunFailedError
from tests.python.harness.register import registered_feeds
from tests.python.harness.session import WarmSession
from tests.python.harness.zone import Zone

BOTH = "distribution,marketplace"
EVERY_LINE = f"{BOTH},webshop"
FINGERPRINT = re.compile(r"'(\w+)' as _judged_with")

# The third company's names of atlon's columns.
GAMMA = {
    "customers": {
        "customer_code": "kundennr",
        "customer": "kunde",
        "market": "land",
        "platform": "plattform",
        "channel": "kanal",
    },
    "products": {
        "product_code": "artikelnr",
        "division": "sparte",
        "category": "warengruppe",
        "product": "artikel",
        "variant": "groesse",
    },
    "gross_prices": {"product_code": "artikelnr", "price_inr": "bruttopreis", "year": "jahr"},
    "orders": {
        "date": "monat",
        "product_code": "artikelnr",
        "customer_code": "kundennr",
        "sold_quantity": "menge",
    },
}
REGISTER_LINE = "      sports_bar: {customers: full_picture"
GAMMA_LINE = (
    "      gamma: {customers: full_picture, products: full_picture,"
    " gross_prices: full_picture, orders: lines}\n"
)


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Zone:
    """A small landing zone of two companies."""
    folder = tmp_path_factory.mktemp("register")
    return Zone.generated(folder / "landing", seed=23, order_lines=120, mess=frozenset())


@pytest.fixture
def lakehouse(session: WarmSession, tmp_path: Path, zone: Zone) -> Iterator[Lakehouse]:
    """A copy of the project that builds both lines of business, without tables."""
    made = Lakehouse(session, tmp_path / "project", zone, prefix="register_", business=BOTH)
    yield made
    made.close()


def fingerprints(lakehouse: Lakehouse) -> dict[str, str]:
    """What every judged model that is built in increments would be judged with."""
    outcome = lakehouse.dbt("compile", "--select", "resource_type:model,*_judged")
    assert outcome.success, outcome.exception
    results: Any = outcome.result
    compiled = {each.node.name: each.node.compiled_code for each in results.results}
    found = {name: FINGERPRINT.search(text) for name, text in compiled.items()}
    return {name: match[1] for name, match in found.items() if match}


def test_only_the_feeds_are_judged_again_whose_sql_a_change_concerns(lakehouse: Lakehouse) -> None:
    """A macro, a rule, the template of a kind, another prefix, another feed in the register."""

    def changed(change: Callable[[], None]) -> set[str]:
        before = fingerprints(lakehouse)
        change()
        after = fingerprints(lakehouse)
        return {name for name in before if after[name] != before[name]}

    def put(file: str, pattern: str, text: str) -> Callable[[], None]:
        return lambda: lakehouse.edit(file, pattern, text)

    lakehouse.business = EVERY_LINE
    (typing,) = {path.relative_to(PROJECT) for path in PROJECT.rglob("macros/*/place_name.sql")}
    assert len(fingerprints(lakehouse)) == 15
    assert changed(put(str(typing), r"initcap\(", "lower(")) == {
        "int_marketplace__customers_judged",
        "int_marketplace__sellers_judged",
    }
    reviews = "int_marketplace__order_reviews_judged"
    assert changed(lambda: lakehouse.add_rule(reviews, "too_good", "score > 4")) == {reviews}
    lines = "macros/judging/judge_lines.sql"
    assert changed(put(lines, "rejected correction", "refused correction")) == {
        feed.judged
        for line in EVERY_LINE.split(",")
        for feed in registered_feeds(line)
        if feed.kind in ("lines", "upserts")
    }
    shop = "macros/webshop/webshop_order_lines.sql"
    assert changed(put(shop, r"rtrim\(regexp", "trim(regexp")) == {
        feed.judged for feed in registered_feeds("webshop") if "order" in feed.table
    }

    def another_prefix() -> None:
        lakehouse.prefix = "registered_"

    assert changed(another_prefix) == set()
    assert changed(lambda: add_gamma(lakehouse)) == set()
    assert changed(put("dbt_project.yml", "op not in", "upper(op) not in")) == {
        feed.judged for feed in registered_feeds("marketplace")
    }


def refused(lakehouse: Lakehouse) -> str:
    """What a run that must not begin says, on one line."""
    with pytest.raises(RunFailedError) as raised:
        lakehouse.invoke("build", "--select", "acknowledged_files")
    return " ".join(str(raised.value).split())


def test_a_feed_that_is_not_registered_stops_the_run_with_the_line_to_add(
    lakehouse: Lakehouse,
) -> None:
    """A card, a staging model and a judged model without a word in the register are each named."""
    card = lakehouse.project / "models/staging/distribution/atlon/_atlon__sources.yml"
    text = card.read_text(encoding="utf-8")
    card.write_text(
        text + "      - name: returns\n        description: One row per return.\n"
        "        config: {meta: {path: atlon/returns}}\n"
        "        columns: [{name: id, description: Its number.}]\n",
        encoding="utf-8",
    )
    models = lakehouse.project / "models"
    (models / "staging/distribution/atlon/stg_atlon__returns.sql").write_text("select 1 as id\n")
    judged = models / "intermediate/distribution/judged"
    (judged / "int_distribution__atlon_returns_made_judged.sql").write_text("select 1 as id\n")
    said = refused(lakehouse)
    assert "the feed atlon.returns, which nobody registered" in said
    assert "vars.feeds in dbt_project.yml" in said
    assert "atlon: {returns: <changes or full_picture or lines or upserts>}" in said
    assert "stg_atlon__returns.sql belongs to no registered feed" in said
    assert "int_distribution__atlon_returns_made_judged.sql belongs to no registered feed" in said


def test_a_registered_feed_without_its_files_or_of_an_unknown_kind_stops_the_run(
    lakehouse: Lakehouse,
) -> None:
    """The card, and what stands in the register, are named."""
    card = "models/staging/distribution/sports_bar/_sports_bar__sources.yml"
    lakehouse.edit(card, "- name: customers", "- name: shops")
    lakehouse.edit(
        "models/staging/distribution/sports_bar/stg_sports_bar__customers.sql",
        "'customers'",
        "'shops'",
    )
    lakehouse.edit("dbt_project.yml", "products: full_picture", "products: everything")
    said = refused(lakehouse)
    assert "names customers, which has no feed card" in said
    assert "names products as everything. Write one of changes, full_picture" in said


def test_a_judged_model_whose_entry_lists_no_columns_stops_the_run(lakehouse: Lakehouse) -> None:
    """It would end in a message of the engine about some column."""
    entries = "models/intermediate/marketplace/judged/_marketplace__judged.yml"
    name = "int_marketplace__sellers_judged"
    lakehouse.edit(
        entries, f"(?s)(- name: {name}\n.*?)\n    columns:\n.*?(?=\n\n  - name:|\\Z)", r"\1"
    )
    said = refused(lakehouse)
    assert f"{entries} says nothing of the columns of {name}" in said


def test_a_line_of_business_that_nobody_registered_is_refused_with_the_known_ones(
    lakehouse: Lakehouse,
) -> None:
    """A part of a name is no name."""
    lakehouse.business = "market"
    outcome = lakehouse.dbt("parse", "--no-partial-parse")
    assert not outcome.success
    said = " ".join(str(outcome.exception).split())
    assert "'market' is no line of business" in said
    assert "distribution, marketplace" in said


def add_gamma(lakehouse: Lakehouse) -> None:
    """Adds a third company by the documented walk: its folder, judged models, register line, name."""
    models = lakehouse.project / "models"
    staging = models / "staging/distribution/gamma"
    staging.mkdir()
    judged = models / "intermediate/distribution/judged"
    tables = []
    for table, columns in GAMMA.items():
        stage = (models / f"staging/distribution/atlon/stg_atlon__{table}.sql").read_text("utf-8")
        (staging / f"stg_gamma__{table}.sql").write_text(stage.replace("atlon", "gamma"))
        text = (judged / f"int_distribution__atlon_{table}_judged.sql").read_text("utf-8")
        for old, new in columns.items():
            text = re.sub(rf"'{old}'", f"'{new}'", text)
        path = judged / f"int_distribution__gamma_{table}_judged.sql"
        path.write_text(text.replace("atlon", "gamma"))
        listed = "".join(
            f"          - {{name: {name}, description: As delivered"
            f"{', config: {meta: {measure: quantity}}' if name == 'menge' else ''}}}\n"
            for name in columns.values()
        )
        tables.append(
            f"      - name: {table}\n        identifier: gamma_{table}\n"
            f"        description: One row per line.\n"
            f"        config: {{meta: {{path: gamma/{table}}}}}\n        columns:\n{listed}"
        )
    (staging / "_gamma__sources.yml").write_text(
        "sources:\n  - name: gamma\n    description: A third company.\n"
        "    schema: \"{{ env_var('DBT_SCHEMA_PREFIX', '') }}landing\"\n    tables:\n"
        + "".join(tables)
    )
    rules = (judged / "_atlon__judged.yml").read_text("utf-8")
    (judged / "_gamma__judged.yml").write_text(rules.replace("atlon", "gamma"))
    lakehouse.edit("dbt_project.yml", re.escape(REGISTER_LINE), GAMMA_LINE + REGISTER_LINE)
    lakehouse.add_seed_line("companies", "gamma,Gamma GmbH")


def deliver_gamma(zone: Zone) -> None:
    """Delivers atlon's files as gamma's, under other headers."""
    for table, columns in GAMMA.items():
        for name in zone.files(f"atlon/{table}"):
            rows = list(csv.reader(io.StringIO(zone.content(f"atlon/{table}", name).decode())))
            text = io.StringIO(newline="")
            header = [columns[column] for column in rows[0]]
            csv.writer(text, lineterminator="\n").writerows([header, *rows[1:]])
            zone.deliver(f"gamma/{table}", name, text.getvalue())


# What the company's tables must hold: the oracle's rows of the company that its files were made of.
COMPANY_TABLES = {
    "processed.int_distribution__customers": (
        "customer_id, customer_name, city, market, platform, channel",
        "select customer_id, customer, city, market, platform, channel from customers",
    ),
    "processed.int_distribution__products": (
        "product_id, product_name, variant, category, division",
        "select product_id, product, variant, category, division from products",
    ),
    "analytics.dim_distribution_prices": (
        "product_id, price_year, price_inr",
        "select product_id, price_year, price_inr from yearly_prices",
    ),
    "analytics.fct_distribution_monthly_sales": (
        "month, product_id, customer_id, quantity, price_inr, revenue_inr",
        "select date, product_id, customer_id, quantity, price_inr, revenue_inr"
        " from fct_distribution_monthly_sales",
    ),
}


@pytest.fixture(scope="module")
def company(
    session: WarmSession, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Lakehouse, Run]]:
    """A lakehouse that the third company has joined, and its first run."""
    folder = tmp_path_factory.mktemp("gamma")
    zone = Zone.generated(folder / "landing", seed=29, order_lines=150, mess=frozenset())
    lakehouse = Lakehouse(session, folder / "project", zone, prefix="gamma_")
    add_gamma(lakehouse)
    deliver_gamma(zone)
    yield lakehouse, lakehouse.run(tests=True)
    lakehouse.close()


def test_a_third_company_with_other_columns_joins_by_its_own_files_and_one_register_line(
    company: tuple[Lakehouse, Run],
) -> None:
    """Its rows are in ledger, accounting, facts and reports; all tests of the project pass."""
    lakehouse, run = company
    gate = "gamma_orders_are_readable_accounted_for_and_within_the_limit_of_rejects"
    assert run.statuses[gate] == "pass"
    with oracle.expect(lakehouse.zone.delivered.values(), lakehouse.project / "seeds") as expected:
        expected.connection.execute("set timezone = 'UTC'")
        for table, (columns, query) in COMPANY_TABLES.items():
            schema, name = table.split(".")
            found = lakehouse.sql(
                f"select {columns} from {{{schema}}}.{name} where company = 'gamma'"
            )
            wanted = expected.connection.execute(f"{query} where company = 'atlon'").fetchall()
            assert found, table
            assert sorted(found, key=str) == sorted(wanted, key=str), table
    ledger = lakehouse.sql("select distinct feed from {logs}.file_ledger")
    assert {f"gamma.{table}" for table in GAMMA} <= {feed for (feed,) in ledger}
    checks = lakehouse.sql(
        "select count(*), sum(difference) from {logs}.reconciliation_distribution"
        " where company = 'gamma'"
    )
    assert checks == [(3, 0)]


def test_a_lakehouse_of_an_earlier_version_keeps_its_snapshots_and_loses_what_no_model_has(
    company: tuple[Lakehouse, Run],
) -> None:
    """The move is said before it is done, and done once."""
    lakehouse, _ = company
    lakehouse.sql("drop table if exists {snapshots}.snap_products")
    lakehouse.sql(
        "create table {snapshots}.snap_products using delta"
        " as select * from {snapshots}.snap_distribution_products"
    )
    lakehouse.sql("drop table {snapshots}.snap_distribution_products")
    lakehouse.sql(
        "create table {processed}.int_distribution__atlon_prices_judged as select 1 as id"
    )
    lakehouse.sql("create view {analytics}.rpt_headline as select 1 as id")
    kept = lakehouse.sql("select * from {snapshots}.snap_products order by all")
    lakehouse.business = EVERY_LINE
    try:
        assert kept
        announced = "\n".join(lakehouse.operation("move_renamed_tables"))
        assert lakehouse.sql("select * from {snapshots}.snap_products order by all") == kept
        done = "\n".join(lakehouse.operation("move_renamed_tables", dry_run=False))
        for said in (announced, done):
            assert "snap_products -> " in said
            assert "int_distribution__atlon_prices_judged is dropped" in said
            assert "rpt_headline is dropped" in said
            assert "fct_distribution_monthly_sales is dropped" not in said
        again = lakehouse.operation("move_renamed_tables", dry_run=False)
        assert again == ["Tables of earlier versions"]
    finally:
        lakehouse.business = "distribution"
    moved = lakehouse.sql("select * from {snapshots}.snap_distribution_products order by all")
    assert moved == kept
