"""Refunds and cancellations that name no person, and no order that is known by its id alone."""

from collections.abc import Iterator, Sequence

from functions.domain.event import Event
from functions.domain.order_reports import fact_of
from functions.domain.orders import NAMES
from functions.domain.person import visitor
from functions.domain.refunds import TAKES_BACK
from functions.services.people.follow_up import Caution
from functions.storage.events import EventRows

_MOST_READ = 50
"""Newest events of a guest, who is known by one order alone and has few."""
NOT_KNOWN = (
    "is needed to find the order, or anonymousId: no order without a person has this order_id; "
    "nothing was taken back"
)


class UnknownOrders:
    """An order is stored with its person; no index finds it by its id."""

    def __init__(self, events: EventRows) -> None:
        self._events = events

    def __call__(self, events: Sequence[Event]) -> list[Caution]:
        """Name the refunds and cancellations that take nothing back, of those without a person.

        Raises:
            Unavailable: the log could not be read.
        """
        nameless = [event for event in events if _names_no_person(event)]
        if not nameless:
            return []
        known = {fact_of(event) for event in self._orders_of(nameless[0])}
        return [
            Caution(event.message_id, "userId", NOT_KNOWN)
            for event in nameless
            if fact_of(event) not in known
        ]

    def _orders_of(self, event: Event) -> Iterator[Event]:
        """The newest reports of orders of the event's person, without what takes them back."""
        for each in self._events.newest(event.person, "c", _MOST_READ):
            if each.name in NAMES - TAKES_BACK:
                yield each


def _names_no_person(event: Event) -> bool:
    return (
        event.name in TAKES_BACK
        and event.order_id is not None
        and event.person == visitor(event.order_id)
        and event.anonymous_id is None
    )
