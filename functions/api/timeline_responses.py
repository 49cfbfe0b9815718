"""Convert events and traits of a customer into responses; mark what JSON cannot hold."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from functions.domain.event import Event, UnreadableEvent
from functions.domain.identity import END_OF_TIME, Interval
from functions.errors import Invalid
from functions.schemas.customers import LinkedPerson, TimelineEvent, TimelineItem
from functions.schemas.json_values import checked_json, writable


def trait(value: Any) -> Any:
    """The value; None for one that was stored and no answer can hold."""
    try:
        checked_json(value)
    except Invalid:
        return None
    return value


def timeline_event(event: Event, intervals: Sequence[Interval]) -> TimelineEvent:
    """The event; if an answer cannot hold it, what is known of it without its content."""
    try:
        response = _response(event, intervals)
        json.dumps(response.model_dump(mode="json"), ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError):
        bare = replace(
            event,
            message_id=writable(event.message_id),
            name=writable(event.name),
            channel="unknown",
            order_id=None,
            location=None,
            items=(),
            properties={},
        )
        return _response(bare, intervals).model_copy(update={"unreadable": True})
    return response


def _response(event: Event, intervals: Sequence[Interval]) -> TimelineEvent:
    by = next((i for i in intervals[1:] if i.person == event.person and i.holds(event.at)), None)
    return TimelineEvent(
        message_id=event.message_id,
        at=event.at,
        type=event.type,
        name=event.name,
        channel=event.channel,
        channel_source=event.channel_source,
        verified=event.verified,
        by=linked_person(by) if by else None,
        order_id=event.order_id,
        location=event.location,
        items=[
            TimelineItem(item_id=i.item_id, quantity=i.quantity, price=i.price, discount=i.discount)
            for i in event.items
        ],
        properties=event.properties,
        unreadable=isinstance(event, UnreadableEvent),
    )


def linked_person(interval: Interval) -> LinkedPerson:
    return LinkedPerson(
        kind=interval.person.kind,
        id=interval.person.id,
        since=interval.since,
        until=None if interval.until == END_OF_TIME else interval.until,
    )
