"""Fold the profile of one person from the log, within a budget of reads and rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from functions.domain.consent import objects
from functions.domain.event import Event
from functions.domain.orders import NAMES as ORDER_NAMES
from functions.domain.profile import MAX_INTERACTIONS, Profile, fold
from functions.services.people.event_log import Budget, EventLog, Newest, browsing, sources_of
from functions.services.people.profile_inputs import ProfileInputs
from functions.storage.events import EventRows

# Rows of at most 1 KB; with what else a profile takes, below fifty reads for all names together.
_BROWSE = Budget(reads=8, rows=120, page=MAX_INTERACTIONS)
_COMMERCE = Budget(reads=30, rows=400, page=100)
_BROWSING_NAMES = 6
_MOST_COMPLETED = 10
_LONG = 100


@dataclass(frozen=True, slots=True)
class Folded:
    """`events` are those that the profile was folded from; `commerce` the rows of that family."""

    profile: Profile
    events: list[Event]
    commerce: Newest


class FoldProfile:
    def __init__(self, events: EventRows, log: EventLog) -> None:
        self._events = events
        self._log = log

    def __call__(self, inputs: ProfileInputs, arrived: Iterable[Event] = ()) -> Folded:
        """Return the profile of all events that are this person's, as of now (consistent read).

        `arrived` are events that are known with all of their items.
        """
        if inputs.moved_to:
            return Folded(Profile(moved_to=inputs.moved_to), [], Newest([], None))
        browse, commerce = self._read(inputs)
        events = _not_forgotten([*browse, *self._whole(commerce.events, arrived)], inputs)
        own = [event for event in events if event.person == inputs.person]
        if objects(own) or not inputs.may_be_profiled:
            nothing = fold(own, since=_since(inputs), personal=False)
            return Folded(nothing, events, commerce)
        profile = fold(events, since=_since(inputs))
        return Folded(replace(profile, long=len(commerce.events) >= _LONG), events, commerce)

    def _read(self, inputs: ProfileInputs) -> tuple[list[Event], Newest]:
        browse, commerce = self._log.both_families(
            browsing(sources_of(inputs.intervals, "b"), _BROWSING_NAMES),
            sources_of(inputs.intervals, "c"),
            (_BROWSE, _COMMERCE),
        )
        rows = list(commerce)
        return list(islice(browse, MAX_INTERACTIONS)), Newest(rows, commerce.cut_at)

    def _whole(self, commerce: Sequence[Event], arrived: Iterable[Event]) -> list[Event]:
        """The same, with all lines of the newest orders whose rows lack some."""
        whole = {_row_of(event): event for event in arrived}
        cut = [e for e in commerce if e.kept == "cut" and e.name in ORDER_NAMES]
        unknown = [e for e in cut[:_MOST_COMPLETED] if _row_of(e) not in whole]
        whole |= {_row_of(event): event for event in self._events.completed(unknown)}
        return [whole.get(_row_of(event), event) for event in commerce]


def _not_forgotten(events: Sequence[Event], inputs: ProfileInputs) -> list[Event]:
    """The events without the person's own ones that an erasure is about to delete."""
    return [
        event
        for event in events
        if event.person != inputs.person
        or not any(e.covers(at=event.at, received_at=event.received_at) for e in inputs.erased)
    ]


def _row_of(event: Event) -> tuple[str, str, int, int | None]:
    return event.person.key, event.message_id, event.at, event.claimed_at


def _since(inputs: ProfileInputs) -> int:
    """From when on the events of a device are its present user's; 0 for a customer."""
    return 0 if inputs.names else inputs.intervals[0].since
