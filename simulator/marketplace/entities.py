"""The eight entities of the marketplace: their columns, keys, and the names of their extracts."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from simulator.errors import SimulatorError

FOLDER = "marketplace"

# What a change file has besides the columns of its entity.
OP, OP_AT, OP_SEQUENCE = "op", "op_at", "op_sequence"

CUSTOMERS = "customers"
ORDERS = "orders"
ORDER_ITEMS = "order_items"
ORDER_PAYMENTS = "order_payments"
ORDER_REVIEWS = "order_reviews"
PRODUCTS = "products"
SELLERS = "sellers"
CATEGORY_TRANSLATIONS = "category_translations"

# The key of a row: the texts of the key columns, without white space around them.
Key = tuple[str, ...]

# The texts of a row in the order of its entity's columns; "" where it has none.
Row = tuple[str, ...]

WHITE_SPACE = " \t\v\f"


@dataclass(frozen=True)
class Entity:
    """One entity: the columns of its extract (Olist's spelling) and those that are its key."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    extract_name: str

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each column in a row."""
        return {column: place for place, column in enumerate(self.columns)}

    @cached_property
    def key_places(self) -> tuple[int, ...]:
        """The places of the key columns in a row."""
        return tuple(self.places[column] for column in self.key)

    def key_of(self, row: Sequence[str]) -> Key:
        """The key of a row."""
        return tuple(row[place].strip(WHITE_SPACE) for place in self.key_places)

    def value(self, row: Row, column: str) -> str:
        """The text that a row has in a column."""
        return row[self.places[column]]

    def changed(self, row: Row, **values: str) -> Row:
        """The row with other texts in some columns."""
        return tuple(
            values.get(column, text) for column, text in zip(self.columns, row, strict=True)
        )

    def only_key(self, row: Row) -> Row:
        """The row with every column but the key empty."""
        return tuple(text if place in self.key_places else "" for place, text in enumerate(row))


# In the order in which the files of a day are delivered: what others refer to comes first.
ENTITIES: dict[str, Entity] = {
    entity.name: entity
    for entity in (
        Entity(
            CATEGORY_TRANSLATIONS,
            key=("product_category_name",),
            columns=("product_category_name", "product_category_name_english"),
            extract_name="product_category_name_translation",
        ),
        Entity(
            SELLERS,
            key=("seller_id",),
            columns=("seller_id", "seller_zip_code_prefix", "seller_city", "seller_state"),
            extract_name="olist_sellers_dataset",
        ),
        Entity(
            PRODUCTS,
            key=("product_id",),
            columns=(
                "product_id",
                "product_category_name",
                "product_name_lenght",
                "product_description_lenght",
                "product_photos_qty",
                "product_weight_g",
                "product_length_cm",
                "product_height_cm",
                "product_width_cm",
            ),
            extract_name="olist_products_dataset",
        ),
        Entity(
            CUSTOMERS,
            key=("customer_id",),
            columns=(
                "customer_id",
                "customer_unique_id",
                "customer_zip_code_prefix",
                "customer_city",
                "customer_state",
            ),
            extract_name="olist_customers_dataset",
        ),
        Entity(
            ORDERS,
            key=("order_id",),
            columns=(
                "order_id",
                "customer_id",
                "order_status",
                "order_purchase_timestamp",
                "order_approved_at",
                "order_delivered_carrier_date",
                "order_delivered_customer_date",
                "order_estimated_delivery_date",
            ),
            extract_name="olist_orders_dataset",
        ),
        Entity(
            ORDER_ITEMS,
            key=("order_id", "order_item_id"),
            columns=(
                "order_id",
                "order_item_id",
                "product_id",
                "seller_id",
                "shipping_limit_date",
                "price",
                "freight_value",
            ),
            extract_name="olist_order_items_dataset",
        ),
        Entity(
            ORDER_PAYMENTS,
            key=("order_id", "payment_sequential"),
            columns=(
                "order_id",
                "payment_sequential",
                "payment_type",
                "payment_installments",
                "payment_value",
            ),
            extract_name="olist_order_payments_dataset",
        ),
        Entity(
            ORDER_REVIEWS,
            key=("review_id", "order_id"),
            columns=(
                "review_id",
                "order_id",
                "review_score",
                "review_comment_title",
                "review_comment_message",
                "review_creation_date",
                "review_answer_timestamp",
            ),
            extract_name="olist_order_reviews_dataset",
        ),
    )
}

# What belongs to an order and goes with it.
PARTS_OF_AN_ORDER = (ORDER_ITEMS, ORDER_PAYMENTS, ORDER_REVIEWS)


def entity_of(path: str) -> Entity:
    """The entity whose file this is, by its path below the landing root; raises SimulatorError."""
    folders = path.split("/")
    if len(folders) < 3 or folders[0] != FOLDER or folders[1] not in ENTITIES:
        raise SimulatorError(
            f"{path} is not the path of a marketplace file.",
            f"Use {FOLDER}/<entity>/... with one of: {', '.join(ENTITIES)}.",
        )
    return ENTITIES[folders[1]]
