"""Capacity units of calls, as their answers show them; `functions.storage.capacity` has the rules.

Source: "DynamoDB on-demand capacity mode", DynamoDB Developer Guide.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.storage import capacity as rules


def read_units(size: int, *, consistent: bool, transactional: bool = False) -> float:
    """The units of one read of so many bytes; one that finds nothing costs as one of one byte."""
    units = rules.read_units([size], consistent=consistent or transactional, together=True)
    return units * (rules.TRANSACTION_FACTOR if transactional else 1)


def write_units(before: int, after: int, *, transactional: bool = False) -> float:
    """The units of a write that turns an item of `before` bytes into one of `after`, 0 for none."""
    units = rules.write_units(max(before, after))
    return float(units * (rules.TRANSACTION_FACTOR if transactional else 1))


def index_write_units(
    before: tuple[bytes, ...] | None, before_size: int, after: tuple[bytes, ...] | None, size: int
) -> float:
    """The units of an index entry that changes; with a new key, it is deleted and put anew."""
    if before is not None and after is not None and before != after:
        return write_units(before_size, 0) + write_units(0, size)
    return write_units(before_size, size)


@dataclass
class Consumed:
    """The units of one call on one table."""

    table: str
    units: float = 0.0
    indexes: dict[str, float] = field(default_factory=dict)

    def add_index(self, name: str, units: float) -> None:
        self.indexes[name] = self.indexes.get(name, 0.0) + units

    def answer(self, wanted: str) -> dict[str, Any]:
        """The `ConsumedCapacity` of an answer, for `TOTAL` or `INDEXES`."""
        total = self.units + sum(self.indexes.values())
        answer: dict[str, Any] = {"TableName": self.table, "CapacityUnits": total}
        if wanted == "INDEXES":
            answer["Table"] = {"CapacityUnits": self.units}
            if self.indexes:
                answer["GlobalSecondaryIndexes"] = {
                    name: {"CapacityUnits": units} for name, units in self.indexes.items()
                }
        return answer


def wanted(call: Mapping[str, Any]) -> str | None:
    """Return `TOTAL` or `INDEXES`; None for a call that does not ask."""
    asked = call.get("ReturnConsumedCapacity", "NONE")
    return None if asked == "NONE" else str(asked)
