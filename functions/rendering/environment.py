"""Liquid with bounds: no includes, no raw output, few filters, and an end to every loop.

A template is written by the shop and runs in its own account, yet a slip, or a template that was
copied from somewhere, must not hold a function for minutes or fill its memory.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from liquid import Environment
from liquid.exceptions import LiquidError

MAX_OUTPUT = 400_000
MAX_ITERATIONS = 2_000
_MAX_LOCALS = 20_000
_MAX_TEXT = 20_000
_MAX_NUMBER = 1e12
# fmt: off
_TAGS = frozenset(
    {
     "assign", "break", "capture", "case", "comment", "content", "continue", "cycle", "echo",
     "for", "if", "illegal", "output", "unless",
    }
)
# fmt: on
# fmt: off
_FILTERS = frozenset(
    {
     "abs", "append", "at_least", "at_most", "capitalize", "ceil", "default", "divided_by",
     "downcase", "escape", "first", "floor", "join", "last", "lstrip", "minus", "plus",
     "prepend", "replace", "reverse", "rstrip", "size", "slice", "strip", "times", "truncate",
     "truncatewords", "upcase", "url_encode",
    }
)
# fmt: on


class FilterRefused(LiquidError):
    """A filter was given, or made, more than it may."""


class BoundedEnvironment(Environment):
    output_stream_limit = MAX_OUTPUT
    loop_iteration_limit = MAX_ITERATIONS
    local_namespace_limit = _MAX_LOCALS
    context_depth_limit = 10
    block_nesting_limit = 20


def environment(*, html: bool) -> BoundedEnvironment:
    """The environment of parts that become HTML, where values are escaped, or of plain text."""
    env = BoundedEnvironment(autoescape=html)
    for name in set(env.tags) - _TAGS:
        del env.tags[name]
    for name in set(env.filters) - _FILTERS:
        del env.filters[name]
    for name, function in list(env.filters.items()):
        env.filters[name] = _bounded(name, function)
    return env


def _bounded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def inner(value: Any, *args: Any, **more: Any) -> Any:
        for each in (value, *args):
            _check(each)
        if name == "replace":
            _check_replacement(value, *args)
        result = function(value, *args, **more)
        _check(result)
        return result

    return inner


def _check(value: Any) -> None:
    if isinstance(value, range):
        raise FilterRefused("a range cannot be filtered; use it in a for loop", token=None)
    if isinstance(value, str) and len(value) > _MAX_TEXT:
        raise FilterRefused(f"a text may have {_MAX_TEXT} characters in a filter", token=None)
    if isinstance(value, int | float) and abs(value) > _MAX_NUMBER:
        raise FilterRefused("a number is too large for a filter", token=None)


def _check_replacement(value: Any, old: Any = "", new: Any = "") -> None:
    text, old, new = str(value), str(old), str(new)
    if len(text) + text.count(old) * len(new) > _MAX_TEXT:
        raise FilterRefused("replace makes too long a text", token=None)
