"""Attribute values: checked, brought to their one form, measured and compared.

A value is what boto3 takes and gives: a mapping with one type, `{"S": "x"}`, `{"N": "1"}`,
`{"M": {…}}`. Its one form has canonical numbers, `bytes` for binary, and sets in order.
Source: "Item sizes and formats" and "Constraints", DynamoDB Developer Guide.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from botocore.exceptions import ParamValidationError

from local.embedded import number
from local.embedded.faults import invalid, invalid_value

Value = Mapping[str, Any]
Item = dict[str, Any]
MAX_DEPTH = 32
ORDERED = frozenset("SNB")
SETS = frozenset({"SS", "NS", "BS"})
_OVERHEAD = 3  # bytes of a list or map, plus one for each element


def checked(value: Any, depth: int = 1) -> tuple[dict[str, Any], int]:
    """A value in its one form, and its size in bytes.

    Raises:
        Refused: DynamoDB does not take it.
        ParamValidationError: boto3 would not have sent it.
    """
    try:
        ((kind, content),) = value.items()
    except (ValueError, AttributeError):
        raise _not_one_type(value) from None
    check = _CHECKS.get(kind)
    if check is None:
        raise ParamValidationError(report=f"Unknown type of attribute value: {kind}")
    content, size = check(content, depth)
    return {kind: content}, size


def checked_item(item: Mapping[str, Any], depth: int = 1) -> tuple[Item, int]:
    """All attributes in their one form, and their size with their names."""
    result: Item = {}
    total = 0
    for name, value in item.items():
        result[name], size = checked(value, depth)
        total += size + utf8_length(name)
    return result, total


def item_size(item: Mapping[str, Any]) -> int:
    """The size of an item that has its one form."""
    return checked_item(item)[1]


def utf8_length(text: str) -> int:
    return len(text) if text.isascii() else len(encoded(text))


def encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise invalid("A text holds half of a surrogate pair, which is no Unicode") from None


def type_of(value: Value) -> str:
    return next(iter(value))


def comparable(value: Value) -> Any:
    """What `<` orders a text, number or binary by; texts by their UTF-8."""
    ((kind, content),) = value.items()
    if kind == "S":
        return content.encode()
    return Decimal(content) if kind == "N" else content


def _not_one_type(value: Any) -> Exception:
    if not isinstance(value, Mapping):
        return ParamValidationError(report=f"An attribute value is a mapping, not {type(value)}")
    many = "has more than one datatypes set" if value else "is empty"
    return invalid(
        f"Supplied AttributeValue {many}, must contain exactly one of the supported datatypes"
    )


def _expect(content: Any, *types: type) -> None:
    if not isinstance(content, types):
        names = ", ".join(one.__name__ for one in types)
        raise ParamValidationError(report=f"Expected {names}, not {type(content).__name__}")


def _string(content: Any, _depth: int) -> tuple[str, int]:
    _expect(content, str)
    return content, utf8_length(content)


def _number(content: Any, _depth: int) -> tuple[str, int]:
    _expect(content, str)
    text = number.canonical(content)
    return text, number.size(text)


def _binary(content: Any, _depth: int) -> tuple[bytes, int]:
    _expect(content, bytes, bytearray, str)
    data = encoded(content) if isinstance(content, str) else bytes(content)
    return data, len(data)


def _bool(content: Any, _depth: int) -> tuple[bool, int]:
    _expect(content, bool)
    return content, 1


def _null(content: Any, _depth: int) -> tuple[bool, int]:
    _expect(content, bool)
    if not content:
        raise invalid_value("Null attribute value types must have the value of true")
    return True, 1


def _map(content: Any, depth: int) -> tuple[Item, int]:
    _expect(content, Mapping)
    _expect_shallow(depth)
    result, size = checked_item(content, depth + 1)
    return result, size + _OVERHEAD + len(result)


def _list(content: Any, depth: int) -> tuple[list[Any], int]:
    _expect(content, list, tuple)
    _expect_shallow(depth)
    pairs = [checked(one, depth + 1) for one in content]
    return [one for one, _ in pairs], sum(size for _, size in pairs) + _OVERHEAD + len(pairs)


def _expect_shallow(depth: int) -> None:
    if depth > MAX_DEPTH:
        raise invalid("Nesting Levels have exceeded supported limits")


def _set_of(
    check: Callable[[Any, int], tuple[Any, int]], order: Callable[[Any], Any], kind: str
) -> Callable[[Any, int], tuple[list[Any], int]]:
    def checked_set(content: Any, depth: int) -> tuple[list[Any], int]:
        _expect(content, list, tuple, set, frozenset)
        if not content:
            raise invalid_value(f"An {kind} set  may not be empty")
        pairs = [check(one, depth) for one in content]
        distinct = {one for one, _ in pairs}
        if len(distinct) < len(pairs):
            raise invalid_value(f"Input collection {list(content)} contains duplicates.")
        return sorted(distinct, key=order), sum(size for _, size in pairs)

    return checked_set


_CHECKS: Mapping[str, Callable[[Any, int], tuple[Any, int]]] = {
    "S": _string,
    "N": _number,
    "B": _binary,
    "BOOL": _bool,
    "NULL": _null,
    "M": _map,
    "L": _list,
    "SS": _set_of(_string, str.encode, "string"),
    "NS": _set_of(_number, Decimal, "number"),
    "BS": _set_of(_binary, bytes, "binary"),
}
