"""Update profiles: recompute them from the stored events, under a revision."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from functions.domain.cart_base import UNFOLDED_ROWS
from functions.domain.consent import objects
from functions.domain.event import Event
from functions.domain.identity import END_OF_TIME, Interval, own_since, owner_at
from functions.domain.names import Names
from functions.domain.orders import NAMES as ORDER_NAMES
from functions.domain.person import Person, customer
from functions.domain.preferences import PERSONALIZATION, allows
from functions.domain.profile import (
    MAX_INTERACTIONS,
    READ_BROWSE,
    READ_COMMERCE,
    Profile,
    fold,
    unfolded_among,
)
from functions.domain.signals import Family
from functions.errors import RevisionLost
from functions.services.people.carts import Carts
from functions.services.people.erasures import Erasures
from functions.services.people.event_log import Budget, EventLog, browsing, sources_of
from functions.services.people.timeline import Timeline
from functions.services.retry import until_written
from functions.storage.events import EventRows
from functions.storage.identity import IdentityRows
from functions.storage.preferences import PreferenceRows
from functions.storage.profiles import ProfileRows

# Rows of at most 1 KB; with what else a profile takes, below fifty reads for all names together.
_BROWSE = Budget(reads=8, rows=120, page=MAX_INTERACTIONS)
_COMMERCE = Budget(reads=30, rows=400, page=100)
_BROWSING_NAMES = 6
_MOST_COMPLETED = 10
_LONG = 100
# A device in use is written down once an hour, so that readers know the five used last.
_ACTIVITY_MS = 3_600_000


class UpdateProfiles:
    def __init__(
        self,
        *,
        events: EventRows,
        profiles: ProfileRows,
        identity: IdentityRows,
        preferences: PreferenceRows,
        erasures: Erasures,
        log: EventLog,
        timeline: Timeline,
        carts: Carts,
    ) -> None:
        self._events = events
        self._profiles = profiles
        self._identity = identity
        self._preferences = preferences
        self._erasures = erasures
        self._log = log
        self._timeline = timeline
        self._carts = carts

    def arrived(self, person: Person, events: Sequence[Event]) -> None:
        """New events of a person: recompute their profile, and that of who was behind a visitor.

        Browsing waits until enough of it is not folded yet; the reader adds it meanwhile. So does
        the commerce of a person who has a long history of it.

        Raises:
            RevisionLost: others kept writing a profile or a cart; they saw what we saw.
        """
        for whose in self._concerned(person, events):
            rows = self.recompute(whose) if self._is_due(whose, person, events) else _LONG
            if rows > UNFOLDED_ROWS and any(event.family == "c" for event in events):
                self._carts.arrived(whose, self._names(whose), events)

    def renew(self, person: Person) -> None:
        """Fold profile and cart anew, after events of this person were deleted.

        Raises:
            RevisionLost: others kept writing it; they saw what we saw.
        """
        self._carts.forget(person)
        self.recompute(person)

    def recompute(self, person: Person) -> int:
        """Fold the profile anew from all events that are this person's.

        Give how many rows of commerce it was folded from.

        Raises:
            RevisionLost: the person kept being erased meanwhile.
        """
        _, began = self._profiles.get(person)
        return until_written(lambda: self._rewrite(person, began))

    def _rewrite(self, person: Person, began: int) -> int:
        """Fold and write once, unless others did since revision `began` what this would do.

        Who wrote the second revision after `began` read the events after `began`, as this does.

        Raises:
            RevisionLost: another wrote the profile, or erased the person, meanwhile.
        """
        erased = self._erasures.find(person)
        _, rev = self._profiles.get(person)
        if rev >= began + 2:
            return _LONG
        profile, rows = self._folded(person)
        self._write(person, profile, rev)
        if self._erasures.find(person) != erased:
            raise RevisionLost("the person was erased meanwhile")
        return rows

    def _write(self, person: Person, profile: Profile, rev: int) -> None:
        if profile != Profile():
            self._profiles.put(person, profile, rev=rev)
        elif rev:  # nothing to remember: no row that would show that there was a person
            self._profiles.delete(person, rev=rev)

    def _concerned(self, person: Person, events: Sequence[Event]) -> list[Person]:
        """The person, and the customers whose events these are, under their present ids."""
        links = self._identity.owners_of(person)
        owners = {owner.id for event in events if (owner := owner_at(links, event.at))}
        own = [person.id] if person.kind == "customer" else []
        present = self._identity.present([*own, *owners])
        return list(dict.fromkeys([person, *map(customer, present.values())]))

    def _is_due(self, whose: Person, did_it: Person, events: Sequence[Event]) -> bool:
        profile, _ = self._profiles.get(whose)
        if any(event.type == "identify" for event in events):
            return True
        if whose == did_it and objects(events) is profile.personal:
            return True
        if any(event.family == "c" for event in events) and (
            not profile.long or self._waits(profile, did_it, "c", READ_COMMERCE)
        ):
            return True
        return self._waits(profile, did_it, "b", READ_BROWSE)

    def _waits(self, profile: Profile, person: Person, family: Family, most: int) -> bool:
        """Whether as many events wait to be folded as a reader adds."""
        newest = self._events.newest(person, family, most)
        return len(unfolded_among(newest, profile)) >= most

    def _folded(self, person: Person) -> tuple[Profile, int]:
        """The profile, and how many rows of commerce there were."""
        if person.kind == "visitor":
            return self._fold_of_device(person)
        names = self._identity.names_under(person.id)
        if names.moved_to:
            return Profile(moved_to=names.moved_to), 0
        kept, rows = self._kept(names.intervals)
        self._note_use(names, kept)
        own = [event for event in kept if event.person == person]
        if objects(own) or not self._may_be_profiled(person):
            return fold(own, personal=False), rows
        return replace(fold(kept), long=rows >= _LONG), rows

    def _fold_of_device(self, person: Person) -> tuple[Profile, int]:
        """Only what the present user of the device did there."""
        links = self._identity.owners_of(person)
        since = own_since(links)
        kept, rows = self._kept([Interval(person, since, END_OF_TIME)])
        owner = owner_at(links, END_OF_TIME)
        whose = customer(self._identity.present([owner.id])[owner.id]) if owner else person
        personal = not objects(kept) and self._may_be_profiled(whose)
        profile = fold(kept, since=since, personal=personal)
        return replace(profile, long=personal and rows >= _LONG), rows

    def _kept(self, names: Sequence[Interval]) -> tuple[list[Event], int]:
        commerce = list(self._log.newest_first(sources_of(names, "c"), _COMMERCE))
        browse = self._log.newest_first(browsing(sources_of(names, "b"), _BROWSING_NAMES), _BROWSE)
        return [*islice(browse, MAX_INTERACTIONS), *self._whole(commerce)], len(commerce)

    def _names(self, person: Person) -> list[Interval]:
        if person.kind == "customer":
            return self._timeline.intervals(person.id)
        return [self._timeline.own_time(person)]

    def _whole(self, commerce: Sequence[Event]) -> list[Event]:
        """The same, with all lines of the newest orders whose rows lack some."""
        cut = [e for e in commerce if e.kept == "cut" and e.name in ORDER_NAMES]
        whole = {e.message_id: e for e in self._events.completed(cut[:_MOST_COMPLETED])}
        return [whole.get(event.message_id, event) for event in commerce]

    def _may_be_profiled(self, person: Person) -> bool:
        preferences, _ = self._preferences.get(person)
        return allows(preferences, PERSONALIZATION)

    def _note_use(self, names: Names, events: Sequence[Event]) -> None:
        for device in names.devices:
            used_at = max((e.at for e in events if e.person == device), default=0)
            if used_at > names.active_at(device) + _ACTIVITY_MS:
                self._identity.touch(names.user_id, device, used_at)
