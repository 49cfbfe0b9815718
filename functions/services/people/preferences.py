"""Change preferences of people, and look them up."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from functions.domain.event import Event
from functions.domain.identity import owner_at
from functions.domain.person import Person, customer
from functions.domain.preferences import (
    CHANNELS,
    PERSONALIZATION,
    Answer,
    Preferences,
    allows,
    merged,
)
from functions.services.people.follow_up import Caution
from functions.services.people.present_id import under_present_id
from functions.services.retry import until_written
from functions.storage.consent_log import ConsentLogRows
from functions.storage.identity import IdentityRows, Owners
from functions.storage.preferences import PreferenceRows

if TYPE_CHECKING:
    from functions.services.people.profiles import UpdateProfiles

UNSUBSCRIBED = "Unsubscribed"


class UpdatePreferences:
    def __init__(self, rows: PreferenceRows, log: ConsentLogRows, identity: IdentityRows) -> None:
        self._rows = rows
        self._log = log
        self._identity = identity

    def __call__(self, events: Sequence[Event]) -> list[Caution]:
        """Turn off the channels that a person unsubscribed from; doing it again changes nothing.

        Only the shop turns a channel on. What a browser claims concerns its own visitor.
        """
        answers: dict[str, Answer] = {}
        for event in events:
            channel = str(event.properties.get("channel") or "email").lower()
            if event.name == UNSUBSCRIBED and channel in CHANNELS:
                answers = merged(answers, {channel: Answer(False, event.at, "event")})
        if answers:
            self.update(events[0].person, answers)
        return []

    def update(self, person: Person, answers: Mapping[str, Answer]) -> Preferences:
        """Merge answers into a person's preferences, and return what they are now.

        Raises:
            RevisionLost: others kept writing them.
        """
        if person.kind == "visitor":
            return until_written(lambda: self._merge(person, answers))
        return under_present_id(
            self._identity,
            person.id,
            lambda present: until_written(lambda: self._merge(present, answers)),
        )

    def _merge(self, person: Person, answers: Mapping[str, Answer]) -> Preferences:
        known, rev = self._rows.get(person)
        # Before they hold, so that no answer holds that the log does not have.
        self._log.add(person, {q: each for q, each in answers.items() if known.get(q) != each})
        after = merged(known, answers)
        if after != known:
            self._rows.put(person, after, rev=rev)
        return after


class SetPreferences:
    def __init__(
        self, update: UpdatePreferences, identity: IdentityRows, update_profiles: "UpdateProfiles"
    ) -> None:
        self._update = update
        self._identity = identity
        self._update_profiles = update_profiles

    def __call__(self, person: Person, answers: Mapping[str, Answer]) -> Preferences:
        """Set a customer's preferences; one who wants no profile has none from now on."""
        preferences = self._update.update(person, answers)
        if PERSONALIZATION in answers:
            names = self._identity.names(person.id)
            owned = [each.person for each in names.intervals if each.person.kind == "visitor"]
            for whose in dict.fromkeys([customer(names.user_id), *owned]):
                self._update_profiles.recompute(whose)
        return preferences


class OptOuts:
    """People who do not want to be learned from, as a customer or behind a visitor."""

    def __init__(self, rows: PreferenceRows, identity: IdentityRows) -> None:
        self._rows = rows
        self._identity = identity

    def among(self, events: Sequence[Event], links: Mapping[Person, Owners]) -> set[str]:
        """The message ids of events from which nothing may be learned.

        `links` are the owners of their visitors, as of now.
        """
        owners = [
            owner_at(links.get(event.person, ([], 0))[0], event.at) or event.person
            for event in events
        ]
        present = self._identity.present([p.id for p in owners if p.kind == "customer"])
        people = [customer(present[p.id]) if p.kind == "customer" else p for p in owners]
        known = self._rows.find(people)
        return {
            event.message_id
            for event, person in zip(events, people, strict=True)
            if not allows(known.get(person, {}), PERSONALIZATION)
        }
