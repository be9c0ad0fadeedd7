"""What the distribution pipeline must produce, computed without it.

An independent oracle: from the landed files and the project's seeds it recomputes, with its own
reader and DuckDB, the outcome of every row, the reference data, the sales and every KPI. It knows
the written rules of the pipeline and nothing of its SQL, so that a mistake would have to be made
twice to stay hidden.

    from tests.python import oracle

    with oracle.expect(landing_root, seeds) as expected:        # a folder, as it is now
        expected.headline.total_revenue_inr
    with oracle.expect(deliveries, seeds) as expected:          # everything that was ever delivered
        expected.table("outcomes")

The marketplace has an oracle of its own on the same reader, in `marketplace`.

Choices made where the rules are silent are written beside the code that makes them: files and
lines in `deliveries` and `reading`, numbers and dates in `cleaning`, customers, products and
prices in `reference`, orders in `orders`, groups and means in `kpis`.
"""

from tests.python.oracle.deliveries import Delivery, deliveries_of
from tests.python.oracle.expected import TABLES, Expected, Headline, TableName, expect

__all__ = [
    "TABLES",
    "Delivery",
    "Expected",
    "Headline",
    "TableName",
    "deliveries_of",
    "expect",
]
