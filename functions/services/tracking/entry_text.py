"""One entry of a call: an object of limited size, without values that JSON cannot hold."""

from typing import Any

from functions.domain import orders
from functions.errors import FieldFault, Invalid
from functions.schemas.json_values import UNWRITABLE, checked_json, without_unwritable
from functions.schemas.limits import MAX_EVENT_BYTES, MAX_ORDER_BYTES
from functions.services.tracking.details import Details
from functions.services.tracking.segments_words import meant_by


def readable(raw: Any, details: Details) -> tuple[dict[str, Any], bytes]:
    """The entry, and its JSON in UTF-8; a value that JSON cannot say is dropped.

    Raises:
        Invalid: no object, too large, or too deep.
    """
    if not isinstance(raw, dict):
        raise Invalid(FieldFault("", "an entry must be an object"))
    found: dict[str, Any] = raw
    try:
        text = checked_json(raw)
    except Invalid:
        found, dropped = without_unwritable(raw)
        text = checked_json(found)
        for path, value in dropped:
            details.drop(path, UNWRITABLE, value)
    most, kind = _limit(found)
    if len(text) > most:
        raise Invalid(FieldFault("", f"{kind} may have {most:,} bytes, not {len(text):,}"))
    return found, text


def _limit(entry: dict[str, Any]) -> tuple[int, str]:
    """The most bytes of an entry, and what it is called."""
    name = entry.get("event")
    is_named = isinstance(name, str) and meant_by(name) in orders.NAMES
    reports_order = is_named and entry.get("type") == "track"
    return (MAX_ORDER_BYTES, "an order") if reports_order else (MAX_EVENT_BYTES, "an event")
