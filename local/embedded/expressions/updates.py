"""An update expression as a function: the item before → the item after.

Every value is taken from the item as it was before the first action. A list's elements are removed
after all else, so that each index means what it meant before.
"""

import copy
from collections.abc import Callable, Mapping
from typing import Any

from local.embedded import number
from local.embedded.expressions.syntax import (
    Action,
    Add,
    Attribute,
    Delete,
    IfNotExists,
    ListAppend,
    Path,
    Placeholder,
    Remove,
    Set,
    SetOperand,
    Sum,
)
from local.embedded.expressions.values_of import find
from local.embedded.faults import Refused, invalid
from local.embedded.values import SETS, Item, Value, checked, type_of

Values = Mapping[str, Value]
Apply = Callable[[Item, Values], Item]
_ABSENT = "The provided expression refers to an attribute that does not exist in the item"
_BAD_PATH = "The document path provided in the update expression is invalid for update"
_BAD_TYPE = "An operand in the update expression has an incorrect data type"


def applied(actions: tuple[Action, ...], item: Item, values: Values) -> Item:
    """The item after the actions; the one that is given stays as it is.

    Raises:
        Refused: an attribute is missing or of the wrong type, or a path leads nowhere.
    """
    nested = any(len(action.path) > 1 for action in actions)
    after = copy.deepcopy(item) if nested else dict(item)
    outcomes = [(action.path, _outcome(action, item, values)) for action in actions]
    for path, outcome in sorted(outcomes, key=_removals_last):
        if outcome is None:
            _remove(after, path)
        else:
            _place(after, path, outcome)
    return after


def _removals_last(pair: tuple[Path, Value | None]) -> tuple[bool, int, int]:
    path, outcome = pair
    last = path[-1]
    if outcome is None:  # a list's elements from its end
        return True, 0, -last if isinstance(last, int) else 0
    return False, len(path), last if isinstance(last, int) else 0  # appended in order of index


def _outcome(action: Action, item: Item, values: Values) -> Value | None:
    """What stands at the action's path afterwards; None for nothing."""
    match action:
        case Set(_, Sum(left, right, minus)):
            return _sum(_operand(left, item, values), _operand(right, item, values), minus)
        case Set(_, operand):
            return _operand(operand, item, values)  # type: ignore[arg-type] # a Sum went above
        case Remove():
            return None
        case Add(path, Placeholder(name)):
            return _added(find(item, path), values[name])
        case Delete(path, Placeholder(name)):
            return _deleted(find(item, path), values[name])


def _operand(operand: SetOperand, item: Item, values: Values) -> Value:
    match operand:
        case Placeholder(name):
            return values[name]
        case Attribute(path):
            found = find(item, path)
            if found is None:
                raise invalid(_ABSENT)
            return found
        case IfNotExists(path, otherwise):
            found = find(item, path)
            return _operand(otherwise, item, values) if found is None else found
        case ListAppend(first, second):
            parts = _operand(first, item, values), _operand(second, item, values)
            if any("L" not in part for part in parts):
                raise invalid(_BAD_TYPE)
            return {"L": [*parts[0]["L"], *parts[1]["L"]]}


def _sum(left: Value, right: Value, minus: bool) -> Value:
    if "N" not in left or "N" not in right:
        raise invalid(_BAD_TYPE)
    return {"N": (number.subtract if minus else number.add)(left["N"], right["N"])}


def _added(found: Value | None, value: Value) -> Value:
    kind = type_of(value)
    if found is None:
        return value
    if kind not in found:
        raise invalid(_BAD_TYPE)
    if kind == "N":
        return {"N": number.add(found["N"], value["N"])}
    return checked({kind: list({*found[kind], *value[kind]})})[0]


def _deleted(found: Value | None, value: Value) -> Value | None:
    kind = type_of(value)
    if found is None:
        return None
    if kind not in found:
        raise invalid(_BAD_TYPE)
    rest = [one for one in found[kind] if one not in value[kind]]
    return {kind: rest} if rest else None


def _parent(item: Item, path: Path) -> Value | None:
    return {"M": item} if len(path) == 1 else find(item, path[:-1])


def _place(item: Item, path: Path, value: Value) -> None:
    parent, last = _parent(item, path), path[-1]
    if parent is None or ("M" if isinstance(last, str) else "L") not in parent:
        raise invalid(_BAD_PATH)
    if isinstance(last, str):
        parent["M"][last] = value
        return
    elements: list[Any] = parent["L"]
    elements[last : last + 1] = [value]  # past the end it is appended


def _remove(item: Item, path: Path) -> None:
    parent, last = _parent(item, path), path[-1]
    if parent is None or ("M" if isinstance(last, str) else "L") not in parent:
        if len(path) > 1:
            raise invalid(_BAD_PATH)
        return
    if isinstance(last, str):
        parent["M"].pop(last, None)
    else:
        del parent["L"][last : last + 1]


def check_update(actions: tuple[Action, ...], values: Values) -> None:
    """Refuse values that ADD and DELETE can do nothing with, whatever the item is."""
    for action in actions:
        if isinstance(action, Add):
            _check_type(action.value, SETS | {"N"}, "ADD", values)
        elif isinstance(action, Delete):
            _check_type(action.value, SETS, "DELETE", values)


def _check_type(value: Placeholder, types: frozenset[str], action: str, values: Values) -> None:
    kind = type_of(values[value.name])
    if kind not in types:
        raise _wrong_operand(action, kind)


def _wrong_operand(operator: str, kind: str) -> Refused:
    return invalid(
        "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: "
        f"{operator}, operand type: {kind}"
    )
