"""What an expression is made of, once its names stand for attributes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Path = tuple[str | int, ...]
"""From the attribute inward: names of maps, indexes of lists."""


@dataclass(frozen=True, slots=True)
class Attribute:
    path: Path


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A value that comes with the call, as `:x`."""

    name: str


@dataclass(frozen=True, slots=True)
class Size:
    of: "Operand"


Operand = Attribute | Placeholder | Size
Comparator = Literal["=", "<>", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Comparison:
    comparator: Comparator
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Between:
    value: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True, slots=True)
class In:
    value: Operand
    options: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """`attribute_exists`, `attribute_not_exists`, `attribute_type`, `begins_with` or `contains`."""

    function: str
    arguments: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Not:
    condition: "Condition"


@dataclass(frozen=True, slots=True)
class And:
    left: "Condition"
    right: "Condition"


@dataclass(frozen=True, slots=True)
class Or:
    left: "Condition"
    right: "Condition"


Test = Comparison | Between | In | Call
Condition = Test | Not | And | Or


@dataclass(frozen=True, slots=True)
class IfNotExists:
    path: Path
    otherwise: "SetOperand"


@dataclass(frozen=True, slots=True)
class ListAppend:
    first: "SetOperand"
    second: "SetOperand"


SetOperand = Attribute | Placeholder | IfNotExists | ListAppend


@dataclass(frozen=True, slots=True)
class Sum:
    """`left + right`, or `left - right` where `minus` is true."""

    left: SetOperand
    right: SetOperand
    minus: bool


@dataclass(frozen=True, slots=True)
class Set:
    path: Path
    value: SetOperand | Sum


@dataclass(frozen=True, slots=True)
class Remove:
    path: Path


@dataclass(frozen=True, slots=True)
class Add:
    path: Path
    value: Placeholder


@dataclass(frozen=True, slots=True)
class Delete:
    path: Path
    value: Placeholder


Action = Set | Remove | Add | Delete


def tests_of(condition: Condition) -> Iterator[Test]:
    """Every comparison and call in a condition, from left to right."""
    match condition:
        case And(left, right) | Or(left, right):
            yield from tests_of(left)
            yield from tests_of(right)
        case Not(inner):
            yield from tests_of(inner)
        case _:
            yield condition


def operands_of(test: Test) -> tuple[Operand, ...]:
    match test:
        case Comparison(_, left, right):
            return left, right
        case Between(value, low, high):
            return value, low, high
        case In(value, options):
            return value, *options
        case Call(_, arguments):
            return arguments
