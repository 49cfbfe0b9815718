"""An event in the few bytes that ranking, carts, orders and profiles are folded from.

The rest of a larger event is stored apart (`functions/storage/event_rows.py`). Each step leaves
out more, until the event fits.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from functions.domain.consent import CATEGORIES, allowed
from functions.domain.event import Event
from functions.domain.order_details import OrderDetails
from functions.domain.order_reports import SHORT_BYTES, short_order_id

_READ = ("wishlist_id", "wishlist_name")
_TEXT_CHARACTERS = 256
_MOST = 1e15
_ZONE_CHARACTERS = 32  # the longest name of the IANA database
# Longer than any name that means something here, so that a cut name means nothing either.
_NAME_BYTES = 64


def compacted(event: Event, fits: Callable[[Event], bool]) -> Event:
    """The largest part of an event that fits; its `kept` says what is missing.

    `compact`: free properties, context and other names. `cut`: items or other read fields, too.
    """
    for step in (_without_rest, _without_names, _short, _bare_items):
        event = step(event)
        if fits(event):
            return event
    return _with_fewer_items(event, fits)


def _without_rest(event: Event) -> Event:
    values = ((name, _small(event.properties.get(name))) for name in _READ)
    properties = {name: value for name, value in values if value is not None}
    return replace(
        event,
        properties=properties,
        context=_read_context(event.context),
        order_details=event.order_details and _sums(event.order_details),
        kept="compact",
    )


def _read_context(context: Mapping[str, Any]) -> dict[str, Any]:
    """Consent and time zone: what folds and reminders read of a context."""
    agreed, zone = allowed(context), context.get("timezone")
    kept: dict[str, Any] = {}
    if agreed is not None:
        kept["consent"] = {"categoryPreferences": {CATEGORIES[0]: agreed}}
    if isinstance(zone, str) and zone.isascii() and len(zone) <= _ZONE_CHARACTERS:
        kept["timezone"] = zone
    return kept


def _sums(details: OrderDetails) -> OrderDetails:
    return OrderDetails(currency=details.currency, total=details.total, refund_id=details.refund_id)


def _small(value: Any) -> Any:
    if isinstance(value, str):
        return value[:_TEXT_CHARACTERS]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return value if is_number and abs(value) < _MOST else None


def _without_names(event: Event) -> Event:
    return replace(event, user_id=None, anonymous_id=None, external_ids=(), previous_id=None)


def _short(event: Event) -> Event:
    texts = {n: v for n, v in event.properties.items() if isinstance(v, str)}
    return replace(
        event,
        name=_cut(event.name, _NAME_BYTES),
        channel=_cut(event.channel, SHORT_BYTES),
        order_id=event.order_id and short_order_id(event.order_id),
        category=None,
        location=None,
        properties={**event.properties, **{n: _cut(v, SHORT_BYTES) for n, v in texts.items()}},
        kept="cut",
    )


def _bare_items(event: Event) -> Event:
    items = (replace(item, group_id=None, category=None, discount=None) for item in event.items)
    return replace(event, items=tuple(items))


def _with_fewer_items(event: Event, fits: Callable[[Event], bool]) -> Event:
    """With as many of the first items as fit, found by halving."""
    fewest, most = 0, len(event.items)
    while fewest < most:
        middle = (fewest + most + 1) // 2
        if fits(replace(event, items=event.items[:middle])):
            fewest = middle
        else:
            most = middle - 1
    return replace(event, items=event.items[:fewest])


def _cut(text: str, most: int) -> str:
    return text.encode()[:most].decode("utf-8", "ignore")
