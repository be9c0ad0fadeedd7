"""Rates, promotions and the reporting currency reach the lines that are stored, in the next run.

So does what a later delivery says of an order, and what it says nothing of stays; and so does other
SQL of a model or a macro below them.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from simulator.webshop import MESS, WebshopSettings
from tests.python.harness.lakehouse import Lakehouse, Run
from tests.python.harness.session import WarmSession
from tests.python.harness.webshop import land, small_shop
from tests.python.harness.webshop_truth import WebshopZone, differences_from_truth

FACT = "fct_webshop_order_lines"
# Seeds by whose spellings values are looked up, and the column that has them.
SPELLED_SEEDS = {
    "webshop_channels": 0,
    "webshop_quantity_words": 0,
    "webshop_payment_methods": 0,
    "webshop_order_statuses": 0,
    "webshop_materials": 0,
    "webshop_codes": 1,
}
VALUES = "select order_line_key, exchange_rate, net, is_coupon_outside_validity"

RATES = """rate_date,from_currency,to_currency,rate
2025-08-01,AED,INR,24.5
2025-08-02,USD,INR,90.123456
2025-08-03,GBP,INR,117
2025-08-01,INR,USD,0.0113
2025-08-02,GBP,USD,1.31
"""
PROMOTIONS = """coupon_code,promotion_name,valid_from,valid_to
FEST20,Fest20,2025-08-02,2025-10-30
SAVE50,Save50,2025-08-01,2025-09-15
"""
COLUMNS = (
    "dt,order_ts,customer_id,order_id,item_seq,product_id,quantity,unit_price_currency,unit_price,"
    "discount_pct,tax_amount,channel,coupon_code"
)
WITH_STATUS = f"""{COLUMNS},order_status,payment_method
2025-08-02,2025-08-02T10:00:00+0530,C1,X1,1,P1,1,INR,0.5,10%,1,web,,Placed,UPI
2025-08-02,2025-08-02T10:00:00+0530,C1,X1,2,P1,1,INR,10,10%,1,web,,Placed,UPI
2025-08-02,2025-08-02T10:00:00+0530,C1,X2,1,P1,1,INR,10,10%,1,web,,Returned,UPI
2025-08-02,2025-08-02T10:00:00+0530,C1,X3,1,P1,1,INR,10,10%,1,web,,Returned,UPI
"""
WITHOUT_STATUS = f"""{COLUMNS}
2025-08-02,2025-08-02 10:00:00,C1,X1,1,P1,3,INR,10,10%,1,web,
2025-08-02,2025-08-02 10:00:00,C1,X2,1,P1,3,INR,10,10%,1,web,
"""


def object_of(order_id: str, *items: int, **told: str) -> str:
    """An order of the API, whose time names an offset and which names no day."""
    values = {"product_id": "P1", "quantity": 2, "unit_price": "10", "tax_amount": 0, **told}
    return (
        json.dumps(
            {
                "order_id": order_id,
                "order_ts": "2025-08-03T02:00:00+05:30",
                "customer_id": "C1",
                "unit_price_currency": "INR",
                "items": [{"item_seq": item, **values} for item in items],
            }
        )
        + "\n"
    )


# What the reports, which are views, are compared with the oracle after.
WITH_KPIS = ("all files", "in dollars", "orders again")
# By step what is changed in which file below the fact: nothing, a macro that a view calls, a table.
OTHER_SQL = {
    "no other SQL": ("macros/gold/in_reporting_currency.sql", r"\A", ""),
    "other macro": ("macros/gold/in_reporting_currency.sql", r" [*] \{\{ rate", " * 2 * {{ rate"),
    "other table": (
        "models/intermediate/webshop/current/int_webshop__order_lines.sql",
        "payment_method, 'unknown'",
        "payment_method, 'nobody knows'",
    ),
}


@dataclass
class Shop:
    """A small web shop: by step the run, the lines' values, and how it differed from the truth."""

    runs: dict[str, Run] = field(default_factory=dict)
    lines: dict[str, dict[str, tuple[object, ...]]] = field(default_factory=dict)
    untrue: dict[str, list[str]] = field(default_factory=dict)
    orders: list[tuple[object, ...]] = field(default_factory=list)
    channels: set[object] = field(default_factory=set)
    totals: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def changed(self, before: str, after: str) -> set[str]:
        """The lines that say something else after a step."""
        then, now = self.lines[before], self.lines[after]
        assert then.keys() == now.keys()
        return {key for key, values in now.items() if then[key] != values}


def spell_oddly(lakehouse: Lakehouse, seed: str, column: int) -> None:
    """Writes a seed's spellings as a keyboard or a web page may have left them, and a line of no meaning."""
    path = lakehouse.project / "seeds" / f"{seed}.csv"
    header, *lines = csv.reader(path.read_text(encoding="utf-8").splitlines())
    for line in lines:
        line[column] = f"\u00a0{line[column][:1]}\u200b{line[column][1:]} "
    nothing = [*lines[0][:column], "odd", *[""] * (len(header) - column - 1)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *lines, nothing])


@pytest.fixture(scope="module")
def shop(session: WarmSession, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """All files, corrected and late rates, other promotions, another reporting currency."""
    folder = tmp_path_factory.mktemp("money")
    settings = WebshopSettings(lines=150, days=3, seed=5, mess=frozenset(MESS))
    zone = WebshopZone(folder / "landing")
    land(small_shop(settings), zone.root)
    lakehouse = Lakehouse(
        session, folder / "project", zone, prefix="money_", logged=False, business="webshop"
    )
    for seed, column in SPELLED_SEEDS.items():
        spell_oddly(lakehouse, seed, column)
    told = Shop()

    def run(name: str) -> None:
        told.runs[name] = lakehouse.run()
        rows = lakehouse.sql(f"{VALUES} from {{analytics}}.{FACT}")
        told.lines[name] = {str(key): tuple(values) for key, *values in rows}
        told.untrue[name] = differences_from_truth(lakehouse, kpis=name in WITH_KPIS)

    zone.deliver("raw/ecommerce_sales", "with_status.csv", WITH_STATUS)
    zone.deliver("api/orders", "cancelled.jsonl", object_of("X1", 1, 2, order_status="Cancelled"))
    run("all files")
    told.channels = {
        channel
        for (channel,) in lakehouse.sql(f"select distinct channel from {{analytics}}.{FACT}")
    }
    zone.deliver("webshop/exchange_rates", "corrected.csv", RATES)
    run("corrected rates")
    zone.deliver("webshop/promotions", "others.csv", PROMOTIONS)
    run("other promotions")
    lakehouse.reporting_currency = "USD"
    run("in dollars")
    run("again")
    zone.deliver("raw/ecommerce_sales", "without_status.csv", WITHOUT_STATUS)
    zone.deliver("api/orders", "other_items.jsonl", object_of("X3", 2))
    run("orders again")
    told.orders = lakehouse.sql(
        "select order_id, item_seq, quantity, order_status, payment_method, order_date"
        " from {processed}.orders_cleaned where order_id like 'X%' order by order_id, item_seq"
    )
    # of the models below the fact, what a macro or a file says otherwise
    built = ("int_webshop__order_lines", "int_webshop__valued_lines", FACT)
    for step, (file, pattern, replacement) in OTHER_SQL.items():
        lakehouse.edit(file, pattern, replacement)
        told.runs[step] = lakehouse.run(select=built)
        (told.totals[step],) = lakehouse.sql(
            "select sum(net), count_if(payment_method = 'unknown'), count_if(payment_method = 'nobody knows')"
            f" from {{analytics}}.{FACT}"
        )
    yield told
    lakehouse.close()


@pytest.mark.parametrize(
    "step",
    ["all files", "corrected rates", "other promotions", "in dollars", "again", "orders again"],
)
def test_after_every_step_gold_is_the_truth(shop: Shop, step: str) -> None:
    """Every table, and the reports, in the reporting currency of the step."""
    assert not shop.untrue[step], "\n".join(shop.untrue[step])


def test_a_spelling_of_a_seed_is_cleaned_like_what_is_looked_up(shop: Shop) -> None:
    """Spaces of any kind and signs that nobody sees do not keep a line from being found."""
    assert {"app", "web"} & shop.channels
    assert "None" not in shop.channels


@pytest.mark.parametrize(
    ("before", "after"),
    [("all files", "corrected rates"), ("corrected rates", "other promotions")],
)
def test_what_is_said_otherwise_reaches_some_stored_lines(
    shop: Shop, before: str, after: str
) -> None:
    """In the next run, though no order was delivered."""
    changed = shop.changed(before, after)
    assert 0 < len(changed) < len(shop.lines[after])
    assert "int_webshop__order_lines" in shop.runs[after].unchanged
    assert FACT not in shop.runs[after].unchanged


def test_another_reporting_currency_builds_the_fact_anew_and_nothing_below_it(shop: Shop) -> None:
    """And the same one again leaves all tables as they are."""
    run = shop.runs["in dollars"]
    assert {"int_webshop__order_lines", "int_webshop__customer_history"} <= run.unchanged
    assert FACT not in run.unchanged
    assert FACT in shop.runs["again"].unchanged
    assert not shop.changed("in dollars", "again")


def test_a_later_delivery_replaces_what_it_says_and_leaves_what_it_says_nothing_of(
    shop: Shop,
) -> None:
    """A file without status, an object of the API without an item that a file had; days are UTC's."""
    day = date(2025, 8, 2)
    assert shop.orders == [
        ("X1", 1, 3, "cancelled", "upi", day),
        ("X1", 2, 2, "cancelled", "upi", day),
        ("X2", 1, 3, "returned", "upi", day),
        ("X3", 2, 2, "placed", "unknown", day),
    ]


def test_other_sql_of_a_macro_or_a_table_below_the_fact_reaches_its_stored_lines(
    shop: Shop,
) -> None:
    """In the next run, without a new file; without other SQL it is left as it is."""
    before, doubled, renamed = (shop.totals[step] for step in OTHER_SQL)
    assert FACT in shop.runs["no other SQL"].unchanged
    assert before[0]
    assert doubled[0] == pytest.approx(2 * before[0], abs=5)
    assert "int_webshop__order_lines" in shop.runs["other macro"].unchanged
    assert before[1]
    assert renamed[1:] == (0, before[1])
