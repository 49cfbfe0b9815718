"""A projection expression as a function: an item → those of its parts that were asked for."""

from collections.abc import Iterable, Mapping
from typing import Any

from local.embedded.expressions.operands import Leaves
from local.embedded.expressions.syntax import Path
from local.embedded.values import Item, Value

Tree = dict[str | int, "Tree"]
"""The paths as branches; one without branches stands for all that is below it."""


def parse(leaves: Leaves) -> tuple[Path, ...]:
    """The paths of a projection expression, none of which lies in another."""
    paths = [leaves.path()]
    while leaves.tokens.accept(","):
        paths.append(leaves.path())
    leaves.tokens.expect_end()
    return tuple(paths)


def tree_of(paths: Iterable[Path]) -> Tree:
    tree: Tree = {}
    for path in paths:
        branch = tree
        for step in path:
            branch = branch.setdefault(step, {})
    return tree


def projected(item: Mapping[str, Any], tree: Tree) -> Item:
    """What of an item the paths name; lists close up, and what is not there is left out."""
    return {
        name: part  # type: ignore[misc] # a path begins with a name
        for name, branch in tree.items()
        if name in item and (part := _part(item[name], branch)) is not None  # type: ignore[index]
    }


def _part(value: Value, tree: Tree) -> Value | None:
    if not tree:
        return value
    if "M" in value:
        inner = projected(value["M"], tree)
        return {"M": inner} if inner else None
    if "L" not in value:
        return None
    elements = value["L"]
    steps = sorted(step for step in tree if isinstance(step, int) and step < len(elements))
    parts = [_part(elements[step], tree[step]) for step in steps]
    found = [part for part in parts if part is not None]
    return {"L": found} if found else None
