"""The eight feeds of the distribution business and the columns they must have."""

from __future__ import annotations

from typing import NamedTuple


class Feed(NamedTuple):
    """A feed, `<company>/<entity>`, and its columns: all are required, names are lower case."""

    name: str
    columns: tuple[str, ...]

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
