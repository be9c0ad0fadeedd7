"""A further partner joins the web shop by its card and a word, and nobody's data leave bronze."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from simulator.webshop import WebshopSettings
from tests.python.harness.contents import read_contents, tables_of
from tests.python.harness.lakehouse import Lakehouse, Run, RunFailedError
from tests.python.harness.session import WarmSession
from tests.python.harness.webshop import land, small_shop
from tests.python.harness.webshop_truth import WebshopZone

# What the new partner calls the columns of dealmart, whose lines it delivers in its own form.
BAZAAR = {
    "order_id": "numero",
    "item_seq": "ligne",
    "dt": "jour",
    "customer_id": "client",
    "product_id": "article",
    "quantity": "quantite",
    "unit_price_currency": "devise",
    "unit_price": "prix",
    "discount_pct": "remise",
    "tax_amount": "tva",
    "coupon_code": "bon",
    "order_status": "etat",
    "payment_method": "paiement",
}
AMOUNTS = ("unit_price", "tax_amount")
LINE = (
    "order_id, item_seq, order_date, replace(customer_id, seller), product_id, quantity, currency,"
    " unit_price, discount_pct, tax_amount, coupon_code, order_status, payment_method"
)

# Texts that must stand nowhere but in bronze.
PLANTED = {
    "a phone number": "+44-7700900123",
    "digits in a text that is no phone number": "9198765012",
    "a name in a column that nobody declared": "Planted Person",
    "a street in a line that cannot be taken apart": "7 Planted Lane",
    "what a file without a header says": "planted@example.com",
}


@dataclass
class Shop:
    """A small web shop with a further partner: its lakehouse, its runs, what they said."""

    lakehouse: Lakehouse
    first: Run
    stopped: Run
    said: list[str] = field(default_factory=list)


def join_partner(lakehouse: Lakehouse) -> None:
    """The documented walk: a card, two models of one line, an entry in the YAML, one word."""
    models = lakehouse.project / "models"
    folder = models / "staging/webshop/bazaar"
    folder.mkdir()
    columns = "".join(
        f"          - name: {name}\n            description: As delivered.\n"
        f"            config: {{meta: {{also_called: [{other}]}}}}\n"
        for name, other in BAZAAR.items()
    )
    (folder / "_bazaar__sources.yml").write_text(
        "sources:\n  - name: bazaar\n    description: A further partner.\n"
        "    schema: \"{{ env_var('DBT_SCHEMA_PREFIX', '') }}landing\"\n    tables:\n"
        "      - name: order_lines\n        identifier: bazaar_order_lines\n"
        "        description: One row per order line.\n"
        '        config: {meta: {path: partners/bazaar, delimiter: ";", decimal_sign: ",",'
        " date_format: dd-MM-yyyy}}\n"
        f"        columns:\n{columns}",
        encoding="utf-8",
    )
    (folder / "stg_bazaar__order_lines.sql").write_text(
        "{{ load_feed('bazaar', 'order_lines') }}\n", encoding="utf-8"
    )
    judged = models / "intermediate/webshop/judged"
    (judged / "int_webshop__bazaar_order_lines_judged.sql").write_text(
        "{{ judged_order_lines() }}\n", encoding="utf-8"
    )
    entries = judged / "_order_lines__judged.yml"
    before, last = entries.read_text(encoding="utf-8").rstrip().rsplit("\n\n", 1)
    entries.write_text(
        f"{before}\n\n{last}\n\n{last.replace('dealmart', 'bazaar')}\n", encoding="utf-8"
    )
    word = "      dealmart: {order_lines: lines}\n"
    lakehouse.edit(
        "dbt_project.yml",
        word.replace("{", r"\{").replace("}", r"\}"),
        word + word.replace("dealmart", "bazaar"),
    )


def deliver_bazaar(zone: WebshopZone) -> None:
    """Delivers dealmart's lines under other headers, with decimal commas and other dates."""
    for name in zone.files("partners/dealmart"):
        text = zone.content("partners/dealmart", name).decode()
        _, *lines = csv.reader(io.StringIO(text), delimiter="|")
        rows = [dict(zip(BAZAAR, line, strict=True)) for line in lines]
        for row in rows:
            month, day, year = row["dt"].split("/")
            row["dt"] = f"{day}-{month}-{year}"
            row |= {column: row[column].replace(".", ",") for column in AMOUNTS}
        content = io.StringIO(newline="")
        writer = csv.writer(content, delimiter=";", lineterminator="\n")
        writer.writerows([BAZAAR.values(), *(row.values() for row in rows)])
        zone.deliver("partners/bazaar", name, content.getvalue())


def plant(zone: WebshopZone) -> None:
    """Delivers customers with texts that nobody may see."""
    zone.deliver(
        "webshop/customers",
        "planted.csv",
        "customer_id,phone,country_code,country,state,gender,full_name\n"
        f"CUST000000090001,{PLANTED['a phone number']},GB,,Kent,F,Planted Person\n"
        "CUST000000090002,ask 9198765012 for Planted Person,IN,,,M,Planted Person\n"
        f",{PLANTED['a phone number']},GB,,Kent,F,Planted Person\n"
        "CUST000000090003,7 Planted Lane,too,many,fields,here,and,there,Planted Person\n",
    )


def plant_in_a_full_picture(lakehouse: Lakehouse, zone: WebshopZone) -> None:
    """Delivers a promotion that is rejected, and calls the column of its name personal."""
    name = "          - name: promotion_name\n            description: [^\n]*\n"
    lakehouse.edit(
        "models/staging/webshop/webshop/_webshop__sources.yml",
        f"({name})",
        r"\1            config: {meta: {personal: true}}\n",
    )
    zone.deliver(
        "webshop/promotions",
        "planted.csv",
        "coupon_code,promotion_name,valid_from,valid_to\nANNA,Planted Promoter,soon,later\n",
    )


@pytest.fixture(scope="module")
def shop(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A run of everything, and one that a file without a header stops."""
    folder = tmp_path_factory.mktemp("shop")
    settings = WebshopSettings(lines=120, days=2, seed=13, mess=frozenset())
    zone = WebshopZone(folder / "landing")
    land(small_shop(settings), zone.root)
    lakehouse = Lakehouse(session, folder / "project", zone, prefix="bazaar_", business="webshop")
    join_partner(lakehouse)
    deliver_bazaar(zone)
    plant(zone)
    plant_in_a_full_picture(lakehouse, zone)
    said: list[str] = []
    first = lakehouse.run(tests=True, said=said.append)
    zone.deliver("webshop/customers", "no_header.csv", "CUST1,planted@example.com,GB\n" * 3)
    stopped = lakehouse.run(
        tests=True,
        must_succeed=False,
        said=said.append,
        select=("stg_webshop__customers+1", "quarantine", "row_accounting"),
    )
    yield Shop(lakehouse, first, stopped, said)
    lakehouse.close()


def test_a_further_partner_is_a_card_and_a_word_in_the_register(shop: Shop) -> None:
    """Its lines have the values of the partner whose lines they are, in another form."""
    gate = "bazaar_order_lines_are_readable_accounted_for_and_within_the_limit_of_rejects"
    assert shop.first.statuses[gate] == "pass"
    lines = {
        seller: shop.lakehouse.sql(
            f"select {LINE} from {{analytics}}.fct_webshop_order_lines"
            f" where seller = '{seller}' order by order_id, item_seq"
        )
        for seller in ("bazaar", "dealmart")
    }
    assert lines["bazaar"]
    assert lines["bazaar"] == lines["dealmart"]
    ledger = shop.lakehouse.sql("select distinct feed from {logs}.file_ledger")
    assert ("bazaar.order_lines",) in ledger


def test_personal_data_stand_in_bronze_and_nowhere_else(shop: Shop) -> None:
    """Not in silver, gold, logs, quarantine or what a run says, of good rows and of bad ones."""
    schemas = ("raw", "processed", "analytics", "logs")
    assert {name.split(".")[0] for name in tables_of(shop.lakehouse, schemas)} == set(schemas)
    rows = read_contents(shop.lakehouse, schemas, views=True).rows.to_pylist()
    for what, text in PLANTED.items():
        assert {row["name"] for row in rows if text in row["record"]} == {
            "raw.stg_webshop__customers"
        }, what
        assert not [line for line in shop.said if text in line], what


def test_what_is_withheld_says_where_it_stands(shop: Shop) -> None:
    """Who may read bronze finds the row by its file and line."""
    shown = shop.lakehouse.sql(
        "select line_number, rules, raw_record from {logs}.quarantine"
        " where file_path = 'webshop/customers/planted.csv' order by line_number"
    )
    assert [(line, rules) for line, rules, _ in shown] == [
        (4, "customer_id_missing"),
        (5, "malformed_row"),
    ]
    assert '"phone":"***"' in shown[0][2]
    assert shown[1][2].startswith("withheld")
    assert shop.stopped.failed


def test_personal_columns_of_a_full_picture_are_withheld_as_well(shop: Shop) -> None:
    """Whatever a feed delivers, its card says what is personal."""
    records = shop.lakehouse.sql(
        "select raw_record from {logs}.quarantine"
        " where file_path = 'webshop/promotions/planted.csv'"
    )
    assert [record for (record,) in records] == [
        '{"coupon_code":"ANNA","promotion_name":"***","valid_from":"soon","valid_to":"later"}'
    ]


def test_analysts_are_granted_gold_and_logs_and_personal_columns_are_masked(shop: Shop) -> None:
    """As the project declares it; Databricks is not there to be asked."""
    said = shop.lakehouse.operation("grant_access")
    granted = [line.split() for line in said if "grant use schema" in line]
    readable = {
        words[-3].strip("`").removeprefix("bazaar_") for words in granted if "`analysts`" in words
    }
    assert readable == {"analytics", "logs"}
    masked = [line.strip() for line in said if " set mask " in line]
    assert [(line.split()[2].split(".")[-1], line.split()[5]) for line in masked] == [
        ("stg_webshop__customers", "phone"),
        ("stg_webshop__customers", "_raw"),
        ("stg_webshop__customers", "_rescued_data"),
        ("stg_webshop__promotions", "promotion_name"),
        ("stg_webshop__promotions", "_raw"),
        ("stg_webshop__promotions", "_rescued_data"),
    ]
    with pytest.raises(RunFailedError, match="has no grants"):
        shop.lakehouse.operation("grant_access", dry_run=False)
