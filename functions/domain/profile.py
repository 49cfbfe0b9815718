"""The profile of a person, for fast serving: derived from their events, never incremented.

A profile is folded from events as they stand, so folding twice, late or in another order gives
the same profile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from zlib import crc32

from functions.domain.columns import Columns
from functions.domain.consent import objects
from functions.domain.event import Event
from functions.domain.order import Order
from functions.domain.order_reports import COMPLETED, repeated_reports
from functions.domain.orders import orders_in
from functions.domain.purchased import Purchased, bought, bought_in, most_bought
from functions.domain.signals import Kind

MAX_INTERACTIONS = 60
# The newest rows of a family that an answer reads and adds to the profile: with the profile itself
# (4 KB) and 1 KB a row, they are four read units.
READ_BROWSE = 8
READ_COMMERCE = 4
# A few more are known to be inside, as rows are not read in quite the order of their true times.
_FOLDED_BROWSE = 15
_FOLDED_COMMERCE = 8


class Interaction(NamedTuple):
    """One thing done with one item; `at` in UTC ms, `tag` names the event it came with."""

    item_id: str
    kind: Kind
    at: int
    tag: int


@dataclass(frozen=True, slots=True)
class Profile:
    """`interactions` newest first; `folded` the tags of the newest events already inside.

    What happened before `since` (UTC ms) belongs to another person and is left out. `moved_to` is
    the customer that an alias made of this one: their profile has it all. `personal` is False for
    a person who objects to being profiled: nothing is remembered, and nothing may be added. `long`
    is a history of so much commerce that it is not folded anew for each event.
    """

    interactions: tuple[Interaction, ...] = ()
    purchased: tuple[Purchased, ...] | Columns[Purchased] = ()
    folded: frozenset[int] = frozenset()
    since: int = 0
    moved_to: str | None = None
    personal: bool = True
    long: bool = False


def tag_of(message_id: str) -> int:
    return crc32(message_id.encode())


def fold(events: Iterable[Event], *, since: int = 0, personal: bool = True) -> Profile:
    """Return the profile of one person from all of their kept events, in any order.

    Events before `since` (UTC ms) are left out.
    """
    newest_first = _distinct(event for event in events if event.at >= since)
    counted = _each_order_once(newest_first) if personal else []
    interactions = (each for event in counted for each in interactions_of(event))
    return Profile(
        interactions=tuple(islice(interactions, MAX_INTERACTIONS)),
        purchased=most_bought(bought_in(counted)),
        folded=frozenset(_newest_tags(newest_first)),
        since=since,
        personal=personal,
    )


def extend(profile: Profile, newest: Iterable[Event]) -> Profile:
    """The profile with the events that came after it was folded; the others change nothing.

    A no to being profiled counts at once; a yes once the profile is folded anew, as the person may
    have answered the shop differently.
    """
    own = _distinct(event for event in newest if event.at >= profile.since)
    unfolded = unfolded_among(own, profile)
    if not unfolded:
        return profile
    folded = profile.folded | {tag_of(event.message_id) for event in unfolded}
    if not profile.personal or objects(unfolded):
        return Profile(folded=folded, since=profile.since, personal=False)
    again, new = repeated_reports(own), bought(_new_orders(own, profile))
    added = [i for e in unfolded if e.message_id not in again for i in interactions_of(e)]
    merged = sorted((*added, *profile.interactions), key=lambda i: i.at, reverse=True)
    return Profile(
        interactions=tuple(merged[:MAX_INTERACTIONS]),
        purchased=most_bought((*profile.purchased, *new)) if new else profile.purchased,
        folded=folded,
        since=profile.since,
        moved_to=profile.moved_to,
    )


def unfolded_among(events: Iterable[Event], profile: Profile) -> list[Event]:
    return [event for event in events if tag_of(event.message_id) not in profile.folded]


def interactions_of(event: Event) -> list[Interaction]:
    """What one event says, item by item; nothing for a crawler's or a person's who objects."""
    if event.kind is None or not event.learn:
        return []
    tag = tag_of(event.message_id)
    return [Interaction(item.item_id, event.kind, event.at, tag) for item in event.items]


def _each_order_once(events: Sequence[Event]) -> list[Event]:
    again = repeated_reports(events)
    return [event for event in events if event.message_id not in again]


def _new_orders(newest: Sequence[Event], profile: Profile) -> list[Order]:
    """Orders made among these events of which the profile has not folded any."""
    made = {event.message_id for event in newest if event.name == COMPLETED}
    return [
        order
        for order in orders_in(newest)
        if made & order.message_ids
        and not any(tag_of(name) in profile.folded for name in order.message_ids)
    ]


def _distinct(events: Iterable[Event]) -> list[Event]:
    """Each event once, as it was received first, the newest first."""
    by_receipt = sorted(events, key=lambda e: (e.received_at, e.order), reverse=True)
    by_id = {event.message_id: event for event in by_receipt}
    return sorted(by_id.values(), key=lambda e: e.order, reverse=True)


def _newest_tags(newest_first: Sequence[Event]) -> Iterable[int]:
    for family, limit in (("b", _FOLDED_BROWSE), ("c", _FOLDED_COMMERCE)):
        own = (tag_of(e.message_id) for e in newest_first if e.family == family)
        yield from islice(own, limit)
