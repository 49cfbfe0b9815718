"""Profiles brought up to date: recomputed from the events as they stand, under a revision."""

from collections.abc import Iterator, Sequence

from functions.domain.consent import objects
from functions.domain.event import Event
from functions.domain.identity import END_OF_TIME, intervals_of, own_since, owner_at
from functions.domain.person import Person
from functions.domain.preferences import PERSONALIZATION, says
from functions.domain.profile import FOLDED_BROWSE, Profile, fold, unfolded_among
from functions.errors import RevisionLost
from functions.people.erasures import Erasures
from functions.storage.events import Events
from functions.storage.identity import Identity
from functions.storage.preferences import PreferenceRows
from functions.storage.profiles import Profiles

# Enough to fill a profile; more would cost reads that no answer profits from.
_BROWSE_READ = 60
_COMMERCE_READ = 500
_TRIES = 5


class UpdateProfiles:
    def __init__(
        self,
        *,
        events: Events,
        profiles: Profiles,
        identity: Identity,
        preferences: PreferenceRows,
        erasures: Erasures,
    ) -> None:
        self._events = events
        self._profiles = profiles
        self._identity = identity
        self._preferences = preferences
        self._erasures = erasures

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
        """Fold the profile anew from all events that are this person's.

        Raises:
            RevisionLost: others kept writing it; they saw what we saw.
        """
        for _ in range(_TRIES):
            if self._is_rewritten(person):
                return
        raise RevisionLost("the profile kept being written by others")

    def _is_rewritten(self, person: Person) -> bool:
        """Fold and write once; not when another wrote, or erased the person, meanwhile."""
        erased = self._erasures.of(person)
        _, rev = self._profiles.get(person)
        try:
            self._write(person, self._folded(person), rev)
        except RevisionLost:
            return False
        return self._erasures.of(person) == erased

    def _write(self, person: Person, profile: Profile, rev: int) -> None:
        if profile != Profile():
            self._profiles.put(person, profile, rev=rev)
        elif rev:  # nothing to remember: no row that says there was somebody
            self._profiles.delete(person, rev=rev)

    def _concerned(self, person: Person, events: Sequence[Event]) -> list[Person]:
        links = self._identity.owners(person)
        owners = {owner_at(links, event.at) for event in events} - {None}
        return [person, *(owner for owner in owners if owner)]

    def _is_due(self, whose: Person, did_it: Person, events: Sequence[Event]) -> bool:
        if any(event.family == "c" or event.type == "identify" for event in events):
            return True
        newest = self._events.newest(did_it, "b", FOLDED_BROWSE)
        profile, _ = self._profiles.get(whose)
        if whose == did_it and objects(events) is profile.personal:
            return True
        return len(unfolded_among(newest, profile)) >= FOLDED_BROWSE

    def _folded(self, person: Person) -> Profile:
        links = self._identity.owners(person)
        if person.kind == "customer" and links:
            return Profile(moved_to=links[0].user_id)
        since = own_since(links)
        own = [event for event in self._kept(person) if event.at >= since]
        whose = owner_at(links, END_OF_TIME) or person
        if objects(own) or not self._may_be_profiled(whose):
            return fold(own, since=since, personal=False)
        return fold([*own, *self._through_links(person)], since=since)

    def _may_be_profiled(self, person: Person) -> bool:
        preferences, _ = self._preferences.get(person)
        return says(preferences, PERSONALIZATION)

    def _through_links(self, person: Person) -> Iterator[Event]:
        if person.kind == "visitor":
            return
        for linked in self._identity.linked_to(person.id):
            intervals = intervals_of(self._identity.owners(linked), person.id)
            for event in self._kept(linked):
                if any(interval.holds(event.at) for interval in intervals):
                    yield event

    def _kept(self, person: Person) -> Iterator[Event]:
        yield from self._events.newest(person, "b", _BROWSE_READ)
        yield from self._events.newest(person, "c", _COMMERCE_READ)
