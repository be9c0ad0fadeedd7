"""Whether what `explain_runs` says of runs adds up to what the published numbers did.

The numbers are asked here by queries of their own, and kept from one run to the next.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.python.harness.lakehouse import Lakehouse

# Line of business, month and KPI.
Cell = tuple[str, str, str]

PUBLISHED = {
    "distribution": """
        select month, sum(order_line_count) as order_lines, sum(quantity) as units,
            sum(revenue_inr) as revenue, count(distinct company, customer_id) as customers,
            count(price_inr) as priced_sales, sum(price_inr) as sum_of_prices,
            round(avg(price_inr), 2) as average_selling_price
        from {analytics}.fct_distribution_monthly_sales group by month
    """,
    "marketplace": """
        select purchase_month as month, count(*) as orders, sum(item_count) as units,
            sum(net_revenue_brl) as net_revenue, sum(freight_brl) as freight,
            sum(gross_revenue_brl) as gross_revenue,
            count(distinct customer_unique_id) as customers
        from {analytics}.fct_marketplace_orders
        where not is_cancelled and item_count > 0 group by purchase_month
    """,
    "webshop": """
        select trunc(order_date, 'month') as month, sum(gross) as gross, sum(discount) as discount,
            count(distinct if(is_cancelled, null, struct(seller, order_id))) as orders,
            count(distinct if(is_cancelled, null, customer_id)) as customers,
            sum(net) as net, sum(tax) as tax, sum(sale) as sale, sum(units) as units,
            count_if(not is_cancelled) as order_lines, sum(lost) as lost_revenue,
            round(sum(sale) / nullif(orders, 0), 2) as average_order_value
        from (
            select order_date, seller, order_id, customer_id, is_cancelled,
                if(is_cancelled, net, 0) as lost, if(is_cancelled, 0, quantity) as units,
                if(is_cancelled, 0, gross) as gross, if(is_cancelled, 0, discount) as discount,
                if(is_cancelled, 0, net) as net, if(is_cancelled, 0, tax) as tax,
                if(is_cancelled, 0, sale) as sale
            from {analytics}.fct_webshop_order_lines
        ) as lines
        group by trunc(order_date, 'month')
    """,
}
ROWS = """
    select run_id, line_of_business, cast(month as string) as month, kpi, value_before, value_after,
        cause, detail, feed, part, row_count, is_closed, files, first_lines, built_at
    from {logs}.restatements order by built_at, kpi, month, cause
"""


def published(lakehouse: Lakehouse) -> dict[Cell, Decimal]:
    """The numbers of every month as they are now; those that are zero are left out."""
    numbers = {}
    for line in lakehouse.business.split(","):
        for row in lakehouse.sql(f"select to_json(struct(*)) from ({PUBLISHED[line]})"):
            values = decoded(row[0])
            month = values.pop("month", None)
            for kpi, value in values.items():
                if value:
                    numbers[line, str(month)[:10], kpi] = Decimal(str(value))
    return numbers


def decoded(text: str) -> dict[str, Any]:
    """A JSON object with numbers as they are written."""
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found


@dataclass
class Restated:
    """What was published of a lakehouse, and what was said of its changes.

    Attributes:
        kept: the numbers after the last run that was checked.
        rows: all restatements so far.
    """

    lakehouse: Lakehouse
    kept: dict[Cell, Decimal] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    has_begun: bool = False

    def explain(self) -> list[dict[str, Any]]:
        """Has the runs explained that were not yet. Returns what is new."""
        self.lakehouse.operation("explain_runs")
        names = (
            *("run_id", "line", "month", "kpi", "before", "after", "cause", "detail", "feed"),
            *("part", "row_count", "is_closed", "files", "first_lines", "built_at"),
        )
        rows = [dict(zip(names, row, strict=True)) for row in self.lakehouse.sql(ROWS)]
        for row in rows:
            row["month"] = str(row["month"])
        new = [row for row in rows if row not in self.rows]
        self.rows = rows
        return new

    def differences(self) -> list[str]:
        """How parts, told numbers and published numbers differ since the last time."""
        new = self.explain()
        now = published(self.lakehouse)
        found = [] if not self.has_begun else differences(self.kept, now, new)
        self.kept, self.has_begun = now, True
        return found


def differences(
    before: dict[Cell, Decimal], now: dict[Cell, Decimal], rows: list[dict[str, Any]]
) -> list[str]:
    """How the rows of one or more runs differ from what the numbers did meanwhile."""
    found = [f"unexplained: {row}" for row in rows if row["cause"] == "unexplained"]
    parts: dict[Cell, Decimal] = defaultdict(Decimal)
    of_run: dict[tuple[str, Cell], Decimal] = defaultdict(Decimal)
    told: dict[tuple[str, Cell], tuple[Decimal, Decimal]] = {}
    for row in rows:
        cell = (row["line"], row["month"], row["kpi"])
        parts[cell] += row["part"]
        of_run[row["run_id"], cell] += row["part"]
        told[row["run_id"], cell] = (row["before"], row["after"])
        if not row["part"] or (row["cause"] != "unexplained" and not row["first_lines"]):
            found.append(f"a part of nothing, or without a line: {row}")
    for (run, cell), (first, last) in told.items():
        if of_run[run, cell] != last - first:
            found.append(f"{cell} of run {run}: {first} to {last}, parts {of_run[run, cell]}")
    for cell in sorted({*before, *now, *parts}):
        change = now.get(cell, Decimal(0)) - before.get(cell, Decimal(0))
        if change != parts[cell]:
            found.append(f"{cell}: changed by {change}, parts {parts[cell]}")
        ends = [values for (_, each), values in told.items() if each == cell]
        if ends and ends[0][0] != before.get(cell, 0):
            found.append(f"{cell}: was {before.get(cell, 0)}, told {ends[0][0]}")
        if ends and ends[-1][1] != now.get(cell, 0):
            found.append(f"{cell}: is {now.get(cell, 0)}, told {ends[-1][1]}")
    return found
