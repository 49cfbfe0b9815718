"""A wish to be notified when a sold-out item is back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from functions.domain.nudges.kinds import Channel
from functions.domain.person import Person
from functions.domain.preferences import Preferences
from functions.domain.stock import ONLINE, StockLevel

State = Literal["active", "notified"]
# A person's own; a reader reads them all.
MAX_SUBSCRIPTIONS = 100
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Subscription:
    """One person's wish for one item; all times are UTC ms.

    `since` is the person's place in the queue. `channels` are those that the person asked for;
    none named means every channel with consent. `location` is a stock place that counts as
    well as the online shop. A subscription that was `notified` ends; the person has to ask again.
    `confirmed_at` is when the owner of an e-mail address agreed to one mail about this item.
    `implicit` is one that the person did not ask for, but showed interest in.
    """

    item_id: str
    person: Person
    since: int
    expires_at: int
    channels: tuple[Channel, ...] = ()
    location: str | None = None
    state: State = "active"
    confirmed_at: int | None = None
    implicit: bool = False

    def waits(self, now: int) -> bool:
        """Whether the person still waits for the item at `now` (UTC ms)."""
        return self.state == "active" and now < self.expires_at

    def agreed(self, channel: Channel, preferences: Preferences) -> bool:
        """Whether the person agreed to one mail about this item, and to none since."""
        no = preferences.get("email")
        if channel != "email" or self.confirmed_at is None:
            return False
        return no is None or no.value or no.at < self.confirmed_at

    def in_stock(self, levels: Iterable[StockLevel]) -> bool:
        """Whether the item is in stock online or at the location of the subscription."""
        places = {ONLINE, self.location}
        return any(level.in_stock and level.location in places for level in levels)


def asked(known: Subscription | None, new: Subscription, *, now: int) -> Subscription:
    """Return the subscription after the person asked (again) at `now` (UTC ms).

    A person who still waits keeps their place; the newest channels, location and expiry count.
    After a notification or an expiry the person gets a new place at the end.
    """
    if known is None or not known.waits(now):
        since = max(now, known.since + 1) if known else now
        return replace(new, since=since, state="active")
    confirmed_at = new.confirmed_at or known.confirmed_at
    return replace(new, since=known.since, state="active", confirmed_at=confirmed_at)


def expiry(now: int, days: int) -> int:
    """Return when a subscription of `now` (UTC ms) ends that lives for so many days: a second."""
    return (now + days * _DAY_MS) // 1000 * 1000
