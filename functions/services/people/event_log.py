"""The logs of several names as one, newest first, within a budget of reads and rows.

A row has at most 1,024 bytes, so that a bound on rows is one on bytes. What a budget leaves out is
the oldest part; `cut_at` is where it begins.
"""

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Any

from functions.domain import clock_skew
from functions.domain.clock_skew import MAX_SKEW_MS
from functions.domain.event import Event
from functions.domain.identity import END_OF_TIME, Interval
from functions.domain.names import is_external
from functions.domain.person import Person
from functions.domain.signals import Family
from functions.storage.events import EventRows, LogPage


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so many reads and rows for all names; `page` rows are read at once, later ones too.

    Each name has its first page, whatever the other bounds say.
    """

    reads: int
    rows: int
    page: int


@dataclass(frozen=True, slots=True)
class Source:
    """What one name did in one family in its `spans`, with keys from `since` to before `before`.

    Of a device that several customers share, what others did is read with the rest, and left out.
    """

    person: Person
    family: Family
    spans: tuple[Interval, ...]
    since: int = 0
    before: int | None = None

    def keys(self) -> dict[str, Any]:
        """The bounds of its keys (UTC ms); times in keys may be ten minutes off."""
        first = min(span.since for span in self.spans) - MAX_SKEW_MS
        last = max(span.until for span in self.spans)
        until = END_OF_TIME if last == END_OF_TIME else last + MAX_SKEW_MS
        before = min(until, END_OF_TIME if self.before is None else self.before)
        return {
            "since": max(first, self.since, 0),
            "before": None if before == END_OF_TIME else before,
        }

    @property
    def is_whole(self) -> bool:
        """Whether no bound leaves out any of its keys."""
        return self.keys() == {"since": 0, "before": None}

    def holds(self, at: int) -> bool:
        return any(span.holds(at) for span in self.spans)


def sources_of(
    intervals: Iterable[Interval], family: Family, *, since: int = 0, before: int | None = None
) -> list[Source]:
    """Return one source for each name, in the order of the names.

    Its events are at or after `since` and earlier than `before` (UTC ms).
    """
    spans: dict[Person, tuple[Interval, ...]] = {}
    for each in intervals:
        spans[each.person] = (*spans.get(each.person, ()), each)
    return [Source(person, family, own, since, before) for person, own in spans.items()]


def browsing(sources: Sequence[Source], most: int) -> list[Source]:
    """The names to read browsing of, where there are many: the own one and devices come first.

    Loyalty cards, and ids given up long ago, have little of it.
    """
    own, others = sources[:1], sources[1:]
    devices = [each for each in others if _is_device(each.person)]
    ids = [each for each in others if each.person.kind == "customer"]
    cards = [each for each in others if is_external(each.person)]
    return [*own, *devices, *ids, *cards][:most]


def _is_device(person: Person) -> bool:
    return person.kind == "visitor" and not is_external(person)


@dataclass(frozen=True, slots=True)
class Newest:
    """The newest events: all with a key later than `cut_at` (UTC ms), or all where it is None."""

    events: list[Event]
    cut_at: int | None

    def since(self, keys_from: int) -> list[Event] | None:
        """Those with keys from `keys_from` (UTC ms) on; None where some of them are not here."""
        if self.cut_at is not None and self.cut_at >= keys_from:
            return None
        return [event for event in self.events if key_time(event) >= keys_from]


class EventLog:
    """`pool` reads the first pages of all names side by side; its tasks wait for no others."""

    def __init__(self, events: EventRows, pool: Executor) -> None:
        self._events = events
        self._pool = pool

    def newest_first(self, sources: Sequence[Source], budget: Budget) -> "Reading":
        """The events of these names; read the first pages now, and more as they are asked for."""
        return self._reading(sources, budget, {})

    def both_families(
        self,
        browse: Sequence[Source],
        commerce: Sequence[Source],
        budgets: tuple[Budget, Budget],
    ) -> "tuple[Reading, Reading]":
        """The same of browsing, and of commerce, each within its budget.

        The first rows of a name are read at once for both, so that one who did little costs one
        read.
        """
        browsed = {source.person for source in browse if source.is_whole}
        both = [each for each in commerce if each.is_whole and each.person in browsed]
        limit = _first_page(commerce, budgets[1])
        pages = self._pool.map(lambda each: self._events.newest_of_both(each.person, limit), both)
        known = {source.person: page for source, page in zip(both, pages, strict=True)}
        return (
            self._reading(browse, budgets[0], {p: b for p, (b, _) in known.items() if b}),
            self._reading(commerce, budgets[1], {p: c for p, (_, c) in known.items()}),
        )

    def _reading(
        self, sources: Sequence[Source], budget: Budget, known: Mapping[Person, LogPage]
    ) -> "Reading":
        limit = _first_page(sources, budget)
        pages = self._pool.map(
            lambda source: known.get(source.person) or self.read(source, limit), sources
        )
        return Reading(self, [_Open(s, p) for s, p in zip(sources, pages, strict=True)], budget)

    def read(self, source: Source, limit: int, after: Any = None) -> LogPage:
        return self._events.page(
            source.person, source.family, limit=limit, after=after, **source.keys()
        )


_LEAST_PAGE = 4


def _first_page(sources: Sequence[Source], budget: Budget) -> int:
    return min(budget.page, max(_LEAST_PAGE, 2 * budget.page // max(1, len(sources))))


class _Open:
    """A name that is being read."""

    def __init__(self, source: Source, page: LogPage) -> None:
        self.source = source
        self.rows = deque(page.events)
        self.after = page.after
        self.reached = 0


class Reading:
    """An iterator of events, newest first; `cut_at` is None while no budget has ended it.

    Else everything with a key later than `cut_at` (UTC ms) was given.
    """

    def __init__(self, log: EventLog, names: list[_Open], budget: Budget) -> None:
        self._log = log
        self._page = budget.page
        self._reads = budget.reads - len(names)
        self._rows = budget.rows - sum(len(name.rows) for name in names)
        self._names = names
        self.cut_at: int | None = None

    def __iter__(self) -> Iterator[Event]:
        heap = [entry for n in range(len(self._names)) if (entry := self._entry(n))]
        heapq.heapify(heap)
        while heap and self.cut_at is None:
            _, n = heapq.heappop(heap)
            name = self._names[n]
            event = name.rows.popleft()
            name.reached = key_time(event)
            if name.source.holds(event.at):
                yield event
            if entry := self._entry(n):
                heapq.heappush(heap, entry)

    def _entry(self, n: int) -> tuple[int, int] | None:
        """Where this name comes among the others; None at its end, and where the budget ends."""
        name = self._names[n]
        while not name.rows and name.after is not None:
            limit = min(self._page, self._rows)
            if self._reads <= 0 or limit <= 0:
                self.cut_at = name.reached
                return None
            page = self._log.read(name.source, limit, name.after)
            self._reads -= 1
            self._rows -= len(page.events)
            name.rows.extend(page.events)
            name.after = page.after
        return (-key_time(name.rows[0]), n) if name.rows else None


def key_time(event: Event) -> int:
    """The time that the event's key is sorted by."""
    return clock_skew.key_time(claimed_at=event.claimed_at, at=event.at)
