"""Parse JSON at a bounded cost, which is checked before it is parsed."""

import json
import math
import re
from typing import Any

from functions.errors import Malformed, TooLarge

# Deeper than any value that is let pass (`json_values.MAX_DEPTH` in an entry of a list of a body),
# and shallow enough for Python's reader.
_CUT_AT = 64
_MAX_DIGITS = 300  # of a whole number; what is longer is more than any float can hold
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\Z)|[\[\]{}]', re.DOTALL)


def parse(body: bytes, *, max_values: int) -> Any:
    """What a text in UTF-8 says. Numbers beyond any float are infinite, whole ones too.

    Values nested deeper than Python's reader goes are cut off below what any check lets pass, so
    that only what holds them is refused.

    Raises:
        TooLarge: more values than `max_values`, counted by brackets and commas.
        Malformed: no JSON in UTF-8.
    """
    if sum(map(body.count, (b",", b"[", b"{"))) > max_values:
        raise TooLarge(f"the body may have {max_values} values; send less at once")
    try:
        text = body.decode().removeprefix("\ufeff")  # .NET and PowerShell write the mark
        try:
            return json.loads(text, parse_int=_whole)
        except RecursionError:
            return json.loads(_cut(text), parse_int=_whole)
    except ValueError as error:
        raise Malformed(f"the body is not JSON in UTF-8: {error}") from error


def _whole(digits: str) -> float:
    return int(digits) if len(digits) <= _MAX_DIGITS else math.inf


def _cut(text: str) -> str:
    """The text with null for what is nested deeper than `_CUT_AT`."""
    kept: list[str] = []
    depth = start = 0
    for token in _TOKEN.finditer(text):
        if token[0] in {"[", "{"}:
            depth += 1
            if depth == _CUT_AT + 1:
                kept.append(text[start : token.start()])
        elif token[0] in {"]", "}"}:
            if depth == _CUT_AT + 1:
                kept.append("null")
                start = token.end()
            depth -= 1
    if depth:
        raise ValueError("brackets are not closed")
    return "".join([*kept, text[start:]])
