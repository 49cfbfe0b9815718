"""Events in: each entry of a call is stored, refused with its field, or to be sent again."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import Any

from functions.api.entries import Delivery, to_event
from functions.api.schemas.segment import Intake, Rejected
from functions.domain.event import Event
from functions.errors import FieldFault, Invalid, RevisionLost, Unavailable
from functions.observability import Meter
from functions.storage.events import Events


class Record:
    """Stores events; `follow_ups` take over what a stored event says of identity and traits."""

    def __init__(
        self,
        *,
        events: Events,
        follow_ups: Sequence[Callable[[Event], None]],
        pool: Executor,
        new_id: Callable[[], str],
        meter: Meter,
    ) -> None:
        self._events = events
        self._follow_ups = follow_ups
        self._pool = pool
        self._new_id = new_id
        self._meter = meter

    def __call__(self, entries: Sequence[Any], delivery: Delivery) -> Intake:
        """Store the good entries.

        Raises:
            Unavailable: at least one could not be stored now. Sending the whole call again is
                safe: what is stored already is stored once.
        """
        events: list[Event] = []
        rejected: list[Rejected] = []
        for index, raw in enumerate(entries):
            try:
                events.append(to_event(raw, delivery, new_id=self._new_id()))
            except Invalid as error:
                rejected.append(_rejected(index, error.faults[0]))
        failed = sum(1 for stored in self._pool.map(self._is_stored, events) if not stored)
        self._count(len(events) - failed, len(rejected), failed)
        if failed:
            raise Unavailable(f"{failed} of {len(events)} events could not be stored; send again")
        return Intake(accepted=len(events), rejected=rejected)

    def _is_stored(self, event: Event) -> bool:
        """Whether the event and what follows from it are stored.

        A duplicate is followed up too: the first try may have ended between the two.
        """
        try:
            self._events.put(event)
            for follow_up in self._follow_ups:
                follow_up(event)
        except (Unavailable, RevisionLost):
            return False
        return True

    def _count(self, stored: int, rejected: int, failed: int) -> None:
        self._meter.count("events_stored", stored)
        if rejected:
            self._meter.count("events_rejected", rejected)
        if failed:
            self._meter.count("events_unavailable", failed)


def _rejected(index: int, fault: FieldFault) -> Rejected:
    return Rejected(index=index, field=fault.field, reason=fault.reason)
