"""A small lakehouse of distribution, step by step, and what its tables held after each step."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.python.harness.contents import Contents, differences, read_contents
from tests.python.harness.lakehouse import Lakehouse
from tests.python.harness.truth import truth_differences
from tests.python.harness.zone import Row

ORDERS = "sports_bar/orders"
LINES = "processed.int_distribution__sports_bar_orders_judged"
LAYERS = ("raw", "processed", "analytics", "logs")
PRODUCT = "25891101"


def line(order: str, quantity: object, **other: str) -> Row:
    """An order line."""
    return {
        "order_id": order,
        "order_placement_date": "2025/07/02",
        "customer_id": "610001",
        "product_id": PRODUCT,
        "order_qty": str(quantity),
        **other,
    }


@dataclass
class Steps:
    """A lakehouse and what its tables held after each step.

    Attributes:
        steps: what the tables held, by the name of the step.
        untrue: how they differed from the oracle then.
    """

    lakehouse: Lakehouse
    steps: dict[str, Contents] = field(default_factory=dict)
    untrue: dict[str, list[str]] = field(default_factory=dict)

    def note(
        self,
        step: str,
        *,
        views: bool | Collection[str] = True,
        is_known_to_oracle: bool = True,
    ) -> None:
        """Reads the tables after a step. The KPIs are compared where all views are read."""
        contents = read_contents(self.lakehouse, LAYERS, views=views)
        self.steps[step] = contents
        if is_known_to_oracle:
            seeds = self.lakehouse.project / "seeds"
            zone, kpis = self.lakehouse.zone, views is True
            self.untrue[step] = truth_differences(contents, zone, seeds, kpis=kpis)

    def lines(self, step: str, order: str) -> list[tuple[str, str, Any]]:
        """The lines of an order after a step: file, outcome, quantity as delivered; sorted."""
        return sorted(
            (Path(row["_file_path"]).name, row["_outcome"], row["quantity_as_delivered"])
            for row in self.steps[step].records(LINES)
            if row["order_id"] == order
        )

    def rules(self, step: str, file: str) -> list[tuple[int, list[str]]]:
        """Line numbers and broken rules of a file's rejected rows after a step."""
        return sorted(
            (row["_line_number"], row["_reject_rules"])
            for name in self.steps[step].names
            if name.endswith("_judged")
            for row in self.steps[step].records(name)
            if Path(row["_file_path"]).name == file and row["_outcome"] == "rejected"
        )

    def bronze_file(self, step: str, table: str, file: str) -> dict[str, Any]:
        """The ledger's row of a file after a step."""
        found = [
            row
            for row in self.steps[step].records(f"raw.{table}")
            if row["_row_kind"] == "file" and Path(row["_file_path"]).name == file
        ]
        assert len(found) == 1
        return found[0]

    def quarantine(self, step: str, file: str) -> list[tuple[int, str, str, str]]:
        """Line, rules, status and raw record of a file's rows in quarantine after a step."""
        return sorted(
            (row["line_number"], row["rules"], row["status"], row["raw_record"])
            for row in self.steps[step].records("logs.quarantine")
            if Path(row["file_path"]).name == file
        )


def only(contents: Contents, *schemas: str) -> Contents:
    """The rows of some schemas."""
    wanted = [name.startswith(schemas) for name in contents.rows["name"].to_pylist()]
    return Contents(contents.rows.filter(wanted))


def assert_equal_steps(steps: Steps, before: str, after: str, *schemas: str) -> None:
    """Fails with the rows that differ between two steps."""
    found = differences(only(steps.steps[before], *schemas), only(steps.steps[after], *schemas))
    assert not found, "\n".join(found)
