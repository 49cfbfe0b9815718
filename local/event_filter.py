"""The filter patterns of an event source mapping, applied as Lambda does before each call.

The patterns are the same JSON as in `template.yaml`, so that a laptop wakes a function for the very
records that AWS would. Of the language only what is listed in `RULES` is known; anything else is
refused, never ignored.
Source: "Control which events Lambda sends to your function", AWS Lambda Developer Guide.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

ABSENT = object()


def _exists(value: Any, wanted: Any) -> bool:
    return (value is not ABSENT) == bool(wanted)


def _prefix(value: Any, wanted: Any) -> bool:
    return isinstance(value, str) and value.startswith(wanted)


def _anything_but(value: Any, unwanted: Any) -> bool:
    values = unwanted if isinstance(unwanted, list) else [unwanted]
    return value is not ABSENT and value not in values


RULES: Mapping[str, Callable[[Any, Any], bool]] = {
    "exists": _exists,
    "prefix": _prefix,
    "anything-but": _anything_but,
}


class EventFilter:
    """A record passes if any of the patterns matches it, and each does when there is none.

    Raises:
        ValueError: a pattern uses a rule that is not known here.
    """

    def __init__(self, patterns: Sequence[Mapping[str, Any]] = ()) -> None:
        for pattern in patterns:
            _check(pattern)
        self._patterns = patterns

    def passes(self, record: Mapping[str, Any]) -> bool:
        return not self._patterns or any(_matches(record, p) for p in self._patterns)


def _check(pattern: Any) -> None:
    if isinstance(pattern, Mapping):
        for part in pattern.values():
            _check(part)
    elif isinstance(pattern, list) and pattern:
        rules = {rule for part in pattern if isinstance(part, Mapping) for rule in part}
        unknown = ", ".join(sorted(rules - RULES.keys()))
        if unknown:
            raise ValueError(f"unknown filter rule {unknown}; known are {', '.join(RULES)}")
    else:
        raise ValueError(f"a filter pattern ends in a list of values or rules, not in {pattern!r}")


def _matches(value: Any, pattern: Any) -> bool:
    """Every key of the pattern has to match; of a list, one entry."""
    if isinstance(pattern, Mapping):
        inner = value if isinstance(value, Mapping) else {}
        return all(_matches(inner.get(key, ABSENT), part) for key, part in pattern.items())
    values = value if isinstance(value, list) else [value]
    return any(_allows(rule, one) for rule in pattern for one in values)


def _allows(rule: Any, value: Any) -> bool:
    if isinstance(rule, Mapping):
        return all(RULES[name](value, wanted) for name, wanted in rule.items())
    return value is not ABSENT and bool(value == rule)
