"""Whether a lakehouse holds what the oracle computes of the marketplace.

contents = read_layers(lakehouse, kpis=True)
truth_differences(contents, deliveries, kpis=True)    # everything that was delivered so far
extract_differences(contents, folder)                 # the end of a replay of extracts
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from tests.python.harness.contents import Contents
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.truth import (
    FILE,
    FILE_COLUMNS,
    Comparison,
    compared,
    feed_of,
    read_layers,
)
from tests.python.oracle import Delivery, marketplace
from tests.python.oracle.marketplace import ENTITIES, Entity
from tests.python.oracle.marketplace.entities import PRODUCT_NUMBERS

Columns = dict[str, str]
"""Names of columns and their DuckDB types."""

JUDGED = {entity.feed.name: f"int_marketplace__{entity.name}_judged" for entity in ENTITIES}

TIME = "timestamptz"
IN_UTC = " at time zone 'UTC'"
MONEY = "decimal(18, 2)"
AMOUNT = "decimal(30, 2)"
HOURS = "decimal(18, 4)"

# What is no text among the typed values of the entities.
TYPES: Columns = {
    "purchased_at": TIME,
    "approved_at": TIME,
    "handed_over_at": TIME,
    "delivered_at": TIME,
    "purchased_on": "date",
    "delivered_on": "date",
    "promised_on": "date",
    "shipping_limit_at": TIME,
    "price_brl": MONEY,
    "freight_brl": MONEY,
    "installment_count": "bigint",
    "value_brl": MONEY,
    "score": "bigint",
    "created_on": "date",
    "answered_at": TIME,
    **dict.fromkeys(PRODUCT_NUMBERS, "double"),
}
VERSION: Columns = {
    "valid_from": TIME,
    "valid_to": TIME,
    "is_current": "boolean",
    "is_deleted": "boolean",
}
ARCHIVED: Columns = {
    "record_key": "varchar",
    "valid_from": TIME,
    "valid_to": TIME,
    "is_deleted": "boolean",
    "file_path": "varchar",
    "line_number": "bigint",
    "left_reason": "varchar",
    "left_at": TIME,
    "left_file_path": "varchar",
    "left_line_number": "bigint",
}
PLACE: Columns = {"city": "varchar", "state": "varchar"}
ORDER: Columns = {
    "order_id": "varchar",
    "customer_id": "varchar",
    "customer_unique_id": "varchar",
    "order_status": "varchar",
    "is_cancelled": "boolean",
    "is_placeholder": "boolean",
    "purchased_at": TIME,
    "approved_at": TIME,
    "handed_over_at": TIME,
    "delivered_at": TIME,
    "purchased_on": "date",
    "delivered_on": "date",
    "promised_on": "date",
    "purchase_month": "date",
    **PLACE,
    "item_count": "bigint",
    "net_revenue_brl": AMOUNT,
    "freight_brl": AMOUNT,
    "gross_revenue_brl": AMOUNT,
    "paid_brl": AMOUNT,
    "payment_difference_brl": AMOUNT,
    "review_score": "bigint",
}
PLACE_AT_PURCHASE: Columns = {"state_at_purchase": "varchar", "city_at_purchase": "varchar"}
GROUP: Columns = {"dimension": "varchar", "member": "varchar"}


def values_of(entity: Entity) -> Columns:
    """The key and the typed values of an entity."""
    return {name: TYPES.get(name, "varchar") for name in (*entity.key, *entity.attributes)}


def selected(columns: Columns, *, time_zone: str = "") -> str:
    """The select list of some columns, times in whole milliseconds.

    The rows of a lakehouse are read as JSON that Spark writes, which has no finer times.
    """
    return ", ".join(
        f"date_trunc('milliseconds', {name}{time_zone}) as {name}" if kind == TIME else name
        for name, kind in columns.items()
    )


def same(lakehouse_table: str, expected_table: str, columns: Columns) -> Comparison:
    """Every row of two tables, by columns that have the same names in both."""
    return Comparison(
        (lakehouse_table,),
        columns,
        f"select {selected(columns, time_zone=IN_UTC)} from actual",
        f"select {selected(columns)} from {expected_table}",
    )


def archive_of(entity: Entity) -> Comparison:
    """The archived versions of an entity, their records read into typed values."""
    values = values_of(entity)
    kinds = ", ".join(f'"{name}": "{kind}"' for name, kind in values.items())
    return Comparison(
        ("processed.int_marketplace__history_archive",),
        {"entity": "varchar", **ARCHIVED, "record": "varchar"},
        f"""
        select {selected(ARCHIVED, time_zone=IN_UTC)}, {selected(values, time_zone=IN_UTC)}
        from (
            select {", ".join(ARCHIVED)}, unnest(from_json(record, '{{{kinds}}}'))
            from actual
            where entity = '{entity.name}'
        )
        """,
        f"""
        select {selected(ARCHIVED)}, {selected(values)}
        from (
            select {", ".join(f"archive.{name}" for name in ARCHIVED)},
                {", ".join(f"history.{name}" for name in values)}
            from history_archive as archive
            join history_{entity.name} as history using (record_key, valid_from)
            where archive.entity = '{entity.name}'
        )
        """,
    )


OUTCOMES = Comparison(
    tuple(f"processed.{model}" for model in JUDGED.values()),
    {
        **FILE_COLUMNS,
        "_line_number": "bigint",
        "_outcome": "varchar",
        "_reject_rules": "varchar[]",
    },
    f"""
    select
        {feed_of("processed.", JUDGED)} as feed, {FILE}, _line_number as line,
        _outcome as outcome, list_sort(_reject_rules) as rejects
    from actual
    """,
    "select feed, file, modified_at_ms, size_bytes, line, outcome, rejects from changes",
)

CURRENT: dict[str, Comparison] = {
    f"current {entity.name}": same(
        f"processed.int_marketplace__{entity.name}", f"current_{entity.name}", values_of(entity)
    )
    for entity in ENTITIES
}

# Gold, without what depends on when a customer's address changed.
STATE_OF_GOLD: dict[str, Comparison] = {
    "orders": same("analytics.fct_marketplace_orders", "fct_marketplace_orders", ORDER),
    "order items": same(
        "analytics.fct_marketplace_order_items",
        "fct_marketplace_order_items",
        {
            "order_id": "varchar",
            "order_item_id": "varchar",
            "product_id": "varchar",
            "seller_id": "varchar",
            "shipping_limit_at": TIME,
            "price_brl": MONEY,
            "freight_brl": MONEY,
        },
    ),
    "payments": same(
        "analytics.fct_marketplace_payments",
        "fct_marketplace_payments",
        {
            "order_id": "varchar",
            "payment_sequential": "varchar",
            "payment_type": "varchar",
            "installment_count": "bigint",
            "value_brl": MONEY,
        },
    ),
    "customers": same(
        "analytics.dim_marketplace_customers",
        "dim_marketplace_customers",
        {
            "customer_id": "varchar",
            "customer_unique_id": "varchar",
            "zip_code_prefix": "varchar",
            **PLACE,
            "is_placeholder": "boolean",
        },
    ),
    "products": same(
        "analytics.dim_marketplace_products",
        "dim_marketplace_products",
        {
            "product_id": "varchar",
            "category_name": "varchar",
            "category": "varchar",
            **dict.fromkeys(PRODUCT_NUMBERS, "double"),
            "is_placeholder": "boolean",
        },
    ),
    "sellers": same(
        "analytics.dim_marketplace_sellers",
        "dim_marketplace_sellers",
        {
            "seller_id": "varchar",
            "zip_code_prefix": "varchar",
            **PLACE,
            "is_placeholder": "boolean",
        },
    ),
}

COMPARISONS: dict[str, Comparison] = {
    "outcome of every row": OUTCOMES,
    **{
        f"history of {entity.name}": same(
            f"processed.int_marketplace__{entity.name}_history",
            f"history_{entity.name}",
            {**values_of(entity), **VERSION},
        )
        for entity in ENTITIES
    },
    **CURRENT,
    **{f"archive of {entity.name}": archive_of(entity) for entity in ENTITIES},
    **STATE_OF_GOLD,
    "orders": same(
        "analytics.fct_marketplace_orders", "fct_marketplace_orders", {**ORDER, **PLACE_AT_PURCHASE}
    ),
}


def nearly(name: str) -> str:
    """The expected number where the lakehouse's differs from it by its last decimal at most.

    The oracle divides integers and rounds once. Floats may fall on the other side of a half, and
    the mean of two orders often is one.
    """
    return (
        f"case when abs(actual.{name} - wanted_hours.{name}) <= 0.0001"
        f" then wanted_hours.{name} else actual.{name} end as {name}"
    )


# The reports may be views: they cost more to read.
KPI_COMPARISONS: dict[str, Comparison] = {
    "revenue by region": same(
        "analytics.rpt_marketplace_revenue_by_region",
        "rpt_marketplace_revenue_by_region",
        {
            **PLACE,
            "month": "date",
            "order_count": "bigint",
            "item_count": "bigint",
            "gross_revenue_brl": AMOUNT,
            "freight_brl": AMOUNT,
            "net_revenue_brl": AMOUNT,
        },
    ),
    "lifetime value of the customers": same(
        "analytics.rpt_marketplace_customer_lifetime_value",
        "rpt_marketplace_customer_lifetime_value",
        {
            "person_id": "varchar",
            "first_order_at": TIME,
            "last_order_at": TIME,
            "order_count": "bigint",
            "gross_revenue_brl": AMOUNT,
            "net_revenue_brl": AMOUNT,
            "average_order_value_brl": AMOUNT,
            "is_repeat_customer": "boolean",
            "tenure_days": "bigint",
            "predicted_clv_brl": AMOUNT,
            "segment": "varchar",
        },
    ),
    "latency of fulfilment": Comparison(
        ("analytics.rpt_marketplace_fulfilment_latency",),
        {
            **GROUP,
            "stage": "varchar",
            "order_count": "bigint",
            "mean_hours": HOURS,
            "p50_hours": HOURS,
            "p90_hours": HOURS,
            "p99_hours": HOURS,
        },
        f"""
        select
            dimension, member, stage, actual.order_count,
            {nearly("mean_hours")}, {nearly("p50_hours")},
            {nearly("p90_hours")}, {nearly("p99_hours")}
        from actual
        left join rpt_marketplace_fulfilment_latency as wanted_hours using (dimension, member, stage)
        """,
        "from rpt_marketplace_fulfilment_latency",
    ),
    "promises of delivery": same(
        "analytics.rpt_marketplace_delivery_promises",
        "rpt_marketplace_delivery_promises",
        {
            **GROUP,
            "order_count": "bigint",
            "late_order_count": "bigint",
            "late_share": "decimal(18, 6)",
            "mean_days_early": "decimal(18, 4)",
        },
    ),
}

# All that extracts say about the end of a replay.
FINAL_COMPARISONS: dict[str, Comparison] = {**CURRENT, **STATE_OF_GOLD, **KPI_COMPARISONS}


def truth_differences(
    contents: Contents, deliveries: Iterable[Delivery], *, kpis: bool = False
) -> list[str]:
    """How tables differ from the oracle over all deliveries so far, as lines to read."""
    comparisons = {**COMPARISONS, **(KPI_COMPARISONS if kpis else {})}
    with marketplace.expect(deliveries) as expected:
        return compared(expected.connection, contents, comparisons)


def extract_differences(contents: Contents, folder: Path) -> list[str]:
    """How the final state of a replay differs from the extracts in `<folder>/<entity>/`.

    The contents must have been read with the KPIs.
    """
    with marketplace.kpis_of_extracts(folder) as expected:
        return compared(expected.connection, contents, FINAL_COMPARISONS)


def assert_truth(
    lakehouse: Lakehouse, deliveries: Iterable[Delivery], *, kpis: bool = False
) -> None:
    """Fails with the rows of a lakehouse that differ from what the oracle computes."""
    found = truth_differences(read_layers(lakehouse, kpis=kpis), deliveries, kpis=kpis)
    assert not found, "\n".join(["the tables differ from the oracle:", *found])
