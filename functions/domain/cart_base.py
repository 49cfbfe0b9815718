"""A cart folded up to a time, from which it goes on with the events after it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from zlib import crc32

from functions.domain.cart import NAMES, CartState, first_receipts, folded
from functions.domain.clock_skew import key_time
from functions.domain.event import Event
from functions.domain.identity import Interval

# A base moves on once so many rows are newer, and leaves out the newest: what comes
# a little late is no reason to fold everything again.
MOVE_AT = 48
UNFOLDED_ROWS = 16
REBUILD_AFTER_MS = 60_000


@dataclass(frozen=True, slots=True)
class CartBase:
    """The cart of the events before `until` (UTC ms) of the names that `names` is a digest of.

    The others have keys from the time `keys_from` on. It is not `sure` once an event arrived for
    which either is not so.
    """

    state: CartState
    until: int
    keys_from: int
    names: int
    built_at: int
    sure: bool = True

    def usable(self, names: int, now: int) -> bool:
        """Whether to go on from it; one that is not sure is built anew once a minute at most."""
        fresh = self.sure or now - self.built_at < REBUILD_AFTER_MS
        return self.names == names and fresh

    def misses_any(self, events: Iterable[Event]) -> bool:
        """Whether any of these events is older than what is read after the base."""
        return any(
            event.name in NAMES and (event.at < self.until or _key_time(event) < self.keys_from)
            for event in events
        )


def digest_of(intervals: Iterable[Interval]) -> int:
    """A number that is another one when the names, or their times, are others."""
    parts = sorted(f"{each.person.key}|{each.since}|{each.until}" for each in intervals)
    return crc32("\n".join(parts).encode())


def moved_on(base: CartBase | None, events: Iterable[Event], *, names: int, now: int) -> CartBase:
    """Return the base at `now` (UTC ms) after all but the newest of these events.

    The events are all that are not in `base`.
    """
    newest_first = sorted(first_receipts(events), key=lambda e: e.order, reverse=True)
    before = base or CartBase(CartState(), 0, 0, names, now)
    if len(newest_first) <= UNFOLDED_ROWS:
        return replace(before, names=names, built_at=now)
    until = max(before.until, newest_first[UNFOLDED_ROWS - 1].at)
    inside = (event for event in newest_first if event.at < until)
    newer = (_key_time(event) for event in newest_first if event.at >= until)
    return CartBase(folded(inside, before.state), until, min(newer), names, now)


def _key_time(event: Event) -> int:
    return key_time(claimed_at=event.claimed_at, at=event.at)
