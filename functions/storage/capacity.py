"""What DynamoDB charges: read and write units from the sizes of items, by AWS's rules.

Engines on a laptop report units wrongly or not at all, so budgets are counted with these.
Sources: "DynamoDB item sizes and formats", "DynamoDB read and write operations", Amazon DynamoDB
Developer Guide.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

READ_UNIT_BYTES = 4_096
WRITE_UNIT_BYTES = 1_024
TRANSACTION_FACTOR = 2
_CONTAINER_BYTES = 3
_ENTRY_BYTES = 1
_TRUTH_BYTES = 1  # BOOL and NULL
_SETS = ("SS", "NS", "BS")


def item_size(item: Mapping[str, Any]) -> int:
    """The bytes of an item in DynamoDB's JSON: names and values, in UTF-8."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: Mapping[str, Any]) -> int:
    """The bytes of one attribute value, for example `{"S": "milk"}`."""
    ((kind, content),) = value.items()
    if kind == "L":
        return _CONTAINER_BYTES + sum(_ENTRY_BYTES + value_size(each) for each in content)
    if kind == "M":
        return _CONTAINER_BYTES + len(content) * _ENTRY_BYTES + item_size(content)
    if kind in _SIZES:
        return _SIZES[kind](content)
    return sum(map(_SIZES[kind[0]], content)) if kind in _SETS else _TRUTH_BYTES


def read_units(sizes: Iterable[int], *, consistent: bool, together: bool) -> float:
    """The units of one read: `together` for a query: its items are summed before rounding up.

    What is not there costs as much as an item of one unit: give 0 for it. A query that finds
    nothing costs one unit, too.
    """
    parts = [sum(sizes)] if together else list(sizes)
    units = sum(max(1, -(-size // READ_UNIT_BYTES)) for size in parts)
    return float(units) if consistent else units / 2


def write_units(size: int) -> int:
    """The units of one put, update or delete: `size` is the larger of the item before and after."""
    return max(1, -(-size // WRITE_UNIT_BYTES))


def _number_size(text: str) -> int:
    """A byte for two significant digits, one more, and one for a sign."""
    digits = text.lstrip("-").replace(".", "").strip("0")
    return (len(digits) + 1) // 2 + 1 + text.startswith("-")


def _text_size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


_SIZES: Mapping[str, Callable[[Any], int]] = {"S": _text_size, "N": _number_size, "B": len}
