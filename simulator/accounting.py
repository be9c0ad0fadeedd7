"""What becomes of landed rows: each is accepted, superseded or rejected, by named rules."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

# Rules that reject a row.
PRODUCT_UNKNOWN = "product_unknown"
QUANTITY_MISSING = "quantity_missing"
KEY_DAMAGED = "key_damaged"
ORDER_ID_MISSING = "order_id_missing"
TOTAL_LINE = "total_line"
PRICE_NOT_NUMERIC = "price_not_numeric"
PRICE_ZERO = "price_zero"

# Rules that only warn.
CUSTOMER_UNKNOWN = "customer_unknown"
PRICE_NEGATIVE = "price_negative"


@dataclass
class Counts:
    """Rows of a feed or a file by outcome.

    The rules count every landed row that they apply to. A row can break two rules, so the sum of
    rejected_by_rule may be more than rejected; a warned row may be accepted, superseded, or
    rejected by another rule.
    """

    landed: int = 0
    accepted: int = 0
    superseded: int = 0
    rejected: int = 0
    rejected_by_rule: Counter[str] = field(default_factory=Counter)
    warned_by_rule: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Counts") -> None:
        """Add the rows that another object counts."""
        self.landed += other.landed
        self.accepted += other.accepted
        self.superseded += other.superseded
        self.rejected += other.rejected
        self.rejected_by_rule += other.rejected_by_rule
        self.warned_by_rule += other.warned_by_rule

    def to_json(self) -> dict[str, Any]:
        """The counts in values that JSON knows; rules without a row are left out."""
        return {
            "landed": self.landed,
            "accepted": self.accepted,
            "superseded": self.superseded,
            "rejected": self.rejected,
            "rejected_by_rule": dict(sorted(self.rejected_by_rule.items())),
            "warned_by_rule": dict(sorted(self.warned_by_rule.items())),
        }

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "Counts":
        """The counts that to_json() wrote."""
        return cls(
            landed=values["landed"],
            accepted=values["accepted"],
            superseded=values["superseded"],
            rejected=values["rejected"],
            rejected_by_rule=Counter(values["rejected_by_rule"]),
            warned_by_rule=Counter(values["warned_by_rule"]),
        )
