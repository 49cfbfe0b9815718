"""Profiles brought up to date: recomputed from the events as they stand, under a revision."""

from collections.abc import Iterator, Sequence

from functions.domain.consent import objects
from functions.domain.event import Event
from functions.domain.identity import END_OF_TIME, own_since, owner_at
from functions.domain.names import Names
from functions.domain.person import Person, customer
from functions.domain.preferences import PERSONALIZATION, says
from functions.domain.profile import FOLDED_BROWSE, Profile, fold, unfolded_among
from functions.errors import RevisionLost
from functions.people.erasures import Erasures
from functions.people.retry import until_written
from functions.storage.events import Events
from functions.storage.identity import Identity
from functions.storage.preferences import PreferenceRows
from functions.storage.profiles import Profiles

# Enough to fill a profile; more would cost reads that no answer profits from.
_BROWSE_READ = 60
_COMMERCE_READ = 500
# A device in use is written down once an hour, so that readers know the five used last.
_ACTIVITY_MS = 3_600_000


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
            RevisionLost: the person kept being erased meanwhile.
        """
        _, began = self._profiles.get(person)
        until_written(lambda: self._rewrite(person, began))

    def _rewrite(self, person: Person, began: int) -> None:
        """Fold and write once, unless others did since revision `began` what this would do.

        Who wrote the second revision after `began` read the events after `began`, as this does.

        Raises:
            RevisionLost: another wrote the profile, or erased the person, meanwhile.
        """
        erased = self._erasures.of(person)
        _, rev = self._profiles.get(person)
        if rev >= began + 2:
            return
        self._write(person, self._folded(person), rev)
        if self._erasures.of(person) != erased:
            raise RevisionLost("the person was erased meanwhile")

    def _write(self, person: Person, profile: Profile, rev: int) -> None:
        if profile != Profile():
            self._profiles.put(person, profile, rev=rev)
        elif rev:  # nothing to remember: no row that says there was somebody
            self._profiles.delete(person, rev=rev)

    def _concerned(self, person: Person, events: Sequence[Event]) -> list[Person]:
        """The person, and the customers whose events these are, under their present ids."""
        links = self._identity.owners_of(person)
        owners = {owner.id for event in events if (owner := owner_at(links, event.at))}
        own = [person.id] if person.kind == "customer" else []
        present = self._identity.present([*own, *owners])
        return list(dict.fromkeys([person, *map(customer, present.values())]))

    def _is_due(self, whose: Person, did_it: Person, events: Sequence[Event]) -> bool:
        if any(event.family == "c" or event.type == "identify" for event in events):
            return True
        newest = self._events.newest(did_it, "b", FOLDED_BROWSE)
        profile, _ = self._profiles.get(whose)
        if whose == did_it and objects(events) is profile.personal:
            return True
        return len(unfolded_among(newest, profile)) >= FOLDED_BROWSE

    def _folded(self, person: Person) -> Profile:
        if person.kind == "visitor":
            return self._visitors(person)
        names = self._identity.names_under(person.id)
        if names.moved_to:
            return Profile(moved_to=names.moved_to)
        own = list(self._kept(person))
        if objects(own) or not self._may_be_profiled(person):
            return fold(own, personal=False)
        return fold([*own, *self._under_other_names(names)])

    def _visitors(self, person: Person) -> Profile:
        """Of a device only what its present user did there."""
        links = self._identity.owners_of(person)
        since = own_since(links)
        own = [event for event in self._kept(person) if event.at >= since]
        owner = owner_at(links, END_OF_TIME)
        whose = customer(self._identity.present([owner.id])[owner.id]) if owner else person
        personal = not objects(own) and self._may_be_profiled(whose)
        return fold(own, since=since, personal=personal)

    def _may_be_profiled(self, person: Person) -> bool:
        preferences, _ = self._preferences.get(person)
        return says(preferences, PERSONALIZATION)

    def _under_other_names(self, names: Names) -> Iterator[Event]:
        read = {each.person: list(self._kept(each.person)) for each in names.intervals[1:]}
        for interval in names.intervals[1:]:
            yield from (each for each in read[interval.person] if interval.holds(each.at))
        for device in names.devices:
            self._note_use(names, device, read.get(device, []))

    def _note_use(self, names: Names, device: Person, events: Sequence[Event]) -> None:
        used_at = max((event.at for event in events), default=0)
        if used_at > names.active_at(device) + _ACTIVITY_MS:
            self._identity.touch(names.user_id, device, used_at)

    def _kept(self, person: Person) -> Iterator[Event]:
        yield from self._events.newest(person, "b", _BROWSE_READ)
        yield from self._events.newest(person, "c", _COMMERCE_READ)
