"""A customer's events and traits as answers hold them; what no answer can hold is marked."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from functions.api.json_values import checked_json, writable
from functions.api.schemas.customers import LinkedPerson, StoryEvent, StoryItem
from functions.domain.event import Event, UnreadableEvent
from functions.domain.identity import END_OF_TIME, Interval
from functions.errors import Invalid


def trait(value: Any) -> Any:
    """The value; None for one that was stored and no answer can hold."""
    try:
        checked_json(value)
    except Invalid:
        return None
    return value


def story_event(event: Event, intervals: Sequence[Interval]) -> StoryEvent:
    """The event; if an answer cannot hold it, what is known of it without its content."""
    try:
        told = _told(event, intervals)
        json.dumps(told.model_dump(mode="json"), ensure_ascii=False, allow_nan=False).encode()
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
        return _told(bare, intervals).model_copy(update={"unreadable": True})
    return told


def _told(event: Event, intervals: Sequence[Interval]) -> StoryEvent:
    by = next((i for i in intervals[1:] if i.person == event.person and i.holds(event.at)), None)
    return StoryEvent(
        message_id=event.message_id,
        at=event.at,
        type=event.type,
        name=event.name,
        channel=event.channel,
        verified=event.verified,
        by=linked_person(by) if by else None,
        order_id=event.order_id,
        location=event.location,
        items=[
            StoryItem(item_id=i.item_id, quantity=i.quantity, price=i.price) for i in event.items
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
