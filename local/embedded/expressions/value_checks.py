"""What an expression demands of the values that come with a call, before any item is looked at."""

from collections.abc import Callable, Iterator, Mapping

from local.embedded.expressions.syntax import (
    Action,
    Add,
    Between,
    Call,
    Comparison,
    Condition,
    Delete,
    IfNotExists,
    ListAppend,
    Operand,
    Placeholder,
    Set,
    SetOperand,
    Size,
    Sum,
    operands_of,
    tests_of,
)
from local.embedded.faults import Refused, invalid
from local.embedded.values import ORDERED, SETS, Value, comparable, type_of

Values = Mapping[str, Value]
Check = Callable[[Values], None]
TYPES = frozenset({"S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"})
_UPDATE = "UpdateExpression"
_SIZED = TYPES - {"N", "BOOL", "NULL"}


def checks_of(condition: Condition, what: str) -> tuple[Check, ...]:
    """The checks to run on the values of each call, in order; `what` names the expression."""
    return tuple(check for test in tests_of(condition) for check in _checks_of(test, what))


def update_checks(actions: tuple[Action, ...]) -> tuple[Check, ...]:
    """The checks of an update expression to run on the values of each call, in order."""
    return tuple(check for action in actions for check in _action_checks(action))


def _action_checks(action: Action) -> Iterator[Check]:
    match action:
        case Set(_, value):
            yield from _set_checks(value)
        case Add(_, value):
            yield from _typed((value,), SETS | {"N"}, "ADD", _UPDATE)
        case Delete(_, value):
            yield from _typed((value,), SETS, "DELETE", _UPDATE)


def _set_checks(value: SetOperand | Sum) -> Iterator[Check]:
    inner: tuple[SetOperand, ...] = ()
    match value:
        case Sum(left, right, minus):
            yield from _typed((left, right), frozenset("N"), "-" if minus else "+", _UPDATE)
            inner = left, right
        case ListAppend(first, second):
            yield from _typed((first, second), frozenset("L"), "list_append", _UPDATE)
            inner = first, second
        case IfNotExists(_, otherwise):
            inner = (otherwise,)
    for operand in inner:
        yield from _set_checks(operand)


def _checks_of(test: Condition, what: str) -> Iterator[Check]:
    yield from _size_checks(operands_of(test), what)  # type: ignore[arg-type]
    match test:
        case Comparison(comparator, left, right) if comparator not in {"=", "<>"}:
            yield from _typed((left, right), ORDERED, comparator, what)
        case Between(value, low, high):
            yield from _typed((value, low, high), ORDERED, "BETWEEN", what)
            if isinstance(low, Placeholder) and isinstance(high, Placeholder):
                yield _bounds(low.name, high.name, what)
        case Call("begins_with", arguments):
            yield from _typed(arguments, frozenset("SB"), "begins_with", what)
        case Call("attribute_type", (_, Placeholder(name))):
            yield _type_name(name, what)


def _size_checks(operands: tuple[Operand, ...], what: str) -> Iterator[Check]:
    inner = tuple(operand.of for operand in operands if isinstance(operand, Size))
    yield from _typed(inner, _SIZED, "size", what)


def _typed(
    operands: tuple[Operand | SetOperand, ...], types: frozenset[str], operator: str, what: str
) -> Iterator[Check]:
    for operand in operands:
        if isinstance(operand, Placeholder):
            yield _of_types(operand.name, types, operator, what)


def _of_types(name: str, types: frozenset[str], operator: str, what: str) -> Check:
    def check(values: Values) -> None:
        if type_of(values[name]) not in types:
            raise _wrong_type(what, operator, values[name])

    return check


def _bounds(low: str, high: str, what: str) -> Check:
    def check(values: Values) -> None:
        lower, upper = values[low], values[high]
        if type_of(lower) != type_of(upper):
            raise invalid(
                f"Invalid {what}: The BETWEEN operator requires same data type for lower and upper "
                f"bounds; lower bound operand: AttributeValue: {lower}, upper bound operand: "
                f"AttributeValue: {upper}"
            )
        if comparable(lower) > comparable(upper):
            raise invalid(
                f"Invalid {what}: The BETWEEN operator requires upper bound to be greater than or "
                f"equal to lower bound; lower bound operand: AttributeValue: {lower}, upper bound "
                f"operand: AttributeValue: {upper}"
            )

    return check


def _type_name(name: str, what: str) -> Check:
    def check(values: Values) -> None:
        value = values[name]
        if "S" not in value:
            raise _wrong_type(what, "attribute_type", value)
        if value["S"] not in TYPES:
            raise invalid(
                f"Invalid {what}: Invalid attribute type name found; type: {value['S']}, valid "
                f"types: {sorted(TYPES)}"
            )

    return check


def _wrong_type(what: str, operator: str, value: Value) -> Refused:
    return invalid(
        f"Invalid {what}: Incorrect operand type for operator or function; operator or function: "
        f"{operator}, operand type: {type_of(value)}"
    )
