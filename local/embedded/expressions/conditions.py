"""A condition as a function of an item and the call's values: is it true?"""

from collections.abc import Callable, Mapping
from operator import ge, gt, le, lt
from typing import Any

from local.embedded.expressions.syntax import (
    And,
    Attribute,
    Between,
    Call,
    Comparison,
    Condition,
    In,
    Not,
    Operand,
    Or,
    Placeholder,
    Size,
)
from local.embedded.expressions.values_of import find
from local.embedded.values import ORDERED, SETS, Value, comparable, type_of, utf8_length

Values = Mapping[str, Value]
Holds = Callable[[Mapping[str, Any], Values], bool]
Read = Callable[[Mapping[str, Any], Values], Value | None]
_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge}


def compiled(condition: Condition) -> Holds:  # noqa: PLR0911 one for each kind
    """The function of a condition; a missing attribute makes its comparisons false."""
    match condition:
        case And(left, right):
            first, second = compiled(left), compiled(right)
            return lambda item, values: first(item, values) and second(item, values)
        case Or(left, right):
            first, second = compiled(left), compiled(right)
            return lambda item, values: first(item, values) or second(item, values)
        case Not(inner):
            holds = compiled(inner)
            return lambda item, values: not holds(item, values)
        case Comparison(comparator, left, right):
            return _comparison(comparator, _read(left), _read(right))
        case Between(value, low, high):
            return _between(_read(value), _read(low), _read(high))
        case In(value, options):
            return _in(_read(value), [_read(option) for option in options])
        case Call(function, arguments):
            return _CALLS[function](*map(_read, arguments))


def _read(operand: Operand) -> Read:
    match operand:
        case Attribute((str(name),)):
            return lambda item, _values: item.get(name)
        case Attribute(path):
            return lambda item, _values: find(item, path)
        case Placeholder(name):
            return lambda _item, values: values[name]
        case Size(inner):
            read = _read(inner)
            return lambda item, values: _size(read(item, values))


def _size(value: Value | None) -> Value | None:
    if value is None:
        return None
    ((kind, content),) = value.items()
    if kind == "S":
        return {"N": str(utf8_length(content))}
    return {"N": str(len(content))} if kind in SETS | {"B", "L", "M"} else None


def _comparison(comparator: str, left: Read, right: Read) -> Holds:
    if comparator in _ORDERS:
        order = _ORDERS[comparator]
        return lambda item, values: _ordered(order, left(item, values), right(item, values))
    unequal = comparator == "<>"

    def equality(item: Mapping[str, Any], values: Values) -> bool:
        one, other = left(item, values), right(item, values)
        if one is None or other is None:
            return unequal
        return (one != other) == unequal

    return equality


def _ordered(order: Callable[[Any, Any], bool], left: Value | None, right: Value | None) -> bool:
    if left is None or right is None or type_of(left) != type_of(right):
        return False
    return type_of(left) in ORDERED and order(comparable(left), comparable(right))


def _between(value: Read, low: Read, high: Read) -> Holds:
    def between(item: Mapping[str, Any], values: Values) -> bool:
        middle = value(item, values)
        return _ordered(le, low(item, values), middle) and _ordered(le, middle, high(item, values))

    return between


def _in(value: Read, options: list[Read]) -> Holds:
    def among(item: Mapping[str, Any], values: Values) -> bool:
        found = value(item, values)
        return found is not None and any(option(item, values) == found for option in options)

    return among


def _exists(value: Read) -> Holds:
    return lambda item, values: value(item, values) is not None


def _not_exists(value: Read) -> Holds:
    return lambda item, values: value(item, values) is None


def _of_type(value: Read, kind: Read) -> Holds:
    def of_type(item: Mapping[str, Any], values: Values) -> bool:
        found, wanted = value(item, values), kind(item, values)
        return found is not None and wanted is not None and type_of(found) == wanted.get("S")

    return of_type


def _begins(value: Read, prefix: Read) -> Holds:
    def begins(item: Mapping[str, Any], values: Values) -> bool:
        found, start = value(item, values), prefix(item, values)
        if found is None or start is None or type_of(found) != type_of(start):
            return False
        ((kind, content),) = found.items()
        return kind in {"S", "B"} and content.startswith(start[kind])

    return begins


def _contains(value: Read, part: Read) -> Holds:
    def contains(item: Mapping[str, Any], values: Values) -> bool:
        whole, wanted = value(item, values), part(item, values)
        if whole is None or wanted is None:
            return False
        ((kind, content),) = whole.items()
        if kind == "L":
            return wanted in content
        ((wanted_kind, wanted_content),) = wanted.items()
        if kind in SETS:
            return bool(kind[0] == wanted_kind and wanted_content in content)
        return kind in {"S", "B"} and kind == wanted_kind and wanted_content in content

    return contains


_CALLS: Mapping[str, Callable[..., Holds]] = {
    "attribute_exists": _exists,
    "attribute_not_exists": _not_exists,
    "attribute_type": _of_type,
    "begins_with": _begins,
    "contains": _contains,
}
