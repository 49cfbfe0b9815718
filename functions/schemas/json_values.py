"""Values out of JSON that can be kept, shown and written as JSON again (RFC 8259).

Python's reader lets pass what other readers refuse: NaN, infinities, halves of surrogate pairs, any
depth. One such value, stored, would break every later answer that holds it.
"""

import json
import math
from collections.abc import Iterator
from itertools import islice
from typing import Any

from functions.errors import FieldFault, Invalid

MAX_DEPTH = 32
_MAX_FAULTS = 20
_MAX_PATH = 100  # characters of a path that names a fault
UNWRITABLE = "must be a finite number or valid Unicode"
_TOO_DEEP = f"is nested deeper than {MAX_DEPTH} levels"


def checked_json(value: Any) -> bytes:
    """The value as JSON in UTF-8.

    Raises:
        Invalid: JSON cannot hold it, or it is nested deeper than `MAX_DEPTH`; with the first
            faults and their paths.
    """
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        faults = list(islice(_faults(value), _MAX_FAULTS))
        raise Invalid(*(faults or [FieldFault("", UNWRITABLE)])) from error
    # Few brackets cannot nest deeply: most values need no walk.
    if text.count(b"{") + text.count(b"[") > MAX_DEPTH and is_too_deep(value):
        raise Invalid(next(_faults(value)))
    return text


def without_unwritable(value: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """The object without what JSON cannot hold, and the path and value of each thing left out.

    Raises:
        Invalid: it is nested deeper than `MAX_DEPTH`.
    """
    if is_too_deep(value):
        raise Invalid(next(fault for fault in _faults(value) if fault.reason == _TOO_DEEP))
    dropped: list[tuple[str, Any]] = []
    kept: dict[str, Any] = _kept(value, "", dropped)
    return kept, dropped


def _kept(value: Any, path: str, dropped: list[tuple[str, Any]]) -> Any:
    if isinstance(value, dict):
        named = ((key, _joined(path, key), part) for key, part in value.items())
        return {
            key: None if _noted(part, name, dropped) else _kept(part, name, dropped)
            for key, name, part in named
            if not _noted(key, name, dropped)
        }
    if isinstance(value, list):
        parts = [(_joined(path, n), part) for n, part in enumerate(value)]
        return [
            None if _noted(part, name, dropped) else _kept(part, name, dropped)
            for name, part in parts
        ]
    return value


def _noted(value: Any, path: str, dropped: list[tuple[str, Any]]) -> bool:
    bad = _is_bad(value)
    if bad:
        dropped.append((path, writable(str(value))))
    return bad


def is_too_deep(value: Any) -> bool:
    """Whether containers stand in one another deeper than `MAX_DEPTH`; walks without recursion."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def writable(text: str) -> str:
    """The text with `?` for each half of a surrogate pair, so that an answer can name it."""
    return text.encode("utf-8", "replace").decode()


def name_in(raw: Any, field: str) -> str | None:
    """What a bulk entry calls itself, to name it in an answer; None if it has no such name."""
    name = raw.get(field) if isinstance(raw, dict) else None
    return writable(name) if isinstance(name, str) else None


def _faults(value: Any) -> Iterator[FieldFault]:
    """What JSON cannot hold, and what stands too deep, in the order of the text."""
    left: list[tuple[Any, str, int]] = [(value, "", 1)]
    while left:
        each, path, depth = left.pop()
        if isinstance(each, dict | list):
            if depth > MAX_DEPTH:
                yield FieldFault(path, _TOO_DEEP)
                continue
            inner = each.items() if isinstance(each, dict) else enumerate(each)
            named = [(key, _joined(path, key), part) for key, part in inner]
            yield from (FieldFault(name, UNWRITABLE) for key, name, _ in named if _is_bad(key))
            left.extend((part, name, depth + 1) for _, name, part in reversed(named))
        elif _is_bad(each):
            yield FieldFault(path, UNWRITABLE)


def _is_bad(value: Any) -> bool:
    if isinstance(value, str):
        return any("\ud800" <= sign <= "\udfff" for sign in value)
    return isinstance(value, float) and not math.isfinite(value)


def _joined(path: str, key: object) -> str:
    return writable(f"{path}.{key}".lstrip("."))[:_MAX_PATH]
