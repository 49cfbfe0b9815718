"""The packages of model/, and the arrows between them, as their imports have them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
BASIS = "basis"
"""The modules at the top of model/ that every package may use."""

FLOORS: tuple[tuple[str, ...], ...] = (
    (BASIS, "arrays"),
    ("catalogue", "retrieval.session"),
    ("rules", "dataset"),
    ("retrieval",),
    ("ranking",),
    ("reranking",),
    ("scoring",),
    ("evaluation", "training.trees"),
    ("training.ranking", "training.session"),
    ("training",),
)
"""A package may import packages of lower floors only."""

PACKAGES = {each: floor for floor, names in enumerate(FLOORS) for each in names}


def package_of(module: str) -> str:
    """Return the package of a module `model.…`."""
    parts = module.split(".")[1:]
    if not parts or parts[0] in {"query", "settings", "durations", "kinds"}:
        return BASIS
    nested = ".".join(parts[:2])
    return nested if nested in PACKAGES else parts[0]


@cache
def arrows() -> frozenset[tuple[str, str]]:
    """Return (importing package, imported package), without a package's own."""
    found = set()
    for path in (ROOT / "model").rglob("*.py"):
        here = package_of(module_name(path))
        for name in imports(path):
            there = package_of(name)
            if there != here:
                found.add((here, there))
    return frozenset(found)


def module_name(path: Path) -> str:
    """Return the dotted name of a file of the project."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Return the modules of model/ that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("model"):
            names = (f"{node.module}.{alias.name}" for alias in node.names)
            found |= {name if is_module(name) else str(node.module) for name in names}
    return found


def is_module(name: str) -> bool:
    """Return whether a dotted name is a file or a folder of the project."""
    path = ROOT / name.replace(".", "/")
    return path.is_dir() or path.with_suffix(".py").is_file()


def reachable(start: str, edges: frozenset[tuple[str, str]]) -> set[str]:
    """Return what can be reached from a package by edges."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for left, right in edges:
            if left == here and right not in found:
                found.add(right)
                waiting.append(right)
    return found
