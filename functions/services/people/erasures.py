"""Look up the erasures of persons, for processes that may still hold their events."""

from collections.abc import Callable, Iterable

from functions.domain.erasure import Erasure
from functions.domain.event import Event
from functions.domain.person import Person
from functions.storage.erasures import ErasureRows

PersonDigest = Callable[[Person], str]


class Erasures:
    def __init__(self, rows: ErasureRows, person_digest: PersonDigest) -> None:
        self._rows = rows
        self._person_digest = person_digest

    def add(self, person: Person, erasure: Erasure) -> None:
        self._rows.add(self._person_digest(person), erasure)

    def find(self, person: Person) -> frozenset[Erasure]:
        """The person's erasures as of now (consistent read)."""
        return self.find_all([person])[person]

    def find_all(self, people: Iterable[Person]) -> dict[Person, frozenset[Erasure]]:
        """The erasures of each of these people as of now (consistent read)."""
        digests = {person: self._person_digest(person) for person in people}
        known = self._rows.find(list(digests.values()))
        return {person: known.get(digest, frozenset()) for person, digest in digests.items()}

    def covering(self, events: Iterable[Event]) -> list[tuple[Event, int]]:
        """Those of these events that are to be forgotten, and when their person was erased.

        An event that is stored and not among them was received after its person's last erasure,
        or will be found and deleted by an erasure that begins later.
        """
        listed = list(events)
        known = self._rows.find([self._person_digest(event.person) for event in listed])
        found = (
            (event, _newest(event, known.get(self._person_digest(event.person))))
            for event in listed
        )
        return [(event, erased_at) for event, erased_at in found if erased_at is not None]


def _newest(event: Event, erasures: Iterable[Erasure] | None) -> int | None:
    covering = (
        each.erased_at
        for each in erasures or ()
        if each.covers(at=event.at, received_at=event.received_at)
    )
    return max(covering, default=None)
