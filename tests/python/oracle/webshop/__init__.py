"""What the web shop must hold, computed without the pipeline.

The third part of the oracle: from the shop's files, its API's pages and its partners' files it
recomputes what becomes of every row, the versions of customers and products, facts and reports.

    from tests.python.oracle import webshop

    with webshop.expect(landing_root, seeds) as expected:
        expected.table("fct_webshop_order_lines")
        expected.rows("from outcomes where outcome = 'rejected'")

Choices made where the rules are silent are written beside the code that makes them: texts in
`texts`, feeds and partners in `feeds`, rules, outcomes and versions in `judging`, money, promotions
and statuses in `facts`, reports in `reports`.
"""

from tests.python.oracle.webshop.expected import Webshop, deliveries_of, expect
from tests.python.oracle.webshop.feeds import FEEDS, ORDER_COLUMNS, PARTNERS, Partner

__all__ = [
    "FEEDS",
    "ORDER_COLUMNS",
    "PARTNERS",
    "Partner",
    "Webshop",
    "deliveries_of",
    "expect",
]
