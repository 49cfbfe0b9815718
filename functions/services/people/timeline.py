"""One customer's timeline over all channels, devices and names, newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from functions.domain.event import Event
from functions.domain.identity import END_OF_TIME, Interval, own_since
from functions.domain.names import Names
from functions.domain.person import Person
from functions.services.people.event_log import Budget, EventLog, browsing, key_time, sources_of
from functions.storage.events import EventRows
from functions.storage.identity import IdentityRows

# With what finds the names and completes the events, below fifty reads.
_READS = 46
_BROWSING_NAMES = 18
_ROWS_AHEAD = 400
_OVERVIEW_COMMERCE = Budget(reads=32, rows=1_000, page=200)
_OVERVIEW_BROWSE = Budget(reads=12, rows=120, page=21)
_OVERVIEW_NAMES = 9


@dataclass(frozen=True, slots=True)
class Page:
    """Events newest first; `before` (UTC ms) is where the next page goes on, None at the end."""

    events: list[Event]
    before: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """The newest events of any kind, and the commerce there is to know, newest first."""

    newest: list[Event]
    commerce: list[Event]


class Timeline:
    def __init__(self, events: EventRows, identity: IdentityRows, log: EventLog) -> None:
        self._events = events
        self._identity = identity
        self._log = log

    def names(self, user_id: str) -> Names:
        """All names of this customer, under the id that an alias gave them, or their own."""
        return self._identity.names(user_id)

    def current(self, user_id: str) -> str:
        """The id that an alias gave this customer, or their own."""
        return self.names(user_id).user_id

    def intervals(self, user_id: str) -> list[Interval]:
        """The people and times that are this customer's, their own first."""
        return self.names(user_id).intervals

    def own_time(self, device: Person) -> Interval:
        """The time of a visitor that belongs to the person who uses the device now."""
        return Interval(device, own_since(self._identity.owners_of(device)), END_OF_TIME)

    def page(self, intervals: Sequence[Interval], *, limit: int, before: int | None) -> Page:
        """The newest events before a time, each whole; fewer than `limit` where reads end first.

        Sorted by the times of their keys, which are at most ten minutes from the true ones. What
        happened in one millisecond is not torn apart between pages.
        """
        sources = [
            *sources_of(intervals, "c", before=before),
            *browsing(sources_of(intervals, "b", before=before), _BROWSING_NAMES),
        ]
        budget = Budget(reads=_READS, rows=_ROWS_AHEAD, page=limit + 1)
        reading = self._log.newest_first(sources, budget)
        found = list(islice(reading, limit + 1))
        next_time = key_time(found[limit]) if len(found) > limit else reading.cut_at
        if next_time is None:
            return Page(self._events.completed(found), None)
        whole = [event for event in found if key_time(event) > next_time]
        if whole:
            return Page(self._events.completed(whole), next_time + 1)
        return Page(self._events.completed(found[:limit]), next_time)

    def overview(self, intervals: Sequence[Interval], *, newest: int) -> Overview:
        """What one look at a customer needs, in fewer reads than the parts would take."""
        commerce = list(self._log.newest_first(sources_of(intervals, "c"), _OVERVIEW_COMMERCE))
        some = browsing(sources_of(intervals, "b"), _OVERVIEW_NAMES)
        browse = islice(self._log.newest_first(some, _OVERVIEW_BROWSE), newest)
        together = sorted((*commerce[:newest], *browse), key=key_time, reverse=True)
        return Overview(together[:newest], commerce)
