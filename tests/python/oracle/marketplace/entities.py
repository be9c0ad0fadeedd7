"""The eight entities of the marketplace: columns, keys, values and the rules of a whole row.

Choices:
- Each rule is judged on its own, also in a file that lacks the column: the row of an order without
  the column order_status breaks columns_missing and status_unknown.
- A score is one digit, 1 to 5. Order item ids and payment numbers are ids, kept as they are
  written.
- The seven numbers of a product are compared by value: `40.0` repeats `40`.
"""

from __future__ import annotations

from typing import NamedTuple

from tests.python.oracle.feeds import Feed

STATUSES = (
    "created",
    "approved",
    "invoiced",
    "processing",
    "shipped",
    "delivered",
    "canceled",
    "unavailable",
)
PRODUCT_NUMBERS = {
    "name_length": "product_name_lenght",
    "description_length": "product_description_lenght",
    "photo_count": "product_photos_qty",
    "weight_g": "product_weight_g",
    "length_cm": "product_length_cm",
    "height_cm": "product_height_cm",
    "width_cm": "product_width_cm",
}
FREE_TEXTS = ("review_comment_title", "review_comment_message")
WORDS = (
    "customer_city",
    "customer_state",
    "seller_city",
    "seller_state",
    "order_status",
    "payment_type",
    "product_category_name_english",
)
CHANGE_COLUMNS = ("op", "op_at", "op_sequence")
# Columns of change capture: a file with one of them and without op is no full extract.
IMPLY_OP = ("op_at", "op_sequence", "ts_ms", "__ts_ms", "__source_ts_ms")


class Entity(NamedTuple):
    """An entity of the marketplace. All SQL is over its delivered columns, cleaned, empty as null.

    Attributes:
        name: for example `orders`.
        key: the names of the key's parts, and the delivered columns they come from.
        columns: the other delivered columns.
        attributes: the names of the typed values, and the SQL that makes each.
        rules: the rules that reject what is no deletion, and the SQL of what breaks each.
        is_multi_line: whether its quoted fields may go on behind a line end.
    """

    name: str
    key: dict[str, str]
    columns: tuple[str, ...]
    attributes: dict[str, str]
    rules: dict[str, str]
    is_multi_line: bool = False

    @property
    def delivered_columns(self) -> tuple[str, ...]:
        """The columns of an extract, those of the key first."""
        return (*self.key.values(), *self.columns)

    @property
    def ids(self) -> tuple[str, ...]:
        """The delivered columns with ids: its own, and those of other entities."""
        return tuple(
            column
            for column in self.delivered_columns
            if column in self.key.values() or column.endswith("_id")
        )

    def cleaned(self, column: str) -> str:
        """SQL of a delivered column without what a keyboard or a spreadsheet left in it."""
        if column in self.ids or column == "product_category_name":
            return f"id({column})"
        if column in FREE_TEXTS:
            return f"free({column})"
        if column.endswith("_zip_code_prefix"):
            return f"zip_prefix_python({column})"
        return f"word({column})" if column in WORDS else f"filled_value({column})"

    @property
    def feed(self) -> Feed:
        """Its feed. Only the key is required of a file: a deletion may name nothing else."""
        return Feed(
            f"marketplace/{self.name}",
            tuple(self.key.values()),
            self.columns + CHANGE_COLUMNS,
            self.is_multi_line,
            implied_by={"op": IMPLY_OP},
            is_of_changes=True,
            siblings=tuple(
                frozenset((*other.delivered_columns, *CHANGE_COLUMNS))
                for other in ENTITIES
                if other.name != self.name
            ),
        )


ENTITIES = (
    Entity(
        "customers",
        {"customer_id": "customer_id"},
        ("customer_unique_id", "customer_zip_code_prefix", "customer_city", "customer_state"),
        {
            "customer_unique_id": "customer_unique_id",
            "zip_code_prefix": "customer_zip_code_prefix",
            "city": "place_name_of(customer_city)",
            "state": "upper(customer_state)",
        },
        {"customer_unique_id_missing": "customer_unique_id is null"},
    ),
    Entity(
        "orders",
        {"order_id": "order_id"},
        (
            "customer_id",
            "order_status",
            "order_purchase_timestamp",
            "order_approved_at",
            "order_delivered_carrier_date",
            "order_delivered_customer_date",
            "order_estimated_delivery_date",
        ),
        {
            "customer_id": "customer_id",
            "order_status": "lower(order_status)",
            "purchased_at": "utc_of(order_purchase_timestamp)",
            "approved_at": "utc_of(order_approved_at)",
            "handed_over_at": "utc_of(order_delivered_carrier_date)",
            "delivered_at": "utc_of(order_delivered_customer_date)",
            "purchased_on": "local_date_of(order_purchase_timestamp)",
            "delivered_on": "local_date_of(order_delivered_customer_date)",
            "promised_on": "local_date_of(order_estimated_delivery_date)",
        },
        {
            "customer_id_missing": "customer_id is null",
            "status_unknown": f"coalesce(lower(order_status) not in {STATUSES}, true)",
            "purchased_at_unparsable": "local_time_of(order_purchase_timestamp) is null",
            "time_unparsable": """
                is_no_time(order_approved_at)
                or is_no_time(order_delivered_carrier_date)
                or is_no_time(order_delivered_customer_date)
                or is_no_time(order_estimated_delivery_date)
            """,
        },
    ),
    Entity(
        "order_items",
        {"order_id": "order_id", "order_item_id": "order_item_id"},
        ("product_id", "seller_id", "shipping_limit_date", "price", "freight_value"),
        {
            "product_id": "product_id",
            "seller_id": "seller_id",
            "shipping_limit_at": "utc_of(shipping_limit_date)",
            "price_brl": "money_of(price)",
            "freight_brl": "money_of(freight_value)",
        },
        {
            "product_id_missing": "product_id is null",
            "seller_id_missing": "seller_id is null",
            "price_not_money": "money_of(price) is null",
            "freight_not_money": "money_of(freight_value) is null",
            "time_unparsable": "is_no_time(shipping_limit_date)",
        },
    ),
    Entity(
        "order_payments",
        {"order_id": "order_id", "payment_sequential": "payment_sequential"},
        ("payment_type", "payment_installments", "payment_value"),
        {
            "payment_type": "payment_type",
            "installment_count": "count_of(payment_installments)",
            "value_brl": "money_of(payment_value)",
        },
        {
            "value_not_money": "money_of(payment_value) is null",
            "payment_type_missing": "payment_type is null",
            "installments_not_a_number": """
                payment_installments is not null and count_of(payment_installments) is null
            """,
        },
    ),
    Entity(
        "order_reviews",
        {"review_id": "review_id", "order_id": "order_id"},
        (
            "review_score",
            "review_comment_title",
            "review_comment_message",
            "review_creation_date",
            "review_answer_timestamp",
        ),
        {
            "score": "try_cast(review_score as integer)",
            "comment_title": "review_comment_title",
            "comment_message": "review_comment_message",
            "created_on": "local_date_of(review_creation_date)",
            "answered_at": "utc_of(review_answer_timestamp)",
        },
        {
            "score_not_1_to_5": "not coalesce(regexp_full_match(review_score, '[1-5]'), false)",
            "time_unparsable": """
                is_no_time(review_creation_date) or is_no_time(review_answer_timestamp)
            """,
        },
        is_multi_line=True,
    ),
    Entity(
        "products",
        {"product_id": "product_id"},
        ("product_category_name", *PRODUCT_NUMBERS.values()),
        {
            "category_name": "product_category_name",
            **{name: f"number_of({column})" for name, column in PRODUCT_NUMBERS.items()},
        },
        {
            "number_unparsable": " or ".join(
                f"({column} is not null and number_of({column}) is null)"
                for column in PRODUCT_NUMBERS.values()
            ),
        },
    ),
    Entity(
        "sellers",
        {"seller_id": "seller_id"},
        ("seller_zip_code_prefix", "seller_city", "seller_state"),
        {
            "zip_code_prefix": "seller_zip_code_prefix",
            "city": "place_name_of(seller_city)",
            "state": "upper(seller_state)",
        },
        {},
    ),
    Entity(
        "category_translations",
        {"category_name": "product_category_name"},
        ("product_category_name_english",),
        {"category_name_english": "product_category_name_english"},
        {"translation_missing": "product_category_name_english is null"},
    ),
)

FEEDS = {entity.feed.name: entity.feed for entity in ENTITIES}
