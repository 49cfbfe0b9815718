"""DynamoDB's capacity units, from item sizes by AWS's rules: engines report them wrongly.

Sizes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
Units: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

_COUNTING = Lock()
_WRITE, _READ = 1_024, 4_096
Item = Mapping[str, Any]


@dataclass
class Units:
    """Write and read request units, and how many calls used them."""

    write: float = 0
    read: float = 0
    calls: float = 0


def item_size(item: Item) -> int:
    """Bytes of an item in DynamoDB's JSON, e.g. `{"pk": {"S": "x"}}`: names and values."""
    return sum(len(name.encode()) + _value_size(value) for name, value in item.items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    if kind in _SCALARS:
        return _SCALARS[kind](content)
    if kind == "L":
        return 3 + sum(1 + _value_size(each) for each in content)
    if kind == "M":
        return 3 + sum(1 + len(n.encode()) + _value_size(v) for n, v in content.items())
    return sum(_SCALARS[kind[0]](each) for each in content)  # SS, NS, BS


def _number_size(text: str) -> int:
    """One byte for two significant digits, one more, and one for a sign."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return math.ceil(len(digits) / 2) + 1 + text.startswith("-")


_SCALARS: dict[str, Callable[[Any], int]] = {
    "S": lambda text: len(text.encode()),
    "B": len,
    "N": _number_size,
    "BOOL": lambda _: 1,
    "NULL": lambda _: 1,
}


def write_units(size: int, *, in_transaction: bool = False) -> int:
    return max(1, math.ceil(size / _WRITE)) * (2 if in_transaction else 1)


def read_units(size: int, *, consistent: bool) -> float:
    return max(1, math.ceil(size / _READ)) * (1 if consistent else 0.5)


class Metered:
    """A DynamoDB client that adds up what its calls would use on AWS."""

    def __init__(self, client: Any, units: Units) -> None:
        self._client = client
        self._units = units

    def __getattr__(self, name: str) -> Any:
        original = getattr(self._client, name)
        count: Callable[..., None] | None = getattr(type(self), f"_{name}", None)
        if count is None:
            return original

        def metered(**asked: Any) -> Any:
            answer = original(**asked)
            with _COUNTING:  # the API's threads call side by side
                self._units.calls += 1
                count(self, asked, answer)
            return answer

        return metered

    def _put_item(self, asked: Mapping[str, Any], _: Any) -> None:
        self._units.write += write_units(item_size(asked["Item"]))

    def _delete_item(self, _asked: Mapping[str, Any], _: Any) -> None:
        self._units.write += 1

    def _transact_write_items(self, asked: Mapping[str, Any], _: Any) -> None:
        for part in asked["TransactItems"]:
            ((_, each),) = part.items()
            size = item_size(each.get("Item", each.get("Key", {})))
            self._units.write += write_units(size, in_transaction=True)

    def _batch_write_item(self, asked: Mapping[str, Any], _: Any) -> None:
        for requests in asked["RequestItems"].values():
            for request in requests:
                put = request.get("PutRequest", {"Item": {}})
                self._units.write += write_units(item_size(put["Item"]))

    def _get_item(self, asked: Mapping[str, Any], answer: Any) -> None:
        size = item_size(answer.get("Item", {}))
        self._units.read += read_units(size, consistent=asked.get("ConsistentRead", False))

    def _query(self, asked: Mapping[str, Any], answer: Any) -> None:
        size = sum(map(item_size, answer.get("Items", ())))
        self._units.read += read_units(size, consistent=asked.get("ConsistentRead", False))

    def _batch_get_item(self, asked: Mapping[str, Any], answer: Any) -> None:
        for table, wanted in asked["RequestItems"].items():
            consistent = wanted.get("ConsistentRead", False)
            found: Sequence[Item] = answer["Responses"].get(table, ())
            missing = len(wanted["Keys"]) - len(found)
            for size in [*map(item_size, found), *([0] * missing)]:
                self._units.read += read_units(size, consistent=consistent)
