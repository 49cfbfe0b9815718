"""One customer's whole story, over every channel, device and name, newest first."""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from functions.domain.clock_skew import MAX_SKEW_MS, is_skewed
from functions.domain.event import Event
from functions.domain.identity import END_OF_TIME, Interval
from functions.domain.signals import Family
from functions.storage.events import Events
from functions.storage.identity import Identity

_READ_AT_ONCE = 50
FAMILIES: tuple[Family, ...] = ("b", "c")


@dataclass(frozen=True, slots=True)
class Page:
    """Events newest first; `before` (UTC ms) is where the next page goes on, None at the end."""

    events: list[Event]
    before: int | None


class Story:
    def __init__(self, events: Events, identity: Identity) -> None:
        self._events = events
        self._identity = identity

    def current(self, user_id: str) -> str:
        """The name that an alias gave this customer, or their own."""
        return self._identity.names(user_id).user_id

    def intervals(self, user_id: str) -> list[Interval]:
        """Whose doings, and from when to when, are this customer's: their own first."""
        return self._identity.names(user_id).intervals

    def page(self, intervals: Sequence[Interval], *, limit: int, before: int | None) -> Page:
        """The newest events before a time.

        Sorted by the times of their keys, which are at most ten minutes from the true ones. What
        happened in one millisecond is not torn apart between pages.
        """
        found = list(islice(self.newest_first(intervals, before=before), limit + 1))
        if len(found) <= limit:
            return Page(found, None)
        next_time = _key_time(found[limit])
        whole = [event for event in found[:limit] if _key_time(event) > next_time]
        return Page(whole, next_time + 1) if whole else Page(found[:limit], next_time)

    def newest_first(
        self,
        intervals: Sequence[Interval],
        families: Sequence[Family] = FAMILIES,
        *,
        before: int | None = None,
    ) -> Iterator[Event]:
        """All events of these intervals, by the times of their keys, read as they are asked for."""
        sources = (self._walk(each, family, before) for each in intervals for family in families)
        return heapq.merge(*sources, key=_key_time, reverse=True)

    def _walk(self, interval: Interval, family: Family, before: int | None) -> Iterator[Event]:
        until = interval.until + MAX_SKEW_MS if interval.until != END_OF_TIME else END_OF_TIME
        bound = min(until, END_OF_TIME if before is None else before)
        walk = self._events.walk(
            interval.person,
            family,
            page=_READ_AT_ONCE,
            before=None if bound == END_OF_TIME else bound,
        )
        return (event for event in walk if interval.holds(event.at))


def _key_time(event: Event) -> int:
    """The time that the event's key is sorted by."""
    if event.claimed_at is None or is_skewed(claimed_at=event.claimed_at, at=event.at):
        return event.at
    return event.claimed_at
