"""The keys of the table of events."""

from functions.domain.clock_skew import is_skewed
from functions.domain.event import Event
from functions.domain.signals import Family
from functions.storage.keys.key import Key, millis

MARKER = "m#"
REST = "x#"


def event_claim(event: Event) -> Key:
    """The raw key: the same for every retry, whatever the clocks say meanwhile."""
    return {"pk": event.person.key, "sk": _event_sk(event, event.claimed_at or 0)}


def event_at_true_time(event: Event) -> Key:
    """The key of an event with a sender's clock too far off to sort by."""
    return {"pk": event.person.key, "sk": _event_sk(event, event.at)}


def event_key(event: Event) -> Key:
    """The key of an event: at the time it claims; at its true one if the clock was too far off."""
    skewed = is_skewed(claimed_at=event.claimed_at, at=event.at)
    return event_at_true_time(event) if skewed else event_claim(event)


def event_marker(event: Event) -> Key:
    """The key of the row that names an event's key; it is sorted apart from all events."""
    return {"pk": event.person.key, "sk": f"{MARKER}{event.message_id}"}


def event_rest(event: Event) -> Key:
    """The key of the row for what an event's own row has no room for."""
    return {"pk": event.person.key, "sk": f"{REST}{event.message_id}"}


def every_key(event: Event) -> list[Key]:
    """Every key that may hold something of an event: its own, its marker's and its rest's."""
    own = [event_claim(event), event_at_true_time(event)]
    return [*own, event_marker(event), event_rest(event)]


def family_since(family: Family, since: int) -> str:
    """Return a bound below every event at or after `since` (UTC ms)."""
    return f"{family}#{millis(since)}"


def family_before(family: Family, before: int | None) -> str:
    """A bound above every event before that time, or above all; `$` is the sign after `#`."""
    return f"{family}$" if before is None else f"{family}#{millis(before)}"


def _event_sk(event: Event, at: int) -> str:
    return f"{event.family}#{millis(at)}#{event.message_id}"
