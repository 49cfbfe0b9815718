"""What people want of us, told and asked."""

from collections.abc import Mapping, Sequence

from functions.domain.event import Event
from functions.domain.identity import owner_at
from functions.domain.person import Person
from functions.domain.preferences import (
    CHANNELS,
    PERSONALIZATION,
    Answer,
    Preferences,
    merged,
    says,
)
from functions.errors import RevisionLost
from functions.people.profiles import UpdateProfiles
from functions.storage.identity import Identity
from functions.storage.preferences import PreferenceRows

_TRIES = 5
UNSUBSCRIBED = "Unsubscribed"


class TellPreferences:
    def __init__(self, rows: PreferenceRows) -> None:
        self._rows = rows

    def __call__(self, event: Event) -> None:
        """Take over that somebody unsubscribed; doing it again, or late, changes nothing.

        Nobody but the shop turns anything on, and what a browser claims concerns its visitor only.
        """
        if event.name != UNSUBSCRIBED:
            return
        channel = str(event.properties.get("channel") or "email").lower()
        if channel in CHANNELS:
            self.tell(event.person, {channel: Answer(False, event.at, "event")})

    def tell(self, person: Person, said: Mapping[str, Answer]) -> Preferences:
        """Merge answers into a person's preferences, and give what they are now.

        Raises:
            RevisionLost: others kept writing them.
        """
        for _ in range(_TRIES):
            known, rev = self._rows.get(person)
            after = merged(known, said)
            if after == known:
                return known
            try:
                self._rows.put(person, after, rev=rev)
            except RevisionLost:
                continue
            return after
        raise RevisionLost("the preferences kept being written by others")


class SetPreferences:
    def __init__(
        self, tell: TellPreferences, identity: Identity, update_profiles: UpdateProfiles
    ) -> None:
        self._tell = tell
        self._identity = identity
        self._update_profiles = update_profiles

    def __call__(self, customer: Person, said: Mapping[str, Answer]) -> Preferences:
        """Set a customer's preferences; who does not want to be profiled is not, from now on."""
        preferences = self._tell.tell(customer, said)
        if PERSONALIZATION in said:
            for whose in (customer, *self._identity.linked_to(customer.id)):
                self._update_profiles.recompute(whose)
        return preferences


class Objections:
    """Who does not want to be learned from, be it as a customer or behind a visitor."""

    def __init__(self, rows: PreferenceRows, identity: Identity) -> None:
        self._rows = rows
        self._identity = identity

    def among(self, events: Sequence[Event]) -> set[str]:
        """Message ids of events from which nothing may be learned."""
        people = dict.fromkeys(event.person for event in events)
        links = {person: self._identity.owners(person) for person in people}
        owners = [owner_at(links[event.person], event.at) or event.person for event in events]
        known = self._rows.of(owners)
        return {
            event.message_id
            for event, owner in zip(events, owners, strict=True)
            if not says(known.get(owner, {}), PERSONALIZATION)
        }
