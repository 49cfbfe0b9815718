"""What a key condition asks for: one partition, and a range of its sort keys."""

from collections.abc import Mapping
from dataclasses import dataclass

from local.embedded.expressions.syntax import (
    And,
    Attribute,
    Between,
    Call,
    Comparison,
    Condition,
    Placeholder,
)
from local.embedded.faults import Refused, invalid
from local.embedded.values import Value

_REVERSED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class KeyTest:
    """One test of a key attribute; `operator` is a comparator, `BETWEEN` or `begins_with`."""

    attribute: str
    operator: str
    values: tuple[str, ...]


def key_tests(condition: Condition) -> tuple[KeyTest, ...]:
    """The tests that a key condition joins by AND.

    Raises:
        Refused: it holds what no key condition may.
    """
    if isinstance(condition, And):
        return key_tests(condition.left) + key_tests(condition.right)
    test = _test(condition)
    if test is None:
        raise _refused("Invalid operator used in KeyConditionExpression")
    return (test,)


def _test(condition: Condition) -> KeyTest | None:
    match condition:
        case Comparison(comparator, Attribute(path), Placeholder(value)) if comparator != "<>":
            return KeyTest(_name(path), comparator, (value,))
        case Comparison(comparator, Placeholder(value), Attribute(path)) if comparator != "<>":
            return KeyTest(_name(path), _REVERSED[comparator], (value,))
        case Between(Attribute(path), Placeholder(low), Placeholder(high)):
            return KeyTest(_name(path), "BETWEEN", (low, high))
        case Call("begins_with", (Attribute(path), Placeholder(prefix))):
            return KeyTest(_name(path), "begins_with", (prefix,))
    return None


def _name(path: tuple[str | int, ...]) -> str:
    if len(path) > 1:
        raise _refused("KeyConditionExpressions cannot have conditions on nested attributes")
    return str(path[0])


def split(
    tests: tuple[KeyTest, ...], hash_name: str, range_name: str | None
) -> tuple[KeyTest, KeyTest | None]:
    """The test of the partition key and the one of the sort key, if there is one."""
    by_name = {test.attribute: test for test in tests}
    if len(by_name) < len(tests):
        raise _refused("KeyConditionExpressions must only contain one condition per key")
    if len(tests) > 2:
        raise invalid("Conditions can be of length 1 or 2 only")
    partition = by_name.pop(hash_name, None)
    if partition is None:
        raise invalid(f"Query condition missed key schema element: {hash_name}")
    if partition.operator != "=":
        raise invalid("Query key condition not supported")
    sort = by_name.pop(range_name, None) if range_name else None
    if by_name:
        raise invalid(f"Query condition missed key schema element: {range_name}")
    return partition, sort


def check_types(
    tests: tuple[KeyTest | None, ...], types: Mapping[str, str], values: Mapping[str, Value]
) -> None:
    """Refuse values of another type than the key has."""
    for test in tests:
        if test and any(types[test.attribute] not in values[name] for name in test.values):
            raise invalid(
                "One or more parameter values were invalid: Condition parameter type does not "
                "match schema type"
            )
        if test and not all(any(values[name].values()) for name in test.values):
            raise invalid(
                "One or more parameter values are not valid. The AttributeValue for a key "
                f"attribute cannot contain an empty string value. Key: {test.attribute}"
            )


def _refused(why: str) -> Refused:
    return invalid(f"Invalid KeyConditionExpression: {why}")
