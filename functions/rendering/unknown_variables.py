"""Names in a template that no nudge has: they would render as nothing, and no one would notice."""

from collections import ChainMap, Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from liquid import BoundTemplate, RenderContext
from liquid.ast import Node
from liquid.builtin.expressions import FilteredExpression, Path
from liquid.builtin.tags.assign_tag import AssignNode
from liquid.builtin.tags.for_tag import ForNode
from liquid.expression import Expression

from functions.rendering.faults import TemplateFault

_ANY = object()
"""What is known only as a template is rendered: each name below it may be right."""


@dataclass(frozen=True, slots=True)
class _Unknown(Exception):
    """`name` is missing from `of`, which is None for the variables themselves."""

    name: str
    of: str | None
    known: Iterable[str]
    start: int

    @property
    def reason(self) -> str:
        what = f"{self.of} has no {self.name}" if self.of else f"there is no variable {self.name}"
        close = get_close_matches(self.name, list(self.known), n=1)
        return f"{what}; did you mean {close[0]}?" if close else what


def refuse_unknown(
    part: str, source: str, template: BoundTemplate, variables: Mapping[str, Any]
) -> None:
    """Refuse a part that names what is not among `variables`, which lack nothing.

    Raises:
        TemplateFault: the first unknown name, with its line.
    """
    try:
        _Names(template, variables).check()
    except _Unknown as unknown:
        line = source.count("\n", 0, unknown.start) + 1
        raise TemplateFault(part, unknown.reason, line) from unknown


class _Names:
    """The names of one template, each with an example of what it stands for."""

    def __init__(self, template: BoundTemplate, variables: Mapping[str, Any]) -> None:
        self._context = RenderContext(template)
        self._nodes = template.nodes
        self._assignments = Counter(self._assigned(self._nodes))
        self._assigned_values = dict.fromkeys(self._assignments, _ANY)
        self._outermost = ChainMap(self._assigned_values, dict(variables))

    def check(self) -> None:
        self._visit(self._nodes, self._outermost)

    def _assigned(self, nodes: Iterable[Node]) -> Iterator[str]:
        """Every name that a tag gives anywhere: in a loop it may be used before that tag."""
        for node in nodes:
            yield from map(str, node.template_scope())
            yield from self._assigned(node.children(self._context))

    def _visit(self, nodes: Iterable[Node], scope: ChainMap[str, Any]) -> None:
        for node in nodes:
            for expression in node.expressions():
                _look_at(expression, scope)
            inner = scope.new_child(dict.fromkeys(map(str, node.block_scope()), _ANY))
            if isinstance(node, ForNode):
                inner[str(node.expression.identifier)] = _element(node, scope)
            if isinstance(node, AssignNode) and self._assignments[str(node.name)] == 1:
                self._assigned_values[str(node.name)] = _meaning(node, scope)
            self._visit(node.children(self._context), inner)


def _look_at(expression: Expression, scope: Mapping[str, Any]) -> None:
    if isinstance(expression, Path):
        _value(expression, scope)
    for each in expression.children():
        _look_at(each, scope)


def _element(node: ForNode, scope: Mapping[str, Any]) -> Any:
    """An example of what a loop goes through."""
    over = node.expression.iterable
    found = _value(over, scope) if isinstance(over, Path) else _ANY
    return found[0] if isinstance(found, list) and found else _ANY


def _meaning(node: AssignNode, scope: Mapping[str, Any]) -> Any:
    """What a name stands for that is another one for what there is already."""
    expression = node.expression
    if not isinstance(expression, FilteredExpression) or expression.filters:
        return _ANY
    return _value(expression.left, scope) if isinstance(expression.left, Path) else _ANY


def _value(path: Path, scope: Mapping[str, Any]) -> Any:
    """The example of what a path names."""
    head, *rest = path.path
    if not isinstance(head, str):
        return _ANY
    if head not in scope:
        raise _Unknown(head, None, scope, path.token.start_index)
    value, seen = scope[head], head
    for segment in rest:
        value = _below(value, segment, seen, path)
        seen = f"{seen}.{segment}" if isinstance(segment, str) else f"{seen}[{segment}]"
    return value


def _below(value: Any, segment: Any, seen: str, path: Path) -> Any:
    if value is _ANY or segment == "size" or isinstance(segment, Path):
        return value[0] if isinstance(value, list) and isinstance(segment, Path) else _ANY
    if isinstance(value, list) and (isinstance(segment, int) or segment in {"first", "last"}):
        return value[0]
    if not isinstance(value, dict) or segment not in value:
        known = value if isinstance(value, dict) else ()
        raise _Unknown(str(segment), seen, known, path.token.start_index)
    return value[segment]
