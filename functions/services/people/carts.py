"""Carts over all names of a person: a base that the stream moves on, and the events after it."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from functions.domain.cart import NAMES, VIEWED, Cart, CartState, as_cart, folded
from functions.domain.cart_base import MOVE_AT, CartBase, digest_of, moved_on
from functions.domain.checkout import last_checkout, lines_named
from functions.domain.erasure import Erasure
from functions.domain.event import Event
from functions.domain.identity import Interval
from functions.domain.order_reports import COMPLETED
from functions.domain.person import Person
from functions.errors import RevisionLost
from functions.services.people.erasures import Erasures
from functions.services.people.event_log import Budget, EventLog, Newest, sources_of
from functions.services.retry import until_written
from functions.storage.cart_bases import CartBaseRows
from functions.storage.events import EventRows

# What a cart is folded from at most: reads of all names together, and rows of 1 KB.
_BUDGET = Budget(reads=42, rows=2_000, page=64)
_MOST_COMPLETED = 25
# A reader waits a little longer than the stream, whose clock may be another: see `_move`.
_PATIENCE_MS = 5_000


@dataclass(frozen=True, slots=True)
class CartRows:
    """What was read of a cart, in this order: erasures, then the base, then rows of commerce."""

    erased: frozenset[Erasure]
    base: CartBase | None
    rev: int
    commerce: Newest | None = None


class Carts:
    def __init__(
        self,
        *,
        events: EventRows,
        log: EventLog,
        bases: CartBaseRows,
        erasures: Erasures,
        clock: Callable[[], int],
    ) -> None:
        self._events = events
        self._log = log
        self._bases = bases
        self._erasures = erasures
        self._clock = clock

    def find(self, person: Person, intervals: Sequence[Interval]) -> Cart:
        """The cart as of now; a base that no longer fits is built anew on the way."""
        now, names = self._clock(), digest_of(intervals)
        base, rev = self._bases.get(person)
        stands_on = base if base and base.usable(names, now - _PATIENCE_MS) else None
        if base and not stands_on:
            rows = CartRows(self._erasures.find(person), base, rev)
            events = self._after(stands_on, intervals)
            with suppress(RevisionLost):  # another is at it
                self._move(person, moved_on(None, events, names=names, now=now), rows)
        else:
            events = self._after(stands_on, intervals)
        return as_cart(folded(events, stands_on.state if stands_on else CartState()), now=now)

    def with_events(
        self,
        base: CartBase | None,
        intervals: Sequence[Interval],
        *,
        since: int,
        counts: Callable[[Event], bool],
    ) -> tuple[Cart, list[Event]]:
        """The cart over a base that was read already, and the commerce since then, newest first.

        The events are those since `since` (UTC ms) and those that the base lacks; an event for
        which `counts` does not hold changes no cart. It writes nothing.
        """
        now, names = self._clock(), digest_of(intervals)
        stands_on = base if base and base.usable(names, now - _PATIENCE_MS) else None
        keys_from = min(stands_on.keys_from, since) if stands_on else 0
        sources = sources_of(intervals, "c", since=keys_from)
        events = list(self._log.newest_first(sources, _BUDGET))
        until = stands_on.until if stands_on else 0
        newer = self._whole([each for each in events if each.at >= until and counts(each)])
        state = folded(newer, stands_on.state if stands_on else CartState())
        return as_cart(state, now=now), events

    def checkout(self, commerce: Sequence[Event]) -> Cart:
        """What the newest checkout among these events would buy; empty once the cart changed."""
        found = last_checkout(commerce)
        return lines_named(self._events.completed([found])[0]) if found else Cart()

    def arrived(
        self,
        person: Person,
        intervals: Sequence[Interval],
        events: Sequence[Event],
        known: CartRows | None = None,
    ) -> None:
        """Move the base on after new events of a person, and build it anew where they are late.

        `known` was read after these events were stored, and saves the first try its reads.

        Raises:
            RevisionLost: others kept writing it; the events have to be sent again.
        """
        first = [known] if known else []
        until_written(
            lambda: self._take_over(
                person, intervals, events, first.pop() if first else self._read(person)
            )
        )

    def forget(self, person: Person) -> None:
        """Delete the base, as events that it was folded from were deleted.

        Raises:
            RevisionLost: others kept writing it.
        """
        until_written(lambda: self._delete(person))

    def _delete(self, person: Person) -> None:
        _, rev = self._bases.get(person)
        if rev:
            self._bases.delete(person, rev=rev)

    def _read(self, person: Person) -> CartRows:
        erased = self._erasures.find(person)
        return CartRows(erased, *self._bases.get(person))

    def _take_over(
        self,
        person: Person,
        intervals: Sequence[Interval],
        events: Sequence[Event],
        rows: CartRows,
    ) -> None:
        now, names = self._clock(), digest_of(intervals)
        base = rows.base
        if base and base.sure and base.misses_any(events):
            base = replace(base, sure=False)
            self._bases.put(person, base, rev=rows.rev)
            rows = CartRows(rows.erased, base, rows.rev + 1)
        stands_on = base if base and base.usable(names, now) else None
        if stands_on and not stands_on.sure:
            return  # it was built a moment ago; the next event, or reader, builds it anew
        newer = self._after(stands_on, intervals, rows.commerce)
        if len(newer) >= MOVE_AT or (base and not stands_on):
            self._move(person, moved_on(stands_on, newer, names=names, now=now), rows)

    def _move(self, person: Person, after: CartBase, rows: CartRows) -> None:
        """Write the new base, unless another wrote it since it was read.

        An event that came too late for this fold is not lost. When the stream gets it, it
        finds either the base before, and at least the rows that this fold found, and writes, too,
        so that one of the two loses its revision; or it finds this base, and makes it unsure.
        """
        self._bases.put(person, after, rev=rows.rev)
        if self._erasures.find(person) != rows.erased:
            self.forget(person)

    def _after(
        self, base: CartBase | None, intervals: Sequence[Interval], commerce: Newest | None = None
    ) -> list[Event]:
        """All events after the base; read them unless they are among the rows of `commerce`."""
        keys_from = base.keys_from if base else 0
        rows = commerce.since(keys_from) if commerce else None
        if rows is None:
            sources = sources_of(intervals, "c", since=keys_from)
            rows = list(self._log.newest_first(sources, _BUDGET))
        return self._whole([e for e in rows if e.at >= (base.until if base else 0)])

    def _whole(self, events: list[Event]) -> list[Event]:
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
