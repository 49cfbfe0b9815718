"""Expressions from DynamoDB's grammar, most of which mean something and some of which do not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.contract.programs.values import (
    NAMES,
    PLAIN_NAMES,
    TYPES,
    Value,
    binaries,
    mostly,
    numbers,
    scalars,
    sets,
    texts,
    values,
)

Draw = Any
TABLE_KEYS = ("pk", "sk")
TARGETS = tuple(name for name in NAMES if name not in {"g", "h"})
KEY_NAMES = frozenset({*TABLE_KEYS, "g", "h"})


@dataclass
class Terms:
    """The names and values that the expressions of one call use."""

    into_keys: bool = True
    """A path may reach into a key, which has no inside: not where DynamoDB Local lets it pass."""
    names: dict[str, str] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)

    def name(self, name: str) -> str:
        alias = next((a for a, n in self.names.items() if n == name), f"#n{len(self.names)}")
        self.names[alias] = name
        return alias

    def value(self, value: Value) -> str:
        text = f":v{len(self.values)}"
        self.values[text] = value
        return text

    def as_parameters(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        if self.names:
            found["ExpressionAttributeNames"] = self.names
        if self.values:
            found["ExpressionAttributeValues"] = self.values
        return found


def path(draw: Draw, terms: Terms, *, flat: int = 4, among: tuple[str, ...] = ()) -> str:
    """A document path; of `flat` + 3, `flat` are an attribute."""
    name = draw(
        st.sampled_from(among)
        if among
        else mostly(st.sampled_from((*PLAIN_NAMES, *NAMES)), st.sampled_from(TABLE_KEYS))
    )
    # Reserved words always have an alias: DynamoDB Local lets them pass in some places.
    spelled = name in {*PLAIN_NAMES, *TABLE_KEYS}
    text = name if spelled and draw(st.booleans()) else terms.name(name)
    if name in KEY_NAMES and not terms.into_keys:
        return text
    for _ in range(draw(st.sampled_from((*[0] * flat, 1, 1, 2)))):
        step = draw(st.sampled_from(("[0]", "[1]", "[5]", ".a", ".b", ".name")))
        text += f".{terms.name('name')}" if step == ".name" else step
    return text


def operand(draw: Draw, terms: Terms) -> str:
    match draw(st.sampled_from(("path", "path", "path", "value", "value", "size"))):
        case "path":
            return path(draw, terms)
        case "value":
            return terms.value(draw(mostly(st.one_of(texts, numbers, binaries), values, one_in=8)))
    return f"size({path(draw, terms)})"


def condition(draw: Draw, terms: Terms, depth: int = 0) -> str:
    """A test, or up to two levels of AND, OR, NOT and parentheses around tests."""
    joints = ("and", "or", "not", "group") if depth < 2 else ()
    kind = draw(st.sampled_from((*_TESTS, "compare", *joints)))
    if kind in _TESTS:
        return _TESTS[kind](draw, terms)
    inner = condition(draw, terms, depth + 1)
    match kind:
        case "not":
            return f"NOT {inner}"
        case "group":
            return f"({inner})"
    return f"{inner} {kind.upper()} {condition(draw, terms, depth + 1)}"


def _compare(draw: Draw, terms: Terms) -> str:
    comparator = draw(st.sampled_from(("=", "<>", "<", "<=", ">", ">=")))
    return f"{operand(draw, terms)} {comparator} {operand(draw, terms)}"


def _between(draw: Draw, terms: Terms) -> str:
    value, low, high = (operand(draw, terms) for _ in range(3))
    return f"{value} BETWEEN {low} AND {high}"


def _in(draw: Draw, terms: Terms) -> str:
    options = [operand(draw, terms) for _ in range(draw(st.integers(1, 3)))]
    return f"{operand(draw, terms)} in ({', '.join(options)})"


def _exists(draw: Draw, terms: Terms) -> str:
    name = draw(st.sampled_from(("attribute_exists", "attribute_not_exists")))
    return f"{name}({path(draw, terms)})"


def _type(draw: Draw, terms: Terms) -> str:
    kind = draw(mostly(st.sampled_from(TYPES), st.just("X")))
    return f"attribute_type({path(draw, terms)}, {terms.value({'S': kind})})"


def _begins(draw: Draw, terms: Terms) -> str:
    prefix = terms.value(draw(mostly(st.one_of(texts, binaries), values, one_in=8)))
    return f"begins_with({path(draw, terms)}, {prefix})"


def _contains(draw: Draw, terms: Terms) -> str:
    return f"contains({path(draw, terms)}, {operand(draw, terms)})"


_TESTS: dict[str, Callable[[Draw, Terms], str]] = {
    "compare": _compare,
    "between": _between,
    "in": _in,
    "exists": _exists,
    "type": _type,
    "begins": _begins,
    "contains": _contains,
}


def update(draw: Draw, terms: Terms) -> str:
    terms.into_keys = False
    sections = draw(
        st.lists(st.sampled_from(("SET", "SET", "REMOVE", "ADD", "DELETE")), min_size=1, max_size=2)
    )
    return " ".join(_section(draw, terms, name) for name in sections)


def _section(draw: Draw, terms: Terms, name: str) -> str:
    actions = [_action(draw, terms, name) for _ in range(draw(st.integers(1, 2)))]
    return f"{name} {', '.join(actions)}"


def _action(draw: Draw, terms: Terms, section: str) -> str:
    # What AWS refuses in the keys of an index, DynamoDB Local lets pass.
    target = path(draw, terms, flat=15, among=() if section == "REMOVE" else TARGETS)
    match section:
        case "SET":
            return f"{target} = {_set_value(draw, terms)}"
        case "REMOVE":
            return target
        case "ADD":
            return (
                f"{target} {terms.value(draw(mostly(st.one_of(numbers, sets), values, one_in=8)))}"
            )
    return f"{target} {terms.value(draw(mostly(sets, values, one_in=8)))}"


def _set_value(draw: Draw, terms: Terms) -> str:
    kind = draw(st.sampled_from(("operand", "operand", "sum", "append")))
    if kind == "append":
        lists = st.lists(scalars, max_size=2).map(lambda inner: {"L": inner})
        parts = [terms.value(draw(mostly(lists, values, one_in=8))) for _ in range(2)]
        if draw(st.booleans()):
            parts[0] = f"if_not_exists({path(draw, terms)}, {parts[0]})"
        return f"list_append({', '.join(draw(st.permutations(parts)))})"
    if kind == "sum":
        left, right = _term(draw, terms), _term(draw, terms)
        return f"{left} {draw(st.sampled_from('+-'))} {right}"
    return _set_operand(draw, terms)


def _term(draw: Draw, terms: Terms) -> str:
    number = terms.value(draw(mostly(numbers, values, one_in=12)))
    if draw(st.booleans()):
        return number
    return f"if_not_exists({path(draw, terms)}, {number})"


def _set_operand(draw: Draw, terms: Terms) -> str:
    value = st.one_of(numbers, values)
    match draw(st.sampled_from(("path", "value", "value", "value", "otherwise", "otherwise"))):
        case "path":
            return path(draw, terms)
        case "value":
            return terms.value(draw(value))
    return f"if_not_exists({path(draw, terms)}, {terms.value(draw(value))})"


def projection(draw: Draw, terms: Terms) -> str:
    return ", ".join(path(draw, terms) for _ in range(draw(st.integers(1, 3))))
