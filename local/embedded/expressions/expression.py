"""Expressions as calls carry them: each text parsed once, its names and values all used."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from local.embedded.expressions import conditions, projections, value_checks
from local.embedded.expressions.condition_parser import ConditionParser
from local.embedded.expressions.key_conditions import KeyTest, key_tests
from local.embedded.expressions.operands import Leaves
from local.embedded.expressions.projections import Tree, tree_of
from local.embedded.expressions.syntax import (
    Action,
    Attribute,
    Condition,
    Path,
    operands_of,
    tests_of,
)
from local.embedded.expressions.tokens import Tokens
from local.embedded.expressions.update_parser import UpdateParser, check_apart
from local.embedded.faults import invalid
from local.embedded.values import Value, checked

_CACHED = 4096
_GIVEN = frozenset({"ExpressionAttributeNames", "ExpressionAttributeValues"})
Names = tuple[tuple[str, str], ...]
Parsed = TypeVar("Parsed", bound="Expression")


@dataclass(frozen=True)
class Expression:
    """`what` is the parameter that it stands in."""

    what: str
    used_names: frozenset[str]
    used_values: frozenset[str]
    nested: frozenset[str]
    """The attributes into which it reaches."""


@dataclass(frozen=True)
class ConditionExpression(Expression):
    holds: conditions.Holds
    checks: tuple[value_checks.Check, ...]
    attributes: frozenset[str]
    """The attributes it looks at, of which a path's first step counts."""


@dataclass(frozen=True)
class KeyConditionExpression(Expression):
    tests: tuple[KeyTest, ...]
    checks: tuple[value_checks.Check, ...]


@dataclass(frozen=True)
class UpdateExpression(Expression):
    actions: tuple[Action, ...]
    checks: tuple[value_checks.Check, ...]


@dataclass(frozen=True)
class ProjectionExpression(Expression):
    paths: tuple[Path, ...]
    tree: Tree


@lru_cache(_CACHED)
def condition(text: str, names: Names, what: str = "ConditionExpression") -> ConditionExpression:
    leaves = Leaves(Tokens(text, what), dict(names))
    parsed = ConditionParser(leaves).parse()
    return ConditionExpression(
        *_used(leaves),
        conditions.compiled(parsed),
        value_checks.checks_of(parsed, what),
        frozenset(_attributes(parsed)),
    )


@lru_cache(_CACHED)
def key_condition(text: str, names: Names) -> KeyConditionExpression:
    what = "KeyConditionExpression"
    leaves = Leaves(Tokens(text, what), dict(names))
    parsed = ConditionParser(leaves).parse()
    return KeyConditionExpression(
        *_used(leaves), key_tests(parsed), value_checks.checks_of(parsed, what)
    )


@lru_cache(_CACHED)
def update(text: str, names: Names) -> UpdateExpression:
    leaves = Leaves(Tokens(text, "UpdateExpression"), dict(names))
    actions = UpdateParser(leaves).parse()
    return UpdateExpression(*_used(leaves), actions, value_checks.update_checks(actions))


@lru_cache(_CACHED)
def projection(text: str, names: Names) -> ProjectionExpression:
    leaves = Leaves(Tokens(text, "ProjectionExpression"), dict(names))
    paths = projections.parse(leaves)
    check_apart(leaves.tokens, paths)
    return ProjectionExpression(*_used(leaves), paths, tree_of(paths))


class Parameters:
    """The expressions of one call with the names and values that all of them share."""

    def __init__(self, call: Mapping[str, Any]) -> None:
        self._call = call
        names = call.get("ExpressionAttributeNames")
        self._names: Names = tuple(names.items()) if names else ()
        self._given = call.get("ExpressionAttributeValues")
        self._parsed: list[Expression] = []
        self.values: dict[str, Value] = {}

    def read(self, what: str, parse: Callable[[str, Names], Parsed]) -> Parsed | None:
        """The expression in the parameter `what`; None if the call has none."""
        text = self._call.get(what)
        if text is None:
            return None
        found = parse(text, self._names)
        self._parsed.append(found)
        return found

    def condition(self, what: str = "ConditionExpression") -> ConditionExpression | None:
        return self.read(what, lambda text, names: condition(text, names, what))

    def check(self, scalars: frozenset[str]) -> None:
        """Refuse names and values that are unused, undefined or of the wrong kind.

        `scalars` are the attributes that are keys of the table or of an index.
        """
        if not self._parsed and _GIVEN.isdisjoint(self._call):
            return  # as most reads by key
        self._check_use()
        for expression in self._parsed:
            if inside := sorted(expression.nested & scalars):
                raise invalid(
                    "Key attributes must be scalars; list random access '[]' and map lookup '.' "
                    f"are not allowed: {', '.join(inside)}"
                )
        if self._given:
            self.values = {name: self._value(name, value) for name, value in self._given.items()}
        for expression in self._parsed:
            for check in getattr(expression, "checks", ()):
                check(self.values)

    def _value(self, name: str, value: Any) -> Value:
        if not name.startswith(":") or len(name) < 2:
            raise invalid(
                f'ExpressionAttributeValues contains invalid key: Syntax error; key: "{name}"'
            )
        return checked(value)[0]

    def _check_use(self) -> None:
        self._check_given("ExpressionAttributeNames", dict(self._names))
        self._check_given("ExpressionAttributeValues", self._given)
        for expression in self._parsed:
            for value in sorted(expression.used_values.difference(self._given or ())):
                raise invalid(
                    f"Invalid {expression.what}: An expression attribute value used in expression "
                    f"is not defined; attribute value: {value}"
                )
        _check_all_used("Names", {n for n, _ in self._names}, (e.used_names for e in self._parsed))
        given = self._given or {}
        _check_all_used("Values", set(given), (e.used_values for e in self._parsed))

    def _check_given(self, parameter: str, given: Mapping[str, Any] | None) -> None:
        if parameter not in self._call:
            return
        if not self._parsed:
            raise invalid(f"{parameter} can only be specified when using expressions")
        if not given:
            raise invalid(f"{parameter} must not be empty")


def _used(leaves: Leaves) -> tuple[str, frozenset[str], frozenset[str], frozenset[str]]:
    used = frozenset(leaves.used_names), frozenset(leaves.used_values)
    return leaves.tokens.what, *used, frozenset(leaves.nested)


def _attributes(condition: Condition) -> Iterable[str]:
    for test in tests_of(condition):
        for operand in operands_of(test):
            inner = getattr(operand, "of", operand)
            if isinstance(inner, Attribute):
                yield str(inner.path[0])


def _check_all_used(kind: str, given: set[str], used: Iterable[frozenset[str]]) -> None:
    if unused := sorted(given.difference(*used)):
        raise invalid(
            f"Value provided in ExpressionAttribute{kind} unused in expressions: "
            f"keys: {{{', '.join(unused)}}}"
        )
