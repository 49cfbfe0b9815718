"""What is remembered of a person to serve them fast: derived from their events, never incremented.

A profile is folded from events as they stand, so folding twice, late or in another order gives
the same profile.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from zlib import crc32

from functions.domain.event import Event
from functions.domain.signals import Kind

MAX_INTERACTIONS = 60
MAX_PURCHASED = 200
FOLDED_BROWSE = 15
FOLDED_COMMERCE = 5
_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Interaction:
    """One thing done with one item; `at` in UTC ms, `tag` names the event it came with."""

    item_id: str
    kind: Kind
    at: int
    tag: int


@dataclass(frozen=True, slots=True)
class Purchased:
    """In how many orders an item stood, and the day (since 1970) of the last one."""

    item_id: str
    count: int
    last_day: int


@dataclass(frozen=True, slots=True)
class Profile:
    """`interactions` newest first; `folded` the tags of the newest events already inside.

    What happened before `since` (UTC ms) belongs to somebody else and is left out. `moved_to` is
    the customer that an alias made of this one: their profile has it all.
    """

    interactions: tuple[Interaction, ...] = ()
    purchased: tuple[Purchased, ...] = ()
    folded: frozenset[int] = frozenset()
    since: int = 0
    moved_to: str | None = None


def tag_of(message_id: str) -> int:
    return crc32(message_id.encode())


def fold(events: Iterable[Event], *, since: int = 0) -> Profile:
    """The profile of one person from all of their events that are kept, in any order."""
    newest_first = _distinct(event for event in events if event.at >= since)
    interactions = [each for event in newest_first for each in interactions_of(event)]
    return Profile(
        interactions=tuple(islice(interactions, MAX_INTERACTIONS)),
        purchased=purchased_in(newest_first),
        folded=frozenset(_newest_tags(newest_first)),
        since=since,
    )


def extend(profile: Profile, newest: Iterable[Event]) -> Profile:
    """The profile with the events that came after it was folded; the others change nothing."""
    unfolded = _distinct(e for e in unfolded_among(newest, profile) if e.at >= profile.since)
    if not unfolded:
        return profile
    interactions = [each for event in unfolded for each in interactions_of(event)]
    merged = sorted((*interactions, *profile.interactions), key=lambda i: i.at, reverse=True)
    return Profile(
        interactions=tuple(merged[:MAX_INTERACTIONS]),
        purchased=_most_bought((*profile.purchased, *purchased_in(unfolded))),
        folded=profile.folded | {tag_of(event.message_id) for event in unfolded},
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


def purchased_in(events: Sequence[Event]) -> tuple[Purchased, ...]:
    """Each order counted once however often it was reported; what came back is taken off."""
    bought = [
        Purchased(item_id, sign, event.at // _DAY_MS)
        for event, sign in _orders(events)
        for item_id in dict.fromkeys(item.item_id for item in event.items)
    ]
    return _most_bought(bought)


def _orders(events: Sequence[Event]) -> list[tuple[Event, int]]:
    facts: dict[tuple[str, str], tuple[Event, int]] = {}
    for event in events:
        if event.kind in {"purchase", "return"} and event.verified and event.learn:
            fact = (event.kind, event.order_id or event.message_id)
            facts.setdefault(fact, (event, 1 if event.kind == "purchase" else -1))
    return list(facts.values())


def _most_bought(bought: Iterable[Purchased]) -> tuple[Purchased, ...]:
    counts: Counter[str] = Counter()
    last: dict[str, int] = {}
    for each in bought:
        counts[each.item_id] += each.count
        if each.count > 0:
            last[each.item_id] = max(last.get(each.item_id, 0), each.last_day)
    kept = (Purchased(i, n, last[i]) for i, n in counts.items() if n > 0 and i in last)
    ranked = sorted(kept, key=lambda p: (-p.count, -p.last_day, p.item_id))
    return tuple(ranked[:MAX_PURCHASED])


def _distinct(events: Iterable[Event]) -> list[Event]:
    by_id = {event.message_id: event for event in events}
    return sorted(by_id.values(), key=lambda e: (e.at, e.message_id), reverse=True)


def _newest_tags(newest_first: Sequence[Event]) -> Iterable[int]:
    for family, limit in (("b", FOLDED_BROWSE), ("c", FOLDED_COMMERCE)):
        own = (tag_of(e.message_id) for e in newest_first if e.family == family)
        yield from islice(own, limit)
