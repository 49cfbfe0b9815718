"""Profiles brought up to date: recomputed from the events as they stand, under a revision."""

from collections.abc import Iterator, Sequence

from functions.domain.event import Event
from functions.domain.identity import intervals_of, own_since, owner_at
from functions.domain.person import Person
from functions.domain.profile import FOLDED_BROWSE, Profile, fold, unfolded_among
from functions.errors import RevisionLost
from functions.storage.events import Events
from functions.storage.identity import Identity
from functions.storage.profiles import Profiles

# Enough to fill a profile; more would cost reads that no answer profits from.
_BROWSE_READ = 60
_COMMERCE_READ = 500
_TRIES = 5


class UpdateProfiles:
    def __init__(self, events: Events, profiles: Profiles, identity: Identity) -> None:
        self._events = events
        self._profiles = profiles
        self._identity = identity

    def arrived(self, person: Person, events: Sequence[Event]) -> None:
        """New events of a person: recompute their profile, and that of who was behind a visitor.

        Browsing waits until enough of it is not folded yet; the reader adds it meanwhile.

        Raises:
            RevisionLost: others kept writing a profile; they saw what we saw.
        """
        for whose in self._concerned(person, events):
            if self._is_due(whose, person, events):
                self.recompute(whose)

    def recompute(self, person: Person) -> None:
        """Fold the profile anew from all events that are this person's."""
        for attempt in range(_TRIES):
            _, rev = self._profiles.get(person)
            try:
                self._profiles.put(person, self._folded(person), rev=rev)
            except RevisionLost:
                if attempt == _TRIES - 1:
                    raise
            else:
                return

    def _concerned(self, person: Person, events: Sequence[Event]) -> list[Person]:
        links = self._identity.owners(person)
        owners = {owner_at(links, event.at) for event in events} - {None}
        return [person, *(owner for owner in owners if owner)]

    def _is_due(self, whose: Person, did_it: Person, events: Sequence[Event]) -> bool:
        if any(event.family == "c" or event.type == "identify" for event in events):
            return True
        newest = self._events.newest(did_it, "b", FOLDED_BROWSE)
        profile, _ = self._profiles.get(whose)
        return len(unfolded_among(newest, profile)) >= FOLDED_BROWSE

    def _folded(self, person: Person) -> Profile:
        links = self._identity.owners(person)
        if person.kind == "visitor":
            return fold(self._kept(person), since=own_since(links))
        if links:
            return Profile(moved_to=links[0].user_id)
        return fold(self._of_customer(person))

    def _of_customer(self, person: Person) -> Iterator[Event]:
        yield from self._kept(person)
        for linked in self._identity.linked_to(person.id):
            intervals = intervals_of(self._identity.owners(linked), person.id)
            for event in self._kept(linked):
                if any(interval.holds(event.at) for interval in intervals):
                    yield event

    def _kept(self, person: Person) -> Iterator[Event]:
        yield from self._events.newest(person, "b", _BROWSE_READ)
        yield from self._events.newest(person, "c", _COMMERCE_READ)
