"""Merge the traits of stored events into those of the customer."""

from collections.abc import Sequence

from functions.domain.event import Event
from functions.domain.person import Person
from functions.domain.traits import Traits, given, merged
from functions.services.people.follow_up import Caution
from functions.services.people.present_id import under_present_id
from functions.services.retry import until_written
from functions.storage.identity import IdentityRows
from functions.storage.traits import TraitRows


class UpdateTraits:
    def __init__(self, rows: TraitRows, identity: IdentityRows) -> None:
        self._rows = rows
        self._identity = identity

    def __call__(self, events: Sequence[Event]) -> list[Caution]:
        """Merge the traits that the shop gives a customer; doing it again changes nothing.

        Raises:
            RevisionLost: others kept writing this customer's traits.
        """
        new = given(events)
        if new:
            under_present_id(
                self._identity,
                events[0].person.id,
                lambda person: until_written(lambda: self._merge(person, new)),
            )
        return []

    def _merge(self, person: Person, new: Traits) -> None:
        known, rev = self._rows.get(person)
        after = merged(known, new)
        if after != known:
            self._rows.put(person, after, rev=rev)
