"""Types of events that endpoints get."""

from typing import Literal, get_args

EventType = Literal[
    "nudge.ready",
    "restock.alert",
    "nudge.cancelled",
    "nudge.converted",
    "audience.changed",
    "model.published",
    "endpoint.disabled",
]
EVENT_TYPES: tuple[EventType, ...] = get_args(EventType)
TEST_TYPE = "test"


def type_of_nudge(kind: str) -> EventType:
    """Return the type of the event that hands a nudge of this kind over."""
    return "restock.alert" if kind == "restock" else "nudge.ready"
