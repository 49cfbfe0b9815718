"""What a person's events say of their activity: when they were last here, and what they viewed."""

from collections import Counter
from collections.abc import Iterable

from functions.domain.event import Event
from functions.domain.nudges.agenda import Sequence as Steps
from functions.domain.order_reports import COMPLETED

_NO_ACTIVITY = frozenset({"identify", "alias", "group"})
# What the shop reports of an order later is nothing that the person does.
_NO_NAMES = frozenset({"Order Updated", "Order Refunded", "Order Cancelled"})


def acted_at(event: Event) -> int:
    """Return when a person did something (UTC ms): by a clock that runs ahead, when it came."""
    return min(event.at, event.received_at)


def is_act(event: Event) -> bool:
    """Whether the person did something: no copy of traits, no history, no report of the shop."""
    return event.type not in _NO_ACTIVITY and not event.backfill and event.name not in _NO_NAMES


def last_activity(events: Iterable[Event]) -> int | None:
    """The newest time of an action of the person."""
    times = (acted_at(event) for event in events if is_act(event))
    return max(times, default=None)


def viewed(
    browse: Iterable[Event], commerce: Iterable[Event], sequence: Steps | None
) -> dict[str, int]:
    """How often each item was viewed since the last order, and since the sequence's trigger."""
    ordered_at = max((e.at for e in commerce if e.name == COMPLETED), default=0)
    since = max(ordered_at, sequence.since if sequence else 0)
    views = (e for e in browse if e.kind == "view" and e.at >= since)
    return dict(Counter(item.item_id for event in views for item in event.items))
