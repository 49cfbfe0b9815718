"""Public functions with arrays give shapes, and public functions with times give units."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.unit.model_packages import ROOT

PLACES = ("model", "bench", "functions", "local")
"""Folders that are checked; add the next one here."""

ARRAYS = re.compile(r"\b(NDArray|Array|Ints|Floats|Mask|csr_matrix)\b")
NAMED = re.compile(r"^(dict|Mapping)\[")
"""Arrays by name, whose shapes vary."""
SHAPE = re.compile(r"\[[^\]]+\]")
TIMES = frozenset({"now", "since", "until", "at_ms", "age", "ages"})
UNIT = re.compile(r"\b(ms|milliseconds|seconds|minutes|days)\b")

Function = ast.FunctionDef


def public_functions(path: Path) -> Iterator[tuple[Function, str]]:
    """Yield public functions and methods with their docstring and that of their class."""
    tree = ast.parse(path.read_text("utf-8"))
    owners: list[tuple[ast.Module | ast.ClassDef, str]] = [(tree, "")]
    owners += [
        (node, ast.get_docstring(node) or "")
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]
    for owner, about in owners:
        for node in owner.body:
            if isinstance(node, Function) and not node.name.startswith("_"):
                yield node, f"{ast.get_docstring(node) or ''}\n{about}"


def arguments(function: Function) -> list[ast.arg]:
    every = function.args
    return [*every.posonlyargs, *every.args, *every.kwonlyargs]


def faults(path: Path) -> Iterator[str]:
    for function, text in public_functions(path):
        notes = [each.annotation for each in arguments(function)]
        texts = [ast.unparse(note) for note in notes if note]
        takes = any(ARRAYS.search(each) and not NAMED.match(each) for each in texts)
        if takes and not SHAPE.search(text):
            yield f"{function.name} (line {function.lineno}) takes an array without a shape"
        times = {each.arg for each in arguments(function)} & TIMES
        if times and not UNIT.search(text):
            yield f"{function.name} (line {function.lineno}) takes {sorted(times)} without a unit"


def test_arrays_have_shapes_and_times_have_units() -> None:
    paths = sorted(path for place in PLACES for path in (ROOT / place).rglob("*.py"))
    assert len(paths) > 900
    found = [f"{path.relative_to(ROOT)}: {fault}" for path in paths for fault in faults(path)]
    assert not found, "\n".join(found)
