"""What the marketplace must hold, computed without the pipeline.

The second half of the oracle: from the delivered change files and extracts it recomputes what
becomes of every change, the versions of every record, the facts and the reports.

    from tests.python.oracle import marketplace

    with marketplace.expect(deliveries) as expected:            # everything that was delivered
        expected.table("fct_marketplace_orders")
        expected.rows("from changes where outcome = 'rejected'")
    with marketplace.kpis_of_extracts(folder) as expected:      # extracts, without any change
        expected.table("rpt_marketplace_revenue_by_region")

Choices made where the rules are silent are written beside the code that makes them: rows of files
in the oracle's `reading`, times and numbers in `values`, rules in `entities`, outcomes and versions
in `changes`, dimensions and facts in `facts`, reports in `reports`.
"""

from tests.python.oracle.marketplace.entities import ENTITIES, FEEDS, Entity
from tests.python.oracle.marketplace.expected import (
    GOLD_TABLES,
    KPI_TABLES,
    GoldTable,
    KpiTable,
    Marketplace,
    deliveries_of,
    expect,
)
from tests.python.oracle.marketplace.extracts import kpis_of_extracts
from tests.python.oracle.marketplace.reports import SEGMENTS, Segment

__all__ = [
    "ENTITIES",
    "FEEDS",
    "GOLD_TABLES",
    "KPI_TABLES",
    "SEGMENTS",
    "Entity",
    "GoldTable",
    "KpiTable",
    "Marketplace",
    "Segment",
    "deliveries_of",
    "expect",
    "kpis_of_extracts",
]
