"""Carts over all names of a person: a base that the stream moves on, and the events after it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from functions.domain.cart import NAMES, VIEWED, Cart, CartState, as_cart, folded
from functions.domain.cart_base import MOVE_AT, CartBase, digest_of, moved_on, state_before
from functions.domain.clock_skew import MAX_SKEW_MS
from functions.domain.event import Event
from functions.domain.identity import Interval
from functions.domain.orders import COMPLETED
from functions.domain.person import Person
from functions.errors import RevisionLost
from functions.people.erasures import Erasures
from functions.people.event_log import Budget, EventLog, Source
from functions.storage.cart_bases import CartBases
from functions.storage.events import Events

# What a cart is folded from at most: reads of all names together, and rows of 1 KB.
_BUDGET = Budget(reads=42, rows=2_000, page=64)
_TRIES = 3
_MOST_COMPLETED = 25
_NAMES_LOOKED_AT_TWICE = 8


class Carts:
    def __init__(
        self,
        *,
        events: Events,
        log: EventLog,
        bases: CartBases,
        erasures: Erasures,
        clock: Callable[[], int],
    ) -> None:
        self._events = events
        self._log = log
        self._bases = bases
        self._erasures = erasures
        self._clock = clock

    def of(self, person: Person, intervals: Sequence[Interval]) -> Cart:
        """The cart as of now; a base that no longer fits is built anew on the way."""
        now, names = self._clock(), digest_of(intervals)
        base, rev = self._bases.get(person)
        stands_on = base if base and base.usable(names, now) else None
        events = self._after(stands_on, intervals)
        if base and not stands_on:
            with suppress(RevisionLost):  # another is at it
                self._rebuild(person, intervals, events, rev)
        return as_cart(folded(events, _state(stands_on)), now=now)

    def arrived(
        self, person: Person, intervals: Sequence[Interval], events: Sequence[Event]
    ) -> None:
        """Move the base on after new events of a person, and build it anew where they are late.

        Raises:
            RevisionLost: others kept writing it; the events are to be told again.
        """
        for _ in range(_TRIES):
            with suppress(RevisionLost):
                self._take_over(person, intervals, events)
                return
        raise RevisionLost("the cart's base kept being written by others")

    def forget(self, person: Person) -> None:
        """Delete the base, as events that it was folded from were deleted.

        Raises:
            RevisionLost: others kept writing it.
        """
        for _ in range(_TRIES):
            _, rev = self._bases.get(person)
            with suppress(RevisionLost):
                if rev:
                    self._bases.delete(person, rev=rev)
                return
        raise RevisionLost("the cart's base kept being written by others")

    def _take_over(
        self, person: Person, intervals: Sequence[Interval], events: Sequence[Event]
    ) -> None:
        now, names = self._clock(), digest_of(intervals)
        base, rev = self._bases.get(person)
        if base and base.sure and base.holds_any(events):
            base = replace(base, sure=False)
            self._bases.put(person, base, rev=rev)
            rev += 1
        stands_on = base if base and base.usable(names, now) else None
        if stands_on and not stands_on.sure:
            return  # it was built a moment ago; the next event, or reader, builds it anew
        newer = self._after(stands_on, intervals)
        if len(newer) >= MOVE_AT or (base and not stands_on):
            self._move(person, intervals, stands_on, newer, rev)

    def _move(
        self,
        person: Person,
        intervals: Sequence[Interval],
        base: CartBase | None,
        newer: Sequence[Event],
        rev: int,
    ) -> None:
        """Write the new base, then look whether an event came meanwhile that belongs into it.

        An event that comes after that look finds the base written, and makes it unsure.
        """
        erased = self._erasures.of(person)
        after = moved_on(base, newer, names=digest_of(intervals), now=self._clock())
        self._bases.put(person, replace(after, sure=False), rev=rev)
        again = state_before(after.until, _state(base), self._after(base, intervals))
        right = again == after.state
        settled = after if right else replace(after, state=CartState(), until=0)
        self._bases.put(person, settled, rev=rev + 1)
        if self._erasures.of(person) != erased:
            self.forget(person)
        if not right:
            raise RevisionLost("events came while the base was folded")

    def _rebuild(
        self, person: Person, intervals: Sequence[Interval], events: Sequence[Event], rev: int
    ) -> None:
        """A reader's way; with many names the second look would cost too much, and is left out."""
        if len(intervals) <= _NAMES_LOOKED_AT_TWICE:
            self._move(person, intervals, None, events, rev)
            return
        erased = self._erasures.of(person)
        after = moved_on(None, events, names=digest_of(intervals), now=self._clock())
        self._bases.put(person, replace(after, sure=False), rev=rev)
        if self._erasures.of(person) != erased:
            self.forget(person)

    def _after(self, base: CartBase | None, intervals: Sequence[Interval]) -> list[Event]:
        since = base.until if base else 0
        first_key = max(0, since - MAX_SKEW_MS)
        sources = [Source(interval, "c", since=first_key) for interval in intervals]
        events = [e for e in self._log.newest_first(sources, _BUDGET) if e.at >= since]
        whole = {e.message_id: e for e in self._events.completed(_to_complete(events))}
        return [whole.get(event.message_id, event) for event in events]


def _to_complete(events: Sequence[Event]) -> list[Event]:
    """Those whose row in the log lacks items that the cart needs: none before the cart was seen."""
    found: list[Event] = []
    for event in sorted(events, key=lambda e: e.order, reverse=True):
        if event.kept == "cut" and event.name in NAMES - {COMPLETED}:
            found.append(event)
        if event.name == VIEWED and event.items:
            break
    return found[:_MOST_COMPLETED]


def _state(base: CartBase | None) -> CartState:
    return base.state if base else CartState()
