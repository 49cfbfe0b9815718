"""Read a person's history: the profile and newer events, in one round of parallel reads."""

from concurrent.futures import Executor
from typing import Any, NamedTuple

from functions.domain.cart import items_in_cart
from functions.domain.event import Event
from functions.domain.orders import NAMES as ORDER_NAMES
from functions.domain.person import Person, customer
from functions.domain.profile import READ_BROWSE, READ_COMMERCE, Profile, extend, tag_of
from functions.storage.event_rows import Row, message_id_of, name_of
from functions.storage.events import EventRows
from functions.storage.profiles import ProfileRows, profile_in
from functions.storage.unreadable_rows import event_in
from model.scoring import History

REMEMBERED = 128
"""People whose history is remembered, in at most 10 MB: the lists of a page are often asked for
one by one."""


class _Read(NamedTuple):
    """What stands in storage of a person: the packed profile, and the newest rows of the log."""

    profile: bytes | None
    newest: list[Row]


class HistoryReader:
    def __init__(self, events: EventRows, profiles: ProfileRows, pool: Executor) -> None:
        self._events = events
        self._profiles = profiles
        self._pool = pool
        self._remembered: dict[str, tuple[_Read, History]] = {}

    def load(self, person: Person) -> History:
        """What this person did, with the event that was stored a moment ago.

        While nothing new is read of them it is the same object, of which the scorer keeps columns.

        Raises:
            Unavailable: any of the reads failed; half a history is not served.
        """
        read, known = self._read(person), self._remembered.get(person.key)
        if known and known[0] == read:
            return known[1]
        profile, newest = profile_in(read.profile), read.newest
        if profile.moved_to:  # one hop: the other customer's profile has this one's past
            other = self._read(customer(profile.moved_to))
            profile, newest = profile_in(other.profile), newest + other.newest
            return _history(profile, newest)
        history = _history(profile, newest)
        if len(self._remembered) >= REMEMBERED:
            self._remembered = {}
        self._remembered[person.key] = read, history
        return history

    def _read(self, person: Person) -> _Read:
        browse = self._pool.submit(self._events.newest_rows, person, "b", READ_BROWSE)
        commerce = self._pool.submit(self._events.newest_rows, person, "c", READ_COMMERCE)
        packed = self._profiles.packed(person)
        return _Read(packed, [*browse.result(), *commerce.result()])


def _history(profile: Profile, newest: list[Row]) -> History:
    return as_history(extend(profile, events_needed(profile, newest)))


def events_needed(profile: Profile, rows: list[Row]) -> list[Event]:
    """Return the events of rows of the log that a profile may lack, and all reports of orders.

    Most events are in the profile, which has their message ids; a comparison of ids is faster than
    to read a row. An order in the profile is read to recognize another report of it.
    """
    named = [(message_id_of(row), row) for row in rows]
    needed = {
        message_id
        for message_id, row in named
        if name_of(row) in ORDER_NAMES or tag_of(message_id) not in profile.folded
    }
    return [event_in(row) for message_id, row in named if message_id in needed]


def as_history(profile: Profile) -> History:
    """Return the history for ranking; it is empty for a person who objects to being profiled."""
    if not profile.personal:
        return History()
    given: Any = profile  # fields and their order are the same; an interaction has one more
    return History(given.interactions, given.purchased, items_in_cart(profile.interactions))
