"""The arrows of the house point inward; this is where they are held."""

import ast
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("functions", "model", "local", "bench")
ENTRIES = (
    "functions.api",
    "functions.delivery",
    "functions.imports",
    "functions.nudges",
    "functions.redrive",
    "functions.restock",
    "functions.rendering",
    "functions.retrain",
    "functions.snapshot",
    "functions.stream",
)
INNER = (
    "functions.domain",
    "functions.storage",
    "functions.ports",
    "functions.errors",
    "functions.settings",
    "functions.correlation",
    "functions.observability",
    "functions.bootstrap",
    "functions.cold_start",
    "functions.versions",
    "functions.schemas",
    "functions.services",
)
SERVING_MODEL = (
    "model.arrays",
    "model.catalogue",
    "model.rules",
    "model.scoring",
    "model.settings",
)

# Who may import which of ours; a room may always import itself. The first rule that fits counts.
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "functions.domain": (),
    "functions.errors": (),
    "functions.cold_start": (),
    "functions.versions": (),
    "functions.settings": ("functions.errors",),
    "functions.correlation": (),
    "functions.observability": ("functions.correlation",),
    "functions.storage": ("functions.domain", "functions.errors", "functions.correlation"),
    "functions.ports": ("functions.domain", "functions.errors", "functions.correlation"),
    "functions.bootstrap": INNER,
    "functions.schemas": ("functions.domain", "functions.errors", "model.scoring"),
    "functions.services.people.wiring": INNER,
    "functions.services.people": (
        "functions.domain",
        "functions.storage",
        "functions.errors",
        "functions.services.retry",
        "functions.observability",
    ),
    "functions.services": (*INNER, *SERVING_MODEL),
    "functions.rendering": (*INNER, *SERVING_MODEL, "functions.api"),  # the same way of HTTP
    "functions.redrive": (*INNER, "functions.stream"),  # the same work, on what it failed on
    "functions.imports": (*INNER, "functions.stream"),  # the same lines of the lake
    "functions.delivery": (*INNER, *SERVING_MODEL, "functions.rendering"),  # what it sends
    "functions.retrain": (
        *INNER,
        *SERVING_MODEL,
        "model.dataset",
        "model.training",
        "model.evaluation",
    ),
    "functions": (*INNER, *SERVING_MODEL),
    "model.training": ("model",),
    "model.evaluation": ("model",),
    "model.dataset": ("model",),
    "model": ("model",),
    "local": ("functions", "model", "local"),
    "bench": ("functions", "model", "local", "bench"),
}
FORBIDDEN: dict[str, tuple[str, ...]] = {
    "functions.domain": ("boto3", "botocore", "fastapi", "time", "uuid", "random", "os"),
    "functions.schemas": ("fastapi", "starlette"),
    "functions.services": ("fastapi", "starlette"),
    "functions": ("implicit", "scipy", "lightgbm", "matplotlib", "local", "tests"),
    "model": ("boto3", "botocore", "fastapi", "functions", "matplotlib"),
}
# numpy only: what serving loads may not know what learning needs.
RENDERING = ("liquid", "babel", "mrml")
LEARNING = (
    "implicit",
    "scipy",
    "duckdb",
    "lightgbm",
    "model.dataset",
    "model.training",
    "model.evaluation",
)

FILES = sorted(
    path for room in OURS for path in (ROOT / room).rglob("*.py") if "__pycache__" not in path.parts
)


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports_of(path: Path) -> frozenset[str]:
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide where an arrow points"
            module = node.module or ""
            found |= {f"{module}.{alias.name}" for alias in node.names}
    return frozenset(found)


def is_in(module: str, rooms: tuple[str, ...]) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


def rule_for(module: str) -> str:
    return next(room for room in MAY_IMPORT if is_in(module, (room,)))


# Each looks at all modules in one test: one test a module took 50 s, nearly all of it pytest's.


def pointing(forbids: Callable[[str, str], bool]) -> list[str]:
    """The arrows that `forbids`, given a module and what it imports."""
    arrows = ((module_of(path), name) for path in FILES for name in imports_of(path))
    return sorted(f"{module} -> {name}" for module, name in arrows if forbids(module, name))


def test_a_module_imports_only_inward() -> None:
    @cache
    def allowed(module: str) -> tuple[str, ...]:
        room = rule_for(module)
        own_entry = tuple(entry for entry in ENTRIES if is_in(module, (entry,)))
        return (room if room != "functions" else "", *own_entry, *MAY_IMPORT[room])

    assert not pointing(lambda m, name: is_in(name, OURS) and not is_in(name, allowed(m)))


def test_a_module_stays_clear_of_what_its_room_forbids() -> None:
    def forbids(module: str, name: str) -> bool:
        return any(is_in(module, (room,)) and is_in(name, n) for room, n in FORBIDDEN.items())

    assert not pointing(forbids)


def test_only_functions_with_the_rendering_layer_load_what_renders() -> None:
    room = ("functions.rendering",)
    may = (*room, "functions.delivery", "local", "bench")
    assert not pointing(lambda m, name: not is_in(m, may) and is_in(name, (*RENDERING, *room)))


def test_only_the_function_of_imports_reads_files_with_duckdb() -> None:
    room = ("functions.imports",)

    def forbids(module: str, name: str) -> bool:
        concerned = is_in(module, ("functions",)) and not is_in(module, room)
        return concerned and is_in(name, ("duckdb", *room))

    assert not pointing(forbids)


def test_every_module_is_looked_at() -> None:
    assert len(FILES) > 900
    assert pointing(lambda m, name: m == "functions.api.handler" and name == "os")


@pytest.mark.parametrize("entry", ["nudges", "redrive", "restock", "stream"])
def test_a_function_without_the_scoring_layer_reaches_no_model(entry: str) -> None:
    """Its artifact has none: the first import would fail on AWS."""
    by_name = {module_of(path): path for path in FILES}
    reached, waiting = set[str](), [f"functions.{entry}.handler"]
    while waiting:
        module = waiting.pop()
        if module in reached or module not in by_name:
            continue
        reached.add(module)
        names = imports_of(by_name[module])
        arrays = {name for name in names if is_in(name, ("model", "numpy"))}
        assert not arrays, f"{module}, loaded by {entry}, imports {sorted(arrays)}"
        waiting += [*names, *(name.rpartition(".")[0] for name in names)]
    assert "functions.bootstrap" in reached, "the walk must reach the services to mean anything"


def test_what_serving_loads_is_numpy_only() -> None:
    reached, waiting = set[str](), ["functions.api.handler", "functions.snapshot.handler"]
    by_name = {module_of(path): path for path in FILES}
    while waiting:
        module = waiting.pop()
        if module in reached or module not in by_name:
            continue
        reached.add(module)
        names = imports_of(by_name[module])
        learning = {name for name in names if is_in(name, LEARNING)}
        assert not learning, f"{module}, loaded by the API, imports {sorted(learning)}"
        waiting += [*names, *(name.rpartition(".")[0] for name in names)]
    assert "model.scoring" in reached, "the walk must reach the model to mean anything"


@pytest.mark.parametrize("path", sorted((ROOT / "functions/ports").glob("*.py")), ids=module_of)
def test_a_protocol_imports_none_of_its_adapters(path: Path) -> None:
    adapters = ("functions.ports.aws", "functions.ports.local", "boto3", "botocore")
    assert not {name for name in imports_of(path) if is_in(name, adapters)}


def effects_of(path: Path) -> set[str]:
    """The calls at import that do something outside of the module."""
    calls = {
        ast.unparse(node.func)
        for statement in tree_of(path).body
        if isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
    }
    return {name for name in calls if name.startswith(("boto3.", "open", "os.", "bootstrap"))}


def test_nothing_happens_at_import_but_in_handlers() -> None:
    found = {module_of(path): effects_of(path) for path in FILES}
    in_handlers = {name for name, effects in found.items() if name.endswith(".handler") and effects}
    assert "functions.api.handler" in in_handlers
    assert {name for name, effects in found.items() if effects} == in_handlers
