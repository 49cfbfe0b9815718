"""Where a document path leads in an item."""

from collections.abc import Mapping
from typing import Any

from local.embedded.expressions.syntax import Path
from local.embedded.values import Value


def find(item: Mapping[str, Any], path: Path) -> Value | None:
    """The value at a path; None where there is none."""
    value = item.get(path[0])  # type: ignore[arg-type] # a path begins with a name
    for step in path[1:]:
        if value is None:
            return None
        value = _inside(value, step)
    return value


def _inside(value: Value, step: str | int) -> Value | None:
    if isinstance(step, str):
        found: Value | None = value["M"].get(step) if "M" in value else None
        return found
    elements = value.get("L", ())
    return elements[step] if step < len(elements) else None
