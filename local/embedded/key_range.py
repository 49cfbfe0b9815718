"""A range of keys, as SQL reads it in order."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from local.embedded import keys
from local.embedded.definition import Index
from local.embedded.expressions.key_conditions import KeyTest
from local.embedded.faults import invalid
from local.embedded.keys import key_bytes
from local.embedded.table import Table
from local.embedded.values import Value, checked

Start = tuple[bytes, ...]
"""The key after which a page begins: partition and sort key, and in an index the table's key."""


@dataclass
class Range:
    """Sort keys of one partition between bounds; without a partition, the whole table."""

    partition: bytes | None = None
    low: tuple[str, bytes] | None = None
    high: tuple[str, bytes] | None = None
    """An SQL comparison with its operand."""

    def holds(self, partition: bytes, sort: bytes) -> bool:
        """Whether this key is in the range."""
        if self.partition is not None and partition != self.partition:
            return False
        return all(_COMPARE[bound[0]](sort, bound[1]) for bound in (self.low, self.high) if bound)

    def statement(
        self, rows: str, of_index: bool, after: Start | None, forward: bool
    ) -> tuple[str, list[bytes]]:
        """The SQL that reads item and size in order; its last parameter is the limit (-1: none)."""
        columns = ["h", "r", "bh", "br"] if of_index else ["h", "r"]
        tests, values = list[str](), list[bytes]()
        if self.partition is not None:
            columns = columns[1:]
            tests.append("h = ?")
            values.append(self.partition)
        for bound in (self.low, self.high):
            if bound:
                tests.append(f"r {bound[0]} ?")
                values.append(bound[1])
        if after:
            marks = ", ".join("?" * len(columns))
            tests.append(f"({', '.join(columns)}) {'>' if forward else '<'} ({marks})")
            values += after[-len(columns) :]
        where = f" WHERE {' AND '.join(tests)}" if tests else ""
        order = ", ".join(column if forward else f"{column} DESC" for column in columns)
        text = f"SELECT item, size FROM {rows}{where} ORDER BY {order} LIMIT ?"  # noqa: S608
        return text, values


_COMPARE = {
    "<": bytes.__lt__,
    "<=": bytes.__le__,
    ">": bytes.__gt__,
    ">=": bytes.__ge__,
    "=": bytes.__eq__,
}


def range_of(partition: KeyTest, sort: KeyTest | None, values: Mapping[str, Value]) -> Range:
    """The range that a key condition asks for."""
    found = Range(key_bytes(values[partition.values[0]]))
    if sort is None:
        return found
    operands = [key_bytes(values[name]) for name in sort.values]
    match sort.operator:
        case "BETWEEN":
            found.low, found.high = (">=", operands[0]), ("<=", operands[1])
        case "begins_with":
            found.low, end = (">=", operands[0]), _after_all(operands[0])
            found.high = ("<", end) if end else None
        case "<" | "<=":
            found.high = (sort.operator, operands[0])
        case _:
            found.low = (sort.operator, operands[0])
    return found


def _after_all(prefix: bytes) -> bytes:
    """The first bytes after everything that begins with `prefix`; none if nothing is after it."""
    stem = prefix.rstrip(b"\xff")
    return stem[:-1] + bytes([stem[-1] + 1]) if stem else b""


def start_of(table: Table, index: Index | None, where: Range, given: Any) -> Start:
    """The key in a request's `ExclusiveStartKey`.

    Raises:
        Refused: it is none of this table and index, or not in the range.
    """
    own = table.definition.key
    names = {*own.names, *(index.key.names if index else ())}
    if given.keys() != names:
        raise invalid("The provided starting key is invalid")
    item = {name: checked(given[name])[0] for name in names}
    types = {**own.types, **(index.key.types if index else {})}
    if any(types[name] not in value for name, value in item.items()):
        raise invalid("The provided starting key is invalid")
    base = keys.key_of(own, item)
    start = (keys.index_key_of(index, item) or ()) + base if index else base
    if not where.holds(start[0], start[1]):
        raise invalid(
            "The provided starting key is outside query boundaries based on provided conditions"
        )
    return start
