"""Rows of the log that cannot be read: a reader shows them as such and goes on with the others.

A row may be damaged, or written by another version. The stream function does not use this: what it
cannot read goes to the failure files, and to an operator.
"""

import logging

from functions.domain.event import Event, UnreadableEvent
from functions.domain.person import Person
from functions.storage.event_rows import Row, completed, from_row
from functions.storage.packing import DAMAGE

logger = logging.getLogger(__name__)


def event_in(row: Row) -> Event:
    """The event of a row of the log; an `UnreadableEvent` if only its key can be read."""
    try:
        return from_row(row)
    except DAMAGE as error:
        logger.warning("an event cannot be read: %s", type(error).__name__)
        return _known_by_key(row)


def whole_of(event: Event, rest: Row) -> Event:
    """The event with what stands in a row of its own; as it is if that cannot be read."""
    try:
        return completed(event, rest)
    except DAMAGE as error:
        logger.warning("the rest of an event cannot be read: %s", type(error).__name__)
        return event


def _known_by_key(row: Row) -> UnreadableEvent:
    """With the name, which keeps it in its family, and its key's time: it can be deleted."""
    family, time, message_id = row["sk"]["S"].split("#", 2)
    name = row.get("name", {}).get("S") or ("Cart Viewed" if family == "c" else "Unreadable")
    at = int(time)
    return UnreadableEvent(
        message_id=message_id,
        person=Person.from_key(row["pk"]["S"]),
        type="track",
        name=name,
        kind=None,
        channel="unknown",
        claimed_at=at,
        at=at,
        received_at=at,
        vouched_by="browser",
        learn=False,
    )
