"""One entry of a call as JSON: an object of limited size and with values that JSON can hold."""

from typing import Any

from functions.errors import FieldFault, Invalid
from functions.schemas.json_values import checked_json
from functions.schemas.limits import MAX_EVENT_BYTES


def checked_text(raw: Any) -> bytes:
    """The entry's JSON, in UTF-8.

    Raises:
        Invalid: no object, too large, too deep, or with a value that JSON cannot say.
    """
    if not isinstance(raw, dict):
        raise Invalid(FieldFault("", "an entry must be an object"))
    text = checked_json(raw)
    if len(text) > MAX_EVENT_BYTES:
        raise Invalid(FieldFault("", f"an event may have {MAX_EVENT_BYTES} bytes, not {len(text)}"))
    return text
