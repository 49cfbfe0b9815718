"""One entry of a call as JSON: an object of bearable size and with values that can be said."""

import json
import math
from collections.abc import Iterator
from typing import Any

from functions.api.schemas.limits import MAX_EVENT_BYTES
from functions.errors import FieldFault, Invalid


def checked_text(raw: Any) -> bytes:
    """The entry's JSON, in UTF-8.

    Raises:
        Invalid: no object, too large, or with a value that JSON cannot say.
    """
    if not isinstance(raw, dict):
        raise Invalid(FieldFault("", "an entry must be an object"))
    try:
        text = json.dumps(raw, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        field = next(_unspeakable(raw, ""), "")
        raise Invalid(FieldFault(field, "must be a finite number or valid Unicode")) from error
    if len(text) > MAX_EVENT_BYTES:
        raise Invalid(FieldFault("", f"an event may have {MAX_EVENT_BYTES} bytes, not {len(text)}"))
    return text


def _unspeakable(value: Any, path: str) -> Iterator[str]:
    """Paths of what JSON cannot say: NaN, infinities, halves of surrogate pairs."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _unspeakable(inner, f"{path}.{key}".lstrip("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _unspeakable(inner, f"{path}.{index}".lstrip("."))
    elif (isinstance(value, float) and not math.isfinite(value)) or (
        isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value)
    ):
        yield path
