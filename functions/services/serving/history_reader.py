"""Read a person's history: the profile and newer events, in one round of parallel reads."""

from concurrent.futures import Executor
from functools import partial
from operator import attrgetter, is_
from typing import cast

from functions.domain.cart import items_in_cart
from functions.domain.event import Event
from functions.domain.person import Person, customer
from functions.domain.profile import READ_BROWSE, READ_COMMERCE, Profile, extend
from functions.storage.events import EventRows
from functions.storage.profiles import ProfileRows
from model.scoring import History, Interaction, Purchased

_INTERACTION = attrgetter(*Interaction._fields)
REMEMBERED = 128
"""People whose history is remembered, in at most 10 MB: the lists of a page are often asked for
one by one."""


class HistoryReader:
    def __init__(self, events: EventRows, profiles: ProfileRows, pool: Executor) -> None:
        self._events = events
        self._profiles = profiles
        self._pool = pool
        self._remembered: dict[str, tuple[tuple[object, ...], History]] = {}

    def load(self, person: Person) -> History:
        """What this person did, with the event that was stored a moment ago.

        While nothing new is read of them it is the same object, of which the scorer keeps columns.

        Raises:
            Unavailable: any of the reads failed; half a history is not served.
        """
        profile, newest = self._read(person)
        if profile.moved_to:  # one hop: the other customer's profile has this one's past
            profile, newer = self._read(customer(profile.moved_to))
            newest += newer
        return self._history(person, profile, newest)

    def _history(self, person: Person, profile: Profile, newest: list[Event]) -> History:
        read, known = (profile, *newest), self._remembered.get(person.key)
        if known and len(known[0]) == len(read) and all(map(is_, known[0], read)):
            return known[1]
        history = as_history(extend(profile, newest))
        if len(self._remembered) >= REMEMBERED:
            self._remembered = {}
        self._remembered[person.key] = (read, history)
        return history

    def _read(self, person: Person) -> tuple[Profile, list[Event]]:
        browse = self._pool.submit(self._events.newest, person, "b", READ_BROWSE)
        commerce = self._pool.submit(self._events.newest, person, "c", READ_COMMERCE)
        stored, _ = self._profiles.get(person)
        return stored, [*browse.result(), *commerce.result()]


def as_history(profile: Profile) -> History:
    """Return the history for ranking; it is empty for a person who objects to being profiled."""
    if not profile.personal:
        return History()
    values = map(_INTERACTION, profile.interactions)
    return History(
        interactions=tuple(map(partial(tuple.__new__, Interaction), values)),
        purchased=cast("tuple[Purchased, ...]", profile.purchased),  # the fields are the same
        cart=items_in_cart(profile.interactions),
    )
