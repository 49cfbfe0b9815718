"""Conditions, filters and key conditions: one grammar, by recursive descent.

Source: "Comparison operator and function reference", DynamoDB Developer Guide.
"""

from typing import cast

from local.embedded.expressions.operands import Leaves
from local.embedded.expressions.syntax import (
    And,
    Attribute,
    Between,
    Call,
    Comparator,
    Comparison,
    Condition,
    In,
    Not,
    Operand,
    Or,
    Size,
    operands_of,
    tests_of,
)

COMPARATORS = frozenset({"=", "<>", "<", "<=", ">", ">="})
ARGUMENTS = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
    "size": 1,
}
MAX_OPTIONS = 100
MAX_OPERATORS = 300


class ConditionParser:
    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves
        self._tokens = leaves.tokens
        self._operators = 0
        self._only_group = False  # what was read last is one group in parentheses

    def parse(self) -> Condition:
        """The whole text as one condition."""
        condition = self._or()
        self._tokens.expect_end()
        if self._operators > MAX_OPERATORS:
            raise self._tokens.refused(
                "The expression contains too many operators; "
                f"max operators allowed is {MAX_OPERATORS}"
            )
        for test in tests_of(condition):
            self._check_distinct(test)
        return condition

    def _or(self) -> Condition:
        condition = self._and()
        while self._tokens.accept_word("OR"):
            self._operators += 1
            condition = Or(condition, self._and())
            self._only_group = False
        return condition

    def _and(self) -> Condition:
        condition = self._not()
        while self._tokens.accept_word("AND"):
            self._operators += 1
            condition = And(condition, self._not())
            self._only_group = False
        return condition

    def _not(self) -> Condition:
        if self._tokens.accept_word("NOT"):
            self._operators += 1
            return Not(self._not())
        return self._group() if self._tokens.is_sign("(") else self._test()

    def _group(self) -> Condition:
        self._tokens.expect("(")
        doubled = self._tokens.is_sign("(")
        condition = self._or()
        if doubled and self._only_group:
            raise self._tokens.refused("The expression has redundant parentheses;")
        self._tokens.expect(")")
        self._only_group = True
        return condition

    def _test(self) -> Condition:
        self._operators += 1
        self._only_group = False
        if self._tokens.is_call() and not self._tokens.is_word("SIZE"):
            return self._call()
        operand = self._operand()
        if self._tokens.accept_word("BETWEEN"):
            low = self._operand()
            if not self._tokens.accept_word("AND"):
                raise self._tokens.unexpected()
            return Between(operand, low, self._operand())
        if self._tokens.accept_word("IN"):
            return In(operand, self._options())
        kind, text = self._tokens.next
        if kind == "sign" and text in COMPARATORS:
            self._tokens.take()
            return Comparison(cast("Comparator", text), operand, self._operand())
        if isinstance(operand, Size):
            raise self._misused("size")
        raise self._tokens.unexpected()

    def _call(self) -> Call:
        name, arguments = self._function()
        kind, text = self._tokens.next
        if kind == "sign" and text in COMPARATORS:
            raise self._misused(name)
        return Call(name, arguments)

    def _operand(self) -> Operand:
        if self._tokens.next.kind == "value":
            return self._leaves.placeholder()
        if not self._tokens.is_call():
            return Attribute(self._leaves.path())
        name, arguments = self._function()
        if name != "size":
            raise self._misused(name)
        return Size(arguments[0])

    def _function(self) -> tuple[str, tuple[Operand, ...]]:
        name = self._tokens.take().text
        self._tokens.expect("(")
        arguments = [self._operand()]
        while self._tokens.accept(","):
            arguments.append(self._operand())
        self._tokens.expect(")")
        if name not in ARGUMENTS:
            raise self._tokens.refused(f"Invalid function name; function: {name}")
        if len(arguments) != ARGUMENTS[name]:
            raise self._tokens.refused(
                "Incorrect number of operands for operator or function; "
                f"operator or function: {name}, number of operands: {len(arguments)}"
            )
        if name.startswith("attribute_") and not isinstance(arguments[0], Attribute):
            raise self._tokens.refused(
                f"Operator or function requires a document path; operator or function: {name}"
            )
        return name, tuple(arguments)

    def _options(self) -> tuple[Operand, ...]:
        self._tokens.expect("(")
        options = [self._operand()]
        while self._tokens.accept(","):
            options.append(self._operand())
        self._tokens.expect(")")
        if len(options) > MAX_OPTIONS:
            raise self._tokens.refused(
                f"Invalid number of operands for IN; number of operands: {len(options)}"
            )
        return tuple(options)

    def _misused(self, function: str) -> Exception:
        return self._tokens.refused(
            "The function is not allowed to be used this way in an expression; "
            f"function: {function}"
        )

    def _check_distinct(self, test: object) -> None:
        """An attribute is not compared with itself."""
        first, *rest = operands_of(test)  # type: ignore[arg-type]
        if isinstance(first, Attribute) and first in rest:
            raise self._tokens.refused(
                "The first operand must be distinct from the remaining operands for this operator "
                "or function"
            )
