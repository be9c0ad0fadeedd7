"""What a feed is, and the eight feeds of the distribution business with their columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple


class Feed(NamedTuple):
    """A feed, `<company>/<entity>`, and its columns, whose names are lower case.

    Attributes:
        name: the folder of its files below the landing root.
        columns: the columns that a file must have.
        optional: further columns that are read where a file has them, null where it has not.
        is_multi_line: whether a quoted field may go on behind a line end.
        format: `csv`, or `jsonl` (one JSON object a line).
        also_called: other names that columns come under, and the columns.
        implied_by: columns that come only together with others; a file that has one of those and
            lacks the column is refused.
        siblings: the columns of the other feeds of its source.
        is_of_changes: whether a file without the column `op` is a full extract.
    """

    name: str
    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    is_multi_line: bool = False
    format: Literal["csv", "jsonl"] = "csv"
    also_called: Mapping[str, str] = {}
    implied_by: Mapping[str, tuple[str, ...]] = {}
    siblings: tuple[frozenset[str], ...] = ()
    is_of_changes: bool = False

    @property
    def every_column(self) -> tuple[str, ...]:
        """The columns of the raw table: the required ones, then the optional ones."""
        return self.columns + self.optional

    @property
    def raw_table(self) -> str:
        """Name of the oracle's table with the lines of this feed, as text."""
        return "raw_" + self.name.replace("/", "_")


FEEDS: dict[str, Feed] = {
    feed.name: feed
    for feed in (
        Feed("atlon/customers", ("customer_code", "customer", "market", "platform", "channel")),
        Feed("atlon/products", ("product_code", "division", "category", "product", "variant")),
        Feed("atlon/gross_prices", ("product_code", "price_inr", "year")),
        Feed("atlon/orders", ("date", "product_code", "customer_code", "sold_quantity")),
        Feed("sports_bar/customers", ("customer_id", "customer_name", "city")),
        Feed("sports_bar/products", ("product_name", "product_id", "category")),
        Feed("sports_bar/gross_prices", ("product_id", "month", "gross_price")),
        Feed(
            "sports_bar/orders",
            ("order_id", "order_placement_date", "customer_id", "product_id", "order_qty"),
        ),
    )
}
