"""Update expressions: SET, REMOVE, ADD and DELETE.

Source: "Using update expressions", DynamoDB Developer Guide.
"""

from collections.abc import Callable, Sequence
from itertools import combinations

from local.embedded.expressions.operands import Leaves
from local.embedded.expressions.syntax import (
    Action,
    Add,
    Attribute,
    Delete,
    IfNotExists,
    ListAppend,
    Path,
    Remove,
    Set,
    SetOperand,
    Sum,
)
from local.embedded.expressions.tokens import Tokens

SECTIONS = ("SET", "REMOVE", "ADD", "DELETE")


class UpdateParser:
    def __init__(self, leaves: Leaves) -> None:
        self._leaves = leaves
        self._tokens = leaves.tokens

    def parse(self) -> tuple[Action, ...]:
        """The actions in the order of the text."""
        readers: dict[str, Callable[[], Action]] = {
            "SET": self._set,
            "REMOVE": self._remove,
            "ADD": self._add,
            "DELETE": self._delete,
        }
        actions, seen = list[Action](), set[str]()
        while self._tokens.next.kind != "end":
            section = next((word for word in SECTIONS if self._tokens.accept_word(word)), None)
            if section is None:
                raise self._tokens.unexpected()
            if section in seen:
                raise self._tokens.refused(
                    f'The "{section}" section can only be used once in an update expression;'
                )
            seen.add(section)
            actions.append(readers[section]())
            while self._tokens.accept(","):
                actions.append(readers[section]())
        check_apart(self._tokens, [action.path for action in actions])
        return tuple(actions)

    def _set(self) -> Set:
        path = self._leaves.path()
        self._tokens.expect("=")
        return Set(path, self._value())

    def _remove(self) -> Remove:
        return Remove(self._leaves.path())

    def _add(self) -> Add:
        return Add(self._leaves.path(), self._leaves.placeholder())

    def _delete(self) -> Delete:
        return Delete(self._leaves.path(), self._leaves.placeholder())

    def _value(self) -> SetOperand | Sum:
        if self._tokens.accept("("):
            value = self._value()
            self._tokens.expect(")")
            return value
        left = self._operand()
        for sign in "+-":
            if self._tokens.accept(sign):
                return Sum(left, self._operand(), minus=sign == "-")
        return left

    def _operand(self) -> SetOperand:
        if self._tokens.accept("("):
            operand = self._operand()
            self._tokens.expect(")")
            return operand
        if self._tokens.next.kind == "value":
            return self._leaves.placeholder()
        return self._function() if self._tokens.is_call() else Attribute(self._leaves.path())

    def _function(self) -> SetOperand:
        name = self._tokens.take().text
        if name not in {"if_not_exists", "list_append"}:
            raise self._tokens.refused(f"Invalid function name; function: {name}")
        self._tokens.expect("(")
        first = self._operand()
        self._tokens.expect(",")
        second = self._operand()
        self._tokens.expect(")")
        if name == "list_append":
            return ListAppend(first, second)
        if not isinstance(first, Attribute):
            raise self._tokens.refused(
                f"Operator or function requires a document path; operator or function: {name}"
            )
        return IfNotExists(first.path, second)


def check_apart(tokens: Tokens, paths: Sequence[Path]) -> None:
    """Refuse two paths to the same place, one inside the other, or of a map and a list at once."""
    for one, other in combinations(paths, 2):
        pairs = list(zip(one, other, strict=False))
        different = next(((a, b) for a, b in pairs if a != b), None)
        if different is not None and type(different[0]) is type(different[1]):
            continue
        fault = "overlap" if different is None else "conflict"
        raise tokens.refused(
            f"Two document paths {fault} with each other; must remove or rewrite one of these "
            f"paths; path one: {shown(one)}, path two: {shown(other)}"
        )


def shown(path: Path) -> str:
    """A path as DynamoDB writes it in errors."""
    return "[" + ", ".join(f"[{p}]" if isinstance(p, int) else p for p in path) + "]"
