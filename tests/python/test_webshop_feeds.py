"""A further partner joins the web shop by its card and a word, and nobody's data leave bronze."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.alerts import tell as alerts
from orchestration.alerts.messages import Message
from orchestration.alerts.settings import AlertSettings, MailSettings
from orchestration.dashboards.catalogue import read_catalogue
from orchestration.dashboards.content import arrivals_of, content_of, notes_of_runs
from orchestration.dashboards.page import page_of
from orchestration.dashboards.sources import prefixed
from orchestration.pipeline import summary
from orchestration.pipeline.dbt_build import Outcome
from orchestration.pipeline.output import SUMMARY_MARK, read_summary
from orchestration.pipeline.settings import read_settings
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

QUARANTINE = "logs.quarantine"

# Texts that must stand nowhere but in bronze, whoever looks: the feed's card knows of its persons.
CUSTOMERS, PHONE = "raw.stg_webshop__customers", "+44-7700900123"
PLANTED = {
    "a phone number": (PHONE, CUSTOMERS),
    "digits in a text that is no phone number": ("9198765012", CUSTOMERS),
    "a name in a column that nobody declared": ("Planted Person", CUSTOMERS),
    "a street in a line that cannot be taken apart": ("7 Planted Lane", CUSTOMERS),
    "what a file without a header says": ("planted@example.com", CUSTOMERS),
}
# Texts where nobody expects a person: analysts do not see them, records in quarantine are masked.
UNEXPECTED = {
    "a name in an order line that cannot be taken apart": (
        "Planted Buyer",
        "raw.order_transactions",
    ),
    "a name in a column of a partner that nobody declared": (
        "Planted Kunde",
        "raw.stg_kaufwelt__order_lines",
    ),
    "a street in a partner's line that cannot be taken apart": (
        "8 Planted Road",
        "raw.stg_kaufwelt__order_lines",
    ),
    "a customer in an object of the API": ("Planted Caller", "raw.stg_api__orders"),
    "an address in an item of the API": ("9 Planted Street", "raw.stg_api__orders"),
    "what a partner's file without a header says": (
        "Planted Stranger",
        "raw.stg_kaufwelt__order_lines",
    ),
    "what a page of the API without an object says": ("Planted Speaker", "raw.stg_api__orders"),
}


@dataclass
class Shop:
    """A small web shop with a further partner: its lakehouse, its runs, what they said."""

    lakehouse: Lakehouse
    first: Run
    stopped: Run
    said: list[str] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)


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
        f"CUST000000090001,{PHONE},GB,,Kent,F,Planted Person\n"
        "CUST000000090002,ask 9198765012 for Planted Person,IN,,,M,Planted Person\n"
        f",{PHONE},GB,,Kent,F,Planted Person\n"
        "CUST000000090003,7 Planted Lane,too,many,fields,here,and,there,Planted Person\n",
    )


def plant_in_orders(zone: WebshopZone) -> None:
    """Delivers orders that say more of a person than anybody asked them to."""
    header, line = texts_of(zone, "raw/ecommerce_sales")[:2]
    zone.deliver("raw/ecommerce_sales", "planted.csv", f"{header}\n{line},Planted Buyer\n")
    header, line = texts_of(zone, "partners/kaufwelt")[:2]
    zone.deliver(
        "partners/kaufwelt",
        "planted.csv",
        f"{header};kundenname\n{line};Planted Kunde\n;{line.partition(';')[2]};Planted Kunde\n"
        f"{line};{';' * 30}8 Planted Road\n",
    )
    page = next((zone.root / "api/orders").rglob("*.jsonl"))
    order = json.loads(page.read_text(encoding="utf-8").splitlines()[0])
    order["customer"] = {"name": "Planted Caller"}
    for item in order["items"]:
        item["address"] = {"street": "9 Planted Street"}
    rejected = {
        **order,
        "order_id": "900001",
        "items": [{**item, "quantity": "none"} for item in order["items"]],
    }
    lines = "".join(json.dumps(each) + "\n" for each in (order, rejected))
    zone.deliver("api/orders", "planted.jsonl", lines)


def texts_of(zone: WebshopZone, feed: str) -> list[str]:
    """The lines of the first file of a feed."""
    return zone.content(feed, zone.files(feed)[0]).decode().splitlines()


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
    plant_in_orders(zone)
    plant_in_a_full_picture(lakehouse, zone)
    said: list[str] = []
    first = lakehouse.run(tests=True, said=said.append)
    shown = what_people_read(lakehouse, first, said, folder / "first")
    zone.deliver("webshop/customers", "no_header.csv", "CUST1,planted@example.com,GB\n" * 3)
    zone.deliver("partners/kaufwelt", "no_header.csv", "1;Planted Stranger;GB\n" * 3)
    zone.deliver("api/orders", "no_object.jsonl", "Planted Speaker\n" * 3)
    stopped = lakehouse.run(
        tests=True,
        must_succeed=False,
        said=said.append,
        select=(
            *(f"stg_{each}+1" for each in ("webshop__customers", "kaufwelt__order_lines")),
            *("stg_api__orders+1", "quarantine", "row_accounting", "file_ledger"),
        ),
    )
    shown |= what_people_read(lakehouse, stopped, said, folder / "stopped")
    # gold of the good run, logs of the stopped one
    shown["dashboards"] = dashboards_of(lakehouse, folder / "stopped")
    yield Shop(lakehouse, first, stopped, said, shown)
    lakehouse.close()


def what_people_read(
    lakehouse: Lakehouse, run: Run, said: Sequence[str], target: Path
) -> dict[str, str]:
    """The summary of a run for programs and for people, and its mails."""
    counted = read_summary([line for line in said if line.startswith(SUMMARY_MARK)][-1])
    assert counted
    now = datetime.now(UTC)
    composed = summary.compose(
        read_settings(lakehouse.environment),
        Outcome(not run.failed, counted, ""),
        started_at=now - timedelta(minutes=1),
        finished_at=now,
        empty_files=[],
    )
    summary.write(composed, target / "run_summary.json")
    return {
        f"summary for programs, {target.name}": json.dumps(composed, ensure_ascii=False),
        f"summary for people, {target.name}": "\n".join(summary.lines_for_people(composed)),
        **{f"{each.subject}, {target.name}": each.text + each.html for each in mails_of(target)},
    }


def dashboards_of(lakehouse: Lakehouse, target: Path) -> str:
    """The page of all dashboards, with the notes of the run whose summary stands in a folder."""
    now = datetime.now(UTC)

    def ask(sql: str) -> Sequence[Sequence[object]]:
        return lakehouse.sql(prefixed(sql, lakehouse.prefix).replace("{", "{{").replace("}", "}}"))

    marts = set(tables_of(lakehouse, ("analytics", "logs"), views=True))
    content = content_of(
        read_catalogue(),
        ask,
        is_there=lambda mart: mart in marts,
        reporting=lakehouse.reporting_currency,
        as_of="As of now.",
        notes=notes_of_runs(target, arrivals_of(ask), now),
        now=now,
    )
    return page_of(content)


def mails_of(target: Path) -> list[Message]:
    """What `make alert` mails of the run whose summary stands in a folder."""
    mails: list[Message] = []

    def send(_: MailSettings, message: Message, _pdf: object) -> list[str]:
        mails.append(message)
        return []

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(alerts, "send_mail", send)
        alerts.tell(
            AlertSettings(
                mail=MailSettings("host", 587, "starttls", "a@example.org", ("b@example.org",)),
                chat=None,
                place="here",
                tells_success=True,
                longest_pause=26,
                target=target,
                memory=target / "alerts.json",
            ),
            datetime.now(UTC),
            {},
        )
    return mails


def masked_columns(lakehouse: Lakehouse) -> list[tuple[str, str]]:
    """Table (`<schema>.<name>`) and column of everything that the project masks on Databricks."""
    found = [
        re.search(r"alter table (\S+) alter column (\S+) set tags", line)
        for line in lakehouse.operation("grant_access")
    ]
    return [
        (each[1].replace("`", "").removeprefix(lakehouse.prefix), each[2].strip("`"))
        for each in found
        if each
    ]


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
    for what, (text, bronze) in PLANTED.items():
        assert {row["name"] for row in rows if text in row["record"]} == {bronze}, what
    hidden = {column for table, column in masked_columns(shop.lakehouse) if table == QUARANTINE}
    for what, (text, bronze) in UNEXPECTED.items():
        seen = {row["name"] for row in rows if text in as_analysts_see(row, hidden)}
        # of a file that cannot be read bronze may have nothing
        assert seen == {bronze} or ("without" in what and not seen), what


def as_analysts_see(row: dict[str, str], hidden: set[str]) -> str:
    """A record, in quarantine without what is masked there."""
    if row["name"] != QUARANTINE:
        return row["record"]
    return json.dumps({k: v for k, v in json.loads(row["record"]).items() if k not in hidden})


def test_no_summary_mail_dashboard_or_message_shows_what_was_planted(shop: Shop) -> None:
    """Of a good run and of one that three unreadable files stop."""
    assert shop.stopped.failed
    for kind in ("SUCCESS:", "PROBLEM:", "summary for people", "dashboards"):
        assert [name for name in shop.shown if kind in name], kind
    texts = {**shop.shown, **{f"message {n}": text for n, text in enumerate(shop.said)}}
    for what, (planted, _) in (PLANTED | UNEXPECTED).items():
        assert not [name for name, text in texts.items() if planted in text], what


def test_the_record_of_a_rejected_order_is_kept_for_those_who_mend_it(shop: Shop) -> None:
    """Engineers see it: what is masked for others is in the table."""
    records = shop.lakehouse.sql(
        "select raw_record from {logs}.quarantine where raw_record is not null"
        " and feed in ('webshop.order_lines', 'kaufwelt.order_lines', 'api.orders')"
    )
    texts = " ".join(record for (record,) in records)
    for planted in ("Planted Buyer", "8 Planted Road", "9 Planted Street"):
        assert planted in texts


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
    unread = ("_raw", "_rescued_data")
    assert masked_columns(shop.lakehouse) == [
        *(("raw.stg_webshop__customers", name) for name in ("phone", *unread)),
        *(("raw.stg_webshop__promotions", name) for name in ("promotion_name", *unread)),
        *((QUARANTINE, name) for name in ("raw_record", "note")),
    ]
    (who,) = shop.lakehouse.sql("select current_user()")[0]
    policies = [line.strip() for line in said if "policy" in line]
    assert [line.split(" on schema ")[1].split()[0].strip("`") for line in policies] == [
        f"bazaar_{schema}" for schema in ("raw", "logs")
    ]
    for line in policies:
        assert f"to `account users` except `engineers`, `{who}` for tables" in line
    # a mask of the column's own would shut off the history by which runs know what is new
    assert not [line for line in said if " set mask " in line]
    with pytest.raises(RunFailedError, match="has no grants"):
        shop.lakehouse.operation("grant_access", dry_run=False)


def test_comments_of_reviews_are_personal(shop: Shop) -> None:
    """Whoever writes one may name anybody in it."""
    shop.lakehouse.business = "distribution,marketplace,webshop"
    try:
        masked = masked_columns(shop.lakehouse)
    finally:
        shop.lakehouse.business = "webshop"
    comments = {name for table, name in masked if table == "raw.stg_marketplace__order_reviews"}
    assert {"review_comment_title", "review_comment_message"} <= comments
