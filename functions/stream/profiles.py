"""Profiles brought up to date: recomputed from the events as they stand, under a revision."""

from collections.abc import Sequence

from functions.domain.event import Event
from functions.domain.person import Person
from functions.domain.profile import FOLDED_BROWSE, Profile, fold, tag_of
from functions.errors import RevisionLost
from functions.storage.events import Events
from functions.storage.profiles import Profiles

# Enough to fill a profile; more would cost reads that no answer profits from.
_BROWSE_READ = 60
_COMMERCE_READ = 500
_TRIES = 5


class UpdateProfile:
    def __init__(self, events: Events, profiles: Profiles) -> None:
        self._events = events
        self._profiles = profiles

    def __call__(self, person: Person, arrived: Sequence[Event]) -> None:
        """Recompute if commerce events arrived, or enough browsing is not folded yet.

        Raises:
            RevisionLost: others kept writing this profile; they saw what we saw.
        """
        for attempt in range(_TRIES):
            profile, rev = self._profiles.get(person)
            if not self._is_due(person, arrived, profile):
                return
            try:
                self._profiles.put(person, self._recomputed(person), rev=rev)
            except RevisionLost:
                if attempt == _TRIES - 1:
                    raise
            else:
                return

    def _is_due(self, person: Person, arrived: Sequence[Event], profile: Profile) -> bool:
        if any(event.family == "c" for event in arrived):
            return True
        newest = self._events.newest(person, "b", FOLDED_BROWSE)
        unfolded = [e for e in newest if tag_of(e.message_id) not in profile.folded]
        return len(unfolded) >= FOLDED_BROWSE

    def _recomputed(self, person: Person) -> Profile:
        browse = self._events.newest(person, "b", _BROWSE_READ)
        return fold([*browse, *self._events.newest(person, "c", _COMMERCE_READ)])
