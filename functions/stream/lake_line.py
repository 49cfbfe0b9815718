"""The lake's line of an event: enough to learn from, nothing by which to contact a person.

Traits, free properties and context stay behind: they may hold an e-mail, a phone or an address.
"""

from typing import Any

from functions.domain.event import Event
from functions.domain.event_json import item_json, order_json
from functions.domain.signals import Kind, learned_kind

_KEPT = ("message_id", "type", "name", "channel", "channel_source", "at", "received_at", "verified",
         "learn", "order_id", "category", "location")  # fmt: skip


def lake_line(event: Event, *, learn: bool | None = None) -> dict[str, Any]:
    """The line of an event; `learn` overrules the event's own, for who objects to being known.

    A `return` of an order without items takes the whole order back, as a cancellation does.
    """
    whole = event.name == "Order Cancelled" and event.order_id is not None
    return {
        **{name: getattr(event, name) for name in _KEPT},
        "learn": event.learn if learn is None else learn,
        "person": event.person.key,
        "kind": _kind(event),
        "items": [] if whole else [item_json(item) for item in event.items],
        "order": order_json(event.order_details) if event.order_details else None,
    }


def _kind(event: Event) -> Kind | None:
    if event.name == "Order Updated":  # one more report of the order, the newest of which counts
        return "purchase" if event.verified and event.order_id and event.items else None
    return learned_kind(event.kind, verified=event.verified)
