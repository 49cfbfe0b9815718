"""The lake's line of an event: enough to learn from, nothing by which to contact a person.

Traits, free properties and context stay behind: they may hold an e-mail, a phone or an address.
"""

from typing import Any

from functions.domain.event import Event
from functions.domain.event_json import item_json, order_json
from functions.domain.money import amount_of, currency_of, major_units
from functions.domain.nudges.planning.checkout import device_of, sign_of, step_of
from functions.domain.person import customer, visitor
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
        **{name: value for name, value in _about_purchase(event).items() if value is not None},
    }


def _about_purchase(event: Event) -> dict[str, Any]:
    """What reports on carts and orders read; the fields that an event lacks are left out."""
    device = device_of(event.context)
    return {
        "sign": sign_of(event),
        "step": step_of(event),
        "device": None if device == "unknown" else device,
        "currency": currency_of(event),
        "total": total_of(event),
        "linked": _linked(event),
    }


def total_of(event: Event) -> float | None:
    """The reported total of an order, in the currency's main unit."""
    if event.order_details is None:
        return amount_of(event.properties.get("total")) if event.order_id else None
    units, currency = event.order_details.total, event.order_details.currency
    return None if units is None else float(major_units(units, currency))


def _linked(event: Event) -> str | None:
    """The other name of the same person that a trusted event states."""
    if event.vouched_by == "browser" or event.person.kind != "customer":
        return None
    if event.type == "alias" and event.previous_id:
        return customer(event.previous_id).key
    if event.type == "identify" and event.anonymous_id:
        return visitor(event.anonymous_id).key
    return None


def _kind(event: Event) -> Kind | None:
    if event.name == "Order Updated":  # one more report of the order, the newest of which counts
        return "purchase" if event.verified and event.order_id and event.items else None
    return learned_kind(event.kind, verified=event.verified)
